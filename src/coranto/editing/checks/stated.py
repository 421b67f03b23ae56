"""Checks of what sentences state: numbers, days and names, against what they cite. Pure.

A number or a day must stand in the passage that is cited, or in its article's title; a
name anywhere in the article, since passages say "she". What may be read in two ways
counts as founded: these checks would rather be silent than wrong.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from coranto.editing.checks.fault import Fault, shorten_text
from coranto.editing.facts import arithmetic, days, names, numbers, times
from coranto.editing.facts.days import MonthDay
from coranto.editing.facts.names import Name, NameIndex
from coranto.editing.facts.numbers import Number
from coranto.editing.facts.times import TimeOfDay
from coranto.editing.manuscript import Manuscript, Part
from coranto.editing.sentence_marks import Sentence
from coranto.model import Citation, Document
from coranto.reading.language import packs, text

#: Numbers of a passage that a message shows.
_MAX_SHOWN_NUMBERS = 4
#: Editors count their own reports in words, but hardly further.
_MAX_OWN_COUNT = 12
#: Words behind which no noun follows an ordinal that would be counted by it.
_FUNCTION_WORDS = (
    "about|after|against|all|also|although|among|and|are|around|as|at|because|before|between|both"
    "|but|by|could|did|do|does|during|for|from|had|has|have|he|her|here|his|how|i|if|in|into|is"
    "|it|its|may|might|must|my|near|nobody|nor|not|of|off|on|only|or|our|she|should|since|so|than"
    "|that|the|their|then|there|these|they|this|those|though|through|till|to|toward|towards|under"
    "|unless|until|upon|was|we|were|what|when|where|whereas|which|while|who|whose|why|will|with"
    "|within|without|would|yet|you|your|a|an"
)
#: "the 10th": a day whose month was named before; "the 10th round" is none.
_ORDINAL_DAY_PATTERN = re.compile(
    rf"(?:st|nd|rd|th)\b\s*(?:\Z|[^\w\s-]|-(?=\d)|(?:{_FUNCTION_WORDS})(?![\w-]))", re.IGNORECASE
)
#: What stands before such a day: "the", and days that are named before it.
_DAYS_BEFORE_PATTERN = re.compile(
    r"\bthe\s+(?:\d{1,2}(?:st|nd|rd|th)\s*(?:,|[-–—/]|,?\s*(?:and|or|to|until|till)\b)\s*)*\Z",
    re.IGNORECASE,
)
#: Characters before an ordinal in which such days are looked for.
_DAYS_BEFORE_CHARACTERS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _CitedFacts:
    """What the citations of a sentence say."""

    values: frozenset[float]
    raws: tuple[str, ...]
    days: frozenset[MonthDay]
    weekdays: frozenset[int]
    times: frozenset[TimeOfDay]
    passages: tuple[arithmetic.NumberPassage, ...]


def numbers_are_supported(manuscript: Manuscript) -> Iterator[Fault]:
    """A number in a sentence stands in what the sentence cites."""
    for sentence, cited in _sentences_with_citations(manuscript):
        language = manuscript.draft.language
        dated = days.find_days(sentence.own, language, manuscript.draft.last)
        ground = _merge_cited_facts(cited)
        named = _numbers_in_bylines(manuscript, cited)
        spans = [(day.start, day.end) for day in dated]
        beside = arithmetic.read_number_passage(sentence.own, language, spans).values
        for number in numbers.find_numbers(sentence.own, language):
            is_dated = any(start <= number.start < end for start, end in spans)
            is_known = number.is_vague or number.values & (ground.values | named)
            if is_dated or is_known:
                continue
            if not _is_derived_number(number, sentence.own, language, ground, beside):
                yield _unsupported_number_fault(sentence, number, cited, ground)


def _unsupported_number_fault(
    sentence: Sentence,
    number: Number,
    cited: tuple[tuple[Citation, Document], ...],
    ground: _CitedFacts,
) -> Fault:
    elsewhere = _find_number_sentence(number.values, cited)
    has = f"what is cited has {', '.join(ground.raws)}" if ground.raws else ""
    return Fault(
        sentence.line,
        f"“{number.raw}” does not stand in what this sentence cites.",
        f"cite this as well: “{elsewhere}”" if elsewhere else has,
    )


def _is_derived_number(
    number: Number, own: str, language: str, ground: _CitedFacts, beside: frozenset[float]
) -> bool:
    """Whether a number follows from what is cited: rounded, added up, as a share or a time."""
    for time in times.find_times(own):
        is_here = time.start <= number.start < time.end
        if is_here and any(time.may_be(one) for one in ground.times):
            return True
    before = own[max(0, number.start - _DAYS_BEFORE_CHARACTERS) : number.start]
    is_ordinal = _DAYS_BEFORE_PATTERN.search(before) and _ORDINAL_DAY_PATTERN.match(own, number.end)
    if is_ordinal and number.values & {day for _, day in ground.days}:
        return True
    return arithmetic.is_derivable(number, own, language, given=ground.passages, beside=beside)


def _numbers_in_bylines(
    manuscript: Manuscript, cited: tuple[tuple[Citation, Document], ...]
) -> set[float]:
    """Numbers in the names of outlets and authors: "Channel 4"."""
    language = manuscript.draft.language
    return {
        value
        for _, document in cited
        for number in numbers.find_numbers(_document_byline(manuscript, document), language)
        for value in number.values
    }


def _document_byline(manuscript: Manuscript, document: Document) -> str:
    """Who tells it, and in which language."""
    source = manuscript.context.sources.get(document.source_id)
    told = (source.name if source else "", document.site_name, *document.authors)
    return "\n".join((*told, manuscript.wording.language_name(document.language)))


def days_are_supported(manuscript: Manuscript) -> Iterator[Fault]:
    """A day in a sentence is one that the sentence cites, or the day of its publication."""
    for sentence, cited in _sentences_with_citations(manuscript):
        ground = _merge_cited_facts(cited)
        published = {one.published.date() for _, one in cited if one.published}
        dates = ground.days | {(each.month, each.day) for each in published}
        years = ground.values | {each.year for each in published}
        draft = manuscript.draft
        for day in days.find_days(sentence.own, draft.language, draft.last):
            is_week_day = day.weekday is not None and day.weekday not in ground.weekdays
            is_other_day = bool(day.days) and not day.days & dates
            is_other_year = day.year is not None and day.year not in years
            if is_week_day or is_other_day or is_other_year:
                yield Fault(
                    sentence.line, f"“{day.raw}” is no day that this sentence's citations name."
                )


def names_are_supported(manuscript: Manuscript) -> Iterator[Fault]:
    """A name in a sentence stands in an article that the sentence cites."""
    language = manuscript.draft.language
    for sentence, cited in _sentences_with_citations(manuscript):
        stated_names = names.find_names(sentence.own, language)
        for _, document in cited:
            byline = names.index_names(_document_byline(manuscript, document), language)
            stated_names = [name for name in stated_names if not byline.has(name)]
        # Articles are read only where bylines do not suffice: reading takes its time.
        for _, document in cited if stated_names else ():
            known = _document_names(document)
            stated_names = [name for name in stated_names if not known.has(name)]
        for missed in _join_adjacent_names(sentence.own, stated_names):
            yield Fault(sentence.line, f"“{missed}” is in none of the articles that this cites.")


def _join_adjacent_names(own: str, missed: list[Name]) -> list[str]:
    """Names as they are written, those that stand together as one."""
    found: list[tuple[int, int]] = []
    for name in missed:
        if found and found[-1][1] + 1 == name.start:
            found[-1] = found[-1][0], name.end
        else:
            found.append((name.start, name.end))
    return [own[start:end] for start, end in found]


def statements_are_cited(manuscript: Manuscript) -> Iterator[Fault]:
    """A sentence that gives numbers, days or what somebody said cites where that stands."""
    for part in manuscript.parts:
        html = {one.line for one in manuscript.elements(part) if one.kind == "html"}
        for sentence in manuscript.sentences(part):
            told = find_uncited_claim(manuscript, sentence)
            if told and sentence.line not in html:  # its own check names that
                near = _find_citing_mark(manuscript, part, told)
                yield Fault(
                    sentence.line,
                    f"this states “{told}” and cites nothing: {shorten_text(sentence.own)}",
                    f"[^{near}] says so" if near else "",
                )


def find_uncited_claim(manuscript: Manuscript, sentence: Sentence) -> str:
    """What a sentence without any evidence states all the same; "" when it is only a voice."""
    own = sentence.own
    if not sentence.is_alone or not own or manuscript.framed.match(own):
        return ""
    language = manuscript.draft.language
    said = _normalised_words(own)
    if numbers.first_person_words(language).intersection(said):
        return ""
    if dated := days.find_days(own, language, manuscript.draft.last):
        return dated[0].raw
    for number in numbers.find_numbers(own, language):
        is_counted = number.raw[0].isdecimal() or min(number.values) > _MAX_OWN_COUNT
        if is_counted and not manuscript.is_number_of_edition(own, number.start):
            return number.raw
    words = f" {' '.join(said)} "
    return next((verb for verb in _saying_verbs(language) if f" {verb} " in words), "")


# --- what is cited ------------------------------------------------------------


def _sentences_with_citations(
    manuscript: Manuscript,
) -> Iterator[tuple[Sentence, tuple[tuple[Citation, Document], ...]]]:
    """Sentences with words of their own, not the desk's, and what they cite if that exists."""
    for part in manuscript.parts:
        for sentence in manuscript.sentences(part):
            cited = tuple(
                (citation, document)
                for mark in sentence.marks
                if (citation := manuscript.citations.get(mark))
                for document in manuscript.cited([mark])
            )
            if cited and sentence.own and not manuscript.framed.match(sentence.own):
                yield sentence, cited


