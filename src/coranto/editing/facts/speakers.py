"""Find who is quoted in a text: full names next to a word of saying. Pure.

A heuristic for counting, not for attribution: pronouns and single names are not resolved.
Only scripts with capitals tell a name from other words; texts in others give no speakers.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from coranto.reading.language import packs
from coranto.reading.language import transliteration as skeletons

_NAME_WORD = r"[A-ZÀ-ÞĀ-ŽА-ЯЁІЇЄ][^\W\d_]+(?:[’'-][^\W\d_]+)*"
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
    return re.compile(
        rf"(?P<before>{_FULL_NAME}),? {saying_word}\b|\b{saying_word} (?P<behind>{_FULL_NAME})"
    )
