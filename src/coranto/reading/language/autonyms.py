"""Recognise the names that languages have for themselves, from CLDR and the packs. Pure.

Addresses of language services hold them in many spellings: `/espanol`, `/فارسی`, `/tieng-viet`.
This module may not know names that one language has for another: in many languages these are
the names of countries too (`/ruotsi` is Sweden before it is Swedish).
"""

import re
from functools import lru_cache

from coranto.reading.language import packs, text

#: Shorter names in ASCII letters are words of sections ("/ido"); one in Chinese has two letters.
MIN_ASCII_LETTERS = 4
MIN_OTHER_LETTERS = 2
#: Longer words name no language.
MAX_NAME_CHARACTERS = 60

_SEPARATOR_PATTERN = re.compile(r"[\s_-]+")
# A language, or one in another script than its usual one: "sr", "sr_Latn".
_LOCALE_PATTERN = re.compile(r"([a-z]{2,3})(?:_[A-Z][a-z]{3})?")


def language_of_autonym(name: str) -> str:
    """The code of the language that calls itself so, with or without accents; "und" for none."""
    key = _comparison_key(name[:MAX_NAME_CHARACTERS])
    shortest = MIN_ASCII_LETTERS if key.isascii() else MIN_OTHER_LETTERS
    return _codes_by_autonym().get(key, "und") if len(key) >= shortest else "und"


def _comparison_key(name: str) -> str:
    return _SEPARATOR_PATTERN.sub("", text.normalise(name.partition("(")[0]))


@lru_cache(maxsize=1)
def _codes_by_autonym() -> dict[str, str]:
    """Codes by the names that languages have for themselves. Loading CLDR takes half a second."""
    from babel import Locale, localedata

    codes = {
        _comparison_key(packs.load_pack(code).native): code for code in packs.available_packs()
    }
    for identifier in sorted(localedata.locale_identifiers()):
        match = _LOCALE_PATTERN.fullmatch(identifier)
        if match and match[1] in packs.LANGUAGE_CODES:
            autonym = Locale.parse(identifier).languages.get(match[1])
            codes.setdefault(_comparison_key(autonym or ""), packs.parse_tag(match[1]))
    return codes
