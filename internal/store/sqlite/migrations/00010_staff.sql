-- +goose Up
-- Who works at the desk. Logins and subjects are keyed hashes for look-up; everything said of a person is sealed.

CREATE TABLE staff (
  id      TEXT    PRIMARY KEY,
  login   BLOB    NOT NULL UNIQUE,
  subject BLOB    UNIQUE, -- at an OpenID Connect provider
  version INTEGER NOT NULL,
  sealed  BLOB    NOT NULL
) WITHOUT ROWID;

CREATE TABLE staff_links (
  mac     BLOB    PRIMARY KEY,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  used    INTEGER NOT NULL,
  sealed  BLOB    NOT NULL
) WITHOUT ROWID;

CREATE TABLE staff_sessions (
  token   BLOB    PRIMARY KEY,
  person  TEXT    NOT NULL,
  expires INTEGER NOT NULL,
  sealed  BLOB    NOT NULL
) WITHOUT ROWID;
CREATE INDEX staff_sessions_person  ON staff_sessions (person);
CREATE INDEX staff_sessions_expires ON staff_sessions (expires);
