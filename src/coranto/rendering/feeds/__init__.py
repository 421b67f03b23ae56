"""Build the site's feeds: of editions, of items, and of the items of each section and language.

Pure. Ids are tag URIs (RFC 4151) made of the desk's host, the edition's day and number, and the
story, so that they stay the same when the site's paths change.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from markupsafe import Markup

from coranto.model import PublishedEdition
from coranto.reading.language import packs
from coranto.rendering import sanitising
from coranto.rendering.desk_about import DeskAbout
from coranto.rendering.evidence_views import EvidenceView
from coranto.rendering.feeds import formats
from coranto.rendering.feeds.formats import FeedEntry, FeedHead
from coranto.rendering.i18n import Words, words_for
from coranto.rendering.pages import template_environment
from coranto.rendering.views import (
    NO_EVIDENCE_LINKS,
    EditionView,
    EvidenceLinks,
    ItemView,
    SectionView,
    edition_view,
)

#: Editions in a feed: a quarter of a year of a weekly digest.
MAX_FEED_EDITIONS = 13


def build_feeds(editions: Sequence[PublishedEdition], *, about: DeskAbout) -> list[FeedHead]:
    """All feeds of a site; an empty list while there is no edition."""
    if not editions:
        return []
    ordered_editions = sorted(editions, key=lambda edition: edition.draft.number)
    views = [
        _view_linked_to_site(edition, about) for edition in _editions_in_feeds(ordered_editions)
    ]
    words = words_for(about.language)
    items = [entry for view in views for entry in _item_entries(view, about)]
    parts = [
        ("editions", "", [_edition_entry(view, about) for view in views]),
        ("items", words["feed_items"], [item.entry for item in items]),
        *_feeds_by_section(items),
        *_feeds_by_language(items, words),
    ]
    return [
        FeedHead(
            # The day of the first edition: a later one would change the id of the feed each week.
            id=f"{_tag_uri_prefix(about, ordered_editions[0])}:{name}",
            name=name,
            part=sanitising.strip_unsafe_characters(part),
            about=about,
            updated=max(edition.updated for edition in ordered_editions),
            made_with=ordered_editions[-1].made_with,
            entries=tuple(entries),
        )
        for name, part, entries in parts
    ]


def render_feed_files(heads: Iterable[FeedHead]) -> Iterator[tuple[str, bytes]]:
    """Yield path and bytes of each feed as Atom, RSS and JSON Feed."""
    for head in heads:
        yield f"feeds/{head.name}.atom", formats.render_atom(head)
        yield f"feeds/{head.name}.rss.xml", formats.render_rss(head)
        yield f"feeds/{head.name}.json", formats.render_json_feed(head)


@dataclass(frozen=True, slots=True)
class _PlacedEntry:
    """An item's entry with its section and languages, which decide on its feeds."""

    entry: FeedEntry
    section: SectionView
    languages: frozenset[str]  #: of the passages that it cites; as file names


def _feeds_by_section(items: Iterable[_PlacedEntry]) -> Iterator[tuple[str, str, list[FeedEntry]]]:
    """Yield name, title and entries of a feed for each section."""
    entries_by_section: dict[str, tuple[str, list[FeedEntry]]] = {}
    for item in items:
        # Items come newest first, so the newest edition gives the section its title.
        _, entries = entries_by_section.setdefault(item.section.id, (item.section.title, []))
        entries.append(item.entry)
    for section, (title, entries) in sorted(entries_by_section.items()):
        yield f"sections/{section}", title, entries


def _feeds_by_language(
    items: Iterable[_PlacedEntry], words: Words
) -> Iterator[tuple[str, str, list[FeedEntry]]]:
    """Yield name, title and entries of a feed for each language that items cite."""
    entries_by_language: dict[str, list[FeedEntry]] = {}
    for item in items:
        for language in item.languages:
            entries_by_language.setdefault(language, []).append(item.entry)
    for language, entries in sorted(entries_by_language.items()):
        yield f"languages/{language}", words.tongue(language), entries


