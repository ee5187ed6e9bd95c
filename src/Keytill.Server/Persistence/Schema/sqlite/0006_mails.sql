-- Rendered when it is sent; the text stays as it went out.
CREATE TABLE mails (
  id TEXT NOT NULL CONSTRAINT pk_mails PRIMARY KEY,
  kind TEXT NOT NULL,
  order_id TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  vendor_id TEXT NOT NULL,
  mode TEXT NOT NULL,
  locale TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  sent_at INTEGER NULL,
  to_address TEXT NULL,
  subject_line TEXT NULL,
  html_body TEXT NULL,
  text_body TEXT NULL,
  server_answer TEXT NULL,
  attempts INTEGER NOT NULL,
  dropped_reason TEXT NULL
);
CREATE UNIQUE INDEX mails_once ON mails (order_id, kind, subject_id);
CREATE INDEX mails_of_vendor ON mails (vendor_id, mode, sent_at);
