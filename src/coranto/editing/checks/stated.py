"""Check the numbers, days and names of sentences against what the sentences cite. Pure.

A number or a day must stand in the passage that is cited, or in its article's title; a
name anywhere in the article, since passages say "she". Whatever can be read in two ways
counts as supported: these checks miss a fault rather than report one that is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from coranto.editing.checks.fault import Fault, shorten_text
from coranto.editing.facts import arithmetic, names, numbers, times
from coranto.editing.facts.names import Name, NameIndex
from coranto.editing.facts.numbers import Number
from coranto.editing.facts.times import TimeOfDay
from coranto.editing.manuscript import Manuscript, Part
from coranto.editing.sentence_marks import Sentence
from coranto.model import Citation, Document
from coranto.reading.dates import mentions
from coranto.reading.dates.prose import MonthDay
from coranto.reading.language import packs, segmentation, text

#: Most numbers of the cited passages that a message lists.
_MAX_SHOWN_NUMBERS = 4
#: Largest number in words that needs no citation: editors count their own reports ("three
#: outlets"), but hardly further.
_MAX_OWN_COUNT = 12
#: Words behind which no noun follows an ordinal that would be counted by it.
_FUNCTION_WORDS = "|".join(packs.load_pack("en").function_words)
#: What follows an ordinal that is a day of a month named before ("the 10th"): no noun, which
#: it would count ("the 10th round").
_ORDINAL_DAY_PATTERN = re.compile(
    rf"(?:st|nd|rd|th)\b\s*(?:\Z|[^\w\s-]|-(?=\d)|(?:{_FUNCTION_WORDS})(?![\w-]))", re.IGNORECASE
)
#: What precedes such a day: "the", and further days of a list ("the 9th and").
_DAYS_BEFORE_PATTERN = re.compile(
    r"\bthe\s{1,9}(?:\d{1,2}(?:st|nd|rd|th)\s{0,9}"
    r"(?:,|[-–—/]|,?\s{0,9}(?:and|or|to|until|till)\b)\s{0,9})*\Z",
    re.IGNORECASE,
)
#: Characters before an ordinal that are searched for that.
_DAYS_BEFORE_CHARACTERS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _CitedFacts:
    """The facts that the citations of a sentence state, together."""

    values: frozenset[float]  #: of all numbers in the passages and their articles' titles
    raws: tuple[str, ...]  #: the passages' numbers as written, for messages
    days: frozenset[MonthDay]
    weekdays: frozenset[int]  #: 0 is Monday
    times: frozenset[TimeOfDay]
    passages: tuple[arithmetic.NumberPassage, ...]


def numbers_are_supported(manuscript: Manuscript) -> Iterator[Fault]:
    """A number in a sentence stands in what the sentence cites."""
    for sentence, citations in sentences_with_citations(manuscript):
        language = manuscript.draft.language
        sentence_days = mentions.find_days(sentence.own, language, manuscript.draft.last)
        cited_facts = _merge_cited_facts(citations)
        byline_numbers = _numbers_in_bylines(manuscript, citations)
        spans = [(day.start, day.end) for day in sentence_days]
        dated_positions = {at for start, end in spans for at in range(start, end)}
        sentence_values = arithmetic.read_number_passage(sentence.own, language, spans).values
        supported_positions = _time_positions(sentence.own, cited_facts)
        for number in numbers.find_numbers(sentence.own, language):
            # The numbers of a date are left to `days_are_supported`.
            is_dated = number.start in dated_positions
            is_known = number.is_vague or number.values & (cited_facts.values | byline_numbers)
            if is_dated or is_known or number.start in supported_positions:
                continue
            if not _is_derived_number(number, sentence.own, language, cited_facts, sentence_values):
                yield _unsupported_number_fault(sentence, number, citations, cited_facts)


def _unsupported_number_fault(
    sentence: Sentence,
    number: Number,
    citations: tuple[tuple[Citation, Document], ...],
    cited_facts: _CitedFacts,
) -> Fault:
    supporting_sentence = _find_number_sentence(number.values, citations)
    numbers_hint = f"what is cited has {', '.join(cited_facts.raws)}" if cited_facts.raws else ""
    return Fault(
        sentence.line,
        f"“{number.raw}” does not stand in what this sentence cites.",
        f"cite this as well: “{supporting_sentence}”" if supporting_sentence else numbers_hint,
    )


def _time_positions(sentence_text: str, cited_facts: _CitedFacts) -> set[int]:
    """The characters of the times of day in a sentence that the cited facts support."""
    return {
        position
        for time in times.find_times(sentence_text)
        if any(time.may_match(cited_time) for cited_time in cited_facts.times)
        for position in range(time.start, time.end)
    }


def _is_derived_number(
    number: Number,
    sentence_text: str,
    language: str,
    cited_facts: _CitedFacts,
    sentence_values: frozenset[float],
) -> bool:
    """Whether a number follows from the cited facts.

    As an ordinal day, or rounded, added up or as a share.
    """
    preceding_text = sentence_text[max(0, number.start - _DAYS_BEFORE_CHARACTERS) : number.start]
    is_ordinal = _DAYS_BEFORE_PATTERN.search(preceding_text) and _ORDINAL_DAY_PATTERN.match(
        sentence_text, number.end
    )
    if is_ordinal and number.values & {day for _, day in cited_facts.days}:
        return True
    return arithmetic.is_derivable(
        number,
        sentence_text,
        language,
        passages=cited_facts.passages,
        sentence_values=sentence_values,
    )


def _numbers_in_bylines(
    manuscript: Manuscript, citations: tuple[tuple[Citation, Document], ...]
) -> set[float]:
    """Numbers in the names of outlets and authors: "Channel 4"."""
    language = manuscript.draft.language
    return {
        value
        for _, document in citations
        for number in numbers.find_numbers(document_byline(manuscript, document), language)
        for value in number.values
    }


def document_byline(manuscript: Manuscript, document: Document) -> str:
    """The names of a document's source, site and authors, and of its language."""
    source = manuscript.context.sources.get(document.source_id)
    byline_parts = (source.name if source else "", document.site_name, *document.authors)
    return "\n".join((*byline_parts, manuscript.wording.language_name(document.language)))


