"""Decide which documents tell the same story. Pure: no store, no clock.

Documents are placed one by one. A placement depends on the documents known within
`WINDOW` days of the new one and on their stories, and on nothing else: in which
portions documents arrive, and how often the program was restarted, changes nothing.
A story once opened is never re-opened, merged or split here; people do that.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import log

from coranto.analysis.judgements import Rulings
from coranto.analysis.neighbours import Bag, Neighbours, View
from coranto.model import Document, Judgement, Placement, Why
from coranto.reading import languages, text, urls

#: Documents further apart than this are never compared.
WINDOW = timedelta(days=10)
_SECONDS = int(WINDOW.total_seconds())
#: Least score to join a story. The best on one half of the 505 AllSides stories, proven
#: on the other: see benchmarks/stories.py.
THRESHOLD = 0.18
#: What each day between a document and the story takes from the score.
DAY = 0.03
#: Rarity (inverse document frequency) from which a word says which event it is.
RARE = 1.5
#: So many rare words must be shared: a common surname alone makes no story.
SHARED = 2
#: The lead is where news is told; what follows is background that many stories share.
LEAD = 600
WORDS = 60
TITLE_WEIGHT = 2.0
#: Stories looked at per document, and documents compared per story.
STORIES = 3
MEMBERS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """A placed document, as far as later ones are compared with it."""

    id: str
    title: str  #: shortened
    second: int  #: when it was published, else first seen
    language: str
    number: int  #: among the neighbours of its language


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fit:
    """How a document compares with one story."""

    story: str
    likeness: float
    days: float
    words: list[str]

    @property
    def score(self) -> float:
        return round(self.likeness - DAY * self.days, 3)

    def placement(self, document: Document) -> Placement:
        words = ", ".join(_as_written(self.words, document))
        time = round(self.score - self.likeness, 3)
        return _placement(
            document,
            self.story,
            Why(signal="shared words", value=self.likeness, detail=words),
            Why(signal="time apart", value=time, detail=_span(self.days)),
        )


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
    ) -> None:
        self._threshold = threshold
        self._rulings = Rulings(judgements)
        self._neighbours: dict[str, Neighbours] = {}
        self._stories: dict[str, list[_Known]] = {}
        self._placements: dict[str, Placement] = {}
        self._addresses: dict[str, _Known] = {}
        self._posts: dict[str, list[_Known]] = {}  #: by the addresses they link to
        for document, placement in known:
            self._remember(document, ruled(placement, self._rulings), _bag(document))

    def place(self, document: Document) -> Placement:
        """The story a document belongs to, with reasons that sum up to the score.

        A document that is known already, an edited one for instance, stays where it is.
        """
        if document.id in self._placements:
            return self._placements[document.id]
        bag = _bag(document)
        placement = self._by_link(document) or self._by_words(document, bag)
        if placement is None:
            placement = _placement(
                document,
                self._rulings.opened_by(document.id),
                Why(signal="first report", value=1.0, detail="no story before it is like it"),
            )
        self._remember(document, placement, bag)
        return placement

    # --- by link --------------------------------------------------------------

    def _by_link(self, document: Document) -> Placement | None:
        """A post belongs to the story of the article it links to, whichever came first."""
        second, kept_out = _second(document), self._rulings.kept_out(document.id)
        for known in self._link_partners(document):
            story = self._placements[known.id].story_id
            if abs(known.second - second) < _SECONDS and story not in kept_out:
                return _placement(document, story, Why(signal="link", value=1, detail=known.title))
        return None

    def _link_partners(self, document: Document) -> Iterator[_Known]:
        if document.kind == "post":
            for key in _linked_keys(document):
                if key in self._addresses:
                    yield self._addresses[key]
        posts = self._posts.get(document.key, ())
        yield from sorted(posts, key=lambda known: (known.second, known.id))

    # --- by words -------------------------------------------------------------

    def _by_words(self, document: Document, bag: Bag) -> Placement | None:
        language = languages.primary(document.language)
        neighbours = self._neighbours.get(language)
        if neighbours is None or not bag:
            return None
        view = neighbours.around(_second(document))
        length = view.length(bag)
        fits = [
            self._fit(document, story, view, bag, length)
            for story in self._candidates(document, view, bag)
        ]
        best = max((fit for fit in fits if fit), key=lambda fit: fit.score, default=None)
        return best.placement(document) if best and best.score >= self._threshold else None

    def _candidates(self, document: Document, view: View, bag: Bag) -> Sequence[str]:
        """Stories of the documents that share most rare words, the likeliest first."""
        kept_out = self._rulings.kept_out(document.id)
        found: dict[str, None] = {}
        for known_id in view.candidates(bag, rare=RARE):
            story = self._placements[known_id].story_id
            if story not in kept_out:
                found[story] = None
            if len(found) == STORIES:
                break
        return tuple(found)

    def _fit(
        self, document: Document, story: str, view: View, bag: Bag, length: float
    ) -> _Fit | None:
        """How well a document fits a story: like its documents on average, and near in time.

        The average keeps a round-up of the week, which is a little like everything,
        from gluing stories together.
        """
        near = self._nearest(document, story)
        numbers = [known.number for known in near]
        words = view.shared(bag, numbers, rare=RARE)
        if len(words) < SHARED:
            return None
        likeness = sum(view.likeness(bag, length, number) for number in numbers) / len(numbers)
        second = _second(document)
        days = min(abs(known.second - second) for known in near) / 86_400
        return _Fit(story=story, likeness=round(likeness, 3), days=days, words=words[:5])

    def _nearest(self, document: Document, story: str) -> list[_Known]:
        """The story's documents in this language nearest in time."""
        second, language = _second(document), languages.primary(document.language)
        near = [
            known
            for known in self._stories[story]
            if known.language == language and abs(known.second - second) < _SECONDS
        ]
        return sorted(near, key=lambda known: (abs(known.second - second), known.id))[:MEMBERS]

    # --- memory ---------------------------------------------------------------

    def _remember(self, document: Document, placement: Placement, bag: Bag) -> None:
        language = languages.primary(document.language)
        neighbours = self._neighbours.setdefault(language, Neighbours(window=_SECONDS))
        known = _Known(
            id=document.id,
            title=_shortened(document.title or document.text),
            second=_second(document),
            language=language,
            number=neighbours.add(document.id, bag, _second(document)),
        )
        self._placements[document.id] = placement
        self._stories.setdefault(placement.story_id, []).append(known)
        if document.kind == "post":
            for key in _linked_keys(document):
                self._posts.setdefault(key, []).append(known)
        else:
            self._addresses[document.key] = known


