-- name: record_poll!
-- Record a visit; of several to one feed in one run, the first counts.
INSERT INTO polls (run_id, feed_id, at, outcome, status, reason, detail, entries, fresh)
VALUES (:run_id, :feed_id, :at, :outcome, :status, :reason, :detail, :entries, :fresh)
ON CONFLICT (run_id, feed_id) DO NOTHING;

-- name: polled_in_run
-- The feeds a run has visited.
SELECT feed_id FROM polls WHERE run_id = :run_id;

-- name: polls_of_run
-- The visits of a run, in their order.
SELECT * FROM polls WHERE run_id = :run_id ORDER BY id;

-- name: latest_polls
-- The last visit to each feed in use.
SELECT polls.*
  FROM feeds
  JOIN polls ON polls.id = (
       SELECT id FROM polls AS each WHERE each.feed_id = feeds.id ORDER BY at DESC, id DESC LIMIT 1)
 WHERE feeds.removed_at IS NULL;

-- name: empty_since^
-- The first visit that found no entries since the last that found some. A 304 says
-- nothing about entries.
SELECT min(at) AS since
  FROM polls
 WHERE feed_id = :feed_id AND outcome <> 'failed' AND entries = 0
   AND coalesce(status, 200) <> 304
   AND at > coalesce(
       (SELECT max(at) FROM polls AS full WHERE full.feed_id = :feed_id AND full.entries > 0), '');

-- name: empties
-- The same for all feeds in use that have no entries now.
SELECT polls.feed_id, min(polls.at) AS since
  FROM feeds
  JOIN polls ON polls.feed_id = feeds.id
  LEFT JOIN (SELECT feed_id, max(at) AS at FROM polls WHERE entries > 0 GROUP BY feed_id) AS full
    ON full.feed_id = feeds.id
 WHERE feeds.removed_at IS NULL AND polls.outcome <> 'failed' AND polls.entries = 0
   AND coalesce(polls.status, 200) <> 304 AND polls.at > coalesce(full.at, '')
 GROUP BY polls.feed_id;

-- name: outcomes_of_run
-- How many visits of a run ended in each outcome.
SELECT outcome, count(*) AS polls FROM polls WHERE run_id = :run_id GROUP BY outcome;
