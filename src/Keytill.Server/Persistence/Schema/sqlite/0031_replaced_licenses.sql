-- A licence is replaced by another of the same unit: one licence of each generation, and one that is valid.
ALTER TABLE licenses ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;
ALTER TABLE licenses ADD COLUMN replacement TEXT;
ALTER TABLE licenses ADD COLUMN replacement_id TEXT;
ALTER TABLE licenses ADD COLUMN replacement_asked_at INTEGER;
ALTER TABLE licenses ADD COLUMN replacement_waits_for TEXT;
ALTER TABLE licenses ADD COLUMN replacement_try_again_at INTEGER;
ALTER TABLE licenses ADD COLUMN replacement_delayed_at INTEGER;
ALTER TABLE licenses ADD COLUMN replacement_attempts INTEGER NOT NULL DEFAULT 0;

DROP INDEX licenses_unit;
CREATE UNIQUE INDEX licenses_unit ON licenses (line_id, unit, generation);
CREATE UNIQUE INDEX licenses_valid ON licenses (line_id, unit) WHERE status IN ('active', 'suspended');

-- What waits for keys, for its time or for a person.
CREATE INDEX licenses_being_replaced ON licenses (replacement) WHERE replacement IN ('waiting', 'needs_person');
