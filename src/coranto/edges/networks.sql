-- The relational part of finding networks of accounts, in DuckDB's SQL, which sqlglot translates
-- for Spark. Moments and windows are in microseconds. A word after a colon is a parameter.
--
-- Each statement makes the table of its name, unless the list says another name. The list has
-- all tables in the order in which they are made: table (statement that makes it, where it has
-- another name) → statements that read it. "(code)" is a table that Python makes of columns or
-- SQL of its own. Statements of chance.sql are marked [c] and those of report.sql [r]. Statements
-- that are not in the list return rows to Python or are written to files. The order of an
-- analysis as a whole is in steps/networks/run.py.
--
-- Reading posts: steps/networks/load.py
--   raw (code)                         → told
--   told                               → timed, written_hours
--   timed                              → sifted
--   sifted                             → good, bad, written_grains
--   posts (good, disguised [r], textless [r]; code in steps/networks/detect.py)
--                                      → size, sampled_moments, acted, acted_often, keyed,
--                                        text_examples,
--                                        similar_examples, accounts, shown_pairs [r],
--                                        disguised [r], textless [r]
--
-- Actions of posts on objects: steps/networks/actions.py
--   text_keys, similar_keys (keyed)    → saying, text_examples; sayings, similar_actions
--   sayings                            → contents, bags, similar_actions
--   contents                           → chunks, word_sets
--   chunks                             → chunk_words
--   chunk_words                        → words, word_sets
--   words                              → word_sets, prefixes
--   word_sets                          → bags
--   bags                               → similar_actions, prefixes, moments, dense_contained,
--                                        dense_left_out, alike_contained, verified, near,
--                                        tested_moments [c], classes [c]
--   similar_actions (and link_actions, domain_actions, hashtags_actions, hashtag_set_actions,
--   image_actions, made by acted_often)
--                                      → acting, similar_examples
--   excluded (code)                    → kept_actions
--   actions_told (acted, acting, saying)
--                                      → kept_actions
--   actions (kept_actions, or as actions_told where nothing is excluded)
--                                      → counted, counted_once
--   examples (text_examples, similar_examples, no_examples)
--                                      → written_objects, desk_meetings [r]
--
-- Pairs and edges: steps/networks/find.py
--   counted_once                       → counted, in place of actions
--   acts_worked_out (counted)          → counted
--   counted (also classed [c])         → able, taking, all_taking, popular, tested_moments [c],
--                                        classed [c], chance_moments [c], chance_objects [c],
--                                        bystanders [c], chance_acted [c]
--   able                               → taking
--   taking (taking, all_taking)        → left_out, crowds, participants_by_row
--   popular                            → left_out, none_left_out, crowds, near
--   left_out (left_out, none_left_out, dense_left_out)
--                                      → crowds, crowds_kept, written_objects,
--                                        written_objects_with_fronts, chance_acted [c],
--                                        shown_objects [r]
--   crowds (crowds, crowds_kept)       → moments, dense_left_out, crowds_kept, crowd_sizes, found,
--                                        found_near, as_met, chance_tests [c]
--   prefixes (also sparse_prefixes [c])
--                                      → rare, dense_left_out, sparse_prefixes [c],
--                                        dense_classes [c]
--   moments (also tested_moments [c])  → rare, dense_contained, alike_contained,
--                                        dense_classes [c]
--   rare                               → densest, dense, none_dense, dense_contained, alike,
--                                        alike_contained
--   dense (dense, dense_contained, none_dense)
--                                      → dense_left_out, sparse_prefixes [c], dense_classes [c]
--   alike (alike, alike_contained)     → verified
--   verified                           → near
--   crowd_sizes                        → near_most
--   near                               → near_most, found_near
--   found (found, found_near)          → coordinated, pairs, pairs_by_row, all_pairs
--   coordinated                        → participants, participants_by_row
--   participants                       → pairs
--   participants_by_row                → pairs_by_row
--   pairs (pairs, pairs_by_row, all_pairs)
--                                      → met, edges, taken_part, objects, as_met, fronts,
--                                        written_pairs, tested_classes [c], met_inside [r]
--   met                                → edges
--   edges                              → weights, weighed, narrowed
--   thresholds (code, from weights)    → weighed, narrowed
--   narrow (narrowed)                  → written_windows
--   weighed                            → turned
--   as_met                             → ends_as_met
--   ends_as_met                        → turned
--   network (weighed, turned, then judged [c])
--                                      → vertices, links, ends, unlike_ends, fronts,
--                                        written_edges, tested [c], judged_edges [c],
--                                        unjudged_edges [c], component_edges [c], members [r],
--                                        ties [r], graph_ties [r], met_inside [r]
--
-- Accounts and objects: steps/networks/find.py
--   vertices                           → links, accounts, tested_numbers [c], component_edges [c]
--   labels (code, from links)          → accounts, tested_numbers [c], component_edges [c]
--   ends (ends, unlike_ends)           → accounts
--   taken_part                         → accounts, objects
--   accounts                           → written_accounts, members [r]
--   objects                            → written_objects, written_objects_with_fronts,
--                                        shown_objects [r]
--   fronts                             → written_objects_with_fronts
--   members [r], communities (code)    → written_accounts, and statements of report.sql

