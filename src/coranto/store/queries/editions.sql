-- name: last_published^
-- The highest published number.
SELECT max(number) FROM editions WHERE state = 'published';

-- name: compose_edition!
-- Record a draft; a published edition is never changed.
INSERT INTO editions (number, first, last, state, composed_at, composed)
VALUES (:number, :first, :last, 'draft', :at, :composed)
ON CONFLICT (number) DO UPDATE
   SET first = excluded.first, last = excluded.last, composed_at = excluded.composed_at,
       composed = excluded.composed
 WHERE editions.state = 'draft';

-- name: publish_edition!
-- Turn a draft into a published edition.
UPDATE editions
   SET state = 'published', published_at = :at, frozen = :frozen
 WHERE number = :number AND state = 'draft';

-- name: tell_story*!
-- Record a story of a published edition.
INSERT INTO edition_stories (number, story_id, heading, ranking)
VALUES (:number, :story_id, :heading, :ranking)
ON CONFLICT (number, story_id) DO NOTHING;

-- name: tell_document*!
-- Record a document of a published story.
INSERT INTO edition_documents (number, document_id) VALUES (:number, :document_id)
ON CONFLICT (number, document_id) DO NOTHING;

-- name: forget_stories_told!
-- Forget which stories an edition told.
DELETE FROM edition_stories WHERE number = :number;

-- name: forget_documents_told!
-- Forget which documents an edition told.
DELETE FROM edition_documents WHERE number = :number;

-- name: forget_citations!
-- Forget what an edition cites.
DELETE FROM edition_citations WHERE number = :number;

-- name: forget_edition!
-- Forget an edition.
DELETE FROM editions WHERE number = :number;

-- name: get_edition^
-- One edition.
SELECT * FROM editions WHERE number = :number;

-- name: all_editions
-- Every edition, by number.
SELECT * FROM editions ORDER BY number;

-- name: told
-- In which numbers stories were told, and under which headings.
SELECT story_id, number, heading
  FROM edition_stories
 WHERE story_id IN (SELECT value FROM json_each(:keys))
 ORDER BY story_id, number;

-- name: latest_headings
-- The headings of the latest editions that were published before a number.
SELECT number, heading
  FROM edition_stories
 WHERE heading != ''
   AND number IN (SELECT number FROM editions
                   WHERE state = 'published' AND number < :number
                   ORDER BY number DESC
                   LIMIT :editions)
 ORDER BY number, story_id;

-- name: documents_told
-- The documents of an edition's stories when it was published.
SELECT document_id FROM edition_documents WHERE number = :number;

-- name: rankings
-- The reasons for the ranks of an edition's stories.
SELECT story_id, ranking FROM edition_stories WHERE number = :number;
