-- What customers and support write to each other about orders.
CREATE TABLE cases (
  id TEXT NOT NULL CONSTRAINT pk_cases PRIMARY KEY,
  version INTEGER NOT NULL,
  vendor_id TEXT NOT NULL,
  mode TEXT NOT NULL,
  order_id TEXT NOT NULL REFERENCES orders (id) ON DELETE RESTRICT,
  topic TEXT NOT NULL,
  status TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  since INTEGER NOT NULL,
  answer_by INTEGER NULL,
  closed_by TEXT NULL
);
CREATE INDEX cases_of_order ON cases (order_id);
CREATE INDEX cases_inbox ON cases (mode, status, since, id);

CREATE TABLE case_messages (
  id TEXT NOT NULL CONSTRAINT pk_case_messages PRIMARY KEY,
  case_id TEXT NOT NULL REFERENCES cases (id) ON DELETE RESTRICT,
  order_id TEXT NOT NULL,
  press TEXT NOT NULL,
  position INTEGER NOT NULL,
  staff_id TEXT NULL,
  text TEXT NOT NULL,
  at INTEGER NOT NULL
);
CREATE UNIQUE INDEX case_messages_press ON case_messages (order_id, press);
CREATE UNIQUE INDEX case_messages_position ON case_messages (case_id, position);

-- An order that nobody asked about costs no look for its cases.
ALTER TABLE orders ADD COLUMN support_asked_at INTEGER NULL;
