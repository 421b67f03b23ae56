-- name: place*!
-- Put a document into a story; it leaves the one it was in.
INSERT INTO placements (document_id, story_id, score, reasons, part)
VALUES (:document_id, :story_id, :score, :reasons, :part)
ON CONFLICT (document_id) DO UPDATE
   SET story_id = excluded.story_id, score = excluded.score, reasons = excluded.reasons,
       part = excluded.part;

-- name: placement^
-- The placement of a document.
SELECT document_id, story_id, score, reasons, part FROM placements WHERE document_id = :document_id;

-- name: placed_ids_between
-- Placed documents of a span of time, oldest first.
SELECT documents.id
  FROM documents
  JOIN placements ON placements.document_id = documents.id
 WHERE documents.ordered_at >= :first AND documents.ordered_at < :last
 ORDER BY documents.ordered_at, documents.id;

-- name: placed_by_id
-- Some placed documents in their newest versions, oldest first.
SELECT documents.key, documents.source_id, documents.kind, versions.*,
       placements.story_id, placements.score, placements.reasons, placements.part
  FROM documents
  JOIN placements ON placements.document_id = documents.id
  JOIN versions ON versions.document_id = documents.id AND versions.version = documents.version
 WHERE documents.id IN (SELECT value FROM json_each(:keys))
 ORDER BY documents.ordered_at, documents.id;

-- name: stories_between
-- Stories with a document of a span of time, by the first such document.
SELECT placements.story_id
  FROM documents
  JOIN placements ON placements.document_id = documents.id
 WHERE documents.ordered_at >= :first AND documents.ordered_at < :last
 GROUP BY placements.story_id
 ORDER BY min(documents.ordered_at), placements.story_id;

-- name: documents_of_stories
-- The documents of some stories in their newest versions, in the order they were published.
SELECT documents.key, documents.source_id, documents.kind, versions.*,
       placements.story_id, placements.score, placements.reasons, placements.part
  FROM placements
  JOIN documents ON documents.id = placements.document_id
  JOIN versions ON versions.document_id = documents.id AND versions.version = documents.version
 WHERE placements.story_id IN (SELECT value FROM json_each(:keys))
 ORDER BY placements.story_id, documents.ordered_at, documents.id;

-- name: stories_holding
-- The stories that hold some documents.
SELECT DISTINCT story_id
  FROM placements
 WHERE document_id IN (SELECT value FROM json_each(:keys));

-- name: placements_in
-- The placements of some stories.
SELECT document_id, story_id, score, reasons, part
  FROM placements
 WHERE story_id IN (SELECT value FROM json_each(:keys))
 ORDER BY story_id, document_id;

-- name: story_ids_among
-- Those of these ids that are stories with a document.
SELECT DISTINCT story_id FROM placements WHERE story_id IN (SELECT value FROM json_each(:keys));

-- name: stories_with_words
-- Stories with a document whose newest version matches.
SELECT DISTINCT placements.story_id
  FROM document_search AS found
  CROSS JOIN versions ON versions.id = found.rowid
  CROSS JOIN documents
    ON documents.id = versions.document_id AND documents.version = versions.version
  JOIN placements ON placements.document_id = documents.id
 WHERE found.document_search MATCH :expression;

-- name: languages_of_stories
-- The languages of the documents of some stories.
SELECT DISTINCT documents.language
  FROM placements
  JOIN documents ON documents.id = placements.document_id
 WHERE placements.story_id IN (SELECT value FROM json_each(:keys));
