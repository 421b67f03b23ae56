-- Statements of the report, the graph files and the desk's networks, in DuckDB's SQL, which read
-- the tables of networks.sql. `row` is the line of a CSV file, whose header is line 1. Statements
-- that are not in the list return rows to Python (steps/networks/report.py and detect.py).
--
-- Table (statement that makes it, where it has another name) → statements that read it:
--   members                            → ties, graph_members, graph_ties, shown_members,
--                                        met_inside, drawn_members, and written_accounts
--   ties                               → drawn_ties
--   communities (code)                 → graph_members, shown_members, drawn_members, and
--                                        written_accounts
--   met_inside                         → shown_counts, shown_pairs, shown_objects, shown_moments,
--                                        desk_meetings
--   posts (disguised, textless)        → see networks.sql

-- name: members
-- Accounts of the subgraph, numbered from 0: by component, the most connected first.
SELECT row_number() OVER (ORDER BY component, strength DESC, account) - 1 AS number, *
  FROM (SELECT a.account, a.row, a.subgraph_component AS component, a.posts,
               a.unique_shares AS coordinated, d.degree, d.strength, a.first, a.last
          FROM (SELECT *, row_number() OVER (ORDER BY account) + 1 AS row FROM accounts) a
          JOIN (SELECT account, count(DISTINCT other) AS degree, sum(weight) AS strength
                  FROM (SELECT source AS account, target AS other, weight
                          FROM network WHERE in_subgraph = 1
                        UNION ALL SELECT target, source, weight
                          FROM network WHERE in_subgraph = 1 AND source <> target)
                 GROUP BY account) d ON a.account = d.account);

-- name: ties
-- Edges of the subgraph between numbered accounts, all layers added up, the heaviest first.
SELECT s.number AS source, t.number AS target, sum(n.weight) AS weight,
       coalesce(bool_or(n.finding = 'beyond chance'), false) AS beyond
  FROM network n
  JOIN members s ON n.source = s.account
  JOIN members t ON n.target = t.account
 WHERE n.in_subgraph = 1 AND n.source <> n.target
 GROUP BY s.number, t.number
 ORDER BY weight DESC, s.number, t.number;

-- name: graph_members
-- Vertices of the graph files, in the order of their numbers.
SELECT m.account, m.component, c.community, m.posts, m.coordinated, m.degree, m.strength,
       c.pagerank
  FROM members m JOIN communities c ON m.number = c.number
 ORDER BY m.number;

-- name: graph_ties
-- Edges of the graph files, layer by layer.
SELECT s.number AS source, t.number AS target, n.weight, n.layer, n.seconds, n.objects,
       n.expected, n.observed / nullif(n.expected, 0) AS ratio, n.adjusted, n.finding
  FROM network n
  JOIN members s ON n.source = s.account
  JOIN members t ON n.target = t.account
 WHERE n.in_subgraph = 1
 ORDER BY s.number, t.number, n.layer;

-- name: shown_members
-- The first accounts of each component that the report shows.
SELECT m.component, m.account, m.posts, m.coordinated, m.degree, m.strength, c.community,
       m.first, m.last, m.row
  FROM members m JOIN communities c ON m.number = c.number
 WHERE m.component <= :components
QUALIFY row_number() OVER (PARTITION BY m.component ORDER BY m.number) <= :members
 ORDER BY m.number;

-- name: met_inside
-- Pairs behind the subgraph's edges, each with its component and its line in pairs.csv.
SELECT p.*, s.component
  FROM (SELECT *, row_number() OVER (
                 ORDER BY layer, object, seq, seq_y, post, post_y) + 1 AS row
          FROM pairs) p
  JOIN network n
    ON n.layer = p.layer AND n.in_subgraph = 1
   AND least(n.source, n.target) = least(p.account, p.account_y)
   AND greatest(n.source, n.target) = greatest(p.account, p.account_y)
  JOIN members s ON s.account = n.source;

-- name: shown_counts
-- How many pairs each component has.
SELECT component, count(*) AS pairs FROM met_inside WHERE component <= :components
 GROUP BY component;

