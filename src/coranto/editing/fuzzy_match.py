"""Find the passage that an inexact quotation was probably copied from. Pure."""

from collections.abc import Iterable, Iterator

from coranto.model import Document
from coranto.reading.language import segmentation

#: Similarity of characters, in per cent, from which a passage is proposed at all.
MIN_SIMILARITY_PERCENT = 60
#: The same where the quotation is compared with a part of a longer passage. Higher, because
#: in a long passage some part always resembles a short text a little.
MIN_PARTIAL_SIMILARITY_PERCENT = 72
#: Sentences compared per document.
MAX_SENTENCES_PER_DOCUMENT = 400
#: Characters compared of the quotation and of each sentence.
MAX_COMPARED_CHARACTERS = 1_000


def closest_passage(quoted: str, documents: Iterable[Document]) -> str:
    """The sentence of the documents that is most similar to `quoted`; "" when none is similar."""
    from rapidfuzz import fuzz, utils

    quoted = quoted[:MAX_COMPARED_CHARACTERS]
    best_similarity, best_sentence = float(MIN_SIMILARITY_PERCENT), ""
    for sentence in _candidate_sentences(documents):
        similarity = fuzz.ratio(quoted, sentence, processor=utils.default_process)
        if len(quoted) < len(sentence):
            partial_similarity = fuzz.partial_ratio(quoted, sentence)
            # Slightly less than its value, so that of two equal matches the whole sentence wins.
            if partial_similarity >= MIN_PARTIAL_SIMILARITY_PERCENT:
                similarity = max(similarity, 0.98 * partial_similarity)
        if similarity > best_similarity:
            best_similarity, best_sentence = similarity, sentence
    return best_sentence


def _candidate_sentences(documents: Iterable[Document]) -> Iterator[str]:
    for document in documents:
        for start, end in segmentation.sentence_spans(document.text, document.language)[
            :MAX_SENTENCES_PER_DOCUMENT
        ]:
            yield document.text[start : min(end, start + MAX_COMPARED_CHARACTERS)]
