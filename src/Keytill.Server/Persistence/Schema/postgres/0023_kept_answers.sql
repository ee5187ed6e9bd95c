-- What a call of the API with an Idempotency-Key was answered. The key is not here, and the answer is sealed by it.
CREATE TABLE kept_answers (
  id text NOT NULL CONSTRAINT pk_kept_answers PRIMARY KEY,
  vendor_id text NOT NULL,
  mode text NOT NULL,
  fingerprint text NOT NULL,
  created_at bigint NOT NULL,
  plan text NULL,
  status integer NULL,
  content_type text NULL,
  sealed_body bytea NULL
);
CREATE INDEX kept_answers_created ON kept_answers (created_at);
