"""Parse the time at which a post was written, in the formats that exports use. Pure.

Numbers count from 1970; their size tells seconds, milliseconds, microseconds and nanoseconds
apart. A time without a zone is read as UTC, which is what exports mean. What may mean two times
is refused, with the reason in words: a time that is off by an hour makes strangers meet.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

from coranto.reading.posts import zones
from coranto.reading.posts.date_orders import MAX_TIME_CHARACTERS, NUMBERED_DATE_PATTERN, DateOrder
from coranto.reading.posts.half_days import with_ascii_half_days

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000  #: microseconds
MINUTE, HOUR, DAY = 60 * SECOND, 3_600 * SECOND, 86_400 * SECOND
#: No post is older: what claims to be counts from another day or in another unit.
FIRST_MOMENT = (datetime(1990, 1, 1, tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)
LAST_MOMENT = (datetime(2100, 1, 1, tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)
#: Beyond the year 9999: no time, and more than 64 bits can hold when it is packed.
_MAX_MOMENT = 3 * 10**17

UNREADABLE = "a time that cannot be read"
BEFORE_1990 = (
    "a time before 1990: no Unix time, or in another unit; name its form with --time-format"
)
NO_DATE = "a time of day without its date; name the columns of both, as in --map time=date+time"
UNKNOWN_ZONE = (
    "a time zone that means several, or is unknown; say what it means, as in --utc-offset +05:30"
)
DAY_OR_MONTH = (
    "a date whose day and month may be swapped; name its form, "
    'as in --time-format "%d/%m/%Y %H:%M:%S"'
)
#: Why a time cannot be read. A packed time is minus the place of its reason, counted from 1.
TIME_PROBLEMS = (UNREADABLE, BEFORE_1990, NO_DATE, UNKNOWN_ZONE, DAY_OR_MONTH)
#: Of all times of a file together (see half_days.py).
TWELVE_HOURS = (
    "a time of day that counts to twelve without AM or PM: export it with them or, if it counts to "
    '24, name its form, as in --time-format "%Y-%m-%d %H:%M:%S"'
)

#: How far apart, in microseconds, two times may lie that were written the same. 0: less than two
#: seconds. The last are those of numbers that a spreadsheet rounded: powers of ten of seconds, and
#: tenths of days.
GRAINS = (
    0, MINUTE, HOUR, DAY, *(10**digits * SECOND for digits in range(1, 9)),
    *(DAY // 10**digits for digits in range(1, 5)),
)  # fmt: skip
#: A packed time is a moment times this, plus the place of its grain.
PACKING = 16


ZoneKind = Literal["written", "missing", "unknown"]


@dataclass(frozen=True, slots=True)
class PostTime:
    """A moment in microseconds since 1970, and how exactly it is written."""

    moment: int
    grain: int = 0  #: microseconds, one of GRAINS
    #: whether its zone is written; "unknown" when a name is written that means several
    zone: ZoneKind = field(default="written", compare=False)


class _TimeError(ValueError):
    """A text that is no time, for a reason of `TIME_PROBLEMS`; caught by `read_post_time`."""


def parse_post_time(raw: str) -> int | None:
    """Microseconds since 1970, or None when `raw` is not a time."""
    time = read_post_time(raw)
    return time.moment if isinstance(time, PostTime) else None


def read_post_time(
    raw: str, *, order: DateOrder = "", form: str = "", zone: timezone | None = None
) -> PostTime | str:
    """A written time, or the reason of `TIME_PROBLEMS` why it is none.

    `order` says what comes first in 03/04/2024. `form` is a name of `NAMED_FORMS` or a format of
    strptime: then nothing else is read. `zone` is that of times without one, or with a name that
    means several; None: these are in UTC, and those are refused.
    """
    text = raw.strip()
    if not text or len(text) > MAX_TIME_CHARACTERS:
        return UNREADABLE
    try:
        if form:
            time = _parse_as(text, form)
        else:
            time = _parse_number(text) or _parse_text(with_ascii_half_days(text), order)
        time = _in_zone(time, zone)
    except _TimeError as error:
        return str(error)
    except (ValueError, OverflowError, TypeError, IndexError):
        return UNREADABLE
    if time.moment >= _MAX_MOMENT:
        return UNREADABLE
    return time if time.moment >= FIRST_MOMENT else BEFORE_1990


def _in_zone(time: PostTime, zone: timezone | None) -> PostTime:
    """The time, where `zone` is that of times whose zone is not known. Raises _TimeError."""
    if time.zone == "unknown" and zone is None:
        raise _TimeError(UNKNOWN_ZONE)
    if time.zone == "written" or zone is None:
        return time
    return replace(time, moment=time.moment - zone.utcoffset(None) // timedelta(microseconds=1))


def time_packer(
    *, order: DateOrder = "", form: str = "", zone: timezone | None = None
) -> Callable[[str], int]:
    """A function from a written time to one number, which SQL takes apart.

    See `read_post_time` for the arguments, and `PACKING` and `TIME_PROBLEMS` for the number.
    """

    def pack(raw: str) -> int:
        time = read_post_time(raw, order=order, form=form, zone=zone)
        if isinstance(time, str):
            return -1 - TIME_PROBLEMS.index(time)
        return time.moment * PACKING + GRAINS.index(time.grain)

    return pack


# --- numbers ----------------------------------------------------------------------

# No sign: a negative timestamp counts as missing, because exports write -1 for an unknown time.
# A spreadsheet in many countries writes a decimal comma.
_NUMBER_PATTERN = re.compile(r"(\d{1,20})(?:[.,](\d{1,20}))?(?:[eE]\+?(\d{1,2}))?")
#: (bound, microseconds in the unit): a number below the bound counts in that unit. 1e11
#: seconds is the year 5138.
_MICROSECONDS_PER_UNIT = ((1e11, 1_000_000.0), (1e14, 1_000.0), (1e17, 1.0), (math.inf, 0.001))
#: Days between 30 December 1899, from which spreadsheets count, and 1970.
_SERIAL_OF_1970 = 25_569
#: Serials of 1990 and 2100. As seconds they would lie on the first of January 1970.
_SERIALS = range(32_874, 73_051)
_COMPACT_FORMS = {
    8: ("%Y%m%d", DAY),
    12: ("%Y%m%d%H%M", MINUTE),
    14: ("%Y%m%d%H%M%S", 0),
}  #: digits → format and grain


def _parse_number(text: str) -> PostTime | None:
    if not (match := _NUMBER_PATTERN.fullmatch(text)):
        return None
    whole, fraction, exponent = match[1], match[2] or "", int(match[3] or 0)
    # Up to 11 digits are below 1e11: whole seconds, exact without a float.
    if text.isdecimal() and len(text) <= 11 and int(text) * SECOND >= FIRST_MOMENT:
        return PostTime(int(text) * SECOND)
    value = float(f"{whole}.{fraction or 0}e{exponent}")
    if int(value) in _SERIALS and value < 1e5:
        return _parse_serial(value, decimals=max(len(fraction) - exponent, 0))
    unit = next(unit for bound, unit in _MICROSECONDS_PER_UNIT if value < bound)
    moment = round(value * unit)
    if (
        text.isdecimal()
        and not FIRST_MOMENT <= moment <= LAST_MOMENT
        and len(text) in _COMPACT_FORMS
    ):
        form, grain = _COMPACT_FORMS[len(text)]
        written = datetime.strptime(f"{text}+0000", f"{form}%z")
        return PostTime(_to_microseconds(written), grain, "missing")
    return PostTime(moment, _number_grain(match, unit))


def _number_grain(match: re.Match[str], unit: float) -> int:
    """How exactly a number of units (in microseconds) is written, in scientific notation.

    A spreadsheet shows 1709541234567 as 1.70954E+12: what is not written is lost.
    """
    fraction, exponent = match[2] or "", match[3]
    return _next_grain(10.0 ** (int(exponent) - len(fraction)) * unit) if exponent else 0


def _parse_serial(days: float, *, decimals: int) -> PostTime:
    """A spreadsheet's count of days. Six decimals and fewer cannot tell parts of seconds."""
    seconds = round((days - _SERIAL_OF_1970) * 86_400, 0 if decimals <= 8 else 3)
    grain = DAY // 10**decimals if decimals <= 4 else 0
    if grain and grain < DAY:
        return PostTime(round(round(days - _SERIAL_OF_1970, decimals) * DAY), grain, "missing")
    return PostTime(round(seconds * SECOND), grain, "missing")


