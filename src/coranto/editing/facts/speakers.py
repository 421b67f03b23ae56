"""Who is quoted in a text: names beside a word of saying. Pure, and no more than that.

Only writing with capitals tells a name from other words, so other scripts give nobody.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from coranto.reading.language import packs
from coranto.reading.language import transliteration as skeletons

_NAME_WORD = r"[A-ZÀ-ÞĀ-ŽА-ЯЁІЇЄ][^\W\d_]+(?:[’'-][^\W\d_]+)*"
_FULL_NAME = rf"{_NAME_WORD}(?:\s{_NAME_WORD}){{1,3}}"


def find_speakers(passage: str, language: str) -> Iterator[tuple[str, str]]:
    """Who says something in a text: a key that spellings share, and the name as written."""
    pattern = _saying_pattern(packs.primary_subtag(language))
    if pattern is None:
        return
    for match in pattern.finditer(passage):
        name = match["before"] or match["behind"]
        last_name = name.split()[-1]
        yield skeletons.consonant_skeleton(last_name) or skeletons.to_latin(last_name), name


@lru_cache(maxsize=64)
def _saying_pattern(code: str) -> re.Pattern[str] | None:
    """A full name next to a word of saying; None for a language whose words are not known."""
    verbs = sorted(map(re.escape, packs.load_pack(code).saying_verbs), key=len, reverse=True)
    if not verbs:
        return None
    saying_word = rf"(?i:{'|'.join(verbs)})"
    return re.compile(
        rf"(?P<before>{_FULL_NAME}),? {saying_word}\b|\b{saying_word} (?P<behind>{_FULL_NAME})"
    )
