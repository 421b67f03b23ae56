"""Read what stands between two days of a text: a range, a list, or neither. Pure and linear.

"9 to 11 November" names three days, "9 and 11 November" two, and "between 9 and 11 November"
three. The words are the language packs'; whether they name a range is decided by position.
"""

import re
from collections.abc import Collection, Iterator
from typing import Literal

from coranto.reading.dates import tables
from coranto.reading.dates.scanner import ScannedText, is_day

#: "range" names the days between as well, "joined" does only beside a word for "between".
Link = Literal["range", "joined", "list", "none"]

#: Words and characters between two days.
MAX_LINK_WORDS = 5
MAX_LINK_CHARACTERS = 40
#: Words before or behind two days of which one may be "between".
_BETWEEN_WORD_DISTANCE = 3
_DASHES = "-‐‑‒–—―−~〜"
_LINK_MARKS = frozenset(" \t\u00a0\u2009\u202f\u200e\u200f.,،、'’`´״׳\"/()ºª°" + _DASHES)
#: Not the hyphen of an ending: "9-го".
_DASH_PATTERN = re.compile(rf"[{_DASHES}](?![^\W\d_])")
_COMMA_PATTERN = re.compile("[,،、/]")
_UNIT_PATTERN = re.compile(r"[.,:]\d|\s?[%‰٪]")


def read_link(scanned: ScannedText, plain: str, first: int, second: int, code: str) -> Link:
    """What the words and marks between two tokens say of the days that these end and begin."""
    between = scanned.words[first + 1 : second]
    start, end = scanned.tokens[first].end(), scanned.tokens[second].start()
    if len(between) > MAX_LINK_WORDS or end - start > MAX_LINK_CHARACTERS:
        return "none"
    marks = _marks_between(scanned, plain, first, second)
    if not tables.words_near_days(code).issuperset(between) or not _LINK_MARKS.issuperset(marks):
        return "none"
    words = tables.date_words(code)
    if not words.to.isdisjoint(between):
        return "range"
    if not words.joins.isdisjoint(between):
        return "joined"
    if _COMMA_PATTERN.search(marks):
        return "list"
    return "range" if _DASH_PATTERN.search(plain, start, end + 1) else "none"


def _marks_between(scanned: ScannedText, plain: str, first: int, second: int) -> str:
    tokens = scanned.tokens
    return "".join(plain[tokens[at].end() : tokens[at + 1].start()] for at in range(first, second))


def has_between(scanned: ScannedText, first: int, last: int, code: str) -> bool:
    """Whether "between" stands before the token of a first day or behind that of a last one."""
    near = (
        *scanned.words[max(0, first - _BETWEEN_WORD_DISTANCE) : first],
        *scanned.words[last + 1 : last + 1 + _BETWEEN_WORD_DISTANCE],
    )
    return not tables.date_words(code).between.isdisjoint(near)


def days_before(
    scanned: ScannedText, plain: str, day: int, taken: Collection[int], code: str
) -> Iterator[int]:
    """Tokens of further days before that of a day: "9 to 11 November", "9th, 10th and 11th".

    `taken` are tokens that belong to another date.
    """
    while (at := _next_number(scanned, range(day - 1, day - 2 - MAX_LINK_WORDS, -1))) is not None:
        is_earlier = is_day(scanned.words[at]) and int(scanned.words[at]) < int(scanned.words[day])
        if at in taken or not is_earlier or _is_rest_of_number(scanned, plain, at):
            return
        if read_link(scanned, plain, at, day, code) == "none":
            return
        yield at
        day = at


def _is_rest_of_number(scanned: ScannedText, plain: str, at: int) -> bool:
    """Whether digits and a mark stand right before a number: "1,9", "10:9"."""
    is_number_before = at > 0 and scanned.words[at - 1].isdecimal()
    gap = plain[scanned.tokens[at - 1].end() : scanned.tokens[at].start()] if at else ""
    return is_number_before and gap in {",", ".", ":", "/", "-"}


def _next_number(scanned: ScannedText, places: range) -> int | None:
    """The nearest of some tokens that are digits; None unless it is a number by itself."""
    last = len(scanned.words)
    at = next((at for at in places if 0 <= at < last and scanned.words[at].isdecimal()), None)
    return at if at is not None and scanned.are_numbers[at] else None


def days_after(
    scanned: ScannedText, plain: str, day: int, taken: Collection[int], code: str
) -> Iterator[int]:
    """Tokens of further days behind that of a day: "November 9 to 11", "november 9-től 11-ig".

    Where something may be counted instead ("on November 9, 11 people"), there is no day.
    """
    first = day
    while (at := _next_number(scanned, range(day + 1, day + 2 + MAX_LINK_WORDS))) is not None:
        is_later = is_day(scanned.words[at]) and int(scanned.words[at]) > int(scanned.words[day])
        if at in taken or at + 1 in taken or not is_later:
            return
        if _UNIT_PATTERN.match(plain, scanned.tokens[at].end()):
            return
        link = read_link(scanned, plain, day, at, code)
        is_range = link == "range" or (link == "joined" and has_between(scanned, first, at, code))
        is_sure = is_range and not _is_spaced_dash(scanned, plain, day, at)
        if link == "none" or (not is_sure and _counts_something(scanned, plain, at, code)):
            return
        yield at
        day = at


def _is_spaced_dash(scanned: ScannedText, plain: str, first: int, second: int) -> bool:
    between = plain[scanned.tokens[first].end() : scanned.tokens[second].start()]
    return first + 1 == second and between[:1].isspace()


def _counts_something(scanned: ScannedText, plain: str, at: int, code: str) -> bool:
    """Whether a word follows a number that is none of those that stand at days."""
    if at + 1 == len(scanned.words) or scanned.words[at + 1] in tables.words_near_days(code):
        return False
    gap = plain[scanned.tokens[at].end() : scanned.tokens[at + 1].start()]
    return not gap.strip() or gap.strip() in _DASHES
