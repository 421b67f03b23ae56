-- name: append_judgement!
-- Add the decision of a person.
INSERT INTO judgements (at, who, verb, subject, object, reason)
VALUES (:at, :who, :verb, :subject, :object, :reason);

-- name: all_judgements
-- Every judgement, in the order they were made.
SELECT at, who, verb, subject, object, reason FROM judgements ORDER BY id;
