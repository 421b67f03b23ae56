"""Choose the sentences that tell a story, out of its documents. Pure; nothing is reworded.

What many documents say is what happened. Words, and words in a row, count as many times as
documents hold them, once each however often they are chosen: coverage of weighted concepts,
after Gillick and Favre, "A scalable global model for summarization" (2009). A sentence must
stand alone (`sentences.py`), because it will. The figures were chosen on half of the set
in `benchmarks/sentences`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import islice, pairwise

from coranto.editing import sentences
from coranto.model import Document
from coranto.reading.language import text

Span = tuple[int, int]

#: Where sentences are looked for: documents, characters and sentences from the start of each.
DOCUMENTS, READ, CONSIDERED = 30, 6_000, 40
#: Sentences that are compared with one another, the best of each on its own.
COMPARED = 60
#: What a concept counts for, by each of several documents that hold it; if one alone does;
#: by a title, which is its author's own summary; and when it is chosen again. In hundredths:
#: sums of whole numbers do not depend on their order.
EACH, ALONE, TITLE, AGAIN = 100, 10, 25, 10
#: Long sentences say more, and cost more: by a power of their length, in words and a few.
COST, FREE = 0.5, 10
#: What the first place in a text is worth; news is told at the top.
FIRST = 0.25
#: What happened comes before what somebody says of it: worth of a sentence that is speech.
SPEECH = 0.7
_DIGITS = re.compile(r"\d+")
#: Share of words from which two sentences are the same one to a reader.
SAME = 0.8
#: Words of a title from which a sentence that begins with it is held to be run together with it:
#: "The Ferry" may well begin a sentence of its own.
LONG_TITLE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A sentence of a document that is to be quoted."""

    document: Document
    span: Span


@dataclass(slots=True)
class Said:
    """What an edition has quoted so far: no sentence stands in it twice, or all but twice."""

    _forms: set[str] = field(default_factory=set)
    _words: list[frozenset[str]] = field(default_factory=list)

    def holds(self, sentence: str) -> bool:
        """Has it been quoted, in these words or with one or two changed?"""
        form = text.normalise(sentence)
        if form in self._forms:
            return True
        words = frozenset(form.split())
        return any(len(words & other) >= SAME * len(words | other) for other in self._words)

    def add(self, sentence: str) -> None:
        """Remember that it is quoted."""
        form = text.normalise(sentence)
        self._forms.add(form)
        self._words.append(frozenset(form.split()))


@dataclass(frozen=True, slots=True)
class _Candidate:
    quote: Quote
    manner: float  #: what its place and kind are worth
    words: int
    concepts: frozenset[str]

    @property
    def sentence(self) -> str:
        return self.quote.document.text[slice(*self.quote.span)]

    @property
    def moment(self) -> datetime:
        return self.quote.document.published or self.quote.document.seen


def choose(documents: Sequence[Document], *, count: int, said: Said) -> list[Quote]:
    """Up to `count` sentences that together tell most of what the documents tell.

    Documents are in one language, the best first, none a reprint of another. The most
    telling sentence comes first. What is chosen is added to `said`.
    """
    documents = documents[:DOCUMENTS]
    weights = _weights(documents)
    alone = sorted(
        _once(_candidates(documents)),
        key=lambda one: (-_worth([one], weights), one.quote.document.id, one.quote.span),
    )
    alone = [one for one in alone[: 2 * COMPARED] if not said.holds(one.sentence)][:COMPARED]
    chosen = _best(alone, count, weights)
    for one in chosen:
        said.add(one.sentence)
    return [one.quote for one in chosen]


def quotable(documents: Iterable[Document]) -> int:
    """How many sentences of these documents can be quoted."""
    return len(_candidates(islice(documents, DOCUMENTS)))


