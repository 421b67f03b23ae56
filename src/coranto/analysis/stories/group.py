"""Decide which documents tell the same story, in whatever language. Pure: no store, no clock.

Documents are placed one by one. A document joins the story whose documents it is like
on the average (`likeness.py`). The average keeps round-ups, which are a little like
everything, from gluing stories.

A document that fits two stories makes them be compared as wholes, without it, and one if
they are alike: so placements change (`Grouper.moved`). What is found depends on the documents
known within `COMPARISON_WINDOW`, their placements and order, not on the portions they come in.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import nlargest
from itertools import islice
from math import exp, log

from coranto.analysis.stories import reasons as evidence
from coranto.analysis.stories.embeddings import DocumentEmbedder
from coranto.analysis.stories.features import extract_features
from coranto.analysis.stories.judgements import Rulings
from coranto.analysis.stories.similarity import (
    MAX_PROPOSALS,
    DocumentMatch,
    PlacedDocument,
    QueryDocument,
    SimilarityIndex,
    days_of_lapse,
)
from coranto.model import Document, Judgement, Placement, Why
from coranto.reading import urls

#: Documents further apart than this are never compared.
COMPARISON_WINDOW = timedelta(days=10)
_WINDOW_SECONDS = int(COMPARISON_WINDOW.total_seconds())
#: Least score to join a story: the chance of one event. This and the numbers below are chosen
#: on one half of public stories and proven on the other: see benchmarks/stories.py.
MIN_JOIN_SCORE = 0.4
#: Documents of a story that speak for it: the likest ones.
MAX_LIKEST_DOCUMENTS = 4
#: Least mean score of the documents of two stories that become one, and how much less will
#: do, times the logarithm of the smaller one's documents: large stories are told variously.
MIN_MERGE_SCORE = 0.4
LARGE_STORY_ALLOWANCE = 0.04
#: From this much below the threshold, a story that a document fits is compared as a whole.
NEAR_MISS_MARGIN = 0.2
#: Stories looked at per document; documents compared per story: those found by what they
#: say, those nearest in time, and those of a story as a whole.
MAX_CANDIDATE_STORIES = 5
MAX_FOUND_PER_STORY = 6
MAX_NEAREST_PER_STORY = 8
MAX_SAMPLED_DOCUMENTS = 12

_MemberKey = tuple[int, str, int]  #: of a story's document: its second, id and number


@dataclass(frozen=True, slots=True, kw_only=True)
class _StoryFit:
    """How a document compares with one story."""

    story: str
    score: float
    likest: list[DocumentMatch]  #: documents that speak for the story

    @property
    def timeless(self) -> float:
        """What the score were if all were published at once."""
        return self._mean(match.odds for match in self.likest)

    @property
    def by_model(self) -> float:
        """How much of that a model makes; below 0 where it speaks against it."""
        return round(self.timeless - self._mean(one.odds - one.meant for one in self.likest), 3)

    def _mean(self, odds: Iterable[float]) -> float:
        return round(sum(1 / (1 + exp(-each)) for each in odds) / len(self.likest), 3)

    @property
    def lapse(self) -> float:
        """How much time between them counts, in first days."""
        return sum(match.lapse for match in self.likest) / len(self.likest)


class StoryGrouper:
    """Documents placed so far, and where the next one belongs.

    Give it every document published within `COMPARISON_WINDOW` of those to be placed, with
    its placement; more does no harm. `vectors` asks a model for a document's vector.
    Without `explained`, placements have no reasons, which saves a tenth of the time.
    """

    def __init__(
        self,
        known: Iterable[tuple[Document, Placement]] = (),
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
        self._collection = SimilarityIndex(
            window=_WINDOW_SECONDS, scale=vectors.scale if vectors else {}
        )
        self._last = 0
        self._members: dict[str, list[_MemberKey]] = {}
        self._placements: dict[str, Placement] = {}
        self._addresses: dict[str, PlacedDocument] = {}
        self._posts: dict[str, list[PlacedDocument]] = {}  #: by the addresses they link to
        for document, placement in known:
            subject = self._subject(document)
            self._remember(document, apply_judgements(placement, self._rulings), subject)

    def place(self, document: Document) -> Placement:
        """The story a document belongs to, with reasons that sum up to the score.

        A document that is known already, an edited one for instance, stays where it is.
        """
        self.moved = []
        if document.id in self._placements:
            return self._placements[document.id]
        subject = self._subject(document)
        fits: list[_StoryFit] = []
        placement = self._as_judged(document) or self._by_link(document)
        if placement is None:
            fits = self._fits(subject, self._rulings.kept_out(document.id))
            placement = self._by_likeness(document, subject, fits)
        self._remember(document, placement, subject)
        self._look_again(placement, fits)
        return self._placements[document.id]

    def forget(self, before: datetime) -> None:
        """Let go of documents published before a moment: later ones are not compared with them."""
        gone = self._collection.forget(int(before.timestamp()))
        numbers = {known.number for known in gone}
        for story in {self._placements.pop(known.id).story_id for known in gone}:
            self._members[story] = [each for each in self._members[story] if each[2] not in numbers]
            if not self._members[story]:
                del self._members[story]
        for known in gone:
            if self._addresses.get(known.key) is known:
                del self._addresses[known.key]
        for link in {link for known in gone for link in known.links}:
            posts = [post for post in self._posts.pop(link, ()) if post.number not in numbers]
            if posts:
                self._posts[link] = posts

    # --- by judgement and link --------------------------------------------------

    def _as_judged(self, document: Document) -> Placement | None:
        story = self._rulings.moved(document.id)
        why = Why(signal="judgement", value=0.0, detail="move decided by an editor")
        return _make_placement(document.id, story, why) if story else None

    def _by_link(self, document: Document) -> Placement | None:
        """A post belongs to the story of the article it links to, whichever came first."""
        second, kept_out = _publication_second(document), self._rulings.kept_out(document.id)
        for known in self._link_partners(document):
            story = self._placements[known.id].story_id
            if abs(known.second - second) < _WINDOW_SECONDS and story not in kept_out:
                why = Why(signal="link", value=1, detail=known.title)
                return _make_placement(document.id, story, why)
        return None

    def _link_partners(self, document: Document) -> Iterator[PlacedDocument]:
        if document.kind == "post":
            for key in _linked_keys(document):
                if key in self._addresses:
                    yield self._addresses[key]
        posts = self._posts.get(document.key, ())
        yield from sorted(posts, key=lambda known: (known.second, known.id))

    # --- by likeness ------------------------------------------------------------

    def _by_likeness(
        self, document: Document, subject: QueryDocument, fits: list[_StoryFit]
    ) -> Placement:
        best = self._best(document, subject, fits)
        if best is None:
            why = Why(signal="first report", value=1.0, detail="no story before it is like it")
            return _make_placement(document.id, self._rulings.opened_by(document.id), why)
        if not self._explained:
            return Placement(document_id=document.id, story_id=best.story, score=best.score)
        timeless = best.timeless
        time = round(best.score - timeless, 3)
        own, shared = self._collection.in_common(subject, [match.known for match in best.likest])
        return _make_placement(
            document.id,
            best.story,
            *evidence.explain_similarity(document, own, shared, timeless, by_model=best.by_model),
            Why(signal="time apart", value=time, detail=_format_time_apart(subject, best)),
        )

    def _best(
        self, document: Document, subject: QueryDocument, fits: list[_StoryFit]
    ) -> _StoryFit | None:
        """The story a document belongs to: the likeliest, else one it fits as a whole."""
        if fits and fits[0].score >= self._threshold:
            return fits[0]
        own = self._rulings.opened_by(document.id)
        for fit in fits:
            if fit.score < self._threshold - NEAR_MISS_MARGIN:
                break
            members = [
                self._collection.held(each[2]) for each in _evenly_spaced(self._members[fit.story])
            ]
            whole = _fit_story(fit.story, self._collection.compare(subject, members))
            if whole.score >= MIN_MERGE_SCORE and self._free(own, fit.story):
                return whole
        return None

    def _fits(self, subject: QueryDocument, kept_out: frozenset[str]) -> list[_StoryFit]:
        """How well the document fits the likeliest stories, the best first."""
        near = self._collection.nearest(subject)
        stories: dict[str, list[PlacedDocument]] = {}
        for known in near:
            stories.setdefault(self._placements[known.id].story_id, []).append(known)
        most = MAX_CANDIDATE_STORIES + (MAX_PROPOSALS if subject.vector is not None else 0)
        likely = [story for story in stories if story not in kept_out][:most]
        held = [self._speaking(story, stories[story], subject.second) for story in likely]
        found = iter(self._collection.compare(subject, [each for told in held for each in told]))
        fits = [
            _fit_story(story, islice(found, len(told)))
            for story, told in zip(likely, held, strict=True)
        ]
        return sorted(fits, key=lambda fit: (-fit.score, fit.story))

    def _speaking(
        self, story: str, found: list[PlacedDocument], second: int
    ) -> list[PlacedDocument]:
        """Documents of a story that another one is compared with."""
        held = {known.number: known for known in found[:MAX_FOUND_PER_STORY]}
        held |= {known.number: known for known in self._nearest(story, second)}
        return list(held.values())

    def _nearest(self, story: str, second: int) -> list[PlacedDocument]:
        """The story's documents nearest in time."""
        near: Sequence[_MemberKey] = self._members[story]
        if len(near) > MAX_NEAREST_PER_STORY:
            at = bisect_left(near, (second,))
            around = near[max(0, at - MAX_NEAREST_PER_STORY) : at + MAX_NEAREST_PER_STORY]
            near = sorted(around, key=lambda place: (abs(place[0] - second), place[1]))[
                :MAX_NEAREST_PER_STORY
            ]
        held = self._collection.held
        return [held(place[2]) for place in near if abs(place[0] - second) < _WINDOW_SECONDS]

    # --- a second look ------------------------------------------------------------

    def _look_again(self, placement: Placement, fits: list[_StoryFit]) -> None:
        """Make the document's story one with others it fits, where they are alike as wholes."""
        if len(self._members[placement.story_id]) == 1:
            return  # it was compared with each of them as a whole
        for fit in fits:
            story = self._placements[placement.document_id].story_id
            if fit.score < self._threshold - NEAR_MISS_MARGIN:
                break
            if fit.story == story or fit.story not in self._members:
                continue
            alike = self._alike(story, fit.story, without=placement.document_id)
            if alike >= MIN_MERGE_SCORE and self._free(story, fit.story):
                self._join(story, fit.story)

    def _free(self, one: str, other: str) -> bool:
        """Whether no judgement forbids two stories to become one."""
        if self._rulings.parted(one, other):
            return False
        return not any(
            name in self._placements
            and self._placements[name].story_id in {one, other}
            and {one, other} & self._rulings.kept_out(name)
            for name in self._rulings.split_off()
        )

    def _alike(self, one: str, other: str, *, without: str) -> float:
        """The mean score of some documents of a story with the likest of another's.

        Of large ones it is more. The document that made them meet speaks for itself alone.
        """
        told = [
            [place for place in self._members[story] if place[1] != without] or self._members[story]
            for story in (one, other)
        ]
        few, many = sorted(told, key=lambda places: (len(places), places[0]))
        members = [self._collection.held(place[2]) for place in _evenly_spaced(many)]
        scores = []
        for _, _, number in _evenly_spaced(few):
            subject = self._collection.again(number)
            found = [match.chance for match in self._collection.compare(subject, members)]
            likest = nlargest(MAX_LIKEST_DOCUMENTS, found)
            scores.append(sum(likest) / len(likest))
        return sum(scores) / len(scores) + LARGE_STORY_ALLOWANCE * log(len(few))

    def _join(self, one: str, other: str) -> None:
        """Let the younger of two stories become part of the older."""
        older, younger = sorted((one, other), key=lambda story: self._members[story][0])
        why = Why(signal="stories joined", value=0.0, detail="a later report tells both as one")
        for place in self._members.pop(younger):
            before = self._placements[place[1]]
            reasons = (*(each for each in before.reasons if each.signal != why.signal), why)
            placement = Placement(
                document_id=place[1], story_id=older, score=before.score, reasons=reasons
            )
            self._placements[place[1]] = placement
            self.moved.append(placement)
            insort(self._members[older], place)

    # --- memory -------------------------------------------------------------------

    def _subject(self, document: Document) -> QueryDocument:
        return self._collection.subject(
            extract_features(document),
            second=_publication_second(document),
            dated=document.published is not None,
            vector=self._vectors(document) if self._vectors else None,
        )

    def _remember(self, document: Document, placement: Placement, subject: QueryDocument) -> None:
        self._last += 1
        known = PlacedDocument(
            id=document.id,
            number=self._last,
            title=_shorten_title(document.title or document.text),
            second=subject.second,
            dated=subject.dated,
            is_bare=subject.is_bare,
            language=subject.language,
            key=document.key,
            links=tuple(_linked_keys(document)) if document.kind == "post" else (),
            claims=subject.claims,
            text=subject.text,
        )
        self._collection.add(known, subject)
        self._placements[known.id] = placement
        place = (known.second, known.id, known.number)
        insort(self._members.setdefault(placement.story_id, []), place)
        if document.kind != "post":
            self._addresses[known.key] = known
        for key in known.links:
            self._posts.setdefault(key, []).append(known)


