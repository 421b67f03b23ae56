"""Find the times of day in a text: "18:30", "6.30 pm", "17 h 45". Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_TIME_PATTERN = re.compile(
    r"(?<![\d.:,])(\d{1,2})(?:\s?[:.h]\s?(\d{2})(?!\d))?\s?(am|pm|a\.m\.|p\.m\.)?(?![\w:])",
    re.IGNORECASE,
)
_NOON_MINUTES = 12 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOfDay:
    """A time of day: its place in the text, and its minutes after midnight or noon."""

    start: int
    end: int
    minutes: int  #: below 720
    half: int | None = None  #: 0 before noon, 1 after it; None when the text leaves it open

    def may_match(self, other_time: "TimeOfDay") -> bool:
        """Whether both may mean the same time: "6.30" may be 18:30, "6.30 am" is not."""
        are_halves_known = self.half is not None and other_time.half is not None
        return self.minutes == other_time.minutes and (
            not are_halves_known or self.half == other_time.half
        )


def find_times(passage: str) -> Iterator[TimeOfDay]:
    """The times of day in a text, in order.

    A number without minutes counts only before "am" or "pm".
    """
    plain_text = "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char for char in passage
    )
    for match in _TIME_PATTERN.finditer(plain_text):
        hour, minute = int(match[1]), int(match[2] or 0)
        # Up to 24: some write the end of a day as 24:00.
        if (match[2] or match[3]) and hour < 25 and minute < 60:
            yield TimeOfDay(
                start=match.start(),
                end=match.end(),
                minutes=(hour * 60 + minute) % _NOON_MINUTES,
                half=_half_of_day(hour, match[3] or ""),
            )


def _half_of_day(hour: int, marker: str) -> int | None:
    """0 before noon, 1 after it, None when neither the hour nor `marker` (am, pm) tells.

    "6.30" and "12:00" may be either: without a marker, the twelve-hour clock is possible.
    """
    if marker and 0 < hour <= 12:
        return int(marker[0] in "pP")
    # 24:00 is midnight, the first half of the next day.
    if hour > 12:
        return int(hour < 24)
    return 0 if hour == 0 else None
