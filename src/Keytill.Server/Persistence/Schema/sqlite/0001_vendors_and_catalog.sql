CREATE TABLE sellers (
  id TEXT NOT NULL CONSTRAINT pk_sellers PRIMARY KEY,
  version INTEGER NOT NULL,
  name TEXT NOT NULL,
  address TEXT NOT NULL,
  country TEXT NOT NULL,
  email TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  accounting_currency TEXT NOT NULL,
  created_at INTEGER NOT NULL
);

-- Never changed and never deleted: orders name the version that was shown to them.
CREATE TABLE legal_texts (
  seller_id TEXT NOT NULL REFERENCES sellers (id) ON DELETE RESTRICT,
  kind TEXT NOT NULL,
  locale TEXT NOT NULL,
  version TEXT NOT NULL,
  form TEXT NOT NULL,
  body TEXT NOT NULL,
  in_force_at INTEGER NOT NULL,
  CONSTRAINT pk_legal_texts PRIMARY KEY (seller_id, kind, locale, version)
);

CREATE TABLE vendors (
  id TEXT NOT NULL CONSTRAINT pk_vendors PRIMARY KEY,
  version INTEGER NOT NULL,
  seller_id TEXT NOT NULL REFERENCES sellers (id) ON DELETE RESTRICT,
  slug TEXT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  default_currency TEXT NOT NULL,
  shop_url TEXT NULL,
  return_hosts TEXT NOT NULL,
  time_zone TEXT NOT NULL,
  created_at INTEGER NOT NULL
);
CREATE UNIQUE INDEX vendors_slug ON vendors (slug);
CREATE INDEX vendors_seller ON vendors (seller_id);

CREATE TABLE api_keys (
  id TEXT NOT NULL CONSTRAINT pk_api_keys PRIMARY KEY,
  vendor_id TEXT NOT NULL REFERENCES vendors (id) ON DELETE RESTRICT,
  mode TEXT NOT NULL,
  name TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  secret_hint TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  revoked_at INTEGER NULL
);
CREATE UNIQUE INDEX api_keys_secret_hash ON api_keys (secret_hash);
CREATE INDEX api_keys_vendor ON api_keys (vendor_id);

CREATE TABLE products (
  id TEXT NOT NULL CONSTRAINT pk_products PRIMARY KEY,
  version INTEGER NOT NULL,
  vendor_id TEXT NOT NULL REFERENCES vendors (id) ON DELETE RESTRICT,
  mode TEXT NOT NULL,
  slug TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NULL,
  image_path TEXT NULL,
  prices TEXT NOT NULL,
  min_quantity INTEGER NOT NULL,
  max_quantity INTEGER NOT NULL,
  license_method TEXT NOT NULL,
  license_settings TEXT NOT NULL,
  license_per TEXT NOT NULL,
  revocation TEXT NOT NULL,
  withdrawal TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  retired_at INTEGER NULL
);
-- A slug names one product in the whole installation, over vendors and modes.
CREATE UNIQUE INDEX products_slug ON products (slug);
CREATE INDEX products_vendor ON products (vendor_id, mode);
