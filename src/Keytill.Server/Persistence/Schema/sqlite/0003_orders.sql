-- Orders with their parts. Instants are Unix milliseconds, money is whole minor units.
CREATE TABLE orders (
  id text NOT NULL PRIMARY KEY,
  version integer NOT NULL,
  number text NOT NULL,
  token text NOT NULL,
  vendor_id text NOT NULL,
  mode text NOT NULL,
  seller_id text NOT NULL,
  checkout_id text NOT NULL,
  status text NOT NULL,
  currency text NOT NULL,
  subtotal_minor integer NOT NULL,
  discount_minor integer NOT NULL,
  net_minor integer NOT NULL,
  tax_minor integer NOT NULL,
  total_minor integer NOT NULL,
  written_off_minor integer NOT NULL,
  buyer text NOT NULL,
  email_normalized text NOT NULL,
  locale text NOT NULL,
  consents text NOT NULL,
  external_id text,
  additional_data text NOT NULL,
  return_url text,
  utm text NOT NULL,
  clock_offset_ms integer NOT NULL,
  event_sequence integer NOT NULL,
  created_at integer NOT NULL,
  paid_at integer,
  delivered_at integer,
  expires_at integer NOT NULL,
  cancelled_at integer,
  deleted_at integer,
  next_due_at integer
);

CREATE UNIQUE INDEX orders_number ON orders (number);
CREATE UNIQUE INDEX orders_token ON orders (token);
-- One checkout gives at most one order, however often Continue is pressed.
CREATE UNIQUE INDEX orders_checkout_id ON orders (checkout_id);
CREATE INDEX orders_email ON orders (vendor_id, mode, email_normalized);
CREATE INDEX orders_next_due ON orders (next_due_at) WHERE next_due_at IS NOT NULL;

CREATE TABLE order_lines (
  id text NOT NULL PRIMARY KEY,
  order_id text NOT NULL REFERENCES orders (id),
  position integer NOT NULL,
  product_id text NOT NULL,
  name text NOT NULL,
  quantity integer NOT NULL,
  currency text NOT NULL,
  unit_price_minor integer NOT NULL,
  subtotal_minor integer NOT NULL,
  discount_minor integer NOT NULL,
  net_minor integer NOT NULL,
  tax_minor integer NOT NULL,
  total_minor integer NOT NULL,
  license_method text NOT NULL,
  license_settings text NOT NULL,
  license_per text NOT NULL,
  revocation text NOT NULL,
  status text NOT NULL,
  waits_for text,
  try_again_at integer,
  delayed_at integer,
  units_told integer NOT NULL,
  attempts integer NOT NULL,
  delivered_at integer
);

CREATE INDEX order_lines_order ON order_lines (order_id);
CREATE INDEX order_lines_waiting ON order_lines (waits_for) WHERE waits_for IS NOT NULL;

CREATE TABLE licenses (
  id text NOT NULL PRIMARY KEY,
  line_id text NOT NULL REFERENCES order_lines (id),
  unit integer NOT NULL,
  key text NOT NULL,
  status text NOT NULL,
  issued_at integer NOT NULL,
  revoked_at integer
);

-- Never two licences for one unit.
CREATE UNIQUE INDEX licenses_unit ON licenses (line_id, unit);

CREATE TABLE payments (
  id text NOT NULL PRIMARY KEY,
  order_id text NOT NULL REFERENCES orders (id),
  position integer NOT NULL,
  method text NOT NULL,
  is_online integer NOT NULL,
  status text NOT NULL,
  amount_minor integer NOT NULL,
  currency text NOT NULL,
  idempotency_key text NOT NULL,
  gateway_reference text,
  redirect_url text,
  customer_reference text,
  failure text,
  created_at integer NOT NULL,
  ended_at integer
);

CREATE INDEX payments_order ON payments (order_id);
-- A gateway's payment belongs to one attempt of ours.
CREATE UNIQUE INDEX payments_gateway_reference ON payments (method, gateway_reference) WHERE gateway_reference IS NOT NULL;

CREATE TABLE receipts (
  id text NOT NULL PRIMARY KEY,
  order_id text NOT NULL REFERENCES orders (id),
  position integer NOT NULL,
  payment_id text,
  method text NOT NULL,
  is_online integer NOT NULL,
  reference text NOT NULL,
  received_minor integer NOT NULL,
  applied_minor integer NOT NULL,
  unapplied_minor integer NOT NULL,
  returned_minor integer NOT NULL,
  currency text NOT NULL,
  value_at integer NOT NULL,
  received_at integer NOT NULL,
  CHECK (received_minor = applied_minor + unapplied_minor + returned_minor)
);

-- The same money is never counted twice for one order.
CREATE UNIQUE INDEX receipts_reference ON receipts (order_id, method, reference);

CREATE TABLE refunds (
  id text NOT NULL PRIMARY KEY,
  order_id text NOT NULL REFERENCES orders (id),
  position integer NOT NULL,
  purpose text NOT NULL,
  status text NOT NULL,
  receipt_id text NOT NULL REFERENCES receipts (id),
  payment_id text,
  method text NOT NULL,
  is_online integer NOT NULL,
  amount_minor integer NOT NULL,
  currency text NOT NULL,
  reason text NOT NULL,
  gateway_reference text,
  requested_at integer NOT NULL,
  approved_at integer,
  ended_at integer
);

CREATE INDEX refunds_order ON refunds (order_id);

CREATE TABLE timeline (
  id integer NOT NULL PRIMARY KEY AUTOINCREMENT,
  order_id text NOT NULL REFERENCES orders (id),
  at integer NOT NULL,
  kind text NOT NULL,
  subject text,
  detail text
);

CREATE INDEX timeline_order ON timeline (order_id, id);
