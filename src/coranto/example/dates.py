"""Write dates as the example's outlets do. Knows only days of Aban 1405 and November 2026."""

from collections.abc import Callable
from datetime import date, datetime

#: The day before 1 Aban 1405.
# All dates of the example are in this month, so a day of it is a difference: no calendar library
# is needed.
_DAY_BEFORE_ABAN = date(2026, 10, 22)
# Beginning with Monday, as `datetime.weekday` counts.
_PERSIAN_WEEKDAYS = ("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه")
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def _format_jalali(moment: datetime) -> str:
    day = (moment.date() - _DAY_BEFORE_ABAN).days
    weekday = _PERSIAN_WEEKDAYS[moment.weekday()]
    return f"{weekday} {day} آبان 1405 - {moment:%H:%M}".translate(_PERSIAN_DIGITS)


def _format_levantine(moment: datetime) -> str:
    return f"{moment.day} تشرين الثاني {moment.year}".translate(_ARABIC_DIGITS)


_DATE_FORMATTERS: dict[str, Callable[[datetime], str]] = {
    "english": lambda moment: f"{moment.day} November {moment.year}, {moment:%H:%M}",
    "french": lambda moment: f"Publié le {moment.day} novembre {moment.year} à {moment:%Hh%M}",
    "german": lambda moment: f"{moment:%d.%m.%Y}",
    "russian": lambda moment: f"{moment.day} ноября {moment.year} г., {moment:%H:%M}",
    "albanian": lambda moment: f"{moment.day} nëntor {moment.year}, {moment:%H:%M}",
    "spanish": lambda moment: f"{moment.day} de noviembre de {moment.year}",
    "jalali": _format_jalali,
    "levantine": _format_levantine,
}


def format_date(moment: datetime, *, manner: str) -> str:
    """The date in an outlet's manner, one of `dates` in outlets.toml, else KeyError."""
    return _DATE_FORMATTERS[manner](moment)
