"""Visit feeds and the pages they lead to: fetch → archive → store, in that order.

The archive is made durable before the database learns of an answer, so a crash in between
is repaired by reading the end of the archive again. When to visit again is decided in
reading/schedule.py; what an answer means is decided in ingest.py.
"""

import contextlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import quote

from coranto import __version__
from coranto.edges import fetch
from coranto.edges.addresses import AllowedHosts
from coranto.edges.fetch import FetchedResponse, Fetcher, FetchError, Request
from coranto.edges.response import Exchange
from coranto.errors import ArchiveError, Reason, SourceError
from coranto.model import Capture, Feed, FeedReading
from coranto.reading import schedule, urls
from coranto.settings import Settings, environment_proxy
from coranto.steps.collection import ingest
from coranto.steps.collection.ingest import IngestResult
from coranto.steps.desk import Clock, Desk, Progress, Report
from coranto.store.pages import DuePage
from coranto.store.polls import Poll

PRINTABLE_ASCII = "".join(map(chr, range(32, 127)))
#: At most so many due pages are loaded, to choose those of one run from them.
MAX_DUE_PAGES = 100_000


@dataclass(slots=True)
class CollectionResult:
    """Counts of one collection; filled while it runs, read by the run's summary."""

    feeds: int = 0
    unchanged: int = 0
    failed: int = 0
    fresh: int = 0
    pages: int = 0
    pages_failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRound:
    """What every function of one collection needs."""

    desk: Desk
    fetcher: Fetcher
    run_id: int
    clock: Clock
    report: Report


def user_agent(settings: Settings) -> str:
    """The User-Agent header: name, version and whom to write to; plain ASCII."""
    contact = settings.fetch.contact or settings.desk.contact or settings.desk.address
    # A header is ASCII. Percent-encoding keeps an address in another script usable.
    contact_suffix = f"; {quote(contact, safe=PRINTABLE_ASCII)}" if contact else ""
    return f"Coranto/{__version__} (press review{contact_suffix})"


def fetcher_for(desk: Desk, *, clock: Clock) -> Fetcher:
    """A Fetcher with the limits, proxy and delays that coranto.toml asks for."""
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
    """Archived answers to robots.txt since that moment, by their address."""
    known_robots: dict[str, Exchange] = {}
    for capture in desk.store.captures.robots(since):
        # One that the archive has lost is asked for again.
        with contextlib.suppress(ArchiveError):
            known_robots[capture.url] = desk.archive.read(capture.place)
    return known_robots


def collect_captures(fetch_round: FetchRound) -> CollectionResult:
    """Visit every feed that is due and not yet visited in this run, then the due pages."""
    # Feeds first: the pages that their entries ask for are then fetched in the same run.
    totals = CollectionResult()
    _collect_feeds(fetch_round, totals)
    _collect_pages(fetch_round, totals)
    return totals


def absorb_and_note(desk: Desk, capture: Capture, exchange: Exchange) -> IngestResult:
    """Absorb one archived answer and record the outcome of the visit."""
    feed = desk.store.feeds.get(capture.feed_id) if capture.feed_id else None
    ingest_result = ingest.absorb_capture(desk, feed, capture, exchange)
    # A redirect is only one hop: the answer at its end records the outcome of the visit.
    if 300 <= capture.status < 400:
        return ingest_result
    if feed is None:
        _note_page_failure(desk, capture.asked or capture.url, ingest_result, at=capture.at)
    else:
        _note_feed_outcome(desk, feed, capture, exchange, ingest_result)
    return ingest_result


def _collect_feeds(fetch_round: FetchRound, totals: CollectionResult) -> None:
    desk = fetch_round.desk
    # A run that was cut off goes on under its old id: what it visited is not visited twice.
    visited_feed_ids = desk.store.polls.feeds_polled_in(fetch_round.run_id)
    due = {
        feed.id: feed
        for feed in desk.store.feeds.due(fetch_round.clock())
        if feed.id not in visited_feed_ids
    }
    requests = [_feed_request(feed) for feed in due.values()]
    reasons: list[Reason | None] = []
    for number, (request, outcome) in enumerate(fetch_round.fetcher.fetch_all(requests), 1):
        ingest_result = _handle_feed_outcome(fetch_round, due[request.feed_id], outcome, totals)
        totals.feeds += 1
        totals.failed += ingest_result.reason is not None
        reasons.append(ingest_result.reason)
        totals.fresh += ingest_result.fresh
        fetch_round.report(Progress(step="feeds", done=number, total=len(due), note=request.url))
    if schedule.is_own_outage(reasons):
        _restore_feeds_after_outage(desk, due.values())


