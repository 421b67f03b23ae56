-- The relational part of networks of accounts, in DuckDB's words; sqlglot says the same in
-- Spark's. Each query makes the table of its name. Moments and windows are in microseconds.

-- name: told
-- Rows with the fields of posts, as text.
SELECT line, :account AS account, :post AS post, :time AS time, :object AS object,
       :repost AS repost, :reply AS reply, :text AS text, :links AS links,
       :hashtags AS hashtags, :images AS images
  FROM raw;

-- name: timed
-- Rows with their moment; plain seconds need no Python.
SELECT *, CASE WHEN TRY_CAST(time AS BIGINT) BETWEEN 0 AND 99999999999
               THEN TRY_CAST(time AS BIGINT) * 1000000
               WHEN time IS NOT NULL THEN moment_of(time) END AS moment
  FROM told;

-- name: sifted
-- Rows with the reason why they are no posts, if any. One without an id is named by its row.
SELECT line, account, coalesce(post, 'row ' || CAST(line AS VARCHAR)) AS post, time, moment,
       object, repost, reply, text, links, hashtags, images,
       CASE WHEN account IS NULL THEN 'no account'
            WHEN time IS NULL THEN 'no time'
            WHEN moment IS NULL THEN 'a time that cannot be read'
            WHEN moment > :latest THEN 'a time in the future' END AS reason
  FROM timed;

-- name: good
-- Posts.
SELECT line, account, post, moment, object, repost, reply, text, links, hashtags, images
  FROM sifted WHERE reason IS NULL;

-- name: size
-- How many rows of posts there are, of how many posts and accounts.
SELECT count(*), count(DISTINCT post), count(DISTINCT account) FROM posts;

-- name: bad
-- Why rows of the last file were skipped, how many, and the first of each. It may have no
-- time: DuckDB, unlike Spark, would pass over it and show another row's.
SELECT reason, count(*) AS rows, min(line) AS line,
       NULLIF(arg_min(coalesce(time, ''), line), '') AS example
  FROM sifted WHERE reason IS NOT NULL AND line >= :row GROUP BY reason ORDER BY reason;

-- name: acted
-- Posts that act on one object each; `name` is what tells objects apart at less cost.
SELECT ':layer' AS layer, :column AS object, :column AS name, account, post, moment, line
  FROM posts WHERE :column IS NOT NULL;

-- name: acted_often
-- Posts that act on what is listed in a column, or else stands in their text. A repost
-- only repeats: it acts on what it reposts.
SELECT unnest(:objects) AS object, account, post, moment, line
  FROM posts WHERE :column IS NOT NULL AND repost IS NULL;

-- name: keyed
-- Posts with the key of their text, if it has one. A repost has its original's text: it is left
-- out. What leaves the others out comes after: it would have every key worked out again.
SELECT line, account, post, moment, :call(text) AS key
  FROM posts WHERE text IS NOT NULL AND repost IS NULL;

-- name: sayings
-- Texts as words between spaces, each once, numbered, with their lines.
SELECT key, lines, row_number() OVER (ORDER BY key) AS saying
  FROM (SELECT key, list(line) AS lines FROM similar_keys WHERE key IS NOT NULL GROUP BY key);

-- name: contents
-- What stands between their spaces, one by one.
SELECT saying, unnest(string_split(key, ' ')) AS chunk FROM sayings;

-- name: chunks
-- The same each once, with the words that it is taken for, and how often it is used.
SELECT chunk, uses, :words AS words
  FROM (SELECT chunk, count(*) AS uses FROM contents GROUP BY chunk);

-- name: chunk_words
-- These words, one by one.
SELECT chunk, uses, unnest(string_split(words, ' ')) AS word FROM chunks WHERE words IS NOT NULL;

-- name: words
-- Words, numbered, the rarest first.
SELECT word, sum(uses) AS uses, row_number() OVER (ORDER BY sum(uses), word) AS number
  FROM chunk_words GROUP BY word;

