"""Dates as people and programs write them. Pure: when it was read is an argument.

Nothing is guessed silently: what is ambiguous, absurd or relative is unknown, with a
note that says why, and a missing zone is noted. The raw text is always kept.
"""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple

from coranto.model import ParsedDate, to_utc
from coranto.reading.dates import days, spelled_numbers, tables
from coranto.reading.language import phrases, text

#: Characters that are looked at and kept.
MAX_DATE_CHARACTERS = 200
#: No feed is older: what claims to be is a mistake (most often 1970, Unix time 0).
FIRST_YEAR = 1990
#: A newsroom's clock or zone may be off by so much; more is a mistake.
MAX_TIME_AHEAD = timedelta(days=2)
NO_ZONE_NOTE = "no zone given: UTC"

# --- what nearly all feeds write ----------------------------------------------

_RFC822_PATTERN = re.compile(
    r"(?:[A-Za-z]{3,9}\.?,?\s{1,3})?(\d{1,2})[ -]([A-Za-z]{3}[a-z]{0,6})\.?,?[ -](\d{4}|\d\d)"
    r"(?:,?\s{1,3}(\d{1,2}):(\d\d)(?::(\d\d))?"
    r"\s{0,3}([+-]\d\d:?\d\d|(?![AaPp][Mm]\b)[A-Za-z]{1,5})?)?"
    r"(?:\s{1,3}\([A-Za-z ]{1,40}\))?"
)
_ISO8601_PATTERN = re.compile(
    r"((?:19|20|21)\d\d)-(\d\d)-(\d\d)"
    r"(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,12})?)?\s{0,2}([Zz]|[+-]\d\d(?::?\d\d)?)?)?"
)
_ENGLISH_MONTH_NUMBERS = dict(
    zip("jan feb mar apr may jun jul aug sep oct nov dec".split(), range(1, 13), strict=True)
)
#: Minutes east of Greenwich. American names as RFC 822 has them.
_ZONE_OFFSET_MINUTES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "gmt0": 0, "west": 60, "bst": 60, "cet": 60,
    "mez": 60, "cest": 120, "mesz": 120, "eet": 120, "sast": 120, "eest": 180, "msk": 180,
    "trt": 180, "irst": 210, "irdt": 270, "aft": 270, "pkt": 300, "npt": 345,
    "wib": 420, "wita": 480, "wit": 540, "hkt": 480, "sgt": 480, "jst": 540, "kst": 540,
    "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780, "brt": -180, "art": -180, "clt": -240,
    "nst": -210, "ndt": -150, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420,
    "mdt": -360, "pst": -480, "pdt": -420, "akst": -540, "hst": -600,
    **phrases.values_of_kind("zone_names"),
}  # fmt: skip
#: Zones that are named in words, anywhere in the text (as `text.normalise` writes them).
_ZONE_PHRASE_OFFSET_MINUTES = phrases.values_of_kind("zone_phrases")
#: Zones whose names are the same in summer: minutes in winter. They follow America's rule.
_SEASONAL_ZONE_OFFSET_MINUTES = phrases.values_of_kind("seasonal_zones")
_SEASONAL_ZONE_PATTERN = re.compile(
    rf"(?<!\w){phrases.alternatives_of_values('seasonal_zones')}(?!\w)"
)


class _ParsedDate(NamedTuple):
    """A day and what is known of its hour."""

    day: date
    seconds: int | None = None  #: since midnight; None when only the day is known
    offset: int | None = None  #: minutes east of Greenwich; None when no zone is given
    precise: Literal["second", "day", "month"] = "second"
    note: str = ""


def read_date(raw: str, *, seen: datetime, language: str = "und") -> ParsedDate:
    """What a written date means, as far as it means one thing.

    `seen` is when it was read: what lies more than `MAX_TIME_AHEAD` behind it is absurd.
    `language` settles which of 10/11/2026 is the month, and what a month is called.
    """
    raw = raw[:MAX_DATE_CHARACTERS].strip()
    if not raw.isascii():
        raw = raw.encode("utf-8", "replace").decode()
    seen = to_utc(seen)
    try:
        found = (
            _parse_rfc822(raw)
            or _parse_iso8601(raw)
            or _parse_free_form(raw, seen.date(), language)
        )
    except ValueError as error:
        return ParsedDate(raw=raw, at=None, precise="none", note=str(error))
    return _resolve_moment(raw, found, seen)


