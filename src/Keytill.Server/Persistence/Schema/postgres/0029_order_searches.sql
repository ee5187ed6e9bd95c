-- Somebody asks for the orders of an address. Both tables forget within days.
CREATE TABLE order_searches (
  id text NOT NULL CONSTRAINT pk_order_searches PRIMARY KEY,
  email text NOT NULL,
  number text NULL,
  asked_at bigint NOT NULL
);
CREATE INDEX order_searches_asked ON order_searches (asked_at);

-- How often something was done of late, where it may be done so often in a span of time.
CREATE TABLE allowances (
  name text NOT NULL CONSTRAINT pk_allowances PRIMARY KEY,
  taken text NOT NULL,
  last_at bigint NOT NULL
);
CREATE INDEX allowances_last ON allowances (last_at);
