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
MAX_DOCUMENTS = 30
MAX_READ_CHARACTERS = 6_000
MAX_SENTENCES_PER_DOCUMENT = 40
#: Sentences that are compared with one another, the best of each on its own.
MAX_COMPARED_SENTENCES = 60
#: What a concept counts for, by each of several documents that hold it; if one alone does;
#: by a title, which is its author's own summary; and when it is chosen again. In hundredths:
#: sums of whole numbers do not depend on their order.
DOCUMENT_WEIGHT_PERCENT = 100
SINGLE_DOCUMENT_WEIGHT_PERCENT = 10
TITLE_WEIGHT_PERCENT = 25
REPEAT_WEIGHT_PERCENT = 10
#: Long sentences say more, and cost more: by a power of their length, in words and a few.
LENGTH_COST_EXPONENT = 0.5
LENGTH_COST_OFFSET_WORDS = 10
#: What the first place in a text is worth; news is told at the top.
FIRST_PLACE_BONUS = 0.25
#: What happened comes before what somebody says of it: worth of a sentence that is speech.
SPEECH_FACTOR = 0.7
_DIGITS_PATTERN = re.compile(r"\d+")
#: Share of words from which two sentences are the same one to a reader.
SAME_SENTENCE_WORD_SHARE = 0.8
#: Words of a title from which a sentence that begins with it is held to be run together with it:
#: "The Ferry" may well begin a sentence of its own.
MIN_RUN_ON_TITLE_WORDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A sentence of a document that is to be quoted."""

    document: Document
    span: Span


@dataclass(slots=True)
class QuotedSentences:
    """What an edition has quoted so far: no sentence stands in it twice, or all but twice."""

    _forms: set[str] = field(default_factory=set)
    _words: list[frozenset[str]] = field(default_factory=list)

    def holds(self, sentence: str) -> bool:
        """Has it been quoted, in these words or with one or two changed?"""
        form = text.normalise(sentence)
        if form in self._forms:
            return True
        words = frozenset(form.split())
        return any(
            len(words & other) >= SAME_SENTENCE_WORD_SHARE * len(words | other)
            for other in self._words
        )

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


def choose_quotes(
    documents: Sequence[Document], *, count: int, said: QuotedSentences
) -> list[Quote]:
    """Up to `count` sentences that together tell most of what the documents tell.

    Documents are in one language, the best first, none a reprint of another. The most
    telling sentence comes first. What is chosen is added to `said`.
    """
    documents = documents[:MAX_DOCUMENTS]
    weights = _concept_weights(documents)
    alone = sorted(
        _deduplicate_candidates(_quotable_candidates(documents)),
        key=lambda one: (-_choice_score([one], weights), one.quote.document.id, one.quote.span),
    )
    alone = [one for one in alone[: 2 * MAX_COMPARED_SENTENCES] if not said.holds(one.sentence)][
        :MAX_COMPARED_SENTENCES
    ]
    chosen = _choose_best_candidates(alone, count, weights)
    for one in chosen:
        said.add(one.sentence)
    return [one.quote for one in chosen]


def count_quotable_sentences(documents: Iterable[Document]) -> int:
    """How many sentences of these documents can be quoted."""
    return len(_quotable_candidates(islice(documents, MAX_DOCUMENTS)))


def _deduplicate_candidates(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """Each sentence once: what several documents print is the first one's.

    Where only the numbers differ, the newest stays: a count goes on after the first report.
    """
    found: dict[str, _Candidate] = {}
    for one in candidates:
        form = _DIGITS_PATTERN.sub("0", text.normalise(one.sentence))
        held = found.setdefault(form, one)
        is_other = text.normalise(held.sentence) != text.normalise(one.sentence)
        if is_other and one.moment > held.moment:
            found[form] = one
    return list(found.values())


def _choose_best_candidates(
    candidates: Sequence[_Candidate], count: int, weights: dict[str, int]
) -> list[_Candidate]:
    """Greedily chosen, then each exchanged for a better one while there is any."""
    chosen: list[_Candidate] = []
    while len(chosen) < count:
        rest = [one for one in candidates if not _is_repetition(one, chosen)]
        if not rest:
            break
        chosen.append(max(rest, key=lambda one: _choice_score([*chosen, one], weights)))
    for _ in range(count):
        better = _best_single_exchange(chosen, candidates, weights)
        if better == chosen:
            break
        chosen = better
    return sorted(chosen, key=lambda one: -_choice_score([one], weights))


def _best_single_exchange(
    chosen: list[_Candidate], candidates: Sequence[_Candidate], weights: dict[str, int]
) -> list[_Candidate]:
    """The best of all choices that differ in one sentence, or the same."""
    best, worth = chosen, _choice_score(chosen, weights)
    for at in range(len(chosen)):
        others = [*chosen[:at], *chosen[at + 1 :]]
        for one in candidates:
            if _is_repetition(one, chosen):
                continue
            found = _choice_score([*others, one], weights)
            if found > worth + 1e-9:
                best, worth = [*others, one], found
    return best


def _is_repetition(one: _Candidate, chosen: Sequence[_Candidate]) -> bool:
    said = QuotedSentences()
    for other in chosen:
        said.add(other.sentence)
    return said.holds(one.sentence)


def _choice_score(chosen: Sequence[_Candidate], weights: dict[str, int]) -> float:
    """What some sentences say together, for their length, place and kind."""
    counts = Counter(concept for one in chosen for concept in one.concepts)
    said = sum(
        weights[concept] * (100 + REPEAT_WEIGHT_PERCENT * (n > 1)) for concept, n in counts.items()
    )
    words = sum(one.words for one in chosen)
    manner = sum(one.manner for one in chosen) / max(1, len(chosen))
    return said / float((words + LENGTH_COST_OFFSET_WORDS) ** LENGTH_COST_EXPONENT) * manner


def _concept_weights(documents: Sequence[Document]) -> dict[str, int]:
    """What each concept counts for: in how many documents it stands."""
    counts: Counter[str] = Counter()
    for document in documents:
        held = set(title := _sentence_concepts(document.title[:300], document.language))
        for concept in title:
            counts[concept] += TITLE_WEIGHT_PERCENT
        for start, end in _sentence_spans(document):
            held |= _sentence_concepts(document.text[start:end], document.language)
        for concept in held:
            counts[concept] += DOCUMENT_WEIGHT_PERCENT
    return {
        concept: count if count > DOCUMENT_WEIGHT_PERCENT else SINGLE_DOCUMENT_WEIGHT_PERCENT
        for concept, count in counts.items()
    }


def _sentence_concepts(sentence: str, language: str) -> frozenset[str]:
    """Its words that carry meaning, and each two words in a row of which one does."""
    forms = [_word_form(word, language) for word in text.split_words(sentence)]
    pairs = (f"{one} {two}" for (one, first), (two, second) in pairwise(forms) if first or second)
    return frozenset([form for form, tells in forms if tells]) | frozenset(pairs)


@lru_cache(maxsize=50_000)
def _word_form(word: str, language: str) -> tuple[str, bool]:
    """A word as it is counted, and whether it carries meaning of its own."""
    tokens = text.tokens(word, language)
    return (" ".join(tokens), True) if tokens else (text.normalise(word), False)


def _sentence_spans(document: Document) -> list[Span]:
    spans = text.sentence_spans(document.text[:MAX_READ_CHARACTERS], document.language)[
        :MAX_SENTENCES_PER_DOCUMENT
    ]
    return spans[:-1] if len(document.text) > MAX_READ_CHARACTERS and len(spans) > 1 else spans


def _quotable_candidates(documents: Iterable[Document]) -> list[_Candidate]:
    """Quotable sentences; those that lean on others only if there is none else."""
    whole = [one for document in documents for one in _whole_sentences(document)]
    alone = [
        one
        for one in whole
        if sentences.is_self_contained(one.sentence, one.quote.document.language)
    ]
    return alone or whole


def _whole_sentences(document: Document) -> Iterator[_Candidate]:
    title = text.normalise(document.title)
    for place, (begin, end) in enumerate(_sentence_spans(document)):
        start = begin if place else begin + sentences.dateline_length(document.text[begin:end])
        span, sentence = (start, end), document.text[start:end]
        if (
            sentences.is_whole(sentence)
            and text.normalise(sentence) != title
            and not _is_title_run_on(document.title, sentence)
        ):
            concepts = _sentence_concepts(sentence, document.language)
            quote = Quote(document=document, span=span)
            manner = (1 + FIRST_PLACE_BONUS / (1 + place)) * (
                SPEECH_FACTOR if sentences.is_speech(sentence) else 1.0
            )
            yield _Candidate(quote, manner, len(text.split_words(sentence)), concepts)


def _is_title_run_on(title: str, sentence: str) -> bool:
    """A page's title and what stood below it, read as one: "Ferry sinks off Ombra By A. Fenn …"."""
    rest = sentence.removeprefix(title)
    is_begun = rest != sentence and rest[:1].isspace() and rest.lstrip()[:1].isupper()
    return is_begun and len(text.split_words(title)) >= MIN_RUN_ON_TITLE_WORDS