def _restore_feeds_after_outage(desk: Desk, feeds: Iterable[Feed]) -> None:
    """Give feeds the state that they had before the visits.

    A week without a network would otherwise be followed by a week of back-off in which
    nothing is visited.
    """
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
    fetch_round: FetchRound,
    feed: Feed,
    outcome: FetchedResponse | SourceError,
    totals: CollectionResult,
) -> IngestResult:
    if isinstance(outcome, SourceError):
        _archive_hops(fetch_round, outcome)
        return _note_feed_failure(fetch_round, feed, outcome)
    if outcome.status == 304:
        totals.unchanged += 1
        return _note_unchanged_feed(fetch_round, feed, outcome)
    return _archive_and_absorb(fetch_round, outcome)


def _archive_hops(fetch_round: FetchRound, outcome: FetchedResponse | SourceError) -> None:
    """Archive what came before the final answer: robots.txt and redirects."""
    hops = getattr(outcome, "hops", ())
    if hops:
        _sync_and_absorb(
            fetch_round,
            [
                (fetch_round.desk.archive.append(hop, run_id=fetch_round.run_id), hop)
                for hop in hops
            ],
        )


def _sync_and_absorb(
    fetch_round: FetchRound, archived: list[tuple[Capture, Exchange]]
) -> list[IngestResult]:
    """Make archived answers durable, then absorb them in one transaction."""
    fetch_round.desk.archive.sync()
    with fetch_round.desk.store.transaction():
        return [
            absorb_and_note(fetch_round.desk, capture, exchange) for capture, exchange in archived
        ]


def _archive_and_absorb(fetch_round: FetchRound, answer: FetchedResponse) -> IngestResult:
    """Archive an answer and what came before it, then absorb it."""
    desk = fetch_round.desk
    _archive_hops(fetch_round, answer)
    exchange = Exchange.of(answer)
    capture = desk.archive.append(
        exchange,
        run_id=fetch_round.run_id,
        feed_id=answer.request.feed_id,
        asked=answer.asked,
        known=desk.store.captures.latest(answer.url),
    )
    ingest_result = _sync_and_absorb(fetch_round, [(capture, exchange)])[0]
    _note_feed_move(desk, answer)
    return ingest_result


def _note_feed_move(desk: Desk, answer: FetchedResponse) -> None:
    feed = desk.store.feeds.get(answer.request.feed_id) if answer.request.feed_id else None
    if feed and feed.moved_to != answer.moved_to:
        desk.store.feeds.update(replace(feed, moved_to=answer.moved_to))


def _note_feed_outcome(
    desk: Desk, feed: Feed, capture: Capture, exchange: Exchange, ingest_result: IngestResult
) -> None:
    """Record the outcome of a visit, and the state of the feed for the next one."""
    failed = ingest_result.reason is not None
    desk.store.polls.record(
        Poll(
            run_id=capture.run_id,
            feed_id=feed.id,
            at=capture.at,
            outcome="failed" if failed else "new",
            status=capture.status,
            reason=ingest_result.reason or "",
            detail=ingest_result.detail,
            entries=ingest_result.entries,
            fresh=ingest_result.fresh,
        )
    )
    desk.store.problems.record(
        capture.run_id, capture.at, ingest.feed_problems(feed, ingest_result)
    )
    if failed:
        retry_after = fetch.retry_after_seconds(exchange, capture.at)
        desk.store.feeds.update(_feed_after_failure(feed, capture.at, retry_after))
    else:
        desk.store.feeds.update(_feed_after_answer(feed, exchange, ingest_result.reading))


def _feed_after_answer(feed: Feed, exchange: Exchange, reading: FeedReading | None) -> Feed:
    return replace(
        feed,
        kind=reading.kind if reading else feed.kind,
        title=feed.title or (reading.title if reading else ""),
        # Also when they are empty: validators of an older answer must not be sent again.
        etag=exchange.header("etag"),
        last_modified=exchange.header("last-modified"),
        failures=0,
        not_before=None,
    )


