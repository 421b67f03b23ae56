-- The first schema. What its columns mean is written in ../schema.sql.

CREATE TABLE sources (
  id         TEXT PRIMARY KEY,
  name       TEXT NOT NULL,
  homepage   TEXT NOT NULL DEFAULT '',
  kind       TEXT NOT NULL DEFAULT 'unknown',
  country    TEXT NOT NULL DEFAULT '',
  languages  TEXT NOT NULL DEFAULT '[]',
  added_at   TEXT NOT NULL,
  removed_at TEXT
);

CREATE TABLE disclosures (
  id          INTEGER PRIMARY KEY,
  source_id   TEXT NOT NULL REFERENCES sources (id),
  relation    TEXT NOT NULL,
  value       TEXT NOT NULL,
  reference   TEXT NOT NULL DEFAULT '',
  as_of       TEXT NOT NULL DEFAULT '',
  register    TEXT NOT NULL DEFAULT '',
  register_row TEXT NOT NULL DEFAULT '',
  recorded_at TEXT NOT NULL,
  UNIQUE (source_id, relation, value, register, register_row)
);

CREATE TABLE feeds (
  id            TEXT PRIMARY KEY,
  source_id     TEXT NOT NULL REFERENCES sources (id),
  url           TEXT NOT NULL UNIQUE,
  kind          TEXT NOT NULL DEFAULT 'unknown',
  title         TEXT NOT NULL DEFAULT '',
  selector      TEXT NOT NULL DEFAULT '',
  pages         TEXT NOT NULL DEFAULT 'auto',
  attributes    TEXT NOT NULL DEFAULT '{}',
  folder        TEXT NOT NULL DEFAULT '[]',
  etag          TEXT NOT NULL DEFAULT '',
  last_modified TEXT NOT NULL DEFAULT '',
  failures      INTEGER NOT NULL DEFAULT 0,
  not_before    TEXT,
  moved_to      TEXT NOT NULL DEFAULT '',
  added_at      TEXT NOT NULL,
  removed_at    TEXT
);
CREATE INDEX feeds_by_source ON feeds (source_id);

CREATE TABLE runs (
  id          INTEGER PRIMARY KEY,
  started_at  TEXT NOT NULL,
  finished_at TEXT,
  status      TEXT NOT NULL DEFAULT '',
  summary     TEXT NOT NULL DEFAULT '{}'
);

CREATE TABLE polls (
  id         INTEGER PRIMARY KEY,
  run_id     INTEGER NOT NULL REFERENCES runs (id),
  feed_id    TEXT NOT NULL REFERENCES feeds (id),
  at         TEXT NOT NULL,
  outcome    TEXT NOT NULL,
  status     INTEGER,
  reason     TEXT NOT NULL DEFAULT '',
  detail     TEXT NOT NULL DEFAULT '',
  entries    INTEGER NOT NULL DEFAULT 0,
  fresh      INTEGER NOT NULL DEFAULT 0,
  UNIQUE (run_id, feed_id)
);
CREATE INDEX polls_by_feed ON polls (feed_id, at);

CREATE TABLE problems (
  id      INTEGER PRIMARY KEY,
  run_id  INTEGER NOT NULL,
  at      TEXT NOT NULL,
  subject TEXT NOT NULL,
  reason  TEXT NOT NULL,
  detail  TEXT NOT NULL DEFAULT '',
  UNIQUE (subject, reason, detail)
);

CREATE TABLE captures (
  id           INTEGER PRIMARY KEY,
  sha256       TEXT NOT NULL,
  url          TEXT NOT NULL,
  asked        TEXT NOT NULL DEFAULT '',
  at           TEXT NOT NULL,
  status       INTEGER NOT NULL,
  content_type TEXT NOT NULL DEFAULT '',
  file         TEXT NOT NULL,
  start        INTEGER NOT NULL,
  length       INTEGER NOT NULL,
  run_id       INTEGER NOT NULL,
  feed_id      TEXT NOT NULL DEFAULT '',
  UNIQUE (file, start)
);
CREATE INDEX captures_by_url ON captures (url, at);
CREATE INDEX captures_by_sha256 ON captures (sha256);
CREATE INDEX captures_of_robots ON captures (at) WHERE url LIKE '%/robots.txt';

CREATE TABLE entries (
  feed_id       TEXT NOT NULL,
  key           TEXT NOT NULL,
  url           TEXT NOT NULL DEFAULT '',
  page_key      TEXT NOT NULL DEFAULT '',
  kind          TEXT NOT NULL DEFAULT 'article',
  title         TEXT NOT NULL DEFAULT '',
  published_raw TEXT NOT NULL DEFAULT '',
  updated_raw   TEXT NOT NULL DEFAULT '',
  language      TEXT NOT NULL DEFAULT 'und',
  authors       TEXT NOT NULL DEFAULT '[]',
  summary       TEXT NOT NULL DEFAULT '',
  content       TEXT NOT NULL DEFAULT '',
  tags          TEXT NOT NULL DEFAULT '[]',
  fingerprint   TEXT NOT NULL,
  capture_id    INTEGER NOT NULL,
  first_seen    TEXT NOT NULL,
  is_read       INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (feed_id, key)
);
CREATE INDEX entries_by_page ON entries (page_key);
CREATE INDEX entries_unread ON entries (capture_id) WHERE is_read = 0;

