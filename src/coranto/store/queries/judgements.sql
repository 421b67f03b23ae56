-- name: append_judgement^
-- Add the decision of a person and return its id.
INSERT INTO judgements (at, who, verb, subject, object, reason, member_id, through)
VALUES (:at, :who, :verb, :subject, :object, :reason, :member_id, :through)
RETURNING id;

-- name: all_judgements
-- Every judgement, in the order they were made.
SELECT at, who, verb, subject, object, reason, member_id, through FROM judgements ORDER BY id;

-- name: judgements_with_verbs
-- Judgements with one of these verbs, in the order they were made.
SELECT id, at, who, verb, subject, object, reason, member_id, through
  FROM judgements
 WHERE verb IN (SELECT value FROM json_each(:keys))
 ORDER BY id;

-- name: judgements_about
-- Judgements with one of these verbs about these subjects, in the order they were made.
SELECT id, at, who, verb, subject, object, reason, member_id, through
  FROM judgements
 WHERE subject IN (SELECT value FROM json_each(:keys))
   AND verb IN (SELECT value FROM json_each(:verbs))
 ORDER BY id;

-- name: get_judgement^
-- One judgement.
SELECT id, at, who, verb, subject, object, reason, member_id, through FROM judgements WHERE id = :id;

-- name: last_judgement^
-- The id of the newest judgement.
SELECT max(id) FROM judgements;

-- name: subjects_of
-- The subjects of judgements with one of these verbs, each once.
SELECT DISTINCT subject FROM judgements WHERE verb IN (SELECT value FROM json_each(:keys));

-- name: judgements_naming
-- Judgements whose subject or object is one of these.
SELECT id, at, who, verb, subject, object, reason, member_id, through
  FROM judgements
 WHERE subject IN (SELECT value FROM json_each(:keys))
    OR object IN (SELECT value FROM json_each(:keys));