def _resolve_moment(raw: str, found: _ParsedDate, seen: datetime) -> ParsedDate:
    """The found day in UTC, unless it is absurd."""
    if found.day.year < FIRST_YEAR:
        note = f"absurd: the year {found.day.year} is before {FIRST_YEAR}"
        return ParsedDate(raw=raw, at=None, precise="none", note=note)
    if found.day > seen.date() + MAX_TIME_AHEAD + timedelta(days=1):
        return ParsedDate(raw=raw, at=None, precise="none", note=_future_note(found.day))
    at = datetime(found.day.year, found.day.month, found.day.day, tzinfo=UTC)
    if found.seconds is None:
        precise: Literal["day", "month"] = "month" if found.precise == "month" else "day"
        return ParsedDate(raw=raw, at=at, precise=precise, note=found.note)
    at += timedelta(seconds=found.seconds, minutes=-(found.offset or 0))
    if at > seen + MAX_TIME_AHEAD:
        return ParsedDate(raw=raw, at=None, precise="none", note=_future_note(found.day))
    if found.offset is not None:
        return ParsedDate(raw=raw, at=at, note=found.note)
    return ParsedDate(raw=raw, at=at, note="; ".join(filter(None, (found.note, NO_ZONE_NOTE))))


def _future_note(day: date) -> str:
    return f"absurd: {day} lies in the future"


def _parse_rfc822(raw: str) -> _ParsedDate | None:
    """RFC 822 and 5322, with the liberties feeds take."""
    match = _RFC822_PATTERN.fullmatch(raw)
    if match is None:
        return None
    day, name, year, hour, minute, second, zone = match.groups()
    month = _ENGLISH_MONTH_NUMBERS.get(name[:3].lower())
    # "marras" is no March.
    if month is None or (len(name) > 3 and name.lower() not in tables.month_names("en")):
        return None
    if zone and zone.lower() in _SEASONAL_ZONE_OFFSET_MINUTES:
        return None
    found = tables.gregorian_date(days.full_year(year), month, int(day))
    if hour is None:
        return _ParsedDate(found, precise="day")
    offset, note = _parse_offset(zone)
    return _ParsedDate(
        found, _seconds_of_day(int(hour), int(minute), int(second or 0)), offset, note=note
    )


def _parse_iso8601(raw: str) -> _ParsedDate | None:
    """The extended form of ISO 8601 (RFC 3339), or with a space for its T."""
    match = _ISO8601_PATTERN.fullmatch(raw)
    if match is None:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    found = tables.gregorian_date(int(year), int(month), int(day))
    if hour is None:
        return _ParsedDate(found, precise="day")
    offset, note = _parse_offset(zone)
    return _ParsedDate(
        found, _seconds_of_day(int(hour), int(minute), int(second or 0)), offset, note=note
    )


def _parse_offset(zone: str | None) -> tuple[int | None, str]:
    """Minutes east of Greenwich, and a note when the zone tells nothing."""
    if not zone:
        return None, ""
    if zone[0] not in "+-":
        minutes = _ZONE_OFFSET_MINUTES.get(zone.lower())
        return minutes, "" if minutes is not None else f"unknown zone {zone.upper()}"
    digits = zone[1:].replace(":", "")
    hours, rest = int(digits[:2]), int(digits[2:] or 0)
    if hours > 14 or rest > 59:
        return None, f"impossible offset {zone}"
    minutes = hours * 60 + rest
    return (-minutes if zone[0] == "-" else minutes), ""


def _seconds_of_day(hour: int, minute: int, second: int) -> int:
    """Seconds since midnight: 24:00 and leap seconds are allowed."""
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        raise ValueError(f"no such time: {hour:02}:{minute:02}:{second:02}")
    return hour * 3600 + minute * 60 + second


# --- everything else ----------------------------------------------------------

