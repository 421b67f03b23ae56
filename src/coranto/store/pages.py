"""Pages: articles to fetch, and the state of fetching them."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from coranto.reading.schedule import MAX_PLAUSIBLE_WAIT, RevisitTimes
from coranto.store import converters
from coranto.store.converters import Row, Values
from coranto.store.database import Database, as_keys

#: Pages with one text or one claimed address that are compared: a wall may stand under thousands.
MAX_CLAIMS = 20

PageState = Literal["due", "held", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPage:
    """An article's page: its row in the database."""

    key: str  #: see reading/urls.py
    url: str
    state: PageState
    attempts: int  #: failed ones since the last success
    not_before: datetime | None
    reason: str
    detail: str
    etag: str
    last_modified: str
    capture_id: int | None  #: the newest capture with a page; None before the first


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePage:
    """A page to fetch now."""

    key: str
    url: str
    etag: str = ""
    last_modified: str = ""
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadPage:
    """A page that was fetched and has not been read into a document yet."""

    key: str
    url: str
    capture_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageVisit:
    """The state of fetching a page, with the names and values of its columns."""

    # Texts as in the database, not datetimes: a rebuild only carries them over.
    key: str
    state: PageState
    attempts: int
    not_before: str | None
    reason: str
    detail: str
    etag: str
    last_modified: str
    first_had: str | None
    cited: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageClaim:
    """What a page gives as its text and as its address."""

    key: str  #: of the page
    title: str  #: of the feed's entry, else of the page
    text_sha256: str  #: of its text in the form in which texts are compared
    canonical: str = ""  #: key of the address that it claims; "" when that is its own


