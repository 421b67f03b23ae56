-- name: add_feed!
-- Add a feed; fails when the address is known or the source is not.
INSERT INTO feeds
  (id, source_id, url, kind, title, selector, pages, attributes, folder, etag, last_modified,
   failures, not_before, moved_to, added_at, removed_at)
VALUES
  (:id, :source_id, :url, :kind, :title, :selector, :pages, :attributes, :folder, :etag,
   :last_modified, :failures, :not_before, :moved_to, :added_at, :removed_at);

-- name: get_feed^
-- One feed, removed or not.
SELECT * FROM feeds WHERE id = :id;

-- name: feed_by_url^
-- The feed at exactly this address, removed or not.
SELECT * FROM feeds WHERE url = :url;

-- name: all_feeds
-- Every feed there ever was, by source and address.
SELECT * FROM feeds ORDER BY source_id, url;

-- name: feeds_of_source
-- The feeds of a source that are in use, by address.
SELECT * FROM feeds WHERE source_id = :source_id AND removed_at IS NULL ORDER BY url;

-- name: feeds_due
-- Feeds in use that may be polled now; those polled longest ago first, so that a run that
-- is cut off every time still gets to all of them. A time beyond :latest is no wait but a
-- wrong clock.
SELECT feeds.*
  FROM feeds
  LEFT JOIN (SELECT feed_id, max(at) AS polled_at FROM polls GROUP BY feed_id) AS latest
    ON latest.feed_id = feeds.id
 WHERE removed_at IS NULL AND (not_before IS NULL OR not_before <= :now OR not_before > :latest)
 ORDER BY coalesce(polled_at, ''), feeds.id;

-- name: update_feed!
-- Replace every field of a feed but its id and the time it was added.
UPDATE feeds
   SET source_id = :source_id, url = :url, kind = :kind, title = :title, selector = :selector,
       pages = :pages, attributes = :attributes, folder = :folder, etag = :etag,
       last_modified = :last_modified, failures = :failures, not_before = :not_before,
       moved_to = :moved_to, removed_at = :removed_at
 WHERE id = :id;

-- name: remove_feed!
-- Mark a feed as removed; the time of the first removal stays.
UPDATE feeds SET removed_at = :removed_at WHERE id = :id AND removed_at IS NULL;