def apply_judgements(placement: Placement, rulings: Rulings) -> Placement:
    """The placement after people's judgements: the same one when they say nothing."""
    story = rulings.moved(placement.document_id) or rulings.story(placement.story_id)
    if story in rulings.kept_out(placement.document_id):
        story, verb = rulings.opened_by(placement.document_id), "split"
    elif story == placement.story_id:
        return placement
    else:
        verb = "move" if rulings.moved(placement.document_id) else "merge"
    why = Why(signal="judgement", value=0.0, detail=f"{verb} decided by an editor")
    return Placement(
        document_id=placement.document_id,
        story_id=story,
        score=placement.score,
        reasons=(*placement.reasons, why),
    )


def _fit_story(story: str, matches: Iterable[DocumentMatch]) -> _StoryFit:
    likest = sorted(matches, key=_match_order)[:MAX_LIKEST_DOCUMENTS]
    score = round(sum([match.chance for match in likest]) / len(likest), 3)
    return _StoryFit(story=story, score=score, likest=likest)


def _match_order(match: DocumentMatch) -> tuple[float, int, str]:
    return -match.chance, match.known.second, match.known.id


def _format_time_apart(subject: QueryDocument, fit: _StoryFit) -> str:
    if subject.dated and all(match.known.dated for match in fit.likest):
        return evidence.format_days(days_of_lapse(fit.lapse))
    return "not known exactly: a date is missing"


def _make_placement(document_id: str, story: str, *reasons: Why) -> Placement:
    score = round(sum(why.value for why in reasons), 3)
    return Placement(document_id=document_id, story_id=story, score=score, reasons=reasons)


def _publication_second(document: Document) -> int:
    """Seconds since 1970, of publication, else of when it was first seen."""
    return int((document.published or document.seen).timestamp() // 1)


def _evenly_spaced(many: Sequence[_MemberKey]) -> Sequence[_MemberKey]:
    """Some of many, evenly spread."""
    return (
        many
        if len(many) <= MAX_SAMPLED_DOCUMENTS
        else [many[i * len(many) // MAX_SAMPLED_DOCUMENTS] for i in range(MAX_SAMPLED_DOCUMENTS)]
    )


def _linked_keys(document: Document) -> list[str]:
    keys = (urls.document_key(link) for link in document.links)
    return [key for key in keys if key]


def _shorten_title(title: str) -> str:
    line = " ".join(title[:200].split())
    return line if len(line) <= 80 else line[:79].rstrip() + "…"
