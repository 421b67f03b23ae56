"""What many editions say of one story or one source, put together. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from coranto.model import (
    PublishedDocument,
    PublishedEdition,
    PublishedStory,
    Source,
    Why,
    by_id,
)
from coranto.reading.language import packs
from coranto.rendering import prose, sanitising
from coranto.rendering.i18n import Words
from coranto.rendering.views import LONGEST_TITLE, outlet_name
from coranto.rendering.web.copy_diagram import Picture, picture

#: Documents on a full page of a source; the newest page has up to twice as many.
LEAF = 100
#: Characters of a post that stand for its title.
LONGEST_QUOTED = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One document as a list shows it."""

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
class StoryShelf:
    """A story as its newest edition has it, with all documents of all editions."""

    story: PublishedStory
    documents: dict[str, PublishedDocument] = field(default_factory=dict)
    reasons: dict[str, tuple[Why, ...]] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)

    @property
    def name(self) -> str:
        """File name of the story's page."""
        return sanitising.name(self.story.id)


@dataclass(slots=True, kw_only=True)
class SourceShelf:
    """A source as its newest edition has it, with everything cited from it."""

    source: Source
    documents: dict[str, PublishedDocument] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """File name of the source's page."""
        return sanitising.name(self.source.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A page of a source that is cited often: some of what is cited from it."""

    first: int  #: counted from the first that was ever cited, from 1
    last: int
    folder: str  #: "" for the page that shows the newest
    documents: tuple[PublishedDocument, ...]


def leaves(shelf: SourceShelf) -> list[Leaf]:
    """The pages of a source, the oldest first. Those before the last are full and stay."""
    held = tuple(shelf.documents.values())  # as the editions came upon them: only added to
    before = max(0, len(held) // LEAF - 1)
    full = [
        Leaf(
            first=at * LEAF + 1,
            last=(at + 1) * LEAF,
            folder=str(at + 1),
            documents=held[at * LEAF : (at + 1) * LEAF],
        )
        for at in range(before)
    ]
    rest = held[before * LEAF :]
    return [*full, Leaf(first=before * LEAF + 1, last=len(held), folder="", documents=rest)]


class Library:
    """Stories and sources over all editions; the newest word on each counts."""

    def __init__(self, editions: Sequence[PublishedEdition]) -> None:
        self.stories: dict[str, StoryShelf] = {}
        self.sources: dict[str, SourceShelf] = {}
        self.cited: dict[str, list[int]] = {}
        self._quoted: dict[str, str] = {}  #: the first words cited of each document
        for edition in editions:
            self._add(edition)

    def _add(self, edition: PublishedEdition) -> None:
        documents = by_id(edition.documents)
        number = edition.draft.number
        for source in edition.sources:
            shelf = self.sources.setdefault(source.id, SourceShelf(source=source))
            shelf.source = source
        for proof in edition.evidence:
            self._quoted.setdefault(proof.citation.document_id, proof.citation.text)
        for one in dict.fromkeys(proof.citation.document_id for proof in edition.evidence):
            self.cited.setdefault(one, []).append(number)
            document = documents.get(one)
            if document and document.source_id in self.sources:
                self.sources[document.source_id].documents[one] = document
        for story in edition.stories:
            self._place(story, documents, number)

    def _place(
        self, story: PublishedStory, documents: dict[str, PublishedDocument], number: int
    ) -> None:
        shelf = self.stories.setdefault(story.id, StoryShelf(story=story))
        shelf.story = story if story.title else replace(story, title=shelf.story.title)
        shelf.documents |= {one: documents[one] for one in story.documents if one in documents}
        shelf.reasons |= story.reasons
        shelf.numbers.append(number)

    def picture(self, shelf: StoryShelf, words: Words) -> Picture | None:
        """Who copied whom in a story, if anybody did."""
        ordered = _by_time(shelf.documents.values())
        outlets = {one.source_id: self._outlet(one) for one in ordered}
        return picture(ordered, shelf.story.copies, outlets=outlets, words=words)

    def tongues(self, shelf: StoryShelf, words: Words) -> list[str]:
        """The languages a story is told in, each by its name."""
        tags = dict.fromkeys(packs.primary(one.language) for one in shelf.documents.values())
        return sorted(words.tongue(tag) for tag in tags if tag not in {"", "und"})

    def before(self, shelf: StoryShelf) -> list["StoryShelf"]:
        """The earlier stories of its storyline that were told, the nearest first."""
        return [self.stories[one] for one in shelf.story.before if one in self.stories]

    def reports(self, shelf: StoryShelf, words: Words) -> list[Report]:
        """A story's documents, oldest first."""
        return [
            self._report(document, words, shelf.reasons.get(document.id, ()))
            for document in _by_time(shelf.documents.values())
        ]

    def cited_from(self, documents: Iterable[PublishedDocument], words: Words) -> list[Report]:
        """What the editions cite from a source, newest first."""
        return [self._report(one, words, ()) for one in reversed(_by_time(documents))]

    def around(self, documents: Iterable[PublishedDocument]) -> list[tuple[str, bool, list[int]]]:
        """What a page says of documents besides themselves: outlets, where they are cited."""
        return [
            (self._outlet(one), one.source_id in self.sources, self.cited.get(one.id, []))
            for one in documents
        ]

    def _report(
        self, document: PublishedDocument, words: Words, reasons: tuple[Why, ...]
    ) -> Report:
        return Report(
            outlet=self._outlet(document),
            source=sanitising.name(document.source_id)
            if document.source_id in self.sources
            else "",
            kind=words.term(document.kind),
            title=self._title(document, words),
            language=document.language,
            direction=prose.direction(document.language),
            tongue=words.tongue(document.language),
            day=words.published(document),
            authors=sanitising.clip(", ".join(document.authors), LONGEST_TITLE),
            href=sanitising.link(document.url),
            capture=document.capture,
            reasons=reasons,
            numbers=tuple(self.cited.get(document.id, ())),
        )

    def _title(self, document: PublishedDocument, words: Words) -> str:
        """A document's title; of a post, which has none, what is cited of it."""
        quoted = sanitising.clip(self._quoted.get(document.id, ""), LONGEST_QUOTED)
        return sanitising.clip(document.title, LONGEST_TITLE) or quoted or words.term(document.kind)

    def _outlet(self, document: PublishedDocument) -> str:
        shelf = self.sources.get(document.source_id)
        return outlet_name({shelf.source.id: shelf.source} if shelf else {}, document)


def _by_time(documents: Iterable[PublishedDocument]) -> list[PublishedDocument]:
    return sorted(documents, key=lambda one: (one.published or one.seen, one.id))