def _merge_cited_facts(cited: tuple[tuple[Citation, Document], ...]) -> _CitedFacts:
    found = [_read_cited_facts(citation, document) for citation, document in cited]
    return _CitedFacts(
        values=frozenset().union(*(one.values for one in found)),
        raws=tuple(dict.fromkeys(raw for one in found for raw in one.raws))[:_MAX_SHOWN_NUMBERS],
        days=frozenset().union(*(one.days for one in found)),
        weekdays=frozenset().union(*(one.weekdays for one in found)),
        times=frozenset().union(*(one.times for one in found)),
        passages=tuple(passage for one in found for passage in one.passages),
    )


@lru_cache(maxsize=4096)
def _read_cited_facts(citation: Citation, document: Document) -> _CitedFacts:
    published: date | None = document.published.date() if document.published else None
    said = f"{document.title}\n{citation.text}"
    found = numbers.find_numbers(said, document.language)
    passage = numbers.find_numbers(citation.text, document.language)
    dates, week = days.find_possible_days(said, document.language, published)
    spans = [
        (day.start, day.end) for day in days.find_days(citation.text, document.language, published)
    ]
    return _CitedFacts(
        values=frozenset(value for number in found for value in number.values),
        raws=tuple(number.raw for number in passage if not number.is_vague),
        days=dates,
        weekdays=week,
        times=frozenset(times.find_times(said)),
        passages=(arithmetic.read_number_passage(citation.text, document.language, spans),),
    )


