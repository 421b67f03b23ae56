"""What signing in leaves behind: attempts, challenges, passkeys, identities of providers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from coranto.model.members import Passkey
from coranto.store import converters
from coranto.store.converters import Row
from coranto.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInAttempts:
    """The failures to sign in of one account, one network, or one account from one network."""

    key: str
    failures: int  #: since the last success
    last: datetime
    succeeded: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInChallenge:
    """What a browser was asked and has not answered yet."""

    purpose: str
    holder: str  #: id of the session or member that it was made for; "" before signing in
    content: dict[str, Any]  #: plain JSON values
    expires: datetime


class SignInRecords:
    """The tables `sign_in_attempts` and `sign_in_challenges`."""

    def __init__(self, database: Database) -> None:
        self._sql = database.statements("sign_in")

    def attempts(self, key: str) -> SignInAttempts | None:
        """The failures under a key."""
        row = self._sql.row("get_attempts", key=key)
        if row is None:
            return None
        return SignInAttempts(
            key=row["key"],
            failures=row["failures"],
            last=converters.to_time(row["last_at"]),
            succeeded=converters.to_time_or_none(row["succeeded_at"]),
        )

    def record_attempts(self, attempts: SignInAttempts) -> None:
        """Store the failures under a key; an earlier success stays known."""
        self._sql.write(
            "record_attempt",
            key=attempts.key,
            failures=attempts.failures,
            last_at=converters.from_time(attempts.last),
            succeeded_at=converters.from_time_or_none(attempts.succeeded),
        )

    def forget_attempts(self, *, failed_before: datetime, succeeded_before: datetime) -> None:
        """Delete failures whose last is older, unless a success is younger."""
        self._sql.write(
            "forget_attempts",
            failed_before=converters.from_time(failed_before),
            succeeded_before=converters.from_time(succeeded_before),
        )

    def add_challenge(self, secret_hash: str, challenge: SignInChallenge) -> None:
        """Keep a challenge until it is answered."""
        self._sql.write(
            "add_challenge",
            secret_hash=secret_hash,
            purpose=challenge.purpose,
            holder=challenge.holder,
            content=converters.from_map(challenge.content),
            expires_at=converters.from_time(challenge.expires),
        )

    def take_challenge(self, secret_hash: str) -> SignInChallenge | None:
        """Take a challenge out: it can be answered once."""
        row = self._sql.row("take_challenge", secret_hash=secret_hash)
        if row is None:
            return None
        return SignInChallenge(
            purpose=row["purpose"],
            holder=row["holder"],
            content=converters.to_map(row["content"]),
            expires=converters.to_time(row["expires_at"]),
        )

    def forget_challenges(self, now: datetime) -> None:
        """Delete the challenges that nobody answered in time."""
        self._sql.write("forget_challenges", now=converters.from_time(now))


class Passkeys:
    """The table `passkeys`."""

    def __init__(self, database: Database) -> None:
        self._sql = database.statements("sign_in")

    def add(self, passkey: Passkey) -> None:
        """Add a passkey. Raises StoreError when its id is there already."""
        self._sql.write(
            "add_passkey",
            id=passkey.id,
            member_id=passkey.member_id,
            name=passkey.name,
            public_key=passkey.public_key,
            sign_count=passkey.sign_count,
            created_at=converters.from_time(passkey.created),
        )

    def get(self, passkey_id: str) -> Passkey | None:
        """The passkey with this credential id."""
        row = self._sql.row("get_passkey", id=passkey_id)
        return None if row is None else _passkey_from_row(row)

    def of_member(self, member_id: str) -> list[Passkey]:
        """A member's passkeys, the oldest first."""
        rows = self._sql.rows("passkeys_of", member_id=member_id)
        return [_passkey_from_row(row) for row in rows]

    def record_use(self, passkey_id: str, sign_count: int, now: datetime) -> None:
        """Record that a passkey was used, with the count of its device."""
        self._sql.write(
            "record_passkey_use",
            id=passkey_id,
            sign_count=sign_count,
            now=converters.from_time(now),
        )

    def delete(self, passkey_id: str, member_id: str) -> bool:
        """Delete a passkey of a member; False when the member has none with this id."""
        return self._sql.write("delete_passkey", id=passkey_id, member_id=member_id) > 0

    def delete_of(self, member_id: str) -> int:
        """Delete all passkeys of a member. Returns how many."""
        return self._sql.write("delete_passkeys_of", member_id=member_id)


class Identities:
    """The table `identities`: members as OpenID providers know them."""

    def __init__(self, database: Database) -> None:
        self._sql = database.statements("sign_in")

    def link(self, issuer: str, subject: str, member_id: str, at: datetime) -> None:
        """Note under which subject a provider knows a member. Raises StoreError when taken."""
        self._sql.write(
            "link_identity",
            issuer=issuer,
            subject=subject,
            member_id=member_id,
            linked_at=converters.from_time(at),
        )

    def member_of(self, issuer: str, subject: str) -> str | None:
        """The id of the member whom a provider knows under this subject."""
        member_id: str | None = self._sql.value(
            "member_of_identity", issuer=issuer, subject=subject
        )
        return member_id

    def of_member(self, member_id: str) -> list[tuple[str, str]]:
        """Issuer and subject of each provider that knows a member."""
        rows = self._sql.rows("identities_of", member_id=member_id)
        return [(row["issuer"], row["subject"]) for row in rows]

    def delete_of(self, member_id: str) -> int:
        """Forget how providers know a member. Returns how many did."""
        return self._sql.write("delete_identities_of", member_id=member_id)


def _passkey_from_row(row: Row) -> Passkey:
    return Passkey(
        id=row["id"],
        member_id=row["member_id"],
        name=row["name"],
        public_key=row["public_key"],
        sign_count=row["sign_count"],
        created=converters.to_time(row["created_at"]),
        last_used=converters.to_time_or_none(row["last_used_at"]),
    )
