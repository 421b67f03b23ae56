"""Learn the paragraphs that a site prints under many articles. Pure.

Subscribe boxes, notices and "about this topic" paragraphs are not copies. A paragraph is
boilerplate once `MIN_BOILERPLATE_DOCUMENTS` documents of one source had it, each with other text
beside it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from zlib import crc32

#: Documents that must have a paragraph before it counts as boilerplate.
MIN_BOILERPLATE_DOCUMENTS = 3
#: Least share of a document's words that must be missing in another one for the two to be different
#: texts and not versions of one text.
MIN_DIFFERENT_SHARE = 0.2
_MASK_64_BITS = (1 << 64) - 1


@dataclass(slots=True)
class SiteBoilerplate:
    """The paragraphs of each source, by `paragraph_key`, and the documents that had them."""

    learnt: set[int] = field(default_factory=set)  #: keys of the paragraphs that are boilerplate
    #: A single document is stored as a number: most paragraphs have one, and a tuple of one takes
    #: twice the memory.
    _document_numbers: dict[int, int | tuple[int, ...]] = field(default_factory=dict)
    _word_counts: dict[int, int] = field(default_factory=dict)

    def observe(self, document: int, paragraphs: Mapping[int, int]) -> set[int]:
        """Note a document's paragraphs; return the earlier documents that this changes.

        `paragraphs` maps each paragraph's `paragraph_key` to its number of words.
        """
        versions = self._find_versions(document, paragraphs)
        changed: set[int] = set()
        for key in paragraphs:
            earlier_documents = self._documents_with(key)
            # An outlet that publishes one text again and again, such as an edited article, does not
            # make its paragraphs boilerplate: versions of a document count once.
            if key in self.learnt or not versions.isdisjoint(earlier_documents):
                continue
            self._document_numbers[key] = (
                (*earlier_documents, document) if earlier_documents else document
            )
            if len(earlier_documents) + 1 == MIN_BOILERPLATE_DOCUMENTS:
                self.learnt.add(key)
                changed.update(earlier_documents)
        return changed

    def _find_versions(self, document: int, paragraphs: Mapping[int, int]) -> set[int]:
        """Documents with nearly all paragraphs of this one, or nearly all of whose are in it."""
        self._word_counts[document] = size = sum(paragraphs.values())
        common_words: Counter[int] = Counter()
        for key, words in paragraphs.items():
            for earlier in self._documents_with(key):
                common_words[earlier] += words
        smaller_sizes = {earlier: min(size, self._word_counts[earlier]) for earlier in common_words}
        return {
            number
            for number, words in common_words.items()
            if smaller_sizes[number] - words < MIN_DIFFERENT_SHARE * smaller_sizes[number]
        }

    def _documents_with(self, key: int) -> tuple[int, ...]:
        numbers = self._document_numbers.get(key, ())
        return (numbers,) if isinstance(numbers, int) else numbers

    def forget(self, document: int, paragraphs: Iterable[int]) -> None:
        """Drop what was noted of a document; paragraphs that were learnt from it stay learnt."""
        self._word_counts.pop(document, None)
        for key in paragraphs:
            remaining = tuple(number for number in self._documents_with(key) if number != document)
            self._document_numbers.pop(key, None)
            if remaining:
                self._document_numbers[key] = remaining if len(remaining) > 1 else remaining[0]


def paragraph_key(line: int, source: str) -> int:
    """The key of a paragraph of one source; `line` is the hash of the paragraph's words."""
    return (
        # The same paragraph is boilerplate of one site and news on another.
        line ^ (crc32(source.encode("utf-8", "surrogatepass")) * 0x9E3779B97F4A7C15)
    ) & _MASK_64_BITS
