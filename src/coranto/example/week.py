"""Serve the made-up week on loopback, and list its sources as an editor would enter them."""

import hashlib
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from types import TracebackType
from typing import Literal, Self

from coranto.example import sites
from coranto.example.content import FeedPlan, Outlet, load_content
from coranto.example.server import HOST, LoopbackSites
from coranto.model import Feed, FeedKind, Source

DayName = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DAY_NAMES: tuple[DayName, ...] = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)
#: Lake time: one hour ahead of UTC all year.
LAKE_TIME_ZONE = timezone(timedelta(hours=1))
#: The last second of Monday 9 November 2026, the first day of the week.
_FIRST_EVENING = datetime(2026, 11, 9, 23, 59, 59, tzinfo=LAKE_TIME_ZONE)
#: First of the ports that are used when they are free.
# Fixed ports keep addresses, and the feeds' ids that are hashes of them, the same in every run.
FIRST_PORT = 48610
#: Formats that are a dialect of another kind; any other kind has the name of its format.
_FEED_KIND_BY_FORMAT: dict[str, FeedKind] = {
    "rss091": "rss",
    "mastodon": "rss",
    "bluesky": "rss",
    "index": "sitemap",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleSource:
    """An outlet as an editor would enter it: the source and its feeds."""

    source: Source
    feeds: tuple[Feed, ...]


def end_of_day(day: DayName) -> datetime:
    """The end of that day in lake time, as UTC: the moment to collect at."""
    return (_FIRST_EVENING + timedelta(days=DAY_NAMES.index(day))).astimezone(UTC)


class ExampleWeek:
    """Serves every outlet's site on loopback, as it was at the end of one day of the week.

    A context manager. `slowness` is how many seconds the slow feed waits.
    """

    def __init__(self, *, day: DayName = "sunday", slowness: float = 3.0) -> None:
        self._day: DayName = day
        self._slowness = slowness
        self._stack = ExitStack()
        self._homes: dict[str, str] = {}
        self._sites: LoopbackSites | None = None

    def __enter__(self) -> Self:
        names = tuple(outlet.id for outlet in load_content().outlets)
        self._sites = self._stack.enter_context(LoopbackSites(names, first_port=FIRST_PORT))
        self._homes = {name: f"http://{HOST}:{self._sites.port(name)}/" for name in names}
        self.turn_to(self._day)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    @property
    def day(self) -> DayName:
        """The day that the sites show."""
        return self._day

    @property
    def homes(self) -> dict[str, str]:
        """Outlet id → address of its site, with a final slash."""
        return dict(self._homes)

    @property
    def hosts(self) -> tuple[str, ...]:
        """Host and port of every outlet, for a desk that must allow them by name."""
        return tuple(home.split("/")[2] for home in self._homes.values())

    @property
    def sources(self) -> tuple[ExampleSource, ...]:
        """All outlets as an editor would enter them."""
        return tuple(
            _example_source(outlet, home=self._homes[outlet.id])
            for outlet in load_content().outlets
        )

    def turn_to(self, day: DayName) -> None:
        """Show on all sites what they had published by the end of that day.

        Raises RuntimeError outside the `with` block.
        """
        if self._sites is None:
            raise RuntimeError("the example week is not being served: use `with`")
        self._day = day
        for outlet in load_content().outlets:
            responses = sites.site_responses(
                outlet,
                load_content(),
                homes=self._homes,
                moment=end_of_day(day),
                slowness=self._slowness,
            )
            self._sites.set_responses(outlet.id, responses)


def _example_source(outlet: Outlet, *, home: str) -> ExampleSource:
    facts = tuple(
        replace(fact, reference=fact.reference.replace("{home}/", home))
        for fact in outlet.disclosures
    )
    source = Source(
        id=outlet.id,
        name=outlet.name,
        homepage=home,
        kind=outlet.kind,
        country=outlet.country,
        languages=outlet.languages or (outlet.language,),
        disclosures=facts,
    )
    feeds = tuple(_example_feed(outlet, feed, home=home) for feed in outlet.feeds if feed.listed)
    return ExampleSource(source=source, feeds=feeds)


def _example_feed(outlet: Outlet, feed: FeedPlan, *, home: str) -> Feed:
    url = home + feed.path.lstrip("/")
    return Feed(
        id=hashlib.sha256(url.encode()).hexdigest()[:12],
        source_id=outlet.id,
        url=url,
        kind=_FEED_KIND_BY_FORMAT.get(feed.format) or _kind_of_same_name(feed),
        title=feed.title,
        selector=feed.selector,
        pages="never" if outlet.kind == "account" else "auto",
    )


def _kind_of_same_name(feed: FeedPlan) -> FeedKind:
    kinds: tuple[FeedKind, ...] = ("rss", "rdf", "atom", "json", "sitemap", "page")
    return next(kind for kind in kinds if kind == feed.format)
