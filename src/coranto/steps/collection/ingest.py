"""One archived answer → the store. The same code serves a live answer and a replayed one.

Nothing here fetches; what is written can be derived again from the archive.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from coranto.edges import fetch
from coranto.edges.limits import ResponseLimits
from coranto.edges.response import Exchange
from coranto.errors import Reason, SourceError
from coranto.model import Capture, Entry, Feed, FeedReading, Problem
from coranto.reading import dates, feeds, urls
from coranto.reading.feeds import discovery
from coranto.steps.desk import Desk
from coranto.store import Store
from coranto.store.entries import EntryRow
from coranto.store.pages import RevisitTimes

#: An article older than this when first seen is kept as its feed tells it; its page is not
#: fetched, since an edition tells of a week and old archives would flood a first run.
MAX_ENTRY_AGE = timedelta(days=30)


#: Outlets edit in the first days: a page is looked at once a day until it is this old.
PAGE_WATCH_PERIOD = timedelta(days=3)
#: What an edition cites is looked at as long as the next few editions may correct it.
CITED_PAGE_WATCH_PERIOD = timedelta(days=28)
#: A little under a day, so that a run at the same hour every day looks again.
PAGE_CHECK_INTERVAL = timedelta(hours=20)


def next_page_check(at: datetime) -> RevisitTimes:
    """A look at a page at that time, and when the next one is due."""
    return RevisitTimes(
        at=at,
        again=at + PAGE_CHECK_INTERVAL,
        since=at - PAGE_WATCH_PERIOD,
        cited=at - CITED_PAGE_WATCH_PERIOD,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestResult:
    """What one answer came to."""

    reason: Reason | None = None  #: why it could not be used; None when it could
    detail: str = ""
    entries: int = 0
    fresh: int = 0
    reading: FeedReading | None = None


def absorb_capture(
    desk: Desk, feed: Feed | None, capture: Capture, exchange: Exchange
) -> IngestResult:
    """Write what an archived answer says. The caller holds the transaction."""
    capture_id = desk.store.captures.add(capture)
    if 300 <= capture.status < 400:
        return IngestResult()  # a redirect's own answer: kept as evidence, says nothing more
    if feed is None:
        return _absorb_page(desk.store, capture_id, capture, exchange)
    return _absorb_feed(desk, feed, capture_id, exchange)


def _absorb_feed(desk: Desk, feed: Feed, capture_id: int, exchange: Exchange) -> IngestResult:
    try:
        reading = read_feed_answer(feed, exchange, limits=desk.limits)
    except SourceError as error:
        return IngestResult(reason=error.reason, detail=error.detail)
    rows = [_entry_row(entry) for entry in reading.entries]
    upserted = desk.store.entries.upsert(feed.id, rows, capture_id, exchange.at)
    if feed.pages == "auto":
        desk.store.pages.want(pages_wanted(rows, seen=exchange.at))
        desk.store.pages.again(upserted.changed)
    return IngestResult(entries=len(rows), fresh=upserted.fresh, reading=reading)


def read_feed_answer(feed: Feed, exchange: Exchange, *, limits: ResponseLimits) -> FeedReading:
    """What a feed's answer says. Raises SourceError."""
    fetch.raise_for_status(exchange)
    body = fetch.decode_body(exchange, limits)
    if feed.kind == "page":
        return discovery.links_in_page(body, url=exchange.url, selector=feed.selector)
    return feeds.read_feed(body, url=exchange.url, content_type=exchange.header("content-type"))


def _entry_row(entry: Entry) -> EntryRow:
    key = urls.document_key(entry.url) if entry.url else ""
    return EntryRow(entry=entry, page_key=key, fingerprint=entry_fingerprint(entry))


def entry_fingerprint(entry: Entry) -> str:
    """Changes when the outlet changes the entry; blind to how it was delivered."""
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


def pages_wanted(rows: Iterable[EntryRow], *, seen: datetime) -> Iterable[tuple[str, str]]:
    """Key and address of the articles whose pages are worth fetching."""
    for row in rows:
        entry = row.entry
        if row.page_key and entry.kind == "article" and _is_recent(entry, seen=seen):
            yield row.page_key, entry.url


def _is_recent(entry: Entry, *, seen: datetime) -> bool:
    raw = entry.updated_raw or entry.published_raw
    if not raw:
        return True
    moment = dates.read_date(raw, seen=seen, language=entry.language).at
    return moment is None or seen - moment <= MAX_ENTRY_AGE


def _absorb_page(
    store: Store, capture_id: int, capture: Capture, exchange: Exchange
) -> IngestResult:
    key = urls.document_key(capture.asked or capture.url)
    try:
        fetch.raise_for_status(exchange)
    except SourceError as error:
        return IngestResult(reason=error.reason, detail=error.detail)
    store.pages.held(
        key,
        capture_id,
        exchange.header("etag"),
        exchange.header("last-modified"),
        next_page_check(exchange.at),
    )
    return IngestResult()


def feed_problems(feed: Feed, absorbed: IngestResult) -> tuple[Problem, ...]:
    """What was left out of a feed, named by the feed."""
    if absorbed.reading is None:
        return ()
    return tuple(
        problem
        if feed.url in problem.subject
        else replace(problem, subject=f"{feed.url} {problem.subject}".strip())
        for problem in absorbed.reading.problems
    )
