"""Choose the sentences of a story's documents to quote. Pure; rewords nothing.

Coverage of weighted concepts, after Gillick and Favre, "A scalable global model for
summarization" (2009): a concept is a word or two words in a row, its weight is the number of
documents that contain it, and it counts once however many chosen sentences contain it. So
what many documents say is chosen. A sentence must be understandable alone (`sentences.py`),
since it will be quoted alone. The constants were tuned on half of the set in
`benchmarks/sentences`; the other half was held out.
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
from coranto.reading.language import segmentation, text

#: Start and end offset in a document's text.
Span = tuple[int, int]

#: Documents of a story that are searched for sentences.
MAX_DOCUMENTS = 30
#: Characters read from the start of each document.
MAX_READ_CHARACTERS = 6_000
#: Sentences read from the start of each document.
MAX_SENTENCES_PER_DOCUMENT = 40
#: Sentences compared with one another: those with the best scores alone.
MAX_COMPARED_SENTENCES = 60
# Weights are whole numbers, since their sum must not depend on the order of a set of
# strings, which differs from process to process.
#: Weight of a concept for each document that contains it, if there are several.
DOCUMENT_WEIGHT_PERCENT = 100
#: Weight of a concept that one document alone contains, and not in its title.
SINGLE_DOCUMENT_WEIGHT_PERCENT = 10
#: Weight added for each title that contains the concept: titles are their authors' summaries.
TITLE_WEIGHT_PERCENT = 25
#: Share of its weight that a concept adds when a second chosen sentence contains it.
REPEAT_WEIGHT_PERCENT = 10
#: The score is divided by (words + offset) to this power, since long sentences contain more.
LENGTH_COST_EXPONENT = 0.5
#: See `LENGTH_COST_EXPONENT`; it keeps very short sentences from having no cost.
LENGTH_COST_OFFSET_WORDS = 10
#: Bonus of a text's first sentence, as news is told at the top; the next have 1/2, 1/3 … of it.
FIRST_PLACE_BONUS = 0.25
#: Factor for sentences that are speech: what happened comes before comments on it.
SPEECH_FACTOR = 0.7
_DIGITS_PATTERN = re.compile(r"\d+")
#: Share of common words (Jaccard) from which two sentences are the same to a reader.
SAME_SENTENCE_WORD_SHARE = 0.8
#: Words of a title from which a sentence that starts with it counts as title and text run
#: together. A shorter title, such as "The Ferry", may well start a sentence of its own.
MIN_RUN_ON_TITLE_WORDS = 4
#: The same in characters, for scripts without spaces.
MIN_RUN_ON_TITLE_CHARACTERS = 8
#: Characters of the longest summary of a feed that is taken for whole without a full stop: cut
#: ones have 150 and more (55 words in WordPress).
MAX_UNCUT_SUMMARY_CHARACTERS = 140


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A sentence of a document, chosen to be quoted."""

    document: Document
    span: Span


@dataclass(slots=True)
class QuotedSentences:
    """The sentences that an edition has quoted so far, to keep it from quoting one twice."""

    _forms: set[str] = field(default_factory=set)
    _words: list[frozenset[str]] = field(default_factory=list)

    def holds(self, sentence: str) -> bool:
        """Whether the sentence was quoted, in these words or with one or two of them changed."""
        form = text.normalise(sentence)
        if form in self._forms:
            return True
        words = frozenset(form.split())
        return any(
            len(words & quoted_words) >= SAME_SENTENCE_WORD_SHARE * len(words | quoted_words)
            for quoted_words in self._words
        )

    def add(self, sentence: str) -> None:
        """Record the sentence as quoted."""
        form = text.normalise(sentence)
        self._forms.add(form)
        self._words.append(frozenset(form.split()))


@dataclass(frozen=True, slots=True)
class _Candidate:
    quote: Quote
    manner: float  #: factor for its place in the text and for speech
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
    """Up to `count` sentences that together contain most of what the documents say.

    Documents are in one language, the best first, none a reprint of another. The sentence
    with the best score comes first. What is chosen is added to `already_quoted`.
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
    """The number of sentences of these documents that can be quoted."""
    return len(_quotable_candidates(islice(documents, MAX_DOCUMENTS)))


def _deduplicate_candidates(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """Each sentence once, from the first document that prints it.

    Where only the numbers differ, the newest sentence is kept: a count of victims, say, rises
    after the first report.
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
    """Choose greedily, then exchange one sentence at a time while that improves the score."""
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
    """The best choice that differs in one sentence; `chosen` itself if none is better."""
    best_choice, best_score = chosen, _choice_score(chosen, weights)
    for at in range(len(chosen)):
        other_choices = [*chosen[:at], *chosen[at + 1 :]]
        for candidate in candidates:
            if _is_repetition(candidate, chosen):
                continue
            score = _choice_score([*other_choices, candidate], weights)
            # A margin, so that rounding cannot exchange two sentences of equal score.
            if score > best_score + 1e-9:
                best_choice, best_score = [*other_choices, candidate], score
    return best_choice


