-- Somebody asks for the orders of an address. Both tables forget within days.
CREATE TABLE order_searches (
  id TEXT NOT NULL CONSTRAINT pk_order_searches PRIMARY KEY,
  email TEXT NOT NULL,
  number TEXT NULL,
  asked_at INTEGER NOT NULL
);
CREATE INDEX order_searches_asked ON order_searches (asked_at);

-- How often something was done of late, where it may be done so often in a span of time.
CREATE TABLE allowances (
  name TEXT NOT NULL CONSTRAINT pk_allowances PRIMARY KEY,
  taken TEXT NOT NULL,
  last_at INTEGER NOT NULL
);
CREATE INDEX allowances_last ON allowances (last_at);
