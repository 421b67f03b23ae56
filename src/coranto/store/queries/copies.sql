-- name: keep_copy*!
-- Note what a document reprints, in place of what was known of it.
INSERT INTO copies
  (document_id, origin_id, overlap, origin_overlap, passages, credit, reasons)
VALUES
  (:document_id, :origin_id, :overlap, :origin_overlap, :passages, :credit, :reasons)
ON CONFLICT (document_id) DO UPDATE
   SET origin_id = excluded.origin_id, overlap = excluded.overlap,
       origin_overlap = excluded.origin_overlap, passages = excluded.passages,
       credit = excluded.credit, reasons = excluded.reasons;

-- name: drop_reverse*!
-- Of two documents only one reprints the other: the newer word counts.
DELETE FROM copies WHERE document_id = :origin_id AND origin_id = :document_id;

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
