"""Lists of sources, in and out: OPML from and for feed readers, registers of the media.

Nothing is fetched: a feed that does not exist shows when it is first visited.
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
from coranto.steps.collection import discover, sources
from coranto.steps.desk import Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceImportResult:
    """What an imported list came to."""

    sources: int  #: new
    feeds: int  #: new, or taken back into use
    known: int  #: in use already
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterMatch:
    """What a register says about one source."""

    source: Source
    disclosures: tuple[Disclosure, ...]
    fresh: int  #: of them that the desk did not know


def import_opml(desk: Desk, body: bytes, at: datetime) -> SourceImportResult:
    """Keep the feeds of an OPML file, those of one site as one source.

    Raises SourceError when it is no OPML.
    """
    reading = opml.read_opml(body)
    by_site: dict[str, list[OpmlFeed]] = defaultdict(list)
    for listed in reading.feeds:
        by_site[sources.site_identity(_opml_source(listed))].append(listed)
    new, fresh, known = 0, 0, 0
    with desk.store.transaction():
        for of_site in by_site.values():
            source, is_new = _find_or_add_source(desk, of_site, at)
            new += is_new
            for listed in of_site:
                kept = sources.keep_feed(desk, _opml_feed(listed, source), at)
                fresh += kept
                known += not kept
    return SourceImportResult(sources=new, feeds=fresh, known=known, problems=reading.problems)


def _find_or_add_source(
    desk: Desk, listed: Sequence[OpmlFeed], at: datetime
) -> tuple[Source, bool]:
    """The source that these feeds are of, taken back into use if need be, else a new one."""
    suggested = _opml_source(listed[0])
    known = _source_of_feed(desk, listed) or sources.known_source(desk, suggested)
    if known:
        if known.removed:
            desk.store.sources.update(replace(known, removed=None))
        return known, False
    titles = [each.title for each in listed if each.title]
    name = sources.common_name(titles) or urls.host(suggested.homepage) or "source"
    source = replace(suggested, id=desk.store.sources.free_id(name), name=name)
    desk.store.sources.add(source, at)
    return source, True


def _source_of_feed(desk: Desk, listed: Sequence[OpmlFeed]) -> Source | None:
    """The source in use that has one of these feeds."""
    feeds = (desk.store.feeds.by_url(each.url) for each in listed)
    of_feeds = (desk.store.sources.get(feed.source_id) for feed in feeds if feed)
    return next((source for source in of_feeds if source and not source.removed), None)


def _opml_source(listed: OpmlFeed) -> Source:
    url = urls.clean(listed.url)
    there = (
        url
        if urls.registrable_domain(url) in sources.HOSTING_DOMAINS
        else urls.clean(discover.site_root(url))
    )
    return Source(id="", name="", homepage=urls.clean(listed.homepage) or there)


def _opml_feed(listed: OpmlFeed, source: Source) -> Feed:
    return Feed(
        id=sources.feed_id(listed.url),
        source_id=source.id,
        url=listed.url,
        title=listed.title,
        folder=listed.folder,
        attributes=listed.attributes,
    )


def export_opml(desk: Desk, at: datetime) -> str:
    """Every feed in use, as OPML 2.0 with the folders and attributes it came with.

    Pages that are read by a selector are left out: no other reader could read them.
    """
    by_id = {source.id: source for source in desk.store.sources.all()}
    listed = [
        OpmlFeed(
            url=feed.url,
            title=feed.title or by_id[feed.source_id].name,
            homepage=by_id[feed.source_id].homepage,
            folder=feed.folder,
            attributes=feed.attributes,
        )
        for feed in desk.store.feeds.all()
        if feed.kind != "page"
    ]
    return opml.write_opml(listed, title=desk.settings.desk.title, created=at)


def read_register(body: bytes, *, name: str, mapping: Mapping[str, str]) -> Register:
    """A register of the media. Raises SettingsError when it or the mapping is wrong."""
    return ownership_registers.read_register(body, name=name, mapping=mapping)


def find_register_matches(desk: Desk, register: Register) -> list[RegisterMatch]:
    """The sources in use that a register knows, and what it says of each."""
    found = []
    for source in desk.store.sources.all():
        addresses = [feed.url for feed in desk.store.feeds.of_source(source.id)]
        told = ownership_registers.disclosures_for(source, register, addresses=addresses)
        if told:
            known = {_disclosure_key(each) for each in source.disclosures}
            fresh = sum(_disclosure_key(each) not in known for each in told)
            found.append(RegisterMatch(source=source, disclosures=told, fresh=fresh))
    return found


def _disclosure_key(disclosure: Disclosure) -> tuple[str, ...]:
    """What makes two disclosures the same one: as the store has it."""
    return (
        disclosure.relation,
        disclosure.value,
        disclosure.register,
        disclosure.row,
    )


def add_disclosures(desk: Desk, found: Sequence[RegisterMatch], at: datetime) -> int:
    """Keep what a register says; how many facts are new."""
    with desk.store.transaction():
        return sum(
            desk.store.sources.disclose(each.source.id, each.disclosures, at) for each in found
        )
