-- Whoever has the token may see and change the cart. No reference to the vendor: each new cart would lock that one row.
CREATE TABLE checkouts (
  id text NOT NULL CONSTRAINT pk_checkouts PRIMARY KEY,
  version bigint NOT NULL,
  vendor_id text NOT NULL,
  mode text NOT NULL,
  token text NOT NULL,
  cart text NOT NULL,
  locale text NOT NULL,
  form text NOT NULL,
  payment_method text NULL,
  link text NOT NULL,
  notices text NOT NULL,
  created_at bigint NOT NULL,
  used_at bigint NOT NULL,
  ordered_at bigint NULL
);
CREATE UNIQUE INDEX checkouts_token ON checkouts (token);
