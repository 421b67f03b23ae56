"""Decide which documents tell the same story, in whatever language. Pure: no store, no clock.

Documents are placed one by one. A document joins the story whose documents it is like
on the average, by its own words where the language is the same and by what languages
share (names, places, numbers, concepts of the news) everywhere; time lowers the score.
The average keeps round-ups, which are a little like everything, from gluing stories.

A document that fits two stories makes them be compared as wholes, and one if they are
alike. So placements change (`Grouper.moved`). What is found depends on the documents
known within `WINDOW` and their placements, not on the portions they come in.
"""

from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt

from coranto.analysis import evidence
from coranto.analysis.features import Features, features
from coranto.analysis.judgements import Rulings
from coranto.analysis.neighbours import Query, Space
from coranto.model import Document, Judgement, Placement, Why
from coranto.reading import urls

#: Documents further apart than this are never compared.
WINDOW = timedelta(days=10)
_SECONDS = int(WINDOW.total_seconds())
#: Least score to join a story, and for two stories to become one. These and the weights
#: below are chosen on one half of public stories, proven on the other: see
#: benchmarks/stories.py.
THRESHOLD = 0.1
MERGE = 0.1
#: Share of the words of one language in the likeness of two documents that have it in
#: common; the rest is what all languages share.
OWN = 0.6
#: What likeness across languages is worth, where only shared features can be compared.
ACROSS = 0.6
#: What the square root of the days between takes from the score: the first hours say most.
TIME = 0.15
#: So many things two documents must have in common; what likeness by fewer is worth.
COMMON, ALONE = 2, 0.0
#: What a model's likeness adds, where there is a model, above what unrelated texts have.
MODEL, UNRELATED = 0.5, 0.4
#: Documents looked at, stories compared, documents compared per story.
NEAR, STORIES, MEMBERS = 40, 6, 12

