"""An article's page: bytes → `Page`. Pure; what is no page is refused with its reason.

One tree is made and read: first for what the page says of itself, then for its text.
"""

import re
from typing import Any

from coranto.errors import SourceError
from coranto.model import Page, Problem
from coranto.reading.language import text
from coranto.reading.markup import decoding
from coranto.reading.pages import article_text, boilerplate, interstitials, metadata

#: Bytes, levels and tags of the largest page read: of 181 real articles none has more
#: than 2 MB, 50 levels and 3,300 tags.
MAX_PAGE_BYTES = 5_000_000
MAX_PAGE_LEVELS = 500
MAX_PAGE_TAGS = 60_000
#: Characters and spaces of the longest tag. The parser takes the square of a tag's
#: attributes: 30,000 of them are a second, a million half an hour.
_MAX_TAG_CHARACTERS = 20_000
_MAX_TAG_SPACES = 2_000

_NON_PAGE_TYPE_PATTERN = re.compile(
    r"\s*(?:image|audio|video|font)/|\s*application/(?!xhtml|html|xml|octet-stream)"
)
_NON_PAGE_SIGNATURES = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"\x1f\x8b",
)
_FEED_PATTERN = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,500}?-->\s*)*<(?:rss|feed|rdf:rdf|urlset|sitemapindex)\b",
    re.IGNORECASE | re.DOTALL,
)
_SPACE_PATTERN = re.compile(r"\s+")
_ATTRIBUTE_VALUE_PATTERN = re.compile(r"""=\s*+(?:"[^"]*+"|'[^']*+')""")
#: As HTML 5 reads it: quotation marks count behind an equals sign only.
_TAG_PATTERN = re.compile(
    r"""<[a-zA-Z](?:[^>=]++|=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))?+)*+(?:>|\Z)"""
)
_HTML_TAG_PATTERN = re.compile(
    r"<(?:!doctype html|html|head|body|title|meta|article|main|section|div|span|p|h[1-6]|table)\b",
    re.IGNORECASE,
)


def read_page(body: bytes, *, url: str, content_type: str = "") -> Page:
    """What the page says.

    Raises SourceError: "not a page" when it is something else or has no text,
    "blocked" for a bot wall or consent form, "too big" and "too deep".
    """
    _refuse_non_page(body, content_type)
    markup = decoding.decode(body, charset=decoding.header_charset(content_type)).text
    tree = parse_html(markup)
    said = metadata.extract_metadata(tree, url=url)
    titles = (tree.findtext(".//title") or "", said.title)
    article = article_text.extract_article(tree, url=url, title=said.title)
    words = _more_complete_text(article.text, said.body)
    wall = interstitials.find_wall_sign(titles=titles, text=words, markup=markup)
    if wall:
        raise SourceError("blocked", wall)
    if not words:
        raise SourceError("not a page", "no text was found in it")
    return Page(
        title=said.title,
        text=words,
        authors=said.authors,
        published_raw=said.published_raw,
        updated_raw=said.updated_raw,
        site_name=said.site_name,
        canonical=said.canonical,
        language=said.language,
        links=article.links,
        problems=_title_problems(said, url),
    )


def _refuse_non_page(body: bytes, content_type: str) -> None:
    """Raise SourceError for what is no page, before any work is done on it."""
    if len(body) > MAX_PAGE_BYTES:
        raise SourceError("too big", f"{len(body):,} bytes")
    if _NON_PAGE_TYPE_PATTERN.match(content_type[:200].lower()):
        raise SourceError("not a page", content_type[:100])
    if body.startswith(_NON_PAGE_SIGNATURES):
        raise SourceError("not a page", "a file of another kind")


def parse_html(markup: str) -> Any:
    """The page's tree. Raises SourceError: "not a page", "too deep" or "too big"."""
    if _FEED_PATTERN.match(markup[:2000]):
        raise SourceError("not a page", "a feed")
    if not _HTML_TAG_PATTERN.search(markup[:100_000]):
        raise SourceError("not a page", "no HTML in it")
    if markup.count("<") > MAX_PAGE_TAGS:
        raise SourceError("too big", f"{markup.count('<'):,} tags")
    if len(markup) > _MAX_TAG_CHARACTERS and _has_endless_tag(markup):
        raise SourceError("too deep", "a tag with thousands of attributes")

    source = markup.encode("utf-8", "ignore")
    parser, tree = _parse_source(source, huge=False)
    if _has_hit_depth_limit(parser):
        parser, tree = _parse_source(source, huge=True)
        if _has_hit_depth_limit(parser) or _tree_depth(tree) > MAX_PAGE_LEVELS:
            raise SourceError("too deep", f"more than {MAX_PAGE_LEVELS} levels")
    return tree


def _has_endless_tag(markup: str) -> bool:
    return any(
        tag.end() - tag.start() > _MAX_TAG_CHARACTERS
        and len(_SPACE_PATTERN.findall(_ATTRIBUTE_VALUE_PATTERN.sub("=", tag[0]))) > _MAX_TAG_SPACES
        for tag in _TAG_PATTERN.finditer(markup)
    )


def _parse_source(source: bytes, *, huge: bool) -> tuple[Any, Any]:
    """The parser and its tree. Raises SourceError when there is no tree."""
    import lxml.html

    lxml_html: Any = lxml.html
    parser = lxml_html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=huge
    )
    # One class for all: lxml.html asks Python for the class of every element it meets.
    parser.set_element_class_lookup(
        lxml_html.etree.ElementDefaultClassLookup(element=lxml_html.HtmlElement)
    )
    try:
        return parser, lxml_html.document_fromstring(source, parser=parser)
    except (lxml_html.etree.ParserError, lxml_html.etree.XMLSyntaxError) as error:
        raise SourceError("not a page", str(error)[:100]) from error


def _has_hit_depth_limit(parser: Any) -> bool:
    """Whether the parser stopped at its own limit of levels (256, or 2,048 when huge)."""
    last = parser.error_log.last_error
    return last is not None and "xcessive depth" in last.message


def _tree_depth(tree: Any) -> int:
    deepest, level, depths = 0, 0, {tree: 0}
    for element in tree.iter("*"):
        above = element.getparent()
        level = depths[above] + 1 if above is not None else 0
        depths[element] = level
        deepest = max(deepest, level)
    return deepest


def _more_complete_text(found: str, described: str) -> str:
    """The text JSON-LD gives when the page shows only part of it; else what was found."""
    if len(found) >= 0.6 * len(described):
        return found
    shown = [boilerplate.line_key(line) for line in found.split("\n") if len(line) > 60]
    whole = boilerplate.line_key(described)
    agrees = all(line[:40] in whole for line in shown[:3])
    return text.clean_text(described) if agrees else found


def _title_problems(said: metadata.Metadata, url: str) -> tuple[Problem, ...]:
    if len(said.title) >= metadata.MAX_TITLE_CHARACTERS:
        return (Problem(subject=url, reason="title cut", detail=said.title[:80]),)
    return ()
