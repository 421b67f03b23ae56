-- name: keep_line*!
-- Record that a source prints a line under many of its articles; what was learnt first stays.
INSERT INTO repeated_lines (source_id, line_key, line, learnt_at, learnt_from)
VALUES (:source_id, :line_key, :line, :learnt_at, :learnt_from)
ON CONFLICT (source_id, line_key) DO NOTHING;

-- name: lines_of
-- Those of some lines that a source is known to print under many of its articles.
SELECT line_key FROM repeated_lines
 WHERE source_id = :source_id AND line_key IN (SELECT value FROM json_each(:keys));

-- name: lines_of_source
-- All lines that a source is known to print under many of its articles, the newest first.
SELECT line_key, line, learnt_from FROM repeated_lines
 WHERE source_id = :source_id
 ORDER BY learnt_at DESC, line;