-- name: word_sets
-- The words of each text, the rarest first; `marks` has a bit for each, which some words share.
SELECT c.saying, list_sort(list_distinct(list(n.number))) AS words,
       bit_or(CAST(1 AS BIGINT) << CAST(n.number % 63 AS INT)) AS marks
  FROM contents c
  JOIN (SELECT x.chunk, w.number FROM chunk_words x JOIN words w ON x.word = w.word) n
    ON c.chunk = n.chunk
 GROUP BY c.saying;

-- name: bags
-- Different sets of words, numbered. The object is named by the first of its texts.
SELECT row_number() OVER (ORDER BY b.first) AS bag, array_length(b.words) AS size, b.words,
       b.marks, b.sayings, md5(s.key) AS object
  FROM (SELECT words, any_value(marks) AS marks, min(saying) AS first, list(saying) AS sayings
          FROM word_sets GROUP BY words) b
  JOIN sayings s ON b.first = s.saying;

-- name: similar_actions
-- Posts with the set of words that they say, if they say any.
SELECT t.line, t.account, t.post, t.moment, b.object
  FROM similar_keys t
  JOIN (SELECT unnest(s.lines) AS line, m.object
          FROM sayings s
          JOIN (SELECT unnest(sayings) AS saying, object FROM bags) m ON s.saying = m.saying) b
    ON t.line = b.line;

-- name: acting
-- A layer's actions on what is listed.
SELECT ':layer' AS layer, object, object AS name, account, post, moment, line
  FROM :table WHERE object IS NOT NULL;

-- name: saying
-- The actions of saying a text.
SELECT 'text' AS layer, md5(key) AS object, key AS name, account, post, moment, line
  FROM text_keys WHERE key IS NOT NULL;

-- name: text_examples
-- A text for each key.
SELECT 'text' AS layer, md5(t.key) AS object, min(p.text) AS example
  FROM text_keys t JOIN posts p ON t.line = p.line WHERE t.key IS NOT NULL GROUP BY t.key;

-- name: similar_examples
-- A text for each set of words.
SELECT 'similar' AS layer, t.object, min(p.text) AS example
  FROM similar_actions t JOIN posts p ON t.line = p.line GROUP BY t.object;

-- name: no_examples
-- The same where there are none, or none is to be shown.
SELECT CAST(NULL AS VARCHAR) AS layer, CAST(NULL AS VARCHAR) AS object,
       CAST(NULL AS VARCHAR) AS example
 WHERE 1 = 0;

-- name: kept_actions
-- Actions but for those on excluded objects.
SELECT a.* FROM actions_told a
  LEFT JOIN excluded e ON a.object = e.object WHERE e.object IS NULL;

-- name: counted
-- Actions, each with its line.
SELECT layer, object, account, post, moment, line FROM :acts;

-- name: counted_once
-- The same where rows repeat posts: a post acts once on an object, when it was first told.
SELECT layer, object, min(name) AS name, account, post, min(moment) AS moment, min(line) AS line
  FROM actions GROUP BY layer, object, account, post;

-- name: able
-- Accounts that have enough actions to take part at all, with their first line.
SELECT layer, account, min(line) AS first
  FROM counted
 GROUP BY layer, account
HAVING count(*) >= :participation;

-- name: taking
-- Their actions, each with its bucket: two moments within a window lie in the same bucket or
-- in neighbouring ones. `seq` decides which of two posts of the same second is called the
-- older: for CooRTweet its accounts' first lines come first.
SELECT c.layer, c.object, c.account, c.post, c.moment, c.line, :seq AS seq,
       c.moment // :bucket AS bucket
  FROM counted c
  JOIN able a ON c.layer = a.layer AND c.account = a.account;

-- name: all_taking
-- The same where one action is enough: all of them.
SELECT layer, object, account, post, moment, line, line AS seq, moment // :bucket AS bucket
  FROM counted;

-- name: popular
-- Objects that are acted on more than once, whoever acts, numbered.
SELECT layer, object, count(*) AS posts, row_number() OVER (ORDER BY layer) AS number,
       CAST(count(*) AS DOUBLE) * (count(*) - 1) / 2 AS most
  FROM counted GROUP BY layer, object HAVING count(*) > 1;

