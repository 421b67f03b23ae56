"""Visit feeds and the pages they lead to: fetch → archive → store, in that order.

The archive is made durable before the database hears of an answer, so a crash in
between is healed by reading the archive's end again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from coranto.edges import fetch
from coranto.edges.addresses import Allowed
from coranto.edges.archive import Exchange
from coranto.edges.fetch import Answer, Fetcher, Request
from coranto.errors import Reason, SourceError
from coranto.model import Capture, Feed
from coranto.reading import urls
from coranto.settings import Settings, environment_proxy
from coranto.steps import ingest
from coranto.steps.desk import Clock, Desk, Progress, Report
from coranto.steps.ingest import Absorbed
from coranto.store.pages import DuePage
from coranto.store.polls import Poll

#: Failures that trying again within days will not heal: the page is left to its feed's text.
FINAL: frozenset[Reason] = frozenset(
    {
        "gone",
        "missing",
        "login",
        "blocked",
        "robots",
        "inside address",
        "bad address",
        "not a page",
        "too big",
        "too deep",
        "certificate",
        "no such host",
    }
)
PAGE_ATTEMPTS = 3
#: Back-off after the nth failure in a row: 30 minutes doubled each time, a week at most.
FIRST_WAIT = timedelta(minutes=30)
LONGEST_WAIT = timedelta(days=7)


@dataclass(slots=True)
class Collected:
    """What a collection came to. Filled as it goes; read by the run's summary."""

    feeds: int = 0
    unchanged: int = 0
    failed: int = 0
    fresh: int = 0
    pages: int = 0
    pages_failed: int = 0


def user_agent(settings: Settings) -> str:
    """Who Coranto says it is: name, version and whom to write to."""
    from coranto import __version__  # noqa: PLC0415 - the package's own module, cheap

    contact = settings.fetch.contact or settings.desk.contact or settings.desk.address
    where = f"; {contact}" if contact else ""
    return f"Coranto/{__version__} (press review{where})"


def fetcher_for(settings: Settings, *, clock: Clock) -> Fetcher:
    """A Fetcher as the desk's file asks for it."""
    limits = settings.limits
    return Fetcher(
        limits=fetch.Limits(
            seconds=limits.seconds,
            connect_seconds=limits.connect_seconds,
            bytes=limits.bytes,
            decoded_bytes=limits.decoded_bytes,
            redirects=limits.redirects,
        ),
        allowed=Allowed.parse(settings.fetch.allow),
        user_agent=user_agent(settings),
        proxy=environment_proxy(settings),
        delay=settings.fetch.delay,
        workers=settings.fetch.workers,
        robots=settings.fetch.robots,
        clock=clock,
    )


def collect(desk: Desk, fetcher: Fetcher, *, run_id: int, clock: Clock, report: Report) -> Collected:
    """Visit every feed that is due and not yet visited in this run, then the due pages."""
    collected = Collected()
    _collect_feeds(desk, fetcher, collected, run_id=run_id, clock=clock, report=report)
    _collect_pages(desk, fetcher, collected, run_id=run_id, clock=clock, report=report)
    return collected


def recover(desk: Desk) -> list[str]:
    """Heal what a crash left: cut torn records, and absorb answers the database missed."""
    said = desk.archive.repair()
    for capture in desk.archive.records(desk.store.captures.ends()):
        exchange = desk.archive.read(capture.place)
        with desk.store.transaction():
            _settle(desk, capture, exchange)
        said.append(f"found again in the archive: {capture.url}")
    return said


def _settle(desk: Desk, capture: Capture, exchange: Exchange) -> Absorbed:
    """Absorb one archived answer and note what became of the visit."""
    feed = desk.store.feeds.get(capture.feed_id) if capture.feed_id else None
    absorbed = ingest.absorb(desk.store, feed, capture, exchange)
    if 300 <= capture.status < 400:
        return absorbed
    if feed is None:
        _note_page(desk, capture.asked or capture.url, absorbed, at=capture.at)
    else:
        _note_feed(desk, feed, capture, exchange, absorbed)
    return absorbed


def _collect_feeds(
    desk: Desk, fetcher: Fetcher, collected: Collected, *, run_id: int, clock: Clock, report: Report
) -> None:
    done = desk.store.polls.done(run_id)
    due = [feed for feed in desk.store.feeds.due(clock()) if feed.id not in done]
    by_id = {feed.id: feed for feed in due}
    requests = [
        Request(
            url=feed.url,
            etag=feed.etag,
            last_modified=feed.last_modified,
            purpose="feed",
            feed_id=feed.id,
        )
        for feed in due
    ]
    for number, (request, outcome) in enumerate(fetcher.fetch_all(requests), 1):
        feed = by_id[request.feed_id]
        if isinstance(outcome, SourceError):
            absorbed = _feed_failed(desk, feed, outcome, run_id=run_id, at=clock())
        elif outcome.status == 304:
            absorbed = _feed_unchanged(desk, feed, run_id=run_id, at=outcome.at)
            collected.unchanged += 1
        else:
            absorbed = _take(desk, outcome, run_id=run_id)
        collected.feeds += 1
        collected.failed += absorbed.reason is not None
        collected.fresh += absorbed.fresh
        report(Progress(step="feeds", done=number, total=len(requests), note=feed.url))


