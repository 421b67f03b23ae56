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
LINKS = 500
#: Links looked at in one page, and characters of a paragraph compared with the text.
_LINKS_SEEN, _COMPARED = 3_000, 60
#: Below this many characters the quick reading is doubted (trafilatura's own bound).
_WEAK = 250
#: A pointer elsewhere is a headline, not a product's name: bytes, so that headlines
#: in Chinese count as well.
_POINTER_BYTES = 24

#: Shown on demand, to print or to screen readers only.
_UNSHOWN = re.compile(
    r"(?:^|[\s_-])(?:print-(?:header|footer|only)|visually-?hidden|sr-only|screen-reader)",
    re.IGNORECASE,
)
#: The wrapper of a tooltip holds the word it explains; what it shows is inside.
_TOOLTIP = re.compile(r"(?:^|[\s_-])(?:tool-?tip|rollover|pop-?over|hover-?card)", re.IGNORECASE)
_POST = re.compile(
    r"(?:^|\s)(?:twitter-tweet|twitter-video|instagram-media|bluesky-embed|mastodon-embed|tiktok-embed)"
)
_BLOCKS = frozenset(
    ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "td", "figcaption", "div", "dd")
)
#: trafilatura drops joiners, which Persian spells with and emoji are made of. Letters
#: of dead scripts that no page of this century prints stand in for them.
_STAND_INS = str.maketrans({"\u200c": "\U00016fe0", "\u200d": "\U00016fe1"})
_JOINERS = str.maketrans({"\U00016fe0": "\u200c", "\U00016fe1": "\u200d"})
_TABLE_RULE = re.compile(r"[\s|:-]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """The text of an article and the addresses it links to."""

    text: str  #: paragraphs parted by one newline; "" when none was found
    links: tuple[str, ...] = ()


def read(tree: Any, *, url: str, title: str) -> Article:
    """The article in a page's tree, which is changed by this. Never raises for what is in it."""
    prepare(tree)
    blocks = tuple(_linked_blocks(tree))
    _keep_joiners(tree)
    lines = _extract(tree)
    own = boilerplate.without_boilerplate(lines, title=title, pointers=_pointers(blocks))
    return Article(text="\n".join(own), links=_links(blocks, own, url))


def prepare(tree: Any) -> None:
    """Mend what defeats extraction: tooltips in sentences, hidden posts, divided bodies."""
    bodies: dict[tuple[Any, int, str], list[Any]] = defaultdict(list)
    for element in list(tree.iter("*")):
        names = element.get("class")
        if not names:
            continue
        if _is_unshown(element, names):
            element.drop_tree()
        elif element.tag == "blockquote" and _POST.search(names):
            _unhide(element)
        elif element.tag in ("div", "section") and _is_body(element):
            bodies[(*_place(element), names)].append(element)
    for parts in bodies.values():
        _join(parts)


def _is_unshown(element: Any, names: str) -> bool:
    """Whether readers see it only on demand. A tooltip's wrapper is seen; its inside is not."""
    if element.tag in ("html", "body", "main", "article"):
        return False
    if _UNSHOWN.search(names):
        return True
    return (
        element.tag in ("span", "div")
        and _TOOLTIP.search(names) is not None
        and any(
            _TOOLTIP.search(above.get("class") or "")
            for above in element.iterancestors("span", "div")
        )
    )


def _unhide(post: Any) -> None:
    """An embedded post is quoted by the article; its wrapper's name would hide it."""
    for element in (post, post.getparent()):
        if element is not None and element.tag in ("blockquote", "div", "figure"):
            element.attrib.pop("class", None)


def _is_body(element: Any) -> bool:
    """Whether it holds paragraphs of its own, two or more, and not the shortest."""
    paragraphs = [child for child in element if child.tag == "p"]
    return len(paragraphs) >= 2 and sum(len(p.text_content()) for p in paragraphs) >= 400


def _place(element: Any) -> tuple[Any, int]:
    """The article it stands in, and how deep: articles that follow on one page stay apart."""
    for depth, above in enumerate(element.iterancestors()):
        if above.tag in ("article", "main", "body"):
            return above, depth
    return None, 0


def _join(parts: list[Any]) -> None:
    """Bodies divided by advertisements become one again: only one would be found."""
    first, *others = parts
    for other in others:
        for child in list(other):
            first.append(child)


def _keep_joiners(tree: Any) -> None:
    for element in tree.iter("*"):
        for words in (element.text, element.tail):
            if words and not words.isascii() and ("\u200c" in words or "\u200d" in words):
                element.text = element.text and element.text.translate(_STAND_INS)
                element.tail = element.tail and element.tail.translate(_STAND_INS)


def _extract(tree: Any) -> list[str]:
    """Lines of the text: read quickly, and thoroughly when that looks wrong."""
    lines = _lines(tree, fast=True)
    if _is_doubtful(lines):
        thorough = _lines(tree, fast=False)
        if not _is_doubtful(thorough) or _length(thorough) > _length(lines):
            return thorough
    return lines


def _is_doubtful(lines: list[str]) -> bool:
    """Next to nothing, or the menus of a whole page: many lines, few of them sentences."""
    if _length(lines) < _WEAK:
        return True
    return len(lines) > 60 and sum(len(line) > 60 for line in lines) * 10 < len(lines)


def _length(lines: list[str]) -> int:
    return sum(map(len, lines))


def _lines(tree: Any, *, fast: bool) -> list[str]:
    import trafilatura

    found: Any = trafilatura.bare_extraction(
        tree, fast=fast, include_comments=False, with_metadata=False
    )
    written = found.text if found is not None else ""
    return [line for line in map(_plain, (written or "").split("\n")) if line]


def _plain(line: str) -> str:
    """A line as the page shows it, without trafilatura's signs for lists and tables."""
    line = text.clean_text(line.translate(_JOINERS)).strip()
    if line.startswith("|"):
        line = "" if _TABLE_RULE.fullmatch(line) else line.strip("| ")
    return line.removeprefix("- ").strip()


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph with links, as the page has it."""

    key: str
    tag: str
    links: tuple[tuple[str, str], ...]  #: key of the words, address as written


def _linked_blocks(tree: Any) -> Iterator[_Block]:
    links: dict[Any, list[tuple[str, str]]] = {}
    for number, link in enumerate(tree.iter("a")):
        if number >= _LINKS_SEEN:
            break
        block = next((above for above in link.iterancestors() if above.tag in _BLOCKS), None)
        if block is not None:
            words = boilerplate.key(link.text_content())
            links.setdefault(block, []).append((words, link.get("href") or ""))
    for block, found in links.items():
        yield _Block(boilerplate.key(block.text_content()), block.tag, tuple(found))


def _pointers(blocks: tuple[_Block, ...]) -> frozenset[str]:
    """Keys of paragraphs and list lines that are one link, and long enough for a headline."""
    return frozenset(
        block.key
        for block in blocks
        if block.tag in ("p", "li", "div")
        and len(block.links) == 1
        and block.key == block.links[0][0]
        and len(block.key.encode()) >= _POINTER_BYTES
        and not block.key.startswith("http")
    )


def _links(blocks: tuple[_Block, ...], lines: list[str], url: str) -> tuple[str, ...]:
    """Addresses linked from paragraphs that are in the text, cleaned, in order, once each."""
    kept = {boilerplate.key(line)[:_COMPARED] for line in lines}
    found: dict[str, None] = {}
    for block in blocks:
        if block.key[:_COMPARED] not in kept:
            continue
        for _, address in block.links:
            cleaned = urls.clean(address, base=url)
            if cleaned and len(found) < LINKS:
                found[cleaned] = None
    return tuple(found)
