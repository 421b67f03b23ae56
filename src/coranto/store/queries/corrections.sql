-- name: add_correction!
-- Record a correction of a published edition; the same again changes nothing.
INSERT INTO corrections (number, version, at, who, reason, headline, frozen)
VALUES (:number, :version, :at, :who, :reason, :headline, :frozen)
ON CONFLICT (number, version) DO NOTHING;

-- name: corrections_of
-- The corrections of an edition, oldest first.
SELECT * FROM corrections WHERE number = :number ORDER BY version;

-- name: corrections_untold
-- Corrections that no later edition reports, oldest first.
SELECT * FROM corrections WHERE told_in IS NULL ORDER BY at, number, version;

-- name: tell_correction*!
-- Record the later edition that reports a correction.
UPDATE corrections
   SET told_in = :told_in
 WHERE number = :number AND version = :version AND told_in IS NULL;

-- name: forget_citations!
-- Delete the citations of an edition, before those of its newest version are added.
DELETE FROM edition_citations WHERE number = :number;

-- name: add_citation*!
-- Record a citation of an edition.
INSERT INTO edition_citations (number, mark, document_id, version, start, length)
VALUES (:number, :mark, :document_id, :version, :start, :length)
ON CONFLICT (number, mark) DO NOTHING;

-- name: citations_changed
-- Documents that were edited after an edition cited them: how many passages it cites, and
-- how many of those the newest version no longer has. Lost ones come first.
SELECT cited.number, cited.document_id, cited.version, documents.version AS newest,
       count(*) AS passages,
       sum(instr(fresh.text, substr(old.text, cited.start + 1, cited.length)) = 0) AS lost
  FROM edition_citations AS cited
  JOIN documents ON documents.id = cited.document_id AND documents.version > cited.version
  JOIN versions AS old
    ON old.document_id = cited.document_id AND old.version = cited.version
  JOIN versions AS fresh
    ON fresh.document_id = cited.document_id AND fresh.version = documents.version
   -- A page in place of a feed's summary, or the other way round, is no edit of the outlet's.
   AND fresh.text_from = old.text_from
   -- Nor is what a person chose in its reading, until the outlet edits that.
   AND (fresh.judged = old.judged OR EXISTS (
         SELECT 1 FROM versions AS chosen
          WHERE chosen.document_id = cited.document_id AND chosen.judged = fresh.judged
            AND chosen.version > cited.version AND chosen.version < fresh.version))
 GROUP BY cited.number, cited.document_id, cited.version, documents.version
 ORDER BY lost > 0 DESC, cited.number DESC, cited.document_id, cited.version;

-- name: citations_vanished
-- Cited documents whose page the outlet has taken away since.
SELECT cited.number, cited.document_id, max(cited.version) AS version,
       count(DISTINCT cited.mark) AS passages, min(pages.reason) AS reason
  FROM pages
  JOIN addresses ON addresses.key = pages.key
  JOIN edition_citations AS cited ON cited.document_id = addresses.document_id
  -- Only what was read from the page can have been taken away with it.
  JOIN versions AS old ON old.document_id = cited.document_id AND old.version = cited.version
   AND old.text_from = 'page'
 WHERE pages.reason IN ('gone', 'missing') AND pages.capture_id IS NOT NULL
 GROUP BY cited.number, cited.document_id
 ORDER BY cited.number DESC, cited.document_id;

-- name: editions_citing
-- The editions whose newest version cites a document, with the version that each cites.
SELECT DISTINCT number, version
  FROM edition_citations
 WHERE document_id = :id
 ORDER BY number, version;

-- name: cited_spans
-- What the newest versions of editions cite of one version of a document.
SELECT DISTINCT start, length
  FROM edition_citations
 WHERE document_id = :id AND version = :version
 ORDER BY start, length;