-- name: told
-- Rows of the file just read, with the columns of posts, as text.
SELECT line, :account AS account, :post AS post, :time AS time, :object AS object,
       :repost AS repost, :reply AS reply, :text AS text, :links AS links,
       :hashtags AS hashtags, :images AS images
  FROM raw;

-- name: timed
-- The same rows with their packed time (see PACKING in reading/posts/times.py), negative when it
-- cannot be read. Whole seconds since 1970 of ten digits are converted here, because calling Python
-- for each row takes longer.
SELECT *, CASE WHEN :is_direct AND length(time) = 10 AND time >= '1' AND time < '2'
                AND NOT contains(time, '.') AND NOT contains(time, 'E') AND NOT contains(time, 'e')
                AND TRY_CAST(time AS BIGINT) BETWEEN 1000000000 AND 1999999999
               THEN TRY_CAST(time AS BIGINT) * 1000000 * :packing
               WHEN time IS NOT NULL THEN :call(time) END AS packed
  FROM told;

-- name: sifted
-- Rows of all files, with the reason why a row is not a post, if there is one, and how exactly its
-- time is written (`grain`, in microseconds). A post without an id gets one from the number of its
-- row.
SELECT line, account, coalesce(post, 'row ' || CAST(line AS VARCHAR)) AS post, time,
       CASE WHEN packed >= 0 THEN packed // :packing END AS moment,
       CASE packed % :packing :grains ELSE 0 END AS grain,
       object, repost, reply, text, links, hashtags, images,
       CASE WHEN account IS NULL THEN 'no account'
            WHEN :is_rounded THEN :rounded
            WHEN time IS NULL THEN 'no time'
            :time_problems
            WHEN packed // :packing > :latest THEN 'a time in the future' END AS reason,
       CASE WHEN :is_rounded THEN account ELSE time END AS example
  FROM timed;

-- name: good
-- The rows that are posts whose time is written exactly enough to tell moments apart that lie
-- further apart than `grain`.
SELECT line, account, post, moment, object, repost, reply, text, links, hashtags, images
  FROM sifted WHERE reason IS NULL AND grain <= :grain;

-- name: written_grains
-- How exactly the times of a file are written: for each grain the posts, and the first time.
SELECT grain, count(*) AS posts, arg_min(time, line) AS example
  FROM sifted WHERE reason IS NULL AND line BETWEEN :first AND :last GROUP BY grain ORDER BY grain;

-- name: written_hours
-- The hours that are written in the times of the file just read, as far as these have no half of the
-- day, with the number of their rows.
SELECT hour, count(*) AS posts
  FROM (SELECT TRY_CAST(regexp_extract(time, '(?:^|[ T,])(\d{1,2}):\d\d', 1) AS INT) AS hour
          FROM told WHERE time IS NOT NULL AND NOT :half_day)
 WHERE hour IS NOT NULL GROUP BY hour;

