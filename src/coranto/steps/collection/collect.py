"""Visit feeds and the pages they lead to: fetch → archive → store, in that order.

The archive is made durable before the database hears of an answer, so a crash in
between is healed by reading the archive's end again.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote

from coranto import __version__
from coranto.edges import fetch
from coranto.edges.addresses import AllowedHosts
from coranto.edges.fetch import FetchedResponse, Fetcher, Request
from coranto.edges.response import Exchange
from coranto.errors import Reason, SourceError
from coranto.model import Capture, Feed, FeedReading
from coranto.reading import schedule, urls
from coranto.settings import Settings, environment_proxy
from coranto.steps.collection import ingest
from coranto.steps.collection.ingest import IngestResult
from coranto.steps.desk import Clock, Desk, Progress, Report
from coranto.store.pages import DuePage
from coranto.store.polls import Poll

PRINTABLE_ASCII = "".join(map(chr, range(32, 127)))
#: Due pages that are looked through for those of one run.
MAX_DUE_PAGES = 100_000


@dataclass(slots=True)
class CollectionResult:
    """What a collection came to. Filled as it goes; read by the run's summary."""

    feeds: int = 0
    unchanged: int = 0
    failed: int = 0
    fresh: int = 0
    pages: int = 0
    pages_failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRound:
    """All that a round of visits needs."""

    desk: Desk
    fetcher: Fetcher
    run_id: int
    clock: Clock
    report: Report


def user_agent(settings: Settings) -> str:
    """Who Coranto says it is: name, version and whom to write to."""
    contact = settings.fetch.contact or settings.desk.contact or settings.desk.address
    # A header is ASCII; an address in another script stays one when it is percent-encoded.
    where = f"; {quote(contact, safe=PRINTABLE_ASCII)}" if contact else ""
    return f"Coranto/{__version__} (press review{where})"


def fetcher_for(desk: Desk, *, clock: Clock) -> Fetcher:
    """A Fetcher as the desk's file asks for it."""
    settings = desk.settings
    return Fetcher(
        limits=desk.limits,
        allowed=AllowedHosts.parse(settings.fetch.allow),
        user_agent=user_agent(settings),
        proxy=environment_proxy(settings),
        delay=settings.fetch.delay,
        workers=settings.fetch.workers,
        robots=settings.fetch.robots,
        known_robots=_known_robots(desk, clock() - schedule.MAX_ROBOTS_AGE),
        clock=clock,
    )


def _known_robots(desk: Desk, since: datetime) -> dict[str, Exchange]:
    """Answers to robots.txt that are fresh enough to go by."""
    captures = desk.store.captures.robots(since)
    return {capture.url: desk.archive.read(capture.place) for capture in captures}


def collect_captures(visit: FetchRound) -> CollectionResult:
    """Visit every feed that is due and not yet visited in this run, then the due pages."""
    collected = CollectionResult()
    _collect_feeds(visit, collected)
    _collect_pages(visit, collected)
    return collected


def recover_from_crash(desk: Desk) -> list[str]:
    """Heal what a crash left: cut torn records, and absorb answers the database missed."""
    said = desk.archive.repair(desk.store.captures.ends())
    for capture in desk.archive.records(desk.store.captures.ends()):
        exchange = desk.archive.read(capture.place)
        with desk.store.transaction():
            _absorb_and_note(desk, capture, exchange)
        said.append(f"found again in the archive: {capture.url}")
    return said


def _absorb_and_note(desk: Desk, capture: Capture, exchange: Exchange) -> IngestResult:
    """Absorb one archived answer and note what became of the visit."""
    feed = desk.store.feeds.get(capture.feed_id) if capture.feed_id else None
    absorbed = ingest.absorb_capture(desk, feed, capture, exchange)
    if 300 <= capture.status < 400:
        return absorbed
    if feed is None:
        _note_page_failure(desk, capture.asked or capture.url, absorbed, at=capture.at)
    else:
        _note_feed_outcome(desk, feed, capture, exchange, absorbed)
    return absorbed


