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

from coranto.editing.checks.fault import Fault, shown
from coranto.editing.facts import arithmetic, days, names, numbers, times
from coranto.editing.facts.days import MonthDay
from coranto.editing.facts.names import Known, Name
from coranto.editing.facts.numbers import Number
from coranto.editing.facts.times import Time
from coranto.editing.manuscript import Manuscript, Part
from coranto.editing.sentence_marks import Sentence
from coranto.model import Citation, Document
from coranto.reading.language import packs, text

#: Numbers of a passage that a message shows.
_SHOWN = 4
#: Editors count their own reports in words, but hardly further.
_COUNTED = 12
#: Words behind which no noun follows an ordinal that would be counted by it.
_FUNCTION = (
    "about|after|against|all|also|although|among|and|are|around|as|at|because|before|between|both"
    "|but|by|could|did|do|does|during|for|from|had|has|have|he|her|here|his|how|i|if|in|into|is"
    "|it|its|may|might|must|my|near|nobody|nor|not|of|off|on|only|or|our|she|should|since|so|than"
    "|that|the|their|then|there|these|they|this|those|though|through|till|to|toward|towards|under"
    "|unless|until|upon|was|we|were|what|when|where|whereas|which|while|who|whose|why|will|with"
    "|within|without|would|yet|you|your|a|an"
)
#: "the 10th": a day whose month was named before; "the 10th round" is none.
_ALONE = re.compile(
    rf"(?:st|nd|rd|th)\b\s*(?:\Z|[^\w\s-]|-(?=\d)|(?:{_FUNCTION})(?![\w-]))", re.IGNORECASE
)
#: What stands before such a day: "the", and days that are named before it.
_DAYS_BEFORE = re.compile(
    r"\bthe\s+(?:\d{1,2}(?:st|nd|rd|th)\s*(?:,|[-–—/]|,?\s*(?:and|or|to|until|till)\b)\s*)*\Z",
    re.IGNORECASE,
)
#: Characters before an ordinal in which such days are looked for.
_NEAR = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ground:
    """What the citations of a sentence say."""

    values: frozenset[float]
    raws: tuple[str, ...]
    days: frozenset[MonthDay]
    weekdays: frozenset[int]
    times: frozenset[Time]
    passages: tuple[arithmetic.Passage, ...]


def numbers_are_founded(manuscript: Manuscript) -> Iterator[Fault]:
    """A number in a sentence stands in what the sentence cites."""
    for sentence, cited in _cited(manuscript):
        language = manuscript.draft.language
        dated = days.days(sentence.own, language, manuscript.draft.last)
        ground = _ground(cited)
        named = _in_names(manuscript, cited)
        spans = [(day.start, day.end) for day in dated]
        beside = arithmetic.passage(sentence.own, language, spans).values
        for number in numbers.numbers(sentence.own, language):
            is_dated = any(start <= number.start < end for start, end in spans)
            is_known = number.is_vague or number.values & (ground.values | named)
            if is_dated or is_known:
                continue
            if not _follows(number, sentence.own, language, ground, beside):
                yield _unfounded(sentence, number, cited, ground)


def _unfounded(
    sentence: Sentence,
    number: Number,
    cited: tuple[tuple[Citation, Document], ...],
    ground: _Ground,
) -> Fault:
    elsewhere = _elsewhere(number.values, cited)
    has = f"what is cited has {', '.join(ground.raws)}" if ground.raws else ""
    return Fault(
        sentence.line,
        f"“{number.raw}” does not stand in what this sentence cites.",
        f"cite this as well: “{elsewhere}”" if elsewhere else has,
    )


def _follows(
    number: Number, own: str, language: str, ground: _Ground, beside: frozenset[float]
) -> bool:
    """Whether a number follows from what is cited: rounded, added up, as a share or a time."""
    for time in times.times(own):
        is_here = time.start <= number.start < time.end
        if is_here and any(time.may_be(one) for one in ground.times):
            return True
    before = own[max(0, number.start - _NEAR) : number.start]
    is_ordinal = _DAYS_BEFORE.search(before) and _ALONE.match(own, number.end)
    if is_ordinal and number.values & {day for _, day in ground.days}:
        return True
    return arithmetic.follows(number, own, language, given=ground.passages, beside=beside)


def _in_names(manuscript: Manuscript, cited: tuple[tuple[Citation, Document], ...]) -> set[float]:
    """Numbers in the names of outlets and authors: "Channel 4"."""
    language = manuscript.draft.language
    return {
        value
        for _, document in cited
        for number in numbers.numbers(_byline(manuscript, document), language)
        for value in number.values
    }


def _byline(manuscript: Manuscript, document: Document) -> str:
    """Who tells it, and in which language."""
    source = manuscript.context.sources.get(document.source_id)
    told = (source.name if source else "", document.site_name, *document.authors)
    return "\n".join((*told, manuscript.wording.language_name(document.language)))