_Place = tuple[int, str, int]  #: a member: its second, id and number
Vectors = Callable[[Document], Sequence[float] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A placed document, as far as later ones are compared with it."""

    id: str
    title: str  #: shortened
    second: int  #: when it was published, else first seen
    language: str
    number: int
    key: str
    links: tuple[str, ...]  #: of a post
    vector: Sequence[float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """A document while it is compared."""

    second: int
    language: str
    own: Query
    shared: Query
    vector: Sequence[float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fit:
    """How a document compares with one story."""

    story: str
    score: float
    days: float
    members: list[Known]


class Grouper:
    """Documents placed so far, and where the next one belongs.

    Give it every document published within `WINDOW` of those to be placed, with
    its placement; more does no harm.
    """

    def __init__(
        self,
        known: Iterable[tuple[Document, Placement]] = (),
        *,
        judgements: Sequence[Judgement] = (),
        threshold: float = THRESHOLD,
        vectors: Vectors | None = None,
    ) -> None:
        self.moved: list[Placement] = []  #: other documents that the last `place` moved
        self._threshold = threshold
        self._vectors = vectors
        self._rulings = Rulings(judgements)
        self._own: dict[str, Space] = {}
        self._shared = Space()
        self._known: dict[int, Known] = {}
        self._last = 0
        self._members: dict[str, list[tuple[int, str, int]]] = {}
        self._placements: dict[str, Placement] = {}
        self._addresses: dict[str, Known] = {}
        self._posts: dict[str, list[Known]] = {}  #: by the addresses they link to
        for document, placement in known:
            said = features(document)
            self._remember(document, ruled(placement, self._rulings), said)

    def place(self, document: Document) -> Placement:
        """The story a document belongs to, with reasons that sum up to the score.

        A document that is known already, an edited one for instance, stays where it is.
        """
        self.moved = []
        if document.id in self._placements:
            return self._placements[document.id]
        said = features(document)
        fits: list[_Fit] = []
        placement = self._as_judged(document) or self._by_link(document)
        if placement is None:
            fits = self._fits(document, said)
            placement = self._by_likeness(document, said, fits)
        self._remember(document, placement, said)
        self._look_again(placement, fits)
        return self._placements[document.id]

    def forget(self, before: datetime) -> None:
        """Let go of documents published before a moment: later ones are not compared with them."""
        second = int(before.timestamp())
        gone = [known for known in self._known.values() if known.second < second]
        for language, space in list(self._own.items()):
            space.forget([k.number for k in gone if k.language == language], before=second)
        self._shared.forget([known.number for known in gone], before=second)
        for known in gone:
            self._drop(known)

    def _drop(self, known: Known) -> None:
        del self._known[known.number]
        story = self._placements.pop(known.id).story_id
        members = [each for each in self._members[story] if each[2] != known.number]
        if members:
            self._members[story] = members
        else:
            del self._members[story]
        if self._addresses.get(known.key) is known:
            del self._addresses[known.key]
        for link in known.links:
            posts = [post for post in self._posts.get(link, ()) if post is not known]
            self._posts[link] = posts
            if not posts:
                del self._posts[link]

    # --- by judgement and link --------------------------------------------------

    def _as_judged(self, document: Document) -> Placement | None:
        story = self._rulings.moved(document.id)
        why = Why(signal="judgement", value=0.0, detail="move decided by an editor")
        return _placement(document.id, story, why) if story else None

    def _by_link(self, document: Document) -> Placement | None:
        """A post belongs to the story of the article it links to, whichever came first."""
        second, kept_out = _second(document), self._rulings.kept_out(document.id)
        for known in self._link_partners(document):
            story = self._placements[known.id].story_id
            if abs(known.second - second) < _SECONDS and story not in kept_out:
                why = Why(signal="link", value=1, detail=known.title)
                return _placement(document.id, story, why)
        return None

    def _link_partners(self, document: Document) -> Iterator[Known]:
        if document.kind == "post":
            for key in _linked_keys(document):
                if key in self._addresses:
                    yield self._addresses[key]
        posts = self._posts.get(document.key, ())
        yield from sorted(posts, key=lambda known: (known.second, known.id))

    # --- by likeness ------------------------------------------------------------

    def _by_likeness(self, document: Document, said: Features, fits: list[_Fit]) -> Placement:
        best = fits[0] if fits else None
        if best is None or best.score < self._threshold:
            why = Why(signal="first report", value=1.0, detail="no story before it is like it")
            return _placement(document.id, self._rulings.opened_by(document.id), why)
        subject = self._subject(_second(document), said, None)
        numbers = [member.number for member in best.members]
        space = self._own.get(said.language)
        beside = [known.number for known in best.members if known.language == said.language]
        own = space.shared(subject.own, beside) if space else []
        shared = self._shared.shared(subject.shared, numbers)
        time = round(-TIME * sqrt(best.days), 3)
        reasons = evidence.reasons(document, own, shared, round(best.score - time, 3))
        return _placement(
            document.id,
            best.story,
            *reasons,
            Why(signal="time apart", value=time, detail=evidence.span(best.days)),
        )

    def _fits(self, document: Document, said: Features) -> list[_Fit]:
        """How well the document fits the likeliest stories, the best first."""
        vector = self._vectors(document) if self._vectors else None
        subject = self._subject(_second(document), said, vector)
        kept_out = self._rulings.kept_out(document.id)
        stories = [each for each in self._candidates(subject) if each not in kept_out]
        fits = [self._fit(subject, story) for story in stories[:STORIES]]
        return sorted(fits, key=lambda fit: (-fit.score, fit.story))

    def _subject(self, second: int, said: Features, vector: Sequence[float] | None) -> _Subject:
        return _Subject(
            second=second,
            language=said.language,
            own=self._own.setdefault(said.language, Space()).query(said.own),
            shared=self._shared.query(said.shared),
            vector=vector,
        )

    def _candidates(self, subject: _Subject) -> list[str]:
        """Stories of the documents that share most rare features, the likeliest first."""
        weights: dict[int, float] = {}
        own = self._own[subject.language].near(subject.own)
        for found, length in (
            (own, subject.own.length),
            (self._shared.near(subject.shared), subject.shared.length),
        ):
            for number, share in found.items():
                if abs(self._known[number].second - subject.second) < _SECONDS:
                    weights[number] = weights.get(number, 0.0) + share / length
        nearest = sorted(
            weights, key=lambda n: (-weights[n], self._known[n].second, self._known[n].id)
        )
        return list(
            dict.fromkeys(self._placements[self._known[n].id].story_id for n in nearest[:NEAR])
        )

    def _fit(self, subject: _Subject, story: str) -> _Fit:
        members = self._nearest(story, subject.second)
        scores = [self._score(subject, member) for member in members]
        roots = sum(sqrt(_days(member, subject.second)) for member in members) / len(members)
        return _Fit(
            story=story,
            score=round(sum(scores) / len(scores), 3),
            days=roots**2,
            members=members,
        )

    def _score(self, subject: _Subject, member: Known) -> float:
        shared, common = self._shared.likeness(subject.shared, member.number)
        likeness = ACROSS * shared
        if member.language == subject.language:
            own, words = self._own[member.language].likeness(subject.own, member.number)
            likeness = OWN * own + (1 - OWN) * shared
            common = max(common, words)
        if common < COMMON:
            likeness *= ALONE
        if subject.vector is not None and member.vector is not None:
            likeness += MODEL * (_cosine(subject.vector, member.vector) - UNRELATED)
        return likeness - TIME * sqrt(_days(member, subject.second))

    def _nearest(self, story: str, second: int) -> list[Known]:
        """The story's documents nearest in time."""
        members = [self._known[number] for _, _, number in self._members[story]]
        near = [known for known in members if abs(known.second - second) < _SECONDS]
        return sorted(near, key=lambda k: (abs(k.second - second), k.id))[:MEMBERS]

    # --- a second look ------------------------------------------------------------

    def _look_again(self, placement: Placement, fits: list[_Fit]) -> None:
        """Make the document's story one with others it fits, where they are alike as wholes."""
        for fit in fits:
            story = self._placements[placement.document_id].story_id
            if fit.story == story or fit.story not in self._members:
                continue
            if fit.score < self._threshold / 2:
                break
            if self._free(story, fit.story) and self._alike(story, fit.story) >= MERGE:
                self._join(story, fit.story)

    def _free(self, one: str, other: str) -> bool:
        """Whether no judgement forbids two stories to become one."""
        if self._rulings.parted(one, other):
            return False
        return not any(
            {one, other} & self._rulings.kept_out(name)
            for story in (one, other)
            for _, name, _ in self._members[story]
        )

    def _alike(self, one: str, other: str) -> float:
        """The mean score of the documents of two stories, of some of each."""
        few = sorted((one, other), key=lambda story: (len(self._members[story]), story))
        scores = []
        for _, _, number in _spread(self._members[few[0]], MEMBERS):
            known = self._known[number]
            subject = self._again(known)
            scores += [
                self._score(subject, self._known[each])
                for _, _, each in _spread(self._members[few[1]], MEMBERS)
            ]
        return sum(scores) / len(scores)

    def _again(self, known: Known) -> _Subject:
        return _Subject(
            second=known.second,
            language=known.language,
            own=self._own[known.language].known(known.number),
            shared=self._shared.known(known.number),
            vector=known.vector,
        )

    def _join(self, one: str, other: str) -> None:
        """Let the younger of two stories become part of the older."""
        older, younger = sorted((one, other), key=lambda story: self._members[story][0][:2])
        why = Why(
            signal="stories joined", value=0.0, detail="later reports show that two stories are one"
        )
        for second, name, number in self._members.pop(younger):
            before = self._placements[name]
            reasons = (*(each for each in before.reasons if each.signal != why.signal), why)
            placement = Placement(
                document_id=name, story_id=older, score=before.score, reasons=reasons
            )
            self._placements[name] = placement
            self.moved.append(placement)
            insort(self._members[older], (second, name, number))

    # --- memory -------------------------------------------------------------------

    def _remember(self, document: Document, placement: Placement, said: Features) -> None:
        self._last += 1
        known = Known(
            id=document.id,
            title=_shortened(document.title or document.text),
            second=_second(document),
            language=said.language,
            number=self._last,
            key=document.key,
            links=tuple(_linked_keys(document)) if document.kind == "post" else (),
            vector=self._vectors(document) if self._vectors else None,
        )
        self._own.setdefault(said.language, Space()).add(known.number, said.own, known.second)
        self._shared.add(known.number, said.shared, known.second)
        self._known[known.number] = known
        self._placements[document.id] = placement
        insort(
            self._members.setdefault(placement.story_id, []),
            (known.second, known.id, known.number),
        )
        if document.kind == "post":
            for key in known.links:
                self._posts.setdefault(key, []).append(known)
        else:
            self._addresses[document.key] = known


def ruled(placement: Placement, rulings: Rulings) -> Placement:
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


def _placement(document_id: str, story: str, *reasons: Why) -> Placement:
    score = round(sum(why.value for why in reasons), 3)
    return Placement(document_id=document_id, story_id=story, score=score, reasons=reasons)


def _second(document: Document) -> int:
    """Seconds since 1970, of publication, else of when it was first seen."""
    return int((document.published or document.seen).timestamp() // 1)


def _days(known: Known, second: int) -> float:
    return abs(known.second - second) / 86_400


def _spread(many: Sequence[_Place], few: int) -> Sequence[_Place]:
    """Some of many, evenly spread."""
    return many if len(many) <= few else [many[i * len(many) // few] for i in range(few)]


def _cosine(one: Sequence[float], other: Sequence[float]) -> float:
    product = sum(a * b for a, b in zip(one, other, strict=False))
    lengths = sqrt(sum(a * a for a in one) * sum(b * b for b in other))
    return product / lengths if lengths else 0.0


def _linked_keys(document: Document) -> list[str]:
    keys = (urls.document_key(link) for link in document.links)
    return [key for key in keys if key]


def _shortened(title: str) -> str:
    line = " ".join(title[:200].split())
    return line if len(line) <= 80 else line[:79].rstrip() + "…"
