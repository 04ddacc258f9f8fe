-- +goose Up
-- Letters to people at the desk that wait to be sent. What is in them is sealed; a row goes when its letter has left.
CREATE TABLE staff_letters (
  id     TEXT PRIMARY KEY,
  queued BIGINT NOT NULL,
  sealed BYTEA NOT NULL
);
