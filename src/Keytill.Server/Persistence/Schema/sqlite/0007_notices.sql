-- Gateways' notices as they came, by their own ids: a repetition changes nothing.
CREATE TABLE notices (
  method text NOT NULL,
  notice_id text NOT NULL,
  payment_id text,
  refund_id text,
  body text NOT NULL,
  received_at integer NOT NULL,
  PRIMARY KEY (method, notice_id)
);

CREATE INDEX notices_received ON notices (received_at);
