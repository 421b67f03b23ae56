"""Read an article's page: bytes → `Page`. Pure; input that is not a page is refused with a reason.

The page is parsed once. Its metadata are read from the tree before its text, because
extracting the text changes the tree.
"""

import re
from collections.abc import Sequence
from typing import Any

from coranto.errors import SourceError
from coranto.model import Page, Problem
from coranto.reading.language import text
from coranto.reading.markup import decoding
from coranto.reading.markup.decoding import DecodedText
from coranto.reading.pages import (
    article_text,
    boilerplate,
    cut_texts,
    gates,
    interstitials,
    metadata,
    parts,
    shape,
)

# Of 181 real articles none has more than 2 MB, 50 levels and 3,300 tags.
#: Reason of the problem of a page that keeps the rest of its article behind a wall.
BEGINNING_REASON = "beginning only"
#: Bytes of the largest page read.
MAX_PAGE_BYTES = 5_000_000
#: Levels of nested elements of the deepest page read.
MAX_PAGE_LEVELS = 500
#: Tags of the largest page read.
MAX_PAGE_TAGS = 60_000
# The parser takes quadratic time in the attributes of a tag: 30,000 of them take a second, a
# million half an hour. Tags longer than the first bound are counted against the second.
#: Characters of a tag from which its attributes are counted.
_MAX_TAG_CHARACTERS = 20_000
#: Runs of space outside quoted values, one before each attribute, of the longest tag read.
_MAX_TAG_SPACES = 2_000

_NON_PAGE_TYPE_PATTERN = re.compile(
    r"\A\s*(?:(?:image|audio|video|font)/|application/(?!xhtml|html|xml|octet-stream))"
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
    r"\A\s*+(?:<\?xml[^>]{0,200}>\s*+)?(?:<!--.{0,500}?-->\s*+)*+<(?:rss|feed|rdf:rdf|urlset|sitemapindex)\b",
    re.IGNORECASE | re.DOTALL,
)
#: Control characters and non-characters (U+FFFE and U+FFFF in UTF-8), and references to them.
#: libxml2 lets them pass, but lxml refuses to copy a text with one, so that trafilatura lost the
#: whole article. Searched in bytes: as characters it takes five times as long.
_CONTROL_BYTES = bytes({*range(0x20)} - {0x09, 0x0A, 0x0D})
_NON_CHARACTER_PATTERN = re.compile(rb"\xef\xbf[\xbe\xbf]")
_FORBIDDEN_REFERENCE_PATTERN = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])(?!\d)|x0*(?:[0-8bcef]|1[0-9a-f])(?![0-9a-f]));?",
    re.IGNORECASE,
)
_TELEGRAM_POST_PATTERN = re.compile(r"""\bdata-post=["']?(\w{3,64})/\d""")
_TELEGRAM_SITE_PATTERN = re.compile(
    r"""<meta property=["']og:site_name["'] content=["']Telegram["']""", re.IGNORECASE
)
_SPACE_PATTERN = re.compile(r"\s+")
_ATTRIBUTE_VALUE_PATTERN = re.compile(r"""=\s*+(?:"[^"]*+"|'[^']*+')""")
#: A tag as HTML 5 reads it: quotation marks count behind an equals sign only. Possessive
#: quantifiers keep it linear on unclosed tags.
_TAG_PATTERN = re.compile(
    r"""<[a-zA-Z](?:[^>=]++|=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))?+)*+(?:>|\Z)"""
)
_HTML_TAG_PATTERN = re.compile(
    r"<(?:!doctype html|html|head|body|title|meta|article|main|section|div|span|p|h[1-6]|table)\b",
    re.IGNORECASE,
)


