"""The blocks of text of a page, in the order of the page. Pure; the tree stays as it is.

A block is a run of text that no block element, and no line break, interrupts: what a browser
shows as one paragraph. Extraction loses which part of the page a line is from; blocks say so.
"""

import bisect
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from coranto.reading.pages import boilerplate

#: UTF-8 bytes of the shortest prose. Bytes, because sentences in Chinese have few characters.
MIN_PROSE_BYTES = 80
#: Prose with a larger share of linked characters is a list of links.
MAX_PROSE_LINK_SHARE = 0.3

_BLOCK_TAGS = frozenset(
    """address article aside blockquote body br caption center dd details dialog dir div dl dt
    fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main
    menu nav ol p pre section summary table tbody td tfoot th thead tr ul""".split()
)
#: Elements whose text readers do not see, or see as a control.
_UNREAD_TAGS = frozenset(
    """head script style noscript template select option textarea button iframe object svg math
    audio video canvas datalist""".split()
)
#: Parts of a page that are never the article's own paragraphs.
_SIDE_TAGS = frozenset("nav aside footer figure figcaption caption form dialog".split())
#: Ancestors that are looked at for a side part; deeper nesting is layout.
_MAX_ANCESTORS = 40

#: Lines that are searched for in the whole page: most lines are blocks, and each search reads
#: the page once.
_MAX_SEARCHED_LINES = 100

#: Ends of sentences in the scripts of the world, with a closing quotation mark or bracket.
_SENTENCE_END_PATTERN = re.compile(r"[.!?…:;。！？؟۔।։።][\s\"'’”»›“」』）)\]]*\Z")


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A run of text, and where it stands."""

    text: str  #: white space as single spaces
    key: str  #: `boilerplate.line_key` of the text
    linked_characters: int
    element: Any  #: the innermost block element around its beginning

    @property
    def link_share(self) -> float:
        """The share of its characters that are links, from 0 to 1."""
        return min(1.0, self.linked_characters / len(self.text))


def page_blocks(tree: Any) -> list[Block]:
    """All blocks of text that readers see, in order."""
    from lxml import etree

    blocks: list[Block] = []
    pieces: list[str] = []
    linked_characters = unread_levels = link_levels = 0
    enclosing: list[Any] = [tree]
    # Not `iter`: the tail of an element belongs to the text after its descendants.
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        starts = event == "start"
        if unread_levels:
            unread_levels += 1 if starts else -1
        elif (tag := element.tag) in _BLOCK_TAGS:
            if pieces and (block_text := " ".join("".join(pieces).split())):
                blocks.append(_block(block_text, linked_characters, enclosing[-1]))
            pieces, linked_characters = [], 0
            if starts:
                enclosing.append(element)
            else:
                enclosing.pop()
        elif tag in _UNREAD_TAGS:
            unread_levels = 1
        elif tag == "a":
            link_levels += 1 if starts else -1
        if not unread_levels and (piece := element.text if starts else element.tail):
            pieces.append(piece)
            linked_characters += len(piece.strip()) if link_levels else 0
    if block_text := " ".join("".join(pieces).split()):
        blocks.append(_block(block_text, linked_characters, tree))
    return blocks


def _block(block_text: str, linked_characters: int, element: Any) -> Block:
    return Block(block_text, boilerplate.line_key(block_text), linked_characters, element)


def align_lines(lines: Sequence[str], blocks: Sequence[Block]) -> list[int | None]:
    """For each line the number of its block, in the order of the page; None when it has none.

    Short lines ("Energy") have doubles in menus: they stand between the long ones around them,
    and those above the first long one as near to it as possible.
    """
    numbers_by_key: dict[str, list[int]] = {}
    for number, block in enumerate(blocks):
        numbers_by_key.setdefault(block.key, []).append(number)
    numbers_by_line = [numbers_by_key.get(boilerplate.line_key(line), []) for line in lines]
    are_long = [len(line.encode()) >= MIN_PROSE_BYTES for line in lines]
    aligned: list[int | None] = [None] * len(lines)
    previous = -1
    for place, numbers in enumerate(numbers_by_line):
        if are_long[place]:
            aligned[place] = _next_number(numbers, previous, len(blocks))
            previous = previous if aligned[place] is None else aligned[place] or 0
    first_long = next((n for n in aligned if n is not None), None)
    above = aligned.index(first_long) if first_long is not None else 0
    following = first_long
    for place in range(above - 1, -1, -1):
        numbers = numbers_by_line[place]
        at = bisect.bisect_left(numbers, following or 0) - 1
        if at >= 0:
            aligned[place] = following = numbers[at]
    _align_between(aligned, numbers_by_line, start=above, end=len(blocks))
    return aligned


def _align_between(
    aligned: list[int | None], numbers_by_line: list[list[int]], *, start: int, end: int
) -> None:
    """Fill in the numbers of short lines, each between those of its neighbours."""
    bounds: list[int] = []
    following = end
    for number in reversed(aligned[start:]):
        following = following if number is None else number
        bounds.append(following)
    previous = -1
    for place, bound in enumerate(reversed(bounds), start):
        number = aligned[place]
        if number is None:
            number = aligned[place] = _next_number(numbers_by_line[place], previous, bound)
        previous = previous if number is None else number


def _next_number(numbers: list[int], previous: int, end: int) -> int | None:
    """The first of the ascending numbers behind `previous` and before `end`."""
    at = bisect.bisect_right(numbers, previous)
    return numbers[at] if at < len(numbers) and numbers[at] < end else None


def split_joined_lines(lines: Sequence[str], blocks: Sequence[Block]) -> list[str]:
    """The lines, with those that join several blocks of the page divided into these.

    A row of a table stays one line, unless it has prose in it: then the table is the layout.
    """
    page_key = "".join(block.key for block in blocks)
    numbers_by_start: dict[int, int] = {}
    numbers_by_end: dict[int, int] = {}
    length = 0
    for number, block in enumerate(blocks):
        numbers_by_start[length] = number
        length += len(block.key)
        numbers_by_end[length] = number
    separate_lines: list[str] = []
    searched_lines = 0
    for line, aligned in zip(lines, align_lines(lines, blocks), strict=True):
        joined: Sequence[Block] = ()
        line_key = boilerplate.line_key(line)
        if aligned is None and line_key and searched_lines < _MAX_SEARCHED_LINES:
            searched_lines += 1
            start = page_key.find(line_key)
            first, last = numbers_by_start.get(start), numbers_by_end.get(start + len(line_key))
            if first is not None and last is not None:
                joined = blocks[first : last + 1]
        if len(joined) > 1 and ("|" not in line or any(map(is_prose, joined))):
            separate_lines += [block.text for block in joined]
        else:
            separate_lines.append(line)
    return separate_lines


def lines_below_headline(blocks: Sequence[Block], title: str) -> list[str]:
    """What is neither a link nor beside the article, below the headline where there is one."""
    headline = find_headline(blocks, title, len(blocks))
    first = 0 if headline is None else headline
    return [
        block.text
        for block in blocks[first:]
        if block.link_share < MAX_PROSE_LINK_SHARE and not is_beside_article(block, blocks[first])
    ]


def ends_as_sentence(line: str) -> bool:
    """Whether a line ends with a mark that ends or introduces a sentence."""
    return _SENTENCE_END_PATTERN.search(line[-12:]) is not None


def is_prose(block: Block) -> bool:
    """Whether a block is as long as a sentence and mostly not links."""
    return len(
        block.text.encode()
    ) >= MIN_PROSE_BYTES and block.linked_characters <= MAX_PROSE_LINK_SHARE * len(block.text)


class ProseCount(NamedTuple):
    """Characters of a page's sentences."""

    found: int  #: those that are in a text as well
    all: int


