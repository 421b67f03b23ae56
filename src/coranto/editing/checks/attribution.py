"""Checks of whose words a sentence is: the editors' own or a source's. Pure."""

from collections.abc import Iterator

from coranto.editing.checks.fault import Fault, shorten_text
from coranto.editing.checks.stated import find_uncited_claim
from coranto.editing.manuscript import Manuscript


def own_voice_is_intended(manuscript: Manuscript) -> Iterator[Fault]:
    """A sentence without evidence is the editors' own; readers see it as that."""
    for part in manuscript.parts:
        for sentence in manuscript.sentences(part):
            # The desk's own frames ("As no. 40 told, …") need no note, and a claim without a
            # citation has a check of its own: nothing is reported twice.
            is_own = sentence.is_alone and sentence.own != ""
            is_framed = manuscript.framed.match(sentence.own) is not None
            if is_own and not is_framed and not find_uncited_claim(manuscript, sentence):
                yield Fault(
                    sentence.line, f"this is the editors' own: {shorten_text(sentence.own)}"
                )
