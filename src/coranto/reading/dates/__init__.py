"""Dates as people and programs write them. Pure: when it was read is an argument.

Nothing is guessed silently: what is ambiguous, absurd or relative is unknown, with a
note that says why, and a missing zone is noted. The raw text is always kept.
"""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple

from coranto.model import Moment, utc
from coranto.reading.dates import days
from coranto.reading.language import text

#: Characters that are looked at and kept.
LONGEST = 200
#: No feed is older: what claims to be is a mistake (most often 1970, Unix time 0).
FIRST_YEAR = 1990
#: A newsroom's clock or zone may be off by so much; more is a mistake.
AHEAD = timedelta(days=2)
NO_ZONE = "no zone given: UTC"

# --- what nearly all feeds write ----------------------------------------------

_RFC822 = re.compile(
    r"(?:[A-Za-z]{3,9}\.?,?\s{1,3})?(\d{1,2})[ -]([A-Za-z]{3})[a-z]{0,6}\.?,?[ -](\d{4}|\d\d)"
    r"(?:,?\s{1,3}(\d{1,2}):(\d\d)(?::(\d\d))?\s{0,3}([+-]\d\d:?\d\d|[A-Za-z]{1,5})?)?"
    r"(?:\s{1,3}\([A-Za-z ]{1,40}\))?"
)
_ISO = re.compile(
    r"((?:19|20|21)\d\d)-(\d\d)-(\d\d)"
    r"(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d{1,12})?)?\s{0,2}([Zz]|[+-]\d\d(?::?\d\d)?)?)?"
)
_MONTHS = dict(
    zip("jan feb mar apr may jun jul aug sep oct nov dec".split(), range(1, 13), strict=True)
)
#: Minutes east of Greenwich. American names as RFC 822 has them.
_ZONES = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0, "gmt0": 0, "west": 60, "bst": 60, "cet": 60,
    "mez": 60, "cest": 120, "mesz": 120, "eet": 120, "sast": 120, "eest": 180, "msk": 180,
    "мск": 180, "trt": 180, "irst": 210, "irdt": 270, "aft": 270, "pkt": 300, "npt": 345,
    "wib": 420, "wita": 480, "wit": 540, "hkt": 480, "sgt": 480, "jst": 540, "kst": 540,
    "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780, "brt": -180, "art": -180, "clt": -240,
    "nst": -210, "ndt": -150, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420,
    "mdt": -360, "pst": -480, "pdt": -420, "akst": -540, "hst": -600,
}  # fmt: skip
#: Zones that are named in words, anywhere in the text (as `text.normalise` writes them).
_ZONE_PHRASES = {
    "غرینتش": 0, "گرینویچ": 0, "москов": 180, "北京时间": 480, "北京時間": 480, "日本時間": 540,
}  # fmt: skip


class _Found(NamedTuple):
    """A day and what is known of its hour."""

    day: date
    seconds: int | None = None  #: since midnight; None when only the day is known
    offset: int | None = None  #: minutes east of Greenwich; None when no zone is given
    precise: Literal["second", "day", "month"] = "second"
    note: str = ""


def read_date(raw: str, *, seen: datetime, language: str = "und") -> Moment:
    """What a written date means, as far as it means one thing.

    `seen` is when it was read: what lies more than `AHEAD` behind it is absurd.
    `language` settles which of 10/11/2026 is the month, and what a month is called.
    """
    raw = raw[:LONGEST].strip()
    if not raw.isascii():
        raw = raw.encode("utf-8", "replace").decode()
    seen = utc(seen)
    try:
        found = _rfc822(raw) or _iso(raw) or _in_words(raw, seen.date(), language)
    except ValueError as error:
        return Moment(raw=raw, at=None, precise="none", note=str(error))
    return _moment(raw, found, seen)


def _moment(raw: str, found: _Found, seen: datetime) -> Moment:
    """The found day in UTC, unless it is absurd."""
    if found.day.year < FIRST_YEAR:
        note = f"absurd: the year {found.day.year} is before {FIRST_YEAR}"
        return Moment(raw=raw, at=None, precise="none", note=note)
    if found.day > seen.date() + AHEAD + timedelta(days=1):
        return Moment(raw=raw, at=None, precise="none", note=_ahead(found.day))
    at = datetime(found.day.year, found.day.month, found.day.day, tzinfo=UTC)
    if found.seconds is None:
        precise: Literal["day", "month"] = "month" if found.precise == "month" else "day"
        return Moment(raw=raw, at=at, precise=precise, note=found.note)
    at += timedelta(seconds=found.seconds, minutes=-(found.offset or 0))
    if at > seen + AHEAD:
        return Moment(raw=raw, at=None, precise="none", note=_ahead(found.day))
    if found.offset is not None:
        return Moment(raw=raw, at=at, note=found.note)
    return Moment(raw=raw, at=at, note="; ".join(filter(None, (found.note, NO_ZONE))))


def _ahead(day: date) -> str:
    return f"absurd: {day} lies in the future"


def _rfc822(raw: str) -> _Found | None:
    """RFC 822 and 5322, with the liberties feeds take."""
    match = _RFC822.fullmatch(raw)
    if match is None:
        return None
    day, name, year, hour, minute, second, zone = match.groups()
    month = _MONTHS.get(name.lower())
    if month is None:
        return None
    found = days.gregorian(days.full_year(year), month, int(day))
    if hour is None:
        return _Found(found, precise="day")
    offset, note = _offset(zone)
    return _Found(found, _clock(int(hour), int(minute), int(second or 0)), offset, note=note)


def _iso(raw: str) -> _Found | None:
    """The extended form of ISO 8601 (RFC 3339), or with a space for its T."""
    match = _ISO.fullmatch(raw)
    if match is None:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    found = days.gregorian(int(year), int(month), int(day))
    if hour is None:
        return _Found(found, precise="day")
    offset, note = _offset(zone)
    return _Found(found, _clock(int(hour), int(minute), int(second or 0)), offset, note=note)


def _offset(zone: str | None) -> tuple[int | None, str]:
    """Minutes east of Greenwich, and a note when the zone tells nothing."""
    if not zone:
        return None, ""
    if zone[0] not in "+-":
        minutes = _ZONES.get(zone.lower())
        return minutes, "" if minutes is not None else f"unknown zone {zone.upper()}"
    digits = zone[1:].replace(":", "")
    hours, rest = int(digits[:2]), int(digits[2:] or 0)
    if hours > 14 or rest > 59:
        return None, f"impossible offset {zone}"
    minutes = hours * 60 + rest
    return (-minutes if zone[0] == "-" else minutes), ""


def _clock(hour: int, minute: int, second: int) -> int:
    """Seconds since midnight: 24:00 and leap seconds are allowed."""
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        raise ValueError(f"no such time: {hour:02}:{minute:02}:{second:02}")
    return hour * 3600 + minute * 60 + second


# --- everything else ----------------------------------------------------------

_SEPARATED_TIME = re.compile(
    r"(?<![\d:])(?P<hour>\d{1,2})(?:\s?:\s?|\s?h\s?|[时時点點]|시\s?)(?P<minute>\d\d|\d(?=[分분]))"
    r"(?:(?::|min\s?|[分]|분\s?)(?P<second>\d\d)?(?:[.,]\d{1,9})?)?(?![\d:])[초秒분分]?"
)
_MARKED_TIME = re.compile(
    r"(?:\b(?:kl|klo|ore|alle|as|ora|saat)\.? (?P<hour>\d\d?)\.(?P<minute>\d\d)\b(?!\.)"
    r"|(?<![\d.])(?P<hour2>\d\d?)\.(?P<minute2>\d\d)(?= ?(?:uhr|hod|wib|wita|wit)\b))"
)
_WHOLE_HOUR = re.compile(
    r"(?<![\d.:/-])(?P<hour>\d{1,2})(?:(?P<unit> ?h\b| ?uhr\b|[时時点點]|시)| ?(?=[ap]\.? ?m\b))"
)
_AFTER_NOON = re.compile(r"\s*(?:p\. ?m\.?|pm\b|م\b|مساء\b|ب\.ظ|بعدازظهر|بعد از ظهر|μ\.?μ\b|ch\b)")
_BEFORE_NOON = re.compile(r"\s*(?:a\. ?m\.?|am\b|ص\b|صباحا\b|ق\.ظ|قبل از ظهر|π\.?μ\b|sa\b)")
_NOON_AHEAD = re.compile(
    r"(?:(?P<pm>下午|午後|午后|晚上|오후|\bos|\bpm|\bp\.m\.)|(?P<am>上午|午前|凌晨|早上|오전|\boo|\bam))\s*$"
)
_NAMED_OFFSET = re.compile(
    r"\b(?:gmt|utc)\s?(?P<sign>[+-])\s?(?P<hours>\d\d?)(?::?(?P<rest>\d\d))?(?!\d)"
)
_BARE_OFFSET = re.compile(r"\s?(?P<sign>[+-])(?P<hours>\d\d)(?::?(?P<rest>\d\d))?(?![\d.:/-])")
_ZONE_NAME = re.compile(r"\s?(?:uhr|часов)?\s?\(?(?P<name>z|[a-zа-я]{2,5}0?)\b\)?")
_AMBIGUOUS_ZONES = frozenset({"ist", "ast", "gst", "sst", "wst", "amt"})

_DIGITS = re.compile(r"\d{8,14}(?:\.\d+)?")
_WEEK = re.compile(r"(?P<year>\d{4})-?w(?P<week>\d\d)(?:-?(?P<day>[1-7]))?(?=t|\s|$)")
_ORDINAL = re.compile(r"(?P<year>\d{4})-?(?P<day>\d{3})(?=t|\s|$)")
_BASIC = re.compile(
    r"(?P<date>\d{8})t(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d+)?)?"
    r"(?P<zone>z|[+-]\d\d(?::?\d\d)?)?"
)


