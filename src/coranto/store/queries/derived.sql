-- name: forget_all_network_posts!
-- No post is known to be in a network.
DELETE FROM network_posts;

-- name: forget_all_networks!
-- No network is known.
DELETE FROM networks;

-- name: forget_copies!
-- No document is known to reprint another.
DELETE FROM copies;

-- name: forget_storylines!
-- No story goes on with another.
DELETE FROM storylines;

-- name: forget_topics!
-- Nothing is known of what stories are about.
DELETE FROM story_topics;

-- name: forget_placements!
-- No document is in a story.
DELETE FROM placements;

-- name: forget_search!
-- Nothing is found. A contentless table has no rows to delete one by one.
INSERT INTO document_search (document_search) VALUES ('delete-all');

-- name: forget_versions!
-- No version of a document is known.
DELETE FROM versions;

-- name: forget_addresses!
-- No address leads to a document.
DELETE FROM addresses;

-- name: forget_documents!
-- No document is known.
DELETE FROM documents;

-- name: forget_entries!
-- No feed has told of anything.
DELETE FROM entries;

-- name: forget_captures!
-- The archive's index is empty; the archive is not.
DELETE FROM captures;

-- name: reset_pages!
-- What was tried and failed stays known; what was read is to be read again.
UPDATE pages SET capture_id = NULL, is_read = 0;
