"""Find the passage of a text that a misquotation was probably meant to be. Pure."""

from collections.abc import Iterable, Iterator

from coranto.model import Document
from coranto.reading.language import text

#: Share of matching characters, in per cent, under which two passages have nothing in common;
#: more where only a part of the passage is compared, as some part of it is always a bit alike.
MIN_SIMILARITY_PERCENT = 60
MIN_PARTIAL_SIMILARITY_PERCENT = 72
#: Sentences looked at per document, and characters of each.
MAX_SENTENCES_PER_DOCUMENT = 400
MAX_COMPARED_CHARACTERS = 1_000


def closest_passage(quoted: str, documents: Iterable[Document]) -> str:
    """The passage of the documents most like the quoted words; "" when none is like it."""
    from rapidfuzz import fuzz, utils

    quoted = quoted[:MAX_COMPARED_CHARACTERS]
    best, found = float(MIN_SIMILARITY_PERCENT), ""
    for sentence in _candidate_sentences(documents):
        likeness = fuzz.ratio(quoted, sentence, processor=utils.default_process)
        if len(quoted) < len(sentence):
            part = fuzz.partial_ratio(quoted, sentence)
            likeness = max(likeness, 0.98 * part if part >= MIN_PARTIAL_SIMILARITY_PERCENT else 0)
        if likeness > best:
            best, found = likeness, sentence
    return found


def _candidate_sentences(documents: Iterable[Document]) -> Iterator[str]:
    for document in documents:
        for start, end in text.sentence_spans(document.text, document.language)[
            :MAX_SENTENCES_PER_DOCUMENT
        ]:
            yield document.text[start : min(end, start + MAX_COMPARED_CHARACTERS)]
