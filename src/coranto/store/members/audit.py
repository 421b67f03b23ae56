"""The audit: appended only, which the database itself enforces by triggers."""

from collections.abc import Iterator

from coranto.model.members import Actor, AuditEntry
from coranto.store import converters
from coranto.store.converters import Row
from coranto.store.database import ROWS_PER_STATEMENT, Database


class Audit:
    """The table `audit`."""

    def __init__(self, database: Database) -> None:
        self._sql = database.statements("audit")

    def append(self, entry: AuditEntry) -> None:
        """Append an act. Raises StoreError when its number is taken."""
        self._sql.write(
            "append_audit_entry",
            number=entry.number,
            at=converters.from_time(entry.at),
            actor=entry.actor.name,
            member_id=entry.actor.member_id,
            through=entry.actor.through,
            action=entry.action,
            subject=entry.subject,
            before=converters.from_map(entry.before),
            after=converters.from_map(entry.after),
            previous_hash=entry.previous_hash,
            hash=entry.hash,
        )

    def last(self) -> AuditEntry | None:
        """The newest act."""
        row = self._sql.row("last_audit_entry")
        return None if row is None else _entry_from_row(row)

    def all(self) -> Iterator[AuditEntry]:
        """Every act, the oldest first; loaded in batches."""
        number = -(2**63)
        while rows := self._sql.rows(
            "audit_entries_after", number=number, limit=ROWS_PER_STATEMENT
        ):
            yield from map(_entry_from_row, rows)
            number = rows[-1]["number"]

    def before(self, number: int | None, limit: int) -> list[AuditEntry]:
        """At most `limit` acts before a number, the newest first; None for the newest of all."""
        bound = 2**63 - 1 if number is None else number
        rows = self._sql.rows("audit_entries_before", number=bound, limit=limit)
        return [_entry_from_row(row) for row in rows]


def _entry_from_row(row: Row) -> AuditEntry:
    return AuditEntry(
        number=row["number"],
        at=converters.to_time(row["at"]),
        actor=Actor(name=row["actor"], member_id=row["member_id"], through=row["through"]),
        action=row["action"],
        subject=row["subject"],
        before=converters.to_map(row["before"]),
        after=converters.to_map(row["after"]),
        previous_hash=row["previous_hash"],
        hash=row["hash"],
    )
