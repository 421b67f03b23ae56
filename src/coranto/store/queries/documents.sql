-- name: add_document!
-- Add a document; fails when its id or key exists.
INSERT INTO documents
  (id, key, source_id, kind, version, language, published, first_seen, ordered_at)
VALUES
  (:id, :key, :source_id, :kind, :version, :language, :published, :seen,
   coalesce(:published, :seen));

-- name: renew_document!
-- Make a newer version the current one, to be grouped again. The document keeps its place
-- in time when that version does not say when it was published.
UPDATE documents
   SET source_id = :source_id, kind = :kind, version = :version, language = :language,
       published = :published, ordered_at = coalesce(:published, first_seen), is_grouped = 0
 WHERE id = :id;

-- name: add_version^
-- Add a version and return its row id; fails when the document has this version.
INSERT INTO versions
  (document_id, version, url, title, text, language, published, published_raw, precise, authors,
   site_name, links, title_from, text_from, published_from, language_from, seen, capture,
   text_sha256, is_beginning, judged)
VALUES
  (:document_id, :version, :url, :title, :text, :language, :published, :published_raw, :precise,
   :authors, :site_name, :links, :title_from, :text_from, :published_from, :language_from, :seen,
   :capture, :text_sha256, :is_beginning, :judged)
RETURNING id;

-- name: index_version!
-- Add a version to the full-text index. Older ones stay there; the search skips them.
INSERT INTO document_search (rowid, title, text) VALUES (:id, :title, :text);

-- name: add_address*!
-- Let a key lead to a document, unless it leads to one already.
INSERT INTO addresses (key, document_id) VALUES (:key, :document_id) ON CONFLICT (key) DO NOTHING;

-- name: move_address!
-- Let a key lead to another document.
INSERT INTO addresses (key, document_id) VALUES (:key, :document_id)
ON CONFLICT (key) DO UPDATE SET document_id = excluded.document_id;

-- name: correct_url!
-- Let the newest version show another address: the one it had was not its own.
UPDATE versions SET url = :url
 WHERE document_id = :id
   AND version = (SELECT version FROM documents WHERE id = :id);

-- name: document_by_key^
-- The newest version of the document a key leads to.
SELECT documents.key, documents.source_id, documents.kind, versions.*
  FROM addresses
  JOIN documents ON documents.id = addresses.document_id
  JOIN versions ON versions.document_id = documents.id AND versions.version = documents.version
 WHERE addresses.key = :key;

-- name: get_document^
-- One version of a document; the newest when :version is NULL.
SELECT documents.key, documents.source_id, documents.kind, versions.*
  FROM documents
  JOIN versions ON versions.document_id = documents.id
   AND versions.version = coalesce(CAST(:version AS INTEGER), documents.version)
 WHERE documents.id = :id;

-- name: ids_beginning
-- The first ids of documents that begin in this way.
SELECT id FROM documents WHERE substr(id, 1, length(:prefix)) = :prefix ORDER BY id LIMIT :limit;

-- name: documents_by_id
-- The newest versions of some documents.
SELECT documents.key, documents.source_id, documents.kind, versions.*
  FROM documents
  JOIN versions ON versions.document_id = documents.id AND versions.version = documents.version
 WHERE documents.id IN (SELECT value FROM json_each(:keys));

-- name: versions_of
-- Every version of a document, oldest first.
SELECT documents.key, documents.source_id, documents.kind, versions.*
  FROM documents
  JOIN versions ON versions.document_id = documents.id
 WHERE documents.id = :id
 ORDER BY versions.version;

-- name: ids_between
-- Documents of a span of time, oldest first.
SELECT id FROM documents WHERE ordered_at >= :first AND ordered_at < :last ORDER BY ordered_at, id;

-- name: waiting
-- Documents whose newest version is not in a story yet, the earliest published first.
SELECT ordered_at, id FROM documents WHERE is_grouped = 0 ORDER BY ordered_at, id;

-- name: mark_grouped*!
-- Record that the newest version of a document was placed in a story.
UPDATE documents SET is_grouped = 1 WHERE id = :id;

-- name: search
-- Documents whose newest version matches, the best first. CROSS JOIN keeps the order
-- of the tables: the index gives its best rows first, and only those shown are looked up.
SELECT versions.document_id, versions.version, versions.title, versions.url, versions.language,
       documents.source_id, documents.ordered_at, -found.rank AS score
  FROM document_search AS found
  CROSS JOIN versions ON versions.id = found.rowid
  CROSS JOIN documents
    ON documents.id = versions.document_id AND documents.version = versions.version
 WHERE found.document_search MATCH :expression AND found.rank MATCH 'bm25(10.0, 1.0)'
 ORDER BY found.rank
 LIMIT :limit;

-- name: count_documents^
-- How many documents there are.
SELECT count(*) FROM documents;

-- name: count_beginnings^
-- How many documents have the beginning of their article only, the rest being behind a wall.
SELECT count(*)
  FROM versions
  JOIN documents ON documents.id = versions.document_id AND documents.version = versions.version
 WHERE versions.is_beginning = 1;

-- name: count_by_source
-- How many documents of a span of time each source has in each language.
SELECT source_id, language, count(*) AS documents
  FROM documents
 WHERE ordered_at >= :first AND ordered_at < :last
 GROUP BY source_id, language
 ORDER BY source_id, language;

-- name: count_by_language
-- How many documents of a span of time each language has, the most frequent first.
SELECT language, count(*) AS documents
  FROM documents
 WHERE ordered_at >= :first AND ordered_at < :last
 GROUP BY language
 ORDER BY count(*) DESC, language;

-- name: recent_articles
-- The newest versions of the articles of a source that were published last.
SELECT documents.key, documents.source_id, documents.kind, versions.*
  FROM documents
  JOIN versions ON versions.document_id = documents.id AND versions.version = documents.version
 WHERE documents.source_id = :source_id AND documents.kind = 'article'
 ORDER BY documents.ordered_at DESC, documents.id
 LIMIT :limit;

-- name: arrivals
-- When some documents were first seen.
SELECT id, first_seen FROM documents WHERE id IN (SELECT value FROM json_each(:keys));

-- name: keys_of
-- The keys that lead to a document.
SELECT key FROM addresses WHERE document_id = :id ORDER BY key;
