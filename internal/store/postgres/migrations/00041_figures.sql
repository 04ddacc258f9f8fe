-- +goose Up
-- Counts by day. Labels are words of the program: pages, codes, lanes.
CREATE TABLE figures (
  day   BIGINT  NOT NULL, -- of the site's calendar: 20261122
  name  TEXT    NOT NULL,
  label TEXT    NOT NULL,
  n     BIGINT  NOT NULL,
  PRIMARY KEY (day, name, label)
);

-- Letters by domain. A domain can be one person's name: it is found by a keyed hash and sealed beside it; people is a bitmap of groups of
-- addresses, from which it is known that at least so many people get letters there, and nothing about any of them.
CREATE TABLE figure_posts (
  day      BIGINT  NOT NULL,
  domain   BYTEA   NOT NULL,
  owners   BIGINT  NOT NULL,
  sealed   BYTEA   NOT NULL,
  sent     BIGINT  NOT NULL,
  deferred BIGINT  NOT NULL,
  refused  BIGINT  NOT NULL,
  people   BIGINT  NOT NULL,
  PRIMARY KEY (day, domain, owners)
);

-- What the machine suggested when a person voted; empty for votes of before.
ALTER TABLE votes ADD COLUMN machine TEXT NOT NULL DEFAULT '';
CREATE INDEX votes_at ON votes (at);

-- How cases ended is counted from these, and whether grants were stopped or taken back from those.
CREATE INDEX audit_entries_ends ON audit_entries (at, door) WHERE door IN ('hold', 'decline', 'withdraw', 'contest');
CREATE INDEX cases_stopped ON cases (closed) WHERE state IN ('contested', 'undone');
