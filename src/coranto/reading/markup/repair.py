"""Repair mistakes in broken XML whose meaning is plain. Pure.

Each repair returns the text with fewer mistakes, well-formed if there were no others. A repair
may not guess, and must take linear time: every quantifier in its patterns is bounded.
"""

import html
import re
from bisect import bisect_left
from collections.abc import Callable
from html.entities import html5

#: References repaired in one stretch of markup, which takes a second; the rest stay.
MAX_REPAIRED_REFERENCES = 400_000

_CONTROLS_PATTERN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_AMPERSAND_PATTERN = re.compile(
    # Not the five entities of XML, nor numeric references to characters that XML allows.
    r"&(?!(?:lt|gt|amp|quot|apos|#(?:10|3[2-9]|[4-9][0-9]|[1-9][0-9]{2,3}));)"
    r"(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{1,40})?(;)?"
)
_BARE_LESS_THAN_PATTERN = re.compile(r"<(?![A-Za-z_/!?])")
_TAG_WITH_ATTRIBUTES_PATTERN = re.compile(r"<([A-Za-z_][\w:.-]{0,60})(\s[^<>]{0,4000})>")
_UNQUOTED_VALUE_PATTERN = re.compile(r"""=\s{0,20}(?!["'\s])""")
_ATTRIBUTE_PATTERN = re.compile(
    r"""([\w:.-]{1,80})(?:\s{0,20}=\s{0,20}(?:("[^"]*"|'[^']*')|([^\s"'<>]*)))?"""
)
_QUOTED_VALUE_PATTERN = re.compile(r"\"[^\"]*\"|'[^']*'")
_END_TAG_PATTERN = re.compile(r"</([A-Za-z_][\w:.-]{0,60})")
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

#: Prefixes that feeds use without declaring them, with their usual namespaces.
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
    "rss": "http://purl.org/rss/1.0/",
    "xhtml": "http://www.w3.org/1999/xhtml",
}


def cut_trailing_text(text: str) -> str:
    """Cut what a server or a script added after the root's end tag."""
    root = _ROOT_PATTERN.match(text)
    end = text.rfind(f"</{root[1]}") if root else -1
    close = text.find(">", end) if end > 0 else -1
    return text[: close + 1] if close > 0 else text


def repair_markup(text: str) -> str:
    """Repair references, stray `<`, void HTML tags, unquoted attributes and prefixes."""
    text = _CONTROLS_PATTERN.sub("", text)
    closed_names = frozenset(_END_TAG_PATTERN.findall(text))
    # An `&` or `<` in CDATA is text: repairing it there would change what the author wrote.
    pieces = [
        _repair_piece(piece, closed_names) if plain else piece
        for plain, piece in split_opaque_sections(text)
    ]
    return _declare_prefixes("".join(pieces))


def split_opaque_sections(text: str) -> list[tuple[bool, str]]:
    """Split the text into markup (True) and CDATA, comments and declarations (False)."""
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


def _repair_piece(piece: str, closed_names: frozenset[str]) -> str:
    if "&" in piece:
        piece = _AMPERSAND_PATTERN.sub(_repair_reference, piece, count=MAX_REPAIRED_REFERENCES)
    piece = _UNCLOSED_VOID_TAG_PATTERN.sub(r"<\1\2/>", _BARE_LESS_THAN_PATTERN.sub("&lt;", piece))
    return _TAG_WITH_ATTRIBUTES_PATTERN.sub(
        lambda match: _quote_attributes(match, closed_names), piece
    )


def _quote_attributes(match: re.Match[str], closed_names: frozenset[str]) -> str:
    """Write a tag with every value in quotation marks, each attribute once; others stay."""
    name, attributes = match[1], match[2]
    # Without its quoted values, a tag shows whether it has any other.
    if not _UNQUOTED_VALUE_PATTERN.search(_QUOTED_VALUE_PATTERN.sub('""', attributes)):
        return match[0]
    ending = ""
    # In HTML the slash of `href=/a/>` belongs to the value; in an element that no end tag
    # closes it closes the element.
    if attributes.endswith("/") and name not in closed_names:
        attributes, ending = attributes[:-1], "/"
    values: dict[str, str] = {}
    for attribute in _ATTRIBUTE_PATTERN.finditer(attributes):
        values.setdefault(attribute[1], attribute[2] or f'"{attribute[3] or ""}"')
    written = "".join(f" {key}={value}" for key, value in values.items())
    return f"<{name}{written}{ending}>"


def _repair_reference(match: re.Match[str]) -> str:
    """Replace a reference that HTML knows by its character, any other `&` by `&amp;`."""
    name, end = match[1] or "", match[2] or ""
    if name.startswith("#") and end:
        char = html.unescape(match[0])
        # References to control characters and surrogates are fatal in XML 1.0: drop them.
        return "" if char == "\ufffd" or not _CONTROLS_PATTERN.sub("", char) else html.escape(char)
    character = html5.get(f"{name};") if end else None
    return html.escape(character) if character else f"&amp;{name}{end}"


def _declare_prefixes(text: str) -> str:
    """Declare at the root the namespace prefixes that are used but not declared."""
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
    """Escape HTML that is raw in titles and texts; add the end tags they lack.

    Only elements that hold text are touched (`_TEXT_NAME_GROUP_PATTERN`), and not XHTML, whose
    elements are legal there.
    """
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
        # No end tag before the next entry begins: this text was never closed.
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
    """Return the first of the sorted positions that is not below `minimum`."""
    index = bisect_left(positions, minimum)
    return positions[index] if index < len(positions) else None


def _unclosed_text_end(text: str, start: int) -> int:
    """Return where a text without an end tag ends: after its CDATA, else at the next tag."""
    if text.startswith("<![CDATA[", start):
        close = text.find("]]>", start)
        return close + 3 if close >= 0 else len(text)
    next_tag = text.find("<", start)
    return next_tag if next_tag >= 0 else len(text)


#: Tried in this order, each on the result of the one before, until the text is well-formed.
#: The last one changes most and comes only when the others did not suffice.
REPAIRS: tuple[Callable[[str], str], ...] = (cut_trailing_text, repair_markup, escape_html_in_texts)