-- name: left_out
-- Objects that could make too many pairs: those within buckets and between neighbours.
SELECT layer, object, most, posts
  FROM (SELECT layer, object, sum(within + across) AS most, sum(posts) AS posts
          FROM (SELECT layer, object, posts,
                       CAST(posts AS DOUBLE) * (posts - 1) / 2 AS within,
                       CASE WHEN lead(bucket) OVER burst = bucket + 1
                            THEN CAST(posts AS DOUBLE) * lead(posts) OVER burst
                            ELSE 0 END AS across
                  FROM (SELECT t.layer, t.object, t.bucket, count(*) AS posts
                          FROM taking t
                          JOIN popular p ON t.layer = p.layer AND t.object = p.object
                         WHERE p.most > :most_pairs
                         GROUP BY t.layer, t.object, t.bucket)
                WINDOW burst AS (PARTITION BY layer, object ORDER BY bucket))
         GROUP BY layer, object)
 WHERE most > :most_pairs;

-- name: none_left_out
-- The same where no object has posts enough.
SELECT layer, object, most, posts FROM popular WHERE 1 = 0;

-- name: crowds
-- Actions on objects that could make a pair and are not left out. Every text that may be
-- similar to another could.
SELECT t.*, p.number
  FROM taking t
  LEFT JOIN popular p ON t.layer = p.layer AND t.object = p.object
  LEFT JOIN left_out l ON t.layer = l.layer AND t.object = l.object
 WHERE l.object IS NULL AND (p.object IS NOT NULL OR t.layer = 'similar');

-- name: found
-- Two posts with the same object within the window, the older first.
SELECT l.layer, l.object,
       l.account AS account, r.account AS account_y,
       l.post AS post, r.post AS post_y,
       l.seq AS seq, r.seq AS seq_y,
       l.moment AS moment, r.moment - l.moment AS delta
  FROM (SELECT *, bucket AS meeting FROM crowds
        UNION ALL SELECT *, bucket + 1 AS meeting FROM crowds) l
  JOIN crowds r
    ON l.number = r.number AND l.meeting = r.bucket
   AND (l.moment < r.moment OR (l.moment = r.moment AND l.seq < r.seq))
   AND r.moment - l.moment <= :window
 WHERE :loops OR (l.account <> r.account AND l.post <> r.post
                  AND (l.layer = 'similar' OR (l.object <> l.post AND l.object <> r.post)));

-- name: coordinated
-- Posts that are in a pair.
SELECT layer, account, post FROM found UNION SELECT layer, account_y, post_y FROM found;

-- name: participants
-- Accounts that have enough coordinated posts.
SELECT layer, account
  FROM coordinated GROUP BY layer, account HAVING count(*) >= :participation;

-- name: pairs
-- Posts that met, at least one of them of an account that takes part often enough.
SELECT c.*
  FROM found c
  LEFT JOIN participants p ON c.layer = p.layer AND c.account = p.account
  LEFT JOIN participants q ON c.layer = q.layer AND c.account_y = q.account
 WHERE p.account IS NOT NULL OR q.account IS NOT NULL;

-- name: participants_by_row
-- CooRTweet's: coordinated posts of accounts that have enough rows of such posts.
WITH acted AS (SELECT t.layer, t.account, t.post, t.seq
                 FROM taking t
                 JOIN (SELECT DISTINCT layer, post FROM coordinated) c
                   ON t.layer = c.layer AND t.post = c.post)
SELECT DISTINCT a.layer, a.post
  FROM acted a
  JOIN (SELECT layer, account
          FROM acted GROUP BY layer, account HAVING count(*) >= :participation) enough
    ON a.layer = enough.layer AND a.account = enough.account;

-- name: pairs_by_row
-- Posts that met, at least one of them one of these.
SELECT c.*
  FROM found c
  LEFT JOIN participants_by_row p ON c.layer = p.layer AND c.post = p.post
  LEFT JOIN participants_by_row q ON c.layer = q.layer AND c.post_y = q.post
 WHERE p.post IS NOT NULL OR q.post IS NOT NULL;

