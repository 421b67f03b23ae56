"""Collect what all editions say about each story and each source. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from coranto.model import (
    PublishedDocument,
    PublishedEdition,
    PublishedStory,
    Source,
    Why,
    documents_by_id,
)
from coranto.reading.language import packs
from coranto.reading.language.shortening import shorten_text
from coranto.rendering import prose, sanitising
from coranto.rendering.evidence_views import MAX_TITLE_CHARACTERS, outlet_name
from coranto.rendering.i18n import Words
from coranto.rendering.web.copy_diagram import CopyDiagram, build_copy_diagram

#: Documents on a full page of a source; the newest page has fewer than twice as many.
SOURCE_PAGE_DOCUMENTS = 100
#: Characters of a citation that is shown in place of a missing title.
MAX_QUOTED_CHARACTERS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """One document in a list of a page."""

    outlet: str
    source: str  #: file name of its source's page
    kind: str
    title: str
    language: str
    direction: str
    tongue: str
    day: str
    authors: str
    href: str  #: "" when its address is no web address
    capture: str
    reasons: tuple[Why, ...]
    numbers: tuple[int, ...]  #: editions that cite it


@dataclass(slots=True, kw_only=True)
class StoryRecord:
    """A story as in its newest edition, with its documents from all editions."""

    story: PublishedStory
    documents: dict[str, PublishedDocument] = field(default_factory=dict)
    reasons: dict[str, tuple[Why, ...]] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)

    @property
    def name(self) -> str:
        """File name of the story's page."""
        return sanitising.safe_file_name(self.story.id)


