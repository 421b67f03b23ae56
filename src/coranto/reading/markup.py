"""XML from strangers → a tree that is safe to walk. Pure: nothing outside is ever loaded.

No declaration of the sender's reaches the parser: DOCTYPEs are cut off first, and what
they would have defined is left as text. What is not well-formed is mended where the
meaning is plain, and otherwise read as far as it goes.
"""

import html
import re
from dataclasses import dataclass
from html.entities import html5
from typing import Any

from lxml import etree

from coranto.errors import SourceError
from coranto.model import Problem

#: More levels than any real document has. Real feeds with XHTML in them reach 30.
DEEPEST = 200
#: Tags (`<`) in one document: 50,000 addresses of a full sitemap have 500,000.
MOST_TAGS = 1_000_000
#: References mended in one stretch of markup: a second's work.
MOST_REFERENCES = 400_000
#: A DOCTYPE longer than this is no DOCTYPE, in characters.
LONGEST_DOCTYPE = 20_000
#: How far junk before a document may go, in characters: warnings of a broken server.
LONGEST_JUNK = 16_384

_TOO_DEEP = etree.XPath("boolean(" + "/*" * (DEEPEST + 1) + ")")
_ROOTS = re.compile(
    r"<(?:\?xml\b|(?:\w{1,20}:)?(?:rss|feed|rdf|urlset|sitemapindex|opml)\b)", re.IGNORECASE
)
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,300}>+\s*", re.IGNORECASE)
_QUOTED_OR_END = re.compile(r"""["'\[\]>]|<!--""")
_ENTITY = re.compile(
    r"""<!ENTITY\s{1,99}(%\s{1,99})?[^\s"']{1,99}\s{1,99}(?:"([^"]*)"|'([^']*)')"""
)
_REFERENCE = re.compile(r"[&%](?!#)[\w.:-]{1,99};")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_AMPERSAND = re.compile(
    # Not those that XML knows, nor the numbers of common characters.
    r"&(?!(?:lt|gt|amp|quot|apos|#(?:10|3[2-9]|[4-9][0-9]|[1-9][0-9]{2,3}));)"
    r"(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|\w{1,40})?(;)?"
)
_BARE_LESS = re.compile(r"<(?![A-Za-z_/!?])")
_UNQUOTED = re.compile(
    r"""(<[A-Za-z][\w:.-]{0,40})\s{1,20}([\w:.-]{1,40})=([^\s"'<>=]{1,200})(?=[\s>])"""
)
_UNCLOSED = re.compile(r"<(br|hr|img|wbr|input|embed)(\s[^<>]{0,2000})?(?<!/)>", re.IGNORECASE)
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]{0,60})([^<>]{0,20000}?)(/?)>")
_PREFIXED = re.compile(r"(?:</?|\s)([A-Za-z_][\w.-]{0,40}):[A-Za-z_]")

#: Prefixes that feeds use without declaring them, and what they stand for everywhere else.
PREFIXES = {
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """A document's elements, and how much had to be mended to get them."""

    root: Any  #: an lxml element
    whole: bool = True  #: False when the end or parts of it may be missing
    problems: tuple[Problem, ...] = ()


def parse(text: str, *, subject: str) -> Tree:
    """The tree of an XML document; `subject` names it in problems.

    Raises SourceError: "too deep" beyond 200 levels or with entities that expand,
    "too big" beyond 1,000,000 tags, "not a feed" when it is no XML at all.
    """
    text, problems = _without_prolog(text, subject)
    if text.count("<") > MOST_TAGS:
        raise SourceError("too big", f"more than {MOST_TAGS:,} tags")
    root = _strictly(text)
    if root is not None:
        return Tree(root=_shallow(root), problems=problems)
    problems = (*problems, Problem(subject=subject, reason="mended", detail="not well-formed XML"))
    for repair in (_without_tail, mend):
        text = repair(text)
        root = _strictly(text)
        if root is not None:
            return Tree(root=_shallow(root), problems=problems)
    return Tree(root=_shallow(_leniently(text)), whole=False, problems=problems)


def _parser(**options: Any) -> Any:
    # A parser each time: threads would wait for each other at a shared one.
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        collect_ids=False,
        remove_comments=True,
        remove_pis=True,
        **options,
    )


def _strictly(text: str) -> Any:
    parser = _parser()
    try:
        return etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        _refuse_excess(parser)
        return None


def _leniently(text: str) -> Any:
    parser = _parser(recover=True)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    _refuse_excess(parser)
    if root is None:
        raise SourceError("not a feed", "it is not XML")
    return root


def _refuse_excess(parser: Any) -> None:
    for error in parser.error_log:
        if error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            raise SourceError("too deep" if "depth" in error.message else "too big", error.message)


def _shallow(root: Any) -> Any:
    if _TOO_DEEP(root):
        raise SourceError("too deep", f"more than {DEEPEST} levels")
    return root


# --- what stands before the root ----------------------------------------------