def read_page(
    body: bytes,
    *,
    url: str,
    content_type: str = "",
    announced_title: str = "",
    announced_language: str = "",
) -> Page:
    """The page's text, metadata and links.

    `announced_title` and `announced_language` are its feed's or its source's, where known: they
    tell the page's own claims from others, and undeclared encodings.

    Raises SourceError: "not a page" when it is something else or has no text,
    the kind of wall where it has no text and its words tell ("blocked", "consent", "login" ...),
    "too big" and "too deep".
    """
    _refuse_non_page(body, content_type)
    decoded = decoding.decode(
        body, charset=decoding.header_charset(content_type), language=announced_language
    )
    markup = decoded.text
    tree = parse_html(markup)
    _refuse_channel(markup)
    page_shape = shape.PageShape.of(tree)
    part_problems = parts.find_part_problems(tree, url=url)
    page_gates, gated_ends = gates.gate_texts(tree), cut_texts.find_gated_ends(tree)
    page_metadata = metadata.extract_metadata(tree, url=url, announced_title=announced_title)
    # A wall may be named in <title> only, and other metadata take precedence over it.
    titles = (tree.findtext(".//title") or "", page_metadata.title)
    if not page_metadata.has_own_bodies_only:
        _drop_json_ld(tree)
    paid_part = cut_texts.take_out_paid_part(
        tree, is_paid=interstitials.is_paid(body), selectors=page_metadata.paid_selectors
    )
    article = article_text.extract_article(tree, url=url, title=page_metadata.title)
    page_text = _more_complete_text(article.text, page_metadata.body)
    # Before the check for no text: a wall often has none, and "blocked" is the better reason.
    wall_sign = interstitials.find_wall_sign(titles=titles, text=page_text, markup=markup)
    if wall_sign:
        raise SourceError("blocked", wall_sign)
    if not page_text:
        raise _no_text_error(page_shape.titles, tree)
    is_beginning = cut_texts.is_beginning_only(
        page_text,
        paid_part,
        counted_words=page_metadata.word_count,
        is_gate_behind=cut_texts.is_gated_end(page_text, gated_ends),
    )
    return Page(
        title=page_metadata.title,
        text=page_text,
        authors=page_metadata.authors,
        published_raw=page_metadata.published_raw,
        published_kind=page_metadata.published_kind,
        updated_raw=page_metadata.updated_raw,
        site_name=page_metadata.site_name,
        canonical=page_metadata.canonical,
        language=page_metadata.language,
        links=article.links,
        titles=page_shape.titles,
        description=page_shape.description,
        link_share=page_shape.link_share,
        asks_for_password=page_shape.asks_for_password,
        is_gate=gates.is_gate_text(page_text, page_gates),
        is_marked_as_article=page_shape.is_marked_as_article
        or bool(page_metadata.authors)
        # The address gives a day to whatever stands at it.
        or (bool(page_metadata.published_raw) and page_metadata.published_raw not in url),
        is_named_as_site=page_shape.is_named_as_site,
        is_paid=paid_part.is_declared,
        is_beginning=is_beginning,
        problems=(
            *_title_problems(page_metadata, url),
            *_encoding_problems(decoded, url),
            *part_problems,
            *_beginning_problems(is_beginning, page_text, url),
        ),
    )


def _no_text_error(titles: Sequence[str], tree: Any) -> SourceError:
    """What a page without an article's text is, as far as its words tell."""
    shown = " ".join(tree.text_content()[: interstitials.MAX_NAMED_CHARACTERS].split())
    kind = interstitials.name_wall_kind(titles, shown)
    title = next(iter(titles), "")
    return SourceError(kind or "not a page", title or "no text was found in it")


def _refuse_non_page(body: bytes, content_type: str) -> None:
    """Raise SourceError for bytes that are not a page, before any work is done on them."""
    if len(body) > MAX_PAGE_BYTES:
        raise SourceError("too big", f"{len(body):,} bytes")
    if _NON_PAGE_TYPE_PATTERN.match(content_type[:200].lower()):
        raise SourceError("not a page", content_type[:100])
    if body.startswith(_NON_PAGE_SIGNATURES):
        raise SourceError("not a page", "a file of another kind")


def _refuse_channel(markup: str) -> None:
    """Raise SourceError for a page of posts, which read as one article would be one run of words.

    Its posts are read from the same address as a feed.
    """
    channel = _TELEGRAM_POST_PATTERN.search(markup) if "tgme_widget_message" in markup else None
    if channel and _TELEGRAM_SITE_PATTERN.search(markup):
        raise SourceError(
            "not a page",
            "the posts of a Telegram channel: `coranto sources add "
            f"https://t.me/s/{channel[1]}` reads them one by one",
        )