-- name: prefixes
-- The words that two similar bags cannot both lack: sharing :similarity of the words of
-- their union, they share one of each's rarest (prefix filter, Chaudhuri et al. 2006).
-- The rarest of all, which are used once, are shared by none.
SELECT bag, size, marks, word, place
  FROM (SELECT bag, size, marks, word, row_number() OVER (PARTITION BY bag ORDER BY word) AS place
          FROM (SELECT bag, size, marks, unnest(array_slice(words, 1, CAST(
                         size - ceil(:similarity * size - 0.000000001) + 1 AS INT))) AS word
                  FROM bags))
 WHERE word > (SELECT count(*) FROM words WHERE uses = 1);

-- name: moments
-- When each bag was used.
SELECT DISTINCT b.bag, t.bucket
  FROM crowds t JOIN bags b ON t.object = b.object WHERE t.layer = 'similar';

-- name: rare
-- Rare words of bags and when they were used.
SELECT x.*, m.bucket FROM prefixes x JOIN moments m ON x.bag = m.bag;

-- name: densest
-- How many texts have the most used of these words, whenever they used it.
SELECT max(bags) FROM (SELECT count(*) AS bags FROM rare GROUP BY word);

-- name: none_dense
-- No word; as `dense` where none can be.
SELECT word, CAST(0 AS DOUBLE) AS most FROM rare WHERE 1 = 0;

-- name: dense
-- Rare words of too many bags to compare these two by two: pairs within buckets, and between
-- neighbours.
SELECT word, sum(most) AS most
  FROM (SELECT word,
               CAST(bags AS DOUBLE) * (bags - 1) / 2
               + CASE WHEN lead(bucket) OVER burst = bucket + 1
                      THEN CAST(bags AS DOUBLE) * lead(bags) OVER burst ELSE 0 END AS most
          FROM (SELECT word, bucket, count(*) AS bags FROM rare GROUP BY word, bucket)
        WINDOW burst AS (PARTITION BY word ORDER BY bucket))
 GROUP BY word
HAVING sum(most) > :most_pairs;

-- name: dense_contained
-- The same where each rare word is compared with all words.
SELECT x.word, sum(CAST(x.bags AS DOUBLE) * y.bags) AS most
  FROM (SELECT word, bucket, count(*) AS bags FROM rare GROUP BY word, bucket) x
  JOIN (SELECT w.word, m.bucket, count(*) AS bags
          FROM (SELECT bag, unnest(words) AS word FROM bags) w
          JOIN moments m ON w.bag = m.bag GROUP BY w.word, m.bucket) y
    ON x.word = y.word AND y.bucket BETWEEN x.bucket - 1 AND x.bucket + 1
 GROUP BY x.word
HAVING sum(CAST(x.bags AS DOUBLE) * y.bags) > :most_pairs;

-- name: dense_left_out
-- Texts that have such words, with how many pairs their words could make.
SELECT 'similar' AS layer, b.object, max(d.most) AS most, any_value(c.posts) AS posts
  FROM prefixes x
  JOIN dense d ON x.word = d.word
  JOIN bags b ON x.bag = b.bag
  JOIN (SELECT object, count(*) AS posts
          FROM crowds WHERE layer = 'similar' GROUP BY object) c ON b.object = c.object
 GROUP BY b.object;

-- name: crowds_kept
-- Actions but for those on objects that were left out since.
SELECT c.* FROM crowds c
  LEFT JOIN left_out l ON c.layer = l.layer AND c.object = l.object WHERE l.object IS NULL;

-- name: alike
-- Bags that share a rare word at about the same time, and could be similar by their sizes,
-- by where that word stands (positional filter, Xiao et al. 2008) and by their marks: each
-- mark that but one of them has is of a word that the other lacks.
SELECT DISTINCT least(p.bag, q.bag) AS bag, greatest(p.bag, q.bag) AS bag_y
  FROM (SELECT bag, size, marks, word, place, bucket, 0 AS later FROM rare
        UNION ALL SELECT bag, size, marks, word, place, bucket + 1, 1 FROM rare) p
  JOIN rare q
    ON p.word = q.word AND p.bucket = q.bucket
   AND (p.bag < q.bag OR (p.bag > q.bag AND p.later = 1))
   AND q.size >= :similarity * p.size - 0.000000001
   AND p.size >= :similarity * q.size - 0.000000001
   AND (1 + least(p.size - p.place, q.size - q.place)) * (1 + :similarity)
       >= :similarity * (p.size + q.size) - 0.000000001
   AND (p.size + q.size + 2 * bit_count(p.marks & q.marks)
        - bit_count(p.marks) - bit_count(q.marks)) * (1 + :similarity) / 2
       >= :similarity * (p.size + q.size) - 0.000000001;

