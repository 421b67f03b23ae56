"""Find what stands in quotation marks in an edition's Markdown, and which marks vouch for it.

Pure. Linear in the text. Every kind of double quotation mark counts, whatever the
edition's language, so that no quotation escapes the checks by its shape.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile

from coranto.editing import markdown
from coranto.reading.language import packs, quotation_marks

CITATION_MARK_PATTERN = re.compile(r"\[\^([\w-]+)\](?!:)")
LINK_PATTERN = re.compile(
    r"\[((?:\\.|[^\]\\\[]){0,2000})\]\(((?:[^()\s]|\([^()\s]{0,2000}\)){0,9000})\)"
)
CARD_LINE_PATTERN = re.compile(r" {0,3}> ?")
#: Who posted it and when: the line of a card that is not the post's own words.
CARD_FOOT_PATTERN = re.compile(r" {0,3}> ?— ")
#: Marks that one quotation may have behind it.
MAX_MARKS_PER_QUOTATION = 32
_STRAY_CLOSING_MARKS = frozenset("”»」』")
# A ’ that a citation's mark follows: other apostrophes are no quotations.
_SINGLE_QUOTED_PATTERN = re.compile(r"‘([^‘“”«»\n]{1,1000}?)’(?=[.,;]?\[\^)")
_DOUBLE_QUOTE_PATTERN = re.compile(f"[{quotation_marks.DOUBLE_MARKS}]")
_ANY_QUOTE_PATTERN = re.compile(f"[{quotation_marks.DOUBLE_MARKS}{quotation_marks.SINGLE_MARKS}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Words that a reader takes for a source's own."""

    text: str  #: without the quotation marks, as a reader sees it
    marks: tuple[str, ...]  #: citations that vouch for it; empty when none does
    line: int  #: of its start, counted from 1 in the Markdown given
    is_closed: bool = True  #: False when a quotation mark has no partner


@dataclass(slots=True, kw_only=True)
class ParagraphPiece:
    """A stretch of a paragraph: words, a quotation, a mark or a link."""

    kind: str  #: "words", "quotation", "open", "mark", "link"
    raw: str
    text: str  #: the quotation's words, the mark's name, the link's address
    line: int


def find_quotations(text: str, language: str) -> list[Quotation]:
    """All quotations of a piece of Markdown, in order, cards of posts included."""
    quotations: list[Quotation] = []
    for line, paragraph in split_paragraphs(text):
        if CARD_FOOT_PATTERN.match(paragraph):
            continue
        if CARD_LINE_PATTERN.match(paragraph):
            quotations += _card_quotation(paragraph, line)
        else:
            quotations += _quotations_with_marks(list(paragraph_pieces(paragraph, line, language)))
    return quotations


def quote_passage(passage: str, language: str) -> str:
    """A passage in the language's quotation marks, so that `find_quotations` gives it back.

    Marks inside the passage stay as they are wherever that can be read unambiguously;
    where not, they are written as entities, which look the same when rendered.
    """
    opening, closing = packs.load_pack(language).quote_marks[0]
    quoted = f"{opening}{markdown.escape(passage)}{closing}"
    quotations_read = find_quotations(f"a {quoted}[^a]", language)
    texts_read = [quotation.text for quotation in quotations_read]
    if texts_read == [passage.replace("\n", " ")] and quotations_read[0].is_closed:
        return quoted
    return f"{opening}{_escape_as_entities(_ANY_QUOTE_PATTERN, passage)}{closing}"


def escape_quotation_marks(words: str) -> str:
    """Plain text, such as a name, whose quotation marks quote nothing."""
    return _escape_as_entities(_DOUBLE_QUOTE_PATTERN, words)


def _escape_as_entities(marks: re.Pattern[str], words: str) -> str:
    return marks.sub(lambda match: f"&#{ord(match[0])};", markdown.escape(words))


