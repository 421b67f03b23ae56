"""Complete and trim the lines that extraction found, by where they stand in the page. Pure.

Extraction loses the standfirst, which many sites put between the headline and the body, and
keeps lists of links and notices at the body's end. The measurements are on 181, 483 and 225
pages (`benchmarks/pages.py`), half of them to choose and half to confirm. The truth of the 181
leaves standfirsts out (36 of 41 that are found), that of the 225 has them (37 of 46).
"""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from coranto.reading.pages import boilerplate
from coranto.reading.pages.blocks import (
    Block,
    align_lines,
    ancestors,
    ends_as_sentence,
    find_headline,
    is_beside_article,
    is_prose,
)

#: More paragraphs between headline and body are not a standfirst, but a body that is elsewhere.
MAX_STANDFIRST_BLOCKS = 3
#: Blocks between headline and body that are looked at: pictures, share links, bylines.
_MAX_BLOCKS_ABOVE_BODY = 80
#: Blocks between two lines of the text among which skipped paragraphs are looked for.
_MAX_SKIPPED_BLOCKS = 10
#: Lines at the beginning among which the body's first block is looked for.
_MAX_FIRST_LINES = 4
#: The share of linked characters from which a line is a link to elsewhere.
_MIN_LINK_LINE_SHARE = 0.5
#: Characters of the longest such line: a longer one is a sentence with a long link.
_MAX_LINK_LINE_CHARACTERS = 250
#: The share of the text that the lines behind the last paragraph may have, to be dropped: with
#: more, the page is a list or a table.
_MAX_TAIL_SHARE = 0.1
#: Filters that would drop more than this share of a text keep all of it.
_MAX_DROPPED_SHARE = 0.5
#: UTF-8 bytes of the shortest line at the end that counts as a paragraph.
_MIN_PARAGRAPH_BYTES = 80
_MAX_COPYRIGHT_LINE_CHARACTERS = 160

#: Names in the markup of notices: appeals, captions, legal notes.
_NOTICE_PATTERN = re.compile(
    r"news-?letter|sign-?up|subscri(?:be|ption)|promo|copyright|disclaimer|disclosure|messenger"
    r"|caption|image-?desc|share-|sharing",
    re.IGNORECASE,
)


def complete_lines(lines: Sequence[str], blocks: Sequence[Block], *, title: str) -> list[str]:
    """The lines with the standfirst before them, without link lists, notices and tail."""
    completed = [*_find_standfirst(lines, blocks, title), *_with_skipped_paragraphs(lines, blocks)]
    aligned = _blocks_of_lines(completed, blocks)
    for filter_lines in (_without_link_lists, _without_tail, _without_notices):
        filtered = filter_lines(completed, aligned)
        # A page that is all links or notices is what its editors made of it.
        if filtered != completed and (
            _count_characters(filtered) >= (1 - _MAX_DROPPED_SHARE) * _count_characters(completed)
        ):
            completed, aligned = filtered, _blocks_of_lines(filtered, blocks)
    return completed


def _blocks_of_lines(lines: Sequence[str], blocks: Sequence[Block]) -> list[Block | None]:
    return [None if number is None else blocks[number] for number in align_lines(lines, blocks)]


def _find_standfirst(lines: Sequence[str], blocks: Sequence[Block], title: str) -> list[str]:
    """Prose between the headline and the body that is not in the text yet."""
    first_block = next(
        (n for n in align_lines(lines[:_MAX_FIRST_LINES], blocks) if n is not None), None
    )
    if first_block is None:
        return []
    headline = find_headline(blocks, title, first_block)
    if headline is None or first_block - headline > _MAX_BLOCKS_ABOVE_BODY:
        return []
    text_key = boilerplate.line_key("".join(lines))
    standfirst: dict[str, str] = {}
    for block in blocks[headline + 1 : first_block]:
        if (
            is_prose(block)
            and block.element.tag != "li"
            and block.key not in text_key
            and not is_beside_article(block, blocks[headline])
            and not _is_notice(block)
            and not boilerplate.is_boilerplate(block.text)
            and not boilerplate.is_dateline(block.text)
            and not _is_caption(block, outside=(blocks[headline], blocks[first_block]))
        ):
            standfirst[block.key] = block.text
    return list(standfirst.values()) if len(standfirst) <= MAX_STANDFIRST_BLOCKS else []


def _is_caption(block: Block, *, outside: Sequence[Block]) -> bool:
    """Whether a dated line that is no sentence shares an element with a picture.

    Elements that enclose one of the blocks `outside` as well are the page's layout.
    """
    if ends_as_sentence(block.text) or not boilerplate.has_year(block.text):
        return False
    layout = {element for other in outside for element in ancestors(other)}
    return any(
        next(element.iter("img", "picture", "video"), None) is not None
        for element in itertools.takewhile(lambda element: element not in layout, ancestors(block))
    )


