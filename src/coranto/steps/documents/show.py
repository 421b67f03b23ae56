"""One document for a page: versions, where each fact came from, copies, networks. Reads only."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from coranto.analysis.copies import passages, records
from coranto.analysis.copies.lineages import Lineage, group_by_origin
from coranto.model import (
    Copy,
    Document,
    Judgement,
    Network,
    Origin,
    Passage,
    Placement,
    Problem,
    Remedy,
    Source,
)
from coranto.reading import diff
from coranto.reading.diff import TextChange
from coranto.steps.collection.remedies import remedies_of
from coranto.steps.desk import Desk
from coranto.steps.documents.loading import load_document, page_capture

#: Problems of one document that are shown, the newest first.
MAX_SHOWN_PROBLEMS = 50
#: Copies of one document that are shown, and posts of one network.
MAX_SHOWN_COPIES = 200
MAX_SHOWN_POSTS = 200

FactName = Literal["title", "text", "published", "language"]
#: Why there is a version: the document was new, its outlet edited it, a page or the rest of it
#: could be read only later, or a person chose how it is read.
VersionCause = Literal["first", "edited", "completed", "judged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFact:
    """One fact about a document, and where it came from."""

    name: FactName
    value: str  #: a time in ISO 8601; of the text its number of characters; "" when unknown
    read_from: Origin  #: "guess" for a date that the page does not claim
    raw: str = ""  #: as written, for a date
    precise: str = ""  #: of a date: "second", "day", "month", "none"
    judgement_id: int = 0  #: of the remedy that a person chose it by; 0 when it was read
    judged_by: str = ""  #: who that was

    @property
    def origin(self) -> str:
        """Where it came from: "judged" when a person chose it, else where it was read."""
        return "judged" if self.judgement_id else self.read_from


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentVersion:
    """One version, and what differs from the one before."""

    document: Document
    cause: VersionCause
    changes: tuple[TextChange, ...]  #: word by word; empty for the first one
    judged_by: tuple[str, ...] = ()  #: who chose how this version is read


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCopy:
    """A copy, with the document at its other end."""

    copy: Copy  #: its passages are spans of both texts
    other: Document | None  #: the origin, or the copy; None when it was not collected


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNetwork:
    """A network of accounts that a document is a post of, with its posts."""

    network: Network
    posts: tuple[Document, ...]  #: oldest first, at most `MAX_SHOWN_POSTS`


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDocument:
    """A document as its page shows it."""

    document: Document  #: the version that was asked for
    newest: int
    #: Start and end of each paragraph, in characters of the document's text.
    paragraphs: tuple[tuple[int, int], ...]
    facts: tuple[DocumentFact, ...]
    versions: tuple[DocumentVersion, ...]  #: oldest first
    source: Source | None  #: with its disclosures
    placement: Placement | None  #: its story, and why it belongs there
    origin: ShownCopy | None  #: what it copies
    copies: tuple[ShownCopy, ...]  #: what copies it
    lineage: Lineage | None  #: where it and the copies of its story come from
    networks: tuple[ShownNetwork, ...]
    problems: tuple[Problem, ...]
    remedies: tuple[Remedy, ...]  #: that hold now
    cited_in: tuple[tuple[int, int], ...]  #: number of an edition, and the version that it cites
    has_archived_page: bool  #: whether a page of it is in the archive


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentComparison:
    """Two documents opposite each other."""

    first: Document
    second: Document
    #: What stands in both texts: `start` to `end` in the first, `origin_start` to `origin_end` in
    #: the second; in the order of the first. Of documents without text, spans of their titles.
    passages: tuple[Passage, ...]
    overlap: float  #: share of the first text's own words that stand in the second, 0 to 1
    other_overlap: float  #: share of the second text's own words that stand in the first


def show_document(desk: Desk, document_id: str, version: int | None = None) -> ShownDocument:
    """A document in one version, the newest by default. Raises DeskError when there is none."""
    document = load_document(desk, document_id, version)
    versions = desk.store.documents.versions(document_id)
    placement = desk.store.stories.placement(document_id)
    names = _judges_by_id(desk, versions)
    return ShownDocument(
        document=document,
        newest=versions[-1].version,
        paragraphs=tuple(paragraph_spans(document.text)),
        facts=tuple(list_facts(document, names)),
        versions=tuple(_describe_versions(versions, names)),
        source=desk.store.sources.get(document.source_id),
        placement=placement,
        origin=_find_origin(desk, document_id),
        copies=_find_copies(desk, document_id),
        lineage=_find_lineage(desk, document_id, placement),
        networks=tuple(_find_networks(desk, document_id)),
        problems=tuple(_find_problems(desk, document)),
        remedies=tuple(remedies_of(desk, document_id).by_field.values()),
        cited_in=tuple(desk.store.corrections.editions_citing(document_id)),
        has_archived_page=page_capture(desk, document) is not None,
    )


def compare_documents(desk: Desk, first_id: str, second_id: str) -> DocumentComparison:
    """Two documents in their newest versions, with the passages that both have.

    Words in quotation marks are left out, as everywhere in looking for copies. Raises DeskError
    when one of the two is not here.
    """
    first, second = load_document(desk, first_id), load_document(desk, second_id)
    compared = [
        records.read_compared_text(document, number)
        for number, document in enumerate((first, second))
    ]
    masked = [compared_text.masked_text(set()) for compared_text in compared]
    shared = (
        passages.share_whole_text(*masked)
        if compared[0].has_same_words(compared[1])
        else passages.compare_texts(*masked)
    )
    has_words = len(compared[0].units.words) and len(compared[1].units.words)
    return DocumentComparison(
        first=first,
        second=second,
        passages=passages.passage_offsets(shared, compared[0].units, compared[1].units)
        if has_words
        else (),
        overlap=shared.overlap if has_words else 0.0,
        other_overlap=shared.other_overlap if has_words else 0.0,
    )


def paragraph_spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each paragraph of a text; empty lines are left out."""
    start = 0
    for line in text.split("\n"):
        if line:
            yield start, start + len(line)
        start += len(line) + 1


