-- Links that a vendor's program has made for one sale each.
CREATE TABLE one_time_links (
  id TEXT NOT NULL CONSTRAINT pk_one_time_links PRIMARY KEY,
  version INTEGER NOT NULL,
  vendor_id TEXT NOT NULL,
  mode TEXT NOT NULL,
  token TEXT NOT NULL,
  browser_key TEXT NOT NULL,
  lines TEXT NOT NULL,
  parameters TEXT NULL,
  checkout_id TEXT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX one_time_links_token ON one_time_links (token);
CREATE INDEX one_time_links_expires ON one_time_links (expires_at);
CREATE INDEX one_time_links_of_vendor ON one_time_links (vendor_id, mode);

-- A product that one link alone sells is in no catalogue.
ALTER TABLE products ADD COLUMN one_time_link_id TEXT NULL;
ALTER TABLE checkouts ADD COLUMN one_time_link_id TEXT NULL;
ALTER TABLE orders ADD COLUMN one_time_link_id TEXT NULL;
-- Whatever happens: one order of a link.
CREATE UNIQUE INDEX orders_one_time_link ON orders (one_time_link_id) WHERE one_time_link_id IS NOT NULL;
