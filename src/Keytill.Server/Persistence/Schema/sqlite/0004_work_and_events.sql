CREATE TABLE work_items (
  id TEXT NOT NULL CONSTRAINT pk_work_items PRIMARY KEY,
  kind TEXT NOT NULL,
  lane TEXT NOT NULL,
  order_id TEXT NULL,
  vendor_id TEXT NOT NULL,
  mode TEXT NOT NULL,
  payload TEXT NOT NULL,
  due_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  lease TEXT NULL,
  created_at INTEGER NOT NULL,
  buried_at INTEGER NULL,
  last_error TEXT NULL
);
CREATE INDEX work_items_due ON work_items (due_at) WHERE buried_at IS NULL;
CREATE INDEX work_items_of_order ON work_items (order_id);

-- The row id is the order of commits: there is one writer.
CREATE TABLE events (
  position INTEGER NOT NULL CONSTRAINT pk_events PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  vendor_id TEXT NOT NULL,
  mode TEXT NOT NULL,
  order_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  type TEXT NOT NULL,
  occurred_at INTEGER NOT NULL,
  body TEXT NOT NULL
);
CREATE UNIQUE INDEX events_id ON events (id);
CREATE UNIQUE INDEX events_of_order ON events (order_id, sequence);
CREATE INDEX events_of_vendor ON events (vendor_id, mode, position);

CREATE TABLE number_series (
  name TEXT NOT NULL CONSTRAINT pk_number_series PRIMARY KEY,
  next INTEGER NOT NULL
);

CREATE TABLE data_protection_keys (
  name TEXT NOT NULL CONSTRAINT pk_data_protection_keys PRIMARY KEY,
  xml TEXT NOT NULL,
  created_at INTEGER NOT NULL
);
