-- name: append_audit_entry!
-- Append an act.
INSERT INTO audit
       (number, at, actor, member_id, through, action, subject, before, after, previous_hash, hash)
VALUES (:number, :at, :actor, :member_id, :through, :action, :subject, :before, :after,
        :previous_hash, :hash);

-- name: last_audit_entry^
-- The newest act.
SELECT * FROM audit ORDER BY number DESC LIMIT 1;

-- name: audit_entries_after
-- Acts after a number, the oldest first.
SELECT * FROM audit WHERE number > :number ORDER BY number LIMIT :limit;

-- name: audit_entries_before
-- Acts before a number, the newest first.
SELECT * FROM audit WHERE number < :number ORDER BY number DESC LIMIT :limit;
