"""Checks of whose words a sentence is, and of who stands behind a story. Pure."""

import re
from collections.abc import Iterator, Sequence

from coranto.editing.checks.fault import Fault, shown
from coranto.editing.manuscript import Manuscript
from coranto.editing.quotations import Piece
from coranto.reading import text, urls

_ENDED = re.compile('[.!?…。！？؟۔][”“»"’)]*$')
_EVIDENCE = "\ufffc"


def own_words_are_meant(manuscript: Manuscript) -> Iterator[Fault]:
    """A sentence without evidence is the editors' own; readers see it as that."""
    for part in manuscript.parts:
        for pieces in manuscript.pieces(part):
            for sentence in _own_sentences(pieces, manuscript):
                yield Fault(pieces[0].line, f"this is the editors' own: {shown(sentence)}")


def _own_sentences(pieces: Sequence[Piece], manuscript: Manuscript) -> Iterator[str]:
    """Sentences of a paragraph in which nothing is quoted, cited or linked."""
    masked = ""
    for piece in pieces:
        ended = "." if piece.kind == "quotation" and _ENDED.search(piece.text) else ""
        masked += piece.raw if piece.kind == "words" else _EVIDENCE + ended
    framed = manuscript.wording.frames()
    for stretch in re.split(rf"(?<={_EVIDENCE}\.)(?:{_EVIDENCE})*\s*", masked):
        for start, end in text.sentences(stretch, manuscript.draft.language):
            sentence = " ".join(stretch[start:end].split())
            is_words = sum(char.isalpha() for char in sentence) > 1
            if is_words and _EVIDENCE not in sentence and not sentence.startswith(framed):
                yield sentence


def headline_has_company(manuscript: Manuscript) -> Iterator[Fault]:
    """A headline rests on more than one outlet, or the editors know that it does not."""
    for part in manuscript.parts:
        if part.item is None or part.item.heading != manuscript.draft.headline:
            continue
        links = [one for one in manuscript.elements(part) if one.kind == "link"]
        sites = {urls.site(link.target) for link in links}
        if len(sites) == 1:
            yield Fault(part.item.line, f"the headline rests on one outlet: {sites.pop()}.")
