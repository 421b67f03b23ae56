-- Statements of the test against chance, in DuckDB's SQL, which read the tables of networks.sql.
-- Each statement makes the table of its name, unless it says otherwise or returns rows to Python
-- (steps/networks/judge.py).
--
-- Table (statement that makes it, where it has another name) → statements that read it:
--   tested (also tested_classes)       → tested_classes, tested_accounts, tested_numbers
--   tested_accounts                    → tested_moments, chance_moments, bystanders, chance_acted,
--                                        tested_numbers, judged_edges
--   dense_classes                      → (code), added to `verified` of networks.sql
--   bag_classes (code)                 → classes
--   classes                            → classed, tested_classes
--   chance_objects                     → bystanders, chance_bursts, chance_acted
--   bystanders                         → chance_bursts
--   chance_verdicts (code)             → judged_edges
--   judged (judged_edges, unjudged_edges)
--                                      → (code), replaces `network` of networks.sql
--   component_edges                    → written_components, shown_components of report.sql
--   component_verdicts (code)          → written_components

-- name: tested
-- Edges that are tested: those of the subgraph between two different accounts. Posts that have
-- several objects in common met once, so at most as many meetings are observed as either account
-- has posts.
SELECT layer, source, target, least(objects, posts, posts_y) AS observed
  FROM network WHERE in_subgraph = 1 AND source <> target;

-- name: tested_moments
-- The table `moments` of the sets of words of tested accounts. There is one bucket, so that texts
-- are compared however far apart in time they were posted.
SELECT DISTINCT b.bag, 0 AS bucket
  FROM counted c
  JOIN tested_accounts a ON c.layer = a.layer AND c.account = a.account
  JOIN bags b ON c.object = b.object
 WHERE c.layer = 'similar';

-- name: sparse_prefixes
-- The table `prefixes` without the words that too many sets have.
SELECT x.* FROM prefixes x LEFT JOIN dense d ON x.word = d.word WHERE d.word IS NULL;

-- name: dense_classes
-- Sets that share a word of `dense`: they count as similar without being compared.
SELECT x.bag, min(x.bag) OVER (PARTITION BY x.word) AS bag_y
  FROM prefixes x JOIN dense d ON x.word = d.word JOIN moments m ON x.bag = m.bag;

-- name: classes
-- Objects of sets that are similar, directly or through others. In the test they are one object: a
-- template that comes again and again is no new coincidence each time.
SELECT b.object, 'class ' || CAST(n.class AS VARCHAR) AS class
  FROM bags b JOIN bag_classes n ON b.bag = n.bag
 WHERE n.class > 0;

-- name: classed
-- The table `counted` with the class in place of the object of similar texts.
SELECT c.layer, coalesce(k.class, c.object) AS object, c.account, c.post, c.moment, c.line
  FROM counted c LEFT JOIN classes k ON c.layer = 'similar' AND c.object = k.object;

-- name: tested_classes
-- The table `tested` where meetings in similar texts count once for each class.
SELECT t.layer, t.source, t.target, coalesce(least(t.observed, m.classes), t.observed) AS observed
  FROM tested t
  LEFT JOIN (SELECT p.layer, least(p.account, p.account_y) AS source,
                    greatest(p.account, p.account_y) AS target,
                    count(DISTINCT coalesce(k.class, p.object)) AS classes
               FROM pairs p LEFT JOIN classes k ON p.object = k.object
              WHERE p.layer = 'similar'
              GROUP BY p.layer, least(p.account, p.account_y), greatest(p.account, p.account_y)) m
    ON t.layer = m.layer AND t.source = m.source AND t.target = m.target;

-- name: tested_accounts
-- Accounts of tested edges, numbered from 0 in each layer.
SELECT layer, account, row_number() OVER (PARTITION BY layer ORDER BY account) - 1 AS number
  FROM (SELECT layer, source AS account FROM tested UNION SELECT layer, target FROM tested);

-- name: chance_moments
-- When a layer's tested accounts acted, on whatever object.
SELECT a.number, c.moment
  FROM counted c JOIN tested_accounts a ON c.layer = a.layer AND c.account = a.account
 WHERE a.layer = :layer
 ORDER BY a.number, c.moment;

-- name: chance_objects
-- Objects with the number of their actions and `burst`, the share of the pairs of these actions
-- that lie within the window; numbered from 0 in each layer in the order of that share.
SELECT layer, object, acts, burst,
       row_number() OVER (PARTITION BY layer ORDER BY burst, object) - 1 AS number
  FROM (SELECT layer, object, count(*) AS acts,
               sum(near - 1) / (CAST(count(*) AS DOUBLE) * (count(*) - 1)) AS burst
          FROM (SELECT layer, object, count(*) OVER (
                         PARTITION BY layer, object ORDER BY moment
                         RANGE BETWEEN :window PRECEDING AND :window FOLLOWING) AS near
                  FROM counted)
         GROUP BY layer, object HAVING count(*) > 1);

