"""The times of day of a text: "18:30", "6.30 pm", "17 h 45". Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_TIME = re.compile(
    r"(?<![\d.:,])(\d{1,2})(?:\s?[:.h]\s?(\d{2})(?!\d))?\s?(am|pm|a\.m\.|p\.m\.)?(?![\w:])",
    re.IGNORECASE,
)
_NOON = 12 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """A time of day as written, where, and in minutes after midnight or noon."""

    start: int
    end: int
    minutes: int  #: below 720: halves of the day are not told apart


def times(written: str) -> Iterator[Time]:
    """Times that a text names. A bare number is one only before "am" or "pm"."""
    plain = "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char for char in written
    )
    for match in _TIME.finditer(plain):
        hour, minute = int(match[1]), int(match[2] or 0)
        if (match[2] or match[3]) and hour < 25 and minute < 60:
            yield Time(start=match.start(), end=match.end(), minutes=(hour * 60 + minute) % _NOON)
