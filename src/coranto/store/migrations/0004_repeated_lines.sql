-- Lines that a source prints under many of its articles, to be left out of texts.

CREATE TABLE repeated_lines (
  source_id  TEXT NOT NULL,
  line_key   TEXT NOT NULL,
  line       TEXT NOT NULL,
  learnt_at  TEXT NOT NULL,
  learnt_from TEXT NOT NULL,
  PRIMARY KEY (source_id, line_key)
) WITHOUT ROWID;
