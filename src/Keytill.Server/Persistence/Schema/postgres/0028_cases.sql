-- What customers and support write to each other about orders.
CREATE TABLE cases (
  id text NOT NULL CONSTRAINT pk_cases PRIMARY KEY,
  version bigint NOT NULL,
  vendor_id text NOT NULL,
  mode text NOT NULL,
  order_id text NOT NULL REFERENCES orders (id) ON DELETE RESTRICT,
  topic text NOT NULL,
  status text NOT NULL,
  opened_at bigint NOT NULL,
  since bigint NOT NULL,
  answer_by bigint NULL,
  closed_by text NULL
);
CREATE INDEX cases_of_order ON cases (order_id);
CREATE INDEX cases_inbox ON cases (mode, status, since, id);

CREATE TABLE case_messages (
  id text NOT NULL CONSTRAINT pk_case_messages PRIMARY KEY,
  case_id text NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
  order_id text NOT NULL,
  press text NOT NULL,
  position integer NOT NULL,
  staff_id text NULL,
  text text NOT NULL,
  at bigint NOT NULL
);
CREATE UNIQUE INDEX case_messages_press ON case_messages (order_id, press);
CREATE UNIQUE INDEX case_messages_position ON case_messages (case_id, position);

-- An order that nobody asked about costs no look for its cases.
ALTER TABLE orders ADD COLUMN support_asked_at bigint NULL;
