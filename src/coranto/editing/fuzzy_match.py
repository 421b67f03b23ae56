"""Find the passage of a text that a misquotation was probably meant to be. Pure."""

from collections.abc import Iterable, Iterator

from coranto.model import Document
from coranto.reading.language import text

#: Share of matching characters, in per cent, under which two passages have nothing in common;
#: more where only a part of the passage is compared, as some part of it is always a bit alike.
LIKE, PART_LIKE = 60, 72
#: Sentences looked at per document, and characters of each.
SENTENCES, LENGTH = 400, 1_000


def closest(quoted: str, documents: Iterable[Document]) -> str:
    """The passage of the documents most like the quoted words; "" when none is like it."""
    from rapidfuzz import fuzz, utils

    quoted = quoted[:LENGTH]
    best, found = float(LIKE), ""
    for sentence in _sentences(documents):
        likeness = fuzz.ratio(quoted, sentence, processor=utils.default_process)
        if len(quoted) < len(sentence):
            part = fuzz.partial_ratio(quoted, sentence)
            likeness = max(likeness, 0.98 * part if part >= PART_LIKE else 0)
        if likeness > best:
            best, found = likeness, sentence
    return found


def _sentences(documents: Iterable[Document]) -> Iterator[str]:
    for document in documents:
        for start, end in text.sentences(document.text, document.language)[:SENTENCES]:
            yield document.text[start : min(end, start + LENGTH)]