class Pages:
    """The table `pages`."""

    def __init__(self, database: Database) -> None:
        self._sql = database.statements("pages")

    def request(self, rows: Iterable[tuple[str, str]]) -> None:
        """Add pages to fetch, given as key and address; a known page stays as it is."""
        self._sql.write_many("want_page", [{"key": key, "url": url} for key, url in rows])

    def request_again(self, keys: Iterable[str]) -> None:
        """Have known pages fetched again, since their entries have changed."""
        self._sql.write_many("want_page_again", [{"key": key} for key in keys])

    def request_unreadable_again(self, keys: Iterable[str]) -> None:
        """Have pages fetched anew whose unread captures the archive has lost."""
        self._sql.write_many("want_unreadable_page", [{"key": key} for key in keys])

    def get(self, key: str) -> StoredPage | None:
        """The page of this key."""
        row = self._sql.row("get_page", key=key)
        return None if row is None else _page_from_row(row)

    def due(self, now: datetime, limit: int) -> list[DuePage]:
        """At most `limit` pages to fetch now, the longest wanted first."""
        return [
            DuePage(
                key=row["key"],
                url=row["url"],
                etag=row["etag"],
                last_modified=row["last_modified"],
                attempts=row["attempts"],
            )
            for row in self._sql.rows("pages_due", limit=limit, **_due_values(now))
        ]

    def count_due(self, now: datetime) -> int:
        """How many pages could be fetched now."""
        number: int = self._sql.value("count_pages_due", **_due_values(now))
        return number

    def record_fetched(
        self, key: str, capture_id: int, etag: str, last_modified: str, look: RevisitTimes
    ) -> None:
        """Record a successful visit; the page is unread unless this capture was read already."""
        # The same capture again, as after a crash, has nothing new to read.
        self._sql.write(
            "page_held",
            key=key,
            capture_id=capture_id,
            etag=etag,
            last_modified=last_modified,
            **_revisit_values(look),
        )

    def record_unchanged(self, key: str, look: RevisitTimes) -> None:
        """Record a visit that found the page unchanged (304)."""
        self._sql.write("page_unchanged", key=key, **_revisit_values(look))

    def mark_cited(self, document_ids: Iterable[str], look: RevisitTimes) -> None:
        """Visit the pages of cited documents again, and for longer than those of others."""
        self._sql.write(
            "cite_pages",
            keys=as_keys(list(document_ids)),
            at=converters.from_time(look.at),
            again=converters.from_time(look.again),
        )

    def record_failure(
        self, key: str, reason: str, detail: str, not_before: datetime | None
    ) -> None:
        """Record a failed visit; the next is from `not_before` on, or never when it is None."""
        self._sql.write(
            "page_failed",
            key=key,
            reason=reason,
            detail=detail,
            not_before=converters.from_time_or_none(not_before),
        )

    def unread(self) -> Iterator[UnreadPage]:
        """Fetched pages that have not been read, oldest capture first."""
        rows = self._sql.rows("unread_pages")
        return (
            UnreadPage(key=row["key"], url=row["url"], capture_id=row["capture_id"]) for row in rows
        )

    def mark_read(self, keys: Iterable[str]) -> None:
        """Record that the newest captures of these pages have become documents."""
        self._sql.write_many("mark_page_read", [{"key": key} for key in keys])

    def keep_claim(self, claim: PageClaim) -> None:
        """Keep what a page gives as its text and address, in place of what it gave before."""
        self._sql.write("keep_page_claim", **asdict(claim))

    def claim_of(self, key: str) -> PageClaim | None:
        """What a page gave when it was last read."""
        row = self._sql.row("page_claim", key=key)
        return None if row is None else PageClaim(**dict(row))

    def claims_of_text(self, text_sha256: str) -> list[PageClaim]:
        """At most `MAX_CLAIMS` pages that gave the same text, by key."""
        rows = self._sql.rows("claims_of_text", text_sha256=text_sha256, limit=MAX_CLAIMS)
        return [PageClaim(**dict(row)) for row in rows]

    def claims_of_canonical(self, canonical: str) -> list[PageClaim]:
        """At most `MAX_CLAIMS` pages that claim an address or stand at it, by key."""
        rows = self._sql.rows("claims_of_canonical", canonical=canonical, limit=MAX_CLAIMS)
        return [PageClaim(**dict(row)) for row in rows]

    def read_again(self, keys: Iterable[str]) -> None:
        """Let the newest captures of pages be read once more."""
        self._sql.write_many("read_page_again", [{"key": key} for key in keys])

    def visits(self) -> list[PageVisit]:
        """The state of fetching every page, for a rebuild."""
        # The archive has answers only: what was tried in vain is known here alone.
        return [PageVisit(**dict(row)) for row in self._sql.rows("visits")]

    def restore_visits(self, visits: Iterable[PageVisit]) -> None:
        """Put pages back into the state that `visits` returned."""
        self._sql.write_many("restore_visit", [asdict(visit) for visit in visits])

    def troubles(self, keys: Iterable[str]) -> dict[str, str]:
        """Key → why the last visit failed; pages whose last visit succeeded are left out."""
        return {row["key"]: row["reason"] for row in self._sql.stream("troubles", keys)}

    def failures_by_reason(self) -> dict[str, int]:
        """Reason → how many pages last failed for it, the most frequent first."""
        rows = self._sql.rows("page_failures_by_reason")
        return {row["reason"]: row["pages"] for row in rows}


def _due_values(now: datetime) -> Values:
    return {
        "now": converters.from_time(now),
        "latest": converters.from_time(now + MAX_PLAUSIBLE_WAIT),
    }


def _revisit_values(look: RevisitTimes) -> Values:
    return {
        "at": converters.from_time(look.at),
        "again": converters.from_time(look.again),
        "since": converters.from_time(look.since),
        "cited": converters.from_time_or_none(look.cited),
    }


def _page_from_row(row: Row) -> StoredPage:
    return StoredPage(
        key=row["key"],
        url=row["url"],
        state=row["state"],
        attempts=row["attempts"],
        not_before=converters.to_time_or_none(row["not_before"]),
        reason=row["reason"],
        detail=row["detail"],
        etag=row["etag"],
        last_modified=row["last_modified"],
        capture_id=row["capture_id"],
    )
