"""Decide which documents tell the same story, in any language. Pure: no store, no clock.

Documents are placed one by one. A document joins the story to whose documents it is similar on
average (`similarity.py`). The average keeps round-ups, which are a little similar to everything,
from gluing stories together.

When a document fits two stories, these are compared as wholes, without it, and merged if they are
similar: so placements may change (`StoryGrouper.moved`). The result depends on the documents known
within `COMPARISON_WINDOW`, their placements and order, not on the portions in which they come.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from heapq import nlargest
from itertools import islice
from math import log

from coranto.analysis.stories import reasons
from coranto.analysis.stories.embeddings import DocumentEmbedder
from coranto.analysis.stories.features import extract_features
from coranto.analysis.stories.judgements import Rulings
from coranto.analysis.stories.similarity import (
    MAX_PROPOSALS,
    PlacedDocument,
    QueryDocument,
    SimilarityIndex,
)
from coranto.analysis.stories.story_fit import (
    MAX_CLOSEST_DOCUMENTS,
    StoryFit,
    fit_story,
    format_time_apart,
)
from coranto.model import Document, Judgement, Placement, Why
from coranto.reading import urls
from coranto.reading.language.shortening import shorten_line

#: Documents further apart than this are never compared.
COMPARISON_WINDOW = timedelta(days=10)
_WINDOW_SECONDS = int(COMPARISON_WINDOW.total_seconds())
#: Least score to join a story: the chance of one event. This and the numbers below are chosen on
#: one half of public stories and proven on the other: see benchmarks/stories.py.
MIN_JOIN_SCORE = 0.4
#: Least mean score of the documents of two stories that are merged.
MIN_MERGE_SCORE = 0.4
#: Large stories are told in many ways: this times the logarithm of the smaller one's number of
#: documents is added to the mean score.
LARGE_STORY_ALLOWANCE = 0.04
#: A story that a document fits this much less than needed is compared as a whole.
NEAR_MISS_MARGIN = 0.2
#: Stories that a document is compared with.
MAX_CANDIDATE_STORIES = 5
#: Documents compared of a story: those found by what they say.
MAX_FOUND_PER_STORY = 6
#: Documents compared of a story: those nearest in time.
MAX_NEAREST_PER_STORY = 8
#: Documents compared of a story as a whole.
MAX_SAMPLED_DOCUMENTS = 12

#: Of a story's document: its second, id and number.
#: Characters of a document's title in a placement's reasons.
MAX_TITLE_CHARACTERS = 80

_MemberKey = tuple[int, str, int]


class StoryGrouper:
    """The documents placed so far, and where the next one belongs.

    Pass every document published within `COMPARISON_WINDOW` of those to be placed, with its
    placement; more does no harm. `vectors` asks a model for a document's vector.
    """

    def __init__(
        self,
        placed: Iterable[tuple[Document, Placement]] = (),
        *,
        judgements: Sequence[Judgement] = (),
        threshold: float = MIN_JOIN_SCORE,
        vectors: DocumentEmbedder | None = None,
        explained: bool = True,
    ) -> None:
        self.moved: list[Placement] = []  #: other documents that the last `place` moved
        self._threshold = threshold
        self._vectors = vectors
        self._explained = explained
        self._rulings = Rulings(judgements)
        self._index = SimilarityIndex(
            window=_WINDOW_SECONDS, scale=vectors.scale if vectors else {}
        )
        self._last_number = 0
        self._members: dict[str, list[_MemberKey]] = {}
        self._placements: dict[str, Placement] = {}
        self._documents_by_address: dict[str, PlacedDocument] = {}
        self._posts_by_link: dict[str, list[PlacedDocument]] = {}  #: by the addresses they link to
        for document, placement in placed:
            query = self._make_query(document)
            self._remember(document, apply_judgements(placement, self._rulings), query)

    def place(self, document: Document) -> Placement:
        """The story that a document belongs to, with reasons that sum up to the score.

        A document that was placed before, such as an edited one, stays where it is.
        """
        self.moved = []
        if document.id in self._placements:
            return self._placements[document.id]
        query = self._make_query(document)
        fits: list[StoryFit] = []
        placement = self._place_by_judgement(document) or self._place_by_link(document)
        if placement is None:
            fits = self._fit_stories(query, self._rulings.excluded_stories(document.id))
            placement = self._place_by_similarity(document, query, fits)
        self._remember(document, placement, query)
        self._merge_similar_stories(placement, fits)
        return self._placements[document.id]

    def forget(self, before: datetime) -> None:
        """Drop documents published before a moment: later ones are not compared with them."""
        dropped = self._index.forget(int(before.timestamp()))
        numbers = {placed.number for placed in dropped}
        for story in {self._placements.pop(placed.id).story_id for placed in dropped}:
            self._members[story] = [
                member for member in self._members[story] if member[2] not in numbers
            ]
            if not self._members[story]:
                del self._members[story]
        for placed in dropped:
            if self._documents_by_address.get(placed.key) is placed:
                del self._documents_by_address[placed.key]
        for link in {link for placed in dropped for link in placed.links}:
            posts = [
                post for post in self._posts_by_link.pop(link, ()) if post.number not in numbers
            ]
            if posts:
                self._posts_by_link[link] = posts

    # --- by judgement and link --------------------------------------------------

    def _place_by_judgement(self, document: Document) -> Placement | None:
        story = self._rulings.assigned_story(document.id)
        why = Why(signal="judgement", value=0.0, detail="move decided by an editor")
        return _make_placement(document.id, story, why) if story else None

    def _place_by_link(self, document: Document) -> Placement | None:
        """Place a post in the story of the article it links to, whichever came first."""
        second = _publication_second(document)
        excluded = self._rulings.excluded_stories(document.id)
        for partner in self._link_partners(document):
            story = self._placements[partner.id].story_id
            if abs(partner.second - second) < _WINDOW_SECONDS and story not in excluded:
                why = Why(signal="link", value=1, detail=partner.title)
                return _make_placement(document.id, story, why)
        return None

    def _link_partners(self, document: Document) -> Iterator[PlacedDocument]:
        if document.kind == "post":
            for key in _linked_keys(document):
                if key in self._documents_by_address:
                    yield self._documents_by_address[key]
        posts = self._posts_by_link.get(document.key, ())
        yield from sorted(posts, key=lambda post: (post.second, post.id))

    # --- by similarity ----------------------------------------------------------

    def _place_by_similarity(
        self, document: Document, query: QueryDocument, fits: list[StoryFit]
    ) -> Placement:
        best = self._best_fit(document, query, fits)
        if best is None:
            why = Why(signal="first report", value=1.0, detail="no story before it is like it")
            return _make_placement(document.id, self._rulings.own_story(document.id), why)
        if not self._explained:
            return Placement(document_id=document.id, story_id=best.story, score=best.score)
        timeless = best.timeless
        time = round(best.score - timeless, 3)
        own, shared = self._index.shared_features(query, [match.document for match in best.closest])
        return _make_placement(
            document.id,
            best.story,
            *reasons.explain_similarity(document, own, shared, timeless, by_model=best.by_model),
            Why(signal="time apart", value=time, detail=format_time_apart(query, best)),
        )

    def _best_fit(
        self, document: Document, query: QueryDocument, fits: list[StoryFit]
    ) -> StoryFit | None:
        """The story that a document belongs to: the likeliest, or one that it fits as a whole."""
        if fits and fits[0].score >= self._threshold:
            return fits[0]
        own_story = self._rulings.own_story(document.id)
        for fit in fits:
            if fit.score < self._threshold - NEAR_MISS_MARGIN:
                break
            members = [
                self._index.document(member[2])
                for member in _evenly_spaced(self._members[fit.story])
            ]
            whole = fit_story(fit.story, self._index.compare(query, members))
            if whole.score >= MIN_MERGE_SCORE and self._may_merge(own_story, fit.story):
                return whole
        return None

    def _fit_stories(self, query: QueryDocument, excluded: frozenset[str]) -> list[StoryFit]:
        """How well the document fits the likeliest stories, the best first."""
        nearest = self._index.nearest(query)
        found_by_story: dict[str, list[PlacedDocument]] = {}
        for placed in nearest:
            found_by_story.setdefault(self._placements[placed.id].story_id, []).append(placed)
        max_stories = MAX_CANDIDATE_STORIES + (MAX_PROPOSALS if query.vector is not None else 0)
        likely = [story for story in found_by_story if story not in excluded][:max_stories]
        compared = [
            self._documents_to_compare(story, found_by_story[story], query.second)
            for story in likely
        ]
        matches = iter(
            self._index.compare(query, [member for members in compared for member in members])
        )
        fits = [
            fit_story(story, islice(matches, len(members)))
            for story, members in zip(likely, compared, strict=True)
        ]
        return sorted(fits, key=lambda fit: (-fit.score, fit.story))

    def _documents_to_compare(
        self, story: str, similar: list[PlacedDocument], second: int
    ) -> list[PlacedDocument]:
        """The documents of a story that another one is compared with."""
        by_number = {placed.number: placed for placed in similar[:MAX_FOUND_PER_STORY]}
        # Where only one document shares rare words, those nearest in time keep the mean from
        # resting on it alone.
        by_number |= {placed.number: placed for placed in self._nearest_in_time(story, second)}
        return list(by_number.values())

    def _nearest_in_time(self, story: str, second: int) -> list[PlacedDocument]:
        """The story's documents nearest in time."""
        nearest: Sequence[_MemberKey] = self._members[story]
        if len(nearest) > MAX_NEAREST_PER_STORY:
            index = bisect_left(nearest, (second,))
            around = nearest[max(0, index - MAX_NEAREST_PER_STORY) : index + MAX_NEAREST_PER_STORY]
            nearest = sorted(around, key=lambda member: (abs(member[0] - second), member[1]))[
                :MAX_NEAREST_PER_STORY
            ]
        document = self._index.document
        return [
            document(member[2]) for member in nearest if abs(member[0] - second) < _WINDOW_SECONDS
        ]

    # --- merging stories ----------------------------------------------------------

    def _merge_similar_stories(self, placement: Placement, fits: list[StoryFit]) -> None:
        """Merge the document's story with others that it fits, where they are similar as wholes."""
        if len(self._members[placement.story_id]) == 1:
            return  # _best_fit compared the document with each story as a whole
        for fit in fits:
            story = self._placements[placement.document_id].story_id
            if fit.score < self._threshold - NEAR_MISS_MARGIN:
                break
            if fit.story == story or fit.story not in self._members:
                continue
            similarity = self._story_similarity(story, fit.story, without=placement.document_id)
            if similarity >= MIN_MERGE_SCORE and self._may_merge(story, fit.story):
                self._merge_stories(story, fit.story)

    def _may_merge(self, first: str, second: str) -> bool:
        """Whether no judgement forbids two stories to become one."""
        if self._rulings.are_kept_apart(first, second):
            return False
        return not any(
            name in self._placements
            and self._placements[name].story_id in {first, second}
            and {first, second} & self._rulings.excluded_stories(name)
            for name in self._rulings.split_documents()
        )

    def _story_similarity(self, first: str, second: str, *, without: str) -> float:
        """The mean score of sampled documents of the smaller story with the closest of the larger.

        An allowance is added for large stories. The document that made the stories meet is left
        out, unless it is a whole story.
        """
        member_lists = [
            [member for member in self._members[story] if member[1] != without]
            or self._members[story]
            for story in (first, second)
        ]
        smaller, larger = sorted(member_lists, key=lambda places: (len(places), places[0]))
        members = [self._index.document(member[2]) for member in _evenly_spaced(larger)]
        scores = []
        for _, _, number in _evenly_spaced(smaller):
            subject = self._index.query_of(number)
            chances = [match.chance for match in self._index.compare(subject, members)]
            highest = nlargest(MAX_CLOSEST_DOCUMENTS, chances)
            scores.append(sum(highest) / len(highest))
        return sum(scores) / len(scores) + LARGE_STORY_ALLOWANCE * log(len(smaller))

    def _merge_stories(self, first: str, second: str) -> None:
        """Make the younger of two stories part of the older one."""
        older, younger = sorted((first, second), key=lambda story: self._members[story][0])
        why = Why(signal="stories joined", value=0.0, detail="a later report tells both as one")
        for member in self._members.pop(younger):
            previous = self._placements[member[1]]
            earlier_reasons = (reason for reason in previous.reasons if reason.signal != why.signal)
            placement = Placement(
                document_id=member[1],
                story_id=older,
                score=previous.score,
                reasons=(*earlier_reasons, why),
            )
            self._placements[member[1]] = placement
            self.moved.append(placement)
            insort(self._members[older], member)

    # --- memory -------------------------------------------------------------------

    def _make_query(self, document: Document) -> QueryDocument:
        return self._index.make_query(
            extract_features(document),
            second=_publication_second(document),
            dated=document.published is not None,
            vector=self._vectors(document) if self._vectors else None,
        )

    def _remember(self, document: Document, placement: Placement, query: QueryDocument) -> None:
        self._last_number += 1
        placed = PlacedDocument(
            id=document.id,
            number=self._last_number,
            title=shorten_line(document.title or document.text, MAX_TITLE_CHARACTERS),
            second=query.second,
            dated=query.dated,
            is_bare=query.is_bare,
            language=query.language,
            key=document.key,
            links=tuple(_linked_keys(document)) if document.kind == "post" else (),
            claims=query.claims,
            text=query.text,
        )
        self._index.add(placed, query)
        self._placements[placed.id] = placement
        member = (placed.second, placed.id, placed.number)
        insort(self._members.setdefault(placement.story_id, []), member)
        if document.kind != "post":
            self._documents_by_address[placed.key] = placed
        for key in placed.links:
            self._posts_by_link.setdefault(key, []).append(placed)


