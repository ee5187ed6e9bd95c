-- Codes that take a part off the price. Who holds a use of one is read off the orders.
CREATE TABLE coupons (
  id text NOT NULL CONSTRAINT pk_coupons PRIMARY KEY,
  version bigint NOT NULL,
  vendor_id text NOT NULL REFERENCES vendors (id) ON DELETE RESTRICT,
  mode text NOT NULL,
  code text NOT NULL,
  percent_off integer NOT NULL,
  product_ids text NOT NULL,
  starts_at bigint NULL,
  ends_at bigint NULL,
  uses_max integer NULL,
  uses_per_customer_max integer NULL,
  created_at bigint NOT NULL,
  disabled_at bigint NULL
);
CREATE UNIQUE INDEX coupons_code ON coupons (vendor_id, mode, code);

ALTER TABLE orders ADD COLUMN coupon_id text NULL;
ALTER TABLE orders ADD COLUMN coupon_code text NULL;
ALTER TABLE orders ADD COLUMN coupon_held_until bigint NULL;
CREATE INDEX orders_coupon ON orders (coupon_id, coupon_held_until) WHERE coupon_held_until IS NOT NULL;

ALTER TABLE checkouts ADD COLUMN coupon_code text NULL;
-- Coupons were not known: a notice said so of each.
UPDATE checkouts SET notices = '[]' WHERE notices LIKE '%oupon%';