def _is_repetition(candidate: _Candidate, chosen: Sequence[_Candidate]) -> bool:
    quoted_sentences = QuotedSentences()
    for chosen_candidate in chosen:
        quoted_sentences.add(chosen_candidate.sentence)
    return quoted_sentences.holds(candidate.sentence)


def _choice_score(chosen: Sequence[_Candidate], weights: dict[str, int]) -> float:
    """The score of some sentences together: concepts contained, over length, times manner."""
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
    """The weight of each concept, by the number of documents and titles that contain it."""
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
    """Its words that carry meaning, and all pairs of adjacent words of which one does."""
    forms = [_word_form(word, language) for word in text.split_words(sentence)]
    pairs = (
        f"{form} {next_form}"
        for (form, has_meaning), (next_form, next_has_meaning) in pairwise(forms)
        if has_meaning or next_has_meaning
    )
    return frozenset([form for form, has_meaning in forms if has_meaning]) | frozenset(pairs)


@lru_cache(maxsize=50_000)
def _word_form(word: str, language: str) -> tuple[str, bool]:
    """A word as it is counted, and whether it carries meaning (is no stop word)."""
    tokens = text.tokens(word, language)
    return (" ".join(tokens), True) if tokens else (text.normalise(word), False)


def _sentence_spans(document: Document) -> list[Span]:
    spans = segmentation.sentence_spans(document.text[:MAX_READ_CHARACTERS], document.language)[
        :MAX_SENTENCES_PER_DOCUMENT
    ]
    # The cut at MAX_READ_CHARACTERS may go through the last sentence.
    return spans[:-1] if len(document.text) > MAX_READ_CHARACTERS and len(spans) > 1 else spans


def _quotable_candidates(documents: Iterable[Document]) -> list[_Candidate]:
    """The quotable sentences; those that need another one to be understood only if all do."""
    whole = [candidate for document in documents for candidate in _whole_sentences(document)]
    self_contained = [
        candidate
        for candidate in whole
        if sentences.is_self_contained(candidate.sentence, candidate.quote.document.language)
    ]
    return self_contained or whole


def _whole_sentences(document: Document) -> Iterator[_Candidate]:
    title = text.normalise(document.title)
    authors = _author_names(document)
    spans = _sentence_spans(document)
    for place, (begin, end) in enumerate(spans):
        start = _start_behind_dateline(document.text, begin, end)
        span, sentence = (start, end), document.text[start:end]
        is_whole = sentences.is_whole(sentence) or (
            len(spans) == 1
            and _is_short_report(document)
            and sentences.is_whole_without_stop(sentence, document.language)
        )
        normal_sentence = text.normalise(sentence)
        if (
            is_whole
            and normal_sentence != title
            and not _is_title_run_on(document.title, sentence)
            and not sentences.is_dateline(sentence)
            # Nobody names herself in her own report: heading or byline was read into it.
            and not any(name in _spaced_words(normal_sentence) for name in authors)
        ):
            concepts = _sentence_concepts(sentence, document.language)
            quote = Quote(document=document, span=span)
            manner = (1 + FIRST_PLACE_BONUS / (1 + place)) * (
                SPEECH_FACTOR if sentences.is_speech(sentence) else 1.0
            )
            yield _Candidate(quote, manner, len(text.split_words(sentence)), concepts)


def _start_behind_dateline(document_text: str, begin: int, end: int) -> int:
    """Where a sentence starts without its dateline, which only a line's first one can have."""
    if begin and document_text[begin - 1] != "\n":
        return begin
    sentence = document_text[begin:end]
    length = sentences.dateline_length(sentence)
    return begin + (length or (0 if begin else sentences.place_label_length(sentence)))


def _is_short_report(document: Document) -> bool:
    """Whether the text is a whole report, not the beginning that a feed gives of one."""
    if document.is_beginning:
        return False
    return document.text_from == "page" or len(document.text) <= MAX_UNCUT_SUMMARY_CHARACTERS


def _author_names(document: Document) -> list[str]:
    """The document's authors as they are compared; single words are names of outlets and desks."""
    names = [_spaced_words(text.normalise(author)) for author in document.authors]
    return [name for name in names if " " in name.strip()]


def _spaced_words(passage: str) -> str:
    """The words of a text between spaces, so that one holds another's words from end to end."""
    return f" {' '.join(text.split_words(passage))} "


def _is_title_run_on(title: str, sentence: str) -> bool:
    """Whether title and text were read as one sentence: "Ferry sinks off Ombra By A. Fenn …"."""
    remainder = sentence.removeprefix(title)
    if remainder == sentence or not title:
        return False
    if text.is_unspaced(title[-1]):
        return len(title) >= MIN_RUN_ON_TITLE_CHARACTERS and remainder[:1].isalnum()
    # A script without capitals does not show where a sentence begins.
    first = remainder.lstrip()[:1]
    is_begun = remainder[:1].isspace() and (
        first.isupper() or (first.isalpha() and not first.islower())
    )
    return is_begun and len(text.split_words(title)) >= MIN_RUN_ON_TITLE_WORDS
