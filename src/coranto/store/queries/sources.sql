-- name: add_source!
-- Add a source; fails when the id is taken.
INSERT INTO sources
  (id, name, homepage, kind, country, languages, added_at, removed_at, tier, weight)
VALUES
  (:id, :name, :homepage, :kind, :country, :languages, :added_at, :removed_at, :tier, :weight);

-- name: get_source^
-- One source, removed or not.
SELECT * FROM sources WHERE id = :id;

-- name: all_sources
-- Every source there ever was, by id.
SELECT * FROM sources ORDER BY id;

-- name: update_source!
-- Replace the fields of a source.
UPDATE sources
   SET name = :name, homepage = :homepage, kind = :kind, country = :country,
       languages = :languages, removed_at = :removed_at, tier = :tier, weight = :weight
 WHERE id = :id;

-- name: remove_source!
-- Mark a source as removed; the time of the first removal stays.
UPDATE sources SET removed_at = :removed_at WHERE id = :id AND removed_at IS NULL;

-- name: remove_feeds_of_source!
-- Mark the feeds of a source as removed.
UPDATE feeds SET removed_at = :removed_at WHERE source_id = :source_id AND removed_at IS NULL;

-- name: ids_like
-- Ids with this prefix; a slug contains none of LIKE's wildcards.
SELECT id FROM sources WHERE id LIKE :prefix || '%';

-- name: disclose*!
-- Add a fact; the same fact of the same row of the same register is kept once.
INSERT INTO disclosures
  (source_id, relation, value, reference, as_of, register, register_row, recorded_at)
VALUES
  (:source_id, :relation, :value, :reference, :as_of, :register, :register_row, :recorded_at)
ON CONFLICT (source_id, relation, value, register, register_row) DO NOTHING;

-- name: disclosures_of_source
-- The facts about one source, in the order they were recorded.
SELECT * FROM disclosures WHERE source_id = :source_id ORDER BY id;

-- name: all_disclosures
-- The facts about every source, in the order they were recorded.
SELECT * FROM disclosures ORDER BY id;

-- name: set_folder!
-- Set the tier and weight of a folder of feeds.
INSERT INTO folders (path, tier, weight) VALUES (:path, :tier, :weight)
ON CONFLICT (path) DO UPDATE SET tier = excluded.tier, weight = excluded.weight;

-- name: all_folders
-- The folders for which a person set something.
SELECT * FROM folders ORDER BY path;

-- name: names_of_sources
-- The names of some sources.
SELECT id, name FROM sources WHERE id IN (SELECT value FROM json_each(:keys));
