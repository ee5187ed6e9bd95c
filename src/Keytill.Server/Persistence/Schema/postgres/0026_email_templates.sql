-- Vendors' own wordings of mails. One in force for each kind and language; what was sent stands in the mail.
CREATE TABLE email_templates (
  id text NOT NULL CONSTRAINT pk_email_templates PRIMARY KEY,
  version bigint NOT NULL,
  vendor_id text NOT NULL REFERENCES vendors (id) ON DELETE RESTRICT,
  mode text NOT NULL,
  kind text NOT NULL,
  language text NOT NULL,
  subject text NOT NULL,
  html text NOT NULL,
  text text NOT NULL,
  created_at bigint NOT NULL,
  changed_at bigint NOT NULL,
  broken_at bigint NULL,
  broken_reason text NULL
);
CREATE UNIQUE INDEX email_templates_one ON email_templates (vendor_id, mode, kind, language);

ALTER TABLE mails ADD COLUMN fallback_reason text NULL;

-- Where answers to a vendor's mails go; null: to the seller.
ALTER TABLE vendors ADD COLUMN reply_to text NULL;

-- Whether the order's mail has to tell a consumer how he withdraws. Until now every product was delivered at once.
ALTER TABLE order_lines ADD COLUMN withdrawal text NOT NULL DEFAULT 'waive';
-- The default was for the rows that were there.
ALTER TABLE order_lines ALTER COLUMN withdrawal DROP DEFAULT;
