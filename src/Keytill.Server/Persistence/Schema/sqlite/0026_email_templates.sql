-- Vendors' own wordings of mails. One in force for each kind and language; what was sent stands in the mail.
CREATE TABLE email_templates (
  id TEXT NOT NULL CONSTRAINT pk_email_templates PRIMARY KEY,
  version INTEGER NOT NULL,
  vendor_id TEXT NOT NULL REFERENCES vendors (id) ON DELETE RESTRICT,
  mode TEXT NOT NULL,
  kind TEXT NOT NULL,
  language TEXT NOT NULL,
  subject TEXT NOT NULL,
  html TEXT NOT NULL,
  text TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  broken_at INTEGER NULL,
  broken_reason TEXT NULL
);
CREATE UNIQUE INDEX email_templates_one ON email_templates (vendor_id, mode, kind, language);

ALTER TABLE mails ADD COLUMN fallback_reason TEXT NULL;

-- Where answers to a vendor's mails go; null: to the seller.
ALTER TABLE vendors ADD COLUMN reply_to TEXT NULL;

-- Whether the order's mail has to tell a consumer how he withdraws. Until now every product was delivered at once.
ALTER TABLE order_lines ADD COLUMN withdrawal TEXT NOT NULL DEFAULT 'waive';
