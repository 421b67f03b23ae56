"""Lists of sources, in and out: OPML from and for feed readers, registers of the media.

Nothing is fetched here: whether a feed exists shows when it is first visited.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from coranto.model import Disclosure, Feed, Problem, Source
from coranto.reading import ownership_registers, urls
from coranto.reading.feeds import opml
from coranto.reading.feeds.opml import OpmlFeed
from coranto.reading.ownership_registers import Register
from coranto.steps.collection import source_identity, sources, tiers
from coranto.steps.collection.source_identity import find_named_source, find_same_source
from coranto.steps.desk import Desk

#: Beside a feed's title, the name of its source: several services may share one site.
SOURCE_NAME_ATTRIBUTE = "{urn:coranto:opml}source"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceImportResult:
    """Counts of an imported list."""

    sources: int  #: new
    feeds: int  #: new, or taken back into use
    known: int  #: in use already
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterMatch:
    """What a register says about one source."""

    source: Source
    disclosures: tuple[Disclosure, ...]
    fresh: int  #: how many of them the desk did not have


def import_opml(desk: Desk, body: bytes, at: datetime) -> SourceImportResult:
    """Add the feeds of an OPML file; those of one site become one source.

    Raises SourceError when it is no OPML.
    """
    reading = opml.read_opml(body)
    by_site: dict[tuple[str, str, str], list[OpmlFeed]] = defaultdict(list)
    for opml_feed in reading.feeds:
        suggested = _opml_source(opml_feed)
        identity = source_identity.site_identity(suggested)
        language = "" if suggested.name else source_identity.service_language(suggested)
        by_site[identity, suggested.name, language].append(opml_feed)
    new_sources, new_feeds, feeds_in_use = 0, 0, 0
    problems = list(reading.problems)
    with desk.store.transaction():
        problems += tiers.take_folders(desk, reading.folders)
        for site_feeds in by_site.values():
            source, is_new = _find_or_add_source(desk, site_feeds, at)
            problems += tiers.take_source(desk, source, [feed.attributes for feed in site_feeds])
            new_sources += is_new
            for opml_feed in site_feeds:
                is_new_feed = sources.keep_feed(desk, _opml_feed(opml_feed, source), at)
                new_feeds += is_new_feed
                feeds_in_use += not is_new_feed
    return SourceImportResult(
        sources=new_sources, feeds=new_feeds, known=feeds_in_use, problems=tuple(problems)
    )


def _find_or_add_source(
    desk: Desk, opml_feeds: Sequence[OpmlFeed], at: datetime
) -> tuple[Source, bool]:
    """The source of these feeds and whether it is new; a removed one is taken back into use."""
    suggested = _opml_source(opml_feeds[0])
    # A feed that an editor put under another source stays there: its source comes first.
    # A name of its own keeps the services of one site apart.
    find_source = find_named_source if suggested.name else find_same_source
    existing_source = _source_of_feed(desk, opml_feeds) or find_source(
        desk.store.sources.with_removed(), suggested
    )
    if existing_source:
        if existing_source.removed:
            desk.store.sources.update(replace(existing_source, removed=None))
        return existing_source, False
    titles = [opml_feed.title for opml_feed in opml_feeds if opml_feed.title]
    name = (
        suggested.name or sources.common_name(titles) or urls.host(suggested.homepage) or "source"
    )
    name = source_identity.name_service(
        desk.store.sources.with_removed(), replace(suggested, name=name)
    )
    source = replace(suggested, id=desk.store.sources.unused_id(name), name=name)
    desk.store.sources.add(source, at)
    return source, True


def _source_of_feed(desk: Desk, opml_feeds: Sequence[OpmlFeed]) -> Source | None:
    """The source in use that has one of these feeds already."""
    feeds = (desk.store.feeds.by_url(opml_feed.url) for opml_feed in opml_feeds)
    owners = (desk.store.sources.get(feed.source_id) for feed in feeds if feed)
    return next((source for source in owners if source and not source.removed), None)


def _opml_source(opml_feed: OpmlFeed) -> Source:
    url = urls.clean(opml_feed.url)
    # On a host of many unrelated feeds the front page is that of the host, not of the source.
    site_url = url if source_identity.is_hosted(url) else urls.site_root(url)
    name = " ".join(opml_feed.attributes.get(SOURCE_NAME_ATTRIBUTE, "").split())
    return Source(id="", name=name, homepage=urls.clean(opml_feed.homepage) or site_url)


def _opml_feed(opml_feed: OpmlFeed, source: Source) -> Feed:
    return Feed(
        id=sources.feed_id(opml_feed.url),
        source_id=source.id,
        url=opml_feed.url,
        title=opml_feed.title,
        folder=opml_feed.folder,
        attributes={
            name: value
            for name, value in opml_feed.attributes.items()
            if name not in {SOURCE_NAME_ATTRIBUTE, *tiers.ATTRIBUTES}
        },
    )


def export_opml(desk: Desk, at: datetime) -> str:
    """Every feed in use, as OPML 2.0 with the folders and attributes it came with.

    Pages that are polled with a selector are left out: no feed reader could read them.
    """
    by_id = {source.id: source for source in desk.store.sources.all()}
    opml_feeds = [
        OpmlFeed(
            url=feed.url,
            title=feed.title or by_id[feed.source_id].name,
            homepage=by_id[feed.source_id].homepage,
            folder=feed.folder,
            attributes=feed.attributes
            | {SOURCE_NAME_ATTRIBUTE: by_id[feed.source_id].name}
            | tiers.to_attributes(by_id[feed.source_id]),
        )
        for feed in desk.store.feeds.all()
        if feed.kind != "page"
    ]
    folders = {
        path: tiers.to_attributes(folder) for path, folder in desk.store.sources.folders().items()
    }
    return opml.write_opml(opml_feeds, title=desk.settings.desk.title, created=at, folders=folders)


def read_register(body: bytes, *, name: str, mapping: Mapping[str, str]) -> Register:
    """Read a register of media ownership. Raises SettingsError when it or the mapping is wrong."""
    return ownership_registers.read_register(body, name=name, mapping=mapping)


def find_register_matches(desk: Desk, register: Register) -> list[RegisterMatch]:
    """The sources in use that a register lists, and what it says of each."""
    matches = []
    for source in desk.store.sources.all():
        addresses = [feed.url for feed in desk.store.feeds.of_source(source.id)]
        disclosures = ownership_registers.disclosures_for(source, register, addresses=addresses)
        if disclosures:
            known_keys = {_disclosure_key(disclosure) for disclosure in source.disclosures}
            fresh = sum(_disclosure_key(disclosure) not in known_keys for disclosure in disclosures)
            matches.append(RegisterMatch(source=source, disclosures=disclosures, fresh=fresh))
    return matches


def _disclosure_key(disclosure: Disclosure) -> tuple[str, ...]:
    """What makes two disclosures the same one."""
    # The same four fields as the store's unique key, or a dry run would count otherwise.
    return (
        disclosure.relation,
        disclosure.value,
        disclosure.register,
        disclosure.row,
    )


def add_disclosures(desk: Desk, matches: Sequence[RegisterMatch], at: datetime) -> int:
    """Store what a register says. Returns how many facts are new."""
    with desk.store.transaction():
        return sum(
            desk.store.sources.disclose(match.source.id, match.disclosures, at) for match in matches
        )
