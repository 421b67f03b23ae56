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
#: Characters between the start of a CDATA section and the end tag before which it is closed.
MAX_CUT_CHARACTERS = 50_000

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
_CDATA_MARK_PATTERN = re.compile(r"\[CDATA\[")
_CDATA_END_PATTERN = re.compile(r"\]\]>")
_OPAQUE_DELIMITERS = (("<![CDATA[", "]]>"), ("<!--", "-->"))
_CDATA_START_PATTERN = re.compile(
    r"<([A-Za-z_][\w.:-]{0,60})(?:\s[^<>]{0,500})?>\s{0,20}<!\[CDATA\["
)
_NESTED_CDATA_PATTERN = re.compile(r"<!\[CDATA\[(?:\s{0,20}<!\[CDATA\[){1,20}")
_NEXT_TAG_PATTERN = re.compile(r"\s{0,200}<[/A-Za-z!]")
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


def has_unpaired_cdata(text: str) -> bool:
    """Whether some CDATA section is not closed, or closed twice. Cheap: no parsing."""
    section_count = _count_matches(_CDATA_MARK_PATTERN, text)
    return section_count > 0 and section_count != _count_matches(_CDATA_END_PATTERN, text)


def _count_matches(pattern: re.Pattern[str], text: str) -> int:
    # Marks are rare, and a pattern skips to the next "[" or "]" twice as fast as `str.count`.
    return sum(1 for _ in pattern.finditer(text))


def close_cut_cdata(text: str) -> str:
    """Close the CDATA sections that were cut inside a text, before the end tag of its element.

    Without this, the section goes on to the end of the next one, and the entries between are
    lost even where the whole is well-formed: `<title><![CDATA[Kiln opens</title>`.
    """
    ends_by_name: dict[str, list[int]] = {}
    for match in _END_TAG_PATTERN.finditer(text):
        ends_by_name.setdefault(match[1], []).append(match.start())
    pieces: list[str] = []
    copied_to = section_end = 0
    close = text.find("]]>")
    for match in _CDATA_START_PATTERN.finditer(text):
        if match.start() < section_end:
            continue
        if 0 <= close < match.end():
            close = text.find("]]>", match.end())
        section_end = close if close >= 0 else len(text)
        end_tag = _first_not_before(ends_by_name.get(match[1], []), match.end())
        if end_tag is None or end_tag > min(section_end, match.end() + MAX_CUT_CHARACTERS):
            # Without any end, nothing tells which of the following sections this one swallows.
            section_end = section_end if close >= 0 else match.end()
        elif _is_cut_there(text, match, end_tag):
            pieces += (text[copied_to:end_tag].rstrip("]"), "]]>")
            copied_to = section_end = end_tag
    return "".join([*pieces, text[copied_to:]])


def _is_cut_there(text: str, start: re.Match[str], end_tag: int) -> bool:
    """Whether an end tag in a CDATA section is the element's own, and not quoted in its HTML."""
    tag_close = text.find(">", end_tag)
    return (
        tag_close >= 0
        and text.find(f"<{start[1]}", start.end(), end_tag) < 0
        and bool(_NEXT_TAG_PATTERN.match(text, tag_close + 1))
    )


def repair_markup(text: str) -> str:
    """Repair references, stray `<`, void HTML tags, unquoted attributes and prefixes."""
    text = _NESTED_CDATA_PATTERN.sub("<![CDATA[", _CONTROLS_PATTERN.sub("", text))
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
    # Outside of CDATA its end mark is illegal: the section's start was lost, or it ended twice.
    piece = piece.replace("]]>", "")
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
