"""Parse the time at which a post was written, in the formats that exports use. Pure.

Numbers count from 1970; their size tells seconds, milliseconds, microseconds and nanoseconds
apart. A time without a zone is read as UTC, which is what exports mean.
"""

import math
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_TIME_CHARACTERS = 100
# No sign: a negative timestamp counts as missing, because exports write -1 for an unknown time.
_NUMBER_PATTERN = re.compile(r"\d{1,20}(?:\.\d{1,20})?(?:[eE]\+?\d{1,2})?")
#: (bound, microseconds in the unit): a number below the bound counts in that unit. 1e11
#: seconds is the year 5138.
_MICROSECONDS_PER_UNIT = ((1e11, 1_000_000.0), (1e14, 1_000.0), (1e17, 1.0), (math.inf, 0.001))
#: How X wrote times until its second interface: Wed Oct 10 20:20:24 +0000 2018.
_X_TIME_PATTERN = re.compile(r"(\w{3} \w{3} \d{2} \d{2}:\d{2}:\d{2}) ([+-]\d{4}) (\d{4})")
_UTC_ZONE_PATTERN = re.compile(r"(?<=\d) ?(?:UTC|GMT)$")
#: As CrowdTangle writes them. Other zone abbreviations are ambiguous.
_AMERICAN_ZONE_OFFSETS = {"EST": "-05:00", "EDT": "-04:00", "PST": "-08:00", "PDT": "-07:00"}
_AMERICAN_ZONE_PATTERN = re.compile(r"(?<=\d) ?(EST|EDT|PST|PDT)$")


def parse_post_time(raw: str) -> int | None:
    """Microseconds since 1970, or None when `raw` is not a time."""
    text = raw.strip()
    if not text or len(text) > _MAX_TIME_CHARACTERS:
        return None
    if _NUMBER_PATTERN.fullmatch(text):
        return _parse_timestamp(text)
    try:
        return _to_microseconds(_parse_written_time(text))
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _parse_timestamp(text: str) -> int | None:
    # Up to 11 digits are below 1e11: whole seconds, exact without a float.
    if text.isdecimal() and len(text) <= 11:
        return int(text) * 1_000_000
    value = float(text)
    unit = next(unit for bound, unit in _MICROSECONDS_PER_UNIT if value < bound)
    microseconds = round(value * unit)
    return microseconds if microseconds < 1e17 else None


def _parse_written_time(text: str) -> datetime:
    if match := _X_TIME_PATTERN.fullmatch(text):
        return datetime.strptime(" ".join(match.groups()), "%a %b %d %H:%M:%S %z %Y")
    if match := _AMERICAN_ZONE_PATTERN.search(text):
        text = text[: match.start()] + _AMERICAN_ZONE_OFFSETS[match[1]]
    if text[0].isdecimal():
        return datetime.fromisoformat(_UTC_ZONE_PATTERN.sub("+00:00", text))
    return parsedate_to_datetime(text)


def _to_microseconds(written_at: datetime) -> int:
    aware = written_at if written_at.tzinfo else written_at.replace(tzinfo=UTC)
    # Integer division of timedeltas; `timestamp()` is a float and loses microseconds.
    return (aware - EPOCH) // timedelta(microseconds=1)
