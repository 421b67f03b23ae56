-- name: want_page*!
-- Ask for a page; one that is known stays as it is.
INSERT INTO pages (key, url) VALUES (:key, :url) ON CONFLICT (key) DO NOTHING;

-- name: want_page_again*!
-- Ask for a known page again.
UPDATE pages SET state = 'due', attempts = 0, not_before = NULL WHERE key = :key;

-- name: get_page^
-- One page.
SELECT * FROM pages WHERE key = :key;

-- name: pages_due
-- Pages to fetch now, the longest wanted first.
SELECT key, url, etag, last_modified, attempts
  FROM pages
 WHERE (state = 'due' AND (not_before IS NULL OR not_before <= :now))
    OR (state = 'held' AND not_before <= :now)
 ORDER BY rowid
 LIMIT :limit;

-- name: count_pages_due^
-- How many pages could be fetched now.
SELECT count(*)
  FROM pages
 WHERE (state = 'due' AND (not_before IS NULL OR not_before <= :now))
    OR (state = 'held' AND not_before <= :now);

-- name: page_held!
-- A page was fetched; a capture that was read already stays read. It is looked at again
-- while it was first had after :since, or cited after :cited.
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
-- A page is as it was. It is looked at again while it was first had after :since, or
-- cited after :cited.
UPDATE pages
   SET state = 'held', attempts = 0, reason = '', detail = '',
       not_before = CASE WHEN first_had > :since OR cited > :cited THEN :again END
 WHERE key = :key;

-- name: cite_pages!
-- A published edition cites these documents: their pages are looked at again.
UPDATE pages
   SET cited = :at, not_before = coalesce(not_before, :again)
 WHERE state = 'held'
   AND key IN (SELECT key
                 FROM addresses
                WHERE document_id IN (SELECT value FROM json_each(:keys)));

-- name: page_failed!
-- A page could not be had; without a time to try again it never is.
UPDATE pages
   SET state = CASE WHEN CAST(:not_before AS TEXT) IS NULL THEN 'failed' ELSE 'due' END,
       attempts = attempts + 1, not_before = :not_before, reason = :reason, detail = :detail
 WHERE key = :key;

-- name: unread_pages
-- Fetched pages that are not read, oldest capture first.
SELECT key, url, capture_id
  FROM pages
 WHERE is_read = 0 AND capture_id IS NOT NULL
 ORDER BY capture_id, rowid;

-- name: mark_page_read*!
-- The newest capture of a page has become a document.
UPDATE pages SET is_read = 1 WHERE key = :key;

-- name: troubles
-- Why some pages could not be had when they were last asked for.
SELECT key, reason FROM pages
 WHERE key IN (SELECT value FROM json_each(:keys)) AND reason <> '';

-- name: page_failures_by_reason
-- Why pages could not be had, the most frequent reason first.
SELECT reason, count(*) AS pages
  FROM pages
 WHERE reason <> ''
 GROUP BY reason
 ORDER BY count(*) DESC, reason;

-- name: visits
-- How fetching every page went.
SELECT key, state, attempts, not_before, reason, detail, etag, last_modified, first_had, cited
  FROM pages
 ORDER BY rowid;

-- name: restore_visit*!
-- Let a page stand as it stood.
UPDATE pages
   SET state = :state, attempts = :attempts, not_before = :not_before, reason = :reason,
       detail = :detail, etag = :etag, last_modified = :last_modified, first_had = :first_had,
       cited = :cited
 WHERE key = :key;