@lru_cache(maxsize=1024)
def _document_numbers(document: Document) -> tuple[Number, ...]:
    return tuple(numbers.find_numbers(document.text, document.language))


@lru_cache(maxsize=1024)
def _document_names(document: Document) -> NameIndex:
    told = "\n".join((document.title, document.text, *document.authors))
    return names.index_names(told, document.language)


def _find_number_sentence(
    values: frozenset[float], cited: tuple[tuple[Citation, Document], ...]
) -> str:
    """The sentence of a cited article that has the number."""
    for document in dict.fromkeys(document for _, document in cited):
        for number in _document_numbers(document):
            if number.values & values:
                for start, end in text.sentence_spans(document.text, document.language):
                    if start <= number.start < end:
                        return shorten_text(document.text[start:end])
    return ""


def _find_citing_mark(manuscript: Manuscript, part: Part, told: str) -> str:
    """A citation of the same item whose passage has the words."""
    for mark in manuscript.marks(part):
        citation = manuscript.citations.get(mark)
        if citation and text.normalise(told) in text.normalise(citation.text):
            return mark
    return ""


def _normalised_words(own: str) -> list[str]:
    return [word.strip("'\".,:;!?()،؛؟") for word in text.normalise(own).split()]


@lru_cache(maxsize=64)
def _saying_verbs(language: str) -> tuple[str, ...]:
    verbs = packs.load_pack(language).saying_verbs
    return tuple(" ".join(_normalised_words(verb)) for verb in verbs)
