-- name: add_correction!
-- Note a version of a published edition; the same again changes nothing.
INSERT INTO corrections (number, version, at, who, reason, headline, frozen)
VALUES (:number, :version, :at, :who, :reason, :headline, :frozen)
ON CONFLICT (number, version) DO NOTHING;

-- name: corrections_of
-- The corrections of an edition, oldest first.
SELECT * FROM corrections WHERE number = :number ORDER BY version;

-- name: corrections_untold
-- Corrections that no later edition tells of, oldest first.
SELECT * FROM corrections WHERE told_in IS NULL ORDER BY at, number, version;

-- name: tell_correction*!
-- A later edition tells of a correction.
UPDATE corrections
   SET told_in = :told_in
 WHERE number = :number AND version = :version AND told_in IS NULL;

-- name: forget_citations!
-- An edition's citations are about to be noted anew.
DELETE FROM edition_citations WHERE number = :number;

-- name: add_citation*!
-- An edition cites a passage.
INSERT INTO edition_citations (number, mark, document_id, version, start, length)
VALUES (:number, :mark, :document_id, :version, :start, :length)
ON CONFLICT (number, mark) DO NOTHING;
