"""Words of a document → their quotation and citation, as an editor puts them into a draft.

Words are found in the text as the checks find them: what is cited here passes `quotation`.
"""

from dataclasses import dataclass
from pathlib import Path

from coranto.editing import citations, fuzzy_match
from coranto.editing import draft as drafts
from coranto.editing.checks import quotation_match
from coranto.editing.citations import words as citing
from coranto.editing.citations.words import QuotedPassage
from coranto.editing.wording import load_wording
from coranto.errors import DeskError, DraftError
from coranto.model import Document, Draft
from coranto.reading import urls
from coranto.reading.language.shortening import shorten_line
from coranto.steps.desk import Desk
from coranto.steps.editions.files import draft_path, read_draft_text, write_editor_file
from coranto.steps.editions.week import sources_by_id

#: Documents that a message names where an id's beginning fits several.
MAX_NAMED_DOCUMENTS = 8
#: Places that a message shows where words stand several times, and characters of each.
MAX_SHOWN_PLACES = 10
MAX_SHOWN_CHARACTERS = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedWords:
    """Words that were found in a document, and how to quote them."""

    document: Document
    passage: QuotedPassage
    sentence: str  #: that they stand in, whole
    outlet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationPlace:
    """Where a citation was put into a draft."""

    cited: CitedWords
    number: int
    path: Path
    heading: str  #: of the item


def find_document(desk: Desk, name: str) -> Document:
    """The document with this id, or whose id begins so, or at this address. Raises DeskError."""
    document = desk.store.documents.get(name)
    if document is None and "/" in name:
        document = desk.store.documents.by_key(urls.document_key(name))
    if document is not None:
        return document
    ids = desk.store.documents.ids_beginning(name, MAX_NAMED_DOCUMENTS) if name else []
    if len(ids) == 1:
        (document,) = desk.store.documents.by_ids(ids)
        return document
    if ids:
        raise DeskError(f"several documents begin with {name}: {', '.join(ids)}.")
    raise DeskError(f"there is no document {name} here: find it with `coranto search`.")


def cite_words(
    desk: Desk, name: str, words: str, *, occurrence: int | None = None, draft: Draft | None = None
) -> CitedWords:
    """The quotation of words in the newest version of a document.

    `occurrence` counts from 1 where the words stand several times. `draft` is the one that they
    are cited in: its language and marks count. Raises DeskError where the words do not stand
    there, stand there several times, or cannot be quoted alone.
    """
    document = find_document(desk, name)
    span = _choose_place(document, words, occurrence)
    language = draft.language if draft else desk.settings.desk.language
    match = quotation_match.match_quotation(
        document.text, document.text[slice(*span)], document.language, own_language=language
    )
    sentence = document.text[slice(*citing.sentence_around(document, span))]
    if match.problem:
        raise DeskError(
            f"these words cannot be quoted alone: {match.problem}. They stand in: “{sentence}”"
        )
    sources = sources_by_id(desk)
    notes = citations.citation_notes(
        [citations.cite_passage(document, *span)],
        documents={(document.id, document.version): document},
        sources=sources,
        wording=load_wording(language),
    )
    passage = citing.quote_span(
        document, span, language=language, draft=draft, note=next(iter(notes.values()), "")
    )
    source = sources.get(document.source_id)
    outlet = source.name if source else document.site_name or urls.host(document.url)
    return CitedWords(document=document, passage=passage, sentence=sentence, outlet=outlet)


def cite_into_item(
    desk: Desk, name: str, words: str, *, item_name: str, occurrence: int | None = None
) -> CitationPlace:
    """Put the quotation of words at the end of an item of the draft that waits.

    The outlet stands before it. Raises DeskError as `cite_words` does, and where there is no such
    draft or item; the file is replaced whole or stays as it is.
    """
    number = desk.store.editions.next_number(desk.settings.cadence.first_number)
    path = draft_path(desk, number)
    text = read_draft_text(desk, number)
    try:
        draft = drafts.parse_draft(text)
        item = citing.find_item(draft, item_name)
    except DraftError as error:
        raise DeskError(f"{path}: {error}.") from None
    cited = cite_words(desk, name, words, occurrence=occurrence, draft=draft)
    paragraph = citing.attributed_quotation(
        cited.outlet, cited.passage.quotation, load_wording(draft.language)
    )
    write_editor_file(path, citing.add_to_item(text, item, paragraph, cited.passage))
    return CitationPlace(cited=cited, number=number, path=path, heading=item.heading)


def _choose_place(document: Document, words: str, occurrence: int | None) -> citing.Span:
    places = citing.find_words(document.text, words)
    if not places:
        nearest = fuzzy_match.closest_passage(" ".join(words.split()), [document])
        hint = f" The nearest passage: “{nearest}”" if nearest else ""
        raise DeskError(f"these words do not stand in {document.id}.{hint}")
    count = len(places)
    if occurrence is not None and not 1 <= occurrence <= count:
        raise DeskError(f"these words stand in {document.id} {count} times, not {occurrence}.")
    if occurrence is None and count > 1:
        shown = "".join(
            f"\n  {number}  {_place_label(document, place)}"
            for number, place in enumerate(places[:MAX_SHOWN_PLACES], start=1)
        )
        raise DeskError(
            f"these words stand in {document.id} {count} times: name more of them, or "
            f"`--occurrence N`.{shown}"
        )
    return places[(occurrence or 1) - 1]


def _place_label(document: Document, place: citing.Span) -> str:
    sentence = document.text[slice(*citing.sentence_around(document, place))]
    return shorten_line(sentence, MAX_SHOWN_CHARACTERS)
