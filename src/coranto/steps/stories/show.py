"""One story for a page: its documents and why each belongs, its copies and its storyline.

Reads only. What joins its parts weakly is put as questions for a person to answer.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from coranto.analysis.copies.lineages import (
    Independence,
    Lineage,
    count_independent_sources,
    group_by_origin,
)
from coranto.analysis.networks import story_pushes
from coranto.model import (
    WEAK_SIGNAL,
    Copy,
    Document,
    Judgement,
    Network,
    Placement,
    Source,
    Story,
    Why,
)
from coranto.steps.desk import Desk
from coranto.steps.stories import judge


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDocument:
    """A document of a story, and why it belongs."""

    document: Document
    source: Source | None  #: with its disclosures
    placement: Placement | None
    copy: Copy | None  #: what it copies; its passages are spans of both texts
    origin: Document | None  #: the document that it copies, where that was collected
    at: datetime  #: its place on the timeline
    is_date_known: bool  #: whether `at` is its publication, not when it was first seen


@dataclass(frozen=True, slots=True, kw_only=True)
class StorylineStep:
    """A story that this one continues, or that continues it."""

    story_id: str
    title: str  #: of its first document
    reasons: tuple[Why, ...]  #: why the later of the two continues the earlier
    numbers: tuple[int, ...]  #: of the editions that told it


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinQuestion:
    """Whether a part of a story reports the same event as the rest of it."""

    part: tuple[str, ...]  #: ids of the documents in doubt, which surely belong together
    others: tuple[str, ...]  #: ids of the other documents of the story
    evidence: tuple[Why, ...]  #: the little that joins the two


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStory:
    """A story as its page shows it."""

    story: Story
    documents: tuple[StoryDocument, ...]  #: by time, the earliest first
    lineages: tuple[Lineage, ...]  #: documents of one origin, the largest group first
    independence: Independence | None  #: None when it has posts only
    networks: tuple[Network, ...]  #: cut down to the posts of this story
    earlier: tuple[StorylineStep, ...]  #: the nearest first
    later: tuple[StorylineStep, ...]
    questions: tuple[JoinQuestion, ...]  #: empty for a sure story
    judgements: tuple[tuple[int, Judgement], ...]  #: about it or its documents, each with its id
    numbers: tuple[int, ...]  #: of the editions that told it


def show_story(desk: Desk, story_id: str) -> ShownStory:
    """The story of this id, or the one that it was merged into. Raises DeskError without one."""
    story = judge.find_story(desk, story_id)
    ids = [document.id for document in story.documents]
    copies = {copy.document_id: copy for copy in desk.store.copies.for_documents(ids)}
    sources = {source.id: source for source in desk.store.sources.with_removed()}
    articles = [document for document in story.documents if document.kind != "post"]
    return ShownStory(
        story=story,
        documents=tuple(_describe_documents(desk, story, copies, sources)),
        lineages=group_by_origin(story.documents, copies.values()),
        independence=count_independent_sources(articles, copies.values(), sources)
        if articles
        else None,
        networks=tuple(_networks_within(desk, ids)),
        earlier=tuple(_earlier_steps(desk, story.id)),
        later=tuple(_later_steps(desk, story.id)),
        questions=tuple(list_questions(story)),
        judgements=tuple(desk.store.judgements.naming([story.id, *ids])),
        numbers=tuple(desk.store.editions.numbers_by_story([story.id]).get(story.id, ())),
    )


def list_questions(story: Story) -> Iterator[JoinQuestion]:
    """For each part but the largest, whether it belongs to the rest of the story."""
    placements = {placed.document_id: placed for placed in story.placements}
    for part in story.parts[1:]:
        part_ids = tuple(document.id for document in part)
        yield JoinQuestion(
            part=part_ids,
            others=tuple(
                document.id for document in story.documents if document.id not in part_ids
            ),
            evidence=tuple(
                why
                for document_id in part_ids
                if document_id in placements
                for why in placements[document_id].reasons
                if why.signal == WEAK_SIGNAL
            ),
        )


def _describe_documents(
    desk: Desk, story: Story, copies: Mapping[str, Copy], sources: Mapping[str, Source]
) -> Iterator[StoryDocument]:
    placements = {placed.document_id: placed for placed in story.placements}
    origins = {document.id: document for document in story.documents}
    origins |= _load_documents(desk, {copy.origin_id for copy in copies.values()} - {*origins, ""})
    for document in story.documents:
        copy = copies.get(document.id)
        yield StoryDocument(
            document=document,
            source=sources.get(document.source_id),
            placement=placements.get(document.id),
            copy=copy,
            origin=origins.get(copy.origin_id) if copy else None,
            at=document.published or document.seen,
            is_date_known=document.published is not None,
        )


def _load_documents(desk: Desk, ids: Iterable[str]) -> dict[str, Document]:
    return {document.id: document for document in desk.store.documents.by_ids(sorted(ids))}


def _networks_within(desk: Desk, document_ids: list[str]) -> Iterator[Network]:
    for network in desk.store.networks.with_posts(document_ids):
        if part := story_pushes.network_within_story(network, set(document_ids)):
            yield part


def _earlier_steps(desk: Desk, story_id: str) -> Iterator[StorylineStep]:
    storylines = desk.store.storylines
    earlier_ids = storylines.earlier_stories([story_id])[story_id]
    numbers = desk.store.editions.numbers_by_story(earlier_ids)
    links = storylines.links([story_id, *earlier_ids])
    # Pairs of neighbours: the story and the one before it, that one and the one before it, …
    for earlier_id, later_id in zip(earlier_ids, (story_id, *earlier_ids), strict=False):
        yield StorylineStep(
            story_id=earlier_id,
            title=_story_title(desk, earlier_id),
            reasons=links[later_id].reasons,
            numbers=tuple(numbers.get(earlier_id, ())),
        )


def _later_steps(desk: Desk, story_id: str) -> Iterator[StorylineStep]:
    later_ids = desk.store.storylines.following([story_id])
    numbers = desk.store.editions.numbers_by_story(later_ids)
    links = desk.store.storylines.links(later_ids)
    for later_id in later_ids:
        yield StorylineStep(
            story_id=later_id,
            title=_story_title(desk, later_id),
            reasons=links[later_id].reasons if later_id in links else (),
            numbers=tuple(numbers.get(later_id, ())),
        )


def _story_title(desk: Desk, story_id: str) -> str:
    titled_story = desk.store.stories.story(story_id)
    return titled_story.documents[0].title if titled_story else ""