def ruled(placement: Placement, rulings: Rulings) -> Placement:
    """The placement after people's judgements: the same one when they say nothing."""
    story = rulings.story(placement.story_id)
    if story in rulings.kept_out(placement.document_id):
        story, verb = rulings.opened_by(placement.document_id), "split"
    elif story != placement.story_id:
        verb = "merge"
    else:
        return placement
    why = Why(signal="judgement", value=0.0, detail=f"{verb} decided by an editor")
    return Placement(
        document_id=placement.document_id,
        story_id=story,
        score=placement.score,
        reasons=(*placement.reasons, why),
    )


def _placement(document: Document, story: str, *reasons: Why) -> Placement:
    score = round(sum(why.value for why in reasons), 3)
    return Placement(document_id=document.id, story_id=story, score=score, reasons=reasons)


def _second(document: Document) -> int:
    """Seconds since 1970, of publication, else of when it was first seen."""
    return int((document.published or document.seen).timestamp() // 1)


def _bag(document: Document) -> Bag:
    """The words of title and lead with their weights: a title's word counts double."""
    counts: dict[str, float] = {}
    for word in text.tokens(document.title[:LEAD], document.language)[:WORDS]:
        counts[word] = counts.get(word, 0) + TITLE_WEIGHT
    for word in text.tokens(document.text[:LEAD], document.language)[:WORDS]:
        counts[word] = counts.get(word, 0) + 1
    return {word: 1 + log(count) for word, count in counts.items()}


def _linked_keys(document: Document) -> list[str]:
    keys = (urls.document_key(link) for link in document.links)
    return [key for key in keys if key]


_WORD = re.compile(r"[^\W_]+")


def _as_written(forms: Sequence[str], document: Document) -> list[str]:
    """Stems as the document writes them, for people to read."""
    found: dict[str, str] = {}
    starts = tuple(form[:2] for form in forms)
    shown = f"{document.title[:LEAD]} {document.text[:LEAD]}"
    for word in dict.fromkeys(_WORD.findall(shown)):
        if text.normalise(word).startswith(starts):
            for form in text.tokens(word, document.language):
                found.setdefault(form, word)
    return [found.get(form, form) for form in forms]


def _span(days: float) -> str:
    hours = round(days * 24)
    if hours < 48:
        return f"{hours} hour{'' if hours == 1 else 's'}"
    return f"{round(days)} days"


def _shortened(title: str) -> str:
    line = " ".join(title[:200].split())
    return line if len(line) <= 80 else line[:79].rstrip() + "…"
