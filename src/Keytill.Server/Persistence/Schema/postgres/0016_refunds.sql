-- What a refund takes of each line, who asked for it, who decided, and where a transfer went.
ALTER TABLE refunds ADD COLUMN request_id text NOT NULL DEFAULT '';
ALTER TABLE refunds ADD COLUMN origin text NOT NULL DEFAULT 'support';
ALTER TABLE refunds ADD COLUMN parts text NOT NULL DEFAULT '[]';
ALTER TABLE refunds ADD COLUMN first_approved_by text;
ALTER TABLE refunds ADD COLUMN decided_by text;
ALTER TABLE refunds ADD COLUMN decline_reason text;
ALTER TABLE refunds ADD COLUMN sent_to_name text;
ALTER TABLE refunds ADD COLUMN sent_to_iban text;
UPDATE refunds SET request_id = id;

ALTER TABLE order_lines ADD COLUMN revocation_asked_at bigint;

ALTER TABLE vendors ADD COLUMN refund_within_days integer NOT NULL DEFAULT 30;

-- What waits for a decision, or for finance.
CREATE INDEX refunds_open ON refunds (status) WHERE status IN ('requested', 'approved', 'failed');
CREATE INDEX order_lines_revocation ON order_lines (revocation_asked_at) WHERE revocation_asked_at IS NOT NULL;

-- The defaults were for the rows that were there.
ALTER TABLE refunds ALTER COLUMN request_id DROP DEFAULT, ALTER COLUMN origin DROP DEFAULT, ALTER COLUMN parts DROP DEFAULT;
ALTER TABLE vendors ALTER COLUMN refund_within_days DROP DEFAULT;
