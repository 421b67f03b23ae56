-- The truth about Coranto's database. Times are ISO 8601 in UTC with "Z";
-- lists and maps are JSON. What can be derived again from the archive is marked
-- "derived": `coranto rebuild` empties and refills those tables.

CREATE TABLE sources (
  id         TEXT PRIMARY KEY,            -- short, readable, stable: 'ombra-courier'
  name       TEXT NOT NULL,
  homepage   TEXT NOT NULL DEFAULT '',
  kind       TEXT NOT NULL DEFAULT 'unknown',
  country    TEXT NOT NULL DEFAULT '',    -- ISO 3166-1 alpha-2
  languages  TEXT NOT NULL DEFAULT '[]',  -- BCP 47 tags
  added_at   TEXT NOT NULL,
  removed_at TEXT,                        -- kept in history, no longer polled
  tier       INTEGER,                     -- 1 to 3, by a person; NULL: its feeds' folder's
  weight     REAL                         -- within its tier, by a person; NULL likewise
);

CREATE TABLE folders (                    -- of feeds, with what a person set for them
  path   TEXT PRIMARY KEY,                -- OPML outlines, as feeds.folder
  tier   INTEGER,
  weight REAL
);

CREATE TABLE disclosures (
  id          INTEGER PRIMARY KEY,
  source_id   TEXT NOT NULL REFERENCES sources (id),
  relation    TEXT NOT NULL,              -- owner, funder, affiliation, typology
  value       TEXT NOT NULL,
  reference   TEXT NOT NULL DEFAULT '',
  as_of       TEXT NOT NULL DEFAULT '',
  register    TEXT NOT NULL DEFAULT '',   -- file it was imported from
  register_row TEXT NOT NULL DEFAULT '',  -- row of that file, from 1
  recorded_at TEXT NOT NULL,
  UNIQUE (source_id, relation, value, register, register_row)
);

CREATE TABLE feeds (
  id            TEXT PRIMARY KEY,         -- from the SHA-256 of the address
  source_id     TEXT NOT NULL REFERENCES sources (id),
  url           TEXT NOT NULL UNIQUE,
  kind          TEXT NOT NULL DEFAULT 'unknown',
  title         TEXT NOT NULL DEFAULT '',
  selector      TEXT NOT NULL DEFAULT '', -- CSS selector of links, for pages without a feed
  pages         TEXT NOT NULL DEFAULT 'auto', -- 'never': the articles' pages are not fetched
  attributes    TEXT NOT NULL DEFAULT '{}',   -- foreign OPML attributes
  folder        TEXT NOT NULL DEFAULT '[]',   -- OPML outlines above it
  etag          TEXT NOT NULL DEFAULT '',
  last_modified TEXT NOT NULL DEFAULT '',
  failures      INTEGER NOT NULL DEFAULT 0,   -- in a row
  not_before    TEXT,                     -- Retry-After or back-off
  moved_to      TEXT NOT NULL DEFAULT '', -- where a permanent redirect led
  added_at      TEXT NOT NULL,
  removed_at    TEXT
);
CREATE INDEX feeds_by_source ON feeds (source_id);

CREATE TABLE runs (
  id          INTEGER PRIMARY KEY,
  started_at  TEXT NOT NULL,
  finished_at TEXT,                       -- NULL: it was cut off, and is resumed
  status      TEXT NOT NULL DEFAULT '',   -- success, partial, failure
  summary     TEXT NOT NULL DEFAULT '{}'
);

CREATE TABLE run_progress (               -- how far the run that goes on has come
  run_id INTEGER PRIMARY KEY REFERENCES runs (id),
  at     TEXT NOT NULL,
  step   TEXT NOT NULL,
  done   INTEGER NOT NULL,
  total  INTEGER NOT NULL,
  note   TEXT NOT NULL DEFAULT ''
);

CREATE TABLE polls (                      -- what became of each visit to a feed
  id         INTEGER PRIMARY KEY,
  run_id     INTEGER NOT NULL REFERENCES runs (id),
  feed_id    TEXT NOT NULL REFERENCES feeds (id),
  at         TEXT NOT NULL,
  outcome    TEXT NOT NULL,               -- new, unchanged, failed
  status     INTEGER,                     -- HTTP; NULL when nothing answered
  reason     TEXT NOT NULL DEFAULT '',    -- a key of errors.EXPLANATIONS
  detail     TEXT NOT NULL DEFAULT '',
  entries    INTEGER NOT NULL DEFAULT 0,  -- in the feed
  fresh      INTEGER NOT NULL DEFAULT 0,  -- not seen before
  UNIQUE (run_id, feed_id)
);
CREATE INDEX polls_by_feed ON polls (feed_id, at);

