"""Dates of the Iranian and the Islamic calendar as Gregorian ones. Pure arithmetic.

Every function raises ValueError for a day that its calendar does not have.
"""

from datetime import date

#: Years for which the 33-year cycle below is right (Borkowski 1996).
_VALID_JALALI_YEARS = range(1206, 1635)
#: Leap years of the 33-year cycle that holds in those years. K. M. Borkowski, "The
#: Persian calendar for 3000 years", Earth, Moon and Planets 74 (1996), 223-230.
_JALALI_LEAP_CYCLE_YEARS = frozenset({1, 5, 9, 13, 17, 22, 26, 30})
_JALALI_1400_START_ORDINAL = date(2021, 3, 21).toordinal()
#: The day before 1 Muharram of year 1: 15 July 622, Julian.
_BEFORE_HIJRA_ORDINAL = 227014
_BUDDHIST_YEAR_OFFSET = 543
_REIWA_YEAR_OFFSET = 2018


def from_jalali(year: int, month: int, day: int) -> date:
    """The Gregorian date of a day of Iran's solar calendar (also Afghanistan's)."""
    if year not in _VALID_JALALI_YEARS or not 1 <= month <= 12:
        raise ValueError(f"no such month in the Jalali calendar: {year}-{month}")
    if not 1 <= day <= _jalali_month_length(year, month):
        raise ValueError(f"no such day in the Jalali calendar: {year}-{month}-{day}")
    before = 31 * (month - 1) if month <= 7 else 186 + 30 * (month - 7)
    return date.fromordinal(
        _JALALI_1400_START_ORDINAL + _jalali_days_between(1400, year) + before + day - 1
    )


def _jalali_month_length(year: int, month: int) -> int:
    if month < 12:
        return 31 if month <= 6 else 30
    return 30 if _is_jalali_leap(year) else 29


def _is_jalali_leap(year: int) -> bool:
    return year % 33 in _JALALI_LEAP_CYCLE_YEARS


def _jalali_days_between(first: int, last: int) -> int:
    """Days from the new year of one year to that of another; negative when it is earlier."""
    if last < first:
        return -_jalali_days_between(last, first)
    return 365 * (last - first) + sum(map(_is_jalali_leap, range(first, last)))


def from_hijri(year: int, month: int, day: int) -> date:
    """The Gregorian date of a day of the Islamic calendar, by its tabular form.

    Months begin when the moon is sighted, so it may be a day off. N. Dershowitz and
    E. M. Reingold, "Calendrical Calculations" (1990), the Islamic calendar.
    """
    if not (1 <= year <= 1700 and 1 <= month <= 12 and 1 <= day <= 30):
        raise ValueError(f"no such day in the Hijri calendar: {year}-{month}-{day}")
    days = 354 * (year - 1) + (3 + 11 * year) // 30 + 29 * (month - 1) + month // 2 + day
    return date.fromordinal(_BEFORE_HIJRA_ORDINAL + days)


def from_buddhist(year: int, month: int, day: int) -> date:
    """The Gregorian date of a day of Thailand's calendar."""
    return date(year - _BUDDHIST_YEAR_OFFSET, month, day)


def from_reiwa(year: int, month: int, day: int) -> date:
    """The Gregorian date of a day of Japan's Reiwa era."""
    return date(year + _REIWA_YEAR_OFFSET, month, day)
