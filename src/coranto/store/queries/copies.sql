-- name: keep_copy*!
-- Record what a document reprints.
INSERT INTO copies
  (document_id, origin_id, overlap, origin_overlap, passages, credit, reasons)
VALUES
  (:document_id, :origin_id, :overlap, :origin_overlap, :passages, :credit, :reasons);

-- name: drop_copies!
-- Delete the records of what these documents reprint.
DELETE FROM copies WHERE document_id IN (SELECT value FROM json_each(:keys));

-- name: copies_of
-- The copies among these documents, with their origins.
SELECT * FROM copies
 WHERE document_id IN (SELECT value FROM json_each(:keys))
 ORDER BY document_id;

-- name: copying
-- Ids of the documents that reprint one of these.
SELECT document_id FROM copies
 WHERE origin_id IN (SELECT value FROM json_each(:keys))
 ORDER BY document_id;
