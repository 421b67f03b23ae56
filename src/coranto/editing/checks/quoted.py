"""Checks of quotations: each is exact and has a citation. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from coranto.editing import fuzzy_match
from coranto.editing.checks import quotation_difference, quotation_match
from coranto.editing.checks.fault import Fault, shorten_text
from coranto.editing.checks.folding import fold, fold_source
from coranto.editing.checks.quotation_match import NOT_FOUND, QuotationMatch
from coranto.editing.manuscript import Manuscript, Part
from coranto.editing.own_names import MAX_HEADING_CHARACTERS, MAX_TITLE_CHARACTERS
from coranto.editing.quotations import Quotation
from coranto.model import Document
from coranto.reading import urls
from coranto.reading.language import quotation_marks
from coranto.reading.language.shortening import shorten_line

#: A note of the editor's in brackets, inside a quotation or right behind it.
_NOTE_PATTERN = re.compile(r"\[[^\[\]]{2,100}\]|\([^()]{2,100}\)")


def quotations_are_exact(manuscript: Manuscript) -> Iterator[Fault]:
    """Text in quotation marks stands word by word in a cited version."""
    for quotation, documents in _quotations_with_documents(manuscript):
        # An open or uncited quotation is reported by `quotations_are_cited`.
        if not quotation.is_closed or not documents:
            continue
        match = _best_match(manuscript, quotation, documents)
        if match.rank > 1:
            closest = fuzzy_match.closest_passage(quotation.text, documents)
            yield Fault(
                quotation.line,
                _inexact_message(quotation, match, closest),
                f"the closest there is “{closest}”" if closest else "",
            )


def _inexact_message(quotation: Quotation, match: QuotationMatch, closest: str) -> str:
    message = f"“{shorten_text(quotation.text)}” does not stand in what it cites"
    if match.problem:
        return f"{message}: {match.problem}."
    difference = quotation_difference.describe_difference(quotation.text, closest)
    return f"{message}: {difference}." if difference else f"{message}."


def quotations_are_cited(manuscript: Manuscript) -> Iterator[Fault]:
    """No quotation without a citation, and no quotation mark without its partner."""
    for quotation, documents in _quotations_with_documents(manuscript):
        if not quotation.is_closed:
            yield _open_mark_fault(quotation, manuscript.draft.language)
        # The citation of a mark that is defined nowhere has a check of its own.
        elif not documents and not quotation.marks:
            yield Fault(
                quotation.line, f"“{shorten_text(quotation.text)}” is quoted without a citation."
            )


def _open_mark_fault(quotation: Quotation, language: str) -> Fault:
    mark = quotation.open_mark
    partner = quotation_marks.partner_of(mark, language)
    name = ", ".join(unicodedata.name(char, "?").lower() for char in dict.fromkeys(mark))
    place = "begins" if quotation.text.endswith(mark) else "ends"
    return Fault(
        quotation.line,
        f"the quotation mark {mark} ({name}) has no partner: “{shorten_text(quotation.text)}”.",
        f"type {partner} where the quotation {place}, or take the mark away: readers see it "
        "however it is written",
    )


def titles_are_cited(manuscript: Manuscript) -> Iterator[Fault]:
    """A work that is named in title marks (《 》) is named in what its sentence cites."""
    for quotation, documents in _quotations_with_documents(manuscript, is_title=True):
        title = fold(quotation.text).replace("\n", " ").strip()
        if not any(
            title in fold_source(source).text
            for document in documents
            for source in (document.text, document.title)
        ):
            yield Fault(
                quotation.line,
                f"nothing that is cited here names the work “{shorten_text(quotation.text)}”.",
            )


def omissions_stay_in_one_paragraph(manuscript: Manuscript) -> Iterator[Fault]:
    """What stands on both sides of “[…]” is of one paragraph of the source."""
    for quotation, documents in _quotations_with_documents(manuscript):
        if quotation.is_closed and documents:
            match = _best_match(manuscript, quotation, documents)
            if match.rank == 1:
                yield Fault(
                    quotation.line,
                    f"the parts of “{shorten_text(quotation.text)}” stand "
                    f"{match.gap_characters} characters apart, in different paragraphs.",
                )


def emphases_are_declared(manuscript: Manuscript) -> Iterator[Fault]:
    """Italics or bold inside a quotation are declared as the editors' own, in brackets."""
    for quotation in manuscript.quotations:
        declared = f"{quotation.text} {quotation.own_words}"
        if quotation.is_emphasised and not _NOTE_PATTERN.search(declared):
            yield Fault(
                quotation.line,
                f"“{shorten_text(quotation.text)}” has italics or bold that no source shows.",
            )


def _quotations_with_documents(
    manuscript: Manuscript, *, is_title: bool = False
) -> Iterator[tuple[Quotation, Sequence[Document]]]:
    """Every quotation that a reader sees, or every title, with the documents that may have it."""
    for _, quotation in manuscript.quotations_by_part:
        if quotation.is_title is not is_title:
            continue
        documents = manuscript.cited(quotation.marks)
        if quotation.link:
            documents += _linked_documents(manuscript, quotation)
        yield quotation, documents
    for part, quotation in manuscript.quotations_in_headings:
        if quotation.is_title is is_title:
            yield quotation, _documents_under_heading(manuscript, part)


def _linked_documents(manuscript: Manuscript, quotation: Quotation) -> list[Document]:
    """The documents that a quotation links to, or whose title it is."""
    key = urls.document_key(quotation.link)
    return [
        document
        for document in manuscript.documents
        if key in {document.key, urls.document_key(document.url)}
        or _is_title(document, quotation.text)
    ]


def _documents_under_heading(manuscript: Manuscript, part: Part | None) -> Sequence[Document]:
    """The documents of an item; of the whole draft for any other heading."""
    if part is None or part.item is None:
        return manuscript.documents
    story = (manuscript.context.stories or {}).get(part.item.story_id)
    return [*manuscript.told(part), *(story.documents if story else ())]


def _is_title(document: Document, quoted: str) -> bool:
    """Whether this is a document's title as editions print it."""
    return bool(quoted) and quoted in {
        shorten_line(document.title, MAX_TITLE_CHARACTERS),
        shorten_line(document.title, MAX_HEADING_CHARACTERS),
    }


def _best_match(
    manuscript: Manuscript, quotation: Quotation, documents: Sequence[Document]
) -> QuotationMatch:
    best = NOT_FOUND
    for document in documents:
        if _is_title(document, quotation.text):
            return QuotationMatch(0)
        for source in (document.text, document.title):
            match = quotation_match.match_quotation(
                source,
                quotation.text,
                document.language,
                own_language=manuscript.draft.language,
                own_words=quotation.own_words,
                is_cut=quotation.is_cut,
            )
            best = min(best, match, key=lambda one: one.rank)
            if best.rank == 0:
                return best
    return best