def _once(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """Each sentence once: what several documents print is the first one's.

    Where only the numbers differ, the newest stays: a count goes on after the first report.
    """
    found: dict[str, _Candidate] = {}
    for one in candidates:
        form = _DIGITS.sub("0", text.normalise(one.sentence))
        held = found.setdefault(form, one)
        is_other = text.normalise(held.sentence) != text.normalise(one.sentence)
        if is_other and one.moment > held.moment:
            found[form] = one
    return list(found.values())


def _best(
    candidates: Sequence[_Candidate], count: int, weights: dict[str, int]
) -> list[_Candidate]:
    """Greedily chosen, then each exchanged for a better one while there is any."""
    chosen: list[_Candidate] = []
    while len(chosen) < count:
        rest = [one for one in candidates if not _repeats(one, chosen)]
        if not rest:
            break
        chosen.append(max(rest, key=lambda one: _worth([*chosen, one], weights)))
    for _ in range(count):
        better = _exchanged(chosen, candidates, weights)
        if better == chosen:
            break
        chosen = better
    return sorted(chosen, key=lambda one: -_worth([one], weights))


def _exchanged(
    chosen: list[_Candidate], candidates: Sequence[_Candidate], weights: dict[str, int]
) -> list[_Candidate]:
    """The best of all choices that differ in one sentence, or the same."""
    best, worth = chosen, _worth(chosen, weights)
    for at in range(len(chosen)):
        others = [*chosen[:at], *chosen[at + 1 :]]
        for one in candidates:
            if _repeats(one, chosen):
                continue
            found = _worth([*others, one], weights)
            if found > worth + 1e-9:
                best, worth = [*others, one], found
    return best


def _repeats(one: _Candidate, chosen: Sequence[_Candidate]) -> bool:
    said = Said()
    for other in chosen:
        said.add(other.sentence)
    return said.holds(one.sentence)


def _worth(chosen: Sequence[_Candidate], weights: dict[str, int]) -> float:
    """What some sentences say together, for their length, place and kind."""
    counts = Counter(concept for one in chosen for concept in one.concepts)
    said = sum(weights[concept] * (100 + AGAIN * (n > 1)) for concept, n in counts.items())
    words = sum(one.words for one in chosen)
    manner = sum(one.manner for one in chosen) / max(1, len(chosen))
    return said / float((words + FREE) ** COST) * manner


def _weights(documents: Sequence[Document]) -> dict[str, int]:
    """What each concept counts for: in how many documents it stands."""
    counts: Counter[str] = Counter()
    for document in documents:
        held = set(title := _concepts(document.title[:300], document.language))
        for concept in title:
            counts[concept] += TITLE
        for start, end in _spans(document):
            held |= _concepts(document.text[start:end], document.language)
        for concept in held:
            counts[concept] += EACH
    return {concept: count if count > EACH else ALONE for concept, count in counts.items()}


def _concepts(sentence: str, language: str) -> frozenset[str]:
    """Its words that carry meaning, and each two words in a row of which one does."""
    forms = [_form(word, language) for word in text.words(sentence)]
    pairs = (f"{one} {two}" for (one, first), (two, second) in pairwise(forms) if first or second)
    return frozenset([form for form, tells in forms if tells]) | frozenset(pairs)


@lru_cache(maxsize=50_000)
def _form(word: str, language: str) -> tuple[str, bool]:
    """A word as it is counted, and whether it carries meaning of its own."""
    tokens = text.tokens(word, language)
    return (" ".join(tokens), True) if tokens else (text.normalise(word), False)


def _spans(document: Document) -> list[Span]:
    spans = text.sentences(document.text[:READ], document.language)[:CONSIDERED]
    return spans[:-1] if len(document.text) > READ and len(spans) > 1 else spans


def _candidates(documents: Iterable[Document]) -> list[_Candidate]:
    """Quotable sentences; those that lean on others only if there is none else."""
    whole = [one for document in documents for one in _whole(document)]
    alone = [
        one for one in whole if sentences.stands_alone(one.sentence, one.quote.document.language)
    ]
    return alone or whole


def _whole(document: Document) -> Iterator[_Candidate]:
    title = text.normalise(document.title)
    for place, (begin, end) in enumerate(_spans(document)):
        start = begin if place else begin + sentences.dateline(document.text[begin:end])
        span, sentence = (start, end), document.text[start:end]
        if (
            sentences.is_whole(sentence)
            and text.normalise(sentence) != title
            and not _runs_on(document.title, sentence)
        ):
            concepts = _concepts(sentence, document.language)
            quote = Quote(document=document, span=span)
            manner = (1 + FIRST / (1 + place)) * (SPEECH if sentences.is_speech(sentence) else 1.0)
            yield _Candidate(quote, manner, len(text.words(sentence)), concepts)


def _runs_on(title: str, sentence: str) -> bool:
    """A page's title and what stood below it, read as one: "Ferry sinks off Ombra By A. Fenn …"."""
    rest = sentence.removeprefix(title)
    is_begun = rest != sentence and rest[:1].isspace() and rest.lstrip()[:1].isupper()
    return is_begun and len(text.words(title)) >= LONG_TITLE
