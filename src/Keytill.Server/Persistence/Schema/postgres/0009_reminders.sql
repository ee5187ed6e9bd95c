-- What the calendar has done for an unpaid order, and what its customer has said.
ALTER TABLE orders ADD COLUMN method text NOT NULL DEFAULT '';
ALTER TABLE orders ADD COLUMN reminders_done text NOT NULL DEFAULT '[]';
ALTER TABLE orders ADD COLUMN reminders_stopped_at bigint;
ALTER TABLE orders ADD COLUMN said_paid_at bigint;
ALTER TABLE orders ADD COLUMN expiry_looked_at bigint;
UPDATE orders SET method = COALESCE((SELECT p.method FROM payments p WHERE p.order_id = orders.id ORDER BY p.position DESC LIMIT 1), '');

ALTER TABLE vendors ADD COLUMN sends_reminders boolean NOT NULL DEFAULT true;

-- The defaults were for the rows that were there.
ALTER TABLE orders ALTER COLUMN method DROP DEFAULT, ALTER COLUMN reminders_done DROP DEFAULT;
ALTER TABLE vendors ALTER COLUMN sends_reminders DROP DEFAULT;
