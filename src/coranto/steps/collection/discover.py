"""Find the feeds of a site: on its page, in common places, in its sitemaps.

What a site sends is archived before it is read, as everywhere. Nothing is kept as a
source here, and nothing is collected.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from coranto.edges import fetch
from coranto.edges.fetch import FetchedResponse, Fetcher, Request
from coranto.edges.response import Exchange
from coranto.errors import DeskError, Reason, SourceError
from coranto.model import Feed, FeedKind, FeedReading
from coranto.reading import feeds, urls
from coranto.reading.feeds import discovery
from coranto.reading.markup import decoding
from coranto.steps.collection import ingest
from coranto.steps.desk import Desk, Progress, Report, no_report

#: Feeds of one page that are visited, and sitemaps of one site.
MAX_FEEDS_TRIED = 60
MAX_SITEMAPS = 6
#: Feeds of readers' comments are no news.
COMMENT_FEED_PATTERN = re.compile(
    r"/comments?(?:/|$)|comments?[-_/]?feed|feed=comments|/replies(?:/|$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedTrial:
    """What came of asking an address for a feed."""

    url: str  #: to keep: where a permanent redirect led, else as asked
    title: str = ""
    kind: FeedKind = "unknown"
    selector: str = ""
    reading: FeedReading | None = None  #: None when it is no feed
    reason: Reason | None = None
    detail: str = ""

    @property
    def addresses(self) -> frozenset[str]:
        """Where its entries lead to."""
        entries = self.reading.entries if self.reading else ()
        return frozenset(entry.url or entry.key for entry in entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What a site offers."""

    homepage: str
    found: tuple[FeedTrial, ...]  #: that can be read, each telling something the others do not
    refused: tuple[FeedTrial, ...] = ()  #: that cannot, with the reason


def discover_feeds(desk: Desk, fetcher: Fetcher, url: str, *, report: Report) -> Discovery:
    """The feeds of a site, or the one feed at this address.

    Looks at the page, then in common places, then in sitemaps. Raises SourceError when
    the address cannot be had, or nothing there is a feed.
    """
    answer = fetch_and_archive(desk, fetcher, absolute_url(url))
    trial = _read_trial(desk, answer)
    if trial.reading:
        return Discovery(homepage=_find_homepage(trial), found=(trial,))
    if trial.reason != "not a feed":
        raise SourceError(trial.reason or "not a feed", trial.detail)
    body = fetch.decode_body(answer, desk.limits)
    named = discovery.feeds_in_page(body, url=answer.url)
    wanted = [feed.url for feed in named if not COMMENT_FEED_PATTERN.search(feed.url)][
        :MAX_FEEDS_TRIED
    ]
    trials = list(_try_addresses(desk, fetcher, wanted, report))
    if not any(trial.reading for trial in trials):
        trials += _try_usual_places(desk, fetcher, answer.url, report)
    found = drop_duplicate_feeds([trial for trial in trials if trial.reading])
    if not found:
        raise SourceError(
            "not a feed",
            "no feed is named there or found in the usual places; if the page lists articles, "
            "say where with --selector, such as --selector 'h2 a'",
        )
    refused = tuple(trial for trial in trials if trial.reason)
    return Discovery(homepage=urls.clean(answer.url), found=found, refused=refused)


def select_page_links(desk: Desk, fetcher: Fetcher, url: str, selector: str) -> Discovery:
    """A page without a feed, its links found by a CSS selector.

    Raises SourceError for no page, DeskError for no such links, SettingsError for a bad
    selector.
    """
    answer = fetch_and_archive(desk, fetcher, absolute_url(url))
    feed = Feed(id="", source_id="", url=answer.asked, kind="page", selector=selector)
    reading = ingest.read_feed_answer(feed, answer, limits=desk.limits)
    if not reading.entries:
        raise DeskError(f"no link on {answer.url} matches the selector {selector!r}.")
    trial = FeedTrial(
        url=answer.moved_to or answer.asked,
        title=reading.title,
        kind="page",
        selector=selector,
        reading=reading,
    )
    return Discovery(homepage=urls.clean(answer.url), found=(trial,))


def absolute_url(url: str) -> str:
    """The address as an editor may type it, without its scheme. Raises SourceError."""
    whole = url.strip() if "://" in url else f"https://{url.strip()}"
    if not urls.clean(whole):
        raise SourceError("bad address", url)
    return whole


def drop_duplicate_feeds(trials: Sequence[FeedTrial]) -> tuple[FeedTrial, ...]:
    """Without feeds all of whose entries another one has: the same news as RSS and Atom."""
    kept: list[FeedTrial] = []
    for trial in trials:
        if not any(trial.addresses <= other.addresses for other in kept):
            kept.append(trial)
    return tuple(kept)