def count_prose(lines: Sequence[str], blocks: Sequence[Block]) -> ProseCount:
    """How much of the page's sentences, outside of menus and the like, the lines hold."""
    line_keys = set(map(boilerplate.line_key, lines))
    all_characters = found_characters = 0
    for block in blocks:
        if is_prose(block) and ends_as_sentence(block.text) and not is_beside_article(block, None):
            all_characters += len(block.text)
            found_characters += len(block.text) if block.key in line_keys else 0
    return ProseCount(found_characters, all_characters)


def is_beside_article(block: Block, headline: Block | None) -> bool:
    """Whether a block is in a menu, a figure, a form or another part beside the text.

    What encloses the headline as well is the page's layout: some pages are one form.
    """
    around_headline = set() if headline is None else set(ancestors(headline))
    return any(
        ancestor.tag in _SIDE_TAGS and ancestor not in around_headline
        for ancestor in ancestors(block)
    )


def ancestors(block: Block) -> Iterator[Any]:
    """The elements around a block, the innermost first; at most 40."""
    element = block.element
    for _ in range(_MAX_ANCESTORS):
        if element is None:
            return
        yield element
        element = element.getparent()


def find_headline(blocks: Sequence[Block], title: str, before: int) -> int | None:
    """The number of the headline's block among those in front of the given one.

    The first `h1` that is the page's title, else the first block that is, else the first `h1`
    that is part of the title or holds it (with the site's name), else the last `h1`.
    """
    title_key = boilerplate.line_key(title)
    headings: list[int] = []
    same_text: list[int] = []
    for number, block in enumerate(blocks[:before]):
        if _is_first_level_heading(block):
            if block.key == title_key:
                return number
            headings.append(number)
        elif title_key and block.key == title_key and not block.linked_characters:
            same_text.append(number)
    similar = [
        number
        for number in headings
        if title_key and (blocks[number].key in title_key or title_key in blocks[number].key)
    ]
    return next(iter(same_text or similar or headings[-1:]), None)


def _is_first_level_heading(block: Block) -> bool:
    return block.key != "" and any(
        element.tag == "h1" for element, _ in zip(ancestors(block), range(3), strict=False)
    )
