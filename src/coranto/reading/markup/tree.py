"""Parse untrusted XML into a tree that is safe to walk. Pure: may not load anything.

The sender's DOCTYPE never reaches the parser: it is cut off first, and references to entities
it declared stay as text. XML that is not well-formed is repaired where the meaning is plain
(`repair.py`), and otherwise parsed leniently as far as possible.
"""

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from coranto.errors import SourceError
from coranto.model import Problem
from coranto.reading.markup import repair

#: The deepest nesting that is accepted. Real feeds with XHTML in them reach 30 levels.
MAX_XML_LEVELS = 200
#: Tags (`<`) in one document: a full sitemap of 50,000 addresses has 500,000, a feed of as many
#: entries up to 30 of each, for which the tree takes 300 MB.
MAX_XML_TAGS = 1_500_000
#: Namespace declarations in one document: libxml2 compares each with all earlier ones of its
#: element, which takes quadratic time.
MAX_NAMESPACES = 20_000
#: The longest DOCTYPE that is accepted.
MAX_DOCTYPE_CHARACTERS = 20_000
#: How far into a text its root is looked for, behind warnings of a broken server.
MAX_JUNK_CHARACTERS = 16_384

_TOO_DEEP_XPATH = etree.XPath("boolean(" + "/*" * (MAX_XML_LEVELS + 1) + ")")
_ROOT_TAG_PATTERN = re.compile(
    r"<(?:\?xml\b|(?:\w{1,20}:)?(?:rss|feed|rdf|urlset|sitemapindex|opml)\b)", re.IGNORECASE
)
_XML_DECLARATION_PATTERN = re.compile(r"\s{0,99}<\?xml[^>]{0,300}>{1,9}\s*", re.IGNORECASE)
_DOCTYPE_MARK_PATTERN = re.compile(r"""["'\[\]>]|<!--""")
_ENTITY_PATTERN = re.compile(
    r"""<!ENTITY\s{1,99}(%\s{1,99})?[^\s"']{1,99}\s{1,99}(?:"([^"]*)"|'([^']*)')"""
)
_ENTITY_REFERENCE_PATTERN = re.compile(r"[&%](?!#)[\w.:-]{1,99};")


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlTree:
    """A document's elements, and how they were obtained."""

    root: Any  #: an lxml element; None when unclosed elements nest it too deep
    whole: bool = True  #: False when it was parsed leniently, so that parts may be missing
    text: str = ""  #: only when not whole: the text from the root on, as far as repaired
    problems: tuple[Problem, ...] = ()


def parse_xml(text: str, *, subject: str) -> XmlTree:
    """Parse an XML document; `subject` names it in problems.

    Raises SourceError: "too deep" beyond `MAX_XML_LEVELS` or with entities that expand, "too
    big" beyond `MAX_XML_TAGS` or `MAX_NAMESPACES`, "not a feed" for what is not XML at all.
    """
    text, problems = _without_prolog(text, subject)
    if has_more_than(text, "<", MAX_XML_TAGS):
        raise SourceError("too big", f"more than {MAX_XML_TAGS:,} tags")
    if has_more_than(text, "xmlns:", MAX_NAMESPACES):
        raise SourceError("too big", f"more than {MAX_NAMESPACES:,} namespaces")
    mended_problem = Problem(subject=subject, reason="mended", detail="not well-formed XML")
    if repair.has_unpaired_cdata(text):
        # Before all else: a section cut in a title may swallow entries and stay well-formed.
        closed_text = repair.close_cut_cdata(text)
        problems = (*problems, mended_problem) if closed_text != text else problems
        text = closed_text
    root = _parse_strictly(text)
    if root is not None:
        return XmlTree(root=_refuse_too_deep(root), problems=problems)
    if mended_problem not in problems:
        problems = (*problems, mended_problem)
    for repair_step in repair.REPAIRS:
        repaired = repair_step(text)
        root = _parse_strictly(repaired)
        if root is not None:
            return XmlTree(root=_refuse_too_deep(root), problems=problems)
        # The lenient parser gets the text without the last repair: when that did not help,
        # it may have escaped markup that was meant as such.
        text = repaired if repair_step is not repair.escape_html_in_texts else text
    return XmlTree(root=_parse_leniently(text), whole=False, text=text, problems=problems)


