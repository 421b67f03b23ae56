"""The halves of the day in written times: AM and PM in the words of languages, or missing. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from coranto.reading.language import cldr

#: Fewer posts may all be of the morning.
MIN_POSTS_OF_TWELVE_HOURS = 40
#: Of the twelve hours; posts of one part of a day use fewer.
MIN_HOURS_OF_TWELVE = 10
_HOUR_PATTERN = re.compile(r"(?:^|[ T,])(\d{1,2}):\d\d")
#: A clock and what may stand right before or behind it; sought where a text is not ASCII, or has
#: AM or PM with a space in it.
_CLOCK = r"(\d{1,2})(:\d\d)(:\d\d(?:[.,]\d{1,9})?)?"


def with_ascii_half_days(text: str) -> str:
    """A written time with ASCII digits, and with AM or PM in place of a language's words for them.

    CLDR's words of all languages are known: "p. m.", "μ.μ.", "ب.ظ", "م", "午後". Words that mean
    the first half of the day in one language and the second in another stay.
    """
    if text.isascii() and not text.endswith("."):
        return text
    text = "".join(map(_ascii_character, text))
    return _half_day_pattern().sub(_with_am_or_pm, text, count=1)


def _ascii_character(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    # No-break and narrow spaces; marks of writing direction.
    category = unicodedata.category(character)
    return " " if category == "Zs" else "" if category == "Cf" else character


@lru_cache(maxsize=1)
def _half_day_pattern() -> re.Pattern[str]:
    words = sorted(cldr.day_period_words(), key=len, reverse=True)
    # Stops, spaces and combining marks stand between the letters, but are not in the folded words.
    alternatives = "|".join(r"\W{0,2}".join(word) + r"\.?" for word in words)
    return re.compile(
        rf"(?<!\w)(?:(?P<before>{alternatives})\s?)?{_CLOCK}(?:\s?(?P<after>{alternatives})(?!\w))?",
        re.IGNORECASE,
    )


def _with_am_or_pm(match: re.Match[str]) -> str:
    words = cldr.day_period_words()
    halves = {
        words[cldr.fold_day_period(match[name])] for name in ("before", "after") if match[name]
    }
    clock = "".join(match.group(number) or "" for number in (2, 3, 4))
    return f"{clock} {halves.pop()}" if len(halves) == 1 else match[0]


def may_count_to_twelve(texts: Iterable[str]) -> bool:
    """Whether some times of a file leave it open that its hours go from 1 to 12."""
    hours = [int(match[1]) for text in texts if (match := _HOUR_PATTERN.search(text))]
    return bool(hours) and all(1 <= hour <= 12 for hour in hours)


def counts_to_twelve(posts_by_hour: Mapping[int, int]) -> bool:
    """Whether hours that are written without AM or PM go from 1 to 12, in all times of a file.

    Midnight is 12 then, there is no 0, and the afternoon has the hours of the morning.
    """
    hours = posts_by_hour.keys()
    return (
        sum(posts_by_hour.values()) >= MIN_POSTS_OF_TWELVE_HOURS
        and len(hours) >= MIN_HOURS_OF_TWELVE
        and 12 in hours
        and all(1 <= hour <= 12 for hour in hours)
    )
