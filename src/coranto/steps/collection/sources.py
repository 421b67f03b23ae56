"""Add sources and their feeds, check them, change them, take them out of use.

This module collects nothing: the first entries of a feed come with the next run. A source
or feed that is removed stays in the database, since documents and editions name it.
"""

import difflib
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from coranto.edges.fetch import FetchedResponse, Fetcher, Request
from coranto.errors import DeskError, Reason, SourceError
from coranto.model import Disclosure, Feed, Source, SourceKind, Tier
from coranto.reading import urls
from coranto.reading.language import packs
from coranto.steps.collection import ingest
from coranto.steps.collection.discover import Discovery, archive_outcome
from coranto.steps.collection.source_identity import (
    find_named_source,
    find_same_source,
    is_hosted,
    name_service,
)
from coranto.steps.desk import Desk, Progress, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFacts:
    """What an editor says about a source; what is empty is taken from its feeds."""

    name: str = ""
    kind: SourceKind | None = None
    country: str = ""
    languages: tuple[str, ...] = ()
    pages: Literal["auto", "never"] = "auto"
    most: int = 10  #: feeds that are added from one discovery, at most
    tier: Tier | None = None
    weight: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAddResult:
    """What was added from a discovery."""

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


# --- adding -------------------------------------------------------------------


def add_source(
    desk: Desk, discovery: Discovery, facts: SourceFacts, at: datetime
) -> SourceAddResult:
    """Add discovered feeds to the source of the same site, or to a new source.

    A source that was removed is taken back into use.
    """
    with desk.store.transaction():
        suggested = _suggest_source(discovery, facts)
        existing_source = _existing_source(desk, discovery, suggested, facts)
        if existing_source is None:
            name = _distinct_name(desk, suggested, discovery)
            source = replace(suggested, id=desk.store.sources.unused_id(name), name=name)
            desk.store.sources.add(source, at)
        else:
            # Only `sources set` renames a source: the name given here may be meant for another.
            unnamed_facts = replace(facts, name="")
            source = replace(_with_facts(existing_source, unnamed_facts), removed=None)
            desk.store.sources.update(source)
        new_feeds: list[Feed] = []
        feeds_in_use: list[Feed] = []
        for trial in discovery.found[: facts.most]:
            feed = Feed(
                id=feed_id(trial.url),
                source_id=source.id,
                url=trial.url,
                kind=trial.kind,
                title=trial.title,
                selector=trial.selector,
                pages=facts.pages,
            )
            (new_feeds if keep_feed(desk, feed, at) else feeds_in_use).append(feed)
    return SourceAddResult(
        source=source,
        is_new=existing_source is None,
        feeds=tuple(new_feeds),
        known=tuple(feeds_in_use),
    )


def feed_id(url: str) -> str:
    """The id of a feed that is added at this address; it stays when the feed moves."""
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def keep_feed(desk: Desk, feed: Feed, at: datetime) -> bool:
    """Add a feed, or take a removed one back into use; False when it is in use already."""
    # Asked by address and by id: a feed that moved has the id of its first address.
    existing_feed = desk.store.feeds.by_url(feed.url) or desk.store.feeds.get(feed.id)
    if existing_feed is None:
        desk.store.feeds.add(feed, at)
        return True
    if existing_feed.removed is None:
        return False
    restored_feed = replace(
        existing_feed, removed=None, source_id=feed.source_id, failures=0, not_before=None
    )
    desk.store.feeds.update(restored_feed)
    return True


def _existing_source(
    desk: Desk, discovery: Discovery, suggested: Source, facts: SourceFacts
) -> Source | None:
    """The source that discovered feeds belong to; None when they are a new one's.

    It is the one that has them already, else the one of the name that the editor gives, else
    the same outlet.
    """
    feeds = (desk.store.feeds.by_url(trial.url) for trial in discovery.found)
    owner_ids = {feed.source_id for feed in feeds if feed and feed.removed is None}
    if len(owner_ids) == 1:
        return desk.store.sources.get(owner_ids.pop())
    known_sources = desk.store.sources.with_removed()
    if facts.name:
        return find_named_source(known_sources, suggested)
    return find_same_source(known_sources, suggested)