@dataclass(slots=True, kw_only=True)
class SourceRecord:
    """A source as in its newest edition, with everything that was cited from it."""

    source: Source
    documents: dict[str, PublishedDocument] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """File name of the source's page."""
        return sanitising.safe_file_name(self.source.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePage:
    """One page of a source: a range of the documents that were cited from it."""

    first: int  #: position of its first document among all that were ever cited, from 1
    last: int
    folder: str  #: "" for the page that shows the newest
    documents: tuple[PublishedDocument, ...]


def paginate_source(record: SourceRecord) -> list[SourcePage]:
    """The pages of a source, the oldest first."""
    # Documents are in the order in which editions cited them, so new ones come last and full pages
    # never change. The last page keeps up to twice as many until a whole page can be split off.
    documents = tuple(record.documents.values())
    before = max(0, len(documents) // SOURCE_PAGE_DOCUMENTS - 1)
    full_pages = [
        SourcePage(
            first=page * SOURCE_PAGE_DOCUMENTS + 1,
            last=(page + 1) * SOURCE_PAGE_DOCUMENTS,
            folder=str(page + 1),
            documents=documents[page * SOURCE_PAGE_DOCUMENTS : (page + 1) * SOURCE_PAGE_DOCUMENTS],
        )
        for page in range(before)
    ]
    newest_documents = documents[before * SOURCE_PAGE_DOCUMENTS :]
    return [
        *full_pages,
        SourcePage(
            first=before * SOURCE_PAGE_DOCUMENTS + 1,
            last=len(documents),
            folder="",
            documents=newest_documents,
        ),
    ]


class CrossEditionIndex:
    """The stories and sources of all editions, each as in the newest edition that has it."""

    def __init__(self, editions: Sequence[PublishedEdition]) -> None:
        self.stories: dict[str, StoryRecord] = {}
        self.sources: dict[str, SourceRecord] = {}
        self.cited: dict[str, list[int]] = {}
        self._first_quotations: dict[
            str, str
        ] = {}  #: document id → the passage that was cited first
        for edition in editions:
            self._add(edition)

    def _add(self, edition: PublishedEdition) -> None:
        documents = documents_by_id(edition.documents)
        number = edition.draft.number
        for source in edition.sources:
            record = self.sources.setdefault(source.id, SourceRecord(source=source))
            record.source = source
        for proof in edition.evidence:
            self._first_quotations.setdefault(proof.citation.document_id, proof.citation.text)
        for document_id in dict.fromkeys(proof.citation.document_id for proof in edition.evidence):
            self.cited.setdefault(document_id, []).append(number)
            document = documents.get(document_id)
            if document and document.source_id in self.sources:
                self.sources[document.source_id].documents[document_id] = document
        for story in edition.stories:
            self._add_story(story, documents, number)

    def _add_story(
        self, story: PublishedStory, documents: dict[str, PublishedDocument], number: int
    ) -> None:
        record = self.stories.setdefault(story.id, StoryRecord(story=story))
        record.story = story if story.title else replace(story, title=record.story.title)
        record.documents |= {
            document_id: documents[document_id]
            for document_id in story.documents
            if document_id in documents
        }
        record.reasons |= story.reasons
        record.numbers.append(number)

    def copy_diagram(self, record: StoryRecord, words: Words) -> CopyDiagram | None:
        """The diagram of who copied whom in a story; None when nobody did."""
        ordered = _sort_by_time(record.documents.values())
        outlets = {document.source_id: self._outlet_name(document) for document in ordered}
        return build_copy_diagram(ordered, record.story.copies, outlets=outlets, words=words)

    def language_names(self, record: StoryRecord, words: Words) -> list[str]:
        """The names of the languages of a story's documents, sorted."""
        tags = dict.fromkeys(
            packs.primary_subtag(document.language) for document in record.documents.values()
        )
        return sorted(words.tongue(tag) for tag in tags if tag not in {"", "und"})

    def earlier_stories(self, record: StoryRecord) -> list["StoryRecord"]:
        """The earlier stories that it continues and that an edition has, the nearest first."""
        return [
            self.stories[story_id] for story_id in record.story.before if story_id in self.stories
        ]

    def story_rows(self, record: StoryRecord, words: Words) -> list[DocumentRow]:
        """The rows of a story's documents, oldest first."""
        return [
            self._document_row(document, words, record.reasons.get(document.id, ()))
            for document in _sort_by_time(record.documents.values())
        ]

    def source_rows(
        self, documents: Iterable[PublishedDocument], words: Words
    ) -> list[DocumentRow]:
        """The rows of documents that were cited from a source, newest first."""
        return [
            self._document_row(document, words, ())
            for document in reversed(_sort_by_time(documents))
        ]

    def document_context(
        self, documents: Iterable[PublishedDocument]
    ) -> list[tuple[str, bool, list[int]]]:
        """What rows show besides the documents: outlet, whether it has a page, citing editions."""
        return [
            (
                self._outlet_name(document),
                document.source_id in self.sources,
                self.cited.get(document.id, []),
            )
            for document in documents
        ]

    def _document_row(
        self, document: PublishedDocument, words: Words, reasons: tuple[Why, ...]
    ) -> DocumentRow:
        return DocumentRow(
            outlet=self._outlet_name(document),
            source=sanitising.safe_file_name(document.source_id)
            if document.source_id in self.sources
            else "",
            kind=words.term(document.kind),
            title=self._display_title(document, words),
            language=document.language,
            direction=prose.text_direction(document.language),
            tongue=words.tongue(document.language),
            day=words.published(document),
            authors=shorten_text(", ".join(document.authors), MAX_TITLE_CHARACTERS),
            href=sanitising.safe_link(document.url),
            capture=document.capture,
            reasons=reasons,
            numbers=tuple(self.cited.get(document.id, ())),
        )

    def _display_title(self, document: PublishedDocument, words: Words) -> str:
        """A document's title; a post has none and is shown by the words that are cited of it."""
        quoted = shorten_text(self._first_quotations.get(document.id, ""), MAX_QUOTED_CHARACTERS)
        return (
            shorten_text(document.title, MAX_TITLE_CHARACTERS)
            or quoted
            or words.term(document.kind)
        )

    def _outlet_name(self, document: PublishedDocument) -> str:
        record = self.sources.get(document.source_id)
        return outlet_name({record.source.id: record.source} if record else {}, document)


def _sort_by_time(documents: Iterable[PublishedDocument]) -> list[PublishedDocument]:
    return sorted(
        documents, key=lambda document: (document.published or document.seen, document.id)
    )
