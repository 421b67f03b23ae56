-- name: want_page*!
-- Add a page to fetch; a known one stays as it is.
INSERT INTO pages (key, url) VALUES (:key, :url) ON CONFLICT (key) DO NOTHING;

-- name: want_page_again*!
-- Have a known page fetched again.
UPDATE pages SET state = 'due', attempts = 0, not_before = NULL WHERE key = :key;

-- name: want_unreadable_page*!
-- Have a page fetched again whose unread capture cannot be read.
UPDATE pages
   SET state = 'due', attempts = 0, not_before = NULL, capture_id = NULL, etag = '',
       last_modified = ''
 WHERE key = :key AND is_read = 0;

-- name: get_page^
-- One page.
SELECT * FROM pages WHERE key = :key;

-- name: pages_due
-- Pages to fetch now, those added first at the head. A time beyond :latest is no wait but a
-- wrong clock.
SELECT key, url, etag, last_modified, attempts
  FROM pages
 WHERE (state = 'due' AND (not_before IS NULL OR not_before <= :now OR not_before > :latest))
    OR (state = 'held' AND (not_before <= :now OR not_before > :latest))
 ORDER BY rowid
 LIMIT :limit;

-- name: count_pages_due^
-- How many pages could be fetched now.
SELECT count(*)
  FROM pages
 WHERE (state = 'due' AND (not_before IS NULL OR not_before <= :now OR not_before > :latest))
    OR (state = 'held' AND (not_before <= :now OR not_before > :latest));

-- name: page_held!
-- Record a fetched page; a capture that was read already stays read. It is visited again
-- as long as it was first fetched after :since, or cited after :cited.
UPDATE pages
   SET state = 'held', attempts = 0, reason = '', detail = '', etag = :etag,
       last_modified = :last_modified,
       is_read = CASE WHEN capture_id = :capture_id THEN is_read ELSE 0 END,
       capture_id = :capture_id,
       first_had = coalesce(first_had, :at),
       not_before = CASE WHEN coalesce(first_had, :at) > :since OR cited > :cited
                         THEN :again END
 WHERE key = :key;

-- name: page_unchanged!
-- Record an unchanged page. It is visited again as long as it was first fetched after
-- :since, or cited after :cited.
UPDATE pages
   SET state = 'held', attempts = 0, reason = '', detail = '',
       not_before = CASE WHEN first_had > :since OR cited > :cited THEN :again END
 WHERE key = :key;

-- name: cite_pages!
-- Visit the pages of these documents again, since an edition cites them.
UPDATE pages
   SET cited = :at, not_before = coalesce(not_before, :again)
 WHERE state = 'held'
   AND key IN (SELECT key
                 FROM addresses
                WHERE document_id IN (SELECT value FROM json_each(:keys)));

-- name: page_failed!
-- Record a failed visit; without a time for the next one, there is none.
UPDATE pages
   SET state = CASE WHEN CAST(:not_before AS TEXT) IS NULL THEN 'failed' ELSE 'due' END,
       attempts = attempts + 1, not_before = :not_before, reason = :reason, detail = :detail
 WHERE key = :key;

-- name: unread_pages
-- Fetched pages that have not been read, oldest capture first.
SELECT key, url, capture_id
  FROM pages
 WHERE is_read = 0 AND capture_id IS NOT NULL
 ORDER BY capture_id, rowid;

-- name: mark_page_read*!
-- Record that the newest capture of a page has become a document.
UPDATE pages SET is_read = 1 WHERE key = :key;

-- name: troubles
-- Why the last visits to some pages failed.
SELECT key, reason FROM pages
 WHERE key IN (SELECT value FROM json_each(:keys)) AND reason <> '';

-- name: page_failures_by_reason
-- How many pages last failed for each reason, the most frequent first.
SELECT reason, count(*) AS pages
  FROM pages
 WHERE reason <> ''
 GROUP BY reason
 ORDER BY count(*) DESC, reason;

-- name: visits
-- The state of fetching every page.
SELECT key, state, attempts, not_before, reason, detail, etag, last_modified, first_had, cited
  FROM pages
 ORDER BY rowid;

-- name: restore_visit*!
-- Put a page back into a state that was saved.
UPDATE pages
   SET state = :state, attempts = :attempts, not_before = :not_before, reason = :reason,
       detail = :detail, etag = :etag, last_modified = :last_modified, first_had = :first_had,
       cited = :cited
 WHERE key = :key;

-- name: keep_page_claim!
-- Keep what a page gives as its text and as its address.
INSERT INTO page_claims (key, title, text_sha256, canonical)
VALUES (:key, :title, :text_sha256, :canonical)
ON CONFLICT (key) DO UPDATE
   SET title = excluded.title, text_sha256 = excluded.text_sha256,
       canonical = excluded.canonical;

-- name: page_claim^
-- What a page gave when it was last read.
SELECT * FROM page_claims WHERE key = :key;

-- name: claims_of_text
-- The pages that gave the same text.
SELECT * FROM page_claims WHERE text_sha256 = :text_sha256 ORDER BY key LIMIT :limit;

-- name: claims_of_canonical
-- The pages that claim the same address, and the page that stands at it.
SELECT * FROM page_claims
 WHERE canonical = :canonical OR key = :canonical
 ORDER BY key LIMIT :limit;

-- name: read_page_again*!
-- What the page's newest capture says is to be read again.
UPDATE pages SET is_read = 0 WHERE key = :key AND capture_id IS NOT NULL;
