"""Read a tree of RSS, RDF or Atom into entries. Pure. May not alter dates and HTML.

Why this is not a feed library: libraries replace dates by what they understood and drop
xml:base. Getting these back takes a pass over the tree, which finds everything else as well
(`benchmarks/feeds.py` compares the entries found and the time taken).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from lxml import etree

from coranto.model import Entry, FeedKind
from coranto.reading import urls
from coranto.reading.feeds import entries
from coranto.reading.feeds.element_names import (
    NodesByField,
    adopt_made_up_namespaces,
    element_name,
    field_name,
    own_fields,
)
from coranto.reading.feeds.text_constructs import content_html, node_text, title_text

_FEED_KINDS: dict[str, FeedKind] = {"rss": "rss", "channel": "rss", "feed": "atom", "rdf": "rdf"}
_ENTRY_KINDS: dict[str, FeedKind] = {"item": "rss", "entry": "atom"}
_RDF_NAMESPACE = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LANGUAGE_ATTRIBUTE = "{http://www.w3.org/XML/1998/namespace}lang"
_HAS_BASES_XPATH = etree.XPath("boolean(//@xml:base)")
_WEB_SCHEMES = ("http://", "https://")

#: Elements with the date of publication, in order of preference.
PUBLISHED_FIELDS = (
    "pubdate",
    "published",
    "issued",
    "dc:date",
    "dcterms:issued",
    "dcterms:created",
    "created",
)
#: Elements with the date of the last change, in order of preference.
UPDATED_FIELDS = ("updated", "modified", "dcterms:modified", "lastbuilddate")
#: Elements with a summary, in order of preference.
SUMMARY_FIELDS = (
    "description",
    "summary",
    "tagline",
    "itunes:summary",
    "media:description",
    "dc:description",
)
#: Elements with authors; the first kind present is used. RSS's `author` is a mail address.
AUTHOR_FIELDS = ("dc:creator", "author", "itunes:author", "dcterms:creator")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed as read from its tree: keys are the feed's ids or "", addresses cleaned."""

    kind: FeedKind
    title: str
    homepage: str
    language: str
    generator: str
    base: str  #: the address that relative links start from
    entries: list[tuple[Entry, str]]  #: with their links as written


def read_tree(root: Any, *, url: str, whole: bool) -> ParsedFeed | None:
    """Read a feed from its tree; None when no element in it is a feed's root.

    `whole` says whether the document was well-formed, which decides where items may stand.
    """
    if _feed_element(root) is None or next(_scattered_items(root), None) is None:
        adopt_made_up_namespaces(root)
    top = _feed_element(root)
    if top is None:
        return _read_lone_entry(root, url)
    items = list(_find_items(root)) if whole else list(_scattered_items(root))
    channel = own_fields(
        next((node for node in _top_elements(top) if element_name(node) == "channel"), top)
    )
    language = _declared_language(root, channel)
    homepage = urls.clean(link, base=url) if (link := _channel_link(channel)) else ""
    authors = _read_authors(channel) if element_name(top) == "feed" else ()
    kind = _FEED_KINDS[element_name(top)]
    # RSS has no rule for relative links, and most of its software means the site's address;
    # Atom resolves them against the feed's own (RFC 4287, 2).
    base = url if kind == "atom" else homepage or url
    reader = _EntryReader(
        language=language, authors=authors, base=base, url=url if _HAS_BASES_XPATH(root) else ""
    )
    return ParsedFeed(
        kind=kind,
        title=_read_title(channel),
        homepage=homepage,
        language=language,
        generator=entries.one_line(_first_text(channel, "generator")),
        base=base,
        entries=[reader.read(item) for item in items],
    )


def _read_lone_entry(root: Any, url: str) -> ParsedFeed | None:
    """Read a root that is an entry itself; None when it is anything else."""
    # Atom allows a document that is one entry (RFC 4287, 2).
    kind = _ENTRY_KINDS.get(element_name(root))
    if kind is None or {"title", "link", "guid", "id"}.isdisjoint(own_fields(root)):
        return None
    reader = _EntryReader(
        language="und", authors=(), base=url, url=url if _HAS_BASES_XPATH(root) else ""
    )
    return ParsedFeed(
        kind=kind,
        title="",
        homepage="",
        language="und",
        generator="",
        base=url,
        entries=[reader.read(root)],
    )