-- name: sampled_moments
-- Moments of every :step-th row of a file.
SELECT moment FROM posts WHERE line BETWEEN :first AND :last AND line % :step = 0;

-- name: unsure_pairs
-- How many pairs are left out because both moments may have been cut to the same.
SELECT count(*) FROM (:pairs);

-- name: size
-- Counts the rows, the different posts and the different accounts.
SELECT count(*), count(DISTINCT post), count(DISTINCT account) FROM posts;

-- name: bad
-- Reasons why rows of the last file were skipped: how many rows, and the first of each. The first
-- row may have no time, and DuckDB's arg_min, unlike Spark's, skips NULL and would return the time
-- of another row. Hence coalesce and NULLIF.
SELECT reason, count(*) AS rows, min(line) AS line,
       NULLIF(arg_min(coalesce(example, ''), line), '') AS example
  FROM sifted WHERE reason IS NOT NULL AND line >= :row GROUP BY reason ORDER BY reason;

-- name: acted
-- Actions of a layer in which each post acts on one object, from the object's column. `name`
-- identifies the object too, and may be cheaper to compare than `object`.
SELECT ':layer' AS layer, :column AS object, :column AS name, account, post, moment, line
  FROM posts WHERE :column IS NOT NULL;

-- name: acted_often
-- Actions of a layer in which a post acts on several objects, from a list in a column or from its
-- text. A repost is not an action here, since it only repeats the original: it acts on what it
-- reposts.
SELECT unnest(:objects) AS object, account, post, moment, line
  FROM posts WHERE :column IS NOT NULL AND repost IS NULL;

-- name: keyed
-- Posts with the key of their text; NULL if the text has none. Reposts are excluded, since their
-- text is that of the original. Posts without a key are excluded only by the statements that read
-- this table: a condition on the key would compute it a second time.
SELECT line, account, post, moment, :call(text) AS key
  FROM posts WHERE text IS NOT NULL AND repost IS NULL;

-- name: sayings
-- Different texts (as words between spaces), numbered, with the lines of their posts.
SELECT key, lines, row_number() OVER (ORDER BY key) AS saying
  FROM (SELECT key, list(line) AS lines FROM similar_keys WHERE key IS NOT NULL GROUP BY key);

-- name: contents
-- The parts between the spaces of each text, one row each.
SELECT saying, unnest(string_split(key, ' ')) AS chunk FROM sayings;

-- name: chunks
-- Different parts, with the words that each stands for and the number of its uses. Working out the
-- words of each different part once is faster than working out those of each text.
SELECT chunk, uses, :words AS words
  FROM (SELECT chunk, count(*) AS uses FROM contents GROUP BY chunk);

-- name: chunk_words
-- The words of each part, one row each.
SELECT chunk, uses, unnest(string_split(words, ' ')) AS word FROM chunks WHERE words IS NOT NULL;

-- name: words
-- Different words, numbered from the rarest to the most frequent.
SELECT word, sum(uses) AS uses, row_number() OVER (ORDER BY sum(uses), word) AS number
  FROM chunk_words GROUP BY word;

-- name: word_sets
-- The different words of each text, the rarest first. `marks` is a bit mask with one of 63 bits for
-- each word (several words share a bit), by which texts are compared before their words are.
SELECT c.saying, list_sort(list_distinct(list(n.number))) AS words,
       bit_or(CAST(1 AS BIGINT) << CAST(n.number % 63 AS INT)) AS marks
  FROM contents c
  JOIN (SELECT x.chunk, w.number FROM chunk_words x JOIN words w ON x.word = w.word) n
    ON c.chunk = n.chunk
 GROUP BY c.saying;

-- name: bags
-- Different sets of words, numbered. A set's object is named by the hash of its first text.
SELECT row_number() OVER (ORDER BY b.first) AS bag, array_length(b.words) AS size, b.words,
       b.marks, b.sayings, md5(s.key) AS object
  FROM (SELECT words, any_value(marks) AS marks, min(saying) AS first, list(saying) AS sayings
          FROM word_sets GROUP BY words) b
  JOIN sayings s ON b.first = s.saying;

