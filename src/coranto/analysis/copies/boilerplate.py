"""Learn the paragraphs that a site prints under many articles. Pure.

Subscribe boxes, notices and "about this topic" paragraphs are no copies: a paragraph
is standing once `MIN_BOILERPLATE_DOCUMENTS` documents of one source had it, each with other
text beside.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from zlib import crc32

#: Documents that must have a paragraph before it is standing.
MIN_BOILERPLATE_DOCUMENTS = 3
#: Least share of a document's words that must be missing in another one for the two
#: to be different texts and not two versions of one.
MIN_DIFFERENT_SHARE = 0.2
_MASK_64_BITS = (1 << 64) - 1


@dataclass(slots=True)
class SiteBoilerplate:
    """Paragraphs by the number of their words and source, and the documents that had them."""

    learnt: set[int] = field(default_factory=set)
    #: One document is most often all, and a tuple of one takes twice the memory.
    _seen: dict[int, int | tuple[int, ...]] = field(default_factory=dict)
    _sizes: dict[int, int] = field(default_factory=dict)

    def learn(self, document: int, paragraphs: Mapping[int, int]) -> set[int]:
        """Take note of a document's paragraphs; the documents for which that changes anything.

        `paragraphs` gives each one's `paragraph_key` and its words.
        """
        same = self._versions(document, paragraphs)
        changed: set[int] = set()
        for key in paragraphs:
            before = self._documents(key)
            if key in self.learnt or not same.isdisjoint(before):
                continue
            self._seen[key] = (*before, document) if before else document
            if len(before) + 1 == MIN_BOILERPLATE_DOCUMENTS:
                self.learnt.add(key)
                changed.update(before)
        return changed

    def _versions(self, document: int, paragraphs: Mapping[int, int]) -> set[int]:
        """Documents that have nearly all paragraphs of this one, or nearly all in it."""
        self._sizes[document] = size = sum(paragraphs.values())
        common: Counter[int] = Counter()
        for key, words in paragraphs.items():
            for other in self._documents(key):
                common[other] += words
        least = {other: min(size, self._sizes[other]) for other in common}
        return {
            n for n, words in common.items() if least[n] - words < MIN_DIFFERENT_SHARE * least[n]
        }

    def _documents(self, key: int) -> tuple[int, ...]:
        seen = self._seen.get(key, ())
        return (seen,) if isinstance(seen, int) else seen

    def forget(self, document: int, paragraphs: Iterable[int]) -> None:
        """Drop what was noted of a document; what was learnt of it stays."""
        self._sizes.pop(document, None)
        for key in paragraphs:
            left = tuple(number for number in self._documents(key) if number != document)
            self._seen.pop(key, None)
            if left:
                self._seen[key] = left if len(left) > 1 else left[0]


def paragraph_key(line: int, source: str) -> int:
    """The number of a paragraph, given as its words' number, in one source."""
    return (
        line ^ (crc32(source.encode("utf-8", "surrogatepass")) * 0x9E3779B97F4A7C15)
    ) & _MASK_64_BITS