CREATE TABLE pages (
  key           TEXT PRIMARY KEY,
  url           TEXT NOT NULL,
  state         TEXT NOT NULL DEFAULT 'due',
  attempts      INTEGER NOT NULL DEFAULT 0,
  not_before    TEXT,
  reason        TEXT NOT NULL DEFAULT '',
  detail        TEXT NOT NULL DEFAULT '',
  etag          TEXT NOT NULL DEFAULT '',
  last_modified TEXT NOT NULL DEFAULT '',
  first_had     TEXT,
  cited         TEXT,
  capture_id    INTEGER,
  is_read       INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX pages_due ON pages (state, not_before);
CREATE INDEX pages_unread ON pages (capture_id) WHERE is_read = 0 AND capture_id IS NOT NULL;
CREATE INDEX pages_vanished ON pages (key) WHERE reason IN ('gone', 'missing');

CREATE TABLE documents (
  id         TEXT PRIMARY KEY,
  key        TEXT NOT NULL UNIQUE,
  source_id  TEXT NOT NULL,
  kind       TEXT NOT NULL,
  version    INTEGER NOT NULL,
  language   TEXT NOT NULL,
  published  TEXT,
  first_seen TEXT NOT NULL,
  ordered_at TEXT NOT NULL,
  is_grouped INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX documents_by_time ON documents (ordered_at, id, language, source_id, kind);
CREATE INDEX documents_by_arrival ON documents (first_seen, language, source_id);
CREATE INDEX documents_by_source ON documents (source_id, ordered_at);
CREATE INDEX documents_ungrouped ON documents (is_grouped) WHERE is_grouped = 0;

CREATE TABLE addresses (
  key         TEXT PRIMARY KEY,
  document_id TEXT NOT NULL REFERENCES documents (id)
);

CREATE TABLE versions (
  id             INTEGER PRIMARY KEY,
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
  capture        TEXT NOT NULL,
  text_sha256    TEXT NOT NULL,
  UNIQUE (document_id, version)
);

CREATE VIRTUAL TABLE document_search USING fts5 (title, text, content='', tokenize='unicode61');

CREATE TABLE placements (
  document_id TEXT PRIMARY KEY REFERENCES documents (id),
  story_id    TEXT NOT NULL,
  score       REAL NOT NULL,
  reasons     TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX placements_by_story ON placements (story_id);

CREATE TABLE copies (
  document_id    TEXT PRIMARY KEY REFERENCES documents (id),
  origin_id      TEXT NOT NULL,
  overlap        REAL NOT NULL,
  origin_overlap REAL NOT NULL,
  passages       TEXT NOT NULL DEFAULT '[]',
  credit         TEXT NOT NULL DEFAULT '',
  reasons        TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX copies_by_origin ON copies (origin_id);

CREATE TABLE story_topics (
  story_id TEXT NOT NULL,
  topic    TEXT NOT NULL,
  shown    TEXT NOT NULL,
  weight   REAL NOT NULL,
  first    TEXT NOT NULL,
  PRIMARY KEY (story_id, topic)
) WITHOUT ROWID;
CREATE INDEX story_topics_by_topic ON story_topics (topic, first, story_id, weight);

CREATE TABLE storylines (
  story_id TEXT PRIMARY KEY,
  first    TEXT NOT NULL,
  follows  TEXT NOT NULL DEFAULT '',
  score    REAL NOT NULL DEFAULT 0,
  reasons  TEXT NOT NULL DEFAULT '[]',
  is_settled INTEGER NOT NULL DEFAULT 0
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

CREATE TABLE judgements (
  id      INTEGER PRIMARY KEY,
  at      TEXT NOT NULL,
  who     TEXT NOT NULL,
  verb    TEXT NOT NULL,
  subject TEXT NOT NULL,
  object  TEXT NOT NULL DEFAULT '',
  reason  TEXT NOT NULL DEFAULT ''
);
CREATE INDEX judgements_by_subject ON judgements (subject);

CREATE TABLE editions (
  number       INTEGER PRIMARY KEY,
  first        TEXT NOT NULL,
  last         TEXT NOT NULL,
  state        TEXT NOT NULL,
  composed_at  TEXT NOT NULL,
  composed     TEXT NOT NULL,
  published_at TEXT,
  frozen       TEXT NOT NULL DEFAULT ''
);

CREATE TABLE edition_stories (
  number   INTEGER NOT NULL REFERENCES editions (number),
  story_id TEXT NOT NULL,
  heading  TEXT NOT NULL DEFAULT '',
  ranking  TEXT NOT NULL DEFAULT '[]',
  PRIMARY KEY (number, story_id)
);
CREATE INDEX edition_stories_by_story ON edition_stories (story_id);

CREATE TABLE edition_documents (
  number      INTEGER NOT NULL REFERENCES editions (number),
  document_id TEXT NOT NULL,
  PRIMARY KEY (number, document_id)
);

CREATE TABLE corrections (
  number  INTEGER NOT NULL REFERENCES editions (number),
  version INTEGER NOT NULL,
  at      TEXT NOT NULL,
  who     TEXT NOT NULL,
  reason  TEXT NOT NULL,
  headline TEXT NOT NULL DEFAULT '',
  frozen  TEXT NOT NULL,
  told_in INTEGER,
  PRIMARY KEY (number, version)
);

CREATE TABLE edition_citations (
  number      INTEGER NOT NULL REFERENCES editions (number),
  mark        TEXT NOT NULL,
  document_id TEXT NOT NULL,
  version     INTEGER NOT NULL,
  start       INTEGER NOT NULL,
  length      INTEGER NOT NULL,
  PRIMARY KEY (number, mark)
);
CREATE INDEX edition_citations_by_document ON edition_citations (document_id, version);
