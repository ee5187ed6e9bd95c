-- The operator's people, and what they did.
CREATE TABLE staff (
  id text NOT NULL CONSTRAINT pk_staff PRIMARY KEY,
  email text NOT NULL,
  name text NOT NULL,
  password_hash text NOT NULL,
  session_stamp text NOT NULL,
  roles text NOT NULL,
  wrong_passwords integer NOT NULL,
  locked_until bigint NULL,
  blocked_at bigint NULL,
  created_at bigint NOT NULL,
  signed_in_at bigint NULL,
  version bigint NOT NULL
);
CREATE UNIQUE INDEX staff_email ON staff (email);

-- Only ever added to; a deed's id is fixed by its form, so that one pressed twice is one.
CREATE TABLE audit (
  id text NOT NULL CONSTRAINT pk_audit PRIMARY KEY,
  at bigint NOT NULL,
  staff_id text NOT NULL,
  mode text NOT NULL,
  act text NOT NULL,
  order_id text NULL,
  subject text NULL,
  reason text NULL
);
CREATE INDEX audit_of_order ON audit (order_id, at) WHERE order_id IS NOT NULL;
CREATE INDEX audit_at ON audit (at);

ALTER TABLE orders ADD COLUMN email_corrections integer NOT NULL DEFAULT 0;
ALTER TABLE orders ADD COLUMN write_off_asked_by text;

-- A mail that support sends again is a mail of its own.
ALTER TABLE mails ADD COLUMN copy integer NOT NULL DEFAULT 0;
DROP INDEX mails_once;
CREATE UNIQUE INDEX mails_once ON mails (order_id, kind, subject_id, copy);

-- The console's lists: what needs a person, money without a debt, orders by their buyer, whoever sold.
CREATE INDEX order_lines_open ON order_lines (status) WHERE status = 'needs_person';
CREATE INDEX receipts_unapplied ON receipts (received_at) WHERE unapplied_minor > 0;
CREATE INDEX orders_replaced ON orders (replaced_by_id) WHERE replaced_by_id IS NOT NULL;
DROP INDEX orders_email;
CREATE INDEX orders_email ON orders (email_normalized, mode, vendor_id);

-- The defaults were for the rows that were there.
ALTER TABLE orders ALTER COLUMN email_corrections DROP DEFAULT;
ALTER TABLE mails ALTER COLUMN copy DROP DEFAULT;
