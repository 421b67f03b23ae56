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
            len(words & quoted_words) >= SAME_SENTENCE_WORD_SHARE * len(words | quoted_words)
            for quoted_words in self._words
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
    documents: Sequence[Document], *, count: int, already_quoted: QuotedSentences
) -> list[Quote]:
    """Up to `count` sentences that together tell most of what the documents tell.

    Documents are in one language, the best first, none a reprint of another. The most
    telling sentence comes first. What is chosen is added to `already_quoted`.
    """
    documents = documents[:MAX_DOCUMENTS]
    weights = _concept_weights(documents)
    best_candidates = sorted(
        _deduplicate_candidates(_quotable_candidates(documents)),
        key=lambda candidate: (
            -_choice_score([candidate], weights),
            candidate.quote.document.id,
            candidate.quote.span,
        ),
    )
    best_candidates = [
        candidate
        for candidate in best_candidates[: 2 * MAX_COMPARED_SENTENCES]
        if not already_quoted.holds(candidate.sentence)
    ][:MAX_COMPARED_SENTENCES]
    chosen = _choose_best_candidates(best_candidates, count, weights)
    for candidate in chosen:
        already_quoted.add(candidate.sentence)
    return [candidate.quote for candidate in chosen]


def count_quotable_sentences(documents: Iterable[Document]) -> int:
    """How many sentences of these documents can be quoted."""
    return len(_quotable_candidates(islice(documents, MAX_DOCUMENTS)))


def _deduplicate_candidates(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """Each sentence once: what several documents print is the first one's.

    Where only the numbers differ, the newest stays: a count goes on after the first report.
    """
    by_form: dict[str, _Candidate] = {}
    for candidate in candidates:
        form = _DIGITS_PATTERN.sub("0", text.normalise(candidate.sentence))
        first_candidate = by_form.setdefault(form, candidate)
        is_other = text.normalise(first_candidate.sentence) != text.normalise(candidate.sentence)
        if is_other and candidate.moment > first_candidate.moment:
            by_form[form] = candidate
    return list(by_form.values())


def _choose_best_candidates(
    candidates: Sequence[_Candidate], count: int, weights: dict[str, int]
) -> list[_Candidate]:
    """Greedily chosen, then each exchanged for a better one while there is any."""
    chosen: list[_Candidate] = []
    while len(chosen) < count:
        remaining = [candidate for candidate in candidates if not _is_repetition(candidate, chosen)]
        if not remaining:
            break
        chosen.append(
            max(remaining, key=lambda candidate: _choice_score([*chosen, candidate], weights))
        )
    for _ in range(count):
        better = _best_single_exchange(chosen, candidates, weights)
        if better == chosen:
            break
        chosen = better
    return sorted(chosen, key=lambda candidate: -_choice_score([candidate], weights))


def _best_single_exchange(
    chosen: list[_Candidate], candidates: Sequence[_Candidate], weights: dict[str, int]
) -> list[_Candidate]:
    """The best of all choices that differ in one sentence, or the same."""
    best_choice, best_score = chosen, _choice_score(chosen, weights)
    for at in range(len(chosen)):
        other_choices = [*chosen[:at], *chosen[at + 1 :]]
        for candidate in candidates:
            if _is_repetition(candidate, chosen):
                continue
            score = _choice_score([*other_choices, candidate], weights)
            if score > best_score + 1e-9:
                best_choice, best_score = [*other_choices, candidate], score
    return best_choice


def _is_repetition(candidate: _Candidate, chosen: Sequence[_Candidate]) -> bool:
    quoted_sentences = QuotedSentences()
    for chosen_candidate in chosen:
        quoted_sentences.add(chosen_candidate.sentence)
    return quoted_sentences.holds(candidate.sentence)


def _choice_score(chosen: Sequence[_Candidate], weights: dict[str, int]) -> float:
    """What some sentences say together, for their length, place and kind."""
    counts = Counter(concept for candidate in chosen for concept in candidate.concepts)
    concept_score = sum(
        weights[concept] * (100 + REPEAT_WEIGHT_PERCENT * (n > 1)) for concept, n in counts.items()
    )
    words = sum(candidate.words for candidate in chosen)
    manner = sum(candidate.manner for candidate in chosen) / max(1, len(chosen))
    return (
        concept_score / float((words + LENGTH_COST_OFFSET_WORDS) ** LENGTH_COST_EXPONENT) * manner
    )


def _concept_weights(documents: Sequence[Document]) -> dict[str, int]:
    """What each concept counts for: in how many documents it stands."""
    counts: Counter[str] = Counter()
    for document in documents:
        concepts = set(
            title_concepts := _sentence_concepts(document.title[:300], document.language)
        )
        for concept in title_concepts:
            counts[concept] += TITLE_WEIGHT_PERCENT
        for start, end in _sentence_spans(document):
            concepts |= _sentence_concepts(document.text[start:end], document.language)
        for concept in concepts:
            counts[concept] += DOCUMENT_WEIGHT_PERCENT
    return {
        concept: count if count > DOCUMENT_WEIGHT_PERCENT else SINGLE_DOCUMENT_WEIGHT_PERCENT
        for concept, count in counts.items()
    }


def _sentence_concepts(sentence: str, language: str) -> frozenset[str]:
    """Its words that carry meaning, and each two words in a row of which one does."""
    forms = [_word_form(word, language) for word in text.split_words(sentence)]
    pairs = (
        f"{form} {next_form}"
        for (form, has_meaning), (next_form, next_has_meaning) in pairwise(forms)
        if has_meaning or next_has_meaning
    )
    return frozenset([form for form, has_meaning in forms if has_meaning]) | frozenset(pairs)


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
    whole = [candidate for document in documents for candidate in _whole_sentences(document)]
    self_contained = [
        candidate
        for candidate in whole
        if sentences.is_self_contained(candidate.sentence, candidate.quote.document.language)
    ]
    return self_contained or whole


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
    remainder = sentence.removeprefix(title)
    is_begun = (
        remainder != sentence and remainder[:1].isspace() and remainder.lstrip()[:1].isupper()
    )
    return is_begun and len(text.split_words(title)) >= MIN_RUN_ON_TITLE_WORDS
