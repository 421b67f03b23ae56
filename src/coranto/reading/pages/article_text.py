"""Extract the text of an article from the tree of its page. Pure, but it changes the tree.

trafilatura extracts the text. Before, this module repairs the tree where pages are known to
defeat extraction; afterwards it drops lines that are not the article's.
"""

import logging
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from coranto.reading import urls
from coranto.reading.language import text
from coranto.reading.pages import boilerplate, comments, completion
from coranto.reading.pages.blocks import (
    Block,
    ProseCount,
    ancestors,
    count_prose,
    lines_below_headline,
    page_blocks,
    split_joined_lines,
)

# trafilatura warns on standard error about every page without text. The caller raises
# SourceError for such a page, so the warning would say it twice.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())

#: Links kept of one article.
MAX_ARTICLE_LINKS = 500
#: Links looked at in one page.
_MAX_PAGE_LINKS = 3_000
#: Characters of a paragraph's key that are compared with the lines of the text.
_COMPARED_CHARACTERS = 60
#: Fewer characters of text from the precise extraction are doubted (trafilatura's own bound).
_MIN_TRUSTED_CHARACTERS = 250
#: Blocks of the largest page that is extracted precisely; larger ones are extracted fast. Of 889
#: real pages one has more.
_MAX_COMPARED_BLOCKS = 5_000
#: The share of the page's prose below which trafilatura's rules are compared with its other
#: extractors: above it that takes half of the time and changed 1 of 1,030 real pages.
_MIN_UNCOMPARED_PROSE_SHARE = 0.5
#: Parts beside a text by which trafilatura takes an extraction for unclean.
_SIDE_PART_TAGS = tuple(
    """aside audio button fencedframe fieldset figure footer iframe input label link nav noindex
    noscript object option select source svg time""".split()
)
#: The share of the page's prose below which the precise extraction is doubted, if the page has
#: much more prose than the extraction has text (a table may have none). Of 19 pages where the
#: balanced one found more than 2.5 times as much, it is better on 7: on 5 of the 6 below this.
_MIN_PROSE_SHARE = 0.2
_MAX_PROSE_RATIO = 2
#: The share of the balanced extraction's characters below which the precise one lost the article.
_MIN_PRECISE_SHARE = 0.2
#: UTF-8 bytes of the shortest link that counts as the headline of another article: a shorter
#: one may be a product's name. Bytes, because headlines in Chinese have few characters.
_MIN_POINTER_BYTES = 24

