"""Name the elements of RSS, RDF and Atom in one spelling, whatever their namespaces. Pure.

Feeds spell the addresses of namespaces in many ways, forget to declare prefixes, or make them
up. This module may not read values: it sees names only.
"""

from functools import lru_cache
from typing import Any

from lxml import etree

from coranto.reading.markup.repair import NAMESPACES_BY_PREFIX

#: Field name (as of `field_name`) → the elements of that name, in document order.
NodesByField = dict[str, list[Any]]

#: The namespaces of RSS and Atom, with the historical and misspelt addresses seen in feeds.
CORE_NAMESPACES = (
    "",
    "http://www.w3.org/2005/Atom",
    "http://purl.org/atom/ns#",
    "http://purl.org/atom/ns#draft-ietf-atompub-format",
    "http://purl.org/rss/1.0/",
    "http://purl.org/rss/1.0/modules/rss091#",
    "http://purl.org/net/rss1.1#",
    "http://purl.org/pie/",
    "http://purl.org/echo/",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://channel.netscape.com/rdf/simple/0.9/",
    "http://my.netscape.com/publish/formats/rss-0.91.dtd",
    "http://backend.userland.com/rss",
    "http://backend.userland.com/rss2",
    "http://blogs.law.harvard.edu/tech/rss",
    "http://cyber.law.harvard.edu/rss/rss.html",
)
#: Prefixes of modules by addresses that their specifications had once, or that are misspelt.
_OLD_MODULE_NAMESPACES = {
    "http://purl.org/dc/elements/1.0/": "dc",
    "http://purl.org/metadata/dublin_core#": "dc",
    "http://tools.search.yahoo.com/mrss/": "media",
    "http://video.search.yahoo.com/mrss/": "media",
    "http://api.search.yahoo.com/mrss/": "media",
    "http://www.rssboard.org/media-rss": "media",
    "http://example.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.w3.org/TR/xhtml1/strict": "xhtml",
    "http://www.w3.org/1999/html": "xhtml",
}
#: Elements that carry a feed's structure: where they stand in a namespace, it is the format's.
_STRUCTURE_NAMES = frozenset({"rss", "rdf", "feed", "channel", "item", "entry"})
#: An item or channel with none of these in a known namespace has made-up prefixes.
_ESSENTIAL_FIELDS = frozenset({"title", "link"})


def _normalise_namespace(uri: str) -> str:
    """Return a namespace's address as it is compared: case, scheme and last mark do not count."""
    uri = uri.strip().lower().partition("://")[2] or uri.strip().lower()
    return uri.removeprefix("www.").rstrip("/#")


_CORE_KEYS = frozenset(map(_normalise_namespace, CORE_NAMESPACES))
_PREFIXES_BY_KEY = {
    _normalise_namespace(uri): prefix
    for uri, prefix in (
        *((uri, prefix) for prefix, uri in NAMESPACES_BY_PREFIX.items()),
        *_OLD_MODULE_NAMESPACES.items(),
    )
}
#: Prefixes that mean the format itself, wherever they point.
_CORE_PREFIXES = frozenset({"rss", "atom"})


@lru_cache(maxsize=4096)
def field_name(tag: str) -> str:
    """Return an element's name in one spelling: "pubdate", "dc:date", "?:x" when unknown.

    Names are lower case, and prefixes are ours whatever the document calls its namespaces.
    """
    uri, _, local = tag.rpartition("}")
    local = local.lower()
    prefix, colon, unprefixed = local.rpartition(":")
    if colon:  # an undeclared prefix, which the lenient parser leaves in the name
        return unprefixed if prefix in _CORE_PREFIXES else local
    key = _normalise_namespace(uri[1:])
    # The drafts of Atom 1.0 have numbered namespaces: "…atompub-format-06".
    if key in _CORE_KEYS or key.startswith("purl.org/atom/ns#draft"):
        return local
    return f"{_PREFIXES_BY_KEY[key]}:{local}" if key in _PREFIXES_BY_KEY else f"?:{local}"


def element_name(node: Any) -> str:
    """Return a node's name, by its prefix where its namespace is unknown; "rdf" for RSS 1.0."""
    tag = node.tag
    name = field_name(tag) if isinstance(tag, str) else ""
    if name == "rdf:rdf":
        return "rdf"
    if not name.startswith("?:"):
        return name
    # A default namespace that we do not know is a misspelt one of the format itself.
    prefix = (node.prefix or "").lower()
    if not prefix or prefix in _CORE_PREFIXES:
        return name[2:]
    return f"{prefix}:{name[2:]}" if prefix in NAMESPACES_BY_PREFIX else name


def child_fields(node: Any) -> NodesByField:
    """Return a node's children by field name; those of a media:group count as its own."""
    fields: NodesByField = {}
    for child in node:
        tag = child.tag
        if not isinstance(tag, str):
            continue
        name = field_name(tag)
        if name[0] == "?":
            name = element_name(child)
        if name in {"item", "entry"}:  # the next item, nested here by a missing end tag
            continue
        fields.setdefault(name, []).append(child)
        if name == "media:group":
            for part, nodes in child_fields(child).items():
                fields.setdefault(part, []).extend(nodes)
    return fields


def own_fields(node: Any) -> NodesByField:
    """Return the fields of an item or channel, without their prefixes if those are made up."""
    fields = child_fields(node)
    if not _ESSENTIAL_FIELDS.isdisjoint(fields):
        return fields
    unprefixed_fields: NodesByField = {}
    for name, nodes in fields.items():
        prefix, _, local = name.rpartition(":")
        is_made_up = prefix not in NAMESPACES_BY_PREFIX
        unprefixed_fields.setdefault(local if is_made_up else name, []).extend(nodes)
    return unprefixed_fields


def adopt_made_up_namespaces(root: Any) -> None:
    """Rename the elements of unknown namespaces that hold the feed's structure.

    For a feed in which no item was found: `<rss:item>` under a namespace that nobody knows. In
    other feeds an `item` of an unknown namespace is an extension.
    """
    made_up = {
        _namespace_mark(node.tag)
        for node in root.iter(etree.Element)
        if ":" in (name := element_name(node)) and _is_made_up_structure(name)
    }
    for node in root.iter(etree.Element) if made_up else ():
        if _namespace_mark(node.tag) in made_up:
            node.tag = node.tag.rpartition("}")[2].rpartition(":")[2]


def _is_made_up_structure(name: str) -> bool:
    prefix, _, local = name.rpartition(":")
    return local in _STRUCTURE_NAMES and prefix not in NAMESPACES_BY_PREFIX


def _namespace_mark(tag: str) -> str:
    """Return what stands before an element's local name: its namespace or undeclared prefix."""
    return tag[: max(tag.rfind("}"), tag.rfind(":")) + 1]