def has_more_than(text: str, mark: str, limit: int) -> bool:
    """Whether a mark stands in the text more often than that."""
    # A short text cannot hold so many; counting takes a tenth of the time of parsing.
    return len(text) > limit * len(mark) and text.count(mark) > limit


def _safe_parser(**options: Any) -> Any:
    # A new parser each time: threads would wait for each other at a shared one.
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


def _parse_strictly(text: str) -> Any:
    parser = _safe_parser()
    try:
        return etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        _refuse_parser_excess(parser)
        return None


def _parse_leniently(text: str) -> Any:
    """Parse broken XML; None when unclosed elements nest it beyond `MAX_XML_LEVELS`."""
    parser = _safe_parser(recover=True)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError:
        root = None
    if any(_is_excess(error) for error in parser.error_log) or (
        root is not None and _TOO_DEEP_XPATH(root)
    ):
        return None
    if root is None:
        raise SourceError("not a feed", "it is not XML")
    return root


def _refuse_parser_excess(parser: Any) -> None:
    for error in parser.error_log:
        if _is_excess(error):
            raise SourceError("too deep" if "depth" in error.message else "too big", error.message)


def _is_excess(error: Any) -> bool:
    return bool(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT)


def _refuse_too_deep(root: Any) -> Any:
    if _TOO_DEEP_XPATH(root):
        raise SourceError("too deep", f"more than {MAX_XML_LEVELS} levels")
    return root


# --- the prolog ----------------------------------------------------------------


def _without_prolog(text: str, subject: str) -> tuple[str, tuple[Problem, ...]]:
    """Return the document from its root on. Raises SourceError "too deep" for entity bombs."""
    text = text.removeprefix("\ufeff").lstrip()
    problems: tuple[Problem, ...] = ()
    # PHP prints "<br />\n<b>Warning</b>: …" before the document when a script fails.
    if not text.startswith("<") or text[:3].lower() == "<br":
        match = _ROOT_TAG_PATTERN.search(text, 0, MAX_JUNK_CHARACTERS)
        text = text[match.start() :] if match else text
    position = 0
    while (start := text.find("<", position)) >= 0:
        if declaration := _XML_DECLARATION_PATTERN.match(text, start):
            position = declaration.end()
        elif text.startswith("<!--", start):
            position = _position_after(text, "-->", start)
        elif text.startswith("<?", start):
            # Without a `?>` nearby the instruction is broken, and the next `>` ends it.
            position = _position_after(
                text, "?>" if text.find("?>", start, start + 2000) > 0 else ">", start
            )
        elif text[start : start + 9].upper() == "<!DOCTYPE":
            position = _doctype_end(text, start)
            problems += _check_doctype_entities(text[start:position], subject)
        else:
            return text[start:], problems
    raise SourceError("not a feed", "it is not XML" if text else "nothing came back")


def _position_after(text: str, mark: str, start: int) -> int:
    end = text.find(mark, start)
    return len(text) if end < 0 else end + len(mark)


def _doctype_end(text: str, start: int) -> int:
    """Return where a DOCTYPE ends, skipping quoted values, comments and its inner subset."""
    position, bracket_depth, limit = start + 9, 0, start + MAX_DOCTYPE_CHARACTERS
    while match := _DOCTYPE_MARK_PATTERN.search(text, position, limit):
        position = match.end()
        if match[0] == "<!--":
            position = _position_after(text, "-->", position)
        elif match[0] in "\"'":
            position = _position_after(text, match[0], position)
        elif match[0] in "[]":
            bracket_depth += 1 if match[0] == "[" else -1
        elif bracket_depth <= 0:
            return position
    raise SourceError("too deep", "its DOCTYPE does not end")


def _check_doctype_entities(doctype: str, subject: str) -> tuple[Problem, ...]:
    """Refuse entities that expand; report harmless ones as left out.

    A long value, or one with references, is the start of a "billion laughs" attack.
    """
    if "<!ENTITY" not in doctype.upper():
        return ()
    for match in _ENTITY_PATTERN.finditer(doctype):
        value = match[2] or match[3] or ""
        if len(value) > 1000 or _ENTITY_REFERENCE_PATTERN.search(value):
            raise SourceError("too deep", "it declares entities that expand")
    return (Problem(subject=subject, reason="entities left out", detail=doctype[:200]),)
