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
    best_similarity, best_sentence = float(MIN_SIMILARITY_PERCENT), ""
    for sentence in _candidate_sentences(documents):
        similarity = fuzz.ratio(quoted, sentence, processor=utils.default_process)
        if len(quoted) < len(sentence):
            partial_similarity = fuzz.partial_ratio(quoted, sentence)
            if partial_similarity >= MIN_PARTIAL_SIMILARITY_PERCENT:
                similarity = max(similarity, 0.98 * partial_similarity)
        if similarity > best_similarity:
            best_similarity, best_sentence = similarity, sentence
    return best_sentence


def _candidate_sentences(documents: Iterable[Document]) -> Iterator[str]:
    for document in documents:
        for start, end in text.sentence_spans(document.text, document.language)[
            :MAX_SENTENCES_PER_DOCUMENT
        ]:
            yield document.text[start : min(end, start + MAX_COMPARED_CHARACTERS)]
