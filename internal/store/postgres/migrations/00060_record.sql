-- +goose Up
-- People read the record by its times, the newest first.
CREATE INDEX IF NOT EXISTS audit_entries_at ON audit_entries (at, id);