def _editions_in_feeds(ordered_editions: Sequence[PublishedEdition]) -> list[PublishedEdition]:
    """The newest editions, then older ones that were corrected since; the newest first."""
    newest = ordered_editions[: -MAX_FEED_EDITIONS - 1 : -1]
    since = min(edition.published for edition in newest)
    # Readers that have polled since the oldest of these would miss a correction to an older
    # edition.
    older = [
        edition
        for edition in ordered_editions[:-MAX_FEED_EDITIONS]
        if edition.corrections and edition.updated >= since
    ]
    return [*newest, *reversed(older)]


def edition_id(edition: PublishedEdition, about: DeskAbout) -> str:
    """The tag URI of an edition; it never changes."""
    return f"{_tag_uri_prefix(about, edition)}:editions/{edition.draft.number}"


def _tag_uri_prefix(about: DeskAbout, edition: PublishedEdition) -> str:
    host = urlsplit(sanitising.safe_link(about.base())).hostname or ""
    if not host:
        # A name nobody can own (RFC 2606), apart from other desks' by its title.
        title = sanitising.strip_unsafe_characters(about.title)
        host = f"{hashlib.sha256(title.encode()).hexdigest()[:12]}.invalid"
    return f"tag:{host},{edition.published:%Y-%m-%d}"


def _view_linked_to_site(edition: PublishedEdition, about: DeskAbout) -> EditionView:
    base = sanitising.safe_link(about.base())
    page = f"{base}editions/{edition.draft.number}/"
    return edition_view(edition, evidence=EvidenceLinks(before=page) if base else NO_EVIDENCE_LINKS)


def _edition_url(edition: EditionView, about: DeskAbout) -> str:
    base = sanitising.safe_link(about.base())
    return f"{base}editions/{edition.number}/" if base else ""


def _edition_entry(edition: EditionView, about: DeskAbout) -> FeedEntry:
    number = edition.words.say("edition", number=edition.number)
    return FeedEntry(
        id=edition_id(edition.published, about),
        url=_edition_url(edition, about),
        title=sanitising.strip_unsafe_characters(
            f"{number}{edition.words['colon']}{edition.headline}"
        ),
        content=_render_content("feed-edition.html", edition=edition),
        language=edition.language,
        published=edition.published.published,
        updated=edition.published.updated,
        authors=edition.editors,
    )


def _item_entries(edition: EditionView, about: DeskAbout) -> Iterator[_PlacedEntry]:
    start = edition_id(edition.published, about)
    url = _edition_url(edition, about)
    for section in edition.sections:
        for item in section.items:
            entry = FeedEntry(
                id=f"{start}/{item.name}",
                url=f"{url}{item.folder}#{item.name}" if url else "",
                title=sanitising.strip_unsafe_characters(item.heading),
                content=_item_content(item, edition),
                language=edition.language,
                published=edition.published.published,
                updated=_item_updated_at(item, edition.published),
                authors=edition.editors,
                tags=(sanitising.strip_unsafe_characters(section.title),),
            )
            languages = {packs.primary_subtag(proof.language) for proof in item.proofs}
            language_names = {
                sanitising.safe_file_name(language) for language in languages - {"", "und"}
            }
            yield _PlacedEntry(entry, section, frozenset(language_names))


def _item_updated_at(item: ItemView, edition: PublishedEdition) -> datetime:
    """When an item was last corrected, or else published."""
    name = item.id or item.heading
    times = [
        correction.at
        for correction in edition.corrections
        if name in {change.item for change in correction.changes}
    ]
    return max(times, default=edition.published)


def _item_content(item: ItemView, edition: EditionView) -> str:
    proofs: tuple[EvidenceView, ...] = item.proofs
    return _render_content(
        "feed-item.html", item=item, proofs=proofs, words=edition.words, edition=edition
    )


def _render_content(template: str, **values: object) -> Markup:
    return Markup(template_environment().get_template(template).render(**values))  # noqa: S704 - escaped
