"""Repairs of broken XML, each for one mistake whose meaning is plain. Pure and linear.

A repair returns well-formed XML or, where more is wrong, the text with less wrong in it.
"""

import html
import re
from bisect import bisect_left
from collections.abc import Callable
from html.entities import html5

#: References mended in one stretch of markup: a second's work.
MAX_REPAIRED_REFERENCES = 400_000

_CONTROLS_PATTERN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_AMPERSAND_PATTERN = re.compile(
    # Not those that XML knows, nor the numbers of common characters.
    r"&(?!(?:lt|gt|amp|quot|apos|#(?:10|3[2-9]|[4-9][0-9]|[1-9][0-9]{2,3}));)"
    r"(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{1,40})?(;)?"
)
_BARE_LESS_THAN_PATTERN = re.compile(r"<(?![A-Za-z_/!?])")
_UNQUOTED_ATTRIBUTE_PATTERN = re.compile(
    r"""(<[A-Za-z][\w:.-]{0,40})\s{1,20}([\w:.-]{1,40})=([^\s"'<>=]{1,200})(?=[\s>])"""
)
_UNCLOSED_VOID_TAG_PATTERN = re.compile(
    r"<(br|hr|img|wbr|input|embed)(\s[^<>]{0,2000})?(?<!/)>", re.IGNORECASE
)
_ROOT_PATTERN = re.compile(r"<([A-Za-z_][\w.:-]{0,60})([^<>]{0,20000}?)(/?)>")
_USED_PREFIX_PATTERN = re.compile(r"(?:</?|\s)([A-Za-z_][\w.-]{0,40}):[A-Za-z_]")
_DECLARED_PREFIX_PATTERN = re.compile(r"\sxmlns:([\w.-]{1,41})\s{0,9}=")
_OPAQUE_DELIMITERS = (("<![CDATA[", "]]>"), ("<!--", "-->"))
_TEXT_NAME_GROUP_PATTERN = r"((?:\w{1,20}:)?(?:title|description|summary|encoded|content|tagline))"
_TEXT_START_PATTERN = re.compile(
    rf"<{_TEXT_NAME_GROUP_PATTERN}(\s[^<>]{{0,500}})?(?<!/)>", re.IGNORECASE
)
_TEXT_END_PATTERN = re.compile(rf"</{_TEXT_NAME_GROUP_PATTERN}\s{{0,20}}>", re.IGNORECASE)
_ENTRY_PATTERN = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)

#: Prefixes that feeds use without declaring them, and what they stand for everywhere else.
NAMESPACES_BY_PREFIX = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xhtml": "http://www.w3.org/1999/xhtml",
}


def cut_trailing_text(text: str) -> str:
    """Cut what a server or a script added behind the root's end."""
    root = _ROOT_PATTERN.match(text)
    end = text.rfind(f"</{root[1]}") if root else -1
    close = text.find(">", end) if end > 0 else -1
    return text[: close + 1] if close > 0 else text


def repair_markup(text: str) -> str:
    """Well-formed XML where the meaning of a mistake is plain; the rest as it was."""
    text = _CONTROLS_PATTERN.sub("", text)
    pieces = [
        _repair_piece(piece) if plain else piece for plain, piece in split_opaque_sections(text)
    ]
    return _declare_prefixes("".join(pieces))


def split_opaque_sections(text: str) -> list[tuple[bool, str]]:
    """The text cut into markup (True) and CDATA sections and comments (False), in order."""
    pieces: list[tuple[bool, str]] = []
    position = 0
    while (start := text.find("<!", position)) >= 0:
        end_mark = next(
            (closing for opening, closing in _OPAQUE_DELIMITERS if text.startswith(opening, start)),
            ">",
        )
        end = text.find(end_mark, start)
        if end < 0:
            break
        pieces.append((True, text[position:start]))
        pieces.append((False, text[start : end + len(end_mark)]))
        position = end + len(end_mark)
    pieces.append((True, text[position:]))
    return pieces


def _repair_piece(piece: str) -> str:
    if "&" in piece:
        piece = _AMPERSAND_PATTERN.sub(_repair_reference, piece, count=MAX_REPAIRED_REFERENCES)
    piece = _UNCLOSED_VOID_TAG_PATTERN.sub(r"<\1\2/>", _BARE_LESS_THAN_PATTERN.sub("&lt;", piece))
    return _UNQUOTED_ATTRIBUTE_PATTERN.sub(r'\1 \2="\3"', piece)


def _repair_reference(match: re.Match[str]) -> str:
    """A reference XML knows as it is, one that HTML knows as its character, else text."""
    name, end = match[1] or "", match[2] or ""
    if name.startswith("#") and end:
        char = html.unescape(match[0])
        return "" if char == "\ufffd" or not _CONTROLS_PATTERN.sub("", char) else html.escape(char)
    character = html5.get(f"{name};") if end else None
    return html.escape(character) if character else f"&amp;{name}{end}"


def _declare_prefixes(text: str) -> str:
    """Declare at the root what prefixes are used and nowhere declared."""
    root = _ROOT_PATTERN.match(text)
    if not root:
        return text
    used_prefixes = {match[1] for match in _USED_PREFIX_PATTERN.finditer(text)} - {"xml", "xmlns"}
    undeclared_prefixes = sorted(used_prefixes - set(_DECLARED_PREFIX_PATTERN.findall(text)))[:100]
    declarations = "".join(
        f' xmlns:{prefix}="{NAMESPACES_BY_PREFIX.get(prefix, f"urn:undeclared:{prefix}")}"'
        for prefix in undeclared_prefixes
    )
    insert_at = root.end(2)
    return f"{text[:insert_at]}{declarations}{text[insert_at:]}"


def escape_html_in_texts(text: str) -> str:
    """HTML that stands unescaped in titles and texts is made text; a missing end is added."""
    ends_by_name: dict[str, list[int]] = {}
    for match in _TEXT_END_PATTERN.finditer(text):
        ends_by_name.setdefault(match[1], []).append(match.start())
    entry_starts = [match.start() for match in _ENTRY_PATTERN.finditer(text)]
    pieces: list[str] = []
    copied_to = scanned_to = 0
    for match in _TEXT_START_PATTERN.finditer(text):
        if match.start() < scanned_to:
            continue
        end = _first_not_before(ends_by_name.get(match[1], []), match.end())
        if end is None or (_first_not_before(entry_starts, match.end()) or end) < end:
            scanned_to = _unclosed_text_end(text, match.end())
            pieces += (text[copied_to:scanned_to], f"</{match[1]}>")
            copied_to = scanned_to
            continue
        inner, scanned_to = text[match.end() : end], end
        if "<" in inner and "<![CDATA[" not in inner and "xhtml" not in (match[2] or ""):
            pieces += (text[copied_to : match.end()], html.escape(inner, quote=False))
            copied_to = end
    return "".join([*pieces, text[copied_to:]])


def _first_not_before(positions: list[int], minimum: int) -> int | None:
    """The first of the places, in order, that is not before `at`."""
    index = bisect_left(positions, minimum)
    return positions[index] if index < len(positions) else None


def _unclosed_text_end(text: str, start: int) -> int:
    """Where a text without an end tag ends: before the next tag, behind its CDATA."""
    if text.startswith("<![CDATA[", start):
        close = text.find("]]>", start)
        return close + 3 if close >= 0 else len(text)
    next_tag = text.find("<", start)
    return next_tag if next_tag >= 0 else len(text)


#: Tried in this order, each on what the one before made of the text.
REPAIRS: tuple[Callable[[str], str], ...] = (cut_trailing_text, repair_markup, escape_html_in_texts)
