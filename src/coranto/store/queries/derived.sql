-- name: forget_all_network_posts!
-- Delete the posts of all networks.
DELETE FROM network_posts;

-- name: forget_all_networks!
-- Delete all networks.
DELETE FROM networks;

-- name: forget_copies!
-- Delete all copies.
DELETE FROM copies;

-- name: forget_storylines!
-- Delete all links between stories.
DELETE FROM storylines;

-- name: forget_topics!
-- Delete the topics of all stories.
DELETE FROM story_topics;

-- name: forget_placements!
-- Take all documents out of their stories.
DELETE FROM placements;

-- name: forget_search!
-- Empty the full-text index. A contentless table has no rows to delete one by one.
INSERT INTO document_search (document_search) VALUES ('delete-all');

-- name: forget_versions!
-- Delete the versions of all documents.
DELETE FROM versions;

-- name: forget_addresses!
-- Delete all keys of documents.
DELETE FROM addresses;

-- name: forget_documents!
-- Delete all documents.
DELETE FROM documents;

-- name: forget_entries!
-- Delete the entries of all feeds.
DELETE FROM entries;

-- name: forget_captures!
-- Empty the index of the archive; the archive itself stays.
DELETE FROM captures;

-- name: forget_page_claims!
-- No page has given a text.
DELETE FROM page_claims;

-- name: reset_pages!
-- Mark all pages as unread; the state of fetching them stays, since the archive lacks it.
UPDATE pages SET capture_id = NULL, is_read = 0;

-- name: forget_repeated_lines!
-- Delete the lines that were learnt of all sources.
DELETE FROM repeated_lines;

-- name: forget_all_summaries!
-- Delete the summaries of all stories.
DELETE FROM story_summaries;

-- name: forget_all_orders!
-- Delete the orders of all weeks.
DELETE FROM story_orders;

-- name: forget_all_contexts!
-- Delete what ranking knows of all weeks.
DELETE FROM ranking_contexts;

-- name: forget_judged_moves!
-- Delete what judgements moved.
DELETE FROM judged_moves;
