"""Read and write lists of feeds as OPML. Pure: no files, no clock.

Reading is lenient (OPML 1.x and 2.0, broken XML, misspelt attributes). Writing is strict (OPML
2.0) and deterministic: the same list gives the same bytes. Attributes of other programs survive
both, because a person may move their list back.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from lxml import etree

from coranto.errors import SourceError
from coranto.model import Problem, to_utc
from coranto.reading import urls
from coranto.reading.feeds import entries
from coranto.reading.markup import decoding
from coranto.reading.markup import tree as markup

_OPML_ATTRIBUTES = ("text", "title", "type", "xmlurl", "htmlurl")
_ATTRIBUTE_NAME_PATTERN = re.compile(
    r"(?:\{(?!http://www\.w3\.org/)[^\s{}<>&\"]{1,300}\})?[A-Za-z_][\w.-]{0,100}", re.ASCII
)
_ILLEGAL_CHARACTER_PATTERN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpmlFeed:
    """One feed of a list."""

    url: str  #: as written
    title: str = ""
    homepage: str = ""
    folder: tuple[str, ...] = ()  #: titles of the outlines above it
    attributes: dict[str, str] = field(default_factory=dict)  #: those of other programs, as written


@dataclass(frozen=True, slots=True, kw_only=True)
class OpmlReading:
    """The feeds of a list, and a problem for each row that could not be used."""

    feeds: tuple[OpmlFeed, ...]
    title: str = ""
    problems: tuple[Problem, ...] = ()
    #: By the titles of the outlines down to it, a folder's attributes of other programs.
    folders: dict[tuple[str, ...], dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _OpmlFolder:
    path: tuple[str, ...]
    attributes: dict[str, str]


def read_opml(body: bytes) -> OpmlReading:
    """Read the feeds of an OPML file, in its order.

    Raises SourceError: "not a feed" for a file that is not OPML, "too deep" or "too big".
    """
    tree = markup.parse_xml(decoding.decode(body).text, subject="OPML")
    root = tree.root
    if root is None:
        raise SourceError("too deep", "its outlines do not end")
    if _local_name(root.tag) != "opml":
        raise SourceError(
            "not a feed", f"this is not OPML: its root is <{_local_name(root.tag)[:40]}>"
        )
    feeds: dict[str, OpmlFeed] = {}
    problems = list(tree.problems)
    folders: dict[tuple[str, ...], dict[str, str]] = {}
    for row in _list_outlines(root):
        if isinstance(row, _OpmlFolder):
            folders.setdefault(row.path, row.attributes)
        elif isinstance(row, Problem):
            problems.append(row)
        elif row.url in feeds:
            problems.append(
                Problem(subject=row.title or row.url, reason="listed twice", detail=row.url)
            )
        else:
            feeds[row.url] = row
    title = next((_title_text(node) for node in root.iter("{*}title")), "")
    return OpmlReading(
        feeds=tuple(feeds.values()), title=title, problems=tuple(problems), folders=folders
    )


def _list_outlines(root: Any) -> Iterator[OpmlFeed | _OpmlFolder | Problem]:
    """Yield outlines in document order, with the titles of their folders."""
    # Pushed in reverse, so that popping gives document order.
    bodies = [node for node in root if _local_name(node.tag) == "body"] or [root]
    pending_nodes: list[tuple[Any, tuple[str, ...]]] = [
        (child, ()) for body in reversed(bodies) for child in reversed(body)
    ]
    while pending_nodes:
        node, folder = pending_nodes.pop()
        if _local_name(node.tag) != "outline":
            continue
        values = {
            _local_name(name): value for name, value in node.attrib.items() if "}" not in name
        }
        row = _read_outline(node, values, folder)
        if row is not None:
            yield row
        name = values.get("text") or values.get("title") or ""
        child_folder = (*folder, " ".join(name.split())) if name.strip() else folder
        namespaced = {key: value for key, value in node.attrib.items() if "}" in key}
        if len(node) and namespaced and child_folder:
            yield _OpmlFolder(path=child_folder, attributes=namespaced)
        pending_nodes += [(child, child_folder) for child in reversed(node)]


def _read_outline(
    node: Any, values: dict[str, str], folder: tuple[str, ...]
) -> OpmlFeed | Problem | None:
    """Return the feed of an outline; None for a folder or note, a problem for a bad row."""
    kind = values.get("type", "").lower()
    # Old readers write a feed's address as `url`; for "include" and "link" rows `url` is
    # an address of something else (OPML 2.0).
    url = (
        values.get("xmlurl") or (values.get("url") if kind in {"rss", "atom", "feed"} else "") or ""
    ).strip()
    name = values.get("title") or values.get("text") or ""
    if not url:
        if len(node) or (
            kind not in {"rss", "atom", "feed", "include"} and not values.get("htmlurl")
        ):
            return None
        detail = "lists inside lists are not followed" if kind == "include" else "it has no xmlUrl"
        return Problem(subject=name[:200] or "outline", reason="no feed address", detail=detail)
    if not urls.clean(url):
        return Problem(subject=name[:200] or "outline", reason="bad address", detail=url[:200])
    return OpmlFeed(
        url=url,
        title="" if name == url else name,
        homepage=values.get("htmlurl", "").strip(),
        folder=folder,
        attributes=_foreign_attributes(node, values, name),
    )


def _foreign_attributes(node: Any, values: dict[str, str], name: str) -> dict[str, str]:
    """Return foreign attributes, and those of OPML that writing would otherwise change."""
    foreign = {
        key: value
        for key, value in node.attrib.items()
        if "}" in key or (_local_name(key) not in _OPML_ATTRIBUTES and _local_name(key) != "url")
    }
    if values.get("text", name) != name:
        foreign["text"] = values["text"]
    if values.get("type", "rss") != "rss":
        foreign["type"] = values["type"]
    return foreign


def _local_name(tag: Any) -> str:
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _title_text(node: Any) -> str:
    return entries.plain_title(node.text or "")


# --- writing ------------------------------------------------------------------


def write_opml(
    feeds: Sequence[OpmlFeed],
    *,
    title: str,
    created: datetime,
    folders: Mapping[tuple[str, ...], Mapping[str, str]] | None = None,
) -> str:
    """Write the list as OPML 2.0, folders in the order of their first feed.

    `folders` are attributes of other programs for folders, by the titles down to each.

    `created` must be aware; raises ValueError for a naive datetime.
    """
    folder_attributes = folders or {}
    names = [
        name
        for attributes in (*(feed.attributes for feed in feeds), *folder_attributes.values())
        for name in attributes
    ]
    root = etree.Element("opml", version="2.0", nsmap=_foreign_namespaces(names))
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = _strip_illegal_characters(title)
    etree.SubElement(head, "dateCreated").text = format_datetime(to_utc(created), usegmt=True)
    outlines: dict[tuple[str, ...], Any] = {(): etree.SubElement(root, "body")}
    for feed in feeds:
        _write_feed(_folder_outline(outlines, feed.folder, folder_attributes), feed)
    etree.indent(root)
    xml_bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return f"{xml_bytes.decode()}\n"


def _folder_outline(
    outlines: dict[tuple[str, ...], Any],
    path: tuple[str, ...],
    folder_attributes: Mapping[tuple[str, ...], Mapping[str, str]],
) -> Any:
    for depth in range(1, len(path) + 1):
        folder_path = path[:depth]
        if folder_path not in outlines:
            name = _strip_illegal_characters(folder_path[-1])
            outlines[folder_path] = etree.SubElement(
                outlines[folder_path[:-1]],
                "outline",
                {"text": name, "title": name}
                | _writable_values(folder_attributes.get(folder_path, {})),
            )
    return outlines[path]


def _writable_values(attributes: Mapping[str, str]) -> dict[str, str]:
    return {
        name: _strip_illegal_characters(attributes[name])
        for name in sorted(attributes)
        if _is_writable_attribute(name)
    }


def _write_feed(parent: Any, feed: OpmlFeed) -> None:
    own_values = {
        "type": feed.attributes.get("type", "rss"),
        "text": feed.attributes.get("text", feed.title or feed.url),
        "title": feed.title,
        "xmlUrl": feed.url,
        "htmlUrl": feed.homepage,
    }
    clean_values = {name: _strip_illegal_characters(value) for name, value in own_values.items()}
    values = {
        name: value
        for name, value in (clean_values | _writable_values(feed.attributes)).items()
        if value or name == "text"
    }
    etree.SubElement(parent, "outline", values)


def _foreign_namespaces(attribute_names: Iterable[str]) -> dict[str, str]:
    """Return prefix → foreign namespace, to be declared once at the root.

    Without this, lxml would invent prefixes at each outline, and the bytes would depend on it.
    """
    names = {name for name in attribute_names if "}" in name and _is_writable_attribute(name)}
    uris = sorted({name[1:].partition("}")[0] for name in names})
    return {f"x{number}": uri for number, uri in enumerate(uris, 1)}


def _is_writable_attribute(name: str) -> bool:
    """Whether a foreign attribute's name is valid XML and not one of OPML's own."""
    if not _ATTRIBUTE_NAME_PATTERN.fullmatch(name) or name.lower() in (
        *_OPML_ATTRIBUTES,
        "url",
        "xmlns",
    ):
        return False
    # lxml refuses some namespace names that the pattern allows, so each name is tried.
    try:
        etree.Element("outline", {name: ""})
    except ValueError:
        return False
    return True


def _strip_illegal_characters(text: str) -> str:
    """Remove the characters that XML 1.0 does not allow."""
    return _ILLEGAL_CHARACTER_PATTERN.sub("", text)
