"""Decide whether a place in a text parts a number from its scale, unit or sign. Pure.

"5 thousand", "1.5 million", "5 %", "€5bn" and "5 km" are one: cut to "5" they say something else.
"""

import re
import unicodedata

from coranto.editing.facts import numbers
from coranto.reading.language import cldr, packs, text

#: Characters on either side of a place that are read for a number.
MAX_READ_CHARACTERS = 40
#: Signs of a share, an angle or a temperature.
_UNIT_SIGNS = "%٪‰‱°℃℉"
_SENTENCE_START_PATTERN = re.compile(r"[.!?…。؟۔।]['»”)]? \Z")
_DIGIT_BEFORE_PATTERN = re.compile(r"\d[.,)]?[ -]?\Z")


def parts_number(source: str, at: int, language: str) -> bool:
    """Whether the number at an offset of a text goes on across it.

    The text is one paragraph or more, folded as for comparing quotations.
    """
    before = source[max(0, at - MAX_READ_CHARACTERS) : at]
    behind = source[at : at + MAX_READ_CHARACTERS]
    # Most quotations are whole sentences.
    if not before or not behind or _SENTENCE_START_PATTERN.search(before):
        return False
    # "%5", "€ 5": the sign stands before the number.
    if _is_sign(before.rstrip()[-1:]) and behind[:1].isdecimal():
        return True
    if _DIGIT_BEFORE_PATTERN.search(before) and _begins_with_unit(behind.lstrip(" -"), language):
        return True
    return _is_inside_number_in_words(before, behind, language)


def _is_sign(char: str) -> bool:
    return char != "" and (char in _UNIT_SIGNS or unicodedata.category(char) == "Sc")


def _begins_with_unit(behind: str, language: str) -> bool:
    if _is_sign(behind[:1]):
        return True
    lowered = behind.casefold()
    words = cldr.words_behind_numbers(packs.primary_subtag(language))
    # CLDR has the "per cent" of British English alone.
    for unit in (*words, *numbers.percent_words(language)):
        if lowered.startswith(unit):
            rest = lowered[len(unit) :][:1]
            # "5 l'homme" has no litres.
            if text.is_unspaced(unit) or not (rest.isalnum() or rest == "'"):
                return True
    return False


def _is_inside_number_in_words(before: str, behind: str, language: str) -> bool:
    """Whether a number such as "five thousand" begins before a place and ends behind it."""
    # From a word's start on, since half a word may be a number.
    start = before.find(" ") + 1 if len(before) == MAX_READ_CHARACTERS else 0
    window, place = before[start:] + behind, len(before) - start
    return any(
        number.start < place < number.end and window[number.start : place].strip()
        for number in numbers.find_numbers(window, language)
    )
