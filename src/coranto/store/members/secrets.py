"""Sessions, one-time links and personal tokens: secrets of members, known by their hashes."""

from datetime import datetime

from coranto.model.members import AccessToken, OneTimeLink, Session
from coranto.store import converters
from coranto.store.converters import Row
from coranto.store.database import Database


class Sessions:
    """The table `sessions`."""

    def __init__(self, database: Database) -> None:
        self._sql = database.statements("members")

    def add(self, session: Session, secret_hash: str) -> None:
        """Start a session."""
        self._sql.write(
            "add_session",
            id=session.id,
            secret_hash=secret_hash,
            member_id=session.member_id,
            created_at=converters.from_time(session.created),
            last_used_at=converters.from_time(session.last_used),
            expires_at=converters.from_time(session.expires),
            address=session.address,
            agent=session.agent,
        )

    def by_hash(self, secret_hash: str, *, now: datetime, used_since: datetime) -> Session | None:
        """The session of this secret, unless it expired, lay idle, or its member is disabled."""
        row = self._sql.row(
            "session_by_hash",
            secret_hash=secret_hash,
            now=converters.from_time(now),
            used_since=converters.from_time(used_since),
        )
        return None if row is None else _session_from_row(row)

    def of_member(self, member_id: str, *, now: datetime, used_since: datetime) -> list[Session]:
        """A member's sessions that have not ended, the last used first."""
        rows = self._sql.rows(
            "sessions_of",
            member_id=member_id,
            now=converters.from_time(now),
            used_since=converters.from_time(used_since),
        )
        return [_session_from_row(row) for row in rows]

    def touch(self, session_id: str, now: datetime) -> None:
        """Record that a session was used."""
        self._sql.write("touch_session", id=session_id, now=converters.from_time(now))

    def end(self, session_id: str, member_id: str) -> bool:
        """End a session of a member; False when the member has none with this id."""
        return self._sql.write("end_session", id=session_id, member_id=member_id) > 0

    def end_all(self, member_id: str, except_id: str = "") -> int:
        """End a member's sessions but one. Returns how many ended."""
        return self._sql.write("end_sessions", member_id=member_id, except_id=except_id)

    def forget_ended(self, *, now: datetime, used_since: datetime) -> None:
        """Delete the sessions that time ended."""
        self._sql.write(
            "forget_ended_sessions",
            now=converters.from_time(now),
            used_since=converters.from_time(used_since),
        )


class OneTimeLinks:
    """The table `one_time_links`: those that are not spent."""

    def __init__(self, database: Database) -> None:
        self._sql = database.statements("members")

    def add(self, link: OneTimeLink, secret_hash: str) -> None:
        """Make a link."""
        self._sql.write(
            "add_link",
            id=link.id,
            secret_hash=secret_hash,
            purpose=link.purpose,
            member_id=link.member_id or None,
            created_at=converters.from_time(link.created),
            expires_at=converters.from_time(link.expires),
        )

    def by_hash(self, secret_hash: str, *, now: datetime) -> OneTimeLink | None:
        """The link of this secret, unless it expired, was spent, or its member is disabled."""
        row = self._sql.row("link_by_hash", secret_hash=secret_hash, now=converters.from_time(now))
        if row is None:
            return None
        return OneTimeLink(
            id=row["id"],
            purpose=row["purpose"],
            member_id=row["member_id"] or "",
            member_name=row["member_name"],
            created=converters.to_time(row["created_at"]),
            expires=converters.to_time(row["expires_at"]),
        )

    def spend(self, link_id: str) -> bool:
        """Delete a link; False when it is there no longer."""
        return self._sql.write("delete_link", id=link_id) > 0

    def delete_of(self, member_id: str) -> None:
        """Delete all links of a member; "" for those of the first owner."""
        self._sql.write("delete_links_of", member_id=member_id)


class AccessTokens:
    """The table `access_tokens`."""

    def __init__(self, database: Database) -> None:
        self._sql = database.statements("members")

    def add(self, token: AccessToken, secret_hash: str) -> None:
        """Add a token."""
        self._sql.write(
            "add_token",
            id=token.id,
            secret_hash=secret_hash,
            member_id=token.member_id,
            name=token.name,
            scopes=converters.from_list(token.scopes),
            created_at=converters.from_time(token.created),
            expires_at=converters.from_time(token.expires),
        )

    def by_hash(self, secret_hash: str, *, now: datetime) -> AccessToken | None:
        """The token of this secret, unless it expired or its member is disabled."""
        row = self._sql.row("token_by_hash", secret_hash=secret_hash, now=converters.from_time(now))
        return None if row is None else _token_from_row(row)

    def of_member(self, member_id: str) -> list[AccessToken]:
        """A member's tokens, expired ones too; the newest first."""
        return [_token_from_row(row) for row in self._sql.rows("tokens_of", member_id=member_id)]

    def touch(self, token_id: str, now: datetime) -> None:
        """Record that a token was used."""
        self._sql.write("touch_token", id=token_id, now=converters.from_time(now))

    def delete(self, token_id: str, member_id: str) -> bool:
        """Revoke a token of a member; False when the member has none with this id."""
        return self._sql.write("delete_token", id=token_id, member_id=member_id) > 0

    def delete_of(self, member_id: str) -> int:
        """Revoke all tokens of a member. Returns how many."""
        return self._sql.write("delete_tokens_of", member_id=member_id)


def _session_from_row(row: Row) -> Session:
    return Session(
        id=row["id"],
        member_id=row["member_id"],
        created=converters.to_time(row["created_at"]),
        last_used=converters.to_time(row["last_used_at"]),
        expires=converters.to_time(row["expires_at"]),
        address=row["address"],
        agent=row["agent"],
    )


def _token_from_row(row: Row) -> AccessToken:
    scopes = converters.to_tuple(row["scopes"])
    return AccessToken(
        id=row["id"],
        member_id=row["member_id"],
        name=row["name"],
        scopes=scopes,  # type: ignore[arg-type]
        created=converters.to_time(row["created_at"]),
        expires=converters.to_time(row["expires_at"]),
        last_used=converters.to_time_or_none(row["last_used_at"]),
    )