def _next_grain(microseconds: float) -> int:
    """The grain of this many microseconds, or the next greater one; 0 below two seconds."""
    if microseconds < 2 * SECOND:
        return 0
    powers = (10**digits * SECOND for digits in range(1, 9))
    return next((grain for grain in powers if grain >= microseconds * 0.999), 10**8 * SECOND)


# --- texts ------------------------------------------------------------------------

#: How X wrote times until its second interface, and how Unix and Java print them:
#: Wed Oct 10 20:20:24 +0000 2018.
_YEAR_LAST_PATTERN = re.compile(
    r"[A-Za-z]{3},? ([A-Za-z]{3}) {1,2}(\d{1,2}) (\d\d:\d\d:\d\d)"
    r"(?: ([+-]\d{4}|[A-Za-z]{1,5}))? (\d{4})"
)
_RFC822_PATTERN = re.compile(
    r"(?:[A-Za-z]{3,9},? )?(\d{1,2})[ -]([A-Za-z]{3})[a-z]{0,6}[ -](\d{4}|\d\d)(?:,? (\S.{0,60}))?"
)
#: Mar 6, 2024, 9:00:02
_MONTH_FIRST_PATTERN = re.compile(
    r"(?:[A-Za-z]{3,9},? )?([A-Za-z]{3})[a-z]{0,6}\.? (\d{1,2}),? (\d{4})"
    r"(?:,?(?: at)? (\S.{0,80}))?"
)
_YEAR_FIRST_PATTERN = re.compile(r"(\d{4})([/.])(\d{1,2})\2(\d{1,2})(?=$|[ T])")
_HALF_DAY_PATTERN = re.compile(
    r"\b(\d{1,2})(:\d\d)?(:\d\d(?:[.,]\d{1,9})?)?\s?([AaPp])\.?[Mm](?:\.|\b)"
)
_CLOCK_PATTERN = re.compile(
    r"(\d{1,2})(?::?(\d\d)(?::?(\d\d)([.,]\d{1,12})?)?)?\s?"
    r"(?:([A-Za-z]{1,5})|(?:(?:GMT|UTC) ?)?([+-]\d{1,2}(?::?\d\d)?))?"
    r"(?: \([^()]{1,60}\))?"  # how JavaScript names the zone behind its offset
)
_ISO_DATE_PATTERN = re.compile(r"\d{4}-?\d\d-?\d\d|\d{4}-?W\d\d(?:-?\d)?")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def _parse_text(text: str, order: DateOrder) -> PostTime:
    text = " ".join(_HALF_DAY_PATTERN.sub(_to_24_hours, text).split())
    if match := _YEAR_LAST_PATTERN.fullmatch(text):
        month, day, clock, zone, year = match.groups()
        return _date_and_clock(
            int(year), _month_number(month), int(day), f"{clock} {zone or ''}".strip()
        )
    if match := _RFC822_PATTERN.fullmatch(text):
        day, month, year = int(match[1]), _month_number(match[2]), _full_year(match[3])
        names = zones.RFC822_ZONE_OFFSET_MINUTES
        return _date_and_clock(year, month, day, match[4] or "", zone_names=names)
    if match := _MONTH_FIRST_PATTERN.fullmatch(text):
        return _date_and_clock(
            int(match[3]), _month_number(match[1]), int(match[2]), match[4] or ""
        )
    if match := NUMBERED_DATE_PATTERN.fullmatch(text):
        day, month = _day_and_month(int(match[1]), int(match[3]), mark=match[2], order=order)
        return _date_and_clock(int(match[4]), month, day, match[5] or "")
    return _parse_iso(_YEAR_FIRST_PATTERN.sub(_with_hyphens, text))