-- name: alike_contained
-- Bags of which one has a rare word of the other, which is no larger, at about the same time.
SELECT DISTINCT least(p.bag, q.bag) AS bag, greatest(p.bag, q.bag) AS bag_y
  FROM (SELECT bag, size, marks, word, bucket FROM rare
        UNION ALL SELECT bag, size, marks, word, bucket + 1 FROM rare
        UNION ALL SELECT bag, size, marks, word, bucket - 1 FROM rare) p
  JOIN (SELECT x.bag, x.size, x.marks, x.word, m.bucket
          FROM (SELECT bag, size, marks, unnest(words) AS word FROM bags) x
          JOIN moments m USING (bag)) q
    ON p.word = q.word AND p.bucket = q.bucket AND p.bag <> q.bag AND p.size <= q.size
   AND p.size >= :words
   AND bit_count(p.marks) - bit_count(p.marks & q.marks)
       <= p.size - :similarity * p.size + 0.000000001;

-- name: near
-- Similar bags, every one of the candidates counted word by word. Fewer posts have the first.
SELECT CASE WHEN turned THEN object_y ELSE object END AS object,
       CASE WHEN turned THEN object ELSE object_y END AS object_y
  FROM (SELECT x.object, y.object AS object_y,
               coalesce(p.posts, 1) > coalesce(q.posts, 1) AS turned
          FROM verified v
          JOIN bags x ON v.bag = x.bag
          JOIN bags y ON v.bag_y = y.bag
          LEFT JOIN popular p ON p.layer = 'similar' AND x.object = p.object
          LEFT JOIN popular q ON q.layer = 'similar' AND y.object = q.object);

-- name: verified
-- Candidates that have enough of their words in common. Up to :few words are looked up one by
-- one, which then takes less time than to intersect two lists.
SELECT bag, bag_y
  FROM (SELECT a.bag, a.bag_y, x.size, y.size AS size_y,
               CASE WHEN x.size <= :few AND y.size <= :few
                    THEN array_length(list_filter(x.words, lambda w: list_contains(y.words, w)))
                    ELSE array_length(array_intersect(x.words, y.words)) END AS common
          FROM alike a JOIN bags x ON a.bag = x.bag JOIN bags y ON a.bag_y = y.bag)
 WHERE CAST(common AS DOUBLE) / (:whole) >= :similarity;

-- name: found_near
-- Two posts with similar texts within the window. Those with the rarer text are sought first:
-- it is the :older one's, whose bucket is then that of the other or the one before; or the other.
SELECT :older.layer, :older.object,
       :older.account AS account, :younger.account AS account_y,
       :older.post AS post, :younger.post AS post_y,
       :older.seq AS seq, :younger.seq AS seq_y,
       :older.moment AS moment, :younger.moment - :older.moment AS delta
  FROM (SELECT c.*, n.object_y, unnest([c.bucket, c.bucket + :step]) AS meeting
          FROM near n JOIN crowds c ON c.layer = 'similar' AND n.object = c.object) rare
  JOIN crowds other
    ON other.layer = 'similar' AND rare.object_y = other.object AND rare.meeting = other.bucket
   AND (:older.moment < :younger.moment
        OR (:older.moment = :younger.moment AND :older.seq < :younger.seq))
   AND :younger.moment - :older.moment <= :window
 WHERE :loops OR (rare.account <> other.account AND rare.post <> other.post);

-- name: all_pairs
-- Where one post is enough all that met are pairs.
SELECT * FROM found;

