-- name: keep_copy*!
-- Note what a document reprints.
INSERT INTO copies
  (document_id, origin_id, overlap, origin_overlap, passages, credit, reasons)
VALUES
  (:document_id, :origin_id, :overlap, :origin_overlap, :passages, :credit, :reasons);

-- name: drop_copies!
-- Nothing is known of what these documents reprint.
DELETE FROM copies WHERE document_id IN (SELECT value FROM json_each(:keys));

-- name: copies_of
-- What these documents reprint.
SELECT * FROM copies
 WHERE document_id IN (SELECT value FROM json_each(:keys))
 ORDER BY document_id;

-- name: copying
-- Documents that reprint one of these.
SELECT document_id FROM copies
 WHERE origin_id IN (SELECT value FROM json_each(:keys))
 ORDER BY document_id;