def _collect_feeds(visit: FetchRound, collected: CollectionResult) -> None:
    desk = visit.desk
    done = desk.store.polls.done(visit.run_id)
    due = {feed.id: feed for feed in desk.store.feeds.due(visit.clock()) if feed.id not in done}
    requests = [_feed_request(feed) for feed in due.values()]
    reasons: list[Reason | None] = []
    for number, (request, outcome) in enumerate(visit.fetcher.fetch_all(requests), 1):
        absorbed = _handle_feed_outcome(visit, due[request.feed_id], outcome, collected)
        collected.feeds += 1
        collected.failed += absorbed.reason is not None
        reasons.append(absorbed.reason)
        collected.fresh += absorbed.fresh
        visit.report(Progress(step="feeds", done=number, total=len(due), note=request.url))
    if schedule.is_own_outage(reasons):
        _restore_feeds_after_outage(desk, due.values())


def _restore_feeds_after_outage(desk: Desk, feeds: Iterable[Feed]) -> None:
    """Let feeds stand as before the visits: days without a network are no fault of theirs."""
    with desk.store.transaction():
        for feed in feeds:
            desk.store.feeds.update(feed)


def _feed_request(feed: Feed) -> Request:
    return Request(
        url=feed.url,
        etag=feed.etag,
        last_modified=feed.last_modified,
        purpose="feed",
        feed_id=feed.id,
    )


def _handle_feed_outcome(
    visit: FetchRound,
    feed: Feed,
    outcome: FetchedResponse | SourceError,
    collected: CollectionResult,
) -> IngestResult:
    if isinstance(outcome, SourceError):
        _archive_hops(visit, outcome)
        return _note_feed_failure(visit, feed, outcome)
    if outcome.status == 304:
        collected.unchanged += 1
        return _note_unchanged_feed(visit, feed, outcome)
    return _archive_and_absorb(visit, outcome)


def _archive_hops(visit: FetchRound, outcome: FetchedResponse | SourceError) -> None:
    """Archive what came before the end: robots.txt, redirects."""
    hops = getattr(outcome, "hops", ())
    if hops:
        _sync_and_absorb(
            visit, [(visit.desk.archive.append(hop, run_id=visit.run_id), hop) for hop in hops]
        )


def _sync_and_absorb(visit: FetchRound, kept: list[tuple[Capture, Exchange]]) -> list[IngestResult]:
    """Make archived answers durable, then tell the database."""
    visit.desk.archive.sync()
    with visit.desk.store.transaction():
        return [_absorb_and_note(visit.desk, capture, exchange) for capture, exchange in kept]


def _archive_and_absorb(visit: FetchRound, answer: FetchedResponse) -> IngestResult:
    """Archive an answer, then tell the database what it says."""
    desk = visit.desk
    _archive_hops(visit, answer)
    exchange = Exchange.of(answer)
    capture = desk.archive.append(
        exchange,
        run_id=visit.run_id,
        feed_id=answer.request.feed_id,
        asked=answer.asked,
        known=desk.store.captures.latest(answer.url),
    )
    absorbed = _sync_and_absorb(visit, [(capture, exchange)])[0]
    _note_feed_move(desk, answer)
    return absorbed


def _note_feed_move(desk: Desk, answer: FetchedResponse) -> None:
    feed = desk.store.feeds.get(answer.request.feed_id) if answer.request.feed_id else None
    if feed and feed.moved_to != answer.moved_to:
        desk.store.feeds.update(replace(feed, moved_to=answer.moved_to))