def days_are_supported(manuscript: Manuscript) -> Iterator[Fault]:
    """A day in a sentence is one that the sentence cites, or the day of its publication."""
    for sentence, citations in sentences_with_citations(manuscript):
        cited_facts = _merge_cited_facts(citations)
        publication_days = {
            document.published.date() for _, document in citations if document.published
        }
        # "The Courier reported on 10 November" names a day that no passage needs to give.
        dates = cited_facts.days | {
            (publication_day.month, publication_day.day) for publication_day in publication_days
        }
        years = cited_facts.values | {publication_day.year for publication_day in publication_days}
        draft = manuscript.draft
        for day in mentions.find_days(sentence.own, draft.language, draft.last):
            # Each part of a date is held against the facts alone: what is cited may give the
            # day of the week in one article and the date in another.
            is_week_day = day.weekday is not None and day.weekday not in cited_facts.weekdays
            is_other_day = bool(day.days) and not day.days & dates
            is_other_year = day.year is not None and day.year not in years
            if is_week_day or is_other_day or is_other_year:
                yield Fault(
                    sentence.line, f"“{day.raw}” is no day that this sentence's citations name."
                )


def names_are_supported(manuscript: Manuscript) -> Iterator[Fault]:
    """A name in a sentence stands in an article that the sentence cites."""
    language = manuscript.draft.language
    for sentence, citations in sentences_with_citations(manuscript):
        stated_names = names.find_names(sentence.own, language)
        for _, document in citations:
            byline = names.index_names(document_byline(manuscript, document), language)
            stated_names = [name for name in stated_names if not byline.has(name)]
        # A whole article takes its time to index: only where the bylines lack a name.
        for _, document in citations if stated_names else ():
            document_names = _document_names(document)
            stated_names = [name for name in stated_names if not document_names.has(name)]
        for missing_name in _join_adjacent_names(sentence.own, stated_names):
            yield Fault(
                sentence.line, f"“{missing_name}” is in none of the articles that this cites."
            )


def _join_adjacent_names(sentence_text: str, missing_names: list[Name]) -> list[str]:
    """The names as written, adjacent ones joined: "Nadia Hollow" is one fault, not two."""
    spans: list[tuple[int, int]] = []
    for name in missing_names:
        if spans and spans[-1][1] + 1 == name.start:
            spans[-1] = spans[-1][0], name.end
        else:
            spans.append((name.start, name.end))
    return [sentence_text[start:end] for start, end in spans]


def statements_are_cited(manuscript: Manuscript) -> Iterator[Fault]:
    """A sentence that gives numbers, days or what somebody said cites where that stands."""
    for part in manuscript.parts:
        html_lines = {
            element.line for element in manuscript.elements(part) if element.kind == "html"
        }
        for sentence in manuscript.sentences(part):
            claim = find_uncited_claim(manuscript, sentence)
            if claim and sentence.line not in html_lines:  # its own check names that
                citing_mark = _find_citing_mark(manuscript, part, claim)
                yield Fault(
                    sentence.line,
                    f"this states “{claim}” and cites nothing: {shorten_text(sentence.own)}",
                    f"[^{citing_mark}] says so" if citing_mark else "",
                )


