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
from coranto.edges.fetch import Answer, Fetcher, Request
from coranto.edges.response import Exchange
from coranto.errors import DeskError, Reason, SourceError
from coranto.model import Feed, FeedKind, FeedReading
from coranto.reading import feeds, urls
from coranto.reading.feeds import discovery
from coranto.reading.markup import decoding
from coranto.steps.collection import ingest
from coranto.steps.desk import Desk, Progress, Report, silent

#: Feeds of one page that are visited, and sitemaps of one site.
MOST_TRIED = 60
MOST_SITEMAPS = 6
#: Feeds of readers' comments are no news.
COMMENTS = re.compile(
    r"/comments?(?:/|$)|comments?[-_/]?feed|feed=comments|/replies(?:/|$)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
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
    found: tuple[Trial, ...]  #: that can be read, each telling something the others do not
    refused: tuple[Trial, ...] = ()  #: that cannot, with the reason


def discover(desk: Desk, fetcher: Fetcher, url: str, *, report: Report) -> Discovery:
    """The feeds of a site, or the one feed at this address.

    Looks at the page, then in common places, then in sitemaps. Raises SourceError when
    the address cannot be had, or nothing there is a feed.
    """
    answer = visit(desk, fetcher, absolute(url))
    trial = _read_trial(desk, answer)
    if trial.reading:
        return Discovery(homepage=_homepage(trial), found=(trial,))
    if trial.reason != "not a feed":
        raise SourceError(trial.reason or "not a feed", trial.detail)
    body = fetch.decoded(answer, desk.limits)
    named = discovery.feeds_in_page(body, url=answer.url)
    wanted = [feed.url for feed in named if not COMMENTS.search(feed.url)][:MOST_TRIED]
    trials = list(_tried(desk, fetcher, wanted, report))
    if not any(trial.reading for trial in trials):
        trials += _elsewhere(desk, fetcher, answer.url, report)
    found = distinct([trial for trial in trials if trial.reading])
    if not found:
        raise SourceError(
            "not a feed",
            "no feed is named there or found in the usual places; if the page lists articles, "
            "say where with --selector, such as --selector 'h2 a'",
        )
    refused = tuple(trial for trial in trials if trial.reason)
    return Discovery(homepage=urls.clean(answer.url), found=found, refused=refused)


def select(desk: Desk, fetcher: Fetcher, url: str, selector: str) -> Discovery:
    """A page without a feed, its links found by a CSS selector.

    Raises SourceError for no page, DeskError for no such links, SettingsError for a bad
    selector.
    """
    answer = visit(desk, fetcher, absolute(url))
    feed = Feed(id="", source_id="", url=answer.asked, kind="page", selector=selector)
    reading = ingest.read(feed, answer, limits=desk.limits)
    if not reading.entries:
        raise DeskError(f"no link on {answer.url} matches the selector {selector!r}.")
    trial = Trial(
        url=answer.moved_to or answer.asked,
        title=reading.title,
        kind="page",
        selector=selector,
        reading=reading,
    )
    return Discovery(homepage=urls.clean(answer.url), found=(trial,))


def absolute(url: str) -> str:
    """The address as an editor may type it, without its scheme. Raises SourceError."""
    whole = url.strip() if "://" in url else f"https://{url.strip()}"
    if not urls.clean(whole):
        raise SourceError("bad address", url)
    return whole


def distinct(trials: Sequence[Trial]) -> tuple[Trial, ...]:
    """Without feeds all of whose entries another one has: the same news as RSS and Atom."""
    kept: list[Trial] = []
    for trial in trials:
        if not any(trial.addresses <= other.addresses for other in kept):
            kept.append(trial)
    return tuple(kept)


def _elsewhere(desk: Desk, fetcher: Fetcher, url: str, report: Report) -> list[Trial]:
    """The first feed in a common place, else the news sitemaps that robots.txt names."""
    places = discovery.common_places(url)
    for number, place in enumerate(places, 1):
        report(Progress(step="look", done=number, total=len(places), note=place))
        trial = next(_tried(desk, fetcher, [place], silent))
        if trial.reading and trial.reading.entries:
            return [trial]
    return _sitemaps(desk, fetcher, f"{root(url)}robots.txt", report)


def _sitemaps(desk: Desk, fetcher: Fetcher, robots: str, report: Report) -> list[Trial]:
    try:
        answer = visit(desk, fetcher, robots, purpose="robots")
        fetch.judge(answer)
        text = decoding.decode(fetch.decoded(answer, desk.limits)).text
    except SourceError:
        return []  # a site without robots.txt names no sitemaps: nothing has failed
    named = discovery.sitemaps_in_robots(text)[:MOST_SITEMAPS]
    trials = list(_tried(desk, fetcher, named, report))
    below = [url for trial in trials if trial.reading for url in trial.reading.feeds]
    news = sorted(below, key=lambda url: "news" not in url.lower())[:MOST_SITEMAPS]
    trials += _tried(desk, fetcher, news, report)
    return [trial for trial in trials if trial.reading and trial.reading.entries]


def _tried(
    desk: Desk, fetcher: Fetcher, addresses: Sequence[str], report: Report
) -> Iterator[Trial]:
    """The addresses' trials, in their order."""
    came: dict[str, Trial] = {}
    requests = [Request(url=url, purpose="feed") for url in addresses]
    for number, (request, outcome) in enumerate(fetcher.fetch_all(requests), 1):
        came[request.url] = _trial(desk, request, outcome)
        report(Progress(step="try", done=number, total=len(requests), note=request.url))
    return (came[url] for url in addresses)


def _trial(desk: Desk, request: Request, outcome: Answer | SourceError) -> Trial:
    archive(desk, outcome)
    if isinstance(outcome, SourceError):
        return Trial(url=request.url, reason=outcome.reason, detail=outcome.detail)
    return _read_trial(desk, outcome)


def _read_trial(desk: Desk, answer: Answer) -> Trial:
    url = answer.moved_to or answer.asked
    try:
        fetch.judge(answer)
        reading = feeds.read_feed(
            fetch.decoded(answer, desk.limits),
            url=answer.url,
            content_type=answer.header("content-type"),
        )
    except SourceError as error:
        return Trial(url=url, reason=error.reason, detail=error.detail)
    return Trial(url=url, title=reading.title, kind=reading.kind, reading=reading)


def visit(
    desk: Desk, fetcher: Fetcher, url: str, *, purpose: Literal["feed", "robots"] = "feed"
) -> Answer:
    """What an address answers, kept in the archive first. Raises SourceError."""
    try:
        answer = fetcher.fetch(Request(url=url, purpose=purpose))
    except SourceError as error:
        archive(desk, error)
        raise
    archive(desk, answer)
    return answer


def archive(desk: Desk, outcome: Answer | SourceError) -> None:
    """Keep what came, durably, before anything is made of it."""
    kept: list[Exchange] = list(getattr(outcome, "hops", ()))
    if isinstance(outcome, Answer):
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


def _homepage(trial: Trial) -> str:
    """The site a feed says it is of, else the root of its address."""
    if trial.reading and trial.reading.homepage:
        return trial.reading.homepage
    return root(trial.url)


def root(url: str) -> str:
    """The front page of the site an address is on."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"
