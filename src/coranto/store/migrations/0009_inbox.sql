-- The inbox: summaries of a week's stories, saved views, visits, and how far a run has come.

CREATE TABLE story_summaries (
  id       INTEGER PRIMARY KEY,
  first    TEXT NOT NULL,
  last     TEXT NOT NULL,
  story_id TEXT NOT NULL,
  score    REAL NOT NULL,
  labels   TEXT NOT NULL,
  summary  TEXT NOT NULL,
  UNIQUE (first, last, story_id)
);
CREATE INDEX story_summaries_by_story ON story_summaries (story_id);

CREATE TABLE story_orders (
  generation INTEGER PRIMARY KEY,
  first      TEXT NOT NULL,
  last       TEXT NOT NULL,
  at         TEXT NOT NULL,
  story_ids  TEXT NOT NULL
);
CREATE INDEX story_orders_by_week ON story_orders (first, last, generation);

CREATE TABLE ranking_contexts (
  first   TEXT NOT NULL,
  last    TEXT NOT NULL,
  context TEXT NOT NULL,
  PRIMARY KEY (first, last)
);

CREATE TABLE saved_views (
  id      INTEGER PRIMARY KEY,
  name    TEXT NOT NULL,
  query   TEXT NOT NULL,
  owner   TEXT NOT NULL,
  made_by TEXT NOT NULL,
  made_at TEXT NOT NULL,
  UNIQUE (owner, name)
);

CREATE TABLE visits (
  visitor TEXT PRIMARY KEY,
  at      TEXT NOT NULL,
  through TEXT NOT NULL
);

CREATE TABLE run_progress (
  run_id INTEGER PRIMARY KEY REFERENCES runs (id),
  at     TEXT NOT NULL,
  step   TEXT NOT NULL,
  done   INTEGER NOT NULL,
  total  INTEGER NOT NULL,
  note   TEXT NOT NULL DEFAULT ''
);

CREATE INDEX judgements_by_verb ON judgements (verb, subject);
