-- name: keep_network*!
-- Store a network.
INSERT INTO networks
  (id, window, posts, meetings, first, last, finding, observed, expected, adjusted, size)
VALUES
  (:id, :window, :posts, :meetings, :first, :last, :finding, :observed, :expected, :adjusted,
   :size);

-- name: keep_network_post*!
-- Record that a post is in a network.
INSERT INTO network_posts (network_id, document_id) VALUES (:network_id, :document_id);

-- name: forget_network_posts!
-- Delete the posts of all networks.
DELETE FROM network_posts;

-- name: forget_networks!
-- Delete all networks.
DELETE FROM networks;

-- name: networks
-- Every network, the largest first.
SELECT * FROM networks ORDER BY size DESC, id;

-- name: networks_of
-- Networks that any of these posts is in.
SELECT DISTINCT networks.*
  FROM network_posts
  JOIN networks ON networks.id = network_posts.network_id
 WHERE network_posts.document_id IN (SELECT value FROM json_each(:keys))
 ORDER BY networks.id;

-- name: timed_posts
-- Posts of a span of time whose time is known to the second, oldest first.
SELECT documents.id
  FROM documents
  JOIN versions
    ON versions.document_id = documents.id AND versions.version = documents.version
 WHERE documents.kind = 'post' AND versions.precise = 'second'
   AND documents.ordered_at >= :first AND documents.ordered_at <= :last
 ORDER BY documents.ordered_at, documents.id;

-- name: newest_post^
-- When the newest post was first seen.
SELECT max(first_seen) AS seen FROM documents WHERE kind = 'post';
