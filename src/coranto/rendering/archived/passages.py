"""Find passages of a document's text in the page that it was read from, and mark them. Pure.

The text was cleaned when it was read, and its lines are elements of the page. So white space,
invisible characters, case and the shape of quotation marks are left out of the comparison.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from coranto.reading.language.text import normalise

#: Noncharacters of Unicode that stand for the start and end of a mark in the tree's texts. They are
#: taken out of the page before.
MARK_START, MARK_END = "\ufdd0", "\ufdd1"
#: Characters before a passage that tell it from the same words elsewhere on the page.
CONTEXT_CHARACTERS = 60
#: Fewest compared characters of a part of a passage that is looked for alone.
MIN_PART_CHARACTERS = 12


@dataclass(frozen=True, slots=True)
class _TextNode:
    """A text of the tree: of an element itself, or behind it."""

    element: Any
    is_tail: bool

    def read(self) -> str:
        return (self.element.tail if self.is_tail else self.element.text) or ""

    def write(self, text: str) -> None:
        if self.is_tail:
            self.element.tail = text
        else:
            self.element.text = text


class _ComparedPage:
    """The characters of a tree as they are compared, each with where it stands."""

    def __init__(self, body: Any) -> None:
        self.nodes = list(_text_nodes(body))
        characters: list[str] = []
        self._places: list[tuple[int, int]] = []  # of each character: node, and offset in its text
        for number, node in enumerate(self.nodes):
            for offset, character in enumerate(node.read()):
                folded = _fold_character(character)
                characters.append(folded)
                self._places.extend([(number, offset)] * len(folded))
        self.text = "".join(characters)

    def find(self, passage: str, before: str) -> tuple[int, int] | None:
        """Start and end of a passage, where it stands behind these words if it does so at all."""
        if not passage:
            return None
        start = self.text.find(before + passage) if before else -1
        start = start + len(before) if start >= 0 else self.text.find(passage)
        return None if start < 0 else (start, start + len(passage))

    def node_spans(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """The parts of a span: number of the node, start and end in its text."""
        places = self._places[start:end]
        first = 0
        for index in range(1, len(places) + 1):
            if index == len(places) or places[index][0] != places[first][0]:
                number, last = places[index - 1]
                yield number, places[first][1], self._end_of_character(number, last)
                first = index

    def _end_of_character(self, number: int, offset: int) -> int:
        """Where a character ends with its marks, which are not compared."""
        text = self.nodes[number].read()
        end = offset + 1
        while end < len(text) and not text[end].isspace() and not _fold_character(text[end]):
            end += 1
        return end


def mark_passages(body: Any, text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Put marks around spans of a document's text in the tree of its page.

    Returns whether anything was found to mark. A span that does not stand there as a whole is
    marked line by line.
    """
    page = _ComparedPage(body)
    marked: set[tuple[int, int, int]] = set()
    for start, end in spans:
        whole = _find_span(page, text, start, end)
        places = [whole] if whole else [*_find_lines(page, text, start, end)]
        for place in places:
            marked.update(page.node_spans(*place))
    _write_marks(page, marked)
    return bool(marked)


def _find_span(page: _ComparedPage, text: str, start: int, end: int) -> tuple[int, int] | None:
    before = _fold(text[max(0, start - CONTEXT_CHARACTERS) : start])
    return page.find(_fold(text[start:end]), before)


def _find_lines(page: _ComparedPage, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for line in text[start:end].split("\n"):
        is_long_enough = len(_fold(line)) >= MIN_PART_CHARACTERS
        place = _find_span(page, text, at, at + len(line)) if is_long_enough else None
        if place:
            yield place
        at += len(line) + 1


def _write_marks(page: _ComparedPage, marked: set[tuple[int, int, int]]) -> None:
    by_node: dict[int, list[tuple[int, int]]] = {}
    for number, start, end in marked:
        by_node.setdefault(number, []).append((start, end))
    for number, spans in by_node.items():
        node = page.nodes[number]
        text = node.read()
        for start, end in reversed(_join_overlapping(spans)):
            text = f"{text[:start]}{MARK_START}{text[start:end]}{MARK_END}{text[end:]}"
        node.write(text)


def _join_overlapping(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _text_nodes(body: Any) -> Iterator[_TextNode]:
    """The texts of a tree in the order in which they are read."""
    # `iterwalk` gives no comments or processing instructions: the parser left them out.
    from lxml import etree

    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start" and element.text:
            yield _TextNode(element, is_tail=False)
        if event == "end" and element.tail and element is not body:
            yield _TextNode(element, is_tail=True)


def _fold(text: str) -> str:
    return "".join(map(_fold_character, text))


@lru_cache(maxsize=8192)
def _fold_character(character: str) -> str:
    return "".join(normalise(character).split())
