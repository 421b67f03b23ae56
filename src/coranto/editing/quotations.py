"""Find quotations in an edition's Markdown, each with its citation marks. Pure.

Linear in the text. Read off the text as it is shown (`visible_text`), by every kind of
quotation mark, whatever the edition's language, so that no quotation escapes the checks
because of its marks or its place. Whether a quotation is exact is decided in `editing/checks`.
"""

import re
from collections.abc import Collection, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, takewhile, zip_longest

from coranto.editing import markdown, markdown_parser, visible_text
from coranto.editing.own_names import OwnName
from coranto.editing.visible_text import VisibleParagraph
from coranto.reading.language import packs, quotation_marks, quotation_spans
from coranto.reading.language.quotation_spans import QuotationSpan

CITATION_MARK_PATTERN = markdown_parser.CITATION_MARK_PATTERN
# The repetitions are bounded, so that a flood of brackets takes linear time.
#: An inline link; group 1 is its text, group 2 its address, which may hold one level of ().
LINK_PATTERN = re.compile(
    r"\[((?:\\.|[^\]\\\[]){0,2000})\]\(((?:[^()\s]|\([^()\s]{0,2000}\)){0,9000})\)"
)
#: A card's last line begins with it: author and time, not the post's own words.
CARD_FOOT_DASH = "— "
#: Most characters of a card's last line besides the author's name in bold and the link.
MAX_CARD_FOOT_CHARACTERS = 80
#: Characters of the editor's own words on either side of a quotation.
MAX_OWN_CHARACTERS = 160
#: Citation marks read behind one quotation.
MAX_MARKS_PER_QUOTATION = 32
#: Characters shown beside a quotation mark that has no partner.
MAX_SHOWN_AT_OPEN_MARK = 60
_DOUBLE_QUOTE_PATTERN = re.compile(
    f"[{quotation_marks.DOUBLE_MARKS}{quotation_marks.DOUBLE_STAND_INS}]|<<|>>|``|''|,,"
)
_ANY_QUOTE_PATTERN = re.compile(f"[{re.escape(quotation_spans.ALL_MARKS)}]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """Words that a reader understands as a source's own."""

    text: str  #: without the quotation marks, as a reader sees it
    marks: tuple[str, ...]  #: of the citations for it; empty when there are none
    line: int  #: of its start, counted from 1 in the Markdown given
    is_closed: bool = True  #: False when a quotation mark has no partner
    open_mark: str = ""  #: that mark; `text` is then what stands beside it
    is_title: bool = False  #: in the marks that the language puts around titles of works
    link: str = ""  #: the address that all of it links to
    own_words: str = ""  #: the editor's own around it
    is_emphasised: bool = False  #: a part of it, but not the whole, is in italics or bold
    is_cut: bool = False  #: a sign behind it says that the post goes on


@dataclass(slots=True, kw_only=True)
class ParagraphPiece:
    """A part of a paragraph: words, a quotation, a mark or a link."""

    kind: str  #: "words", "quotation", "title", "open", "mark", "link"
    raw: str  #: what is shown, with quotation marks; "" for a mark
    text: str  #: a quotation's words, a mark's name, a link's address; else ""
    line: int
    is_emphasised: bool = False  #: a part of it is in italics or bold
    #: Offsets in the text of a link at which characters were escaped.
    escaped: frozenset[int] = frozenset()


def find_quotations(
    text: str, language: str, *, own_names: Sequence[OwnName] = ()
) -> list[Quotation]:
    """All quotations in some Markdown, in order, including cards of posts.

    Where one of `own_names` stands as a whole, its quotation marks quote nothing.
    """
    paragraphs = visible_text.read_paragraphs(text)
    return quotations_in_paragraphs(paragraphs, language, own_names=own_names)


def quotations_in_paragraphs(
    paragraphs: Sequence[VisibleParagraph], language: str, *, own_names: Sequence[OwnName] = ()
) -> list[Quotation]:
    """The same of paragraphs that were read."""
    quotations: list[Quotation] = []
    for paragraph in paragraphs:
        if paragraph.kind == "quoted" and not is_card_foot(paragraph):
            quotations += _card_quotation(paragraph)
        else:
            pieces = list(paragraph_pieces(paragraph, language, own_names=own_names))
            quotations += _quotations_with_marks(pieces, language, own_names)
    return quotations


def find_plain_quotations(
    text: str,
    language: str,
    *,
    line: int,
    own_names: Sequence[OwnName] = (),
    escaped: Collection[int] | None = None,
) -> list[Quotation]:
    """All quotations in a line of plain text, such as a heading, or in the text of a link.

    `escaped`: in a link, offsets of characters that were written to stand for themselves.
    """
    # Nothing can be escaped in a heading: each name in it counts as written by the desk.
    name_offsets = range(len(text)) if escaped is None else escaped
    return [
        Quotation(
            text=_kind_and_words(text, span, language)[1],
            marks=(),
            line=line,
            is_closed=span.is_closed,
            open_mark="" if span.is_closed else text[span.start : span.inner_start],
            is_title=span.is_title,
        )
        for span in quotation_spans.find_quotation_spans(
            text,
            language,
            escaped=escaped or (),
            ignored=_offsets_of_names(text, own_names, name_offsets),
        )
    ]


def is_card_foot(paragraph: VisibleParagraph) -> bool:
    """Whether this is the last line of a card: author and time of a post."""
    if not paragraph.is_last_in_quote or paragraph.marks:
        return False
    named = sum(end - start for start, end in paragraph.emphases)
    linked = sum(end - start for start, end, _ in paragraph.links)
    other_characters = len(paragraph.text) - named - linked
    return (
        paragraph.text.startswith(CARD_FOOT_DASH) and other_characters <= MAX_CARD_FOOT_CHARACTERS
    )


def quote_passage(passage: str, language: str) -> str:
    """A passage in the language's quotation marks, such that `find_quotations` returns it.

    Quotation marks inside the passage stay as they are where the result can be parsed
    unambiguously; else they are written as entities, which look the same when rendered.
    """
    opening, closing = packs.load_pack(language).written_marks
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
    pieces = marks.split(words)
    entities = ["".join(f"&#{ord(char)};" for char in mark) for mark in marks.findall(words)]
    # Escaped apart from the marks: a backslash before an entity would show the entity's code.
    escaped = map(markdown.escape, pieces)
    return "".join(chain.from_iterable(zip_longest(escaped, entities, fillvalue="")))


def paragraph_pieces(
    paragraph: VisibleParagraph, language: str, *, own_names: Sequence[OwnName] = ()
) -> Iterator[ParagraphPiece]:
    """The pieces of a paragraph, in order; a link inside a quotation is part of it."""
    text = paragraph.text
    events: list[tuple[int, int, int, str, str]] = [
        *((at, 0, at, "mark", mark) for at, mark in paragraph.marks),
        *(
            (span.start, 1, span.end, *_kind_and_words(text, span, language))
            for span in _outer_spans(paragraph, language, own_names)
        ),
        *((start, 2, end, "link", address) for start, end, address in paragraph.links),
    ]
    at = 0
    for start, _, end, kind, content in sorted(events):
        if kind == "link" and start < at:
            continue
        if start > at:
            yield ParagraphPiece(
                kind="words", raw=text[at:start], text="", line=paragraph.line_at(at)
            )
        yield ParagraphPiece(
            kind=kind,
            raw=text[start:end],
            text=content,
            line=paragraph.line_at(start),
            is_emphasised=kind == "quotation" and paragraph.is_emphasised_inside(start, end),
            escaped=frozenset(
                offset - start for offset in range(start, end) if offset in paragraph.escaped
            )
            if kind == "link"
            else frozenset(),
        )
        at = max(at, end)
    if at < len(text):
        yield ParagraphPiece(kind="words", raw=text[at:], text="", line=paragraph.line_at(at))


def _kind_and_words(text: str, span: QuotationSpan, language: str) -> tuple[str, str]:
    words = text[span.inner_start : span.inner_end].replace("\n", " ")
    if span.is_closed:
        # What printers set inside of the marks belongs to them, as in French.
        space = packs.load_pack(language).quote_space
        words = words.removeprefix(space).removesuffix(space)
        return ("title" if span.is_title else "quotation"), words
    # What a closing mark without its partner ends stands before it.
    before = text[max(0, span.start - MAX_SHOWN_AT_OPEN_MARK) : span.start].replace("\n", " ")
    return "open", words or f"{before}{text[span.start : span.end]}"


def _outer_spans(
    paragraph: VisibleParagraph, language: str, own_names: Sequence[OwnName]
) -> list[QuotationSpan]:
    """The quotations of a paragraph that do not begin inside a link."""
    ignored = _offsets_of_names(paragraph.text, own_names, paragraph.escaped)
    for start, end, _ in paragraph.links:
        ignored.update(range(start, end))
    return quotation_spans.find_quotation_spans(
        paragraph.text,
        language,
        escaped=paragraph.escaped,
        ignored=ignored,
        cited={at for at, _ in paragraph.marks},
    )


def _offsets_of_names(text: str, own_names: Sequence[OwnName], escaped: Container[int]) -> set[int]:
    """The offsets at which one of the names stands as a whole."""
    offsets: set[int] = set()
    for name in own_names:
        at = text.find(name.text)
        while at >= 0:
            end = at + len(name.text)
            # A feed may call itself a quotation mark: such a name must be written as the desk
            # writes it, with its marks as entities, or be the whole line.
            if name.is_distinct or all(at + mark in escaped for mark in name.mark_offsets):
                offsets.update(range(at, end))
            at = text.find(name.text, end)
    return offsets


def _quotations_with_marks(
    pieces: Sequence[ParagraphPiece], language: str, own_names: Sequence[OwnName]
) -> Iterator[Quotation]:
    """Quotations, each with the first run of marks behind it in the paragraph."""
    follow = _next_mark_indexes(pieces)
    for index, piece in enumerate(pieces):
        if piece.kind not in {"quotation", "title", "open", "link"}:
            continue
        start = follow[index]
        run = takewhile(
            lambda part: part.kind == "mark", pieces[start : start + MAX_MARKS_PER_QUOTATION]
        )
        quotation = Quotation(
            text=piece.text,
            marks=tuple(mark.text for mark in run),
            line=piece.line,
            is_closed=piece.kind != "open",
            open_mark=_mark_at_start(piece.raw) if piece.kind == "open" else "",
            is_title=piece.kind == "title",
            own_words=_own_words_around(pieces, index),
            is_emphasised=piece.is_emphasised,
        )
        if piece.kind == "link":
            for linked in find_plain_quotations(
                piece.raw.replace("\n", " "),
                language,
                line=piece.line,
                own_names=own_names,
                escaped=piece.escaped,
            ):
                yield replace(
                    quotation,
                    text=linked.text,
                    is_closed=linked.is_closed,
                    open_mark=linked.open_mark,
                    is_title=linked.is_title,
                    link=piece.text,
                )
        else:
            yield quotation


def _mark_at_start(raw: str) -> str:
    """The quotation mark with which a piece begins; two characters for stand-ins such as ``."""
    return raw[:2] if raw[1:2] in quotation_spans.ALL_MARKS else raw[:1]


def _own_words_around(pieces: Sequence[ParagraphPiece], index: int) -> str:
    """The words before a piece and behind it, as far as they may belong to its sentence."""
    before = next(
        (
            piece.raw
            for piece in reversed(pieces[max(0, index - 3) : index])
            if piece.kind == "words"
        ),
        "",
    )
    behind = next(
        (piece.raw for piece in pieces[index + 1 : index + 4] if piece.kind == "words"), ""
    )
    return f"{before[-MAX_OWN_CHARACTERS:]} {behind[:MAX_OWN_CHARACTERS]}"


def _next_mark_indexes(pieces: Sequence[ParagraphPiece]) -> list[int]:
    """For each piece, the index of the first mark behind it; the length when there is none."""
    # From the end, since a search from each quotation would take quadratic time.
    follow = [len(pieces)] * len(pieces)
    for index in range(len(pieces) - 2, -1, -1):
        is_mark = pieces[index + 1].kind == "mark"
        follow[index] = index + 1 if is_mark else follow[index + 1]
    return follow


def _card_quotation(paragraph: VisibleParagraph) -> Iterator[Quotation]:
    """The quotation that a card's line is: all its words, with or without quotation marks."""
    # " …" is our own sign that the card does not show the whole post.
    shown = paragraph.text.strip()
    text = shown.removesuffix(" …")
    if text:
        yield Quotation(
            text=text,
            marks=tuple(mark for _, mark in paragraph.marks[:MAX_MARKS_PER_QUOTATION]),
            line=paragraph.line,
            is_emphasised=paragraph.is_emphasised_inside(-1, len(paragraph.text) + 1),
            is_cut=text != shown,
        )
