"""Editions → feeds: of editions, of items, and of each section's and each language's items. Pure.

Ids are tag URIs (RFC 4151) of the desk, the edition's day and number, and the story:
they outlive a change of the site's paths.
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
from coranto.rendering.desk_about import About
from coranto.rendering.feeds import formats
from coranto.rendering.feeds.formats import FeedEntry, FeedHead
from coranto.rendering.i18n import Words, words
from coranto.rendering.pages import environment
from coranto.rendering.views import (
    NOWHERE,
    EditionView,
    Evidences,
    ItemView,
    Proof,
    SectionView,
    view,
)

#: How many editions the feeds hold: readers that come once a quarter miss none.
EDITIONS = 13


def feeds(editions: Sequence[PublishedEdition], *, about: About) -> list[FeedHead]:
    """All feeds of a site; none before the first edition."""
    if not editions:
        return []
    shelved = sorted(editions, key=lambda edition: edition.draft.number)
    shown = [_view(edition, about) for edition in _news(shelved)]
    said = words(about.language)
    items = [entry for one in shown for entry in _of_items(one, about)]
    found = [
        ("editions", "", [_of_edition(one, about) for one in shown]),
        ("items", said["feed_items"], [one.entry for one in items]),
        *_by_section(items),
        *_by_language(items, said),
    ]
    return [
        FeedHead(
            id=f"{_authority(about, shelved[0])}:{name}",
            name=name,
            part=sanitising.visible(part),
            about=about,
            updated=max(edition.updated for edition in shelved),
            made_with=shelved[-1].made_with,
            entries=tuple(entries),
        )
        for name, part, entries in found
    ]


def written(heads: Iterable[FeedHead]) -> Iterator[tuple[str, bytes]]:
    """All feed files: path and bytes."""
    for head in heads:
        yield f"feeds/{head.name}.atom", formats.atom(head)
        yield f"feeds/{head.name}.rss.xml", formats.rss(head)
        yield f"feeds/{head.name}.json", formats.json_feed(head)


@dataclass(frozen=True, slots=True)
class _Placed:
    """An item's entry, and which feeds it belongs to."""

    entry: FeedEntry
    section: SectionView
    tongues: frozenset[str]  #: of what it quotes


def _by_section(items: Iterable[_Placed]) -> Iterator[tuple[str, str, list[FeedEntry]]]:
    """A feed for each section, by the title its newest edition gives it."""
    found: dict[str, tuple[str, list[FeedEntry]]] = {}
    for one in items:
        _, entries = found.setdefault(one.section.id, (one.section.title, []))
        entries.append(one.entry)
    for section, (title, entries) in sorted(found.items()):
        yield f"sections/{section}", title, entries


def _by_language(
    items: Iterable[_Placed], said: Words
) -> Iterator[tuple[str, str, list[FeedEntry]]]:
    """A feed for each language that is quoted, wherever the item stands."""
    found: dict[str, list[FeedEntry]] = {}
    for one in items:
        for tongue in one.tongues:
            found.setdefault(tongue, []).append(one.entry)
    for tongue, entries in sorted(found.items()):
        yield f"languages/{tongue}", said.tongue(tongue), entries


def _news(shelved: Sequence[PublishedEdition]) -> list[PublishedEdition]:
    """The newest editions, and older ones that were corrected since; the newest first."""
    newest = shelved[: -EDITIONS - 1 : -1]
    since = min(edition.published for edition in newest)
    older = [one for one in shelved[:-EDITIONS] if one.corrections and one.updated >= since]
    return [*newest, *reversed(older)]


def edition_id(edition: PublishedEdition, about: About) -> str:
    """A tag URI for an edition, the same forever."""
    return f"{_authority(about, edition)}:editions/{edition.draft.number}"


def _authority(about: About, edition: PublishedEdition) -> str:
    host = urlsplit(sanitising.link(about.base())).hostname or ""
    if not host:
        # A name nobody can own (RFC 2606), apart from other desks' by its title.
        host = (
            f"{hashlib.sha256(sanitising.visible(about.title).encode()).hexdigest()[:12]}.invalid"
        )
    return f"tag:{host},{edition.published:%Y-%m-%d}"


def _view(edition: PublishedEdition, about: About) -> EditionView:
    base = sanitising.link(about.base())
    page = f"{base}editions/{edition.draft.number}/"
    return view(edition, evidence=Evidences(before=page) if base else NOWHERE)


def _url(edition: EditionView, about: About) -> str:
    base = sanitising.link(about.base())
    return f"{base}editions/{edition.number}/" if base else ""


def _of_edition(edition: EditionView, about: About) -> FeedEntry:
    number = edition.words.say("edition", number=edition.number)
    return FeedEntry(
        id=edition_id(edition.published, about),
        url=_url(edition, about),
        title=sanitising.visible(f"{number}: {edition.headline}"),
        content=_content("feed-edition.html", edition=edition),
        language=edition.language,
        published=edition.published.published,
        updated=edition.published.updated,
        authors=edition.editors,
    )


def _of_items(edition: EditionView, about: About) -> Iterator[_Placed]:
    start = edition_id(edition.published, about)
    url = _url(edition, about)
    for section in edition.sections:
        for item in section.items:
            entry = FeedEntry(
                id=f"{start}/{item.name}",
                url=f"{url}{item.folder}#{item.name}" if url else "",
                title=sanitising.visible(item.heading),
                content=_item(item, edition),
                language=edition.language,
                published=edition.published.published,
                updated=_updated(item, edition.published),
                authors=edition.editors,
                tags=(sanitising.visible(section.title),),
            )
            tongues = {packs.primary(proof.language) for proof in item.proofs}
            named = {sanitising.name(one) for one in tongues - {"", "und"}}
            yield _Placed(entry, section, frozenset(named))


def _updated(item: ItemView, edition: PublishedEdition) -> datetime:
    """When an item was last corrected, else when it was published."""
    name = item.id or item.heading
    times = [one.at for one in edition.corrections if name in {each.item for each in one.changes}]
    return max(times, default=edition.published)


def _item(item: ItemView, edition: EditionView) -> str:
    proofs: tuple[Proof, ...] = item.proofs
    return _content(
        "feed-item.html", item=item, proofs=proofs, words=edition.words, edition=edition
    )


def _content(template: str, **values: object) -> Markup:
    return Markup(environment().get_template(template).render(**values))  # noqa: S704 - escaped