def _without_prolog(text: str, subject: str) -> tuple[str, tuple[Problem, ...]]:
    """The document from its root on. Raises SourceError("too deep") for entity bombs."""
    text = text.removeprefix("\ufeff").lstrip()
    problems: tuple[Problem, ...] = ()
    if not text.startswith("<") or text[:3].lower() == "<br":
        match = _ROOTS.search(text, 0, LONGEST_JUNK)
        text = text[match.start() :] if match else text
    at = 0
    while (start := text.find("<", at)) >= 0:
        if declaration := _DECLARATION.match(text, start):
            at = declaration.end()
        elif text.startswith("<!--", start):
            at = _behind(text, "-->", start)
        elif text.startswith("<?", start):
            at = _behind(text, "?>" if text.find("?>", start, start + 2000) > 0 else ">", start)
        elif text[start : start + 9].upper() == "<!DOCTYPE":
            at = _doctype_end(text, start)
            problems += _judge_doctype(text[start:at], subject)
        else:
            return text[start:], problems
    raise SourceError("not a feed", "it is not XML" if text else "nothing came back")


def _behind(text: str, mark: str, start: int) -> int:
    end = text.find(mark, start)
    return len(text) if end < 0 else end + len(mark)


def _doctype_end(text: str, start: int) -> int:
    """Where a DOCTYPE ends, its quoted values, comments and inner part passed over."""
    at, inner, limit = start + 9, 0, start + LONGEST_DOCTYPE
    while match := _QUOTED_OR_END.search(text, at, limit):
        at = match.end()
        if match[0] == "<!--":
            at = _behind(text, "-->", at)
        elif match[0] in "\"'":
            at = _behind(text, match[0], at)
        elif match[0] in "[]":
            inner += 1 if match[0] == "[" else -1
        elif inner <= 0:
            return at
    raise SourceError("too deep", "its DOCTYPE does not end")


def _judge_doctype(doctype: str, subject: str) -> tuple[Problem, ...]:
    """Refuse entities that expand into others; note the harmless ones as left out."""
    if "<!ENTITY" not in doctype.upper():
        return ()
    for match in _ENTITY.finditer(doctype):
        value = match[2] or match[3] or ""
        if len(value) > 1000 or _REFERENCE.search(value):
            raise SourceError("too deep", "it declares entities that expand")
    return (Problem(subject=subject, reason="entities left out", detail=doctype[:200]),)


# --- mending ------------------------------------------------------------------


def mend(text: str) -> str:
    """Well-formed XML where the meaning of a mistake is plain; the rest as it was."""
    text = _CONTROLS.sub("", text)
    pieces = [_mended(piece) if plain else piece for plain, piece in parted(text)]
    return _with_prefixes("".join(pieces))


def parted(text: str) -> list[tuple[bool, str]]:
    """The text cut into markup (True) and CDATA sections and comments (False), in order."""
    pieces: list[tuple[bool, str]] = []
    at = 0
    while (start := text.find("<!", at)) >= 0:
        mark = next((m for o, m in _OPAQUE if text.startswith(o, start)), ">")
        end = text.find(mark, start)
        if end < 0:
            break
        pieces.append((True, text[at:start]))
        pieces.append((False, text[start : end + len(mark)]))
        at = end + len(mark)
    pieces.append((True, text[at:]))
    return pieces


_OPAQUE = (("<![CDATA[", "]]>"), ("<!--", "-->"))


def _mended(piece: str) -> str:
    if "&" in piece:
        piece = _AMPERSAND.sub(_reference, piece, count=MOST_REFERENCES)
    piece = _UNCLOSED.sub(r"<\1\2/>", _BARE_LESS.sub("&lt;", piece))
    return _UNQUOTED.sub(r'\1 \2="\3"', piece)


def _reference(match: re.Match[str]) -> str:
    """A reference XML knows as it is, one that HTML knows as its character, else text."""
    name, end = match[1] or "", match[2] or ""
    if name.startswith("#") and end:
        char = html.unescape(match[0])
        return "" if char == "\ufffd" or not _CONTROLS.sub("", char) else html.escape(char)
    known = html5.get(f"{name};") if end else None
    return html.escape(known) if known else f"&amp;{name}{end}"


def _without_tail(text: str) -> str:
    """Cut what a server or a script added behind the root's end."""
    root = _ROOT.match(text)
    end = text.rfind(f"</{root[1]}") if root else -1
    close = text.find(">", end) if end > 0 else -1
    return text[: close + 1] if close > 0 else text


def _with_prefixes(text: str) -> str:
    """Declare at the root what prefixes are used and nowhere declared."""
    root = _ROOT.match(text)
    if not root:
        return text
    used = {match[1] for match in _PREFIXED.finditer(text)} - {"xml", "xmlns"}
    missing = sorted(p for p in used if f"xmlns:{p}=" not in text)[:100]
    added = "".join(f' xmlns:{p}="{PREFIXES.get(p, f"urn:undeclared:{p}")}"' for p in missing)
    at = root.end(2)
    return f"{text[:at]}{added}{text[at:]}"
