-- Which documents of a story surely report one event: a story of several parts is joined weakly.

ALTER TABLE placements ADD COLUMN part TEXT NOT NULL DEFAULT '';
