-- Where documents were before a judgement moved them, so that it can be taken back.

CREATE TABLE judged_moves (
  judgement_id INTEGER NOT NULL,
  document_id  TEXT NOT NULL,
  story_id     TEXT NOT NULL,
  score        REAL NOT NULL,
  reasons      TEXT NOT NULL,
  part         TEXT NOT NULL,
  moved_to     TEXT NOT NULL,
  PRIMARY KEY (judgement_id, document_id)
) WITHOUT ROWID;