def _feed_after_failure(feed: Feed, at: datetime, retry_after: float | None) -> Feed:
    failures = feed.failures + 1
    not_before = schedule.next_feed_attempt(failures, at, retry_after=retry_after)
    return replace(feed, failures=failures, not_before=not_before)


def _note_feed_failure(fetch_round: FetchRound, feed: Feed, error: SourceError) -> IngestResult:
    at = fetch_round.clock()
    poll = Poll(
        run_id=fetch_round.run_id,
        feed_id=feed.id,
        at=at,
        outcome="failed",
        reason=error.reason,
        detail=error.detail,
    )
    with fetch_round.desk.store.transaction():
        fetch_round.desk.store.polls.record(poll)
        if not _is_postponed(error):
            fetch_round.desk.store.feeds.update(_feed_after_failure(feed, at, None))
    return IngestResult(reason=error.reason, detail=error.detail)


def _is_postponed(error: SourceError) -> bool:
    return isinstance(error, FetchError) and error.is_postponed


def _note_unchanged_feed(
    fetch_round: FetchRound, feed: Feed, answer: FetchedResponse
) -> IngestResult:
    store = fetch_round.desk.store
    poll = Poll(
        run_id=fetch_round.run_id, feed_id=feed.id, at=answer.at, outcome="unchanged", status=304
    )
    _archive_hops(fetch_round, answer)
    with store.transaction():
        store.polls.record(poll)
        # A feed that moved and has nothing new answers with a redirect that leads to a 304.
        updated_feed = replace(feed, failures=0, not_before=None, moved_to=answer.moved_to)
        if updated_feed != feed:
            store.feeds.update(updated_feed)
    return IngestResult()


def _collect_pages(fetch_round: FetchRound, totals: CollectionResult) -> None:
    desk = fetch_round.desk
    due = interleave_hosts(desk.store.pages.due(fetch_round.clock(), MAX_DUE_PAGES))
    due = due[: desk.settings.limits.pages]
    by_url = {page.url: page for page in due}
    requests = (_page_request(page) for page in due)
    for number, (request, outcome) in enumerate(fetch_round.fetcher.fetch_all(requests), 1):
        ingest_result = _handle_page_outcome(fetch_round, by_url[request.url], outcome)
        totals.pages += ingest_result.reason is None
        totals.pages_failed += ingest_result.reason is not None
        fetch_round.report(Progress(step="pages", done=number, total=len(due), note=request.url))


def interleave_hosts(due: Iterable[DuePage]) -> list[DuePage]:
    """Order pages so that every host has its first one before any host has its second.

    A run fetches a limited number of pages; one outlet with a list of thousands must not
    use it up. Pages of one host keep their order.
    """
    pages_per_host: Counter[str] = Counter()

    def turn(page: DuePage) -> int:
        host = urls.host(page.url)
        pages_per_host[host] += 1
        return pages_per_host[host]

    return sorted(due, key=turn)


def _page_request(page: DuePage) -> Request:
    return Request(url=page.url, etag=page.etag, last_modified=page.last_modified, purpose="page")


def _handle_page_outcome(
    fetch_round: FetchRound, page: DuePage, outcome: FetchedResponse | SourceError
) -> IngestResult:
    pages = fetch_round.desk.store.pages
    if not isinstance(outcome, SourceError) and outcome.status != 304:
        return _archive_and_absorb(fetch_round, outcome)
    _archive_hops(fetch_round, outcome)
    with fetch_round.desk.store.transaction():
        if not isinstance(outcome, SourceError):
            pages.record_unchanged(page.key, schedule.next_page_check(outcome.at))
            return IngestResult()
        # A page that was not asked for, since its host does not answer, waits for the next run.
        if not _is_postponed(outcome):
            moment = fetch_round.clock()
            retry_at = schedule.next_page_attempt(outcome.reason, page.attempts, moment)
            pages.record_failure(page.key, outcome.reason, outcome.detail, retry_at)
    return IngestResult(reason=outcome.reason, detail=outcome.detail)


def _note_page_failure(desk: Desk, url: str, ingest_result: IngestResult, *, at: datetime) -> None:
    if ingest_result.reason is None:
        return  # `ingest` has recorded that the page was had
    key = urls.document_key(url)
    page = desk.store.pages.get(key)
    if page:
        retry_at = schedule.next_page_attempt(ingest_result.reason, page.attempts, at)
        desk.store.pages.record_failure(key, ingest_result.reason, ingest_result.detail, retry_at)