def find_uncited_claim(manuscript: Manuscript, sentence: Sentence) -> str:
    """The first claim of a sentence that cites nothing: a day, a number or a word of saying.

    "" when the sentence cites something, states nothing of the kind, or speaks in the first
    person.
    """
    sentence_text = sentence.own
    if not sentence.is_alone or not sentence_text or manuscript.framed.match(sentence_text):
        return ""
    language = manuscript.draft.language
    sentence_words = _normalised_words(sentence_text)
    # "We counted 40 reports": what the editors say of themselves needs no source.
    if numbers.first_person_words(language).intersection(sentence_words):
        return ""
    if sentence_days := mentions.find_days(sentence_text, language, manuscript.draft.last):
        return sentence_days[0].raw
    for number in numbers.find_numbers(sentence_text, language):
        # Editors count their own reports in words; digits are a claim of any size.
        is_counted = number.raw[0].isdecimal() or min(number.values) > _MAX_OWN_COUNT
        if is_counted and not manuscript.is_number_of_edition(sentence_text, number.start):
            return number.raw
    words = f" {' '.join(sentence_words)} "
    return next((verb for verb in _saying_verbs(language) if f" {verb} " in words), "")


# --- what is cited ------------------------------------------------------------


def sentences_with_citations(
    manuscript: Manuscript,
) -> Iterator[tuple[Sentence, tuple[tuple[Citation, Document], ...]]]:
    """Sentences in the editors' own words, with the citations and documents that exist.

    The desk's own frames are left out: the numbers in them are its own counts.
    """
    for part in manuscript.parts:
        for sentence in manuscript.sentences(part):
            citations = tuple(
                (citation, document)
                for mark in sentence.marks
                if (citation := manuscript.citations.get(mark))
                for document in manuscript.cited([mark])
            )
            if citations and sentence.own and not manuscript.framed.match(sentence.own):
                yield sentence, citations


def _merge_cited_facts(citations: tuple[tuple[Citation, Document], ...]) -> _CitedFacts:
    facts_by_citation = [_read_cited_facts(citation, document) for citation, document in citations]
    return _CitedFacts(
        values=frozenset().union(*(facts.values for facts in facts_by_citation)),
        raws=tuple(dict.fromkeys(raw for facts in facts_by_citation for raw in facts.raws))[
            :_MAX_SHOWN_NUMBERS
        ],
        days=frozenset().union(*(facts.days for facts in facts_by_citation)),
        weekdays=frozenset().union(*(facts.weekdays for facts in facts_by_citation)),
        times=frozenset().union(*(facts.times for facts in facts_by_citation)),
        passages=tuple(passage for facts in facts_by_citation for passage in facts.passages),
    )


# Cached: the sentences of an edition cite the same passages again and again.
@lru_cache(maxsize=4096)
def _read_cited_facts(citation: Citation, document: Document) -> _CitedFacts:
    published: date | None = document.published.date() if document.published else None
    title_and_passage = f"{document.title}\n{citation.text}"
    # The title counts as cited, too. Messages list the passage's own numbers only.
    all_numbers = numbers.find_numbers(title_and_passage, document.language)
    passage_numbers = numbers.find_numbers(citation.text, document.language)
    month_days, weekdays = mentions.find_possible_days(
        title_and_passage, document.language, published
    )
    spans = [
        (day.start, day.end)
        for day in mentions.find_days(citation.text, document.language, published)
    ]
    return _CitedFacts(
        values=frozenset(value for number in all_numbers for value in number.values),
        raws=tuple(number.raw for number in passage_numbers if not number.is_vague),
        days=month_days,
        weekdays=weekdays,
        times=frozenset(times.find_times(title_and_passage)),
        passages=(arithmetic.read_number_passage(citation.text, document.language, spans),),
    )


@lru_cache(maxsize=1024)
def _document_numbers(document: Document) -> tuple[Number, ...]:
    return tuple(numbers.find_numbers(document.text, document.language))


@lru_cache(maxsize=1024)
def _document_names(document: Document) -> NameIndex:
    document_text = "\n".join((document.title, document.text, *document.authors))
    return names.index_names(document_text, document.language)


def _find_number_sentence(
    values: frozenset[float], citations: tuple[tuple[Citation, Document], ...]
) -> str:
    """The first sentence of the cited articles that has one of the values; "" for none."""
    for document in dict.fromkeys(document for _, document in citations):
        for number in _document_numbers(document):
            if number.values & values:
                for start, end in segmentation.sentence_spans(document.text, document.language):
                    if start <= number.start < end:
                        return shorten_text(document.text[start:end])
    return ""


def _find_citing_mark(manuscript: Manuscript, part: Part, claim: str) -> str:
    """The mark of a citation of the same item whose passage has the claim; "" for none."""
    for mark in manuscript.marks(part):
        citation = manuscript.citations.get(mark)
        if citation and text.normalise(claim) in text.normalise(citation.text):
            return mark
    return ""


def _normalised_words(sentence_text: str) -> list[str]:
    return [word.strip("'\".,:;!?()،؛؟") for word in text.normalise(sentence_text).split()]


@lru_cache(maxsize=64)
def _saying_verbs(language: str) -> tuple[str, ...]:
    verbs = packs.load_pack(language).saying_verbs
    return tuple(" ".join(_normalised_words(verb)) for verb in verbs)