-- name: bystanders
-- The same share among accounts that are not tested, where there are enough actions of them. What
-- bystanders post at once is chance for the others, too, such as news that spreads fast.
SELECT layer, object, sum(near - 1) / (CAST(count(*) AS DOUBLE) * (count(*) - 1)) AS burst
  FROM (SELECT c.layer, c.object, count(*) OVER (
                 PARTITION BY c.layer, c.object ORDER BY c.moment
                 RANGE BETWEEN :window PRECEDING AND :window FOLLOWING) AS near
          FROM counted c
          JOIN chance_objects o ON c.layer = o.layer AND c.object = o.object
          LEFT JOIN tested_accounts a ON c.layer = a.layer AND c.account = a.account
         WHERE a.account IS NULL AND o.acts >= :few)
 GROUP BY layer, object HAVING count(*) >= :few;

-- name: chance_bursts
-- Both shares of a layer's objects.
SELECT o.acts, o.burst, coalesce(b.burst, 0) AS bystanders
  FROM chance_objects o
  LEFT JOIN bystanders b ON o.layer = b.layer AND o.object = b.object
 WHERE o.layer = :layer ORDER BY o.number;

-- name: chance_acted
-- How often each of a layer's tested accounts acted on each object in which accounts could meet.
SELECT a.number AS account, o.number AS object, count(*) AS acts
  FROM counted c
  JOIN tested_accounts a ON c.layer = a.layer AND c.account = a.account
  JOIN chance_objects o ON c.layer = o.layer AND c.object = o.object
  LEFT JOIN left_out l ON c.layer = l.layer AND c.object = l.object
 WHERE a.layer = :layer AND l.object IS NULL
 GROUP BY a.number, o.number
 ORDER BY a.number, o.number;

-- name: chance_tests
-- An upper bound of the pairs of accounts that have an object in common, for each layer: all pairs
-- of accounts, or the sum over all objects, whichever is smaller. It is the number of tests for
-- which p-values are adjusted. Similar texts are different objects, so there it is all pairs.
SELECT layer, CAST(CASE WHEN layer = 'similar' THEN any_value(everybody)
                        ELSE least(any_value(everybody), sum(accounts * (accounts - 1) / 2)) END
                   AS DOUBLE) AS tests
  FROM (SELECT layer, object, CAST(count(DISTINCT account) AS DOUBLE) AS accounts
          FROM crowds GROUP BY layer, object)
  JOIN (SELECT layer, CAST(count(DISTINCT account) AS DOUBLE) * (count(DISTINCT account) - 1) / 2
               AS everybody
          FROM crowds GROUP BY layer) USING (layer)
 GROUP BY layer;

-- name: tested_numbers
-- A layer's tested edges with the numbers of their accounts, in order.
SELECT s.number AS source, t.number AS target, e.observed, l.subgraph_component AS component
  FROM tested e
  JOIN tested_accounts s ON e.layer = s.layer AND e.source = s.account
  JOIN tested_accounts t ON e.layer = t.layer AND e.target = t.account
  JOIN vertices v ON v.account = e.source
  JOIN labels l ON l.vertex = v.vertex
 WHERE e.layer = :layer
 ORDER BY s.number, t.number;

-- name: judged_edges
-- The network with the verdicts on its edges; NULL for edges that were not tested.
SELECT n.*, j.observed, j.expected, j.p_value, j.adjusted, j.finding
  FROM network n
  LEFT JOIN (SELECT v.layer, v.observed, v.expected, v.p_value, v.adjusted, v.finding,
                    s.account AS source, t.account AS target
               FROM chance_verdicts v
               JOIN tested_accounts s ON v.layer = s.layer AND v.source = s.number
               JOIN tested_accounts t ON v.layer = t.layer AND v.target = t.number) j
    ON n.layer = j.layer AND n.source = j.source AND n.target = j.target;

-- name: unjudged_edges
-- The network with the same columns, all NULL, where nothing was tested.
SELECT *, CAST(NULL AS BIGINT) AS observed, CAST(NULL AS DOUBLE) AS expected, CAST(NULL AS DOUBLE) AS p_value,
       CAST(NULL AS DOUBLE) AS adjusted, CAST(NULL AS VARCHAR) AS finding
  FROM network;

-- name: component_edges
-- The subgraph's components with the number of their accounts and edges.
SELECT l.subgraph_component AS component, count(DISTINCT v.account) AS accounts,
       count(DISTINCT (n.layer, n.source, n.target)) AS edges
  FROM labels l
  JOIN vertices v ON v.vertex = l.vertex
  JOIN (SELECT layer, source, target, source AS account FROM network WHERE in_subgraph = 1
        UNION ALL SELECT layer, source, target, target FROM network WHERE in_subgraph = 1) n
    ON n.account = v.account
 WHERE l.subgraph_component > 0
 GROUP BY l.subgraph_component;

-- name: written_components
-- components.csv: the subgraph's components with their verdicts, the largest first.
SELECT c.component, c.accounts, c.edges, j.observed AS n_objects,
       j.expected AS expected_objects, j.observed / nullif(j.expected, 0) AS observed_to_expected,
       j.p_value, j.adjusted AS adjusted_p_value, j.finding
  FROM component_edges c LEFT JOIN component_verdicts j USING (component)
 ORDER BY c.component;
