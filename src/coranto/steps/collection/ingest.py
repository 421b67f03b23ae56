"""One archived answer → the store. The same code serves a live answer and a replayed one.

Nothing here fetches, and nothing may depend on the clock: a rebuild replays the archive
through these functions and must arrive at the same rows.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from coranto.edges import fetch
from coranto.edges.limits import ResponseLimits
from coranto.edges.response import Exchange
from coranto.errors import Reason, SourceError
from coranto.model import Capture, Entry, Feed, FeedReading, Problem
from coranto.reading import feeds, schedule, urls
from coranto.reading.feeds import discovery
from coranto.steps.desk import Desk
from coranto.store import Store
from coranto.store.entries import EntryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestResult:
    """What was made of one answer."""

    reason: Reason | None = None  #: why it could not be used; None when it could
    detail: str = ""
    entries: int = 0
    fresh: int = 0
    reading: FeedReading | None = None


def absorb_capture(
    desk: Desk, feed: Feed | None, capture: Capture, exchange: Exchange
) -> IngestResult:
    """Write what an archived answer says to the store, inside the caller's transaction.

    `feed` is None for the answer of a page. An answer that cannot be used is no error: the
    result has its reason.
    """
    capture_id = desk.store.captures.add(capture)
    if 300 <= capture.status < 400:
        return IngestResult()  # a redirect is kept as evidence; its body is not read
    if feed is None:
        return _absorb_page(desk.store, capture_id, capture, exchange)
    return _absorb_feed(desk, feed, capture_id, exchange)


def _absorb_feed(desk: Desk, feed: Feed, capture_id: int, exchange: Exchange) -> IngestResult:
    try:
        source = desk.store.sources.get(feed.source_id)
        reading = read_feed_answer(
            feed,
            exchange,
            limits=desk.limits,
            source_language=source.sole_language if source else "",
        )
    except SourceError as error:
        return IngestResult(reason=error.reason, detail=error.detail)
    rows = _entry_rows(desk.store, feed, reading.entries)
    upserted = desk.store.entries.upsert(feed.id, rows, capture_id, exchange.at)
    # The page of an entry that changed is fetched again, since the article may have, too.
    if feed.pages == "auto":
        desk.store.pages.request(pages_wanted(rows, seen_at=exchange.at))
        desk.store.pages.request_again(upserted.changed)
    return IngestResult(entries=len(rows), fresh=upserted.fresh, reading=reading)


def read_feed_answer(
    feed: Feed, exchange: Exchange, *, limits: ResponseLimits, source_language: str = ""
) -> FeedReading:
    """Read the answer of a feed, or the links of a page that is polled as one.

    Raises SourceError when the status, the content coding or the format cannot be used.
    """
    fetch.raise_for_status(exchange)
    body = fetch.decode_body(exchange, limits)
    if feed.kind == "page":
        return discovery.links_in_page(body, url=exchange.url, selector=feed.selector)
    return feeds.read_feed(
        body,
        url=exchange.url,
        content_type=exchange.header("content-type"),
        announced_language=source_language,
    )


def _entry_rows(store: Store, feed: Feed, entries: Sequence[Entry]) -> list[EntryRow]:
    """What to keep of a feed's entries. A link that unlike entries share is no one's page."""
    page_keys = [urls.document_key(entry.url) if entry.url else "" for entry in entries]
    entries_by_page: dict[str, list[Entry]] = {}
    for page_key, entry in zip(page_keys, entries, strict=True):
        if page_key:
            entries_by_page.setdefault(page_key, []).append(entry)
    for stored in store.entries.of_pages(feed.id, entries_by_page):
        entries_by_page[stored.page_key].append(stored.entry)
    shared = {page_key for page_key, sharing in entries_by_page.items() if _are_unlike(sharing)}
    return [
        EntryRow(
            entry=entry,
            page_key="" if page_key in shared else page_key,
            fingerprint=entry_fingerprint(entry),
        )
        for page_key, entry in zip(page_keys, entries, strict=True)
    ]


def _are_unlike(entries: Sequence[Entry]) -> bool:
    # Asked first: most links have one entry, and the module loads the readers of pages (40 ms).
    if len({entry.key for entry in entries}) == 1:
        return False
    from coranto.reading import documents

    return documents.are_unlike_entries(entries)


def entry_fingerprint(entry: Entry) -> str:
    """A hash that changes when the outlet changes the entry, not when its delivery does."""
    parts: Sequence[str] = (
        entry.title,
        entry.url,
        entry.published_raw,
        entry.updated_raw,
        entry.summary,
        entry.content,
        *entry.authors,
    )
    text = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=12).hexdigest()


def pages_wanted(rows: Iterable[EntryRow], *, seen_at: datetime) -> Iterable[tuple[str, str]]:
    """Yield key and address of the articles whose pages are worth fetching."""
    for row in rows:
        if row.page_key and schedule.is_page_wanted(row.entry, seen_at=seen_at):
            yield row.page_key, row.entry.url


def _absorb_page(
    store: Store, capture_id: int, capture: Capture, exchange: Exchange
) -> IngestResult:
    # The page is known by the address that was asked for, wherever redirects led.
    key = urls.document_key(capture.asked or capture.url)
    try:
        fetch.raise_for_status(exchange)
    except SourceError as error:
        return IngestResult(reason=error.reason, detail=error.detail)
    store.pages.record_fetched(
        key,
        capture_id,
        exchange.header("etag"),
        exchange.header("last-modified"),
        schedule.next_page_check(exchange.at),
    )
    return IngestResult()


def feed_problems(feed: Feed, absorbed: IngestResult) -> tuple[Problem, ...]:
    """What was left out of a feed; each subject names the feed's address."""
    if absorbed.reading is None:
        return ()
    return tuple(
        problem
        if feed.url in problem.subject
        else replace(problem, subject=f"{feed.url} {problem.subject}".strip())
        for problem in absorbed.reading.problems
    )
