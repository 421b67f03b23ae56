"""Decide which documents tell the same story, in any language. Pure: no store, no clock.

Documents are placed one by one. A document joins the story to whose documents it is similar on
average (`similarity.py`). The average keeps round-ups, which are a little similar to everything,
from gluing stories together.

When a document fits two stories, these are compared as wholes, without it, and merged if they are
similar: so placements may change (`StoryGrouper.moved`). The result depends on the documents known
within `COMPARISON_WINDOW`, their placements and order, not on the portions in which they come.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from math import log
from operator import ge

from coranto.analysis.stories import reasons
from coranto.analysis.stories.compared import PlacedDocument, QueryDocument, compared_fields
from coranto.analysis.stories.embeddings import DocumentEmbedder
from coranto.analysis.stories.features import extract_features
from coranto.analysis.stories.judgements import Rulings, story_id
from coranto.analysis.stories.members import PlacedMember, StoryMembers
from coranto.analysis.stories.placements import (
    apply_judgements,
    in_part,
    joined_by_report,
    make_placement,
)
from coranto.analysis.stories.post_links import PostLinks, linked_keys
from coranto.analysis.stories.similarity import MAX_PROPOSALS, SimilarityIndex
from coranto.analysis.stories.story_fit import (
    MIN_CONTINUATION_LIKENESS,
    PartLink,
    StoryFit,
    are_across_outlets,
    continuation_log_odds,
    fit_story,
    format_time_apart,
    min_evidence,
    needs_evidence,
)
from coranto.analysis.stories.timeline import read_moment
from coranto.analysis.stories.whole_stories import story_similarity
from coranto.model import Document, Judgement, Placement, Why
from coranto.reading.language.shortening import shorten_line

#: Documents further apart than this are never compared.
COMPARISON_WINDOW = timedelta(days=10)
_WINDOW_SECONDS = int(COMPARISON_WINDOW.total_seconds())
#: Least score to join a story: the chance of one event. This and the numbers below are chosen on
#: one half of public stories and proven on the other: see benchmarks/stories.py.
MIN_JOIN_SCORE = 0.4
#: Least mean score of the documents of two stories that are merged.
MIN_MERGE_SCORE = 0.4
#: Least evidence, as log odds, that joins a document surely to another one of its story.
MIN_SURE_EVIDENCE = 4.0
#: A story that a document fits this much less than needed is compared as a whole.
NEAR_MISS_MARGIN = 0.2
#: Stories that a document is compared with.
MAX_CANDIDATE_STORIES = 5
#: Documents compared of a story: those found by what they say.
MAX_FOUND_PER_STORY = 6
#: Characters of a document's title in a placement's reasons.
MAX_TITLE_CHARACTERS = 80


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
        self._moved: dict[str, Placement] = {}
        self._threshold = threshold
        self._vectors = vectors
        self._explained = explained
        self._rulings = Rulings(judgements)
        self._index = SimilarityIndex(
            window=_WINDOW_SECONDS, scale=vectors.scale if vectors else {}
        )
        self._last_number = 0
        self._last_story = ""
        self._members = StoryMembers()
        self._placements: dict[str, Placement] = {}
        self._links = PostLinks()
        self._fits: list[StoryFit] = []  #: of the last document placed
        for document, placement in placed:
            query = self._make_query(document)
            self._remember(document, apply_judgements(placement, self._rulings), query)

    @property
    def moved(self) -> list[Placement]:
        """Documents whose placement the last `place` changed, as they are now."""
        return list(self._moved.values())

    def place(self, document: Document) -> Placement:
        """The story that a document belongs to, with reasons that sum up to the score.

        A document that was placed before, such as an edited one, stays where it is.
        """
        self._moved, self._fits = {}, []
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
        self._last_story = self._placements[document.id].story_id
        return self._placements[document.id]

    def forget(self, before: datetime) -> None:
        """Drop documents published before a moment: later ones are not compared with them."""
        dropped = self._index.forget(int(before.timestamp()))
        numbers = {placed.number for placed in dropped}
        stories = {self._placements.pop(placed.id).story_id for placed in dropped}
        self._members.forget(stories, numbers)
        self._links.forget(dropped)

    def continued_stories(self) -> list[str]:
        """Stories that the last document placed, which opened a new one, may tell days later.

        The likeliest first. Closeness in time counts little: the caller says how far is too far.
        """
        if not self._fits or len(self._members.of(self._last_story)) > 1:
            return []
        query, share = self._index.query_of(self._last_number), self._further_report_share
        likely = []
        for fit in self._fits:
            if fit.timeless >= MIN_CONTINUATION_LIKENESS:
                evidence = self._evidence(query, fit.compared, fit.story, self._last_story)
                log_odds = continuation_log_odds(query, replace(fit, evidence=evidence), share)
                likely.append((-log_odds, fit.story))
        return [story for minus_log_odds, story in sorted(likely) if minus_log_odds <= 0]

    # --- by judgement and link --------------------------------------------------

    def _place_by_judgement(self, document: Document) -> Placement | None:
        story = self._rulings.assigned_story(document.id)
        why = Why(signal="judgement", value=0.0, detail="move decided by an editor")
        return make_placement(document.id, story, why) if story else None

    def _place_by_link(self, document: Document) -> Placement | None:
        """Place a post in the story of the article it links to, whichever came first."""
        second = read_moment(document).second
        excluded = self._rulings.excluded_stories(document.id)
        for partner in self._links.partners(document):
            story = self._placements[partner.id].story_id
            if abs(partner.second - second) < _WINDOW_SECONDS and story not in excluded:
                why = Why(signal="link", value=1, detail=partner.title)
                return make_placement(document.id, story, why)
        return None

    # --- by similarity ----------------------------------------------------------

    def _place_by_similarity(
        self, document: Document, query: QueryDocument, fits: list[StoryFit]
    ) -> Placement:
        best = self._best_fit(document, query, fits)
        if best is None:
            why = Why(signal="first report", value=1.0, detail="no story before it is like it")
            return make_placement(document.id, self._rulings.own_story(document.id), why)
        if not self._explained:
            return Placement(document_id=document.id, story_id=best.story, score=best.score)
        part = self._sure_part(query, best)
        timeless = best.timeless
        time = round(best.score - timeless, 3)
        own, shared = self._index.shared_features(query, [match.document for match in best.closest])
        whys = [
            *reasons.explain_similarity(document, own, shared, timeless, by_model=best.by_model),
            Why(signal="time apart", value=time, detail=format_time_apart(query, best)),
        ]
        if not part:
            whys.append(reasons.explain_weak_link(whys))
        return make_placement(document.id, best.story, *whys, part=part or story_id(document.id))

    def _sure_part(self, query: QueryDocument, fit: StoryFit) -> str:
        """The part of a story that a document surely belongs to; "" when that could be chance.

        Parts that the document joins become one.
        """
        if not query.source_id:
            return fit.story  # where outlets are not known, nothing is said of how many report
        evidence = fit.evidence or self._evidence(query, fit.compared, fit.story)
        parts = {
            self._part(member.id)
            for member, log_odds in zip(fit.compared, evidence, strict=True)
            if log_odds >= MIN_SURE_EVIDENCE
        }
        return self._join_parts(fit.story, parts) if parts else ""

    def _join_parts(self, story: str, parts: AbstractSet[str]) -> str:
        """Make parts of a story one: the main part, or else the one whose document came first."""
        ids = [member.document_id for member in self._members.of(story)]
        in_order = [id_ for id_ in ids if self._part(id_) in parts]
        target = story if story in parts else self._part(in_order[0])
        for id_ in in_order:
            if self._part(id_) != target:
                self._move(in_part(self._placements[id_], target))
        return target

    def _move(self, placement: Placement) -> None:
        self._placements[placement.document_id] = placement
        self._moved[placement.document_id] = placement

    def _best_fit(
        self, document: Document, query: QueryDocument, fits: list[StoryFit]
    ) -> StoryFit | None:
        """The story that a document belongs to: the likeliest, or one that it fits as a whole."""
        for fit in fits:
            if fit.score < self._threshold:
                break
            if possible_fit := self._check_evidence(query, fit):
                return possible_fit
        own_story = self._rulings.own_story(document.id)
        for fit in fits:
            members = self._documents(self._members.sample(fit.story))
            whole = fit_story(fit.story, self._index.compare(query, members))
            if (
                whole.score >= MIN_MERGE_SCORE
                and self._may_merge(own_story, fit.story)
                and self._check_evidence(query, fit)
            ):
                return whole
        return None

    def _check_evidence(self, query: QueryDocument, fit: StoryFit) -> StoryFit | None:
        """The fit, unless what the document shares with a story of other outlets may be chance.

        Evidence is costly, and asked for only where it can refuse the document.
        """
        if not needs_evidence(query, fit):
            return fit
        evidence = self._evidence(query, fit.compared, fit.story)
        share = self._further_report_share
        minima = [min_evidence(query, member, share) for member in fit.compared]
        return replace(fit, evidence=evidence) if any(map(ge, evidence, minima)) else None

    def _fit_stories(self, query: QueryDocument, excluded: frozenset[str]) -> list[StoryFit]:
        """How well the document fits the stories that it may belong to, the best first."""
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
        self._fits = fits
        near = [fit for fit in fits if fit.score >= self._threshold - NEAR_MISS_MARGIN]
        return sorted(near, key=lambda fit: (-fit.score, fit.story))

    def _evidence(
        self, query: QueryDocument, members: Sequence[PlacedDocument], *stories: str
    ) -> list[float]:
        """Log odds that a document reports one event with each of the members of stories."""
        related = {number for story in stories for number in self._members.numbers(story)}
        prior = log(self._further_report_share / (1 - self._further_report_share))
        evidence = self._index.evidence(
            query, members, related, sufficient=MIN_SURE_EVIDENCE - prior
        )
        return [prior + log_odds for log_odds in evidence]

    @property
    def _further_report_share(self) -> float:
        return self._members.further_report_share(len(self._placements))

    def _documents_to_compare(
        self, story: str, similar: list[PlacedDocument], second: int
    ) -> list[PlacedDocument]:
        """The documents of a story that another one is compared with."""
        by_number = {placed.number: placed for placed in similar[:MAX_FOUND_PER_STORY]}
        # Where only one document shares rare words, those nearest in time keep the mean from
        # resting on it alone.
        nearest = self._documents(self._members.nearest_in_time(story, second))
        by_number |= {
            placed.number: placed
            for placed in nearest
            if abs(placed.second - second) < _WINDOW_SECONDS
        }
        return list(by_number.values())

    def _documents(self, members: Iterable[PlacedMember]) -> list[PlacedDocument]:
        return [self._index.document(member.number) for member in members]

    # --- merging stories ----------------------------------------------------------

    def _merge_similar_stories(self, placement: Placement, fits: list[StoryFit]) -> None:
        """Merge the document's story with others that it fits, where they are similar as wholes."""
        if len(self._members.of(placement.story_id)) == 1:
            return  # _best_fit compared the document with each story as a whole
        for fit in fits:
            story = self._placements[placement.document_id].story_id
            if fit.story == story or fit.story not in self._members:
                continue
            members = [self._members.of(name) for name in (story, fit.story)]
            similarity = story_similarity(self._index, *members, without=placement.document_id)
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

    def _merge_stories(self, first: str, second: str) -> None:
        """Make the younger of two stories part of the older one, if evidence joins them."""
        older, younger = sorted((first, second), key=lambda story: self._members.of(story)[0])
        links = self._find_links(older, younger)
        if not links:
            return
        for member in self._members.of(younger):
            self._move(joined_by_report(self._placements[member.document_id], older))
        self._members.merge(younger, older)
        for link in links:
            if link.log_odds >= MIN_SURE_EVIDENCE:
                self._join_parts(older, {link.part, link.other_part})

    def _find_links(self, first: str, second: str) -> list[PartLink]:
        """What joins sampled documents of two stories beyond chance."""
        others = self._documents(self._members.sample(second))
        links: list[PartLink] = []
        for member in self._documents(self._members.sample(first)):
            part = self._part(member.id)
            query = self._index.query_of(member.number)
            evidence = self._evidence(query, others, first, second)
            links += [
                PartLink(log_odds, part, self._part(other.id))
                for other, log_odds in zip(others, evidence, strict=True)
                if log_odds >= min_evidence(query, other, self._further_report_share)
                or not are_across_outlets(member.source_id, other.source_id)
            ]
        return links

    def _part(self, document_id: str) -> str:
        placement = self._placements[document_id]
        return placement.part or placement.story_id

    # --- memory -------------------------------------------------------------------

    def _make_query(self, document: Document) -> QueryDocument:
        return self._index.make_query(
            extract_features(document),
            read_moment(document),
            self._vectors(document) if self._vectors else None,
        )

    def _remember(self, document: Document, placement: Placement, query: QueryDocument) -> None:
        self._last_number += 1
        placed = PlacedDocument(
            **compared_fields(query),
            id=document.id,
            number=self._last_number,
            title=shorten_line(document.title or document.text, MAX_TITLE_CHARACTERS),
            key=document.key,
            links=tuple(linked_keys(document)) if document.kind == "post" else (),
        )
        self._index.add(placed, query)
        self._placements[placed.id] = placement
        self._members.add(
            placement.story_id,
            PlacedMember(placed.second, placed.id, placed.number, placed.source_id),
        )
        self._links.add(document, placed)
