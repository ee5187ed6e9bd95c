-- A customer went back and ordered anew: the new order takes the old one's place.
ALTER TABLE orders ADD COLUMN replaces_id text NULL;
ALTER TABLE orders ADD COLUMN replaced_by_id text NULL;
ALTER TABLE checkouts ADD COLUMN replaces_order_id text NULL;
CREATE UNIQUE INDEX checkouts_replaces ON checkouts (replaces_order_id) WHERE replaces_order_id IS NOT NULL;
