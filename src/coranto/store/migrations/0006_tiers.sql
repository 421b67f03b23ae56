-- Sources and folders of feeds have a tier and a weight, set by a person.

ALTER TABLE sources ADD COLUMN tier INTEGER;
ALTER TABLE sources ADD COLUMN weight REAL;
CREATE TABLE folders (
  path   TEXT PRIMARY KEY,
  tier   INTEGER,
  weight REAL
);
