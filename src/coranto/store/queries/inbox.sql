-- name: keep_summary*!
-- Store the summary of a story of a week.
INSERT INTO story_summaries (first, last, story_id, score, labels, summary)
VALUES (:first, :last, :story_id, :score, :labels, :summary)
ON CONFLICT (first, last, story_id) DO UPDATE
   SET score = excluded.score, labels = excluded.labels, summary = excluded.summary;

-- name: forget_summaries_of!
-- Delete the summaries of these stories of a week.
DELETE FROM story_summaries
 WHERE first = :first AND last = :last AND story_id IN (SELECT value FROM json_each(:keys));

-- name: stored_summaries
-- The stories of a week with their summaries.
SELECT story_id, summary FROM story_summaries WHERE first = :first AND last = :last;

-- name: week_labels
-- What filters look at, of the stories of a week, best first.
SELECT story_id, labels
  FROM story_summaries
 WHERE first = :first AND last = :last
 ORDER BY score DESC, story_id;

-- name: titles_of
-- The titles of some stories, as of the latest week that lists them.
SELECT story_id, summary ->> '$.title' AS title
  FROM story_summaries
 WHERE story_id IN (SELECT value FROM json_each(:keys))
 ORDER BY first, last;

-- name: stories_with_former_ids
-- The stories with documents that would have opened one of these stories.
SELECT DISTINCT former.value AS former_id, story_summaries.story_id
  FROM story_summaries
  JOIN json_each(story_summaries.labels, '$.former_ids') AS former
 WHERE former.value IN (SELECT value FROM json_each(:keys))
 ORDER BY first, last;

-- name: week_order
-- The ids of the stories of a week, best first.
SELECT story_id
  FROM story_summaries
 WHERE first = :first AND last = :last
 ORDER BY score DESC, story_id;

-- name: summaries_of
-- The summaries of some stories of a week.
SELECT story_id, summary
  FROM story_summaries
 WHERE story_id IN (SELECT value FROM json_each(:keys)) AND first = :first AND last = :last;

-- name: weeks_of
-- The weeks that list one of these stories.
SELECT DISTINCT first, last
  FROM story_summaries
 WHERE story_id IN (SELECT value FROM json_each(:keys))
 ORDER BY first, last;

-- name: add_order^
-- Store the order of a week's stories and return its generation. Lists that people have open
-- name it, so that no generation may come again, not even after a rebuild: it begins at the clock.
INSERT INTO story_orders (generation, first, last, at, story_ids)
VALUES (max(:seconds, 1 + coalesce((SELECT max(generation) FROM story_orders), 0)),
        :first, :last, :at, :story_ids)
RETURNING generation;

-- name: forget_old_orders!
-- Delete all but the newest orders of a week.
DELETE FROM story_orders
 WHERE first = :first AND last = :last
   AND generation NOT IN (SELECT generation FROM story_orders
                           WHERE first = :first AND last = :last
                           ORDER BY generation DESC
                           LIMIT :kept);

-- name: latest_order^
-- The newest order of a week.
SELECT generation, story_ids, at
  FROM story_orders
 WHERE first = :first AND last = :last
 ORDER BY generation DESC
 LIMIT 1;

-- name: get_order^
-- One order of a week, unless it was deleted.
SELECT generation, story_ids, at
  FROM story_orders
 WHERE generation = :generation AND first = :first AND last = :last;

-- name: keep_context!
-- Store what ranking knows of a week.
INSERT INTO ranking_contexts (first, last, context) VALUES (:first, :last, :context)
ON CONFLICT (first, last) DO UPDATE SET context = excluded.context;

-- name: get_context^
-- What ranking knows of a week.
SELECT context FROM ranking_contexts WHERE first = :first AND last = :last;

-- name: save_view^
-- Save a view under a name, in place of the one that had it, and return its id.
INSERT INTO saved_views (name, query, owner, made_by, made_at)
VALUES (:name, :query, :owner, :made_by, :made_at)
ON CONFLICT (owner, name) DO UPDATE
   SET query = excluded.query, made_by = excluded.made_by, made_at = excluded.made_at
RETURNING id;

-- name: views_for
-- The views that all share and those of one person, by name.
SELECT * FROM saved_views WHERE owner IN ('', :owner) ORDER BY owner <> '', name, id;

-- name: get_view^
-- One view.
SELECT * FROM saved_views WHERE id = :id;

-- name: delete_view!
-- Delete a view.
DELETE FROM saved_views WHERE id = :id;

-- name: record_visit!
-- Record that a person looked at the inbox.
INSERT INTO visits (visitor, at, through) VALUES (:visitor, :at, :through)
ON CONFLICT (visitor) DO UPDATE SET at = excluded.at, through = excluded.through;

-- name: get_visit^
-- When a person last looked at the inbox.
SELECT at, through FROM visits WHERE visitor = :visitor;

-- name: newest_listed^
-- When the newest document that is in a story was first seen.
SELECT max(first_seen) FROM documents WHERE is_grouped = 1;

-- name: keep_move*!
-- Store where a document was before a judgement moved it.
INSERT INTO judged_moves (judgement_id, document_id, story_id, score, reasons, part, moved_to)
VALUES (:judgement_id, :document_id, :story_id, :score, :reasons, :part, :moved_to)
ON CONFLICT (judgement_id, document_id) DO NOTHING;

-- name: moves_of
-- The documents that a judgement moved.
SELECT document_id, story_id, score, reasons, part, moved_to
  FROM judged_moves
 WHERE judgement_id = :judgement_id
 ORDER BY document_id;
