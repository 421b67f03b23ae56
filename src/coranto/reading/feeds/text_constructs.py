"""Read the texts of RSS, RDF and Atom: titles as words, contents as HTML. Pure.

A text is plain, HTML, XHTML or base64, by its declared type ("text constructs" of RFC 4287, 3.1)
or, where feeds do not declare it, by what it holds. This module may not sanitise: what it
returns as HTML is hostile.
"""

import base64
import binascii
import html
import re
from itertools import pairwise
from typing import Any

from lxml import etree

from coranto.reading.feeds import entries

#: Longer base64 is left out: a text of a million characters has half as much again.
MAX_BASE64_CHARACTERS = 2_000_000

_XMLNS_PATTERN = re.compile(r' xmlns(?::\w{1,40})?="[^"]{0,300}"')
_TAG_START_PATTERN = re.compile(r"<[a-zA-Z/!]")
_BASE64_PATTERN = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_PLAIN_TYPES = frozenset({"text", "text/plain", "plain"})
#: Elements of XHTML that no reader sees, and those that begin a line.
_HIDDEN_ELEMENTS = frozenset({"script", "style", "template", "head"})
_LINE_ELEMENTS = frozenset({"br", "div", "p", "li", "h1", "h2", "h3", "h4", "h5", "h6"})
#: Elements that hold plain text by the specifications of their modules.
_PLAIN_FIELD_PATTERN = re.compile(
    r"\A\{[^}]{0,300}(?:search\.yahoo\.com/mrss|itunes\.com/dtds)[^}]{0,300}\}", re.IGNORECASE
)


def node_text(node: Any) -> str:
    """Return the text of an element and of all below it."""
    value = node.text or "" if len(node) == 0 else "".join(node.itertext())
    return value.strip()


def title_text(node: Any) -> str:
    """Read a title by its declared type; one without a type may hold HTML."""
    # RSS has no types, and its titles often hold HTML against the standard.
    kind = _declared_type(node)
    if len(node):
        # Escaped twice where the feed's software escapes what is XHTML already.
        return entries.plain_title(html.unescape(_visible_text(node)))
    value = node_text(node)[: entries.MAX_TITLE_CHARACTERS * 20]
    if _is_base64(node, kind):
        value = value if (decoded := _decode_base64(value)) is None else decoded
    return (
        entries.plain_title(html.unescape(value))
        if kind in _PLAIN_TYPES or "xhtml" in kind
        else entries.html_title(value)
    )


def content_html(node: Any) -> str:
    """Return an element's content as HTML: as written, or escaped when declared as text."""
    if len(node):
        return _inner_markup(node)
    kind = _declared_type(node)
    value = (node.text or "").strip()
    if _is_base64(node, kind):
        value = _decode_base64(value) or ""
    is_plain = kind in {"text", "text/plain"} or (kind == "plain" and "media" in node.tag)
    if is_plain:
        value = html.escape(value, quote=False)
    if "\n" not in value or _TAG_START_PATTERN.search(value):
        return value
    return _keep_line_ends(value, is_plain=is_plain or bool(_PLAIN_FIELD_PATTERN.match(node.tag)))


def _declared_type(node: Any) -> str:
    kind = node.get("type")
    return kind.strip().lower() if kind else ""


def _inner_markup(node: Any) -> str:
    """Return the markup between an element's tags, without namespace declarations."""
    parts = [html.escape(node.text or "", quote=False)]
    parts += [etree.tostring(child, encoding="unicode") for child in node]
    return _XMLNS_PATTERN.sub("", "".join(parts)).strip()


def _visible_text(node: Any) -> str:
    """Return what a reader sees of XHTML: without scripts and styles."""
    # The tree has at most `MAX_XML_LEVELS`, which bounds the recursion.
    parts = [node.text or ""]
    for child in node:
        name = child.tag.rpartition("}")[2].lower() if isinstance(child.tag, str) else "script"
        if name not in _HIDDEN_ELEMENTS:
            parts += (" " if name in _LINE_ELEMENTS else "", _visible_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


# --- base64 -------------------------------------------------------------------


def _is_base64(node: Any, kind: str) -> bool:
    """Whether a value is declared as base64 (Atom 0.3) or as a binary media type (Atom 1.0)."""
    # Asked first: half of the values have no attributes, and every text of a feed comes here.
    if not node.keys():
        return False
    if (node.get("mode") or "").lower() == "base64":
        return True
    return "/" in kind and not (kind.startswith("text/") or kind.endswith(("xml", "html")))


def _decode_base64(value: str) -> str | None:
    """Return the words in base64: "" for a picture or another binary, None for what is no base64.

    A title that base64 cannot be is words under a wrong type.
    """
    lines = value.split()
    # Base64 is one line, or lines of one length (RFC 2045, 6.8); words are of many lengths.
    if not lines or any(len(line) != len(lines[0]) or len(line) < 16 for line in lines[:-1]):
        return None
    packed = "".join(lines)
    if not _BASE64_PATTERN.fullmatch(packed):
        return None
    if len(packed) > MAX_BASE64_CHARACTERS:
        return ""
    try:
        words = base64.b64decode(packed + "=" * (-len(packed) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return words if all(char.isprintable() or char in "\t\r\n" for char in words) else ""


# --- line ends ----------------------------------------------------------------


def _keep_line_ends(value: str, *, is_plain: bool) -> str:
    """Write the line ends of a text without tags as `<br>`; in HTML they would be spaces.

    Single line ends stay spaces where software has wrapped the lines of a text that is not
    declared as plain.
    """
    paragraphs = [
        [line for line in map(str.strip, paragraph.split("\n")) if line]
        for paragraph in re.split(r"\n[^\S\n]*\n", value.replace("\r\n", "\n"))
    ]
    separator = "<br>\n" if is_plain or not _is_wrapped(paragraphs) else "\n"
    return "<br>\n<br>\n".join(separator.join(lines) for lines in paragraphs if lines)


def _is_wrapped(paragraphs: list[list[str]]) -> bool:
    """Whether every line ends where the next word would have made it the longest."""
    width = max((len(line) for lines in paragraphs for line in lines), default=0)
    return all(
        len(line) + 1 + len(next_line.split()[0]) > width
        for lines in paragraphs
        for line, next_line in pairwise(lines)
    )
