"""Find who is quoted in a text: full names next to a word of saying. Pure.

A heuristic for counting, not for attribution: pronouns and single names are not resolved.
Only scripts with capitals tell a name from other words; texts in others give no speakers.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from coranto.reading.language import packs
from coranto.reading.language import transliteration as skeletons

#: A word has so many letters at most, and so many parts as "Jean-Pierre" has two.
_NAME_PART = r"[^\W\d_]{1,40}"
_NAME_WORD = rf"[A-ZÀ-ÞĀ-ŽА-ЯЁІЇЄ]{_NAME_PART}(?:[’'-]{_NAME_PART}){{0,3}}"
_FULL_NAME = rf"{_NAME_WORD}(?:\s{_NAME_WORD}){{1,3}}"


def find_speakers(passage: str, language: str) -> Iterator[tuple[str, str]]:
    """The speakers in a text, each as a key that its spellings share and the name as written."""
    pattern = _saying_pattern(packs.primary_subtag(language))
    if pattern is None:
        return
    for match in pattern.finditer(passage):
        name = match["before"] or match["behind"]
        # By the last name: reports write "Ilse Korrin" once, and across scripts the consonants
        # of one name meet more often than those of two.
        last_name = name.split()[-1]
        yield skeletons.consonant_skeleton(last_name) or skeletons.to_latin(last_name), name


@lru_cache(maxsize=64)
def _saying_pattern(code: str) -> re.Pattern[str] | None:
    """A full name next to a word of saying; None for a language without known such words."""
    # The longest first: "has said" before "has".
    verbs = sorted(map(re.escape, packs.load_pack(code).saying_verbs), key=len, reverse=True)
    if not verbs:
        return None
    saying_word = rf"(?i:{'|'.join(verbs)})"
    # A name begins where a word begins. Tried at every capital inside a word, a run of 20,000
    # capitals took 8 s, and the time grew with the square of its length.
    return re.compile(
        rf"(?<!\w)(?<!\w[’'-])(?:(?P<before>{_FULL_NAME}),? {saying_word}\b"
        rf"|{saying_word} (?P<behind>{_FULL_NAME}))"
    )
