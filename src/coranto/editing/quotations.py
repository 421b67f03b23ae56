"""Find quotations in an edition's Markdown, each with its citation marks. Pure.

Linear in the text. Every kind of double quotation mark counts, whatever the edition's
language, so that no quotation escapes the checks because of its marks. Whether a quotation
is exact is decided in `editing/checks`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile

from coranto.editing import markdown
from coranto.reading.language import packs, quotation_marks

#: A mark such as [^b3m9], but not the definition "[^b3m9]: …" at the end of the file.
CITATION_MARK_PATTERN = re.compile(r"\[\^([\w-]+)\](?!:)")
# The repetitions are bounded, so that a flood of brackets takes linear time.
#: An inline link; group 1 is its text, group 2 its address, which may hold one level of ().
LINK_PATTERN = re.compile(
    r"\[((?:\\.|[^\]\\\[]){0,2000})\]\(((?:[^()\s]|\([^()\s]{0,2000}\)){0,9000})\)"
)
#: A line of a block quote, which shows a post as a card.
CARD_LINE_PATTERN = re.compile(r" {0,3}> ?")
#: A card's last line, author and time: not the post's own words.
CARD_FOOT_PATTERN = re.compile(r" {0,3}> ?— ")
#: Citation marks read behind one quotation.
MAX_MARKS_PER_QUOTATION = 32
_STRAY_CLOSING_MARKS = frozenset("”»」』")
# Single marks count only where a citation mark follows the ’: without it, ’ is an
# apostrophe far more often than the end of a quotation.
_SINGLE_QUOTED_PATTERN = re.compile(r"‘([^‘“”«»\n]{1,1000}?)’(?=[.,;]?\[\^)")
_DOUBLE_QUOTE_PATTERN = re.compile(f"[{quotation_marks.DOUBLE_MARKS}]")
_ANY_QUOTE_PATTERN = re.compile(f"[{quotation_marks.DOUBLE_MARKS}{quotation_marks.SINGLE_MARKS}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Words that a reader understands as a source's own."""

    text: str  #: without the quotation marks, as a reader sees it
    marks: tuple[str, ...]  #: of the citations for it; empty when there are none
    line: int  #: of its start, counted from 1 in the Markdown given
    is_closed: bool = True  #: False when a quotation mark has no partner


@dataclass(slots=True, kw_only=True)
class ParagraphPiece:
    """A part of a paragraph: words, a quotation, a mark or a link."""

    kind: str  #: "words", "quotation", "open", "mark", "link"
    raw: str
    text: str  #: a quotation's words, a mark's name, a link's address; else ""
    line: int


def find_quotations(text: str, language: str) -> list[Quotation]:
    """All quotations in some Markdown, in order, including cards of posts."""
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
    """A passage in the language's quotation marks, such that `find_quotations` returns it.

    Quotation marks inside the passage stay as they are where the result can be parsed
    unambiguously; else they are written as entities, which look the same when rendered.
    """
    opening, closing = packs.load_pack(language).quote_marks[0]
    quoted = f"{opening}{markdown.escape(passage)}{closing}"
    quotations_read = find_quotations(f"a {quoted}[^a]", language)
    texts_read = [quotation.text for quotation in quotations_read]
    if texts_read == [passage.replace("\n", " ")] and quotations_read[0].is_closed:
        return quoted
    return f"{opening}{_escape_as_entities(_ANY_QUOTE_PATTERN, passage)}{closing}"


def escape_quotation_marks(words: str) -> str:
    """Plain text, such as a name, with its quotation marks as entities, so that they quote nothing.

    Single marks stay: without a citation behind them they quote nothing anyway.
    """
    return _escape_as_entities(_DOUBLE_QUOTE_PATTERN, words)


def _escape_as_entities(marks: re.Pattern[str], words: str) -> str:
    return marks.sub(lambda match: f"&#{ord(match[0])};", markdown.escape(words))


def split_paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Paragraphs with the number of their first line, from 1; each line of a card is its own."""
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
    """The pieces of a paragraph, in order; their `raw` texts together are the paragraph."""
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
    """The piece that starts at offset `at`: its kind, its text and its end."""
    char = paragraph[at]
    if char == "[":
        return _bracket_piece(paragraph, at)
    if char == "‘" and (single := _SINGLE_QUOTED_PATTERN.match(paragraph, at)):
        return "quotation", _visible_text(single[1]), single.end()
    if char in closers:
        end = quotation_marks.find_outer_closing_mark(paragraph, at, closers[char])
        if end >= 0:
            return "quotation", _visible_text(paragraph[at + 1 : end]), end + 1
        # The rest of the paragraph belongs to it: a reader cannot tell where it ends either.
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
    """Quotations, each with the first run of marks behind it in the paragraph."""
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
    """For each piece, the index of the first mark behind it; the length when there is none."""
    # From the end, since a search from each quotation would take quadratic time.
    follow = [len(parts)] * len(parts)
    for index in range(len(parts) - 2, -1, -1):
        is_mark = parts[index + 1].kind == "mark"
        follow[index] = index + 1 if is_mark else follow[index + 1]
    return follow


def _card_quotation(line_text: str, line: int) -> Iterator[Quotation]:
    """The quotation that a card's line is: all its words, with or without quotation marks."""
    content = CARD_LINE_PATTERN.sub("", line_text, count=1)
    marks = tuple(match[1] for match in CITATION_MARK_PATTERN.finditer(content))
    # " …" is our own sign that the card does not show the whole post.
    text = _visible_text(CITATION_MARK_PATTERN.sub("", content)).strip().removesuffix(" …")
    if text:
        yield Quotation(text=text, marks=marks, line=line)


def _visible_text(raw: str) -> str:
    return markdown.unescape(raw).replace("\n", " ")
