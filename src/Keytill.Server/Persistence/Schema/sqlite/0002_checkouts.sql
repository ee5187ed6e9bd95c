-- Whoever has the token may see and change the cart. No reference to the vendor: each new cart would lock that one row.
CREATE TABLE checkouts (
  id TEXT NOT NULL CONSTRAINT pk_checkouts PRIMARY KEY,
  version INTEGER NOT NULL,
  vendor_id TEXT NOT NULL,
  mode TEXT NOT NULL,
  token TEXT NOT NULL,
  cart TEXT NOT NULL,
  locale TEXT NOT NULL,
  form TEXT NOT NULL,
  payment_method TEXT NULL,
  link TEXT NOT NULL,
  notices TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at INTEGER NOT NULL,
  ordered_at INTEGER NULL
);
CREATE UNIQUE INDEX checkouts_token ON checkouts (token);
