-- name: add_member!
-- Add a member.
INSERT INTO members (id, name, folded_name, role, role_languages, created_at, joined_at)
VALUES (:id, :name, :folded_name, :role, :role_languages, :created_at, :joined_at);

-- name: get_member^
-- The member with this id.
SELECT * FROM members WHERE id = :id;

-- name: member_by_name^
-- The member of this name, however it is written.
SELECT * FROM members WHERE folded_name = :folded_name;

-- name: all_members
-- Every member, disabled ones too, by name.
SELECT * FROM members ORDER BY folded_name;

-- name: any_member^
-- One if anybody has joined the desk.
SELECT 1 FROM members WHERE joined_at IS NOT NULL LIMIT 1;

-- name: active_owners^
-- How many owners have joined and are not disabled.
SELECT count(*)
  FROM members
 WHERE role = 'owner' AND joined_at IS NOT NULL AND disabled_at IS NULL;

-- name: set_role!
-- Give a member a role.
UPDATE members SET role = :role, role_languages = :role_languages WHERE id = :id;

-- name: set_disabled!
-- Disable a member, or enable with NULL.
UPDATE members SET disabled_at = :disabled_at WHERE id = :id;

-- name: set_password!
-- Store the hash of a member's password.
UPDATE members SET password = :password WHERE id = :id;

-- name: password_of^
-- The hash of a member's password.
SELECT password FROM members WHERE id = :id;

-- name: set_joined!
-- Mark a member as joined; the first time stays.
UPDATE members SET joined_at = coalesce(joined_at, :joined_at) WHERE id = :id;

-- name: set_preferences!
-- How a member wants the desk to look.
UPDATE members SET language = :language, theme = :theme, keys = :keys WHERE id = :id;

-- name: add_session!
-- Start a session.
INSERT INTO sessions
       (id, secret_hash, member_id, created_at, last_used_at, expires_at, address, agent)
VALUES (:id, :secret_hash, :member_id, :created_at, :last_used_at, :expires_at, :address, :agent);

-- name: session_by_hash^
-- The session of this secret, while neither its time nor its member ended it.
SELECT sessions.*
  FROM sessions JOIN members ON members.id = sessions.member_id
 WHERE secret_hash = :secret_hash AND expires_at > :now AND last_used_at > :used_since
   AND disabled_at IS NULL;

-- name: sessions_of
-- A member's sessions that have not ended, the last used first.
SELECT *
  FROM sessions
 WHERE member_id = :member_id AND expires_at > :now AND last_used_at > :used_since
 ORDER BY last_used_at DESC, id;

-- name: touch_session!
-- Record that a session was used.
UPDATE sessions SET last_used_at = :now WHERE id = :id;

-- name: end_session!
-- End one session of a member.
DELETE FROM sessions WHERE id = :id AND member_id = :member_id;

-- name: end_sessions!
-- End all sessions of a member but one.
DELETE FROM sessions WHERE member_id = :member_id AND id <> :except_id;

-- name: forget_ended_sessions!
-- Delete the sessions that time ended.
DELETE FROM sessions WHERE expires_at <= :now OR last_used_at <= :used_since;

-- name: add_link!
-- Make a one-time link.
INSERT INTO one_time_links (id, secret_hash, purpose, member_id, created_at, expires_at)
VALUES (:id, :secret_hash, :purpose, :member_id, :created_at, :expires_at);

-- name: link_by_hash^
-- The link of this secret, while it has not expired.
SELECT one_time_links.*, coalesce(members.name, '') AS member_name
  FROM one_time_links LEFT JOIN members ON members.id = one_time_links.member_id
 WHERE secret_hash = :secret_hash AND expires_at > :now AND disabled_at IS NULL;

-- name: delete_link!
-- Spend a link; no row is changed when somebody else was faster.
DELETE FROM one_time_links WHERE id = :id;

-- name: delete_links_of!
-- Delete all links of a member; of nobody's for ''.
DELETE FROM one_time_links WHERE coalesce(member_id, '') = :member_id;

-- name: add_token!
-- Add a personal token.
INSERT INTO access_tokens (id, secret_hash, member_id, name, scopes, created_at, expires_at)
VALUES (:id, :secret_hash, :member_id, :name, :scopes, :created_at, :expires_at);

-- name: token_by_hash^
-- The token of this secret, while neither its time nor its member ended it.
SELECT access_tokens.*
  FROM access_tokens JOIN members ON members.id = access_tokens.member_id
 WHERE secret_hash = :secret_hash AND expires_at > :now AND disabled_at IS NULL;

-- name: tokens_of
-- A member's tokens, the newest first; expired ones too.
SELECT * FROM access_tokens WHERE member_id = :member_id ORDER BY created_at DESC, id;

-- name: touch_token!
-- Record that a token was used.
UPDATE access_tokens SET last_used_at = :now WHERE id = :id;

-- name: delete_token!
-- Revoke one token of a member.
DELETE FROM access_tokens WHERE id = :id AND member_id = :member_id;

-- name: delete_tokens_of!
-- Revoke all tokens of a member.
DELETE FROM access_tokens WHERE member_id = :member_id;
