-- Since when nothing gets through to an endpoint, and when its vendor was told.
ALTER TABLE webhook_endpoints ADD COLUMN failing_since bigint NULL;
ALTER TABLE webhook_endpoints ADD COLUMN failure_told_at bigint NULL;