-- name: met
-- Two accounts and how often they met, with what they met in when it was but once.
SELECT layer, least(account, account_y) AS source, greatest(account, account_y) AS target,
       count(*) AS pairs, CAST(sum(delta) AS DOUBLE) / count(*) / 1000000 AS seconds,
       min(object) AS object
  FROM pairs
 WHERE delta <= :window
 GROUP BY layer, least(account, account_y), greatest(account, account_y);

-- name: edges
-- Two accounts, how often they met and in what. `posts` and `posts_y` are the distinct posts
-- of the first and of the second account. Most met once: only for the others is it counted.
SELECT layer, source, target, pairs, seconds, 1 AS posts, 1 AS posts_y, 1 AS objects,
       object AS object_ids
  FROM met WHERE pairs = 1
UNION ALL
SELECT m.layer, m.source, m.target, any_value(m.pairs), any_value(m.seconds),
       count(DISTINCT :first_posts), count(DISTINCT :second_posts), count(DISTINCT p.object),
       array_to_string(list_sort(list(DISTINCT p.object)), ',')
  FROM met m
  JOIN pairs p ON m.layer = p.layer AND m.source = least(p.account, p.account_y)
              AND m.target = greatest(p.account, p.account_y)
 WHERE m.pairs > 1 AND p.delta <= :window
 GROUP BY m.layer, m.source, m.target;

-- name: weights
-- How often each weight occurs, layer by layer.
SELECT layer, CAST(:weight AS DOUBLE) AS weight, count(*) AS edges
  FROM edges GROUP BY layer, :weight;

-- name: weighed
-- Edges with their weight, and whether they are in the subgraph.
SELECT e.*, :weight AS weight,
       CAST(least(posts, posts_y) AS DOUBLE) / greatest(posts, posts_y) AS symmetry,
       CASE WHEN :weight > t.threshold OR (:absolute AND :weight = t.threshold)
            THEN 1 ELSE 0 END AS in_subgraph
  FROM edges e JOIN thresholds t ON e.layer = t.layer;

-- name: narrowed
-- Edges of a narrower window: fewer pairs, weighed and cut off among themselves.
SELECT e.layer, e.source, e.target, CAST(:second AS DOUBLE) AS width, e.seconds,
       CAST(:weight AS DOUBLE) AS weight,
       CASE WHEN :weight > t.threshold OR (:absolute AND :weight = t.threshold)
            THEN 1 ELSE 0 END AS in_subgraph
  FROM edges e JOIN thresholds t ON e.layer = t.layer;

-- name: vertices
-- Accounts that have an edge, numbered from 0.
SELECT account, row_number() OVER (ORDER BY account) - 1 AS vertex
  FROM (SELECT source AS account FROM network UNION SELECT target FROM network);

-- name: links
-- Edges between numbered accounts.
SELECT DISTINCT s.vertex AS source, t.vertex AS target, n.in_subgraph
  FROM network n
  JOIN vertices s ON n.source = s.account
  JOIN vertices t ON n.target = t.account;

-- name: taken_part
-- Coordinated posts, each once.
SELECT layer, account, post, object, moment FROM pairs
UNION SELECT layer, account_y, post_y, object, moment + delta FROM pairs;

-- name: ends
-- Edges seen from each end. Means are of exact decimals: the same in any order.
SELECT account, count(*) AS degree, sum(weight) AS strength,
       CAST(sum(CAST(seconds AS DECIMAL(28, 12))) AS DOUBLE) / count(*) AS seconds,
       CAST(sum(CAST(symmetry AS DECIMAL(28, 12))) AS DOUBLE) / count(*) AS symmetry
  FROM (SELECT source AS account, weight, seconds, symmetry FROM network
        UNION ALL SELECT target, weight, seconds, symmetry FROM network WHERE source <> target)
 GROUP BY account;

-- name: unlike_ends
-- The same as CooRTweet averages them: of an account's equal rows one is left.
SELECT d.account, d.degree, d.strength, m.seconds, m.symmetry
  FROM (SELECT account, count(*) AS degree, sum(weight) AS strength
          FROM (SELECT source AS account, weight FROM network
                UNION ALL SELECT target, weight FROM network WHERE source <> target)
         GROUP BY account) d
  JOIN (SELECT account,
               CAST(sum(CAST(seconds AS DECIMAL(28, 12))) AS DOUBLE) / count(*) AS seconds,
               CAST(sum(CAST(symmetry AS DECIMAL(28, 12))) AS DOUBLE) / count(*) AS symmetry
          FROM (SELECT source AS account, seconds, symmetry FROM network
                UNION SELECT target, seconds, symmetry FROM network)
         GROUP BY account) m ON d.account = m.account;

