-- +goose Up
-- Every page of a form writes its case anew. A case of a few kilobytes stays in its row (beside it, each write would be four), and pages
-- keep room for the next version, so that a write which touches no searched column touches no index. Ciphertext does not compress.
ALTER TABLE cases SET (toast_tuple_target = 8160, fillfactor = 60);
ALTER TABLE accounts ALTER COLUMN head SET STORAGE EXTERNAL;
ALTER TABLE accounts ALTER COLUMN counted SET STORAGE EXTERNAL;
ALTER TABLE letters ALTER COLUMN sealed SET STORAGE EXTERNAL;
