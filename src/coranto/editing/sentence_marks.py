"""Split a draft's paragraph into sentences, each with its citation marks. Pure.

Quotations and links are replaced by a placeholder first, so that a full stop inside a
quotation cannot divide the editor's sentence.
"""

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from coranto.editing.quotations import ParagraphPiece
from coranto.reading.language import segmentation

#: Replaces a quotation or a link in a sentence's words (U+FFFC, object replacement).
EVIDENCE_PLACEHOLDER = "\ufffc"
_SENTENCE_END_PATTERN = re.compile('[.!?…。！？؟۔][”“»"’)]*$')
_AFTER_QUOTATION_PATTERN = re.compile(rf"(?<={EVIDENCE_PLACEHOLDER}\.)\s*")
_TWO_LETTERS_PATTERN = re.compile(r"[^\W\d_][\W\d_]*[^\W\d_]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a draft, without the words it quotes or links."""

    words: str  #: as a reader sees them, `EVIDENCE_PLACEHOLDER` where something is quoted or linked
    marks: tuple[str, ...]  #: of the citations for it
    line: int  #: of its start, as the pieces count lines

    @property
    def own(self) -> str:
        """The sentence without placeholders; "" when it has no word of two letters."""
        words = " ".join(self.words.replace(EVIDENCE_PLACEHOLDER, " ").split())
        return words if _TWO_LETTERS_PATTERN.search(words) else ""

    @property
    def is_alone(self) -> bool:
        """Whether it quotes, cites and links nothing."""
        return not self.marks and EVIDENCE_PLACEHOLDER not in self.words


@dataclass(slots=True)
class _MaskedParagraph:
    """A paragraph with placeholders for its evidence, and where marks and lines were."""

    text: str = ""
    marks: list[tuple[int, str]] = field(default_factory=list)
    lines: list[tuple[int, int]] = field(default_factory=list)  #: offset, line

    def line(self, at: int) -> int:
        offset, line = self.lines[bisect_right(self.lines, (at, sys.maxsize)) - 1]
        return line + self.text.count("\n", offset, at)


def split_sentences(
    pieces: Sequence[ParagraphPiece], language: str, *, unbroken: re.Pattern[str] | None = None
) -> Iterator[Sentence]:
    """The sentences of one paragraph, in order, each with the marks inside it or behind it.

    No sentence ends inside a match of `unbroken`.
    """
    masked = _mask_paragraph(pieces)
    paragraph = masked.text.replace("\n", " ")
    matches = unbroken.finditer(paragraph) if unbroken else ()
    spans = _join_broken(_sentence_spans(paragraph, language), matches)
    marks: list[list[str]] = [[] for _ in spans]
    starts = [start for start, _ in spans]
    # A mark belongs to the last sentence that starts before it: "It sank.[^a] It rose." is
    # how editors write, with the mark behind the full stop.
    for at, mark in masked.marks:
        if inside := bisect_left(starts, at):
            marks[inside - 1].append(mark)
    for (start, end), inner_marks in zip(spans, marks, strict=True):
        yield Sentence(
            words=" ".join(masked.text[start:end].split()),
            marks=tuple(inner_marks),
            line=masked.line(start),
        )


def _mask_paragraph(pieces: Sequence[ParagraphPiece]) -> _MaskedParagraph:
    masked = _MaskedParagraph()
    for piece in pieces:
        masked.lines.append((len(masked.text), piece.line))
        if piece.kind == "mark":
            masked.marks.append((len(masked.text), piece.text))
        elif piece.kind in {"words", "title"}:
            masked.text += piece.raw
        else:
            # “It is lost.” ends the sentence although its full stop is inside the marks.
            is_ended = piece.kind == "quotation" and _SENTENCE_END_PATTERN.search(piece.text)
            masked.text += EVIDENCE_PLACEHOLDER + ("." if is_ended else "")
    return masked


def _sentence_spans(paragraph: str, language: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence; one also ends behind a quotation that ends a sentence."""
    at = 0
    for match in (*_AFTER_QUOTATION_PATTERN.finditer(paragraph), None):
        end = match.end() if match else len(paragraph)
        for first, last in segmentation.sentence_spans(paragraph[at:end], language):
            yield at + first, at + last
        at = end


def _join_broken(
    spans: Iterable[tuple[int, int]], matches: Iterable[re.Match[str]]
) -> list[tuple[int, int]]:
    """The spans of sentences, joined where one ends inside a match; all in order."""
    joined: list[tuple[int, int]] = []
    inner = [(match.start(), match.end()) for match in matches]
    for start, end in spans:
        before = bisect_left(inner, (start, 0)) - 1
        if joined and before >= 0 and start < inner[before][1]:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined
