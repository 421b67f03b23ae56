-- Versions whose page keeps the rest of the text behind a wall.

ALTER TABLE versions ADD COLUMN is_beginning INTEGER NOT NULL DEFAULT 0;
CREATE INDEX versions_cut ON versions (document_id) WHERE is_beginning = 1;
