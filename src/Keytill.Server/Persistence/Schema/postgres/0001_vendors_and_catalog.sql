CREATE TABLE sellers (
  id text NOT NULL CONSTRAINT pk_sellers PRIMARY KEY,
  version bigint NOT NULL,
  name text NOT NULL,
  address text NOT NULL,
  country text NOT NULL,
  email text NOT NULL,
  time_zone text NOT NULL,
  accounting_currency text NOT NULL,
  created_at bigint NOT NULL
);

-- Never changed and never deleted: orders name the version that was shown to them.
CREATE TABLE legal_texts (
  seller_id text NOT NULL REFERENCES sellers (id) ON DELETE RESTRICT,
  kind text NOT NULL,
  locale text NOT NULL,
  version text NOT NULL,
  form text NOT NULL,
  body text NOT NULL,
  in_force_at bigint NOT NULL,
  CONSTRAINT pk_legal_texts PRIMARY KEY (seller_id, kind, locale, version)
);

CREATE TABLE vendors (
  id text NOT NULL CONSTRAINT pk_vendors PRIMARY KEY,
  version bigint NOT NULL,
  seller_id text NOT NULL REFERENCES sellers (id) ON DELETE RESTRICT,
  slug text NOT NULL,
  name text NOT NULL,
  email text NOT NULL,
  default_currency text NOT NULL,
  shop_url text NULL,
  return_hosts text NOT NULL,
  time_zone text NOT NULL,
  created_at bigint NOT NULL
);
CREATE UNIQUE INDEX vendors_slug ON vendors (slug);
CREATE INDEX vendors_seller ON vendors (seller_id);

CREATE TABLE api_keys (
  id text NOT NULL CONSTRAINT pk_api_keys PRIMARY KEY,
  vendor_id text NOT NULL REFERENCES vendors (id) ON DELETE RESTRICT,
  mode text NOT NULL,
  name text NOT NULL,
  secret_hash text NOT NULL,
  secret_hint text NOT NULL,
  scopes text NOT NULL,
  created_at bigint NOT NULL,
  revoked_at bigint NULL
);
CREATE UNIQUE INDEX api_keys_secret_hash ON api_keys (secret_hash);
CREATE INDEX api_keys_vendor ON api_keys (vendor_id);

CREATE TABLE products (
  id text NOT NULL CONSTRAINT pk_products PRIMARY KEY,
  version bigint NOT NULL,
  vendor_id text NOT NULL REFERENCES vendors (id) ON DELETE RESTRICT,
  mode text NOT NULL,
  slug text NOT NULL,
  name text NOT NULL,
  description text NULL,
  image_path text NULL,
  prices text NOT NULL,
  min_quantity integer NOT NULL,
  max_quantity integer NOT NULL,
  license_method text NOT NULL,
  license_settings text NOT NULL,
  license_per text NOT NULL,
  revocation text NOT NULL,
  withdrawal text NOT NULL,
  created_at bigint NOT NULL,
  retired_at bigint NULL
);
-- A slug names one product in the whole installation, over vendors and modes.
CREATE UNIQUE INDEX products_slug ON products (slug);
CREATE INDEX products_vendor ON products (vendor_id, mode);
