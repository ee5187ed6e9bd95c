-- Codes that take a part off the price. Who holds a use of one is read off the orders.
CREATE TABLE coupons (
  id TEXT NOT NULL CONSTRAINT pk_coupons PRIMARY KEY,
  version INTEGER NOT NULL,
  vendor_id TEXT NOT NULL REFERENCES vendors (id) ON DELETE RESTRICT,
  mode TEXT NOT NULL,
  code TEXT NOT NULL,
  percent_off INTEGER NOT NULL,
  product_ids TEXT NOT NULL,
  starts_at INTEGER NULL,
  ends_at INTEGER NULL,
  uses_max INTEGER NULL,
  uses_per_customer_max INTEGER NULL,
  created_at INTEGER NOT NULL,
  disabled_at INTEGER NULL
);
CREATE UNIQUE INDEX coupons_code ON coupons (vendor_id, mode, code);

ALTER TABLE orders ADD COLUMN coupon_id TEXT NULL;
ALTER TABLE orders ADD COLUMN coupon_code TEXT NULL;
ALTER TABLE orders ADD COLUMN coupon_held_until INTEGER NULL;
CREATE INDEX orders_coupon ON orders (coupon_id, coupon_held_until) WHERE coupon_held_until IS NOT NULL;

ALTER TABLE checkouts ADD COLUMN coupon_code TEXT NULL;
-- Coupons were not known: a notice said so of each.
UPDATE checkouts SET notices = '[]' WHERE notices LIKE '%oupon%';