-- name: similar_actions
-- Posts with the object of the set of words of their text, if the text has words.
SELECT t.line, t.account, t.post, t.moment, b.object
  FROM similar_keys t
  JOIN (SELECT unnest(s.lines) AS line, m.object
          FROM sayings s
          JOIN (SELECT unnest(sayings) AS saying, object FROM bags) m ON s.saying = m.saying) b
    ON t.line = b.line;

-- name: acting
-- Actions of a layer from a table of posts and objects.
SELECT ':layer' AS layer, object, object AS name, account, post, moment, line
  FROM :table WHERE object IS NOT NULL;

-- name: saying
-- Actions of the layer `text`: posting a text. The key is the name, so that its hash is computed
-- only where the object is read.
SELECT 'text' AS layer, md5(key) AS object, key AS name, account, post, moment, line
  FROM text_keys WHERE key IS NOT NULL;

-- name: text_examples
-- One text for each object of the layer `text`.
SELECT 'text' AS layer, md5(t.key) AS object, min(p.text) AS example
  FROM text_keys t JOIN posts p ON t.line = p.line WHERE t.key IS NOT NULL GROUP BY t.key;

-- name: similar_examples
-- One text for each object of the layer `similar`.
SELECT 'similar' AS layer, t.object, min(p.text) AS example
  FROM similar_actions t JOIN posts p ON t.line = p.line GROUP BY t.object;

-- name: no_examples
-- An empty table of the same columns: for layers without texts, and where no text may be shown.
SELECT CAST(NULL AS VARCHAR) AS layer, CAST(NULL AS VARCHAR) AS object,
       CAST(NULL AS VARCHAR) AS example
 WHERE 1 = 0;

-- name: kept_actions
-- Actions without those on excluded objects.
SELECT a.* FROM actions_told a
  LEFT JOIN excluded e ON a.object = e.object WHERE e.object IS NULL;

-- name: counted
-- Actions that are counted, one for each row of the input.
SELECT layer, object, account, post, moment, line FROM :acts;

-- name: counted_once
-- Actions where rows repeat posts: each post acts once on an object, at the time of its first row.
SELECT layer, object, min(name) AS name, account, post, min(moment) AS moment, min(line) AS line
  FROM actions GROUP BY layer, object, account, post;

-- name: able
-- Accounts with enough actions to reach the least participation at all, with their first line.
SELECT layer, account, min(line) AS first
  FROM counted
 GROUP BY layer, account
HAVING count(*) >= :participation;

-- name: taking
-- Actions of these accounts, each with its bucket of time. A bucket is as long as the window, so
-- that two moments within a window lie in the same bucket or in neighbouring ones. `seq` decides
-- which of two posts of the same second counts as the older: in CooRTweet the one whose account
-- comes first in the file.
SELECT c.layer, c.object, c.account, c.post, c.moment, c.line, :seq AS seq,
       c.moment // :bucket AS bucket
  FROM counted c
  JOIN able a ON c.layer = a.layer AND c.account = a.account;

-- name: all_taking
-- The same where one action suffices: all actions.
SELECT layer, object, account, post, moment, line, line AS seq, moment // :bucket AS bucket
  FROM counted;

-- name: popular
-- Objects with more than one action, numbered, with the number of pairs of their actions.
SELECT layer, object, count(*) AS posts, row_number() OVER (ORDER BY layer) AS number,
       CAST(count(*) AS DOUBLE) * (count(*) - 1) / 2 AS most
  FROM counted GROUP BY layer, object HAVING count(*) > 1;

