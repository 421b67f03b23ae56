-- name: add_capture^
-- Add a capture and return its id; a record that is known keeps its id.
INSERT INTO captures
  (sha256, url, asked, at, status, content_type, file, start, length, run_id, feed_id)
VALUES
  (:sha256, :url, :asked, :at, :status, :content_type, :file, :start, :length, :run_id, :feed_id)
ON CONFLICT (file, start) DO UPDATE SET sha256 = excluded.sha256
RETURNING id;

-- name: get_capture^
-- One capture.
SELECT * FROM captures WHERE id = :id;

-- name: latest_capture^
-- The newest capture of an address.
SELECT * FROM captures WHERE url = :url ORDER BY at DESC, id DESC LIMIT 1;

-- name: redirects
-- Where addresses led when they were last asked for, the newest answer last.
SELECT asked, url FROM captures
 WHERE asked IN (SELECT value FROM json_each(:keys)) AND asked <> ''
 ORDER BY at, id;

-- name: capture_by_sha256^
-- The first capture with this payload.
SELECT * FROM captures WHERE sha256 = :sha256 ORDER BY id LIMIT 1;

-- name: robots_since
-- Answers to robots.txt without server errors, oldest first. The LIKE is the same text as
-- in the partial index, or SQLite would not use the index.
SELECT *
  FROM captures
 WHERE url LIKE '%/robots.txt' AND at >= :since
   AND (status BETWEEN 200 AND 499)
 ORDER BY at, id;

-- name: ends_of_files
-- The end of the last known record in each file of the archive.
SELECT file, max(start + length) AS "end" FROM captures GROUP BY file;

-- name: captures_of_file
-- Every known record of one file of the archive.
SELECT id, file, start, length FROM captures WHERE file = :file;

-- name: forget_capture*!
-- Forget one record that the archive has lost.
DELETE FROM captures WHERE id = :id;

-- name: count_captures^
-- How many captures there are.
SELECT count(*) FROM captures;
