"""An edition's Markdown as a reader sees it, paragraph by paragraph, with lines. Pure.

Made from the tokens that pages are rendered from, so nothing can be shown that is not here.
Linear in the text.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from markdown_it.token import Token

from coranto.editing import markdown_parser

ParagraphKind = Literal["text", "quoted", "code"]


@dataclass(slots=True, kw_only=True)
class VisibleParagraph:
    """One block of a text: a paragraph, a heading, a list's entry, a line of a block quote."""

    kind: ParagraphKind  #: "quoted" inside a block quote, "code" for a block of code
    line: int  #: where it starts, from 1
    text: str = ""  #: what is shown; a line break of the source is a newline
    #: Offsets of characters that were written as escapes or entities, or stand in code.
    escaped: set[int] = field(default_factory=set)
    marks: list[tuple[int, str]] = field(default_factory=list)  #: offset and name of citations
    links: list[tuple[int, int, str]] = field(default_factory=list)  #: start, end, address
    emphases: list[tuple[int, int]] = field(default_factory=list)  #: start, end
    is_last_in_quote: bool = False  #: the last line of its block quote
    _breaks: list[int] | None = None

    def line_at(self, offset: int) -> int:
        """The line of the source on which the character at `offset` stands."""
        if self._breaks is None:
            self._breaks = [at for at, char in enumerate(self.text) if char == "\n"]
        return self.line + bisect_left(self._breaks, offset)

    def is_emphasised_inside(self, start: int, end: int) -> bool:
        """Whether a part of `text[start:end]`, but not the whole, is in italics or bold."""
        return any(
            start < last and first < end for first, last in self._emphases_within(start, end)
        )

    def _emphases_within(self, start: int, end: int) -> list[tuple[int, int]]:
        return [
            (first, last) for first, last in self.emphases if not (first <= start and last >= end)
        ]


def read_paragraphs(markdown: str) -> list[VisibleParagraph]:
    """All blocks of a text in order; those that show nothing are left out."""
    paragraphs: list[VisibleParagraph] = []
    quote_depth = 0
    is_code = False  # the block read last
    for token in markdown_parser.parse_as_written(markdown):
        quote_depth += token.nesting if token.type.startswith("blockquote") else 0
        line = (token.map or [0])[0] + 1
        if token.content:
            is_code = token.type in {"fence", "code_block"}
        if token.type == "inline":
            paragraph = _read_inline(token.children or (), line)
            if quote_depth:
                paragraph.kind = "quoted"
                paragraphs += _split_lines(paragraph)
            elif paragraph.text or paragraph.marks:
                paragraphs.append(paragraph)
        elif token.type in {"fence", "code_block"}:
            # A fence's own line is not part of what it shows.
            line += token.type == "fence"
            kind: ParagraphKind = "quoted" if quote_depth else "code"
            text = token.content.rstrip("\n")
            paragraphs += _split_lines(VisibleParagraph(kind=kind, line=line, text=text))
        if token.type == "blockquote_close" and not quote_depth and paragraphs:
            # Code names no author, whatever it begins with.
            paragraphs[-1].is_last_in_quote = paragraphs[-1].kind == "quoted" and not is_code
    return paragraphs


def _read_inline(children: Sequence[Token], line: int) -> VisibleParagraph:
    paragraph = VisibleParagraph(kind="text", line=line)
    pieces: list[str] = []
    length = 0
    open_links: list[tuple[int, str]] = []
    open_emphases: list[int] = []
    for child in children:
        if child.type == "citation":
            paragraph.marks.append((length, child.meta["mark"]))
        elif child.type == "link_open":
            open_links.append((length, str(child.attrs.get("href", ""))))
        elif child.type == "link_close" and open_links:
            start, address = open_links.pop()
            paragraph.links.append((start, length, address))
        elif child.type in {"em_open", "strong_open"}:
            open_emphases.append(length)
        elif child.type in {"em_close", "strong_close"} and open_emphases:
            paragraph.emphases.append((open_emphases.pop(), length))
        else:
            shown = _shown_text(child)
            if child.type in {"text_special", "code_inline"}:
                paragraph.escaped.update(range(length, length + len(shown)))
            pieces.append(shown)
            length += len(shown)
    paragraph.text = "".join(pieces)
    return paragraph


def _shown_text(token: Token) -> str:
    if token.type in {"softbreak", "hardbreak"}:
        return "\n"
    # A line break that was written as an entity is white space, and no line of the source.
    return token.content.replace("\n", " ")


def _split_lines(paragraph: VisibleParagraph) -> list[VisibleParagraph]:
    """The lines of a paragraph, each as one of its own; empty ones are left out."""
    starts, lines = [], []
    at = 0
    for number, text in enumerate(paragraph.text.split("\n")):
        starts.append(at)
        at += len(text) + 1
        lines.append(VisibleParagraph(kind=paragraph.kind, line=paragraph.line + number, text=text))

    def place(offset: int) -> tuple[VisibleParagraph, int]:
        index = bisect_right(starts, offset) - 1
        return lines[index], offset - starts[index]

    for offset in paragraph.escaped:
        line, at = place(offset)
        line.escaped.add(at)
    for offset, mark in paragraph.marks:
        line, at = place(offset)
        line.marks.append((at, mark))
    # What goes on in the next line is cut at the line's end.
    for start, end, address in paragraph.links:
        line, at = place(start)
        line.links.append((at, min(at + end - start, len(line.text)), address))
    for start, end in paragraph.emphases:
        line, at = place(start)
        line.emphases.append((at, min(at + end - start, len(line.text))))
    return [line for line in lines if line.text.strip() or line.marks]