#: Classes of elements shown in print or to screen readers only.
_HIDDEN_CLASS_PATTERN = re.compile(
    r"(?:^|[\s_-])(?:print-(?:header|footer|only)|visually-?hidden|sr-only|screen-reader)",
    re.IGNORECASE,
)
#: Classes of tooltips. The wrapper holds the word that is explained, an inner element the
#: explanation.
_TOOLTIP_CLASS_PATTERN = re.compile(
    r"(?:^|[\s_-])(?:tool-?tip|rollover|pop-?over|hover-?card)", re.IGNORECASE
)
_EMBEDDED_POST_CLASS_PATTERN = re.compile(
    r"(?:^|\s)(?:twitter-tweet|twitter-video|instagram-media|bluesky-embed|mastodon-embed|tiktok-embed)"
)
_BLOCK_TAGS = frozenset(
    ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "td", "figcaption", "div", "dd")
)
#: trafilatura drops zero-width joiners, which Persian spelling and emoji need. Letters of
#: historic scripts, which no news page uses, take their place during extraction.
_JOINERS_TO_PLACEHOLDERS = str.maketrans({"\u200c": "\U00016fe0", "\u200d": "\U00016fe1"})
_PLACEHOLDERS_TO_JOINERS = str.maketrans({"\U00016fe0": "\u200c", "\U00016fe1": "\u200d"})
_TABLE_RULE_PATTERN = re.compile(r"[\s|:-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedArticle:
    """The text of an article and the addresses it links to."""

    text: str  #: paragraphs parted by one newline; "" when none was found
    links: tuple[str, ...] = ()


def extract_article(tree: Any, *, url: str, title: str) -> ExtractedArticle:
    """The article in a page's tree, which this changes. Raises nothing, whatever the page holds."""
    article_elements = comments.elements_around_article(tree)
    comments.drop_comments(tree, kept_elements=article_elements)
    prepare_for_extraction(tree, article_elements=article_elements)
    # Before the joiners are replaced: the keys of blocks are compared with the final text.
    linked_blocks = tuple(_linked_blocks(tree))
    blocks = page_blocks(tree)
    if any("\u200c" in block.text or "\u200d" in block.text for block in blocks):
        _protect_joiners(tree)
    pointers = _pointer_keys(linked_blocks)
    lines = boilerplate.without_boilerplate(
        split_joined_lines(_extract_lines(tree, blocks), blocks), title=title, pointers=pointers
    ) or boilerplate.without_boilerplate(
        lines_below_headline(blocks, title), title=title, pointers=pointers
    )
    article_lines = completion.complete_lines(lines, blocks, title=title)
    return ExtractedArticle(
        text="\n".join(article_lines), links=_article_links(linked_blocks, article_lines, url)
    )


def prepare_for_extraction(tree: Any, *, article_elements: Container[Any]) -> None:
    """Repair what defeats extraction: tooltips in sentences, hidden posts, divided bodies."""
    bodies: dict[tuple[Any, int, str], list[Any]] = defaultdict(list)
    paragraph_counts = Counter(paragraph.getparent() for paragraph in tree.iter("p"))
    # XPath, which makes a list: the loop removes elements from the tree.
    for element in tree.xpath("descendant-or-self::*[@class != '']"):
        names = element.get("class") or ""
        is_body = paragraph_counts[element] >= 2 and _has_body_paragraphs(element)
        # Broken markup puts an article into a hidden menu; some show bodies "in print only".
        if _is_hidden(element, names) and element not in article_elements and not is_body:
            element.drop_tree()
        elif element.tag == "blockquote" and _EMBEDDED_POST_CLASS_PATTERN.search(names):
            _unhide_embedded_post(element)
        elif is_body and element.tag in ("div", "section"):
            bodies[(*_enclosing_article(element), names)].append(element)
    for parts in bodies.values():
        _join_divided_bodies(parts)


def _is_hidden(element: Any, names: str) -> bool:
    """Whether readers see the element only on demand. A tooltip's wrapper is always seen."""
    # Such a class on the whole page must not hide the article.
    if element.tag in ("html", "body", "main", "article"):
        return False
    if _names_hidden(names):
        return True
    return (
        element.tag in ("span", "div")
        and _names_tooltip(names)
        and any(
            _names_tooltip(ancestor.get("class") or "")
            for ancestor in element.iterancestors("span", "div")
        )
    )


# Cached, because most elements of a page share their classes with others.
@lru_cache(maxsize=4_096)
def _names_hidden(classes: str) -> bool:
    return _HIDDEN_CLASS_PATTERN.search(classes) is not None


@lru_cache(maxsize=4_096)
def _names_tooltip(classes: str) -> bool:
    return _TOOLTIP_CLASS_PATTERN.search(classes) is not None


def _unhide_embedded_post(post: Any) -> None:
    """Remove the classes of an embedded post, by which trafilatura would drop it."""
    for element in (post, post.getparent()):
        if element is not None and element.tag in ("blockquote", "div", "figure"):
            element.attrib.pop("class", None)


def _has_body_paragraphs(element: Any) -> bool:
    """Whether the element has paragraphs of its own of 400 characters in all."""
    return sum(len(paragraph.text_content()) for paragraph in element.iterchildren("p")) >= 400


def _enclosing_article(element: Any) -> tuple[Any, int]:
    """The nearest article element around this one, and how many levels above it is.

    Bodies are joined within one article only: pages may show several, one after another.
    """
    for depth, ancestor in enumerate(element.iterancestors()):
        if ancestor.tag in ("article", "main", "body"):
            return ancestor, depth
    return None, 0


def _join_divided_bodies(parts: list[Any]) -> None:
    """Join a body that advertisements divide: trafilatura would extract one part only."""
    first_part, *later_parts = parts
    for part in later_parts:
        for child in list(part):
            first_part.append(child)


def _protect_joiners(tree: Any) -> None:
    for element in tree.iter("*"):
        for piece in (element.text, element.tail):
            if piece and not piece.isascii() and ("\u200c" in piece or "\u200d" in piece):
                element.text = element.text and element.text.translate(_JOINERS_TO_PLACEHOLDERS)
                element.tail = element.tail and element.tail.translate(_JOINERS_TO_PLACEHOLDERS)


def _extract_lines(tree: Any, blocks: Sequence[Block]) -> list[str]:
    """Lines of the text, extracted precisely, or with more recall where that lost the article."""
    # jusText, which trafilatura compares with, takes quadratic time in the paragraphs.
    if len(blocks) > _MAX_COMPARED_BLOCKS:
        return _run_trafilatura(tree, favor_precision=False, fast=True).lines
    precise_lines, prose = _extract_precise_lines(tree, blocks)
    characters = _count_characters(precise_lines)
    has_lost_prose = (
        prose.found < _MIN_PROSE_SHARE * prose.all and prose.all > _MAX_PROSE_RATIO * characters
    )
    if characters >= _MIN_TRUSTED_CHARACTERS and not has_lost_prose:
        return precise_lines
    balanced_lines = _run_trafilatura(tree, favor_precision=False, fast=False).lines
    finds_more_prose = count_prose(balanced_lines, blocks).found > 2 * prose.found
    has_lost_text = characters < _MIN_PRECISE_SHARE * _count_characters(balanced_lines)
    return balanced_lines if finds_more_prose or has_lost_text else precise_lines


def _extract_precise_lines(tree: Any, blocks: Sequence[Block]) -> tuple[list[str], ProseCount]:
    """The lines that trafilatura's rules find, compared with its other extractors' if in doubt."""
    extraction = _run_trafilatura(tree, favor_precision=True, fast=True)
    prose = count_prose(extraction.lines, blocks)
    if (
        _count_characters(extraction.lines) >= _MIN_TRUSTED_CHARACTERS
        and prose.found >= _MIN_UNCOMPARED_PROSE_SHARE * prose.all
        and not extraction.has_side_parts
        and not _hold_teasers(extraction.lines, blocks)
    ):
        return extraction.lines, prose
    compared_lines = _run_trafilatura(tree, favor_precision=True, fast=False).lines
    return compared_lines, count_prose(compared_lines, blocks)


def _hold_teasers(lines: Sequence[str], blocks: Sequence[Block]) -> bool:
    """Whether a line stands in a part that is named as a teaser: uncompared, these are kept."""
    line_keys = set(map(boilerplate.line_key, lines))
    elements = {
        ancestor for block in blocks if block.key in line_keys for ancestor in ancestors(block)
    }
    return any(
        "easer" in (element.get("class") or "") or "easer" in (element.get("id") or "")
        for element in elements
    )


def _count_characters(lines: list[str]) -> int:
    return sum(map(len, lines))


class _Extraction(NamedTuple):
    """What one run of trafilatura found."""

    lines: list[str]
    has_side_parts: bool  #: whether menus, figures or controls are left in it


def _run_trafilatura(tree: Any, *, favor_precision: bool, fast: bool) -> _Extraction:
    import trafilatura

    extracted: Any = trafilatura.bare_extraction(
        tree,
        fast=fast,
        favor_precision=favor_precision,
        include_comments=False,
        with_metadata=False,
    )
    if extracted is None:
        return _Extraction([], has_side_parts=False)
    lines = [line for line in map(_clean_line, (extracted.text or "").split("\n")) if line]
    has_side_parts = next(extracted.body.iter(*_SIDE_PART_TAGS), None) is not None
    return _Extraction(lines, has_side_parts)


def _clean_line(line: str) -> str:
    """A line as the page shows it, without trafilatura's marks for lists and tables."""
    line = text.clean_text(line.translate(_PLACEHOLDERS_TO_JOINERS)).strip()
    if line.startswith("|"):
        line = "" if _TABLE_RULE_PATTERN.fullmatch(line) else line.strip("| ")
    return line.removeprefix("- ").strip()


@dataclass(frozen=True, slots=True)
class _LinkedBlock:
    """A paragraph with links, as the page has it."""

    key: str  #: `line_key` of its text
    tag: str
    links: tuple[tuple[str, str], ...]  #: key of the link's text, address as written


def _linked_blocks(tree: Any) -> Iterator[_LinkedBlock]:
    links_by_block: dict[Any, list[tuple[str, str]]] = {}
    for number, link in enumerate(tree.iter("a")):
        if number >= _MAX_PAGE_LINKS:
            break
        block = link.getparent()
        while block is not None and block.tag not in _BLOCK_TAGS:
            block = block.getparent()
        if block is not None:
            # `text_content` is XPath, and most links hold no elements.
            words = link.text_content() if len(link) else link.text or ""
            link_key = boilerplate.line_key(words)
            links_by_block.setdefault(block, []).append((link_key, link.get("href") or ""))
    for block, links in links_by_block.items():
        yield _LinkedBlock(boilerplate.line_key(block.text_content()), block.tag, tuple(links))


def _pointer_keys(blocks: tuple[_LinkedBlock, ...]) -> frozenset[str]:
    """Keys of paragraphs and list items that are one link as long as a headline."""
    return frozenset(
        block.key
        for block in blocks
        if block.tag in ("p", "li", "div")
        and len(block.links) == 1
        and block.key == block.links[0][0]
        and len(block.key.encode()) >= _MIN_POINTER_BYTES
        and not block.key.startswith("http")
    )


def _article_links(blocks: tuple[_LinkedBlock, ...], lines: list[str], url: str) -> tuple[str, ...]:
    """Addresses linked from paragraphs that are in the text, cleaned, in order, without repeats."""
    text_keys = {boilerplate.line_key(line)[:_COMPARED_CHARACTERS] for line in lines}
    addresses: dict[str, None] = {}
    for block in blocks:
        if block.key[:_COMPARED_CHARACTERS] not in text_keys:
            continue
        for _, href in block.links:
            address = urls.strip_trackers(urls.clean(href, base=url))
            if address and len(addresses) < MAX_ARTICLE_LINKS:
                addresses[address] = None
    return tuple(addresses)