CREATE TABLE problems (                   -- what was left out, and why
  id      INTEGER PRIMARY KEY,
  run_id  INTEGER NOT NULL,
  at      TEXT NOT NULL,
  subject TEXT NOT NULL,
  reason  TEXT NOT NULL,
  detail  TEXT NOT NULL DEFAULT '',
  UNIQUE (subject, reason, detail)
);

CREATE TABLE captures (                   -- derived: the index of the archive
  id           INTEGER PRIMARY KEY,
  sha256       TEXT NOT NULL,             -- of the payload as it came
  url          TEXT NOT NULL,
  asked        TEXT NOT NULL DEFAULT '',
  at           TEXT NOT NULL,
  status       INTEGER NOT NULL,
  content_type TEXT NOT NULL DEFAULT '',
  file         TEXT NOT NULL,
  start        INTEGER NOT NULL,          -- byte offset of the record in its file
  length       INTEGER NOT NULL,
  run_id       INTEGER NOT NULL,
  feed_id      TEXT NOT NULL DEFAULT '',
  UNIQUE (file, start)
);
CREATE INDEX captures_by_url ON captures (url, at);
CREATE INDEX captures_by_sha256 ON captures (sha256);
CREATE INDEX captures_of_robots ON captures (at) WHERE url LIKE '%/robots.txt';

CREATE TABLE entries (                    -- derived: items of feeds
  feed_id       TEXT NOT NULL,
  key           TEXT NOT NULL,
  url           TEXT NOT NULL DEFAULT '',
  page_key      TEXT NOT NULL DEFAULT '', -- of the page it links to: pages.key
  kind          TEXT NOT NULL DEFAULT 'article',
  title         TEXT NOT NULL DEFAULT '',
  published_raw TEXT NOT NULL DEFAULT '',
  updated_raw   TEXT NOT NULL DEFAULT '',
  language      TEXT NOT NULL DEFAULT 'und',
  authors       TEXT NOT NULL DEFAULT '[]',
  summary       TEXT NOT NULL DEFAULT '',
  content       TEXT NOT NULL DEFAULT '',
  tags          TEXT NOT NULL DEFAULT '[]',
  fingerprint   TEXT NOT NULL,            -- changes when the entry does
  capture_id    INTEGER NOT NULL,         -- the capture that last changed it
  first_seen    TEXT NOT NULL,
  is_read       INTEGER NOT NULL DEFAULT 0, -- 1 when this state of it became a document
  source_name   TEXT NOT NULL DEFAULT '', -- the outlet it comes from, if not its feed's own
  source_url    TEXT NOT NULL DEFAULT '',
  is_aggregated INTEGER NOT NULL DEFAULT 0, -- 1 when its feed passes on other outlets' items
  PRIMARY KEY (feed_id, key)
);
CREATE INDEX entries_by_page ON entries (page_key);
CREATE INDEX entries_unread ON entries (capture_id) WHERE is_read = 0;

