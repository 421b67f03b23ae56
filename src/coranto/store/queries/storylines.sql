-- name: unsettled
-- Stories without a settled storyline, the earliest first.
SELECT placements.story_id, min(documents.ordered_at) AS first
  FROM placements
  JOIN documents ON documents.id = placements.document_id
 WHERE placements.story_id NOT IN (SELECT story_id FROM storylines WHERE is_settled = 1)
 GROUP BY placements.story_id
 ORDER BY first, placements.story_id;

-- name: forget_topics!
-- Delete the topics of these stories.
DELETE FROM story_topics WHERE story_id IN (SELECT value FROM json_each(:keys));

-- name: keep_topic*!
-- Store one topic of a story: a name or a rare word.
INSERT INTO story_topics (story_id, topic, shown, weight, first)
VALUES (:story_id, :topic, :shown, :weight, :first)
ON CONFLICT (story_id, topic) DO UPDATE
   SET shown = excluded.shown, weight = excluded.weight, first = excluded.first;

-- name: topics_of
-- The topics of a story, each with how many stories of a span of time have it. The count
-- stops at :most: more are too many, however many they are.
SELECT topic, shown, weight,
       (SELECT count(*) FROM (
          SELECT 1 FROM story_topics AS other
           WHERE other.topic = mine.topic AND other.first >= :since AND other.first <= :until
           LIMIT :most)
       ) AS stories
  FROM story_topics AS mine
 WHERE story_id = :story_id
 ORDER BY topic;

-- name: about
-- Stories of a span of time that have at least :least of these topics.
SELECT story_id, first, json_group_array(topic) AS topics
  FROM story_topics
 WHERE topic IN (SELECT value FROM json_each(:topics))
   AND first >= :since AND first < :before
 GROUP BY story_id
HAVING count(*) >= :least
 ORDER BY first, story_id;

-- name: count_between^
-- How many stories began in a span of time.
SELECT count(*) FROM storylines WHERE first >= :since AND first <= :until;

-- name: begin!
-- Record when a story began; its storyline is not settled.
INSERT INTO storylines (story_id, first) VALUES (:story_id, :first)
ON CONFLICT (story_id) DO UPDATE SET first = excluded.first;

-- name: settle*!
-- Record which earlier story a story continues.
INSERT INTO storylines (story_id, first, follows, score, reasons, is_settled)
VALUES (:story_id, :first, :follows, :score, :reasons, 1)
ON CONFLICT (story_id) DO UPDATE
   SET first = excluded.first, follows = excluded.follows, score = excluded.score,
       reasons = excluded.reasons, is_settled = 1;

-- name: links_of
-- The earlier stories that these continue.
SELECT story_id, first, follows, score, reasons
  FROM storylines
 WHERE story_id IN (SELECT value FROM json_each(:keys))
 ORDER BY story_id;

-- name: following
-- Stories that continue one of these.
SELECT story_id FROM storylines
 WHERE follows IN (SELECT value FROM json_each(:keys))
 ORDER BY first, story_id;

-- name: unsettle!
-- Mark the storylines of these stories, and of those that continue them, as unsettled.
DELETE FROM storylines
 WHERE story_id IN (SELECT value FROM json_each(:keys))
    OR (follows <> '' AND follows IN (SELECT value FROM json_each(:keys)));