def _try_usual_places(desk: Desk, fetcher: Fetcher, url: str, report: Report) -> list[FeedTrial]:
    """The first feed in a common place, else the news sitemaps that robots.txt names."""
    places = discovery.common_feed_addresses(url)
    for number, place in enumerate(places, 1):
        report(Progress(step="look", done=number, total=len(places), note=place))
        trial = next(_try_addresses(desk, fetcher, [place], no_report))
        if trial.reading and trial.reading.entries:
            return [trial]
    return _try_sitemaps(desk, fetcher, f"{site_root(url)}robots.txt", report)


def _try_sitemaps(desk: Desk, fetcher: Fetcher, robots: str, report: Report) -> list[FeedTrial]:
    try:
        answer = fetch_and_archive(desk, fetcher, robots, purpose="robots")
        fetch.raise_for_status(answer)
        text = decoding.decode(fetch.decode_body(answer, desk.limits)).text
    except SourceError:
        return []  # a site without robots.txt names no sitemaps: nothing has failed
    named = discovery.sitemaps_in_robots(text)[:MAX_SITEMAPS]
    trials = list(_try_addresses(desk, fetcher, named, report))
    below = [url for trial in trials if trial.reading for url in trial.reading.feeds]
    news = sorted(below, key=lambda url: "news" not in url.lower())[:MAX_SITEMAPS]
    trials += _try_addresses(desk, fetcher, news, report)
    return [trial for trial in trials if trial.reading and trial.reading.entries]


def _try_addresses(
    desk: Desk, fetcher: Fetcher, addresses: Sequence[str], report: Report
) -> Iterator[FeedTrial]:
    """The addresses' trials, in their order."""
    came: dict[str, FeedTrial] = {}
    requests = [Request(url=url, purpose="feed") for url in addresses]
    for number, (request, outcome) in enumerate(fetcher.fetch_all(requests), 1):
        came[request.url] = _archive_trial(desk, request, outcome)
        report(Progress(step="try", done=number, total=len(requests), note=request.url))
    return (came[url] for url in addresses)


def _archive_trial(
    desk: Desk, request: Request, outcome: FetchedResponse | SourceError
) -> FeedTrial:
    archive_outcome(desk, outcome)
    if isinstance(outcome, SourceError):
        return FeedTrial(url=request.url, reason=outcome.reason, detail=outcome.detail)
    return _read_trial(desk, outcome)


def _read_trial(desk: Desk, answer: FetchedResponse) -> FeedTrial:
    url = answer.moved_to or answer.asked
    try:
        fetch.raise_for_status(answer)
        reading = feeds.read_feed(
            fetch.decode_body(answer, desk.limits),
            url=answer.url,
            content_type=answer.header("content-type"),
        )
    except SourceError as error:
        return FeedTrial(url=url, reason=error.reason, detail=error.detail)
    return FeedTrial(url=url, title=reading.title, kind=reading.kind, reading=reading)


def fetch_and_archive(
    desk: Desk, fetcher: Fetcher, url: str, *, purpose: Literal["feed", "robots"] = "feed"
) -> FetchedResponse:
    """What an address answers, kept in the archive first. Raises SourceError."""
    try:
        answer = fetcher.fetch(Request(url=url, purpose=purpose))
    except SourceError as error:
        archive_outcome(desk, error)
        raise
    archive_outcome(desk, answer)
    return answer


def archive_outcome(desk: Desk, outcome: FetchedResponse | SourceError) -> None:
    """Keep what came, durably, before anything is made of it."""
    kept: list[Exchange] = list(getattr(outcome, "hops", ()))
    if isinstance(outcome, FetchedResponse):
        kept.append(Exchange.of(outcome))
    # They count to the last run, so that a rebuild meets them in the order they came.
    last = desk.store.runs.last()
    run_id = last.id if last else 0
    with desk.archive.locked():
        captures = [
            desk.archive.append(each, run_id=run_id, known=desk.store.captures.latest(each.url))
            for each in kept
        ]
        desk.archive.sync()
    with desk.store.transaction():
        for capture in captures:
            desk.store.captures.add(capture)


def _find_homepage(trial: FeedTrial) -> str:
    """The site a feed says it is of, else the root of its address."""
    if trial.reading and trial.reading.homepage:
        return trial.reading.homepage
    return site_root(trial.url)


def site_root(url: str) -> str:
    """The front page of the site an address is on."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"