def _note_feed_outcome(
    desk: Desk, feed: Feed, capture: Capture, exchange: Exchange, absorbed: IngestResult
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
    desk.store.problems.record(capture.run_id, capture.at, ingest.feed_problems(feed, absorbed))
    if failed:
        retry_after = fetch.retry_after_seconds(exchange, capture.at)
        desk.store.feeds.update(_feed_after_failure(feed, capture.at, retry_after))
    else:
        desk.store.feeds.update(_feed_after_answer(feed, exchange, absorbed.reading))


def _feed_after_answer(feed: Feed, exchange: Exchange, reading: FeedReading | None) -> Feed:
    return replace(
        feed,
        kind=reading.kind if reading else feed.kind,
        title=feed.title or (reading.title if reading else ""),
        etag=exchange.header("etag"),
        last_modified=exchange.header("last-modified"),
        failures=0,
        not_before=None,
    )


def _feed_after_failure(feed: Feed, at: datetime, retry_after: float | None) -> Feed:
    failures = feed.failures + 1
    not_before = schedule.next_feed_attempt(failures, at, retry_after=retry_after)
    return replace(feed, failures=failures, not_before=not_before)


def _note_feed_failure(visit: FetchRound, feed: Feed, error: SourceError) -> IngestResult:
    at = visit.clock()
    poll = Poll(
        run_id=visit.run_id,
        feed_id=feed.id,
        at=at,
        outcome="failed",
        reason=error.reason,
        detail=error.detail,
    )
    with visit.desk.store.transaction():
        visit.desk.store.polls.record(poll)
        visit.desk.store.feeds.update(_feed_after_failure(feed, at, None))
    return IngestResult(reason=error.reason, detail=error.detail)


def _note_unchanged_feed(visit: FetchRound, feed: Feed, answer: FetchedResponse) -> IngestResult:
    store = visit.desk.store
    poll = Poll(run_id=visit.run_id, feed_id=feed.id, at=answer.at, outcome="unchanged", status=304)
    _archive_hops(visit, answer)
    with store.transaction():
        store.polls.record(poll)
        now = replace(feed, failures=0, not_before=None, moved_to=answer.moved_to)
        if now != feed:
            store.feeds.update(now)
    return IngestResult()


def _collect_pages(visit: FetchRound, collected: CollectionResult) -> None:
    desk = visit.desk
    due = interleave_hosts(desk.store.pages.due(visit.clock(), MAX_DUE_PAGES))
    due = due[: desk.settings.limits.pages]
    by_url = {page.url: page for page in due}
    requests = (_page_request(page) for page in due)
    for number, (request, outcome) in enumerate(visit.fetcher.fetch_all(requests), 1):
        absorbed = _handle_page_outcome(visit, by_url[request.url], outcome)
        collected.pages += absorbed.reason is None
        collected.pages_failed += absorbed.reason is not None
        visit.report(Progress(step="pages", done=number, total=len(due), note=request.url))


def interleave_hosts(due: Iterable[DuePage]) -> list[DuePage]:
    """A first page of every host, then a second: no outlet takes a whole run's pages."""
    turns: Counter[str] = Counter()

    def turn(page: DuePage) -> int:
        host = urls.host(page.url)
        turns[host] += 1
        return turns[host]

    return sorted(due, key=turn)


def _page_request(page: DuePage) -> Request:
    return Request(url=page.url, etag=page.etag, last_modified=page.last_modified, purpose="page")


def _handle_page_outcome(
    visit: FetchRound, page: DuePage, outcome: FetchedResponse | SourceError
) -> IngestResult:
    pages = visit.desk.store.pages
    if not isinstance(outcome, SourceError) and outcome.status != 304:
        return _archive_and_absorb(visit, outcome)
    _archive_hops(visit, outcome)
    with visit.desk.store.transaction():
        if not isinstance(outcome, SourceError):
            pages.unchanged(page.key, schedule.next_page_check(outcome.at))
            return IngestResult()
        again = schedule.next_page_attempt(outcome.reason, page.attempts, visit.clock())
        pages.failed(page.key, outcome.reason, outcome.detail, again)
    return IngestResult(reason=outcome.reason, detail=outcome.detail)


def _note_page_failure(desk: Desk, url: str, absorbed: IngestResult, *, at: datetime) -> None:
    if absorbed.reason is None:
        return
    key = urls.document_key(url)
    page = desk.store.pages.get(key)
    if page:
        again = schedule.next_page_attempt(absorbed.reason, page.attempts, at)
        desk.store.pages.failed(key, absorbed.reason, absorbed.detail, again)
