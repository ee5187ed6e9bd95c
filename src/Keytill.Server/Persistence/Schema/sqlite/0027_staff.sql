-- The operator's people, and what they did.
CREATE TABLE staff (
  id TEXT NOT NULL CONSTRAINT pk_staff PRIMARY KEY,
  email TEXT NOT NULL,
  name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  session_stamp TEXT NOT NULL,
  roles TEXT NOT NULL,
  wrong_passwords INTEGER NOT NULL,
  locked_until INTEGER NULL,
  blocked_at INTEGER NULL,
  created_at INTEGER NOT NULL,
  signed_in_at INTEGER NULL,
  version INTEGER NOT NULL
);
CREATE UNIQUE INDEX staff_email ON staff (email);

-- Only ever added to; a deed's id is fixed by its form, so that one pressed twice is one.
CREATE TABLE audit (
  id TEXT NOT NULL CONSTRAINT pk_audit PRIMARY KEY,
  at INTEGER NOT NULL,
  staff_id TEXT NOT NULL,
  mode TEXT NOT NULL,
  act TEXT NOT NULL,
  order_id TEXT NULL,
  subject TEXT NULL,
  reason TEXT NULL
);
CREATE INDEX audit_of_order ON audit (order_id, at) WHERE order_id IS NOT NULL;
CREATE INDEX audit_at ON audit (at);

ALTER TABLE orders ADD COLUMN email_corrections INTEGER NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN write_off_asked_by TEXT;

-- A mail that support sends again is a mail of its own.
ALTER TABLE mails ADD COLUMN copy INTEGER NOT NULL DEFAULT 0;
DROP INDEX mails_once;
CREATE UNIQUE INDEX mails_once ON mails (order_id, kind, subject_id, copy);

-- The console's lists: what needs a person, money without a debt, orders by their buyer, whoever sold.
CREATE INDEX order_lines_open ON order_lines (status) WHERE status = 'needs_person';
CREATE INDEX receipts_unapplied ON receipts (received_at) WHERE unapplied_minor > 0;
CREATE INDEX orders_replaced ON orders (replaced_by_id) WHERE replaced_by_id IS NOT NULL;
DROP INDEX orders_email;
CREATE INDEX orders_email ON orders (email_normalized, mode, vendor_id);
