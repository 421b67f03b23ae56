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

-- name: problems_by_reason
-- How many problems there are of some reasons, the most frequent first.
SELECT reason, count(*) AS problems
  FROM problems
 WHERE reason IN (SELECT value FROM json_each(:keys))
 GROUP BY reason
 ORDER BY count(*) DESC, reason;

-- name: recent_problems_of
-- The problems of some reasons that were seen last, the newest first.
SELECT subject, reason, detail
  FROM problems
 WHERE reason IN (SELECT value FROM json_each(:keys))
 ORDER BY at DESC, id DESC LIMIT :limit;

-- name: problems_about
-- The problems with one of these subjects, the newest first.
SELECT subject, reason, detail
  FROM problems
 WHERE subject IN (SELECT value FROM json_each(:keys))
 ORDER BY at DESC, id DESC LIMIT :limit;
