"""Write the numbers of a date in digits: Han numerals and Roman months. Pure and linear.

Is handed what `text.normalise` made of a date field; prose has other words of these letters.
"""

import re
import unicodedata

from coranto.reading.dates import tables

_HAN_NUMERALS = "〇○零一二三四五六七八九十廿卅"
_MAX_NUMERAL_SIGNS = 6
_ROMAN_MONTH_NUMBERS = {
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10,
    "xi": 11, "xii": 12,
}  # fmt: skip
#: Between the numbers of a date: "5 IX 2026", "05.IX.2026", "28-XI-2026".
_GAP = r"(?:\.\s?|\s?[-/]\s?|\s)"
_ROMAN_MONTH_PATTERN = re.compile(
    rf"(?<![\d./-])(?P<before>\d{{1,2}}|\d{{4}}){_GAP}(?P<month>x?i{{1,3}}|i?[vx]|vi{{1,3}})"
    rf"{_GAP}(?P<behind>\d{{4}}|\d{{1,2}})(?!\d)"
)


def write_digits(form: str) -> str:
    """The text with Han numerals before marks of dates, and Roman months, as digits."""
    if form.isascii():
        return _ROMAN_MONTH_PATTERN.sub(_write_roman_month, form)
    return _ROMAN_MONTH_PATTERN.sub(
        _write_roman_month, tables.han_numeral_pattern(_HAN_NUMERALS).sub(_write_han_numeral, form)
    )


def _write_roman_month(match: re.Match[str]) -> str:
    month = _ROMAN_MONTH_NUMBERS.get(match["month"])
    # One of the two is the year.
    if month is None or (len(match["before"]) == 4) == (len(match["behind"]) == 4):
        return match[0]
    return f"{match['before']}.{month}.{match['behind']}"


def _write_han_numeral(match: re.Match[str]) -> str:
    """二〇二六 is read by its signs, 二十八 by its tens."""
    signs = match[0]
    values = [0 if sign == "○" else int(unicodedata.numeric(sign)) for sign in signs]
    if len(signs) > _MAX_NUMERAL_SIGNS:
        return signs
    if all(value < 10 for value in values):
        return "".join(map(str, values))
    total = tens = 0
    for value in values:
        if value == 10:
            total, tens = total + 10 * (tens or 1), 0
        elif value > 10:
            total += value
        else:
            tens = value
    return str(total + tens)