def list_facts(document: Document, judges: dict[int, str]) -> Iterator[DocumentFact]:
    """The facts of a version with their origins; `judges`: id of a judgement → whose it is."""
    judged_fields = dict(document.judged)

    def fact(name: FactName, value: str, origin: Origin, raw: str = "") -> DocumentFact:
        judgement_id = judged_fields.get(name) or judged_fields.get("page", 0)
        return DocumentFact(
            name=name,
            value=value,
            read_from=origin,
            raw=raw,
            precise=document.precise if name == "published" else "",
            judgement_id=judgement_id,
            judged_by=judges.get(judgement_id, ""),
        )

    published = document.published.isoformat() if document.published else ""
    yield fact("title", document.title, document.title_from)
    yield fact("text", str(len(document.text)), document.text_from)
    yield fact("published", published, document.published_from, document.published_raw)
    yield fact("language", document.language, document.language_from)


def _judges_by_id(desk: Desk, versions: Iterable[Document]) -> dict[int, str]:
    ids = {judgement_id for version in versions for _, judgement_id in version.judged}
    judgements: dict[int, Judgement | None] = {id_: desk.store.judgements.get(id_) for id_ in ids}
    return {id_: judgement.who for id_, judgement in judgements.items() if judgement}


def _describe_versions(
    versions: Sequence[Document], judges: dict[int, str]
) -> Iterator[DocumentVersion]:
    first = versions[0]
    yield DocumentVersion(document=first, cause="first", changes=())
    for old, new in itertools.pairwise(versions):
        yield DocumentVersion(
            document=new,
            cause=_version_cause(old, new),
            changes=diff.list_changes(old, new),
            judged_by=tuple(sorted({judges.get(id_, "") for _, id_ in new.judged} - {""})),
        )


def _version_cause(old: Document, new: Document) -> VersionCause:
    if old.judged != new.judged:
        return "judged"
    # A page after a feed's summary, or a whole page after its beginning, is no edit.
    is_same_part = old.text_from == new.text_from and old.is_beginning == new.is_beginning
    return "edited" if is_same_part else "completed"


def _find_origin(desk: Desk, document_id: str) -> ShownCopy | None:
    for copy in desk.store.copies.for_documents([document_id]):
        origin = desk.store.documents.get(copy.origin_id) if copy.origin_id else None
        return ShownCopy(copy=copy, other=origin)
    return None


def _find_copies(desk: Desk, document_id: str) -> tuple[ShownCopy, ...]:
    ids = desk.store.copies.copies_of_documents([document_id])[:MAX_SHOWN_COPIES]
    copies = {copy.document_id: copy for copy in desk.store.copies.for_documents(ids)}
    documents = sorted(desk.store.documents.by_ids(ids), key=lambda document: document.seen)
    return tuple(
        ShownCopy(copy=copies[document.id], other=document)
        for document in documents
        if document.id in copies
    )


def _find_lineage(desk: Desk, document_id: str, placement: Placement | None) -> Lineage | None:
    story = desk.store.stories.story(placement.story_id) if placement else None
    if story is None:
        return None
    ids = [document.id for document in story.documents]
    lineages = group_by_origin(story.documents, desk.store.copies.for_documents(ids))
    return next((lineage for lineage in lineages if document_id in lineage.documents), None)


def _find_networks(desk: Desk, document_id: str) -> Iterator[ShownNetwork]:
    for network in desk.store.networks.with_posts([document_id]):
        posts = desk.store.documents.by_ids(list(network.posts)[:MAX_SHOWN_POSTS])
        yield ShownNetwork(network=network, posts=tuple(posts))


def _find_problems(desk: Desk, document: Document) -> list[Problem]:
    subjects = {document.url, *desk.store.documents.keys(document.id)}
    capture = desk.store.captures.by_sha256(document.capture) if document.capture else None
    if capture:
        subjects |= {capture.url, capture.asked} - {""}
    return desk.store.problems.about(subjects, MAX_SHOWN_PROBLEMS)