def _parse_iso(text: str) -> PostTime:
    match = _ISO_DATE_PATTERN.match(text)
    if not match:
        raise _TimeError(NO_DATE if re.match(r"\d{1,2}:\d\d", text) else UNREADABLE)
    date, clock = datetime.fromisoformat(match[0]), text[match.end() :]
    if clock and clock[0] not in "Tt ":
        raise _TimeError(UNREADABLE)
    return _date_and_clock(date.year, date.month, date.day, clock[1:].strip())


def _date_and_clock(
    year: int,
    month: int,
    day: int,
    clock: str,
    *,
    zone_names: Mapping[str, int] = zones.ZONE_OFFSET_MINUTES,
) -> PostTime:
    """The time of a date and of a text such as "13:05:22.5 +02:00", or "" for none."""
    if not clock:
        return PostTime(_to_microseconds(datetime(year, month, day, tzinfo=UTC)), DAY, "missing")
    match = _CLOCK_PATTERN.fullmatch(clock)
    if not match:
        raise _TimeError(UNREADABLE)
    hour, minute, second, fraction, name, offset = match.groups()
    zone = zones.parse_offset(offset) if offset else zones.named_zone(name or "", zone_names)
    if offset and zone is None:
        raise _TimeError(UNREADABLE)
    midnight = datetime(year, month, day, tzinfo=zone or UTC)
    parts = round(float(f"0.{fraction[1:7]}") * SECOND) if fraction else 0
    clock_parts = _clock_microseconds(int(hour), int(minute or 0), int(second or 0)) + parts
    grain = 0 if second else MINUTE if minute else HOUR
    zone_kind: ZoneKind = "written" if zone else "unknown" if name else "missing"
    return PostTime(_to_microseconds(midnight) + clock_parts, grain, zone_kind)


