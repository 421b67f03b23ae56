-- name: start_run^
-- Open a run and give its number.
INSERT INTO runs (started_at) VALUES (:at) RETURNING id;

-- name: finish_run!
-- Close a run.
UPDATE runs SET finished_at = :at, status = :status, summary = :summary WHERE id = :id;

-- name: get_run^
-- One run.
SELECT * FROM runs WHERE id = :id;

-- name: last_run^
-- The newest run, finished or not.
SELECT * FROM runs ORDER BY id DESC LIMIT 1;