-- name: left_out
-- The objects of most pairs, as far as all objects together could make too many: the sum of all
-- pairs within a bucket and between neighbouring buckets. The objects of fewest pairs are kept first.
SELECT layer, object, most, posts
  FROM (SELECT *, sum(most) OVER (ORDER BY most, layer, object
                                  ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS together
          FROM (SELECT layer, object, sum(within + across) AS most, sum(posts) AS posts
          FROM (SELECT layer, object, posts,
                       CAST(posts AS DOUBLE) * (posts - 1) / 2 AS within,
                       CASE WHEN lead(bucket) OVER burst = bucket + 1
                            THEN CAST(posts AS DOUBLE) * lead(posts) OVER burst
                            ELSE 0 END AS across
                  FROM (SELECT t.layer, t.object, t.bucket, count(*) AS posts
                          FROM taking t
                          JOIN popular p ON t.layer = p.layer AND t.object = p.object
                         GROUP BY t.layer, t.object, t.bucket)
                WINDOW burst AS (PARTITION BY layer, object ORDER BY bucket))
         GROUP BY layer, object))
 WHERE together > :most_pairs;

-- name: none_left_out
-- An empty table of the same columns, where no object has actions enough.
SELECT layer, object, most, posts FROM popular WHERE 1 = 0;

-- name: crowds
-- Actions on objects that could make a pair and are not left out. In the layer `similar` every
-- action is kept, since a text that occurs once may be similar to another.
SELECT t.*, p.number
  FROM taking t
  LEFT JOIN popular p ON t.layer = p.layer AND t.object = p.object
  LEFT JOIN left_out l ON t.layer = l.layer AND t.object = l.object
 WHERE l.object IS NULL AND (p.object IS NOT NULL OR t.layer = 'similar');

-- name: found
-- Pairs of posts with the same object within the window, the older post first. Each action is
-- also put into the next bucket, so that the join is on equal buckets, which can be hashed, and not
-- on a range of times. `sure` excludes pairs whose moments may have been cut to the same. Unless
-- `loops`, two posts of one account, one post with itself, and a post with a repost of itself are
-- not pairs.
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
   AND :sure
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
-- Pairs of posts, at least one of them by an account that participates often enough.
SELECT c.*
  FROM found c
  LEFT JOIN participants p ON c.layer = p.layer AND c.account = p.account
  LEFT JOIN participants q ON c.layer = q.layer AND c.account_y = q.account
 WHERE p.account IS NOT NULL OR q.account IS NOT NULL;

-- name: participants_by_row
-- As CooRTweet counts: coordinated posts of accounts that have enough rows of such posts.
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
-- Pairs of posts, at least one of them in `participants_by_row`.
SELECT c.*
  FROM found c
  LEFT JOIN participants_by_row p ON c.layer = p.layer AND c.post = p.post
  LEFT JOIN participants_by_row q ON c.layer = q.layer AND c.post_y = q.post
 WHERE p.post IS NOT NULL OR q.post IS NOT NULL;

-- name: prefixes
-- The rarest words of each set, of which two similar sets share at least one: if they share
-- :similarity of the words of their union, a word of each's prefix is in both (prefix filter,
-- Chaudhuri et al. 2006). Words that are used once are shared by no two sets.
SELECT bag, size, marks, word, place
  FROM (SELECT bag, size, marks, word, row_number() OVER (PARTITION BY bag ORDER BY word) AS place
          FROM (SELECT bag, size, marks, unnest(array_slice(words, 1, CAST(
                         size - ceil(:similarity * size - 0.000000001) + 1 AS INT))) AS word
                  FROM bags))
 WHERE word > (SELECT count(*) FROM words WHERE uses = 1);

-- name: moments
-- The buckets of time in which each set of words was used.
SELECT DISTINCT b.bag, t.bucket
  FROM crowds t JOIN bags b ON t.object = b.object WHERE t.layer = 'similar';

-- name: rare
-- The words of the prefixes with the buckets in which they were used.
SELECT x.*, m.bucket FROM prefixes x JOIN moments m ON x.bag = m.bag;

-- name: densest
-- How many sets have the most frequent of these words, at any time: an upper bound.
SELECT max(bags) FROM (SELECT count(*) AS bags FROM rare GROUP BY word);

-- name: none_dense
-- An empty table of the columns of `dense`, where no word can be too frequent.
SELECT word, CAST(0 AS DOUBLE) AS most FROM rare WHERE 1 = 0;