def _in_words(raw: str, today: date, language: str) -> _Found:
    """A date in words or numbers of any language. Raises ValueError saying why not."""
    if not raw:
        raise ValueError("no date given")
    form = text.normalise(raw)
    if _DIGITS.fullmatch(form):
        return _number(form)
    basic = _BASIC.fullmatch(form)
    if basic:
        return _basic(basic)
    form, offset, note = _zone_phrase(form)
    form, seconds, zone = _time(form)
    if zone:
        offset, note = zone
    day = _iso_day(form) or days.find(form, today=today, language=language)
    note = "; ".join(filter(None, (day.note, note)))
    if seconds is None or day.is_month:
        return _Found(day.day, precise="month" if day.is_month else "day", note=note)
    return _Found(day.day, seconds, offset, note=note)


def _number(form: str) -> _Found:
    """20261110, 20261110140500, or Unix time in seconds or milliseconds."""
    digits, _, fraction = form.partition(".")
    if len(digits) in {8, 12, 14} and digits[:2] in {"19", "20"} and not fraction:
        clock = digits[8:].ljust(6, "0")
        day = days.gregorian(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
        if len(digits) == 8:
            return _Found(day, precise="day")
        return _Found(day, _clock(int(clock[:2]), int(clock[2:4]), int(clock[4:])))
    if len(digits) not in {9, 10, 12, 13}:
        raise ValueError("not a date: a number")
    since = int(digits) // (1000 if len(digits) > 10 else 1)
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=since)
    return _Found(at.date(), since % 86400, 0)


def _basic(match: re.Match[str]) -> _Found:
    """ISO 8601's basic form: 20261110T140500Z."""
    written = match["date"]
    day = days.gregorian(int(written[:4]), int(written[4:6]), int(written[6:]))
    offset, note = _offset(match["zone"])
    clock = _clock(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
    return _Found(day, clock, offset, note=note)


def _iso_day(form: str) -> days.Day | None:
    """ISO 8601's week dates and days of the year."""
    week = _WEEK.match(form)
    if week:
        day = date.fromisocalendar(int(week["year"]), int(week["week"]), int(week["day"] or 1))
        return days.Day(day, note="" if week["day"] else "only the week is given")
    ordinal = _ORDINAL.match(form)
    if ordinal and 1 <= int(ordinal["day"]) <= 366 and "19" <= ordinal["year"][:2] <= "20":
        first = date(int(ordinal["year"]), 1, 1)
        return days.Day(first + timedelta(days=int(ordinal["day"]) - 1))
    return None


def _zone_phrase(form: str) -> tuple[str, int | None, str]:
    """The text without "UTC+3" or "Moscow time", and what that says."""
    named = _NAMED_OFFSET.search(form)
    if named:
        offset, note = _offset(f"{named['sign']}{named['hours']:0>2}{named['rest'] or ''}")
        return form[: named.start()] + " " + form[named.end() :], offset, note
    for phrase, minutes in _ZONE_PHRASES.items():
        if phrase in form:
            return form.replace(phrase, " "), minutes, ""
    return form, None, ""


def _time(form: str) -> tuple[str, int | None, tuple[int | None, str] | None]:
    """The text without its time of day; the seconds since midnight; offset and note."""
    match = _SEPARATED_TIME.search(form) or _MARKED_TIME.search(form) or _WHOLE_HOUR.search(form)
    if match is None:
        return form, None, None
    groups = match.groupdict()
    hour = int(groups.get("hour") or groups.get("hour2") or 0)
    minute = int(groups.get("minute") or groups.get("minute2") or 0)
    hour, start, end = _twelve_hours(form, hour, match)
    seconds = _clock(hour, minute, int(groups.get("second") or 0))
    end, zone = _zone_after(form, end)
    return f"{form[:start]} {form[end:]}", seconds, zone


def _twelve_hours(form: str, hour: int, match: re.Match[str]) -> tuple[int, int, int]:
    """The hour of 24, and where time and half of day start and end."""
    start, end = match.span()
    ahead = _NOON_AHEAD.search(form, 0, start)
    after, before = _AFTER_NOON.match(form, end), _BEFORE_NOON.match(form, end)
    behind = after or before
    if behind:
        end = behind.end()
    if ahead:
        start = ahead.start()
    if hour > 12 or not (behind or ahead):
        return hour, start, end
    is_late = bool(after or (ahead and ahead["pm"]))
    return hour % 12 + (12 if is_late else 0), start, end


def _zone_after(form: str, end: int) -> tuple[int, tuple[int | None, str] | None]:
    """Where the zone behind a time ends, and its offset and note if there is one."""
    bare = _BARE_OFFSET.match(form, end)
    if bare:
        return bare.end(), _offset(f"{bare['sign']}{bare['hours']}{bare['rest'] or ''}")
    name = _ZONE_NAME.match(form, end)
    if name and name["name"] in _ZONES:
        return name.end(), (_ZONES[name["name"]], "")
    if name and name["name"] in _AMBIGUOUS_ZONES:
        return name.end(), (None, f"several zones are called {name['name'].upper()}")
    return end, None
