"""What comes first in dates of numbers, such as 03/04/2024: the day or the month. Pure."""

import re
from collections.abc import Iterable
from typing import Literal

DateOrder = Literal["", "day", "month"]
MAX_TIME_CHARACTERS = 100
NUMBERED_DATE_PATTERN = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:,?[ T](\S.{0,60}))?")


def has_numbered_dates(texts: Iterable[str]) -> bool:
    """Whether a text begins with a date such as 03/14/2024."""
    return any(NUMBERED_DATE_PATTERN.match(text.strip()[:MAX_TIME_CHARACTERS]) for text in texts)


def date_order(texts: Iterable[str]) -> DateOrder:
    """What comes first in dates such as 03/14/2024, of all that are written in one column."""
    numbers = [
        (int(match[1]), int(match[3]))
        for text in texts
        if (match := NUMBERED_DATE_PATTERN.match(text.strip()[:MAX_TIME_CHARACTERS]))
    ]
    is_day_first = any(first > 12 for first, _ in numbers)
    is_month_first = any(second > 12 for _, second in numbers)
    if is_day_first == is_month_first:
        return ""
    return "day" if is_day_first else "month"
