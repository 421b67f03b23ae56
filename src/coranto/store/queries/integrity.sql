-- name: quick_check
-- Whether pages and rows are sound, without comparing indexes with their tables.
SELECT * FROM pragma_quick_check(:faults);

-- name: integrity_check
-- Whether pages, rows and indexes are sound.
SELECT * FROM pragma_integrity_check(:faults);

-- name: foreign_key_check
-- Rows that name a row of another table that is not there.
SELECT * FROM pragma_foreign_key_check;

-- name: version_ids
-- The rows of all texts.
SELECT id FROM versions;

-- name: version_texts
-- Texts with their hashes.
SELECT document_id, version, title, text, text_sha256
  FROM versions
 WHERE id IN (SELECT value FROM json_each(:keys));
