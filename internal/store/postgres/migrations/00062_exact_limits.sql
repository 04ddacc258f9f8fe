-- +goose Up
-- When each of the last events of an exact limit stops counting, the oldest first, in 19 digits each; nothing for the other limits.
ALTER TABLE limits ADD COLUMN ends TEXT;