def _feed_element(root: Any) -> Any:
    """Return the element that is the feed's root, at the top or near it; None for none."""
    return next((node for node in _top_elements(root) if element_name(node) in _FEED_KINDS), None)


def _top_elements(root: Any) -> Iterator[Any]:
    """Yield the root and the first 40 elements below it, where a feed's own root must be."""
    # In RSS and RDF the channel is below the root, and a broken server may put other elements
    # around a feed. The bound keeps documents that are no feeds cheap.
    yield root
    for count, node in enumerate(root.iter(etree.Element)):
        if count > 40:
            return
        yield node


# --- which elements -----------------------------------------------------------


def _find_items(root: Any) -> Iterator[Any]:
    """Yield items and entries anywhere, but not those quoted inside another."""
    # Siblings share their parent, so their ancestors are looked up once.
    items_parent = None
    for node in root.iter("{*}item", "{*}entry", "{*}Item", "{*}ITEM"):
        if element_name(node) not in _ENTRY_KINDS:
            continue
        parent = node.getparent()
        if parent is items_parent or not any(
            element_name(ancestor) in _ENTRY_KINDS for ancestor in node.iterancestors()
        ):
            items_parent = parent
            yield node


def _scattered_items(root: Any) -> Iterator[Any]:
    """Yield all items of a broken tree: an unclosed item contains those that follow it."""
    return (node for node in root.iter(etree.Element) if element_name(node) in _ENTRY_KINDS)


# --- one entry ----------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _EntryReader:
    """Reads entries, with what they inherit from their feed."""

    language: str
    authors: tuple[str, ...]
    base: str  #: the address that relative links start from
    url: str  #: of the feed when it uses xml:base, else ""

    def read(self, item: Any) -> tuple[Entry, str]:
        """Read one item; returns the entry and its link as written."""
        fields = own_fields(item)
        declared_tag = item.get(_LANGUAGE_ATTRIBUTE) or _first_text(
            fields, "dc:language", "language"
        )
        content = _read_content(fields)
        summary = next(
            filter(None, (content_html(node) for node in _field_nodes(fields, *SUMMARY_FIELDS))),
            "",
        )
        source = _read_item_source(fields)
        link = self._link(fields)
        entry = Entry(
            key=_first_text(fields, "guid", "id")
            or item.get(f"{_RDF_NAMESPACE}about", "").strip()
            or _recording_key(fields),
            url=urls.clean(link, base=self.base) if link else "",
            title=_read_title(fields),
            published_raw=_first_text(fields, *PUBLISHED_FIELDS)[: entries.MAX_NAME_CHARACTERS],
            updated_raw=_first_text(fields, *UPDATED_FIELDS)[: entries.MAX_NAME_CHARACTERS],
            language=entries.language_tag(declared_tag) if declared_tag else self.language,
            authors=_read_authors(fields) or (self.authors if source is None else source.authors),
            summary=summary,
            content="" if content == summary else content,
            tags=_read_tags(fields),
            source_name=source.name if source else "",
            source_url=source.url if source else "",
        )
        return entry, link

    def _link(self, fields: NodesByField) -> str:
        node, raw = _entry_link(fields)
        if self.url and node is not None and node.base:
            return urls.clean(raw, base=urls.clean(node.base, base=self.url)) or raw
        return raw


def _field_nodes(fields: NodesByField, *names: str) -> Iterator[Any]:
    return chain.from_iterable([fields[name] for name in names if name in fields])


def _first_text(fields: NodesByField, *names: str) -> str:
    """Return the text of the first of these elements that has any."""
    for name in names:
        if name in fields:
            for node in fields[name]:
                if value := node_text(node):
                    return value
    return ""


def _read_title(fields: NodesByField) -> str:
    titles = map(title_text, _field_nodes(fields, "title", "media:title", "dc:title"))
    return next(filter(None, titles), "")


def _read_content(fields: NodesByField) -> str:
    for node in _field_nodes(
        fields, "content:encoded", "content", "xhtml:body", "body", "fulltext"
    ):
        if value := content_html(node):
            return value
    return ""


def _read_authors(fields: NodesByField) -> tuple[str, ...]:
    for name in AUTHOR_FIELDS:
        nodes = fields.get(name)
        if nodes and (names := entries.distinct_names(map(_author_name, nodes))):
            return names
    return ()


