"""Write a feed as Atom, RSS 2.0 and JSON Feed. Pure; the same feed gives the same bytes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime

import lxml.etree

from coranto.rendering import sanitising
from coranto.rendering.desk_about import DeskAbout

#: Namespace of Atom (RFC 4287).
ATOM_NAMESPACE = "http://www.w3.org/2005/Atom"
#: Namespace of Dublin Core, whose `creator` names an author without a mail address.
DUBLIN_CORE_NAMESPACE = "http://purl.org/dc/elements/1.1/"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One entry of a feed, independent of the format."""

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
    """A feed: its metadata and its entries."""

    id: str
    name: str  #: of the files: "editions", "sections/fa"
    part: str  #: title of the section or language; "" for all editions
    about: DeskAbout
    updated: datetime
    made_with: str
    entries: tuple[FeedEntry, ...] = field(default=())

    @property
    def title(self) -> str:
        """The title of the series, and of the part that the feed holds."""
        title = sanitising.strip_unsafe_characters(self.about.title)
        return f"{title} – {self.part}" if self.part else title

    @property
    def folder(self) -> str:
        """The kind of part: "sections" or "languages"; "" for editions and items."""
        return self.name.rpartition("/")[0]

    def address(self, ending: str) -> str:
        """The feed's own address; "" while the site has none."""
        base = sanitising.safe_link(self.about.base())
        return f"{base}feeds/{self.name}.{ending}" if base else ""

    @property
    def home(self) -> str:
        """The site's address; "" while it has none."""
        return sanitising.safe_link(self.about.base())


# --- Atom ---------------------------------------------------------------------


def render_atom(head: FeedHead) -> bytes:
    """The feed as Atom (RFC 4287)."""
    root = lxml.etree.Element(f"{{{ATOM_NAMESPACE}}}feed", nsmap={None: ATOM_NAMESPACE})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", head.about.language)
    _add_atom_texts(root, id=head.id, title=head.title, updated=head.updated.isoformat())
    if head.about.description:
        _add_text_element(root, ATOM_NAMESPACE, "subtitle", head.about.description)
    _add_atom_link(root, "self", head.address("atom"))
    _add_atom_link(root, "alternate", head.home)
    _add_text_element(root, ATOM_NAMESPACE, "generator", head.made_with)
    # Atom requires an author for the feed or for each entry.
    _add_atom_authors(root, head.about.editors or (head.about.title,))
    for entry in head.entries:
        _add_atom_entry(root, entry)
    return _serialise_xml(root)


def _add_atom_entry(root: lxml.etree._Element, entry: FeedEntry) -> None:
    element = lxml.etree.SubElement(root, f"{{{ATOM_NAMESPACE}}}entry")
    element.set("{http://www.w3.org/XML/1998/namespace}lang", entry.language)
    _add_atom_texts(
        element,
        id=entry.id,
        title=entry.title,
        published=entry.published.isoformat(),
        updated=entry.updated.isoformat(),
    )
    _add_atom_link(element, "alternate", entry.url)
    _add_atom_authors(element, entry.authors)
    for tag in entry.tags:
        lxml.etree.SubElement(element, f"{{{ATOM_NAMESPACE}}}category", term=tag)
    _add_text_element(element, ATOM_NAMESPACE, "content", entry.content).set("type", "html")


def _add_atom_texts(parent: lxml.etree._Element, **texts: str) -> None:
    for name, text in texts.items():
        _add_text_element(parent, ATOM_NAMESPACE, name, text)


def _add_atom_link(parent: lxml.etree._Element, relation: str, address: str) -> None:
    if address:
        lxml.etree.SubElement(parent, f"{{{ATOM_NAMESPACE}}}link", rel=relation, href=address)


def _add_atom_authors(parent: lxml.etree._Element, names: Sequence[str]) -> None:
    for name in names:
        _add_text_element(
            lxml.etree.SubElement(parent, f"{{{ATOM_NAMESPACE}}}author"),
            ATOM_NAMESPACE,
            "name",
            name,
        )


# --- RSS ----------------------------------------------------------------------


def render_rss(head: FeedHead) -> bytes:
    """The feed as RSS 2.0."""
    spaces = {"atom": ATOM_NAMESPACE, "dc": DUBLIN_CORE_NAMESPACE}
    root = lxml.etree.Element("rss", nsmap=spaces, version="2.0")
    channel = lxml.etree.SubElement(root, "channel")
    _add_text_element(channel, "", "title", head.title)
    # RSS requires a link: without an address of the site it is the tag URI.
    _add_text_element(channel, "", "link", head.home or head.id)
    _add_text_element(channel, "", "description", head.about.description or head.title)
    _add_text_element(channel, "", "language", head.about.language)
    _add_text_element(channel, "", "lastBuildDate", format_datetime(head.updated, usegmt=True))
    _add_text_element(channel, "", "generator", head.made_with)
    _add_atom_link(channel, "self", head.address("rss.xml"))
    for entry in head.entries:
        _add_rss_item(channel, entry)
    return _serialise_xml(root)


def _add_rss_item(channel: lxml.etree._Element, entry: FeedEntry) -> None:
    element = lxml.etree.SubElement(channel, "item")
    _add_text_element(element, "", "title", entry.title)
    if entry.url:
        _add_text_element(element, "", "link", entry.url)
    # A guid counts as an address unless it says that it is none.
    _add_text_element(element, "", "guid", entry.id).set("isPermaLink", "false")
    _add_text_element(element, "", "pubDate", format_datetime(entry.published, usegmt=True))
    if entry.updated != entry.published:
        # RSS has no element for the date of a change; readers understand Atom's.
        _add_text_element(element, ATOM_NAMESPACE, "updated", entry.updated.isoformat())
    for name in entry.authors:
        _add_text_element(element, DUBLIN_CORE_NAMESPACE, "creator", name)
    for tag in entry.tags:
        _add_text_element(element, "", "category", tag)
    _add_text_element(element, "", "description", entry.content)


def _add_text_element(
    parent: lxml.etree._Element, space: str, name: str, text: str
) -> lxml.etree._Element:
    element = lxml.etree.SubElement(parent, f"{{{space}}}{name}" if space else name)
    element.text = sanitising.strip_unsafe_characters(text)
    return element


def _serialise_xml(root: lxml.etree._Element) -> bytes:
    lxml.etree.indent(root, space=" ")
    xml: bytes = lxml.etree.tostring(root, xml_declaration=True, encoding="utf-8")
    return xml + b"\n"


# --- JSON ---------------------------------------------------------------------


def render_json_feed(head: FeedHead) -> bytes:
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
    filled = {key: value for key, value in feed.items() if value or key == "items"}
    text = json.dumps(filled, ensure_ascii=False, indent=1)
    return sanitising.strip_unsafe_characters(text).encode() + b"\n"


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