def days_are_founded(manuscript: Manuscript) -> Iterator[Fault]:
    """A day in a sentence is one that the sentence cites, or the day of its publication."""
    for sentence, cited in _cited(manuscript):
        ground = _ground(cited)
        published = {one.published.date() for _, one in cited if one.published}
        dates = ground.days | {(each.month, each.day) for each in published}
        years = ground.values | {each.year for each in published}
        draft = manuscript.draft
        for day in days.days(sentence.own, draft.language, draft.last):
            is_week_day = day.weekday is not None and day.weekday not in ground.weekdays
            is_other_day = bool(day.days) and not day.days & dates
            is_other_year = day.year is not None and day.year not in years
            if is_week_day or is_other_day or is_other_year:
                yield Fault(
                    sentence.line, f"“{day.raw}” is no day that this sentence's citations name."
                )


def names_are_founded(manuscript: Manuscript) -> Iterator[Fault]:
    """A name in a sentence stands in an article that the sentence cites."""
    language = manuscript.draft.language
    for sentence, cited in _cited(manuscript):
        stated_names = names.names(sentence.own, language)
        for _, document in cited:
            byline = names.known(_byline(manuscript, document), language)
            stated_names = [name for name in stated_names if not byline.has(name)]
        # Articles are read only where bylines do not suffice: reading takes its time.
        for _, document in cited if stated_names else ():
            known = _names_of(document)
            stated_names = [name for name in stated_names if not known.has(name)]
        for missed in _joined(sentence.own, stated_names):
            yield Fault(sentence.line, f"“{missed}” is in none of the articles that this cites.")


def _joined(own: str, missed: list[Name]) -> list[str]:
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
            told = stated(manuscript, sentence)
            if told and sentence.line not in html:  # its own check names that
                near = _citing(manuscript, part, told)
                yield Fault(
                    sentence.line,
                    f"this states “{told}” and cites nothing: {shown(sentence.own)}",
                    f"[^{near}] says so" if near else "",
                )


def stated(manuscript: Manuscript, sentence: Sentence) -> str:
    """What a sentence without any evidence states all the same; "" when it is only a voice."""
    own = sentence.own
    if not sentence.is_alone or not own or manuscript.framed.match(own):
        return ""
    language = manuscript.draft.language
    said = _words(own)
    if numbers.we(language).intersection(said):
        return ""
    if dated := days.days(own, language, manuscript.draft.last):
        return dated[0].raw
    for number in numbers.numbers(own, language):
        is_counted = number.raw[0].isdecimal() or min(number.values) > _COUNTED
        if is_counted and not manuscript.is_number_of_edition(own, number.start):
            return number.raw
    words = f" {' '.join(said)} "
    return next((verb for verb in _saying(language) if f" {verb} " in words), "")


# --- what is cited ------------------------------------------------------------


def _cited(
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


def _ground(cited: tuple[tuple[Citation, Document], ...]) -> _Ground:
    found = [_ground_of(citation, document) for citation, document in cited]
    return _Ground(
        values=frozenset().union(*(one.values for one in found)),
        raws=tuple(dict.fromkeys(raw for one in found for raw in one.raws))[:_SHOWN],
        days=frozenset().union(*(one.days for one in found)),
        weekdays=frozenset().union(*(one.weekdays for one in found)),
        times=frozenset().union(*(one.times for one in found)),
        passages=tuple(passage for one in found for passage in one.passages),
    )


@lru_cache(maxsize=4096)
def _ground_of(citation: Citation, document: Document) -> _Ground:
    published: date | None = document.published.date() if document.published else None
    said = f"{document.title}\n{citation.text}"
    found = numbers.numbers(said, document.language)
    passage = numbers.numbers(citation.text, document.language)
    dates, week = days.meant(said, document.language, published)
    spans = [(day.start, day.end) for day in days.days(citation.text, document.language, published)]
    return _Ground(
        values=frozenset(value for number in found for value in number.values),
        raws=tuple(number.raw for number in passage if not number.is_vague),
        days=dates,
        weekdays=week,
        times=frozenset(times.times(said)),
        passages=(arithmetic.passage(citation.text, document.language, spans),),
    )


@lru_cache(maxsize=1024)
def _numbers_of(document: Document) -> tuple[Number, ...]:
    return tuple(numbers.numbers(document.text, document.language))


@lru_cache(maxsize=1024)
def _names_of(document: Document) -> Known:
    told = "\n".join((document.title, document.text, *document.authors))
    return names.known(told, document.language)


def _elsewhere(values: frozenset[float], cited: tuple[tuple[Citation, Document], ...]) -> str:
    """The sentence of a cited article that has the number."""
    for document in dict.fromkeys(document for _, document in cited):
        for number in _numbers_of(document):
            if number.values & values:
                for start, end in text.sentences(document.text, document.language):
                    if start <= number.start < end:
                        return shown(document.text[start:end])
    return ""


def _citing(manuscript: Manuscript, part: Part, told: str) -> str:
    """A citation of the same item whose passage has the words."""
    for mark in manuscript.marks(part):
        citation = manuscript.citations.get(mark)
        if citation and text.normalise(told) in text.normalise(citation.text):
            return mark
    return ""


def _words(own: str) -> list[str]:
    return [word.strip("'\".,:;!?()،؛؟") for word in text.normalise(own).split()]


@lru_cache(maxsize=64)
def _saying(language: str) -> tuple[str, ...]:
    verbs = packs.pack(language).saying_verbs
    return tuple(" ".join(_words(verb)) for verb in verbs)
