-- What is kept for a time is found by its age.
ALTER TABLE orders ADD COLUMN erased_at INTEGER;
CREATE INDEX checkouts_used ON checkouts (used_at);
CREATE INDEX mails_with_text ON mails (created_at) WHERE text_body IS NOT NULL;
CREATE INDEX webhook_deliveries_with_answer ON webhook_deliveries (created_at) WHERE last_response IS NOT NULL;
