-- name: counts
-- The number of rows of each kind.
SELECT (SELECT count(*) FROM sources WHERE removed_at IS NULL) AS sources,
       (SELECT count(*) FROM feeds WHERE removed_at IS NULL) AS feeds,
       (SELECT count(*) FROM documents) AS documents,
       (SELECT count(DISTINCT story_id) FROM placements) AS stories,
       (SELECT count(*) FROM captures) AS captures,
       (SELECT count(*) FROM editions WHERE state = 'published') AS editions,
       (SELECT count(*) FROM problems) AS problems;

-- name: seen_by_language
-- Documents first seen in a span of time, by language.
SELECT language AS name, count(*) AS documents
  FROM documents
 WHERE first_seen > :first AND first_seen <= :last
 GROUP BY language;

-- name: seen_by_country
-- Documents first seen in a span of time, by the country of their source.
SELECT sources.country AS name, sum(seen.documents) AS documents
  FROM (SELECT source_id, count(*) AS documents
          FROM documents
         WHERE first_seen > :first AND first_seen <= :last
         GROUP BY source_id) AS seen
  JOIN sources ON sources.id = seen.source_id
 GROUP BY sources.country;
