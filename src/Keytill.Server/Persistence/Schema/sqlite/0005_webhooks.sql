-- Vendors' endpoints, and each event's way to each of them.
CREATE TABLE webhook_endpoints (
  id TEXT NOT NULL CONSTRAINT pk_webhook_endpoints PRIMARY KEY,
  version INTEGER NOT NULL,
  vendor_id TEXT NOT NULL,
  mode TEXT NOT NULL,
  url TEXT NOT NULL,
  events TEXT NOT NULL,
  secrets TEXT NOT NULL,
  status TEXT NOT NULL,
  disabled_reason TEXT NULL,
  disabled_at INTEGER NULL,
  created_at INTEGER NOT NULL
);
CREATE INDEX webhook_endpoints_of_vendor ON webhook_endpoints (vendor_id, mode);

-- No references: a delivery's log may go sooner than its event, and may outlive its endpoint.
CREATE TABLE webhook_deliveries (
  id TEXT NOT NULL CONSTRAINT pk_webhook_deliveries PRIMARY KEY,
  event_id TEXT NOT NULL,
  endpoint_id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  vendor_id TEXT NOT NULL,
  mode TEXT NOT NULL,
  status TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  last_status INTEGER NULL,
  last_error TEXT NULL,
  last_response TEXT NULL,
  last_duration_ms INTEGER NULL,
  last_attempt_at INTEGER NULL,
  delivered_at INTEGER NULL,
  created_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX webhook_deliveries_of_event ON webhook_deliveries (event_id, endpoint_id);
CREATE INDEX webhook_deliveries_of_endpoint ON webhook_deliveries (endpoint_id, created_at);