def _author_name(node: Any) -> str:
    for child in node:
        if isinstance(child.tag, str) and field_name(child.tag).rpartition(":")[2] == "name":
            return entries.author_name(node_text(child))
    return entries.author_name(node_text(node)) if len(node) == 0 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ItemSource:
    """The feed that an item says it was taken from."""

    name: str
    url: str  #: cleaned; of its site, else of the feed
    authors: tuple[str, ...] = ()


def _read_item_source(fields: NodesByField) -> _ItemSource | None:
    """Read the `source` of RSS 2.0 or Atom; None when the item names none."""
    # Bing's news feeds have one in a namespace that changes with every question.
    for node in (*fields.get("source", ()), *fields.get("?:source", ())):
        if len(node) == 0:
            name, url = entries.one_line(node_text(node)), urls.clean(node.get("url") or "")
            source = _ItemSource(name=name, url=url)
        else:
            # A copy of the other feed's own metadata (RFC 4287, 4.2.11).
            inner = own_fields(node)
            link = _best_link(inner.get("link", ()))[1] or _first_text(inner, "id")
            source = _ItemSource(
                name=_read_title(inner)[: entries.MAX_NAME_CHARACTERS],
                url=urls.clean(link),
                authors=_read_authors(inner),
            )
        if source.name or source.url:
            return source
    return None


def _read_tags(fields: NodesByField) -> tuple[str, ...]:
    nodes = (*fields.get("category", ()), *fields.get("dc:subject", ()))
    return entries.distinct_names(map(_tag_name, nodes)) if nodes else ()


def _tag_name(node: Any) -> str:
    return entries.one_line(node.get("label") or node.get("term") or node.text or "")


# --- links --------------------------------------------------------------------


def _entry_link(fields: NodesByField) -> tuple[Any, str]:
    """Return the element with an entry's own address, and the address as written."""
    # FeedBurner replaces `link` by a redirect of its own and keeps the original beside it.
    for node in fields.get("feedburner:origlink", ()):
        return node, node_text(node)
    best_link = _best_link(fields.get("link", ()))
    if best_link[1]:
        return best_link
    for node in _field_nodes(fields, "guid", "id"):
        raw = node_text(node)
        # RSS 2.0: a guid is a permalink unless it says otherwise. Atom's ids are often URLs too.
        if raw.startswith(_WEB_SCHEMES) and node.get("isPermaLink", "true").lower() != "false":
            return node, raw
    return None, ""


def _recording_key(fields: NodesByField) -> str:
    """Return the address of an episode that has no page; "" for an entry with a link."""
    # Without its query, in which hosts of podcasts put tokens that change with every visit.
    if _best_link(fields.get("link", ()))[1]:
        return ""
    enclosures = (node.get("url") or "" for node in fields.get("enclosure", ()))
    return next((url.partition("?")[0].strip() for url in enclosures if url), "")


def _best_link(nodes: Any) -> tuple[Any, str]:
    """Return the best link: RSS holds its address as text, Atom several with a `rel` each."""
    best_link, lowest_rank = (None, ""), 9
    for node in nodes:
        raw = (node.get("href") or node.text or "").strip()
        rank = _link_rank(node) if raw else 9
        if rank < lowest_rank:
            best_link, lowest_rank = (node, raw), rank
    return best_link


def _link_rank(node: Any) -> int:
    """Rank a link: 0 is best; 9 (enclosures, comments) is never the entry's address."""
    if not node.get("href"):
        return 0
    rel = node.get("rel", "alternate").lower()
    if rel == "alternate":
        return 1 if "html" in node.get("type", "html") else 2
    return {"related": 4, "via": 5, "self": 6}.get(rel, 9)


def _channel_link(channel: NodesByField) -> str:
    node, raw = _best_link(channel.get("link", ()))
    return "" if node is None or node.get("rel") == "self" else raw


def _declared_language(root: Any, channel: NodesByField) -> str:
    declared_tag = _first_text(channel, "language", "dc:language")
    if not declared_tag:
        declared_tag = next(
            (
                node.get(_LANGUAGE_ATTRIBUTE)
                for node in _top_elements(root)
                if node.get(_LANGUAGE_ATTRIBUTE) and element_name(node) in _FEED_KINDS
            ),
            "",
        )
    return entries.language_tag(declared_tag)
