-- +goose Up
-- The desk: one row for each case that is in front of people, and one for each vote. Nothing in them was typed or is held of an account.
CREATE TABLE desk (
  case_id    TEXT    PRIMARY KEY,
  ref        TEXT    NOT NULL,
  kind       TEXT    NOT NULL,
  machine    TEXT    NOT NULL,
  profile    TEXT    NOT NULL,
  language   TEXT    NOT NULL,
  flags      BIGINT  NOT NULL,
  submitted  BIGINT  NOT NULL,
  due        BIGINT  NOT NULL,
  votes      BIGINT  NOT NULL,
  people     BIGINT  NOT NULL,
  senior     BIGINT  NOT NULL,
  round      BIGINT  NOT NULL,
  claim_by   TEXT    NOT NULL,
  claim_at   BIGINT  NOT NULL,
  claim_to   BIGINT  NOT NULL,
  asked_till BIGINT  NOT NULL,
  contact    BYTEA,
  network    BYTEA,
  answers    BYTEA
);
CREATE INDEX desk_due       ON desk (due, case_id);
CREATE INDEX desk_submitted ON desk (submitted, case_id);
CREATE INDEX desk_ref       ON desk (ref);
CREATE INDEX desk_claim     ON desk (claim_by, due) WHERE claim_by <> '';
CREATE INDEX desk_contact   ON desk (contact);
CREATE INDEX desk_network   ON desk (network);
CREATE INDEX desk_answers   ON desk (answers);

-- One person votes once in a round of a case: the key says so, whatever the program does. So do the checks: no vote without a reason,
-- and no grant under the strict profile without saying how the identity was proofed.
CREATE TABLE votes (
  case_id TEXT    NOT NULL,
  round   BIGINT  NOT NULL,
  person  TEXT    NOT NULL CHECK (person <> ''),
  at      BIGINT  NOT NULL,
  grants  BIGINT  NOT NULL,
  reason  TEXT    NOT NULL CHECK (reason <> ''),
  proof   TEXT    NOT NULL,
  profile TEXT    NOT NULL,
  PRIMARY KEY (case_id, round, person),
  CHECK (grants = 0 OR profile <> 'strict' OR proof <> '')
);

CREATE INDEX audit_entries_actor ON audit_entries (actor, at) WHERE actor LIKE 'staff:%';
