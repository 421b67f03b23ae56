"""Select which texts may share a passage, without comparing them. Pure; grows linearly.

Winnowing (Schleimer, Wilkerson and Aiken, 2003): of every `WINDOW_RUNS` successive runs of words
the one with the least hash is kept as a fingerprint. Two texts that share a passage of `WINDOW_RUNS
+ RUN_WORDS - 1` own words have at least one fingerprint in common.
"""

from collections import Counter
from collections.abc import Iterable
from itertools import repeat

import numpy as np

from coranto.analysis.copies import tokens
from coranto.analysis.copies.passages import MaskedText

#: Words of a run.
RUN_WORDS = 5
#: Characters of a run, in scripts without spaces.
RUN_CHARACTERS = 10
#: Successive runs of which one is kept.
WINDOW_RUNS = 16
#: Shifts by which minima are combined: each doubles the window, up to `WINDOW_RUNS`.
_MINIMUM_STEPS = (1, 2, 4, 8)
#: Larger than any other hash: it is never the minimum beside another run.
_EXCLUDED_HASH = np.uint64(0xFFFFFFFFFFFFFFFF)


def select_fingerprints(text: MaskedText) -> list[int]:
    """The fingerprints of a text's own words, each once."""
    size = RUN_CHARACTERS if text.units.is_unspaced else RUN_WORDS
    runs = tokens.hash_ngrams(text.units.words, size)
    if not runs.size:
        return []
    if not text.own.all():
        # Runs without a single own word are excluded: the same quotation or boilerplate would make
        # candidates of texts that are no copies.
        own_before = np.concatenate(((0,), text.own.cumsum()))
        runs[own_before[size:] == own_before[:-size]] = _EXCLUDED_HASH
    for step in _MINIMUM_STEPS:  # minimum of 2, 4, 8, then 16 neighbours
        if runs.size > step:
            runs = np.minimum(runs[:-step], runs[step:])
    changes = (runs[1:] != runs[:-1]).nonzero()[0] + 1
    fingerprints = dict.fromkeys([int(runs[0]), *runs[changes].tolist()])
    fingerprints.pop(int(_EXCLUDED_HASH), None)
    return list(fingerprints)


class FingerprintIndex:
    """Maps each fingerprint to the text that had it first.

    One owner for each fingerprint keeps ten thousand copies of one text linear: each of them meets
    the first print and not all the others.
    """

    def __init__(self) -> None:
        self._owners: dict[int, int] = {}

    def count_owners(self, fingerprints: Iterable[int]) -> Counter[int]:
        """Texts, by number, with how many of these fingerprints they own."""
        counts = Counter(map(self._owners.get, fingerprints, repeat(-1)))
        del counts[-1]
        return counts

    def claim(self, fingerprints: Iterable[int], owner: int) -> None:
        """Make `owner` the owner of those fingerprints that have none."""
        set_owner = self._owners.setdefault
        for fingerprint in fingerprints:
            set_owner(fingerprint, owner)
