"""The audit: one entry for each act of a person, chained by hashes.

An entry is appended in the transaction of the act itself: there is neither without the other.
The database refuses to change or delete one; whoever changes the file by other means breaks the
chain, which `verify_audit` finds.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from coranto.model.members import Actor, AuditEntry
from coranto.steps.desk import Desk

_NOTHING: Mapping[str, Any] = MappingProxyType({})
#: Breaks of the chain that are listed; one change breaks it once or twice.
MAX_LISTED_BREAKS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditVerification:
    """What became of the chain."""

    entries: int
    last_hash: str  #: of the newest entry: who notes it elsewhere can prove that none was cut off
    breaks: tuple[str, ...]  #: in words; empty when the chain is whole


def append_entry(  # noqa: PLR0913 - each is named
    desk: Desk,
    *,
    actor: Actor,
    action: str,
    subject: str,
    now: datetime,
    before: Mapping[str, Any] = _NOTHING,
    after: Mapping[str, Any] = _NOTHING,
) -> AuditEntry:
    """Append an act with what it changed; `before` and `after` are plain JSON values.

    Call it in the transaction of the act. No secret may be among the values.
    """
    with desk.store.transaction():
        last_entry = desk.store.audit.last()
        unsealed = AuditEntry(
            number=last_entry.number + 1 if last_entry else 1,
            at=now,
            actor=actor,
            action=action,
            subject=subject,
            before=before,
            after=after,
            previous_hash=last_entry.hash if last_entry else "",
            hash="",
        )
        entry = replace(unsealed, hash=hash_entry(unsealed))
        desk.store.audit.append(entry)
    return entry


def hash_entry(entry: AuditEntry) -> str:
    """The SHA-256, in hex, of an entry's line as exported, without its own hash."""
    fields = {key: value for key, value in _as_fields(entry).items() if key != "hash"}
    return hashlib.sha256(_as_line(fields).encode("utf-8", "surrogatepass")).hexdigest()


def verify_audit(desk: Desk) -> AuditVerification:
    """Read the whole audit and follow its chain."""
    breaks: list[str] = []
    number, previous_hash = 0, ""
    for entry in desk.store.audit.all():
        if len(breaks) < MAX_LISTED_BREAKS:
            breaks += _find_breaks(entry, number, previous_hash)
        number, previous_hash = entry.number, entry.hash
    return AuditVerification(entries=number, last_hash=previous_hash, breaks=tuple(breaks))


def _find_breaks(entry: AuditEntry, number: int, previous_hash: str) -> Iterator[str]:
    if entry.number != number + 1:
        missing = f"{number + 1}" + (f" to {entry.number - 1}" if entry.number > number + 2 else "")
        yield f"entry {missing} of the audit is missing"
    elif entry.previous_hash != previous_hash:
        yield f"entry {entry.number} of the audit does not follow the one before it"
    if hash_entry(entry) != entry.hash:
        yield f"entry {entry.number} of the audit ({entry.action}) was changed"


def list_entries(desk: Desk, *, before: int | None = None, limit: int = 100) -> list[AuditEntry]:
    """The newest acts, or those before entry `before`; the newest first."""
    return desk.store.audit.before(before, limit)


def export_audit(desk: Desk) -> Iterator[str]:
    """Each act as one line of JSON, the oldest first.

    The hash of a line is the SHA-256 of the same line without "hash", so that others can verify
    the chain: keys are sorted, without spaces, in UTF-8.
    """
    for entry in desk.store.audit.all():
        yield _as_line(_as_fields(entry))


def _as_fields(entry: AuditEntry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "at": entry.at.isoformat(timespec="microseconds"),
        "actor": entry.actor.name,
        "member": entry.actor.member_id,
        "through": entry.actor.through,
        "action": entry.action,
        "subject": entry.subject,
        "before": dict(entry.before),
        "after": dict(entry.after),
        "previous": entry.previous_hash,
        "hash": entry.hash,
    }


def _as_line(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