-- name: dense
-- Words of too many sets to compare these two by two: the sum of all pairs within a bucket and
-- between neighbouring buckets.
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
-- The same where one text may contain the other: a word of a prefix is compared with all words.
SELECT x.word, sum(CAST(x.bags AS DOUBLE) * y.bags) AS most
  FROM (SELECT word, bucket, count(*) AS bags FROM rare GROUP BY word, bucket) x
  JOIN (SELECT w.word, m.bucket, count(*) AS bags
          FROM (SELECT bag, unnest(words) AS word FROM bags) w
          JOIN moments m ON w.bag = m.bag GROUP BY w.word, m.bucket) y
    ON x.word = y.word AND y.bucket BETWEEN x.bucket - 1 AND x.bucket + 1
 GROUP BY x.word
HAVING sum(CAST(x.bags AS DOUBLE) * y.bags) > :most_pairs;

-- name: dense_left_out
-- Sets that have such words, with how many pairs the words could make: added to `left_out`.
SELECT 'similar' AS layer, b.object, max(d.most) AS most, any_value(c.posts) AS posts
  FROM prefixes x
  JOIN dense d ON x.word = d.word
  JOIN bags b ON x.bag = b.bag
  JOIN (SELECT object, count(*) AS posts
          FROM crowds WHERE layer = 'similar' GROUP BY object) c ON b.object = c.object
 GROUP BY b.object;

-- name: crowds_kept
-- Actions without those on objects that were left out after `crowds` was made.
SELECT c.* FROM crowds c
  LEFT JOIN left_out l ON c.layer = l.layer AND c.object = l.object WHERE l.object IS NULL;

-- name: alike
-- Candidates: pairs of sets that share a word of their prefixes at about the same time and could be
-- similar by their sizes, by the position of that word (positional filter, Xiao et al. 2008) and by
-- their marks: a mark that only one of them has belongs to a word that the other lacks.
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
-- Candidates where one text may contain the other: pairs of sets of which the larger has a word of
-- the smaller one's prefix at about the same time.
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
-- The pairs of `verified` as objects. The first object is the one with fewer posts.
SELECT CASE WHEN turned THEN object_y ELSE object END AS object,
       CASE WHEN turned THEN object ELSE object_y END AS object_y
  FROM (SELECT x.object, y.object AS object_y,
               coalesce(p.posts, 1) > coalesce(q.posts, 1) AS turned
          FROM verified v
          JOIN bags x ON v.bag = x.bag
          JOIN bags y ON v.bag_y = y.bag
          LEFT JOIN popular p ON p.layer = 'similar' AND x.object = p.object
          LEFT JOIN popular q ON q.layer = 'similar' AND y.object = q.object);

-- name: near_most
-- How many pairs of posts the pairs of `near` could make: an upper bound.
SELECT sum(CAST(x.posts AS DOUBLE) * y.posts)
  FROM (SELECT n.object_y, unnest([c.bucket - 1, c.bucket, c.bucket + 1]) AS bucket, c.posts
          FROM near n JOIN crowd_sizes c ON n.object = c.object) x
  JOIN crowd_sizes y ON x.object_y = y.object AND x.bucket = y.bucket;

-- name: crowd_sizes
-- How many posts each similar text has in each bucket of time.
SELECT object, bucket, count(*) AS posts
  FROM crowds WHERE layer = 'similar' GROUP BY object, bucket;

-- name: verified
-- Candidates that share enough of their words. Sets of up to :few words are compared by looking up
-- word by word, which is then faster than intersecting two lists.
SELECT bag, bag_y
  FROM (SELECT a.bag, a.bag_y, x.size, y.size AS size_y,
               CASE WHEN x.size <= :few AND y.size <= :few
                    THEN array_length(list_filter(x.words, lambda w: list_contains(y.words, w)))
                    ELSE array_length(array_intersect(x.words, y.words)) END AS common
          FROM alike a JOIN bags x ON a.bag = x.bag JOIN bags y ON a.bag_y = y.bag)
 WHERE CAST(common AS DOUBLE) / (:whole) >= :similarity;

