"""Which texts may share a passage, found without comparing them. Pure; grows linearly.

Of every `WINDOW_RUNS` runs of words that follow one another one is kept, the one with the
least number (winnowing: Schleimer, Wilkerson and Aiken, 2003). Two texts with a
passage of `WINDOW + RUN - 1` own words in common share at least one.
"""

from collections import Counter
from collections.abc import Iterable
from itertools import repeat

import numpy as np

from coranto.analysis.copies import tokens
from coranto.analysis.copies.passages import MaskedText

RUN_WORDS = 5
RUN_CHARACTERS = 10
WINDOW_RUNS = 16
_MINIMUM_STEPS = (1, 2, 4, 8)
_EXCLUDED_HASH = np.uint64(0xFFFFFFFFFFFFFFFF)


def select_fingerprints(text: MaskedText) -> list[int]:
    """The numbers that stand for a text: those of its own words, each once."""
    size = RUN_CHARACTERS if text.units.is_unspaced else RUN_WORDS
    runs = tokens.hash_ngrams(text.units.words, size)
    if not runs.size:
        return []
    if not text.own.all():
        owned = np.concatenate(((0,), text.own.cumsum()))
        runs[owned[size:] == owned[:-size]] = _EXCLUDED_HASH
    for step in _MINIMUM_STEPS:  # least of 2, 4, 8, 16 neighbours
        if runs.size > step:
            runs = np.minimum(runs[:-step], runs[step:])
    changes = (runs[1:] != runs[:-1]).nonzero()[0] + 1
    chosen = dict.fromkeys([int(runs[0]), *runs[changes].tolist()])
    chosen.pop(int(_EXCLUDED_HASH), None)
    return list(chosen)


class FingerprintIndex:
    """For each number, the text that had it first.

    One owner a number is what keeps ten thousand copies of one text linear: they all
    meet their first print, not one another.
    """

    def __init__(self) -> None:
        self._owners: dict[int, int] = {}

    def owners(self, chosen: Iterable[int]) -> Counter[int]:
        """Texts, by number, with how many of these they own."""
        found = Counter(map(self._owners.get, chosen, repeat(-1)))
        del found[-1]
        return found

    def claim(self, chosen: Iterable[int], owner: int) -> None:
        """Own what nobody owns yet."""
        claim = self._owners.setdefault
        for number in chosen:
            claim(number, owner)
