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
