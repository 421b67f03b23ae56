-- name: fingerprints
-- The fingerprints of a feed's entries as stored.
SELECT key, fingerprint
  FROM entries
 WHERE feed_id = :feed_id AND key IN (SELECT value FROM json_each(:keys));

-- name: upsert_entry*!
-- Store a new or changed entry as unread.
INSERT INTO entries
  (feed_id, key, url, page_key, kind, title, published_raw, updated_raw, language, authors,
   summary, content, tags, source_name, source_url, is_aggregated, fingerprint, capture_id,
   first_seen)
VALUES
  (:feed_id, :key, :url, :page_key, :kind, :title, :published_raw, :updated_raw, :language,
   :authors, :summary, :content, :tags, :source_name, :source_url, :is_aggregated,
   :fingerprint, :capture_id, :first_seen)
ON CONFLICT (feed_id, key) DO UPDATE
   SET url = excluded.url, page_key = excluded.page_key, kind = excluded.kind,
       title = excluded.title, published_raw = excluded.published_raw,
       updated_raw = excluded.updated_raw, language = excluded.language,
       authors = excluded.authors, summary = excluded.summary, content = excluded.content,
       tags = excluded.tags, source_name = excluded.source_name,
       source_url = excluded.source_url, is_aggregated = excluded.is_aggregated,
       fingerprint = excluded.fingerprint, capture_id = excluded.capture_id,
       is_read = 0;

-- name: get_entry^
-- One entry of one feed.
SELECT * FROM entries WHERE feed_id = :feed_id AND key = :key;

-- name: unread_entry_ids
-- The ids and keys of unread entries, oldest capture first.
SELECT rowid AS id, feed_id, key, page_key
  FROM entries
 WHERE is_read = 0
 ORDER BY capture_id, rowid;

-- name: entries_by_id
-- Entries by row, oldest capture first.
SELECT *
  FROM entries
 WHERE rowid IN (SELECT value FROM json_each(:keys))
 ORDER BY capture_id, rowid;

-- name: entries_for_page
-- The entries of all feeds that link to a page, first seen first.
SELECT * FROM entries WHERE page_key = :page_key ORDER BY first_seen, rowid;

-- name: entries_of_pages
-- The entries of one feed that link to some pages.
SELECT * FROM entries
 WHERE feed_id = :feed_id AND page_key IN (SELECT value FROM json_each(:keys))
 ORDER BY rowid;

-- name: feeds_of_documents
-- The feeds that have an entry of each document, by any address that it is known under.
SELECT DISTINCT addresses.document_id, entries.feed_id
  FROM addresses
  JOIN entries ON entries.page_key = addresses.key
 WHERE addresses.document_id IN (SELECT value FROM json_each(:keys))
 UNION
SELECT documents.id, entries.feed_id
  FROM documents
  JOIN entries ON documents.key = 'entry:' || entries.feed_id || ':' || entries.key
 WHERE documents.id IN (SELECT value FROM json_each(:keys))
   AND entries.page_key = '' AND documents.key LIKE 'entry:%'
 ORDER BY document_id, feed_id;

-- name: mark_entry_read*!
-- Record that the present state of an entry has become a document.
UPDATE entries SET is_read = 1 WHERE feed_id = :feed_id AND key = :key;