def _clock_microseconds(hour: int, minute: int, second: int) -> int:
    """The time since midnight. 24:00:00 is the next midnight, :60 a leap second (ISO 8601)."""
    is_next_midnight = hour == 24 and minute == second == 0
    if (hour > 23 and not is_next_midnight) or minute > 59 or second > 60:
        raise _TimeError(UNREADABLE)
    return hour * HOUR + minute * MINUTE + second * SECOND


def _to_24_hours(match: re.Match[str]) -> str:
    hour, minute, second = int(match[1]), match[2] or "", match[3] or ""
    if not 1 <= hour <= 12:
        raise _TimeError(UNREADABLE)
    return f"{hour % 12 + (12 if match[4] in 'Pp' else 0):02}{minute}{second}"


def _day_and_month(first: int, second: int, *, mark: str, order: DateOrder) -> tuple[int, int]:
    """Which of two numbers is the day. Dates with full stops have the day first everywhere."""
    if mark == "." or first > 12 or order == "day" or first == second:
        return first, second
    if second > 12 or order == "month":
        return second, first
    raise _TimeError(DAY_OR_MONTH)


def _with_hyphens(match: re.Match[str]) -> str:
    return f"{match[1]}-{int(match[3]):02}-{int(match[4]):02}"


def _month_number(name: str) -> int:
    return _MONTHS.index(name.lower()) + 1


def _full_year(digits: str) -> int:
    """As RFC 2822 reads a year of two digits."""
    year = int(digits)
    return year if year >= 100 else year + (2000 if year < 50 else 1900)


def _to_microseconds(written_at: datetime) -> int:
    aware = written_at if written_at.tzinfo else written_at.replace(tzinfo=UTC)
    # Integer division of timedeltas; `timestamp()` is a float and loses microseconds.
    return (aware - EPOCH) // timedelta(microseconds=1)


# --- forms that the user names ------------------------------------------------------

_UNIT_SECONDS = {
    "seconds": 1.0, "milliseconds": 1e-3, "microseconds": 1e-6, "nanoseconds": 1e-9,
}  # fmt: skip
#: Names of forms beside formats of strptime.
NAMED_FORMS = (*_UNIT_SECONDS, "serial")


def time_form_problem(form: str) -> str:
    """What is wrong with a form that a user names; "" when it can be used."""
    if form in NAMED_FORMS:
        return ""
    if "%" not in form:
        return f"neither a format such as %d/%m/%Y %H:%M:%S nor one of {', '.join(NAMED_FORMS)}"
    if "%I" in form and "%p" not in form:
        return "%I counts to twelve: %p (AM or PM) is missing"
    if "%p" in form and "%I" not in form:
        return "%p (AM or PM) needs %I, the hour from 1 to 12"
    try:
        written = datetime(2024, 3, 4, 13, 5, 22, tzinfo=UTC).strftime(form)
        parsed = datetime.strptime(*_with_offset(written, form))  # noqa: DTZ007 - it has %z
    except ValueError as error:
        return str(error)
    return "" if (parsed.year, parsed.month, parsed.day) == (2024, 3, 4) else "no date in it"


def _parse_as(text: str, form: str) -> PostTime:
    if form not in NAMED_FORMS:
        written = datetime.strptime(*_with_offset(text, form))  # noqa: DTZ007 - it has %z
        is_written = "%z" in form or "%Z" in form
        grain = _form_grain(form)
        return PostTime(_to_microseconds(written), grain, "written" if is_written else "missing")
    match = _NUMBER_PATTERN.fullmatch(text)
    if not match:
        raise _TimeError(UNREADABLE)
    value = float(text.replace(",", "."))
    if form == "serial":
        return _parse_serial(value, decimals=len(match[2] or ""))
    unit = _UNIT_SECONDS[form] * SECOND
    return PostTime(round(value * unit), _number_grain(match, unit))


def _with_offset(text: str, form: str) -> tuple[str, str]:
    """Text and format with an offset in place of a zone's name, or of nothing.

    strptime knows few names of zones, and a time without a zone is in UTC.
    """
    if form.rstrip().endswith("%Z"):
        text, _, name = text.rpartition(" ")
        zone = zones.named_zone(name.strip("()"))
        if zone is None:
            raise _TimeError(UNKNOWN_ZONE)
        form = form.rstrip().removesuffix("%Z").rstrip()
        return f"{text} {datetime(2024, 1, 1, tzinfo=zone):%z}", f"{form} %z"
    return (text, form) if "%z" in form else (f"{text} +0000", f"{form} %z")


def _form_grain(form: str) -> int:
    if any(mark in form for mark in ("%S", "%T", "%X", "%c", "%s")):
        return 0
    if "%M" in form or "%R" in form:
        return MINUTE
    return HOUR if "%H" in form or "%I" in form else DAY