_HOUR_MARK = phrases.alternatives("hour_marks")
_MINUTE_MARK = phrases.alternatives("minute_marks")
_SECOND_MARK = phrases.alternatives("second_marks")
_WORD_START, _WORD_END = r"\b", r"\b"
_SEPARATED_TIME_PATTERN = re.compile(
    rf"(?<![\d:])(?P<hour>\d{{1,2}})(?:\s?:\s?|\s?h\s?|{_HOUR_MARK}\s?)"
    rf"(?P<minute>\d\d|\d(?={_MINUTE_MARK}))"
    rf"(?:(?::|min\s?|{_MINUTE_MARK}\s?)(?P<second>\d\d)?(?:[.,]\d{{1,9}})?)?(?![\d:])"
    rf"(?:{_SECOND_MARK}|{_MINUTE_MARK})?"
)
_MARKED_TIME_PATTERN = re.compile(
    rf"(?:\b{phrases.alternatives('before_times')}\.? (?P<hour>\d\d?)\.(?P<minute>\d\d)\b(?!\.)"
    r"|(?<![\d.])(?P<hour2>\d\d?)\.(?P<minute2>\d\d)"
    rf"(?= ?{phrases.alternatives('behind_point_times')}\b))"
)
_WHOLE_HOUR_PATTERN = re.compile(
    rf"(?<![\d.:/-])(?P<hour>\d{{1,2}})(?:(?P<unit> ?h\b| ?{phrases.alternatives('behind_hours')}\b"
    rf"|{_HOUR_MARK})| ?(?=[ap]\.? ?m\b))"
)
_TRAILING_PM_PATTERN = re.compile(rf"\s{{0,9}}{phrases.alternatives('pm', behind=_WORD_END)}\.?")
_TRAILING_AM_PATTERN = re.compile(rf"\s{{0,9}}{phrases.alternatives('am', behind=_WORD_END)}\.?")
_LEADING_AM_PM_PATTERN = re.compile(
    rf"(?:(?P<pm>{phrases.alternatives('leading_pm', before=_WORD_START)})"
    rf"|(?P<am>{phrases.alternatives('leading_am', before=_WORD_START)}))\s*$"
)
_NAMED_OFFSET_PATTERN = re.compile(
    r"\b(?:gmt|utc)\s?(?P<sign>[+-])\s?(?P<hours>\d\d?)(?::?(?P<rest>\d\d))?(?!\d)"
)
_BARE_OFFSET_PATTERN = re.compile(
    r"\s?(?P<sign>[+-])(?P<hours>\d\d)(?::?(?P<rest>\d\d))?(?![\d.:/-])"
)
_ZONE_NAME_PATTERN = re.compile(
    rf"\s?{phrases.alternatives('behind_times')}?\s?\(?(?P<name>z|[^\W\d_]{{2,5}}0?)\b\)?"
)
_AMBIGUOUS_ZONE_NAMES = frozenset({"ist", "ast", "gst", "sst", "wst", "amt"})

_DIGITS_PATTERN = re.compile(r"\d{8,14}(?:\.\d+)?")
_ISO_WEEK_PATTERN = re.compile(r"(?P<year>\d{4})-?w(?P<week>\d\d)(?:-?(?P<day>[1-7]))?(?=t|\s|$)")
_ISO_ORDINAL_PATTERN = re.compile(r"(?P<year>\d{4})-?(?P<day>\d{3})(?=t|\s|$)")
_ISO_BASIC_PATTERN = re.compile(
    r"(?P<date>\d{8})t(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"(?P<zone>z|[+-]\d\d(?::?\d\d)?)?"
)


def _parse_free_form(raw: str, today: date, language: str) -> _ParsedDate:
    """A date in words or numbers of any language. Raises ValueError saying why not."""
    if not raw:
        raise ValueError("no date given")
    form = spelled_numbers.write_digits(text.normalise(raw))
    if _DIGITS_PATTERN.fullmatch(form):
        return _parse_digits(form)
    basic = _ISO_BASIC_PATTERN.fullmatch(form)
    if basic:
        return _parse_iso_basic(basic)
    form, offset, note = _split_off_zone_phrase(form)
    form, seconds, zone = _split_off_time(form)
    if zone:
        offset, note = zone
    form, seasonal_offset = _split_off_seasonal_zone(form)
    day = _parse_iso_week_or_ordinal(form) or days.find_day(form, today=today, language=language)
    note = "; ".join(filter(None, (day.note, note)))
    if seconds is None or day.is_month:
        return _ParsedDate(day.day, precise="month" if day.is_month else "day", note=note)
    if seasonal_offset is not None:
        offset = seasonal_offset + (60 if _is_american_summer(day.day) else 0)
    return _ParsedDate(day.day, seconds, offset, note=note)


def _split_off_seasonal_zone(form: str) -> tuple[str, int | None]:
    """The text without "ET" or "Pacific Time", and that zone's offset in winter."""
    match = _SEASONAL_ZONE_PATTERN.search(form)
    if match is None:
        return form, None
    offset = _SEASONAL_ZONE_OFFSET_MINUTES[match[0]]
    return f"{form[: match.start()]} {form[match.end() :]}", offset


def _is_american_summer(day: date) -> bool:
    """Second Sunday of March to first Sunday of November (Energy Policy Act of 2005, 110)."""
    start, end = date(day.year, 3, 8), date(day.year, 11, 1)
    start += timedelta(days=6 - start.weekday())
    end += timedelta(days=6 - end.weekday())
    return start <= day < end


