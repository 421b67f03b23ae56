"""Entries: items of feeds as their feeds give them, and whether they were read."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from coranto.model import Entry
from coranto.store import converters
from coranto.store.converters import Row, Values
from coranto.store.database import Database, as_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """An entry to store."""

    entry: Entry
    page_key: str  #: of the page it links to (reading/urls.py); "" when it has none
    fingerprint: str  #: another one when anything in the entry is another


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEntry:
    """An entry as stored."""

    feed_id: str
    entry: Entry
    page_key: str
    capture_id: int  #: the capture that last changed it
    first_seen: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryKey:
    """What identifies an entry, without its text."""

    feed_id: str
    key: str
    page_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UpsertResult:
    """The outcome of storing the entries of a feed."""

    fresh: int  #: not seen before
    changed: list[str]  #: page keys of entries that say something else than before


class Entries:
    """The table `entries`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sql = database.statements("entries")

    def upsert(
        self, feed_id: str, rows: Sequence[EntryRow], capture_id: int, at: datetime
    ) -> UpsertResult:
        """Store a feed's entries: new and changed ones are unread. Of one key the first counts."""
        # Some feeds give two entries one key. If both counted, each visit would replace one by
        # the other and find a change. Reversed, so that the dict keeps the first.
        first_by_key = {row.entry.key: row for row in reversed(rows)}
        with self._database.transaction():
            known_fingerprints = self._fingerprints(feed_id, first_by_key)
            new_or_changed = [
                row
                for key, row in first_by_key.items()
                if known_fingerprints.get(key) != row.fingerprint
            ]
            shared_values: Values = {
                "feed_id": feed_id,
                "capture_id": capture_id,
                "first_seen": converters.from_time(at),
            }
            # Reversed again: rows are written in the order the feed has them.
            values_to_write = [
                shared_values | _entry_values(row) for row in reversed(new_or_changed)
            ]
            self._sql.write_many("upsert_entry", values_to_write)
        changed_page_keys = [
            row.page_key for row in reversed(new_or_changed) if row.entry.key in known_fingerprints
        ]
        return UpsertResult(
            fresh=len(new_or_changed) - len(changed_page_keys),
            changed=[page_key for page_key in changed_page_keys if page_key],
        )

    def _fingerprints(self, feed_id: str, keys: Collection[str]) -> dict[str, str]:
        json_safe_keys = [key for key in keys if "\0" not in key]
        rows = self._sql.rows("fingerprints", feed_id=feed_id, keys=as_keys(json_safe_keys))
        fingerprints = {row["key"]: row["fingerprint"] for row in rows}
        # SQLite's JSON ends a text at a NUL: such keys are asked for one by one.
        for key in set(keys).difference(json_safe_keys):
            if stored := self._sql.row("get_entry", feed_id=feed_id, key=key):
                fingerprints[key] = stored["fingerprint"]
        return fingerprints

    def get(self, feed_id: str, key: str) -> StoredEntry | None:
        """One entry of one feed."""
        row = self._sql.row("get_entry", feed_id=feed_id, key=key)
        return None if row is None else _entry_from_row(row)

    def unread(self) -> Iterator[StoredEntry]:
        """Entries that are new or changed, oldest capture first. Marking them meanwhile is safe."""
        # Safe since the ids are read at once; the entries themselves follow in batches.
        ids = [row["id"] for row in self._sql.rows("unread_entry_ids")]
        return (_entry_from_row(row) for row in self._sql.stream("entries_by_id", ids))

    def unread_keys(self) -> list[EntryKey]:
        """The keys of the same entries, in the same order."""
        return [
            EntryKey(feed_id=row["feed_id"], key=row["key"], page_key=row["page_key"])
            for row in self._sql.rows("unread_entry_ids")
        ]

    def for_page(self, page_key: str) -> list[StoredEntry]:
        """The entries of all feeds that link to a page, first seen first."""
        return [
            _entry_from_row(row) for row in self._sql.rows("entries_for_page", page_key=page_key)
        ]

    def of_pages(self, feed_id: str, page_keys: Iterable[str]) -> Iterator[StoredEntry]:
        """A feed's entries that link to these pages."""
        rows = self._sql.rows("entries_of_pages", feed_id=feed_id, keys=as_keys(list(page_keys)))
        return map(_entry_from_row, rows)

    def feeds_of_documents(self, document_ids: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Documents with the feeds that have an entry of them, as pairs of ids."""
        for row in self._sql.stream("feeds_of_documents", document_ids):
            yield row["document_id"], row["feed_id"]

    def mark_read(self, keys: Iterable[tuple[str, str]]) -> None:
        """Record that entries, given by feed id and key, have become documents."""
        self._sql.write_many(
            "mark_entry_read", [{"feed_id": feed_id, "key": key} for feed_id, key in keys]
        )


def _entry_values(row: EntryRow) -> Values:
    entry = row.entry
    return {
        "key": entry.key,
        "url": entry.url,
        "page_key": row.page_key,
        "kind": entry.kind,
        "title": entry.title,
        "published_raw": entry.published_raw,
        "updated_raw": entry.updated_raw,
        "language": entry.language,
        "authors": converters.from_list(entry.authors),
        "summary": entry.summary,
        "content": entry.content,
        "tags": converters.from_list(entry.tags),
        "source_name": entry.source_name,
        "source_url": entry.source_url,
        "is_aggregated": int(entry.is_aggregated),
        "fingerprint": row.fingerprint,
    }


def _entry_from_row(row: Row) -> StoredEntry:
    entry = Entry(
        key=row["key"],
        url=row["url"],
        title=row["title"],
        kind=row["kind"],
        published_raw=row["published_raw"],
        updated_raw=row["updated_raw"],
        language=row["language"],
        authors=converters.to_tuple(row["authors"]),
        summary=row["summary"],
        content=row["content"],
        tags=converters.to_tuple(row["tags"]),
        source_name=row["source_name"],
        source_url=row["source_url"],
        is_aggregated=bool(row["is_aggregated"]),
    )
    return StoredEntry(
        feed_id=row["feed_id"],
        entry=entry,
        page_key=row["page_key"],
        capture_id=row["capture_id"],
        first_seen=converters.to_time(row["first_seen"]),
    )
