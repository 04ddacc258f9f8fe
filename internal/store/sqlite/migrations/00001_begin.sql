-- +goose Up
-- Times are nanoseconds since 1970 (0: not yet), the same on both engines, so that a backup of one restores into the other.
-- Every BLOB named sealed, key or wrapped is ciphertext; every other BLOB is a keyed hash.

CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE cases (
  id          TEXT    PRIMARY KEY,
  ref         TEXT    NOT NULL UNIQUE,
  state       TEXT    NOT NULL,
  version     INTEGER NOT NULL,
  created     INTEGER NOT NULL,
  submitted   INTEGER NOT NULL,
  due         INTEGER NOT NULL,
  closed      INTEGER NOT NULL,
  account_id  BLOB,
  account     BLOB,
  contact     BLOB,
  network     BLOB,
  device      BLOB,
  answers     BLOB,
  familiar    INTEGER NOT NULL,
  sealed_id   BLOB, -- the account's ID, so that attempts are counted without opening whole cases
  entries     INTEGER NOT NULL, -- audit entries so far, and the hash of the last
  chain       BLOB    NOT NULL,
  wrapped     BLOB    NOT NULL,
  sealed      BLOB    NOT NULL
);
CREATE INDEX cases_state      ON cases (state, due);
CREATE INDEX cases_account_id ON cases (account_id, submitted) WHERE submitted > 0;
CREATE INDEX cases_account    ON cases (account, submitted) WHERE submitted > 0;
CREATE INDEX cases_contact    ON cases (contact, submitted) WHERE submitted > 0;
CREATE INDEX cases_network    ON cases (network, submitted) WHERE submitted > 0;
CREATE INDEX cases_device     ON cases (device, submitted) WHERE submitted > 0;
CREATE INDEX cases_answers    ON cases (answers, submitted) WHERE submitted > 0;

CREATE TABLE proofs (
  id          TEXT    PRIMARY KEY,
  case_id     TEXT    NOT NULL,
  account     BLOB,
  purpose     TEXT    NOT NULL,
  destination BLOB,
  mac         BLOB    NOT NULL,
  late        INTEGER NOT NULL,
  created     INTEGER NOT NULL,
  expires     INTEGER NOT NULL,
  tries       INTEGER NOT NULL,
  proven      INTEGER NOT NULL,
  dead        INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX proofs_case ON proofs (case_id);
CREATE INDEX proofs_mac  ON proofs (mac);

CREATE TABLE letters (
  id      TEXT    PRIMARY KEY,
  case_id TEXT    NOT NULL,
  kind    TEXT    NOT NULL,
  lang    TEXT    NOT NULL,
  sealed  BLOB,                 -- address and data; emptied when the letter has left
  queued  INTEGER NOT NULL,
  sent    INTEGER NOT NULL,
  failed  TEXT    NOT NULL
);
CREATE INDEX letters_case ON letters (case_id);

CREATE TABLE audit_entries (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  seq     INTEGER UNIQUE,
  case_id TEXT    NOT NULL,
  n       INTEGER NOT NULL,
  at      INTEGER NOT NULL,
  door    TEXT    NOT NULL,
  actor   TEXT    NOT NULL,
  profile TEXT    NOT NULL,
  detail  TEXT    NOT NULL,
  chain   BLOB    NOT NULL,
  mac     BLOB    NOT NULL
);
CREATE INDEX audit_entries_case    ON audit_entries (case_id, n);
CREATE INDEX audit_entries_pending ON audit_entries (id) WHERE seq IS NULL;

CREATE TABLE audit_batches (
  size    INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  first   INTEGER NOT NULL,
  hashes  BLOB    NOT NULL,
  note    BLOB    NOT NULL
);

CREATE UNIQUE INDEX audit_batches_first ON audit_batches (first);

-- Where the chains end that have no case row: the installation's own, and those of purged cases.
CREATE TABLE audit_heads (
  case_id TEXT    PRIMARY KEY,
  entries INTEGER NOT NULL,
  chain   BLOB    NOT NULL
) WITHOUT ROWID;

INSERT INTO audit_heads (case_id, entries, chain) VALUES ('', 0, zeroblob(32));

CREATE TABLE accounts (
  ref     BLOB    PRIMARY KEY,
  version INTEGER NOT NULL,
  added   INTEGER NOT NULL,
  sealed_id BLOB  NOT NULL,
  head    BLOB    NOT NULL, -- sealed: the account without its events
  counted BLOB    NOT NULL  -- sealed: which values it counts for in frequencies
) WITHOUT ROWID;

-- Apart from the rest, so that destroying a key rewrites little.
CREATE TABLE account_keys (
  ref     BLOB PRIMARY KEY,
  wrapped BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE identifiers (
  name  BLOB    NOT NULL,
  ref   BLOB    NOT NULL,
  added INTEGER NOT NULL,
  PRIMARY KEY (name, ref)
) WITHOUT ROWID;
CREATE INDEX identifiers_ref ON identifiers (ref);

CREATE TABLE fact_blocks (
  ref    BLOB    NOT NULL,
  n      INTEGER NOT NULL,
  sealed BLOB    NOT NULL,
  PRIMARY KEY (ref, n)
);

CREATE TABLE frequencies (
  key BLOB    PRIMARY KEY,
  n   INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE directory_accounts (
  ref    BLOB PRIMARY KEY,
  sealed BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE directory_changes (
  key    BLOB    PRIMARY KEY,
  ref    BLOB    NOT NULL,
  at     INTEGER NOT NULL,
  sealed BLOB    NOT NULL
) WITHOUT ROWID;

CREATE TABLE sessions (
  token   BLOB    PRIMARY KEY,
  sealed  BLOB    NOT NULL,
  expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_expires ON sessions (expires);

CREATE TABLE limits (
  key     BLOB    PRIMARY KEY,
  value   INTEGER NOT NULL,
  expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX limits_expires ON limits (expires);

CREATE TABLE spent (
  id      BLOB    PRIMARY KEY,
  expires INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX spent_expires ON spent (expires);
