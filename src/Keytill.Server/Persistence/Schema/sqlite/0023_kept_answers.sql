-- What a call of the API with an Idempotency-Key was answered. The key is not here, and the answer is sealed by it.
CREATE TABLE kept_answers (
  id TEXT NOT NULL CONSTRAINT pk_kept_answers PRIMARY KEY,
  vendor_id TEXT NOT NULL,
  mode TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  plan TEXT NULL,
  status INTEGER NULL,
  content_type TEXT NULL,
  sealed_body BLOB NULL
);
CREATE INDEX kept_answers_created ON kept_answers (created_at);