-- name: accounts
-- What an account did with others, out of all its posts.
SELECT v.account, l.component, l.subgraph_component,
       e.seconds, e.symmetry, e.degree, e.strength,
       p.posts AS unique_shares, a.posts, p.first, p.last
  FROM vertices v
  JOIN labels l ON v.vertex = l.vertex
  JOIN ends e ON v.account = e.account
  JOIN (SELECT account, count(DISTINCT post) AS posts, min(moment) AS first, max(moment) AS last
          FROM taken_part GROUP BY account) p ON v.account = p.account
  JOIN (SELECT account, :posts AS posts FROM posts GROUP BY account) a ON v.account = a.account;

-- name: objects
-- What was acted on together, by how many accounts and how often.
SELECT o.layer, o.object, o.accounts, q.pairs, o.posts, o.first, o.last
  FROM (SELECT layer, object, count(DISTINCT account) AS accounts,
               count(DISTINCT post) AS posts, min(moment) AS first, max(moment) AS last
          FROM taken_part GROUP BY layer, object) o
  JOIN (SELECT layer, object, count(*) AS pairs FROM pairs GROUP BY layer, object) q
    ON o.layer = q.layer AND o.object = q.object;

-- name: as_met
-- Pairs in the order in which CooRTweet lists them.
SELECT p.*, row_number() OVER (
         ORDER BY o.first, greatest(seq, seq_y), least(seq, seq_y)) AS place
  FROM pairs p
  JOIN (SELECT object, min(seq) AS first FROM crowds GROUP BY object) o USING (object);

-- name: ends_as_met
-- Where each account stands in CooRTweet's graph: accounts that come first in a pair's
-- alphabetical order, then the others, both as they are met.
SELECT account, row_number() OVER (ORDER BY side, place) AS vertex
  FROM (SELECT account, min(side) AS side, min(place) AS place
          FROM (SELECT least(account, account_y) AS account, 0 AS side, place FROM as_met
                UNION ALL SELECT greatest(account, account_y), 1, place FROM as_met) m
         WHERE side = 0 OR account NOT IN (SELECT least(account, account_y) FROM as_met)
         GROUP BY account);

-- name: turned
-- Edges from the account that CooRTweet's graph has first. igraph gives the ends of an
-- undirected edge in this order.
SELECT n.layer, n.pairs, n.seconds, n.posts, n.posts_y, n.objects, n.object_ids, n.weight,
       n.symmetry, n.in_subgraph,
       CASE WHEN s.vertex <= t.vertex THEN n.source ELSE n.target END AS source,
       CASE WHEN s.vertex <= t.vertex THEN n.target ELSE n.source END AS target
  FROM weighed n
  JOIN ends_as_met s ON n.source = s.account
  JOIN ends_as_met t ON n.target = t.account;

-- name: fronts
-- CooRTweet's num_accounts: accounts that an edge of the object starts from.
SELECT p.object, count(DISTINCT n.source) AS num_accounts
  FROM pairs p
  JOIN network n
    ON least(n.source, n.target) = least(p.account, p.account_y)
   AND greatest(n.source, n.target) = greatest(p.account, p.account_y)
 GROUP BY p.object;

-- name: written_pairs
-- pairs.csv: every pair with both posts and the seconds between them.
SELECT layer, object AS object_id, post AS content_id, post_y AS content_id_y,
       regexp_replace(CAST(delta / 1000000 AS VARCHAR), '\.0$', '') AS time_delta,
       account AS account_id, account_y AS account_id_y
  FROM pairs
 ORDER BY layer, object, seq, seq_y, post, post_y;

