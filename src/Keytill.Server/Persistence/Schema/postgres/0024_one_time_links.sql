-- Links that a vendor's program has made for one sale each.
CREATE TABLE one_time_links (
  id text NOT NULL CONSTRAINT pk_one_time_links PRIMARY KEY,
  version bigint NOT NULL,
  vendor_id text NOT NULL,
  mode text NOT NULL,
  token text NOT NULL,
  browser_key text NOT NULL,
  lines text NOT NULL,
  parameters text NULL,
  checkout_id text NULL,
  created_at bigint NOT NULL,
  expires_at bigint NOT NULL
);
CREATE UNIQUE INDEX one_time_links_token ON one_time_links (token);
CREATE INDEX one_time_links_expires ON one_time_links (expires_at);
CREATE INDEX one_time_links_of_vendor ON one_time_links (vendor_id, mode);

-- A product that one link alone sells is in no catalogue.
ALTER TABLE products ADD COLUMN one_time_link_id text NULL;
ALTER TABLE checkouts ADD COLUMN one_time_link_id text NULL;
ALTER TABLE orders ADD COLUMN one_time_link_id text NULL;
-- Whatever happens: one order of a link.
CREATE UNIQUE INDEX orders_one_time_link ON orders (one_time_link_id) WHERE one_time_link_id IS NOT NULL;
