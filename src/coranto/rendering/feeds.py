"""Editions → Atom, RSS 2.0 and JSON Feed, one of editions and one of items. Pure.

Ids are tag URIs (RFC 4151) of the desk, the edition's day and number, and the story:
they outlive a change of the site's paths.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import urlsplit

import lxml.etree
from markupsafe import Markup

from coranto.model import PublishedEdition
from coranto.rendering import strangers
from coranto.rendering.about import About
from coranto.rendering.pages import environment
from coranto.rendering.views import NOWHERE, EditionView, Evidences, ItemView, Proof, view
from coranto.rendering.words import words

#: How many editions the feeds hold: readers that come once a quarter miss none.
EDITIONS = 13
ATOM = "http://www.w3.org/2005/Atom"
DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One entry, whatever it is written as."""

    id: str
    url: str  #: "" while the site has no address
    title: str
    content: str  #: safe HTML
    language: str
    published: datetime
    updated: datetime  #: when it was last corrected, else when it was published
    authors: tuple[str, ...]
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHead:
    """What a feed says of itself."""

    id: str
    name: str  #: of the files: "editions"
    title: str
    about: About
    updated: datetime
    made_with: str
    entries: tuple[FeedEntry, ...] = field(default=())

    def address(self, ending: str) -> str:
        """The feed's own address, "" while the site has none."""
        base = strangers.link(self.about.base())
        return f"{base}feeds/{self.name}.{ending}" if base else ""

    @property
    def home(self) -> str:
        """The site's address, "" while there is none."""
        return strangers.link(self.about.base())


def render_feeds(
    editions: Sequence[PublishedEdition], *, about: About
) -> Iterator[tuple[str, bytes]]:
    """All feed files: path and bytes. None before the first edition."""
    if not editions:
        return
    shelved = sorted(editions, key=lambda edition: edition.draft.number)
    shown = [_view(edition, about) for edition in _news(shelved)]
    said = words(about.language)
    for name, title, entries in (
        ("editions", about.title, tuple(_of_edition(one, about) for one in shown)),
        (
            "items",
            f"{about.title} – {said['feed_items']}",
            tuple(entry for one in shown for entry in _of_items(one, about)),
        ),
    ):
        head = FeedHead(
            id=f"{_authority(about, shelved[0])}:{name}",
            name=name,
            title=strangers.visible(title),
            about=about,
            updated=max(edition.updated for edition in shelved),
            made_with=shelved[-1].made_with,
            entries=entries,
        )
        yield f"feeds/{name}.atom", atom(head)
        yield f"feeds/{name}.rss.xml", rss(head)
        yield f"feeds/{name}.json", json_feed(head)


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
    host = urlsplit(strangers.link(about.base())).hostname or ""
    if not host:
        # A name nobody can own (RFC 2606), apart from other desks' by its title.
        host = f"{hashlib.sha256(strangers.visible(about.title).encode()).hexdigest()[:12]}.invalid"
    return f"tag:{host},{edition.published:%Y-%m-%d}"


def _view(edition: PublishedEdition, about: About) -> EditionView:
    base = strangers.link(about.base())
    page = f"{base}editions/{edition.draft.number}/"
    return view(edition, evidence=Evidences(before=page) if base else NOWHERE)


def _url(edition: EditionView, about: About) -> str:
    base = strangers.link(about.base())
    return f"{base}editions/{edition.number}/" if base else ""


def _of_edition(edition: EditionView, about: About) -> FeedEntry:
    number = edition.words.say("edition", number=edition.number)
    return FeedEntry(
        id=edition_id(edition.published, about),
        url=_url(edition, about),
        title=strangers.visible(f"{number}: {edition.headline}"),
        content=_content("feed-edition.html", edition=edition),
        language=edition.language,
        published=edition.published.published,
        updated=edition.published.updated,
        authors=edition.editors,
    )


def _of_items(edition: EditionView, about: About) -> Iterator[FeedEntry]:
    start = edition_id(edition.published, about)
    url = _url(edition, about)
    for section in edition.sections:
        for item in section.items:
            yield FeedEntry(
                id=f"{start}/{item.name}",
                url=f"{url}#{item.name}" if url else "",
                title=strangers.visible(item.heading),
                content=_item(item, edition),
                language=edition.language,
                published=edition.published.published,
                updated=_updated(item, edition.published),
                authors=edition.editors,
                tags=(strangers.visible(section.title),),
            )


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


# --- Atom ---------------------------------------------------------------------


