-- Vendors' endpoints, and each event's way to each of them.
CREATE TABLE webhook_endpoints (
  id text NOT NULL CONSTRAINT pk_webhook_endpoints PRIMARY KEY,
  version bigint NOT NULL,
  vendor_id text NOT NULL,
  mode text NOT NULL,
  url text NOT NULL,
  events text NOT NULL,
  secrets text NOT NULL,
  status text NOT NULL,
  disabled_reason text NULL,
  disabled_at bigint NULL,
  created_at bigint NOT NULL
);
CREATE INDEX webhook_endpoints_of_vendor ON webhook_endpoints (vendor_id, mode);

-- No references: a delivery's log may go sooner than its event, and may outlive its endpoint.
CREATE TABLE webhook_deliveries (
  id text NOT NULL CONSTRAINT pk_webhook_deliveries PRIMARY KEY,
  event_id text NOT NULL,
  endpoint_id text NOT NULL,
  order_id text NOT NULL,
  vendor_id text NOT NULL,
  mode text NOT NULL,
  status text NOT NULL,
  attempts integer NOT NULL,
  last_status integer NULL,
  last_error text NULL,
  last_response text NULL,
  last_duration_ms integer NULL,
  last_attempt_at bigint NULL,
  delivered_at bigint NULL,
  created_at bigint NOT NULL
);
CREATE UNIQUE INDEX webhook_deliveries_of_event ON webhook_deliveries (event_id, endpoint_id);
CREATE INDEX webhook_deliveries_of_endpoint ON webhook_deliveries (endpoint_id, created_at);