def _distinct_name(desk: Desk, suggested: Source, discovery: Discovery) -> str:
    """The suggested name, or the feeds' own when another source of the site has that."""
    known_sources = desk.store.sources.with_removed()
    if find_named_source(known_sources, suggested) is None:
        return suggested.name
    feed_name = common_name([trial.title for trial in discovery.found if trial.title])
    return name_service(known_sources, replace(suggested, name=feed_name or suggested.name))


def _suggest_source(discovery: Discovery, facts: SourceFacts) -> Source:
    """A source, still without id, from what the editor says and else from its feeds."""
    readings = [trial.reading for trial in discovery.found if trial.reading]
    languages = {packs.parse_tag(reading.language) for reading in readings} - {"und"}
    # Feeds that hold posts and nothing else are those of an account on a platform.
    posts = [entry.kind == "post" for reading in readings for entry in reading.entries]
    is_account = bool(posts) and all(posts)
    titles = [reading.title for reading in readings if reading.title]
    # Feeds are called "Top Stories"; an account's site has the name of its platform.
    site_name = "" if is_account or is_hosted(discovery.homepage) else discovery.site_name
    name = facts.name or site_name or common_name(titles) or urls.host(discovery.homepage)
    return Source(
        id="",
        name=name or "source",
        homepage=discovery.homepage,
        kind=facts.kind or ("account" if is_account else "unknown"),
        country=facts.country,
        languages=facts.languages or tuple(sorted(languages)),
        tier=facts.tier,
        weight=facts.weight,
    )


def _with_facts(source: Source, facts: SourceFacts) -> Source:
    """The source, changed where the editor says something."""
    return replace(
        source,
        name=facts.name or source.name,
        kind=facts.kind or source.kind,
        country=facts.country or source.country,
        languages=facts.languages or source.languages,
        tier=facts.tier or source.tier,
        weight=facts.weight or source.weight,
    )


def common_name(titles: Sequence[str]) -> str:
    """The common beginning of feed titles: "The Gull - World" and "The Gull - Sea" → "The Gull"."""
    if not titles:
        return ""
    # What the first and the last title in order have in common, all between them have, too.
    low, high = min(titles), max(titles)
    prefix_length = next(
        (position for position, char in enumerate(low) if high[position : position + 1] != char),
        len(low),
    )
    name = low[:prefix_length].rstrip(" -–—|:·»,/(")
    # One or two letters in common are an accident, not a name.
    return name if len(name) >= 3 else titles[0]


# --- checking and changing ------------------------------------------------------------


def check_feeds(
    desk: Desk, fetcher: Fetcher, feeds: Sequence[Feed], *, report: Report
) -> Iterator[FeedCheckResult]:
    """Fetch every given feed now, whether it is due or not, and yield how it answers.

    A feed that answers is due again, whatever its back-off was.
    """
    by_id = {feed.id: feed for feed in feeds}
    requests = [Request(url=feed.url, purpose="feed", feed_id=feed.id) for feed in feeds]
    for number, (request, outcome) in enumerate(fetcher.fetch_all(requests), 1):
        archive_outcome(desk, outcome)
        result = _feed_check_result(desk, by_id[request.feed_id], outcome)
        if result.reason is None and (result.feed.failures or result.feed.not_before):
            desk.store.feeds.update(replace(result.feed, failures=0, not_before=None))
        report(Progress(step="check", done=number, total=len(requests), note=request.url))
        yield result


