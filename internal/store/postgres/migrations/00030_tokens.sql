-- +goose Up
-- Tokens of programs: mac is a keyed hash of the secret, which is nowhere; sealed is the rest.
CREATE TABLE api_tokens (
  id      TEXT   PRIMARY KEY,
  mac     BYTEA   NOT NULL UNIQUE,
  sealed  BYTEA   NOT NULL,
  created BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  revoked BIGINT NOT NULL,
  used    BIGINT NOT NULL
);

-- What a request with an idempotency key was answered; sealed is empty while it is being done.
CREATE TABLE api_answers (
  key     BYTEA   PRIMARY KEY,
  body    BYTEA   NOT NULL,
  begun   BIGINT NOT NULL,
  sealed  BYTEA,
  expires BIGINT NOT NULL
);
CREATE INDEX api_answers_expires ON api_answers (expires);

-- How long verdicts took is counted from these.
CREATE INDEX audit_entries_verdicts ON audit_entries (at) WHERE door IN ('hold', 'decline');
