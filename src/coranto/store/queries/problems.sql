-- name: record_problem*!
-- Record a problem once, with when it was last seen.
INSERT INTO problems (run_id, at, subject, reason, detail)
VALUES (:run_id, :at, :subject, :reason, :detail)
ON CONFLICT (subject, reason, detail) DO UPDATE SET run_id = excluded.run_id, at = excluded.at;

-- name: recent_problems
-- The problems seen last, the newest first.
SELECT subject, reason, detail FROM problems ORDER BY at DESC, id DESC LIMIT :limit;

-- name: count_problems^
-- How many different problems were ever seen.
SELECT count(*) FROM problems;