def _take(desk: Desk, answer: Answer, *, run_id: int) -> Absorbed:
    """Archive an answer and its redirects, make them durable, then tell the database."""
    kept: list[tuple[Capture, Exchange]] = []
    for hop in answer.hops:
        kept.append((desk.archive.append(hop, run_id=run_id), hop))
    exchange = Exchange.of(answer)
    known = desk.store.captures.latest(answer.url)
    capture = desk.archive.append(
        exchange, run_id=run_id, feed_id=answer.request.feed_id, asked=answer.asked, known=known
    )
    kept.append((capture, exchange))
    desk.archive.sync()
    with desk.store.transaction():
        settled = [_settle(desk, capture, exchange) for capture, exchange in kept]
        _note_move(desk, answer)
    return settled[-1]


def _note_move(desk: Desk, answer: Answer) -> None:
    feed = desk.store.feeds.get(answer.request.feed_id) if answer.request.feed_id else None
    if feed and feed.moved_to != answer.moved_to:
        desk.store.feeds.update(replace(feed, moved_to=answer.moved_to))


def _note_feed(
    desk: Desk, feed: Feed, capture: Capture, exchange: Exchange, absorbed: Absorbed
) -> None:
    """The visit's outcome, and the feed's own state for the next one."""
    failed = absorbed.reason is not None
    desk.store.polls.record(
        Poll(
            run_id=capture.run_id,
            feed_id=feed.id,
            at=capture.at,
            outcome="failed" if failed else "new",
            status=capture.status,
            reason=absorbed.reason or "",
            detail=absorbed.detail,
            entries=absorbed.entries,
            fresh=absorbed.fresh,
        )
    )
    desk.store.problems.record(capture.run_id, capture.at, ingest.problems_of(feed, absorbed))
    if failed:
        asked = fetch.retry_after(exchange, capture.at)
        desk.store.feeds.update(_backed_off(feed, capture.at, asked))
        return
    reading = absorbed.reading
    desk.store.feeds.update(
        replace(
            feed,
            kind=reading.kind if reading else feed.kind,
            title=feed.title or (reading.title if reading else ""),
            etag=exchange.header("etag"),
            last_modified=exchange.header("last-modified"),
            failures=0,
            not_before=None,
        )
    )


def _backed_off(feed: Feed, at: datetime, asked: float | None) -> Feed:
    failures = feed.failures + 1
    wait = min(FIRST_WAIT * 2 ** min(failures - 1, 20), LONGEST_WAIT)
    if asked is not None:
        wait = min(max(wait, timedelta(seconds=asked)), LONGEST_WAIT)
    return replace(feed, failures=failures, not_before=at + wait)


def _feed_failed(
    desk: Desk, feed: Feed, error: SourceError, *, run_id: int, at: datetime
) -> Absorbed:
    poll = Poll(
        run_id=run_id,
        feed_id=feed.id,
        at=at,
        outcome="failed",
        status=None,
        reason=error.reason,
        detail=error.detail,
        entries=0,
        fresh=0,
    )
    with desk.store.transaction():
        desk.store.polls.record(poll)
        desk.store.feeds.update(_backed_off(feed, at, None))
    return Absorbed(reason=error.reason, detail=error.detail)


def _feed_unchanged(desk: Desk, feed: Feed, *, run_id: int, at: datetime) -> Absorbed:
    poll = Poll(
        run_id=run_id,
        feed_id=feed.id,
        at=at,
        outcome="unchanged",
        status=304,
        reason="",
        detail="",
        entries=0,
        fresh=0,
    )
    with desk.store.transaction():
        desk.store.polls.record(poll)
        if feed.failures or feed.not_before:
            desk.store.feeds.update(replace(feed, failures=0, not_before=None))
    return Absorbed()


def _collect_pages(
    desk: Desk, fetcher: Fetcher, collected: Collected, *, run_id: int, clock: Clock, report: Report
) -> None:
    due = desk.store.pages.due(clock(), desk.settings.limits.pages)
    by_url = {page.url: page for page in due}
    for number, (request, outcome) in enumerate(fetcher.fetch_all(_page_requests(due)), 1):
        page = by_url[request.url]
        if isinstance(outcome, SourceError):
            _page_failed(desk, page, outcome, at=clock())
            collected.pages_failed += 1
        elif outcome.status == 304:
            with desk.store.transaction():
                desk.store.pages.unchanged(page.key)
        else:
            absorbed = _take(desk, outcome, run_id=run_id)
            collected.pages += absorbed.reason is None
            collected.pages_failed += absorbed.reason is not None
        report(Progress(step="pages", done=number, total=len(due), note=request.url))


def _page_requests(due: Iterable[DuePage]) -> Iterator[Request]:
    for page in due:
        yield Request(
            url=page.url, etag=page.etag, last_modified=page.last_modified, purpose="page"
        )


def _note_page(desk: Desk, url: str, absorbed: Absorbed, *, at: datetime) -> None:
    if absorbed.reason is None:
        return
    key = urls.document_key(url)
    page = desk.store.pages.get(key)
    attempts = page.attempts if page else 0
    desk.store.pages.failed(
        key, absorbed.reason, absorbed.detail, next_try(absorbed.reason, attempts, at)
    )


def _page_failed(desk: Desk, page: DuePage, error: SourceError, *, at: datetime) -> None:
    with desk.store.transaction():
        desk.store.pages.failed(
            page.key, error.reason, error.detail, next_try(error.reason, page.attempts, at)
        )


def next_try(reason: Reason, attempts: int, at: datetime) -> datetime | None:
    """When a page that failed is tried again; None when it is not."""
    if reason in FINAL or attempts + 1 >= PAGE_ATTEMPTS:
        return None
    return at + FIRST_WAIT * 2**attempts