-- name: written_edges
-- edges.csv.
SELECT layer, source AS "from", target AS "to",
       regexp_replace(CAST(weight AS VARCHAR), '\.0$', '') AS weight,
       regexp_replace(CAST(seconds AS VARCHAR), '\.0$', '') AS avg_time_delta,
       posts AS n_content_id, posts_y AS n_content_id_y,
       regexp_replace(CAST(symmetry AS VARCHAR), '\.0$', '') AS edge_symmetry_score,
       in_subgraph, objects AS n_objects, expected AS expected_objects,
       observed / nullif(expected, 0) AS observed_to_expected, p_value,
       adjusted AS adjusted_p_value, finding, object_ids
  FROM network
 ORDER BY layer, source, target;

-- name: written_windows
-- windows.csv: the edges of the narrower windows, the fast part of the network.
SELECT layer, regexp_replace(CAST(width AS VARCHAR), '\.0$', '') AS "window",
       source AS "from", target AS "to",
       regexp_replace(CAST(weight AS VARCHAR), '\.0$', '') AS weight,
       regexp_replace(CAST(seconds AS VARCHAR), '\.0$', '') AS avg_time_delta, in_subgraph
  FROM narrow
 ORDER BY layer, width DESC, source, target;

-- name: written_accounts
-- accounts.csv.
SELECT a.account AS account_id,
       regexp_replace(CAST(seconds AS VARCHAR), '\.0$', '') AS avg_time_delta,
       regexp_replace(CAST(symmetry AS VARCHAR), '\.0$', '') AS avg_edge_symmetry_score,
       unique_shares AS unique_shares_count, a.posts,
       unique_shares / CAST(a.posts AS DOUBLE) AS coordinated_rate,
       unique_shares / greatest((a.last - a.first) / 86400000000, 1) AS coordinated_per_day, a.degree,
       regexp_replace(CAST(a.strength AS VARCHAR), '\.0$', '') AS strength,
       a.component, subgraph_component, c.community, c.pagerank,
       replace(strftime(to_timestamp(a.first // 1000000), '%Y-%m-%d %H:%M:%S'), ' ', 'T') || 'Z' AS first,
       replace(strftime(to_timestamp(a.last // 1000000), '%Y-%m-%d %H:%M:%S'), ' ', 'T') || 'Z' AS last
  FROM accounts a
  LEFT JOIN members m ON a.account = m.account
  LEFT JOIN communities c ON m.number = c.number
 ORDER BY a.account;

-- name: written_objects
-- objects.csv: also those that were left out, with how many pairs they could have made.
SELECT o.layer, o.object AS object_id, accounts, pairs, posts,
       replace(strftime(to_timestamp(first // 1000000), '%Y-%m-%d %H:%M:%S'), ' ', 'T') || 'Z' AS first,
       replace(strftime(to_timestamp(last // 1000000), '%Y-%m-%d %H:%M:%S'), ' ', 'T') || 'Z' AS last, e.example AS text, NULL AS left_out
  FROM objects o LEFT JOIN examples e ON o.layer = e.layer AND o.object = e.object
UNION ALL
SELECT o.layer, o.object, NULL, NULL, posts, NULL, NULL, e.example,
       'could make up to ' || CAST(CAST(most AS BIGINT) AS VARCHAR) || ' pairs'
  FROM left_out o LEFT JOIN examples e ON o.layer = e.layer AND o.object = e.object
 ORDER BY layer, object_id;

-- name: written_objects_with_fronts
-- objects.csv with CooRTweet's num_accounts.
SELECT o.layer, o.object AS object_id, f.num_accounts, accounts, pairs, posts,
       replace(strftime(to_timestamp(first // 1000000), '%Y-%m-%d %H:%M:%S'), ' ', 'T') || 'Z' AS first,
       replace(strftime(to_timestamp(last // 1000000), '%Y-%m-%d %H:%M:%S'), ' ', 'T') || 'Z' AS last, NULL AS left_out
  FROM objects o LEFT JOIN fronts f ON o.object = f.object
UNION ALL
SELECT layer, object, NULL, NULL, NULL, posts, NULL, NULL,
       'could make up to ' || CAST(CAST(most AS BIGINT) AS VARCHAR) || ' pairs'
  FROM left_out
 ORDER BY layer, object_id;