def _with_skipped_paragraphs(lines: Sequence[str], blocks: Sequence[Block]) -> list[str]:
    """The lines, with sentences between two of them that are marked up as the paragraphs are."""
    numbers = align_lines(lines, blocks)
    body_markup = _most_common_markup(lines, _blocks_of_lines(lines, blocks))
    line_keys = set(map(boilerplate.line_key, lines))
    completed: list[str] = []
    previous: int | None = None
    for line, number in zip(lines, numbers, strict=True):
        if number is not None:
            if previous is not None and number - previous <= _MAX_SKIPPED_BLOCKS:
                completed += [
                    block.text
                    for block in blocks[previous + 1 : number]
                    if is_prose(block)
                    and ends_as_sentence(block.text)
                    and _markup(block) == body_markup
                    and block.key not in line_keys
                    and not boilerplate.is_boilerplate(block.text)
                ]
            previous = number
        completed.append(line)
    return completed


def _without_link_lists(lines: Sequence[str], blocks: Sequence[Block | None]) -> list[str]:
    """The lines without two or more links in a row, and without links at the end.

    A single link may be a list item or a source that the text needs.
    """
    are_links = [_is_link_line(line, block) for line, block in zip(lines, blocks, strict=True)]
    while are_links and are_links[-1]:
        are_links.pop()
    body = range(len(are_links))
    return [
        lines[n]
        for n in body
        if not (
            are_links[n]
            and ((n > 0 and are_links[n - 1]) or (n + 1 < len(are_links) and are_links[n + 1]))
        )
    ]


def _is_link_line(line: str, block: Block | None) -> bool:
    return (
        block is not None
        and block.link_share >= _MIN_LINK_LINE_SHARE
        and len(line) < _MAX_LINK_LINE_CHARACTERS
        and not ends_as_sentence(line)
    )


def _without_tail(lines: Sequence[str], blocks: Sequence[Block | None]) -> list[str]:
    """The lines without the few short ones behind the last paragraph.

    Sources, tags and names of editors are marked up differently from the paragraphs; what is
    marked up as they are is the article's, and so is a sentence beside the last one.
    """
    last_paragraph = next(
        (n for n in range(len(lines) - 1, -1, -1) if _is_paragraph(lines[n])), None
    )
    if last_paragraph is None:
        return list(lines)
    tail = range(last_paragraph + 1, len(lines))
    if _count_characters([lines[n] for n in tail]) > _MAX_TAIL_SHARE * _count_characters(lines):
        return list(lines)
    body_markup = _most_common_markup(lines, blocks)
    last_block = blocks[last_paragraph]
    return [
        line
        for n, (line, block) in enumerate(zip(lines, blocks, strict=True))
        if n <= last_paragraph
        or (
            block is not None
            and (_markup(block) == body_markup or _is_sentence_beside(block, last_block))
        )
    ]


def _is_sentence_beside(block: Block, paragraph: Block | None) -> bool:
    """Whether a block is a sentence, no link, in the element that holds the paragraph."""
    parent = block.element.getparent()
    return (
        paragraph is not None
        and parent is not None
        and parent is paragraph.element.getparent()
        and block.link_share < _MIN_LINK_LINE_SHARE
        and ends_as_sentence(block.text)
    )


def _is_paragraph(line: str) -> bool:
    return len(line.encode()) >= _MIN_PARAGRAPH_BYTES and ends_as_sentence(line)


def _most_common_markup(lines: Sequence[str], blocks: Sequence[Block | None]) -> Any:
    characters_by_markup: Counter[Any] = Counter()
    for line, block in zip(lines, blocks, strict=True):
        if block is not None and is_prose(block):
            characters_by_markup[_markup(block)] += len(line)
    return max(characters_by_markup, key=characters_by_markup.__getitem__, default=None)


def _markup(block: Block) -> tuple[Any, ...]:
    """Tag and class of the block's element and of the one around it."""
    element, parent = block.element, block.element.getparent()
    return (
        element.tag,
        element.get("class"),
        None if parent is None else (parent.tag, parent.get("class")),
    )


def _without_notices(lines: Sequence[str], blocks: Sequence[Block | None]) -> list[str]:
    return [
        line
        for line, block in zip(lines, blocks, strict=True)
        if not (block is not None and _is_notice(block))
        and not ("©" in line and len(line) < _MAX_COPYRIGHT_LINE_CHARACTERS)
    ]


def _is_notice(block: Block) -> bool:
    """Whether the markup of the block's element, or of the one around it, names a notice."""
    for element in (block.element, block.element.getparent()):
        if element is None or element.tag in ("html", "body", "main", "article"):
            return False
        if _NOTICE_PATTERN.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            return True
    return False


def _count_characters(lines: Sequence[str]) -> int:
    return sum(map(len, lines))
