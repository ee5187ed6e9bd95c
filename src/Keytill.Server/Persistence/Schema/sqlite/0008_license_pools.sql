CREATE TABLE license_pools (
  id TEXT NOT NULL CONSTRAINT pk_license_pools PRIMARY KEY,
  vendor_id TEXT NOT NULL,
  mode TEXT NOT NULL,
  name TEXT NOT NULL,
  low_water_mark INTEGER NOT NULL,
  low_since_at INTEGER NULL,
  created_at INTEGER NOT NULL,
  version INTEGER NOT NULL
);
CREATE INDEX license_pools_of_vendor ON license_pools (vendor_id, mode);

-- A key is sold once, ever: one row per key of a pool, one key per request, and a row that has a request never loses it.
CREATE TABLE license_keys (
  position INTEGER NOT NULL CONSTRAINT pk_license_keys PRIMARY KEY AUTOINCREMENT,
  pool_id TEXT NOT NULL,
  key_text TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  request_id TEXT NULL,
  order_id TEXT NULL,
  sold_at INTEGER NULL,
  set_aside_at INTEGER NULL
);
CREATE UNIQUE INDEX license_keys_once ON license_keys (pool_id, key_text);
CREATE UNIQUE INDEX license_keys_request ON license_keys (request_id);
CREATE INDEX license_keys_unused ON license_keys (pool_id, position) WHERE request_id IS NULL AND set_aside_at IS NULL;

-- Lines that found their pool empty, until keys come.
CREATE TABLE license_pool_waits (
  line_id TEXT NOT NULL CONSTRAINT pk_license_pool_waits PRIMARY KEY,
  pool_id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  since_at INTEGER NOT NULL
);
CREATE INDEX license_pool_waits_of_pool ON license_pool_waits (pool_id, since_at);

-- The private half is sealed by the key ring in data_protection_keys: neither table opens it alone.
CREATE TABLE signing_keys (
  id TEXT NOT NULL CONSTRAINT pk_signing_keys PRIMARY KEY,
  vendor_id TEXT NOT NULL,
  mode TEXT NOT NULL,
  x TEXT NOT NULL,
  y TEXT NOT NULL,
  sealed_private TEXT NOT NULL,
  created_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX signing_keys_of_vendor ON signing_keys (vendor_id, mode);