def split_paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Paragraphs with their first line, from 1; each line of a card is one of its own."""
    start, paragraph_lines = 1, list[str]()
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        is_card = CARD_LINE_PATTERN.match(line) is not None
        if (not line.strip() or is_card) and paragraph_lines:
            yield start, "\n".join(paragraph_lines)
            paragraph_lines = []
        if is_card:
            yield number, line
        elif line.strip():
            start = start if paragraph_lines else number
            paragraph_lines.append(line)


def paragraph_pieces(paragraph: str, line: int, language: str) -> Iterator[ParagraphPiece]:
    """What a paragraph consists of, in order, nothing left out."""
    closers = quotation_marks.closers_by_opener(language)
    at = words = 0
    while at < len(paragraph):
        kind, text, end = _piece_at(paragraph, at, closers)
        if kind == "words":
            at = end
            continue
        if words < at:
            yield ParagraphPiece(kind="words", raw=paragraph[words:at], text="", line=line)
        line += paragraph.count("\n", words, at)
        yield ParagraphPiece(kind=kind, raw=paragraph[at:end], text=text, line=line)
        line += paragraph.count("\n", at, end)
        at = words = end
    if words < at:
        yield ParagraphPiece(kind="words", raw=paragraph[words:], text="", line=line)


def _piece_at(paragraph: str, at: int, closers: Mapping[str, str]) -> tuple[str, str, int]:
    """What starts at one character: its kind, its text and where it ends."""
    char = paragraph[at]
    if char == "[":
        return _bracket_piece(paragraph, at)
    if char == "‘" and (single := _SINGLE_QUOTED_PATTERN.match(paragraph, at)):
        return "quotation", _visible_text(single[1]), single.end()
    if char in closers:
        end = quotation_marks.find_outer_closing_mark(paragraph, at, closers[char])
        if end >= 0:
            return "quotation", _visible_text(paragraph[at + 1 : end]), end + 1
        return "open", _visible_text(paragraph[at + 1 :]), len(paragraph)
    if char in _STRAY_CLOSING_MARKS:
        return "open", "", at + 1
    return "words", "", at + (2 if char == "\\" else 1)


def _bracket_piece(paragraph: str, at: int) -> tuple[str, str, int]:
    if mark := CITATION_MARK_PATTERN.match(paragraph, at):
        return "mark", mark[1], mark.end()
    if link := LINK_PATTERN.match(paragraph, at):
        return "link", markdown.unescape(link[2]), link.end()
    return "words", "", at + 1


def _quotations_with_marks(parts: list[ParagraphPiece]) -> Iterator[Quotation]:
    """Quotations with the marks right behind them, else the next ones of the paragraph."""
    follow = _next_mark_indexes(parts)
    for index, piece in enumerate(parts):
        if piece.kind in {"quotation", "open"}:
            start = follow[index]
            run = takewhile(
                lambda part: part.kind == "mark", parts[start : start + MAX_MARKS_PER_QUOTATION]
            )
            yield Quotation(
                text=piece.text,
                marks=tuple(mark.text for mark in run),
                line=piece.line,
                is_closed=piece.kind == "quotation",
            )


def _next_mark_indexes(parts: list[ParagraphPiece]) -> list[int]:
    """For each piece, where the first mark behind it is; the end when there is none."""
    follow = [len(parts)] * len(parts)
    for index in range(len(parts) - 2, -1, -1):
        is_mark = parts[index + 1].kind == "mark"
        follow[index] = index + 1 if is_mark else follow[index + 1]
    return follow


def _card_quotation(line_text: str, line: int) -> Iterator[Quotation]:
    """A card's line: all of it is quoted, with or without quotation marks."""
    content = CARD_LINE_PATTERN.sub("", line_text, count=1)
    marks = tuple(match[1] for match in CITATION_MARK_PATTERN.finditer(content))
    text = _visible_text(CITATION_MARK_PATTERN.sub("", content)).strip().removesuffix(" …")
    if text:
        yield Quotation(text=text, marks=marks, line=line)


def _visible_text(raw: str) -> str:
    return markdown.unescape(raw).replace("\n", " ")