CREATE TABLE pages (                      -- article pages to fetch, and how that went
  key           TEXT PRIMARY KEY,         -- see reading/urls.py
  url           TEXT NOT NULL,
  state         TEXT NOT NULL DEFAULT 'due', -- due, held, failed
  attempts      INTEGER NOT NULL DEFAULT 0,
  not_before    TEXT,                     -- not fetched (again) earlier
  reason        TEXT NOT NULL DEFAULT '',
  detail        TEXT NOT NULL DEFAULT '',
  etag          TEXT NOT NULL DEFAULT '',
  last_modified TEXT NOT NULL DEFAULT '',
  first_had     TEXT,        -- when it was first had: it is looked at again for some days
  cited         TEXT,  -- when an edition last cited it: it is looked at longer
  capture_id    INTEGER,                  -- the newest that can be read
  is_read       INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX pages_due ON pages (state, not_before);
CREATE INDEX pages_unread ON pages (capture_id) WHERE is_read = 0 AND capture_id IS NOT NULL;
CREATE INDEX pages_vanished ON pages (key) WHERE reason IN ('gone', 'missing');

CREATE TABLE page_claims (                -- derived: what pages gave as text and as their address
  key         TEXT PRIMARY KEY,           -- pages.key
  title       TEXT NOT NULL,              -- of the feed's entry, else of the page
  text_sha256 TEXT NOT NULL,              -- of the page's text as texts are compared
  canonical   TEXT NOT NULL DEFAULT ''    -- key of the address it claims; '' when its own
);
CREATE INDEX page_claims_by_text ON page_claims (text_sha256);
CREATE INDEX page_claims_by_canonical ON page_claims (canonical) WHERE canonical <> '';

CREATE TABLE repeated_lines (             -- derived: lines under many articles of one source
  source_id  TEXT NOT NULL,
  line_key   TEXT NOT NULL,               -- hash of its letters and digits
  line       TEXT NOT NULL,               -- as written
  learnt_at  TEXT NOT NULL,               -- when the article that settled it was seen
  learnt_from TEXT NOT NULL,              -- ids of the documents that it was learnt from
  PRIMARY KEY (source_id, line_key)
) WITHOUT ROWID;

CREATE TABLE documents (                  -- derived
  id         TEXT PRIMARY KEY,            -- 'd' and base 32 of its key's SHA-256
  key        TEXT NOT NULL UNIQUE,
  source_id  TEXT NOT NULL,
  kind       TEXT NOT NULL,
  version    INTEGER NOT NULL,            -- the newest
  language   TEXT NOT NULL,               -- of the newest version, as is the rest
  published  TEXT,
  first_seen TEXT NOT NULL,
  ordered_at TEXT NOT NULL,               -- published, else first_seen: weeks are cut by this
  is_grouped INTEGER NOT NULL DEFAULT 0   -- 1 when this version was placed in a story
);
CREATE INDEX documents_by_time ON documents (ordered_at, id, language, source_id, kind);
CREATE INDEX documents_by_arrival ON documents (first_seen, language, source_id);
CREATE INDEX documents_by_source ON documents (source_id, ordered_at);
CREATE INDEX documents_ungrouped ON documents (is_grouped) WHERE is_grouped = 0;

CREATE TABLE addresses (                  -- derived: every key a document is known under
  key         TEXT PRIMARY KEY,
  document_id TEXT NOT NULL REFERENCES documents (id)
);

CREATE TABLE versions (                   -- derived
  id             INTEGER PRIMARY KEY,     -- rowid of its line in document_search
  document_id    TEXT NOT NULL REFERENCES documents (id),
  version        INTEGER NOT NULL,
  url            TEXT NOT NULL,
  title          TEXT NOT NULL,
  text           TEXT NOT NULL,
  language       TEXT NOT NULL,
  published      TEXT,
  published_raw  TEXT NOT NULL DEFAULT '',
  precise        TEXT NOT NULL DEFAULT 'none',
  authors        TEXT NOT NULL DEFAULT '[]',
  site_name      TEXT NOT NULL DEFAULT '',
  links          TEXT NOT NULL DEFAULT '[]',
  title_from     TEXT NOT NULL,
  text_from      TEXT NOT NULL,
  published_from TEXT NOT NULL,
  language_from  TEXT NOT NULL,
  seen           TEXT NOT NULL,
  capture        TEXT NOT NULL,           -- captures.sha256
  text_sha256    TEXT NOT NULL,
  is_beginning   INTEGER NOT NULL DEFAULT 0, -- 1 when the page keeps the rest behind a wall
  judged         TEXT NOT NULL DEFAULT '{}', -- what people chose: field → id of the judgement
  UNIQUE (document_id, version)
);
CREATE INDEX versions_cut ON versions (document_id) WHERE is_beginning = 1;

-- Over our own normalised text, so that spellings of one word and Chinese pairs meet.
CREATE VIRTUAL TABLE document_search USING fts5 (title, text, content='', tokenize='unicode61');

CREATE TABLE placements (                 -- derived: document → story, with reasons
  document_id TEXT PRIMARY KEY REFERENCES documents (id),
  story_id    TEXT NOT NULL,
  score       REAL NOT NULL,
  reasons     TEXT NOT NULL DEFAULT '[]',
  part        TEXT NOT NULL DEFAULT ''    -- documents of one part surely report one event
);
CREATE INDEX placements_by_story ON placements (story_id);

CREATE TABLE copies (                     -- derived: which document reprints which
  document_id    TEXT PRIMARY KEY REFERENCES documents (id),
  origin_id      TEXT NOT NULL,           -- '' when only a credit tells of an origin
  overlap        REAL NOT NULL,           -- share of the copy that stands in the origin
  origin_overlap REAL NOT NULL,           -- share of the origin that stands in the copy
  passages       TEXT NOT NULL DEFAULT '[]', -- start and end in the copy, then in the origin
  credit         TEXT NOT NULL DEFAULT '',   -- whom the copy names as its origin
  reasons        TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX copies_by_origin ON copies (origin_id);

CREATE TABLE story_topics (               -- derived: the names and rare words of a story
  story_id TEXT NOT NULL,
  topic    TEXT NOT NULL,                 -- the same in every language that has it
  shown    TEXT NOT NULL,                 -- as one of its documents writes it
  weight   REAL NOT NULL,
  first    TEXT NOT NULL,                 -- when its first document was published
  PRIMARY KEY (story_id, topic)
) WITHOUT ROWID;
CREATE INDEX story_topics_by_topic ON story_topics (topic, first, story_id, weight);

CREATE TABLE storylines (                 -- derived: which earlier story a story goes on with
  story_id TEXT PRIMARY KEY,              -- a story without a row is new or changed
  first    TEXT NOT NULL,                 -- when its first document was published
  follows  TEXT NOT NULL DEFAULT '',      -- the earlier story; '' when it begins a storyline
  score    REAL NOT NULL DEFAULT 0,
  reasons  TEXT NOT NULL DEFAULT '[]',
  is_settled INTEGER NOT NULL DEFAULT 0 -- 0: an earlier story is still to be looked for
);
CREATE INDEX storylines_by_followed ON storylines (follows);
CREATE INDEX storylines_by_time ON storylines (first);

CREATE TABLE networks (                   -- derived: accounts that posted the same together
  id       TEXT PRIMARY KEY,              -- 'n' and base 32 of the SHA-256 of its posts' ids
  window   REAL NOT NULL,                 -- seconds between two posts, at most
  posts    TEXT NOT NULL,                 -- document id → account, oldest first
  meetings TEXT NOT NULL,                 -- what was posted, older post, newer post, seconds
  first    TEXT NOT NULL,
  last     TEXT NOT NULL,
  finding  TEXT NOT NULL,                 -- beyond chance, chance, insufficient data
  observed INTEGER NOT NULL,
  expected REAL NOT NULL,
  adjusted REAL NOT NULL,                 -- p-value
  size     INTEGER NOT NULL               -- posts
);

CREATE TABLE network_posts (              -- derived: which posts are in which network
  network_id  TEXT NOT NULL REFERENCES networks (id),
  document_id TEXT NOT NULL REFERENCES documents (id),
  PRIMARY KEY (network_id, document_id)
);
CREATE INDEX network_posts_by_document ON network_posts (document_id);

CREATE TABLE judgements (                 -- what people decided; appended only
  id      INTEGER PRIMARY KEY,
  at      TEXT NOT NULL,
  who     TEXT NOT NULL,
  verb    TEXT NOT NULL,
  subject TEXT NOT NULL,
  object  TEXT NOT NULL DEFAULT '',
  reason  TEXT NOT NULL DEFAULT '',
  member_id TEXT NOT NULL DEFAULT '',     -- '' for a name that was only given
  through TEXT NOT NULL DEFAULT 'command line' -- or desk, api
);
CREATE INDEX judgements_by_subject ON judgements (subject);
CREATE INDEX judgements_by_verb ON judgements (verb, subject);

CREATE TABLE editions (
  number       INTEGER PRIMARY KEY,
  first        TEXT NOT NULL,             -- date, inclusive
  last         TEXT NOT NULL,             -- date, inclusive
  state        TEXT NOT NULL,             -- draft, published
  composed_at  TEXT NOT NULL,
  composed     TEXT NOT NULL,             -- SHA-256 of the draft file as composed
  published_at TEXT,
  frozen       TEXT NOT NULL DEFAULT ''   -- SHA-256 of the frozen edition
);

CREATE TABLE edition_stories (            -- what was told where: novelty is measured by it
  number   INTEGER NOT NULL REFERENCES editions (number),
  story_id TEXT NOT NULL,
  heading  TEXT NOT NULL DEFAULT '',      -- as printed
  ranking  TEXT NOT NULL DEFAULT '[]',    -- reasons of its rank
  PRIMARY KEY (number, story_id)
);
CREATE INDEX edition_stories_by_story ON edition_stories (story_id);

CREATE TABLE edition_documents (          -- the documents of those stories at publication
  number      INTEGER NOT NULL REFERENCES editions (number),
  document_id TEXT NOT NULL,
  PRIMARY KEY (number, document_id)
);

CREATE TABLE corrections (                -- versions of a published edition after its first
  number  INTEGER NOT NULL REFERENCES editions (number),
  version INTEGER NOT NULL,               -- 2 is the first correction
  at      TEXT NOT NULL,
  who     TEXT NOT NULL,
  reason  TEXT NOT NULL,
  headline TEXT NOT NULL DEFAULT '',      -- of the edition as corrected
  frozen  TEXT NOT NULL,                  -- SHA-256 of the frozen version
  told_in INTEGER,                        -- the later edition that tells of it; NULL: none yet
  PRIMARY KEY (number, version)
);

CREATE TABLE edition_citations (          -- what an edition's newest version cites
  number      INTEGER NOT NULL REFERENCES editions (number),
  mark        TEXT NOT NULL,
  document_id TEXT NOT NULL,
  version     INTEGER NOT NULL,           -- of the document
  start       INTEGER NOT NULL,           -- characters of that version's text
  length      INTEGER NOT NULL,
  PRIMARY KEY (number, mark)
);
CREATE INDEX edition_citations_by_document ON edition_citations (document_id, version);

CREATE TABLE story_summaries (            -- derived: the stories of a week, as the inbox lists them
  id       INTEGER PRIMARY KEY,
  first    TEXT NOT NULL,                 -- date, inclusive
  last     TEXT NOT NULL,                 -- date, inclusive
  story_id TEXT NOT NULL,
  score    REAL NOT NULL,                 -- of its rank
  labels   TEXT NOT NULL,                 -- JSON: what filters look at
  -- The last column: a list of all stories then reads only the beginnings of the rows.
  summary  TEXT NOT NULL,                 -- JSON: what a list shows
  UNIQUE (first, last, story_id)
);
CREATE INDEX story_summaries_by_story ON story_summaries (story_id);

CREATE TABLE story_orders (               -- derived: the order of a week's stories, as it was
  generation INTEGER PRIMARY KEY,         -- Unix seconds, or one more than the newest
  first      TEXT NOT NULL,
  last       TEXT NOT NULL,
  at         TEXT NOT NULL,
  story_ids  TEXT NOT NULL                -- JSON
);
CREATE INDEX story_orders_by_week ON story_orders (first, last, generation);

CREATE TABLE ranking_contexts (           -- derived: what ranking knows of a week as a whole
  first   TEXT NOT NULL,
  last    TEXT NOT NULL,
  context TEXT NOT NULL,                  -- JSON
  PRIMARY KEY (first, last)
);

CREATE TABLE saved_views (                -- filters of the inbox that were given a name
  id      INTEGER PRIMARY KEY,
  name    TEXT NOT NULL,
  query   TEXT NOT NULL,                  -- of its address
  owner   TEXT NOT NULL,                  -- member's id or name; '' when all share it
  made_by TEXT NOT NULL,
  made_at TEXT NOT NULL,
  UNIQUE (owner, name)
);

CREATE TABLE visits (                     -- when each person last looked at the inbox
  visitor TEXT PRIMARY KEY,               -- member's id, or the name given
  at      TEXT NOT NULL,
  through TEXT NOT NULL                   -- documents first seen later are new to the person
);

CREATE TABLE members (                    -- who works at the desk
  id             TEXT PRIMARY KEY,
  name           TEXT NOT NULL,           -- as judgements and the audit bear it
  folded_name    TEXT NOT NULL UNIQUE,    -- the name without case and compatibility forms
  role           TEXT NOT NULL,           -- reader, editor, publisher, owner
  role_languages TEXT NOT NULL DEFAULT '[]', -- JSON: that the role holds for; [] for all
  password       TEXT NOT NULL DEFAULT '', -- its hash, argon2id; '' for none
  created_at     TEXT NOT NULL,
  joined_at      TEXT,                    -- NULL while only invited
  disabled_at    TEXT,
  language       TEXT NOT NULL DEFAULT '', -- of the desk's own words
  theme          TEXT NOT NULL DEFAULT '',
  keys           TEXT NOT NULL DEFAULT '{}' -- JSON: command → key
);

CREATE TABLE sessions (                   -- browsers that members signed in with
  id           TEXT PRIMARY KEY,
  secret_hash  TEXT NOT NULL UNIQUE,      -- SHA-256 of the secret
  member_id    TEXT NOT NULL REFERENCES members (id),
  created_at   TEXT NOT NULL,
  last_used_at TEXT NOT NULL,
  expires_at   TEXT NOT NULL,
  address      TEXT NOT NULL,             -- of the network that it was started from
  agent        TEXT NOT NULL
);
CREATE INDEX sessions_by_member ON sessions (member_id);

CREATE TABLE one_time_links (             -- not yet spent
  id          TEXT PRIMARY KEY,
  secret_hash TEXT NOT NULL UNIQUE,
  purpose     TEXT NOT NULL,
  member_id   TEXT REFERENCES members (id), -- NULL for the first owner
  created_at  TEXT NOT NULL,
  expires_at  TEXT NOT NULL
);

CREATE TABLE access_tokens (              -- personal tokens
  id           TEXT PRIMARY KEY,
  secret_hash  TEXT NOT NULL UNIQUE,      -- SHA-256 of the secret
  member_id    TEXT NOT NULL REFERENCES members (id),
  name         TEXT NOT NULL,
  scopes       TEXT NOT NULL,             -- JSON: read, decide, write
  created_at   TEXT NOT NULL,
  expires_at   TEXT NOT NULL,
  last_used_at TEXT
);
CREATE INDEX access_tokens_by_member ON access_tokens (member_id);

CREATE TABLE passkeys (                   -- keys of WebAuthn
  id           TEXT PRIMARY KEY,
  member_id    TEXT NOT NULL REFERENCES members (id),
  name         TEXT NOT NULL,
  public_key   BLOB NOT NULL,             -- COSE
  sign_count   INTEGER NOT NULL,
  created_at   TEXT NOT NULL,
  last_used_at TEXT
);
CREATE INDEX passkeys_by_member ON passkeys (member_id);

CREATE TABLE identities (                 -- members as an OpenID provider knows them
  issuer    TEXT NOT NULL,
  subject   TEXT NOT NULL,
  member_id TEXT NOT NULL REFERENCES members (id),
  linked_at TEXT NOT NULL,
  PRIMARY KEY (issuer, subject)
);

CREATE TABLE sign_in_challenges (         -- of passkeys and providers; each is used once
  secret_hash TEXT PRIMARY KEY,
  purpose     TEXT NOT NULL,
  holder      TEXT NOT NULL,              -- member that it was made for; '' before signing in
  content     TEXT NOT NULL,              -- JSON: the challenge itself
  expires_at  TEXT NOT NULL
);

CREATE TABLE sign_in_attempts (           -- failures to sign in, which slow the next attempt
  key          TEXT PRIMARY KEY,          -- SHA-256 of an account, a network or both
  failures     INTEGER NOT NULL,          -- since the last success
  last_at      TEXT NOT NULL,
  succeeded_at TEXT
);

CREATE TABLE audit (                      -- what people did; appended only, chained by hashes
  number        INTEGER PRIMARY KEY,
  at            TEXT NOT NULL,
  actor         TEXT NOT NULL,
  member_id     TEXT NOT NULL,
  through       TEXT NOT NULL,
  action        TEXT NOT NULL,
  subject       TEXT NOT NULL,
  before        TEXT NOT NULL,            -- JSON
  after         TEXT NOT NULL,            -- JSON
  previous_hash TEXT NOT NULL,
  hash          TEXT NOT NULL
);
-- REPLACE deletes without asking the triggers of deletion.
CREATE TRIGGER audit_is_appended BEFORE INSERT ON audit
WHEN NEW.number <= (SELECT max(number) FROM audit)
BEGIN SELECT RAISE(ABORT, 'the audit is appended only'); END;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is appended only'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit is appended only'); END;

CREATE TABLE judged_moves (               -- derived: where documents were before a judgement
  judgement_id INTEGER NOT NULL,
  document_id  TEXT NOT NULL,
  story_id     TEXT NOT NULL,             -- as it was, as are score, reasons and part
  score        REAL NOT NULL,
  reasons      TEXT NOT NULL,
  part         TEXT NOT NULL,
  moved_to     TEXT NOT NULL,             -- the story that it was put into
  PRIMARY KEY (judgement_id, document_id)
) WITHOUT ROWID;