def _feed_check_result(
    desk: Desk, feed: Feed, outcome: FetchedResponse | SourceError
) -> FeedCheckResult:
    if isinstance(outcome, SourceError):
        return FeedCheckResult(feed=feed, reason=outcome.reason, detail=outcome.detail)
    try:
        reading = ingest.read_feed_answer(feed, outcome, limits=desk.limits)
    except SourceError as error:
        return FeedCheckResult(feed=feed, reason=error.reason, detail=error.detail)
    item_count = len(reading.entries) + len(reading.feeds)
    reason: Reason | None = "moved" if outcome.moved_to else None if item_count else "empty"
    return FeedCheckResult(
        feed=feed,
        entries=len(reading.entries),
        reason=reason,
        detail=outcome.moved_to,
        moved_to=outcome.moved_to,
    )


def accept_moves(
    desk: Desk, results: Iterable[FeedCheckResult], at: datetime
) -> list[FeedCheckResult]:
    """Poll moved feeds at their new addresses from now on. Returns the results that moved.

    A feed keeps its id and so its entries; it is removed when its new address is in use already.
    """
    moved = [result for result in results if result.moved_to and result.reason == "moved"]
    with desk.store.transaction():
        for result in moved:
            feed = desk.store.feeds.get(result.feed.id) or result.feed
            if desk.store.feeds.by_url(result.moved_to) is None:
                # ETag and date are the old address's; the new one must answer in full once.
                moved_feed = replace(
                    feed, url=result.moved_to, moved_to="", etag="", last_modified=""
                )
                desk.store.feeds.update(moved_feed)
            else:
                desk.store.feeds.remove(feed.id, at)
    return moved


def select_feeds(desk: Desk, names: Sequence[str]) -> list[Feed]:
    """The feeds in use that have one of these source ids, feed ids or addresses.

    Without names, all feeds. Raises DeskError, with the nearest id, for an unknown name.
    """
    all_feeds = desk.store.feeds.all()
    if not names:
        return all_feeds
    for name in names:
        if not any(name in {feed.id, feed.source_id, feed.url} for feed in all_feeds):
            raise DeskError(
                f"there is no source or feed {name!r} here{_nearest_id_hint(desk, name)}"
            )
    return [feed for feed in all_feeds if {feed.id, feed.source_id, feed.url} & set(names)]


def change_source(desk: Desk, source_id: str, facts: SourceFacts) -> Source:
    """Change a source in use as the editor says. Raises DeskError for an unknown id."""
    changed = _with_facts(_require_source(desk, source_id), facts)
    desk.store.sources.update(changed)
    return changed


def add_disclosure(desk: Desk, source_id: str, fact: Disclosure, at: datetime) -> bool:
    """Record who owns, funds or directs a source. False when that is recorded already.

    Raises DeskError for an unknown source.
    """
    source = _require_source(desk, source_id)
    return bool(desk.store.sources.disclose(source.id, [fact], at))


def _require_source(desk: Desk, source_id: str) -> Source:
    source = desk.store.sources.get(source_id)
    if source is None or source.removed:
        raise DeskError(f"there is no source {source_id!r} here{_nearest_id_hint(desk, source_id)}")
    return source


def remove_source_or_feed(desk: Desk, name: str, at: datetime) -> tuple[Feed, ...]:
    """Take a source with its feeds, or one feed, out of use. Returns the feeds.

    Raises DeskError when neither a source nor a feed has this name.
    """
    source = desk.store.sources.get(name)
    if source is not None and source.removed is None:
        removed_feeds = desk.store.feeds.of_source(name)
        desk.store.sources.remove(name, at)
        return tuple(removed_feeds)
    removed_feeds = select_feeds(desk, [name])
    for feed in removed_feeds:
        desk.store.feeds.remove(feed.id, at)
    return tuple(removed_feeds)


def _nearest_id_hint(desk: Desk, name: str) -> str:
    source_ids = [source.id for source in desk.store.sources.all()]
    nearest_ids = difflib.get_close_matches(name, source_ids, n=1, cutoff=0.5)
    return (
        f": did you mean {nearest_ids[0]!r}?"
        if nearest_ids
        else "; `coranto sources list` shows them."
    )
