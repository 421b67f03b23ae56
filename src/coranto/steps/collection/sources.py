"""Keep sources and their feeds, look after them, take them out of use.

Nothing is collected here: the first entries of a feed come with the next run.
"""

import difflib
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from coranto.edges.fetch import FetchedResponse, Fetcher, Request
from coranto.errors import DeskError, Reason, SourceError
from coranto.model import Disclosure, Feed, Source, SourceKind
from coranto.reading import urls
from coranto.reading.language import packs
from coranto.reading.ownership_registers import PLATFORM_DOMAINS
from coranto.steps.collection import ingest
from coranto.steps.collection.discover import Discovery, archive_outcome
from coranto.steps.desk import Desk, Progress, Report

#: Where pages and feeds of many unrelated sources are: only the whole address tells whose.
HOSTING_DOMAINS = PLATFORM_DOMAINS | frozenset(
    {"feedburner.com", "fetchrss.com", "morss.it", "openrss.org", "rss.app", "rsshub.app"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """What an editor says about a source; what is left out is taken from its feeds."""

    name: str = ""
    kind: SourceKind | None = None
    country: str = ""
    languages: tuple[str, ...] = ()
    pages: Literal["auto", "never"] = "auto"
    most: int = 10  #: feeds to keep of one discovery


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAddResult:
    """What was kept of a discovery."""

    source: Source
    is_new: bool
    feeds: tuple[Feed, ...]  #: new, or taken back into use
    known: tuple[Feed, ...]  #: in use already


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedCheckResult:
    """How a feed answers now."""

    feed: Feed
    entries: int = 0
    reason: Reason | None = None  #: None when all is well
    detail: str = ""
    moved_to: str = ""


# --- keeping ------------------------------------------------------------------


def add_source(desk: Desk, found: Discovery, facts: SourceFacts, at: datetime) -> SourceAddResult:
    """Keep what was discovered, with the source of the same site if there is one."""
    with desk.store.transaction():
        source = _suggest_source(found, facts)
        known = known_source(desk, source)
        if known is None:
            source = replace(source, id=desk.store.sources.free_id(source.name))
            desk.store.sources.add(source, at)
        else:
            source = replace(_with_facts(known, facts), removed=None)
            desk.store.sources.update(source)
        fresh: list[Feed] = []
        old: list[Feed] = []
        for trial in found.found[: facts.most]:
            feed = Feed(
                id=feed_id(trial.url),
                source_id=source.id,
                url=trial.url,
                kind=trial.kind,
                title=trial.title,
                selector=trial.selector,
                pages=facts.pages,
            )
            (fresh if keep_feed(desk, feed, at) else old).append(feed)
    return SourceAddResult(
        source=source, is_new=known is None, feeds=tuple(fresh), known=tuple(old)
    )


def feed_id(url: str) -> str:
    """The id of a feed that is added at this address."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def keep_feed(desk: Desk, feed: Feed, at: datetime) -> bool:
    """Keep a feed, or take a removed one back; False when it is in use already."""
    known = desk.store.feeds.by_url(feed.url) or desk.store.feeds.get(feed.id)
    if known is None:
        desk.store.feeds.add(feed, at)
        return True
    if known.removed is None:
        return False
    back = replace(known, removed=None, source_id=feed.source_id, failures=0, not_before=None)
    desk.store.feeds.update(back)
    return True


def site_identity(source: Source) -> str:
    """Whose site a source is: its registrable domain, on a platform its own page there."""
    domain = urls.registrable_domain(source.homepage)
    if source.kind == "account" or domain in HOSTING_DOMAINS:
        return urls.document_key(source.homepage)
    return domain


def known_source(desk: Desk, source: Source) -> Source | None:
    """The source that stands for the same site; one that was removed if none is in use.

    A second one would count as another, independent outlet beside the first one's documents.
    """
    wanted = site_identity(source)
    every = sorted(desk.store.sources.with_removed(), key=lambda each: each.removed is not None)
    known = (each for each in every if site_identity(each) == wanted)
    return next(known, None) if wanted else None


def _suggest_source(found: Discovery, facts: SourceFacts) -> Source:
    """A source as its feeds describe it, where the editor does not."""
    readings = [trial.reading for trial in found.found if trial.reading]
    told = {packs.parse_tag(reading.language) for reading in readings} - {"und"}
    posts = [entry.kind == "post" for reading in readings for entry in reading.entries]
    titles = [reading.title for reading in readings if reading.title]
    return Source(
        id="",
        name=facts.name or common_name(titles) or urls.host(found.homepage) or "source",
        homepage=found.homepage,
        kind=facts.kind or ("account" if posts and all(posts) else "unknown"),
        country=facts.country,
        languages=facts.languages or tuple(sorted(told)),
    )


def _with_facts(source: Source, facts: SourceFacts) -> Source:
    """A known source, with what the editor says now."""
    return replace(
        source,
        name=facts.name or source.name,
        kind=facts.kind or source.kind,
        country=facts.country or source.country,
        languages=facts.languages or source.languages,
    )


def common_name(titles: Sequence[str]) -> str:
    """What the titles of a site's feeds begin with: "The Gull - World", "The Gull - Sea"."""
    if not titles:
        return ""
    low, high = min(titles), max(titles)
    same = next((i for i, char in enumerate(low) if high[i : i + 1] != char), len(low))
    name = low[:same].rstrip(" -–—|:·»,/(")
    return name if len(name) >= 3 else titles[0]


# --- looking after ------------------------------------------------------------


def check_feeds(
    desk: Desk, fetcher: Fetcher, chosen: Sequence[Feed], *, report: Report
) -> Iterator[FeedCheckResult]:
    """Ask every chosen feed, whether it is due or not; one that answers is due again."""
    by_id = {feed.id: feed for feed in chosen}
    requests = [Request(url=feed.url, purpose="feed", feed_id=feed.id) for feed in chosen]
    for number, (request, outcome) in enumerate(fetcher.fetch_all(requests), 1):
        archive_outcome(desk, outcome)
        checked = _feed_check_result(desk, by_id[request.feed_id], outcome)
        if checked.reason is None and (checked.feed.failures or checked.feed.not_before):
            desk.store.feeds.update(replace(checked.feed, failures=0, not_before=None))
        report(Progress(step="check", done=number, total=len(requests), note=request.url))
        yield checked


def _feed_check_result(
    desk: Desk, feed: Feed, outcome: FetchedResponse | SourceError
) -> FeedCheckResult:
    if isinstance(outcome, SourceError):
        return FeedCheckResult(feed=feed, reason=outcome.reason, detail=outcome.detail)
    try:
        reading = ingest.read_feed_answer(feed, outcome, limits=desk.limits)
    except SourceError as error:
        return FeedCheckResult(feed=feed, reason=error.reason, detail=error.detail)
    found = len(reading.entries) + len(reading.feeds)
    reason: Reason | None = "moved" if outcome.moved_to else None if found else "empty"
    return FeedCheckResult(
        feed=feed,
        entries=len(reading.entries),
        reason=reason,
        detail=outcome.moved_to,
        moved_to=outcome.moved_to,
    )


def accept_moves(
    desk: Desk, checked: Iterable[FeedCheckResult], at: datetime
) -> list[FeedCheckResult]:
    """Poll moved feeds at their new addresses from now on; their history goes along."""
    moved = [each for each in checked if each.moved_to and each.reason == "moved"]
    with desk.store.transaction():
        for each in moved:
            feed = desk.store.feeds.get(each.feed.id) or each.feed
            if desk.store.feeds.by_url(each.moved_to) is None:
                there = replace(feed, url=each.moved_to, moved_to="", etag="", last_modified="")
                desk.store.feeds.update(there)
            else:
                desk.store.feeds.remove(feed.id, at)
    return moved


def select_feeds(desk: Desk, names: Sequence[str]) -> list[Feed]:
    """The feeds in use that these name: source ids, feed ids or addresses; all for none.

    Raises DeskError, with the nearest name, for one that names nothing.
    """
    every = desk.store.feeds.all()
    if not names:
        return every
    for name in names:
        if not any(name in {feed.id, feed.source_id, feed.url} for feed in every):
            raise DeskError(
                f"there is no source or feed {name!r} here{_nearest_id_hint(desk, name)}"
            )
    return [f for f in every if {f.id, f.source_id, f.url} & set(names)]


def change_source(desk: Desk, source_id: str, facts: SourceFacts) -> Source:
    """Note what an editor says about a source in use. Raises DeskError for an unknown one."""
    changed = _with_facts(_require_source(desk, source_id), facts)
    desk.store.sources.update(changed)
    return changed


def add_disclosure(desk: Desk, source_id: str, fact: Disclosure, at: datetime) -> bool:
    """Note who owns, funds or directs a source. False when that is known already."""
    source = _require_source(desk, source_id)
    return bool(desk.store.sources.disclose(source.id, [fact], at))


def _require_source(desk: Desk, source_id: str) -> Source:
    source = desk.store.sources.get(source_id)
    if source is None or source.removed:
        raise DeskError(f"there is no source {source_id!r} here{_nearest_id_hint(desk, source_id)}")
    return source


def remove_source_or_feed(desk: Desk, name: str, at: datetime) -> tuple[Feed, ...]:
    """Take a source, or one feed, out of use. Returns the feeds; raises DeskError."""
    source = desk.store.sources.get(name)
    if source is not None and source.removed is None:
        gone = desk.store.feeds.of_source(name)
        desk.store.sources.remove(name, at)
        return tuple(gone)
    gone = select_feeds(desk, [name])
    for feed in gone:
        desk.store.feeds.remove(feed.id, at)
    return tuple(gone)


def _nearest_id_hint(desk: Desk, name: str) -> str:
    known = [source.id for source in desk.store.sources.all()]
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f": did you mean {near[0]!r}?" if near else "; `coranto sources list` shows them."
