"""Find the feeds of a site: on its page, in common places, in its sitemaps.

What a site sends is archived before it is read, as everywhere. This module adds no source
(see sources.py) and collects no entries.
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

#: Feeds linked from one page that are tried.
MAX_FEEDS_TRIED = 60
#: Sitemaps of one site that are tried, and as many that a sitemap index lists.
MAX_SITEMAPS = 6
#: Addresses of feeds of readers' comments, which are no news.
COMMENT_FEED_PATTERN = re.compile(
    r"/comments?(?:/|$)|comments?[-_/]?feed|feed=comments|/replies(?:/|$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedTrial:
    """What an address answered when it was asked for a feed."""

    url: str  #: to poll: where a permanent redirect led, else the address that was asked
    title: str = ""
    kind: FeedKind = "unknown"
    selector: str = ""
    reading: FeedReading | None = None  #: None when it is no feed
    reason: Reason | None = None
    detail: str = ""

    @property
    def addresses(self) -> frozenset[str]:
        """The addresses that its entries lead to; an entry without one counts by its key."""
        entries = self.reading.entries if self.reading else ()
        return frozenset(entry.url or entry.key for entry in entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """The feeds of a site."""

    homepage: str
    site_name: str = ""  #: as the site's front page gives it; "" when it gives none
    found: tuple[FeedTrial, ...]  #: can be read, and each has entries that no other has
    refused: tuple[FeedTrial, ...] = ()  #: cannot be read, with the reason


def discover_feeds(desk: Desk, fetcher: Fetcher, url: str, *, report: Report) -> Discovery:
    """The feeds of a site, or the one feed at this address.

    Tries the links of the page, then common places, then sitemaps. Raises SourceError when
    the address cannot be fetched, or nothing there is a feed.
    """
    answer = fetch_and_archive(desk, fetcher, absolute_url(url))
    trial = _read_trial(desk, answer)
    if trial.reading:
        homepage = _find_homepage(trial)
        site_name = _ask_site_name(desk, fetcher, homepage)
        return Discovery(homepage=homepage, site_name=site_name, found=(trial,))
    # Only "not a feed" may be a page that links to feeds; other failures end here.
    if trial.reason != "not a feed":
        raise SourceError(trial.reason or "not a feed", trial.detail)
    body = fetch.decode_body(answer, desk.limits)
    feed_links = discovery.feeds_in_page(body, url=answer.url)
    feed_urls = [feed.url for feed in feed_links if not COMMENT_FEED_PATTERN.search(feed.url)][
        :MAX_FEEDS_TRIED
    ]
    trials = list(_try_addresses(desk, fetcher, feed_urls, report))
    if not any(trial.reading for trial in trials):
        trials += _try_usual_places(desk, fetcher, answer.url, report)
    distinct_feeds = drop_duplicate_feeds([trial for trial in trials if trial.reading])
    if not distinct_feeds:
        raise SourceError(
            "not a feed",
            "no feed is named there or found in the usual places; if the page lists articles, "
            "say where with --selector, such as --selector 'h2 a'",
        )
    refused = tuple(trial for trial in trials if trial.reason)
    return Discovery(
        homepage=urls.clean(answer.url),
        site_name=discovery.site_name_in_page(body),
        found=distinct_feeds,
        refused=refused,
    )


def select_page_links(desk: Desk, fetcher: Fetcher, url: str, selector: str) -> Discovery:
    """A page without a feed, polled as one: its entries are the links that a selector matches.

    Raises SourceError when the page cannot be had, DeskError when no link matches,
    SettingsError when the CSS selector is wrong.
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
    """Add https:// to an address that an editor typed without a scheme.

    Raises SourceError("bad address") for what is no address.
    """
    whole = url.strip() if "://" in url else f"https://{url.strip()}"
    if not urls.clean(whole):
        raise SourceError("bad address", url)
    return whole


