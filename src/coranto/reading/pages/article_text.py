"""The text of an article, from the tree of its page. Pure.

trafilatura finds the text; here the tree is mended first, where pages defeat it
in known ways, and lines that are not the article's are dropped afterwards.
"""

import logging
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from coranto.reading import urls
from coranto.reading.language import text
from coranto.reading.pages import boilerplate

# It warns on standard error about every page without text; SourceError says that.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())

#: Links kept of one article.
MAX_ARTICLE_LINKS = 500
#: Links looked at in one page, and characters of a paragraph compared with the text.
_MAX_PAGE_LINKS = 3_000
_COMPARED_CHARACTERS = 60
#: Below this many characters the quick reading is doubted (trafilatura's own bound).
_MIN_TRUSTED_CHARACTERS = 250
#: A pointer elsewhere is a headline, not a product's name: bytes, so that headlines
#: in Chinese count as well.
_MIN_POINTER_BYTES = 24

#: Shown on demand, to print or to screen readers only.
_HIDDEN_CLASS_PATTERN = re.compile(
    r"(?:^|[\s_-])(?:print-(?:header|footer|only)|visually-?hidden|sr-only|screen-reader)",
    re.IGNORECASE,
)
#: The wrapper of a tooltip holds the word it explains; what it shows is inside.
_TOOLTIP_CLASS_PATTERN = re.compile(
    r"(?:^|[\s_-])(?:tool-?tip|rollover|pop-?over|hover-?card)", re.IGNORECASE
)
_EMBEDDED_POST_CLASS_PATTERN = re.compile(
    r"(?:^|\s)(?:twitter-tweet|twitter-video|instagram-media|bluesky-embed|mastodon-embed|tiktok-embed)"
)
_BLOCK_TAGS = frozenset(
    ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "td", "figcaption", "div", "dd")
)
#: trafilatura drops joiners, which Persian spells with and emoji are made of. Letters
#: of dead scripts that no page of this century prints stand in for them.
_JOINERS_TO_PLACEHOLDERS = str.maketrans({"\u200c": "\U00016fe0", "\u200d": "\U00016fe1"})
_PLACEHOLDERS_TO_JOINERS = str.maketrans({"\U00016fe0": "\u200c", "\U00016fe1": "\u200d"})
_TABLE_RULE_PATTERN = re.compile(r"[\s|:-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedArticle:
    """The text of an article and the addresses it links to."""

    text: str  #: paragraphs parted by one newline; "" when none was found
    links: tuple[str, ...] = ()


def extract_article(tree: Any, *, url: str, title: str) -> ExtractedArticle:
    """The article in a page's tree, which is changed by this. Never raises for what is in it."""
    prepare_for_extraction(tree)
    blocks = tuple(_linked_blocks(tree))
    _protect_joiners(tree)
    lines = _extract_lines(tree)
    own = boilerplate.without_boilerplate(lines, title=title, pointers=_pointer_keys(blocks))
    return ExtractedArticle(text="\n".join(own), links=_article_links(blocks, own, url))


def prepare_for_extraction(tree: Any) -> None:
    """Mend what defeats extraction: tooltips in sentences, hidden posts, divided bodies."""
    bodies: dict[tuple[Any, int, str], list[Any]] = defaultdict(list)
    for element in list(tree.iter("*")):
        names = element.get("class")
        if not names:
            continue
        if _is_hidden(element, names):
            element.drop_tree()
        elif element.tag == "blockquote" and _EMBEDDED_POST_CLASS_PATTERN.search(names):
            _unhide_embedded_post(element)
        elif element.tag in ("div", "section") and _has_body_paragraphs(element):
            bodies[(*_enclosing_article(element), names)].append(element)
    for parts in bodies.values():
        _join_divided_bodies(parts)


def _is_hidden(element: Any, names: str) -> bool:
    """Whether readers see it only on demand. A tooltip's wrapper is seen; its inside is not."""
    if element.tag in ("html", "body", "main", "article"):
        return False
    if _HIDDEN_CLASS_PATTERN.search(names):
        return True
    return (
        element.tag in ("span", "div")
        and _TOOLTIP_CLASS_PATTERN.search(names) is not None
        and any(
            _TOOLTIP_CLASS_PATTERN.search(above.get("class") or "")
            for above in element.iterancestors("span", "div")
        )
    )


def _unhide_embedded_post(post: Any) -> None:
    """An embedded post is quoted by the article; its wrapper's name would hide it."""
    for element in (post, post.getparent()):
        if element is not None and element.tag in ("blockquote", "div", "figure"):
            element.attrib.pop("class", None)


def _has_body_paragraphs(element: Any) -> bool:
    """Whether it holds paragraphs of its own, two or more, and not the shortest."""
    paragraphs = [child for child in element if child.tag == "p"]
    return len(paragraphs) >= 2 and sum(len(p.text_content()) for p in paragraphs) >= 400


def _enclosing_article(element: Any) -> tuple[Any, int]:
    """The article it stands in, and how deep: articles that follow on one page stay apart."""
    for depth, above in enumerate(element.iterancestors()):
        if above.tag in ("article", "main", "body"):
            return above, depth
    return None, 0


def _join_divided_bodies(parts: list[Any]) -> None:
    """Bodies divided by advertisements become one again: only one would be found."""
    first, *others = parts
    for other in others:
        for child in list(other):
            first.append(child)


def _protect_joiners(tree: Any) -> None:
    for element in tree.iter("*"):
        for words in (element.text, element.tail):
            if words and not words.isascii() and ("\u200c" in words or "\u200d" in words):
                element.text = element.text and element.text.translate(_JOINERS_TO_PLACEHOLDERS)
                element.tail = element.tail and element.tail.translate(_JOINERS_TO_PLACEHOLDERS)


def _extract_lines(tree: Any) -> list[str]:
    """Lines of the text: read quickly, and thoroughly when that looks wrong."""
    lines = _run_trafilatura(tree, fast=True)
    if _is_doubtful(lines):
        thorough = _run_trafilatura(tree, fast=False)
        if not _is_doubtful(thorough) or _count_characters(thorough) > _count_characters(lines):
            return thorough
    return lines


def _is_doubtful(lines: list[str]) -> bool:
    """Next to nothing, or the menus of a whole page: many lines, few of them sentences."""
    if _count_characters(lines) < _MIN_TRUSTED_CHARACTERS:
        return True
    return len(lines) > 60 and sum(len(line) > 60 for line in lines) * 10 < len(lines)


def _count_characters(lines: list[str]) -> int:
    return sum(map(len, lines))


def _run_trafilatura(tree: Any, *, fast: bool) -> list[str]:
    import trafilatura

    found: Any = trafilatura.bare_extraction(
        tree, fast=fast, include_comments=False, with_metadata=False
    )
    written = found.text if found is not None else ""
    return [line for line in map(_clean_line, (written or "").split("\n")) if line]


def _clean_line(line: str) -> str:
    """A line as the page shows it, without trafilatura's signs for lists and tables."""
    line = text.clean_text(line.translate(_PLACEHOLDERS_TO_JOINERS)).strip()
    if line.startswith("|"):
        line = "" if _TABLE_RULE_PATTERN.fullmatch(line) else line.strip("| ")
    return line.removeprefix("- ").strip()


@dataclass(frozen=True, slots=True)
class _LinkedBlock:
    """A paragraph with links, as the page has it."""

    key: str
    tag: str
    links: tuple[tuple[str, str], ...]  #: key of the words, address as written


def _linked_blocks(tree: Any) -> Iterator[_LinkedBlock]:
    links: dict[Any, list[tuple[str, str]]] = {}
    for number, link in enumerate(tree.iter("a")):
        if number >= _MAX_PAGE_LINKS:
            break
        block = next((above for above in link.iterancestors() if above.tag in _BLOCK_TAGS), None)
        if block is not None:
            words = boilerplate.line_key(link.text_content())
            links.setdefault(block, []).append((words, link.get("href") or ""))
    for block, found in links.items():
        yield _LinkedBlock(boilerplate.line_key(block.text_content()), block.tag, tuple(found))


def _pointer_keys(blocks: tuple[_LinkedBlock, ...]) -> frozenset[str]:
    """Keys of paragraphs and list lines that are one link, and long enough for a headline."""
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
    """Addresses linked from paragraphs that are in the text, cleaned, in order, once each."""
    kept = {boilerplate.line_key(line)[:_COMPARED_CHARACTERS] for line in lines}
    found: dict[str, None] = {}
    for block in blocks:
        if block.key[:_COMPARED_CHARACTERS] not in kept:
            continue
        for _, address in block.links:
            cleaned = urls.clean(address, base=url)
            if cleaned and len(found) < MAX_ARTICLE_LINKS:
                found[cleaned] = None
    return tuple(found)
