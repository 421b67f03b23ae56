"""Find the days of the week that prose names. Pure and linear."""

import re
from collections.abc import Iterator, Mapping

from coranto.reading.dates import tables
from coranto.reading.dates.prose import DayMention
from coranto.reading.language import text

_WORD_PATTERN = re.compile(r"[^\W\d_](?:[\w\u200c'’]|-(?=\w))*")
#: Letters that a day of the week may have besides, or lack: it is inflected.
_MAX_ENDING_LETTERS = 2
#: Every form begins with so many letters of its name.
_COMMON_HEAD_LETTERS = 2
#: Shorter forms are only met whole.
_MIN_STEM_LETTERS = 4


def find_weekdays(written: str, code: str) -> Iterator[DayMention]:
    """Names of days of the week, inflected or not."""
    names = tables.weekday_names(code)
    heads = tuple({name[:_COMMON_HEAD_LETTERS] for name, _ in names})
    for match in _WORD_PATTERN.finditer(written):
        word = text.normalise(match[0])
        if not heads or not word.startswith(heads):
            continue
        for name, number in names:
            inflected = (
                len(name) > _MIN_STEM_LETTERS and abs(len(word) - len(name)) <= _MAX_ENDING_LETTERS
            )
            if word == name or (
                inflected and word.startswith(name[: max(_MIN_STEM_LETTERS, len(name) - 1)])
            ):
                yield DayMention(raw=match[0], start=match.start(), end=match.end(), weekday=number)
                break
    yield from _find_marked_weekdays(written, dict(names))


def _find_marked_weekdays(written: str, names: Mapping[str, int]) -> Iterator[DayMention]:
    """Days that are a mark and a sign, inside a run of other signs: 星期二."""
    for match in tables.marked_weekday_pattern().finditer(written):
        if text.normalise(match[0]) not in names:
            number = tables.weekday_signs()[match[1]]
            yield DayMention(raw=match[0], start=match.start(), end=match.end(), weekday=number)
