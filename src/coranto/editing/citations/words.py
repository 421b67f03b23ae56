"""Find words in a document's text, and put their quotation into an item of a draft. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import islice

from coranto.editing import citations, quotations
from coranto.editing import draft as drafts
from coranto.editing.wording import Wording
from coranto.errors import DraftError
from coranto.model import Citation, Document, Draft, Item
from coranto.reading.language import quotation_spans, segmentation, text

#: Start and end offset in a document's text.
Span = tuple[int, int]

#: Longest words that are searched, in characters.
MAX_SEARCHED_CHARACTERS = 4_000
#: Places of the words that are looked at.
MAX_PLACES = 50
#: Joiners, soft hyphens and variation selectors: a reader sees none of them, nor types one.
_INVISIBLE = "[\u00ad\u034f\u061c\u200b-\u200f\u2060\ufe00-\ufe0f]"
_MARKS = f"[{re.escape(quotation_spans.ALL_MARKS)}\"'’]"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedPassage:
    """A passage as an editor pastes it into a draft."""

    citation: Citation
    quotation: str  #: in the edition's quotation marks, with its citation mark
    definition: str  #: the line that belongs at the end of the draft


def find_words(source: str, words: str) -> list[Span]:
    """Where words stand in a text, each place from its first to its last character.

    White space, invisible characters and the style of quotation marks may differ; no letter may.
    """
    typed = unicodedata.normalize("NFC", " ".join(words.split()))[:MAX_SEARCHED_CHARACTERS]
    visible = re.sub(_INVISIBLE, "", typed)
    if not visible:
        return []
    pattern = f"{_INVISIBLE}*".join(map(_character_pattern, visible))
    matches = islice(re.finditer(pattern, source), MAX_PLACES)
    spans = [match.span() for match in matches]
    # "ship" means the word: inside of "friendship" it is only looked at where there is no other.
    return [span for span in spans if _is_whole(source, span)] or spans


def _is_whole(source: str, span: Span) -> bool:
    """Whether no word goes on across the ends of a passage."""
    return not any(
        0 < at < len(source)
        and source[at - 1].isalnum()
        and source[at].isalnum()
        and not text.is_unspaced(source[at])
        for at in span
    )


def _character_pattern(char: str) -> str:
    if char == " ":
        return r"\s+"
    if re.match(_MARKS, char):
        return _MARKS
    return re.escape(char)


def sentence_around(document: Document, span: Span) -> Span:
    """The sentences that a passage stands in, whole."""
    spans = segmentation.sentence_spans(document.text, document.language)
    touched = [(start, end) for start, end in spans if start < span[1] and end > span[0]]
    return (touched[0][0], touched[-1][1]) if touched else span


def quote_span(
    document: Document, span: Span, *, language: str, draft: Draft | None, note: str
) -> QuotedPassage:
    """The quotation of a passage for an edition in `language`.

    Its mark is that of the draft where the draft cites the passage already, and no mark of
    another passage. `note` stands behind the definition, for the person who edits.
    """
    by_mark = {citation.mark: citation for citation in draft.citations} if draft else {}
    citation = citations.cite_passage(document, *span)
    same_mark = by_mark.get(citation.mark)
    if same_mark and _pointer(same_mark) != _pointer(citation):
        citation = citations.cite_passage(document, *span, taken_marks=by_mark)
    quoted = quotations.quote_passage(citation.text, language)
    return QuotedPassage(
        citation=citation,
        quotation=f"{quoted}[^{citation.mark}]",
        definition=drafts.format_citation(citation, note),
    )


def _pointer(citation: Citation) -> tuple[str, int, int, int]:
    return citation.document_id, citation.version, citation.start, citation.end


def attributed_quotation(outlet: str, quotation: str, wording: Wording) -> str:
    """A quotation in a sentence with the outlet that it comes from, as drafts have it."""
    name = f"**{quotations.escape_quotation_marks(outlet)}**"
    return f"{wording.say('writes', outlet=name)}{wording['colon']}{quotation}"


def find_item(draft: Draft, name: str) -> Item:
    """The item with this id, or the one whose id begins so. Raises DraftError."""
    items = [item for section in draft.sections for item in section.items if item.story_id]
    wanted = name.strip().removeprefix("{").removesuffix("}").removeprefix("#")
    matching = [item for item in items if item.story_id == wanted]
    matching = matching or [item for item in items if wanted and item.story_id.startswith(wanted)]
    if len(matching) != 1:
        names = ", ".join(item.story_id for item in (matching or items)[:20]) or "none"
        reason = "several items are" if matching else "no item is"
        raise DraftError(f"{reason} called {name!r}. Items: {names}", line=1)
    return matching[0]


def add_to_item(draft_text: str, item: Item, paragraph: str, passage: QuotedPassage) -> str:
    """The draft's file with a paragraph at the end of an item, and the citation's line at its end.

    Nothing else changes, line ends included. A definition that stands there already is not
    written again.
    """
    line_end = "\r\n" if "\r\n" in draft_text else "\n"
    lines = draft_text.split(line_end)
    last_line = item.line
    for number, line in enumerate(lines[item.line :], start=item.line + 1):
        if drafts.match_heading(line):
            break
        if line.strip() and not drafts.is_definition(line):
            last_line = number
    lines[last_line:last_line] = ["", paragraph]
    while not lines[-1].strip():
        lines.pop()
    mark_start = f"[^{passage.citation.mark}]:"
    if not any(line.startswith(mark_start) for line in lines):
        # A definition right below words would be read as a part of their paragraph elsewhere.
        lines += (
            [passage.definition] if drafts.is_definition(lines[-1]) else ["", passage.definition]
        )
    return line_end.join([*lines, ""])