def _parse_digits(form: str) -> _ParsedDate:
    """20261110, 20261110140500, or Unix time in seconds or milliseconds."""
    digits, _, fraction = form.partition(".")
    if len(digits) in {8, 12, 14} and digits[:2] in {"19", "20"} and not fraction:
        clock = digits[8:].ljust(6, "0")
        day = tables.gregorian_date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
        if len(digits) == 8:
            return _ParsedDate(day, precise="day")
        return _ParsedDate(day, _seconds_of_day(int(clock[:2]), int(clock[2:4]), int(clock[4:])))
    if len(digits) not in {9, 10, 12, 13}:
        raise ValueError("not a date: a number")
    since = int(digits) // (1000 if len(digits) > 10 else 1)
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=since)
    return _ParsedDate(at.date(), since % 86400, 0)


def _parse_iso_basic(match: re.Match[str]) -> _ParsedDate:
    """ISO 8601's basic form: 20261110T140500Z."""
    written = match["date"]
    day = tables.gregorian_date(int(written[:4]), int(written[4:6]), int(written[6:]))
    offset, note = _parse_offset(match["zone"])
    clock = _seconds_of_day(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
    return _ParsedDate(day, clock, offset, note=note)


def _parse_iso_week_or_ordinal(form: str) -> days.ParsedDay | None:
    """ISO 8601's week dates and days of the year."""
    week = _ISO_WEEK_PATTERN.match(form)
    if week:
        day = date.fromisocalendar(int(week["year"]), int(week["week"]), int(week["day"] or 1))
        return days.ParsedDay(day, note="" if week["day"] else "only the week is given")
    ordinal = _ISO_ORDINAL_PATTERN.match(form)
    if ordinal and 1 <= int(ordinal["day"]) <= 366 and "19" <= ordinal["year"][:2] <= "20":
        first = date(int(ordinal["year"]), 1, 1)
        return days.ParsedDay(first + timedelta(days=int(ordinal["day"]) - 1))
    return None


def _split_off_zone_phrase(form: str) -> tuple[str, int | None, str]:
    """The text without "UTC+3" or "Moscow time", and what that says."""
    named = _NAMED_OFFSET_PATTERN.search(form)
    if named:
        offset, note = _parse_offset(f"{named['sign']}{named['hours']:0>2}{named['rest'] or ''}")
        return form[: named.start()] + " " + form[named.end() :], offset, note
    # The longest first: "Australian Eastern Standard Time" is not "Eastern Standard Time".
    for phrase, minutes in sorted(_ZONE_PHRASE_OFFSET_MINUTES.items(), key=lambda of: -len(of[0])):
        if phrase in form:
            return form.replace(phrase, " "), minutes, ""
    return form, None, ""


def _split_off_time(form: str) -> tuple[str, int | None, tuple[int | None, str] | None]:
    """The text without its time of day; the seconds since midnight; offset and note."""
    match = (
        _SEPARATED_TIME_PATTERN.search(form)
        or _MARKED_TIME_PATTERN.search(form)
        or _WHOLE_HOUR_PATTERN.search(form)
    )
    if match is None:
        return form, None, None
    groups = match.groupdict()
    hour = int(groups.get("hour") or groups.get("hour2") or 0)
    minute = int(groups.get("minute") or groups.get("minute2") or 0)
    hour, start, end = _to_24_hours(form, hour, match)
    seconds = _seconds_of_day(hour, minute, int(groups.get("second") or 0))
    end, zone = _parse_trailing_zone(form, end)
    return f"{form[:start]} {form[end:]}", seconds, zone


def _to_24_hours(form: str, hour: int, match: re.Match[str]) -> tuple[int, int, int]:
    """The hour of 24, and where time and half of day start and end."""
    start, end = match.span()
    ahead = _LEADING_AM_PM_PATTERN.search(form, 0, start)
    after, before = _TRAILING_PM_PATTERN.match(form, end), _TRAILING_AM_PATTERN.match(form, end)
    behind = after or before
    if behind:
        end = behind.end()
    if ahead:
        start = ahead.start()
    if hour > 12 or not (behind or ahead):
        return hour, start, end
    is_late = bool(after or (ahead and ahead["pm"]))
    return hour % 12 + (12 if is_late else 0), start, end


def _parse_trailing_zone(form: str, end: int) -> tuple[int, tuple[int | None, str] | None]:
    """Where the zone behind a time ends, and its offset and note if there is one."""
    bare = _BARE_OFFSET_PATTERN.match(form, end)
    if bare:
        return bare.end(), _parse_offset(f"{bare['sign']}{bare['hours']}{bare['rest'] or ''}")
    name = _ZONE_NAME_PATTERN.match(form, end)
    if name and name["name"] in _ZONE_OFFSET_MINUTES:
        return name.end(), (_ZONE_OFFSET_MINUTES[name["name"]], "")
    if name and name["name"] in _AMBIGUOUS_ZONE_NAMES:
        return name.end(), (None, f"several zones are called {name['name'].upper()}")
    return end, None
