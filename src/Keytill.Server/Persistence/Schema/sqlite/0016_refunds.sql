-- What a refund takes of each line, who asked for it, who decided, and where a transfer went.
ALTER TABLE refunds ADD COLUMN request_id TEXT NOT NULL DEFAULT '';
ALTER TABLE refunds ADD COLUMN origin TEXT NOT NULL DEFAULT 'support';
ALTER TABLE refunds ADD COLUMN parts TEXT NOT NULL DEFAULT '[]';
ALTER TABLE refunds ADD COLUMN first_approved_by TEXT;
ALTER TABLE refunds ADD COLUMN decided_by TEXT;
ALTER TABLE refunds ADD COLUMN decline_reason TEXT;
ALTER TABLE refunds ADD COLUMN sent_to_name TEXT;
ALTER TABLE refunds ADD COLUMN sent_to_iban TEXT;
UPDATE refunds SET request_id = id;

ALTER TABLE order_lines ADD COLUMN revocation_asked_at INTEGER;

ALTER TABLE vendors ADD COLUMN refund_within_days INTEGER NOT NULL DEFAULT 30;

-- What waits for a decision, or for finance.
CREATE INDEX refunds_open ON refunds (status) WHERE status IN ('requested', 'approved', 'failed');
CREATE INDEX order_lines_revocation ON order_lines (revocation_asked_at) WHERE revocation_asked_at IS NOT NULL;