def apply_judgements(placement: Placement, rulings: Rulings) -> Placement:
    """The placement after people's judgements; the same object when they change nothing."""
    story = rulings.assigned_story(placement.document_id) or rulings.story(placement.story_id)
    if story in rulings.excluded_stories(placement.document_id):
        story, verb = rulings.own_story(placement.document_id), "split"
    elif story == placement.story_id:
        return placement
    else:
        verb = "move" if rulings.assigned_story(placement.document_id) else "merge"
    why = Why(signal="judgement", value=0.0, detail=f"{verb} decided by an editor")
    return Placement(
        document_id=placement.document_id,
        story_id=story,
        score=placement.score,
        reasons=(*placement.reasons, why),
    )


def _make_placement(document_id: str, story: str, *reasons: Why) -> Placement:
    score = round(sum(why.value for why in reasons), 3)
    return Placement(document_id=document_id, story_id=story, score=score, reasons=reasons)


def _publication_second(document: Document) -> int:
    """Seconds since 1970 of publication, or else of when it was first seen."""
    return int((document.published or document.seen).timestamp() // 1)


def _evenly_spaced(members: Sequence[_MemberKey]) -> Sequence[_MemberKey]:
    """At most `MAX_SAMPLED_DOCUMENTS` of many, evenly spread."""
    return (
        members
        if len(members) <= MAX_SAMPLED_DOCUMENTS
        else [
            members[index * len(members) // MAX_SAMPLED_DOCUMENTS]
            for index in range(MAX_SAMPLED_DOCUMENTS)
        ]
    )


def _linked_keys(document: Document) -> list[str]:
    keys = (urls.document_key(link) for link in document.links)
    return [key for key in keys if key]
