-- name: start_run^
-- Begin a run and return its id.
INSERT INTO runs (started_at) VALUES (:at) RETURNING id;

-- name: restore_run!
-- Add a finished run that only the archive knows of.
INSERT INTO runs (id, started_at, finished_at, status) VALUES (:id, :at, :at, 'partial')
ON CONFLICT (id) DO NOTHING;

-- name: finish_run!
-- End a run.
UPDATE runs SET finished_at = :at, status = :status, summary = :summary WHERE id = :id;

-- name: get_run^
-- One run.
SELECT * FROM runs WHERE id = :id;

-- name: last_run^
-- The newest run, finished or not.
SELECT * FROM runs ORDER BY id DESC LIMIT 1;

-- name: recent_runs
-- The newest runs, the newest first.
SELECT * FROM runs ORDER BY id DESC LIMIT :limit;

-- name: record_progress!
-- Record how far a run has come.
INSERT INTO run_progress (run_id, at, step, done, total, note)
VALUES (:run_id, :at, :step, :done, :total, :note)
ON CONFLICT (run_id) DO UPDATE
   SET at = excluded.at, step = excluded.step, done = excluded.done, total = excluded.total,
       note = excluded.note;

-- name: run_progress^
-- How far a run that has not ended has come.
SELECT run_progress.*
  FROM run_progress
  JOIN runs ON runs.id = run_progress.run_id
 WHERE runs.finished_at IS NULL
 ORDER BY run_id DESC
 LIMIT 1;

-- name: forget_progress!
-- Delete how far runs have come.
DELETE FROM run_progress;