def drop_duplicate_feeds(trials: Sequence[FeedTrial]) -> tuple[FeedTrial, ...]:
    """Leave out a feed when an earlier one has all of its entries.

    Sites offer the same news as RSS and as Atom; each entry would come in twice.
    """
    distinct_trials: list[FeedTrial] = []
    for trial in trials:
        if not any(trial.addresses <= earlier_trial.addresses for earlier_trial in distinct_trials):
            distinct_trials.append(trial)
    return tuple(distinct_trials)


def _try_usual_places(desk: Desk, fetcher: Fetcher, url: str, report: Report) -> list[FeedTrial]:
    """The first feed in a common place, else the sitemaps that robots.txt names."""
    places = discovery.common_feed_addresses(url)
    for number, place in enumerate(places, 1):
        report(Progress(step="look", done=number, total=len(places), note=place))
        # One at a time: a site that has a feed at the first place is not asked for the rest.
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
    sitemap_urls = discovery.sitemaps_in_robots(text)[:MAX_SITEMAPS]
    trials = list(_try_addresses(desk, fetcher, sitemap_urls, report))
    nested_sitemaps = [url for trial in trials if trial.reading for url in trial.reading.feeds]
    news_first = sorted(nested_sitemaps, key=lambda url: "news" not in url.lower())[:MAX_SITEMAPS]
    trials += _try_addresses(desk, fetcher, news_first, report)
    return [trial for trial in trials if trial.reading and trial.reading.entries]


def _try_addresses(
    desk: Desk, fetcher: Fetcher, addresses: Sequence[str], report: Report
) -> Iterator[FeedTrial]:
    """Try addresses at once; the trials come in the order of the addresses."""
    trial_by_url: dict[str, FeedTrial] = {}
    requests = [Request(url=url, purpose="feed") for url in addresses]
    for number, (request, outcome) in enumerate(fetcher.fetch_all(requests), 1):
        trial_by_url[request.url] = _archive_trial(desk, request, outcome)
        report(Progress(step="try", done=number, total=len(requests), note=request.url))
    return (trial_by_url[url] for url in addresses)


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
    """Fetch an address and archive what it answers. Raises SourceError."""
    try:
        answer = fetcher.fetch(Request(url=url, purpose=purpose))
    except SourceError as error:
        archive_outcome(desk, error)
        raise
    archive_outcome(desk, answer)
    return answer


def archive_outcome(desk: Desk, outcome: FetchedResponse | SourceError) -> None:
    """Archive an outcome and what came before it, then add it to the archive's index."""
    exchanges: list[Exchange] = list(getattr(outcome, "hops", ()))
    if isinstance(outcome, FetchedResponse):
        exchanges.append(Exchange.of(outcome))
    # They count as part of the last run, so that a rebuild replays them in the order they came.
    last_run = desk.store.runs.last()
    run_id = last_run.id if last_run else 0
    with desk.archive.locked():
        captures = [
            desk.archive.append(
                exchange, run_id=run_id, known=desk.store.captures.latest(exchange.url)
            )
            for exchange in exchanges
        ]
        desk.archive.sync()
    with desk.store.transaction():
        for capture in captures:
            desk.store.captures.add(capture)


def _ask_site_name(desk: Desk, fetcher: Fetcher, homepage: str) -> str:
    """The name that a site gives itself on its front page; "" when it gives none."""
    try:
        answer = fetch_and_archive(desk, fetcher, homepage)
        fetch.raise_for_status(answer)
        return discovery.site_name_in_page(fetch.decode_body(answer, desk.limits))
    except SourceError:
        return ""  # The feed's own title has to do: nothing has failed.


def _find_homepage(trial: FeedTrial) -> str:
    """The homepage that a feed names, else the root of its address."""
    if trial.reading and trial.reading.homepage:
        return trial.reading.homepage
    return site_root(trial.url)


def site_root(url: str) -> str:
    """The front page of the site that an address is on."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"