-- name: found_near
-- Pairs of posts with similar texts within the window: added to `found`. The posts with the rarer
-- text search for the others, which are in the same bucket or the neighbouring one. It runs twice:
-- with the rarer text in the older post, and with it in the younger one.
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
   AND :sure
 WHERE :loops OR (rare.account <> other.account AND rare.post <> other.post);

-- name: all_pairs
-- The table `pairs` where a participation of one suffices: all pairs.
SELECT * FROM found;

-- name: met
-- Pairs of accounts, how often they met, and the object if they met once.
SELECT layer, least(account, account_y) AS source, greatest(account, account_y) AS target,
       count(*) AS pairs, CAST(sum(delta) AS DOUBLE) / count(*) / 1000000 AS seconds,
       min(object) AS object
  FROM pairs
 WHERE delta <= :window AND :sure
 GROUP BY layer, least(account, account_y), greatest(account, account_y);

-- name: edges
-- Pairs of accounts, how often they met and in what. `posts` and `posts_y` are the distinct posts
-- of the first and of the second account. Most pairs of accounts met once, so distinct values are
-- counted only for the others.
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
 WHERE m.pairs > 1 AND p.delta <= :window AND :sure
 GROUP BY m.layer, m.source, m.target;

-- name: weights
-- How many edges of each layer have each weight.
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
-- Edges of a narrower window, with weights and a threshold of their own.
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
-- Coordinated posts, each once for an object.
SELECT layer, account, post, object, moment FROM pairs
UNION SELECT layer, account_y, post_y, object, moment + delta FROM pairs;

-- name: ends
-- Degree, strength and means of the edges of each account. The means are of decimals, because sums
-- of floating-point numbers depend on the order of the rows.
SELECT account, count(*) AS degree, sum(weight) AS strength,
       CAST(sum(CAST(seconds AS DECIMAL(28, 12))) AS DOUBLE) / count(*) AS seconds,
       CAST(sum(CAST(symmetry AS DECIMAL(28, 12))) AS DOUBLE) / count(*) AS symmetry
  FROM (SELECT source AS account, weight, seconds, symmetry FROM network
        UNION ALL SELECT target, weight, seconds, symmetry FROM network WHERE source <> target)
 GROUP BY account;

-- name: unlike_ends
-- The same as CooRTweet averages them: equal rows of an account count once.
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
-- What each account did together with others, among all its posts.
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
-- Objects of coordinated posts: by how many accounts and posts, in how many pairs.
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
-- The position of each account in CooRTweet's graph: first the accounts that come first in the
-- alphabetical order of a pair, then the others, both in the order in which they are met.
SELECT account, row_number() OVER (ORDER BY side, place) AS vertex
  FROM (SELECT account, min(side) AS side, min(place) AS place
          FROM (SELECT least(account, account_y) AS account, 0 AS side, place FROM as_met
                UNION ALL SELECT greatest(account, account_y), 1, place FROM as_met) m
         WHERE side = 0 OR account NOT IN (SELECT least(account, account_y) FROM as_met)
         GROUP BY account);

-- name: turned
-- Edges that start at the account that is first in CooRTweet's graph. igraph lists the ends of an
-- undirected edge in this order.
SELECT n.layer, n.pairs, n.seconds, n.posts, n.posts_y, n.objects, n.object_ids, n.weight,
       n.symmetry, n.in_subgraph,
       CASE WHEN s.vertex <= t.vertex THEN n.source ELSE n.target END AS source,
       CASE WHEN s.vertex <= t.vertex THEN n.target ELSE n.source END AS target
  FROM weighed n
  JOIN ends_as_met s ON n.source = s.account
  JOIN ends_as_met t ON n.target = t.account;

-- name: fronts
-- CooRTweet's num_accounts: how many accounts an edge of the object starts from.
SELECT p.object, count(DISTINCT n.source) AS num_accounts
  FROM pairs p
  JOIN network n
    ON least(n.source, n.target) = least(p.account, p.account_y)
   AND greatest(n.source, n.target) = greatest(p.account, p.account_y)
 GROUP BY p.object;

