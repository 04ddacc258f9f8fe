-- +goose Up
-- Who works at the desk. Logins and subjects are keyed hashes for look-up; everything said of a person is sealed.

CREATE TABLE staff (
  id      TEXT    PRIMARY KEY,
  login   BYTEA   NOT NULL UNIQUE,
  subject BYTEA   UNIQUE, -- at an OpenID Connect provider
  version BIGINT  NOT NULL,
  sealed  BYTEA   NOT NULL
);

CREATE TABLE staff_links (
  mac     BYTEA   PRIMARY KEY,
  created BIGINT  NOT NULL,
  expires BIGINT  NOT NULL,
  used    BIGINT  NOT NULL,
  sealed  BYTEA   NOT NULL
);

CREATE TABLE staff_sessions (
  token   BYTEA   PRIMARY KEY,
  person  TEXT    NOT NULL,
  expires BIGINT  NOT NULL,
  sealed  BYTEA   NOT NULL
);
CREATE INDEX staff_sessions_person  ON staff_sessions (person);
CREATE INDEX staff_sessions_expires ON staff_sessions (expires);
