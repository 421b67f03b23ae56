-- Who works at the desk, how they sign in, and what they did.

CREATE TABLE members (
  id             TEXT PRIMARY KEY,
  name           TEXT NOT NULL,
  folded_name    TEXT NOT NULL UNIQUE,
  role           TEXT NOT NULL,
  role_languages TEXT NOT NULL DEFAULT '[]',
  password       TEXT NOT NULL DEFAULT '',
  created_at     TEXT NOT NULL,
  joined_at      TEXT,
  disabled_at    TEXT,
  language       TEXT NOT NULL DEFAULT '',
  theme          TEXT NOT NULL DEFAULT '',
  keys           TEXT NOT NULL DEFAULT '{}'
);

CREATE TABLE sessions (
  id           TEXT PRIMARY KEY,
  secret_hash  TEXT NOT NULL UNIQUE,
  member_id    TEXT NOT NULL REFERENCES members (id),
  created_at   TEXT NOT NULL,
  last_used_at TEXT NOT NULL,
  expires_at   TEXT NOT NULL,
  address      TEXT NOT NULL,
  agent        TEXT NOT NULL
);
CREATE INDEX sessions_by_member ON sessions (member_id);

CREATE TABLE one_time_links (
  id          TEXT PRIMARY KEY,
  secret_hash TEXT NOT NULL UNIQUE,
  purpose     TEXT NOT NULL,
  member_id   TEXT REFERENCES members (id),
  created_at  TEXT NOT NULL,
  expires_at  TEXT NOT NULL
);

CREATE TABLE access_tokens (
  id           TEXT PRIMARY KEY,
  secret_hash  TEXT NOT NULL UNIQUE,
  member_id    TEXT NOT NULL REFERENCES members (id),
  name         TEXT NOT NULL,
  scopes       TEXT NOT NULL,
  created_at   TEXT NOT NULL,
  expires_at   TEXT NOT NULL,
  last_used_at TEXT
);
CREATE INDEX access_tokens_by_member ON access_tokens (member_id);

CREATE TABLE passkeys (
  id           TEXT PRIMARY KEY,
  member_id    TEXT NOT NULL REFERENCES members (id),
  name         TEXT NOT NULL,
  public_key   BLOB NOT NULL,
  sign_count   INTEGER NOT NULL,
  created_at   TEXT NOT NULL,
  last_used_at TEXT
);
CREATE INDEX passkeys_by_member ON passkeys (member_id);

CREATE TABLE identities (
  issuer    TEXT NOT NULL,
  subject   TEXT NOT NULL,
  member_id TEXT NOT NULL REFERENCES members (id),
  linked_at TEXT NOT NULL,
  PRIMARY KEY (issuer, subject)
);

CREATE TABLE sign_in_challenges (
  secret_hash TEXT PRIMARY KEY,
  purpose     TEXT NOT NULL,
  holder      TEXT NOT NULL,
  content     TEXT NOT NULL,
  expires_at  TEXT NOT NULL
);

CREATE TABLE sign_in_attempts (
  key          TEXT PRIMARY KEY,
  failures     INTEGER NOT NULL,
  last_at      TEXT NOT NULL,
  succeeded_at TEXT
);

CREATE TABLE audit (
  number        INTEGER PRIMARY KEY,
  at            TEXT NOT NULL,
  actor         TEXT NOT NULL,
  member_id     TEXT NOT NULL,
  through       TEXT NOT NULL,
  action        TEXT NOT NULL,
  subject       TEXT NOT NULL,
  before        TEXT NOT NULL,
  after         TEXT NOT NULL,
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

ALTER TABLE judgements ADD COLUMN member_id TEXT NOT NULL DEFAULT '';
ALTER TABLE judgements ADD COLUMN through TEXT NOT NULL DEFAULT 'command line';