-- name: written_pairs
-- pairs.csv: every pair with both posts and the seconds between them. What strangers wrote goes
-- through `safe_cell` (edges/engine.py), so that no spreadsheet reads it as a formula.
SELECT layer, safe_cell(object) AS object_id, safe_cell(post) AS content_id,
       safe_cell(post_y) AS content_id_y,
       regexp_replace(CAST(delta / 1000000 AS VARCHAR), '\.0$', '') AS time_delta,
       safe_cell(account) AS account_id, safe_cell(account_y) AS account_id_y
  FROM pairs
 ORDER BY layer, object, seq, seq_y, post, post_y;

-- name: written_edges
-- edges.csv: every edge with its weight and its verdict.
SELECT layer, safe_cell(source) AS "from", safe_cell(target) AS "to",
       regexp_replace(CAST(weight AS VARCHAR), '\.0$', '') AS weight,
       regexp_replace(CAST(seconds AS VARCHAR), '\.0$', '') AS avg_time_delta,
       posts AS n_content_id, posts_y AS n_content_id_y,
       regexp_replace(CAST(symmetry AS VARCHAR), '\.0$', '') AS edge_symmetry_score,
       in_subgraph, objects AS n_objects, expected AS expected_objects,
       observed / nullif(expected, 0) AS observed_to_expected, p_value,
       adjusted AS adjusted_p_value, finding, safe_cell(object_ids) AS object_ids
  FROM network
 ORDER BY layer, source, target;

-- name: written_windows
-- windows.csv: the edges of the narrower windows, the fast part of the network.
SELECT layer, regexp_replace(CAST(width AS VARCHAR), '\.0$', '') AS "window",
       safe_cell(source) AS "from", safe_cell(target) AS "to",
       regexp_replace(CAST(weight AS VARCHAR), '\.0$', '') AS weight,
       regexp_replace(CAST(seconds AS VARCHAR), '\.0$', '') AS avg_time_delta, in_subgraph
  FROM narrow
 ORDER BY layer, width DESC, source, target;

-- name: written_accounts
-- accounts.csv: every account of the network.
SELECT safe_cell(a.account) AS account_id,
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
-- objects.csv: every object, also those that were left out, with the pairs they could have made.
SELECT o.layer, safe_cell(o.object) AS object_id, accounts, pairs, posts,
       replace(strftime(to_timestamp(first // 1000000), '%Y-%m-%d %H:%M:%S'), ' ', 'T') || 'Z' AS first,
       replace(strftime(to_timestamp(last // 1000000), '%Y-%m-%d %H:%M:%S'), ' ', 'T') || 'Z' AS last, safe_cell(e.example) AS text, NULL AS left_out
  FROM objects o LEFT JOIN examples e ON o.layer = e.layer AND o.object = e.object
UNION ALL
SELECT o.layer, safe_cell(o.object), NULL, NULL, posts, NULL, NULL, safe_cell(e.example),
       'could make up to ' || CAST(CAST(most AS BIGINT) AS VARCHAR) || ' pairs'
  FROM left_out o LEFT JOIN examples e ON o.layer = e.layer AND o.object = e.object
 ORDER BY layer, object_id;

-- name: written_objects_with_fronts
-- objects.csv with CooRTweet's num_accounts.
SELECT o.layer, safe_cell(o.object) AS object_id, f.num_accounts, accounts, pairs, posts,
       replace(strftime(to_timestamp(first // 1000000), '%Y-%m-%d %H:%M:%S'), ' ', 'T') || 'Z' AS first,
       replace(strftime(to_timestamp(last // 1000000), '%Y-%m-%d %H:%M:%S'), ' ', 'T') || 'Z' AS last, NULL AS left_out
  FROM objects o LEFT JOIN fronts f ON o.object = f.object
UNION ALL
SELECT layer, safe_cell(object), NULL, NULL, NULL, posts, NULL, NULL,
       'could make up to ' || CAST(CAST(most AS BIGINT) AS VARCHAR) || ' pairs'
  FROM left_out
 ORDER BY layer, object_id;
