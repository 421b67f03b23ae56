"""Checks of whose words a sentence is. Pure."""

import re
from collections.abc import Iterator
from functools import lru_cache

from coranto.editing.checks.fault import Fault, shown
from coranto.editing.manuscript import Manuscript
from coranto.editing.wording import Wording


def own_words_are_meant(manuscript: Manuscript) -> Iterator[Fault]:
    """A sentence without evidence is the editors' own; readers see it as that."""
    framed = _framed(manuscript.wording)
    for part in manuscript.parts:
        for sentence in manuscript.sentences(part):
            if sentence.is_alone and sentence.own and not framed.match(sentence.own):
                yield Fault(sentence.line, f"this is the editors' own: {shown(sentence.own)}")


@lru_cache(maxsize=16)
def _framed(wording: Wording) -> re.Pattern[str]:
    """How the sentences begin that the desk itself writes into every edition."""
    phrases = (wording.counted, wording.all_independent, wording.told_before, wording.all_new)
    parts = [re.split(r"\{\w+\}", phrase.replace("*", "")) for phrase in phrases]
    blanks = [r".{1,300}?".join(map(re.escape, part)) for part in parts]
    return re.compile("|".join([re.escape(wording.in_this_number), *blanks]))
