-- What the calendar has done for an unpaid order, and what its customer has said.
ALTER TABLE orders ADD COLUMN method TEXT NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN reminders_done TEXT NOT NULL DEFAULT '[]';
ALTER TABLE orders ADD COLUMN reminders_stopped_at INTEGER;
ALTER TABLE orders ADD COLUMN said_paid_at INTEGER;
ALTER TABLE orders ADD COLUMN expiry_looked_at INTEGER;
UPDATE orders SET method = COALESCE((SELECT p.method FROM payments p WHERE p.order_id = orders.id ORDER BY p.position DESC LIMIT 1), '');

ALTER TABLE vendors ADD COLUMN sends_reminders INTEGER NOT NULL DEFAULT 1;
