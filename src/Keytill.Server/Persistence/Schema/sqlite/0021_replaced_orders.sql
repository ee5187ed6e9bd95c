-- A customer went back and ordered anew: the new order takes the old one's place.
ALTER TABLE orders ADD COLUMN replaces_id TEXT NULL;
ALTER TABLE orders ADD COLUMN replaced_by_id TEXT NULL;
ALTER TABLE checkouts ADD COLUMN replaces_order_id TEXT NULL;
CREATE UNIQUE INDEX checkouts_replaces ON checkouts (replaces_order_id) WHERE replaces_order_id IS NOT NULL;