-- name: shown_pairs
-- The fastest pairs of each component, with both texts. Several rows may have one post: of their
-- texts one is shown.
SELECT m.component, m.object, m.post, m.account, m.moment, x.text,
       m.post_y, m.account_y, m.moment + m.delta AS moment_y, y.text AS text_y, m.delta, m.row
  FROM (SELECT * FROM met_inside WHERE component <= :components
        QUALIFY row_number() OVER (PARTITION BY component ORDER BY delta, row) <= :pairs) m
  LEFT JOIN (SELECT post, min(text) AS text FROM posts GROUP BY post) x ON m.post = x.post
  LEFT JOIN (SELECT post, min(text) AS text FROM posts GROUP BY post) y ON m.post_y = y.post
 ORDER BY m.component, m.delta, m.row;

-- name: shown_objects
-- The objects of each component in which most accounts met, with their line in objects.csv.
SELECT p.component, o.object, count(DISTINCT p.account) AS accounts,
       count(DISTINCT p.post) AS posts, o.row
  FROM (SELECT component, layer, object, account, post FROM met_inside
        UNION SELECT component, layer, object, account_y, post_y FROM met_inside) p
  JOIN (SELECT layer, object, row_number() OVER (ORDER BY layer, object) + 1 AS row
          FROM (SELECT layer, object FROM objects UNION ALL SELECT layer, object FROM left_out)) o
    ON p.layer = o.layer AND p.object = o.object
 WHERE p.component <= :components
 GROUP BY p.component, o.layer, o.object, o.row
QUALIFY row_number() OVER (PARTITION BY p.component ORDER BY accounts DESC, posts DESC, o.row)
        <= :objects
 ORDER BY p.component, accounts DESC, posts DESC, o.row;

-- name: shown_moments
-- When each account acted together with others, for the timeline.
SELECT DISTINCT component, account, moment
  FROM (SELECT component, account, moment FROM met_inside
        UNION SELECT component, account_y, moment + delta FROM met_inside)
 WHERE component <= :components
 ORDER BY component, account, moment;

-- name: drawn_members
-- Accounts of the picture.
SELECT m.account, m.component, c.community
  FROM members m JOIN communities c ON m.number = c.number
 WHERE m.number < :accounts ORDER BY m.number;

-- name: drawn_ties
-- Edges of the picture, the heaviest first. Equal ones are shuffled by a fixed formula, so that a
-- limit does not keep only those of the first accounts.
SELECT source, target, weight, beyond FROM ties
 WHERE source < :accounts AND target < :accounts
 ORDER BY weight DESC, (source * 7919 + target * 104729) % 1000003, source, target;

-- name: shown_components
-- The components that the report shows, with the number of their accounts and edges.
SELECT component, accounts, edges FROM component_edges
 WHERE component <= :components ORDER BY component;

-- name: desk_meetings
-- Pairs behind the subgraph's edges, in order; a text is named by its first characters.
SELECT m.component, coalesce(left(e.example, :characters), m.object) AS thing,
       m.post, m.account, m.post_y, m.account_y, m.moment, m.delta
  FROM met_inside m
  LEFT JOIN examples e ON m.layer = e.layer AND m.object = e.object
 ORDER BY m.component, m.moment, m.post, m.post_y, thing;

-- name: disguised
-- Posts under pseudonyms. An object that is the id of a post gets the pseudonym of that post.
SELECT p.line, pseudonym_of(p.account) AS account, pseudonym_of(p.post) AS post, p.moment,
       CASE WHEN q.post IS NULL OR p.object IS NULL THEN p.object ELSE pseudonym_of(p.object) END AS object,
       CASE WHEN p.repost IS NOT NULL THEN pseudonym_of(p.repost) END AS repost,
       CASE WHEN p.reply IS NOT NULL THEN pseudonym_of(p.reply) END AS reply,
       p.text, p.links, p.hashtags, p.images
  FROM posts p
  LEFT JOIN (SELECT DISTINCT post FROM posts) q ON p.object = q.post;

-- name: textless
-- Posts without their text.
SELECT * REPLACE (CAST(NULL AS VARCHAR) AS text) FROM posts;
