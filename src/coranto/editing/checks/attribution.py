"""Checks of whose words a sentence is. Pure."""

from collections.abc import Iterator

from coranto.editing.checks.fault import Fault, shown
from coranto.editing.checks.stated import stated
from coranto.editing.manuscript import Manuscript


def own_words_are_meant(manuscript: Manuscript) -> Iterator[Fault]:
    """A sentence without evidence is the editors' own; readers see it as that."""
    for part in manuscript.parts:
        for sentence in manuscript.sentences(part):
            is_own = sentence.is_alone and sentence.own != ""
            is_framed = manuscript.framed.match(sentence.own) is not None
            if is_own and not is_framed and not stated(manuscript, sentence):
                yield Fault(sentence.line, f"this is the editors' own: {shown(sentence.own)}")
