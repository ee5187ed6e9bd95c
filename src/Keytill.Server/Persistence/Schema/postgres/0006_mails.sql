-- Rendered when it is sent; the text stays as it went out.
CREATE TABLE mails (
  id text NOT NULL CONSTRAINT pk_mails PRIMARY KEY,
  kind text NOT NULL,
  order_id text NOT NULL,
  subject_id text NOT NULL,
  vendor_id text NOT NULL,
  mode text NOT NULL,
  locale text NOT NULL,
  created_at bigint NOT NULL,
  sent_at bigint NULL,
  to_address text NULL,
  subject_line text NULL,
  html_body text NULL,
  text_body text NULL,
  server_answer text NULL,
  attempts integer NOT NULL,
  dropped_reason text NULL
);
CREATE UNIQUE INDEX mails_once ON mails (order_id, kind, subject_id);
CREATE INDEX mails_of_vendor ON mails (vendor_id, mode, sent_at);
