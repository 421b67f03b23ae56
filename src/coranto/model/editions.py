"""Editions: drafts, citations, findings, and the frozen form that is published.

The published JSON's schema (docs/edition.schema.json) is made of these classes: their names,
their fields and their docstrings are read by others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from coranto.model.documents import Copy, DocumentKind, Source, Why
from coranto.model.networks import Network

Severity = Literal["error", "warning", "note"]
#: The part of an edition that a correction changed.
ChangedPart = Literal[
    "title", "days", "editors", "headline", "lead", "section", "heading", "item", "order",
    "evidence", "translation",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A passage of one document version."""

    mark: str  #: "a7k2": short, stable, from what it points to
    document_id: str
    version: int
    start: int
    end: int
    # Redundant on purpose: a check compares it with the document at these offsets, so that a
    # slip in either is noticed.
    text: str  #: exactly the text at these offsets
    line: int = 0  #: of its definition in the draft's file, from 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One story as the edition tells it."""

    story_id: str  #: "" for an item that the editor wrote without a story
    heading: str
    body: str  #: Markdown with citation marks: [^a7k2]
    line: int = 0  #: of its heading in the draft's file, from 1
    body_line: int = 0  #: of the first line of its body


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Items under one heading: a language, "several" languages, or posts."""

    id: str  #: a language tag, "mul" for several, "posts"
    title: str
    items: tuple[Item, ...]
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Translated:
    """The headline and lead, or one item, in another language of the edition."""

    story_id: str  #: of the item; "" for headline and lead
    heading: str
    body: str  #: Markdown with the citation marks of the original
    # When the original is edited, its fingerprint is another and the translation is stale.
    of: str  #: fingerprint of the text it was made from; "" when its file does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """An edition's texts in one more language, as far as there are such."""

    language: str
    texts: tuple[Translated, ...]
    titles: dict[str, str]  #: of sections, by their ids


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An edition as the editor's file holds it."""

    number: int
    title: str  #: of the series
    first: date
    last: date
    language: str  #: of the edition's own words
    headline: str
    lead: str  #: Markdown with citation marks
    sections: tuple[Section, ...]
    citations: tuple[Citation, ...]
    editors: tuple[str, ...] = ()
    lead_line: int = 0
    translations: tuple[Translation, ...] = ()  #: by language


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing a check found in a draft."""

    check: str
    severity: Severity
    line: int
    message: str
    fix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A citation as published: the passage and the words around it."""

    citation: Citation
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedDocument:
    """What readers are told of a document; its text stays in the archive."""

    id: str
    version: int
    source_id: str
    kind: DocumentKind
    url: str
    title: str
    language: str
    published: datetime | None
    published_raw: str
    precise: Literal["second", "day", "month", "none"] = "second"
    authors: tuple[str, ...]
    seen: datetime
    capture: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedStory:
    """A story as it stood when the edition was published."""

    id: str
    title: str
    documents: tuple[str, ...]  #: ids, oldest first
    reasons: dict[str, tuple[Why, ...]]  #: document id → why it belongs here
    ranking: tuple[Why, ...] = ()
    copies: tuple[Copy, ...] = ()  #: what its documents reprint
    independence: tuple[Why, ...] = ()  #: how many report on their own, and who counts as one
    before: tuple[str, ...] = ()  #: earlier stories of its storyline, the nearest first
    networks: tuple[Network, ...] = ()  #: networks of accounts that pushed it


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that a correction changed, as it was and as it is."""

    part: ChangedPart
    item: str  #: the item's story id, else its heading; "" for what belongs to no item
    heading: str  #: under which readers find it; "" for what stands above the items
    old: str  #: Markdown with citation marks; "" when it was added
    new: str  #: "" when it was taken out


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a published edition's next version changed, why, who did it and when."""

    version: int  #: that the correction made; 2 is the first correction
    at: datetime
    who: str
    reason: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedEdition:
    """Digest no. N, frozen, with everything its pages show."""

    # Documents, stories and sources are copies from the day of publication: the desk's own
    # go on changing, a published edition does not.
    draft: Draft
    published: datetime
    evidence: tuple[Evidence, ...]
    documents: tuple[PublishedDocument, ...]
    stories: tuple[PublishedStory, ...]
    sources: tuple[Source, ...]
    made_with: str  #: "coranto 0.1.0"
    corrections: tuple[Correction, ...] = ()  #: oldest first
    imported: str = ""  #: where a number from before the desk came from; "" for the desk's own

    @property
    def version(self) -> int:
        """1 as it was first published, one more with every correction."""
        return len(self.corrections) + 1

    @property
    def updated(self) -> datetime:
        """When its newest version was published."""
        return self.corrections[-1].at if self.corrections else self.published


def documents_by_id(documents: Sequence[PublishedDocument]) -> dict[str, PublishedDocument]:
    """Published documents by their id."""
    return {document.id: document for document in documents}
