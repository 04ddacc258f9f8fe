-- +goose Up
-- How rules change. The database holds what the program promises: one proposal of a kind waits at a time; a version comes from a
-- proposal and says of it what it says of itself; whoever stands behind a version has confirmed its proposal; and one that loosens has
-- two different people behind it, or there is no row.
CREATE TABLE rule_proposals (
  id      TEXT    PRIMARY KEY,
  kind    TEXT    NOT NULL CHECK (kind IN ('policy', 'parameters', 'retention')),
  loosens BIGINT  NOT NULL CHECK (loosens IN (0, 1)),
  state   TEXT    NOT NULL CHECK (state IN ('waiting', 'live', 'rejected', 'withdrawn', 'overtaken', 'lapsed')),
  at      BIGINT  NOT NULL,
  version BIGINT  NOT NULL,
  sealed  BYTEA   NOT NULL,
  UNIQUE (id, kind, loosens)
);
CREATE UNIQUE INDEX rule_proposals_waiting ON rule_proposals (kind) WHERE state = 'waiting';
CREATE INDEX rule_proposals_at ON rule_proposals (at);

CREATE TABLE rule_confirmations (
  proposal TEXT    NOT NULL REFERENCES rule_proposals (id),
  person   TEXT    NOT NULL REFERENCES staff (id),
  at       BIGINT  NOT NULL,
  PRIMARY KEY (proposal, person)
);

CREATE TABLE rule_versions (
  kind     TEXT    NOT NULL,
  number   BIGINT  NOT NULL CHECK (number > 0),
  proposal TEXT    NOT NULL UNIQUE,
  loosens  BIGINT  NOT NULL,
  first    TEXT    NOT NULL,
  second   TEXT,
  at       BIGINT  NOT NULL,
  sealed   BYTEA   NOT NULL,
  PRIMARY KEY (kind, number),
  FOREIGN KEY (proposal, kind, loosens) REFERENCES rule_proposals (id, kind, loosens),
  FOREIGN KEY (proposal, first)  REFERENCES rule_confirmations (proposal, person),
  FOREIGN KEY (proposal, second) REFERENCES rule_confirmations (proposal, person),
  CHECK (second IS NULL OR second <> first),
  CHECK (loosens = 0 OR second IS NOT NULL)
);

-- Dry runs of proposals: how far, and sealed what came of it.
CREATE TABLE rule_trials (
  proposal TEXT    PRIMARY KEY REFERENCES rule_proposals (id),
  state    TEXT    NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
  touched  BIGINT  NOT NULL,
  sealed   BYTEA   NOT NULL
);

-- What purges removed, and when the last one was.
CREATE TABLE purges (
  at    BIGINT  NOT NULL PRIMARY KEY,
  cases BIGINT  NOT NULL
);

-- Somebody's word for what the program can't see.
CREATE TABLE attestations (
  what   TEXT    PRIMARY KEY,
  at     BIGINT  NOT NULL,
  sealed BYTEA   NOT NULL
);