def atom(head: FeedHead) -> bytes:
    """The feed as Atom (RFC 4287)."""
    root = lxml.etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", head.about.language)
    _atom_texts(root, id=head.id, title=head.title, updated=head.updated.isoformat())
    if head.about.description:
        _sub(root, ATOM, "subtitle", head.about.description)
    _atom_link(root, "self", head.address("atom"))
    _atom_link(root, "alternate", head.home)
    _sub(root, ATOM, "generator", head.made_with)
    _atom_authors(root, head.about.editors or (head.about.title,))
    for entry in head.entries:
        _atom_entry(root, entry)
    return _written(root)


def _atom_entry(root: lxml.etree._Element, entry: FeedEntry) -> None:
    made = lxml.etree.SubElement(root, f"{{{ATOM}}}entry")
    made.set("{http://www.w3.org/XML/1998/namespace}lang", entry.language)
    _atom_texts(
        made,
        id=entry.id,
        title=entry.title,
        published=entry.published.isoformat(),
        updated=entry.updated.isoformat(),
    )
    _atom_link(made, "alternate", entry.url)
    _atom_authors(made, entry.authors)
    for tag in entry.tags:
        lxml.etree.SubElement(made, f"{{{ATOM}}}category", term=tag)
    _sub(made, ATOM, "content", entry.content).set("type", "html")


def _atom_texts(parent: lxml.etree._Element, **texts: str) -> None:
    for name, text in texts.items():
        _sub(parent, ATOM, name, text)


def _atom_link(parent: lxml.etree._Element, relation: str, address: str) -> None:
    if address:
        lxml.etree.SubElement(parent, f"{{{ATOM}}}link", rel=relation, href=address)


def _atom_authors(parent: lxml.etree._Element, names: Sequence[str]) -> None:
    for name in names:
        _sub(lxml.etree.SubElement(parent, f"{{{ATOM}}}author"), ATOM, "name", name)


# --- RSS ----------------------------------------------------------------------


def rss(head: FeedHead) -> bytes:
    """The feed as RSS 2.0. Without an address, its link is its tag URI: one is required."""
    spaces = {"atom": ATOM, "dc": DUBLIN_CORE}
    root = lxml.etree.Element("rss", nsmap=spaces, version="2.0")
    channel = lxml.etree.SubElement(root, "channel")
    _sub(channel, "", "title", head.title)
    _sub(channel, "", "link", head.home or head.id)
    _sub(channel, "", "description", head.about.description or head.title)
    _sub(channel, "", "language", head.about.language)
    _sub(channel, "", "lastBuildDate", format_datetime(head.updated, usegmt=True))
    _sub(channel, "", "generator", head.made_with)
    _atom_link(channel, "self", head.address("rss.xml"))
    for entry in head.entries:
        _rss_item(channel, entry)
    return _written(root)


def _rss_item(channel: lxml.etree._Element, entry: FeedEntry) -> None:
    made = lxml.etree.SubElement(channel, "item")
    _sub(made, "", "title", entry.title)
    if entry.url:
        _sub(made, "", "link", entry.url)
    _sub(made, "", "guid", entry.id).set("isPermaLink", "false")
    _sub(made, "", "pubDate", format_datetime(entry.published, usegmt=True))
    if entry.updated != entry.published:  # RSS has no word for it; readers know Atom's
        _sub(made, ATOM, "updated", entry.updated.isoformat())
    for name in entry.authors:
        _sub(made, DUBLIN_CORE, "creator", name)
    for tag in entry.tags:
        _sub(made, "", "category", tag)
    _sub(made, "", "description", entry.content)


def _sub(parent: lxml.etree._Element, space: str, name: str, text: str) -> lxml.etree._Element:
    made = lxml.etree.SubElement(parent, f"{{{space}}}{name}" if space else name)
    made.text = strangers.visible(text)
    return made


def _written(root: lxml.etree._Element) -> bytes:
    lxml.etree.indent(root, space=" ")
    written: bytes = lxml.etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return written + b"\n"


# --- JSON ---------------------------------------------------------------------


def json_feed(head: FeedHead) -> bytes:
    """The feed as JSON Feed 1.1."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": head.title,
        "home_page_url": head.home,
        "feed_url": head.address("json"),
        "description": head.about.description,
        "language": head.about.language,
        "authors": [{"name": name} for name in head.about.editors],
        "items": [_json_item(entry) for entry in head.entries],
    }
    given = {key: value for key, value in feed.items() if value or key == "items"}
    text = json.dumps(given, ensure_ascii=False, indent=1)
    return strangers.visible(text).encode() + b"\n"


def _json_item(entry: FeedEntry) -> dict[str, object]:
    item: dict[str, object] = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.content,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat() if entry.updated != entry.published else "",
        "language": entry.language,
        "authors": [{"name": name} for name in entry.authors],
        "tags": list(entry.tags),
    }
    return {key: value for key, value in item.items() if value or key == "title"}