def parse_html(markup: str) -> Any:
    """The page's lxml tree. Raises SourceError: "not a page", "too deep" or "too big"."""
    if _FEED_PATTERN.match(markup[:2000]):
        raise SourceError("not a page", "a feed")
    if not _HTML_TAG_PATTERN.search(markup[:100_000]):
        raise SourceError("not a page", "no HTML in it")
    if markup.count("<") > MAX_PAGE_TAGS:
        raise SourceError("too big", f"{markup.count('<'):,} tags")
    if len(markup) > _MAX_TAG_CHARACTERS and _has_endless_tag(markup):
        raise SourceError("too deep", "a tag with thousands of attributes")

    source = _FORBIDDEN_REFERENCE_PATTERN.sub("", markup).encode("utf-8", "ignore")
    source = _NON_CHARACTER_PATTERN.sub(b"", source.translate(None, _CONTROL_BYTES))
    # libxml2 stops at its limit of levels, so a page that reaches it is parsed again with the
    # higher one.
    parser, tree = _parse_source(source, huge=False)
    if _has_hit_depth_limit(parser):
        parser, tree = _parse_source(source, huge=True)
        if _has_hit_depth_limit(parser) or _tree_depth(tree) > MAX_PAGE_LEVELS:
            raise SourceError("too deep", f"more than {MAX_PAGE_LEVELS} levels")
    return tree


def _has_endless_tag(markup: str) -> bool:
    # Quoted values are removed first: the spaces in them do not part attributes.
    return any(
        tag.end() - tag.start() > _MAX_TAG_CHARACTERS
        and len(_SPACE_PATTERN.findall(_ATTRIBUTE_VALUE_PATTERN.sub("=", tag[0]))) > _MAX_TAG_SPACES
        for tag in _TAG_PATTERN.finditer(markup)
    )


def _parse_source(source: bytes, *, huge: bool) -> tuple[Any, Any]:
    """The parser and the tree it made. Raises SourceError when it made none."""
    import lxml.html

    lxml_html: Any = lxml.html
    parser = lxml_html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, huge_tree=huge
    )
    # One class for all elements: by default lxml.html calls Python to choose each one's class.
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
    max_depth, depth, depths = 0, 0, {tree: 0}
    for element in tree.iter("*"):
        parent = element.getparent()
        depth = depths[parent] + 1 if parent is not None else 0
        depths[element] = depth
        max_depth = max(max_depth, depth)
    return max_depth


def _drop_json_ld(tree: Any) -> None:
    """Remove JSON-LD: the extraction takes the text of any article that it describes."""
    scripts = [node for node in tree.iter("script") if "ld+json" in (node.get("type") or "")]
    for script in scripts:
        script.drop_tree()


def _more_complete_text(extracted: str, described: str) -> str:
    """The text that JSON-LD describes when the page shows only part of it, else the extracted."""
    if len(extracted) >= 0.6 * len(described):
        return extracted
    # JSON-LD may describe another article of the page, so its text must contain the beginnings
    # of the first prose lines that were extracted.
    line_keys = [boilerplate.line_key(line) for line in extracted.split("\n") if len(line) > 60]
    described_key = boilerplate.line_key(described)
    is_same_article = all(key[:40] in described_key for key in line_keys[:3])
    return text.clean_text(described) if is_same_article else extracted


def _encoding_problems(decoded: DecodedText, url: str) -> tuple[Problem, ...]:
    guess = decoded.guess
    return (Problem(subject=url, reason="encoding guessed", detail=guess),) if guess else ()


def _beginning_problems(is_beginning: bool, page_text: str, url: str) -> tuple[Problem, ...]:
    if not is_beginning:
        return ()
    end = " ".join(page_text[-80:].split())
    detail = f"the page keeps the rest behind a wall; the text ends with: {end}"
    return (Problem(subject=url, reason=BEGINNING_REASON, detail=detail),)


def _title_problems(page_metadata: metadata.Metadata, url: str) -> tuple[Problem, ...]:
    if len(page_metadata.title) >= metadata.MAX_TITLE_CHARACTERS:
        return (Problem(subject=url, reason="title cut", detail=page_metadata.title[:80]),)
    return ()
