-- +goose Up
-- What this version changes is PostgreSQL's own; both engines count their versions alike.
SELECT 1;
