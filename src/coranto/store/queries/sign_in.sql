-- name: get_attempts^
-- The failures to sign in of one account, network or both.
SELECT key, failures, last_at, succeeded_at FROM sign_in_attempts WHERE key = :key;

-- name: record_attempt!
-- Store the failures of one account, network or both.
INSERT INTO sign_in_attempts (key, failures, last_at, succeeded_at)
VALUES (:key, :failures, :last_at, :succeeded_at)
ON CONFLICT (key) DO UPDATE
   SET failures = excluded.failures, last_at = excluded.last_at,
       succeeded_at = coalesce(excluded.succeeded_at, succeeded_at);

-- name: forget_attempts!
-- Delete what has not been tried for long.
DELETE FROM sign_in_attempts
 WHERE last_at < :failed_before AND (succeeded_at IS NULL OR succeeded_at < :succeeded_before);

-- name: add_challenge!
-- Keep a challenge until it is answered.
INSERT INTO sign_in_challenges (secret_hash, purpose, holder, content, expires_at)
VALUES (:secret_hash, :purpose, :holder, :content, :expires_at);

-- name: take_challenge^
-- Take a challenge out: nobody can answer it twice.
DELETE FROM sign_in_challenges
 WHERE secret_hash = :secret_hash
RETURNING purpose, holder, content, expires_at;

-- name: forget_challenges!
-- Delete the challenges that nobody answered in time.
DELETE FROM sign_in_challenges WHERE expires_at <= :now;

-- name: add_passkey!
-- Add a member's passkey.
INSERT INTO passkeys (id, member_id, name, public_key, sign_count, created_at)
VALUES (:id, :member_id, :name, :public_key, :sign_count, :created_at);

-- name: get_passkey^
-- The passkey with this credential id.
SELECT * FROM passkeys WHERE id = :id;

-- name: passkeys_of
-- A member's passkeys, the oldest first.
SELECT * FROM passkeys WHERE member_id = :member_id ORDER BY created_at, id;

-- name: record_passkey_use!
-- Record that a passkey was used, with the count of its device.
UPDATE passkeys SET sign_count = :sign_count, last_used_at = :now WHERE id = :id;

-- name: delete_passkey!
-- Delete one passkey of a member.
DELETE FROM passkeys WHERE id = :id AND member_id = :member_id;

-- name: delete_passkeys_of!
-- Delete all passkeys of a member.
DELETE FROM passkeys WHERE member_id = :member_id;

-- name: link_identity!
-- Note under which subject an OpenID provider knows a member.
INSERT INTO identities (issuer, subject, member_id, linked_at)
VALUES (:issuer, :subject, :member_id, :linked_at);

-- name: member_of_identity^
-- The id of the member whom an OpenID provider knows under this subject.
SELECT member_id FROM identities WHERE issuer = :issuer AND subject = :subject;

-- name: identities_of
-- How OpenID providers know a member.
SELECT issuer, subject FROM identities WHERE member_id = :member_id ORDER BY issuer, subject;

-- name: delete_identities_of!
-- Forget how OpenID providers know a member.
DELETE FROM identities WHERE member_id = :member_id;
