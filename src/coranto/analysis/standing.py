"""Learn the paragraphs that a site prints under many articles. Pure.

Subscribe boxes, notices and "about this topic" paragraphs are no copies: a paragraph
is standing once `DOCUMENTS` documents of one source had it, each with other text beside.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from zlib import crc32

#: Documents that must have a paragraph before it is standing.
DOCUMENTS = 3
#: Least share of a document's words that must be missing in another one for the two
#: to be different texts and not two versions of one.
DIFFERENT = 0.2
_ALL = (1 << 64) - 1


@dataclass(slots=True, kw_only=True)
class _Print:
    """A document as far as its paragraphs go."""

    size: int  #: words
    paragraphs: Mapping[int, int]  #: paragraph → words


@dataclass(slots=True)
class Standing:
    """Paragraphs by the number of their words and source, and the documents that had them."""

    learnt: set[int] = field(default_factory=set)
    _seen: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _prints: dict[int, _Print] = field(default_factory=dict)

    def learn(self, document: int, paragraphs: Mapping[int, int]) -> set[int]:
        """Take note of a document's paragraphs; the documents for which that changes anything.

        `paragraphs` gives each one's `key` and its words.
        """
        size = sum(paragraphs.values())
        common: Counter[int] = Counter()
        for key, words in paragraphs.items():
            for other in self._seen.get(key, ()):
                common[other] += words
        same = {other for other, words in common.items() if self._is_same(size, other, words)}
        self._prints[document] = _Print(size=size, paragraphs=paragraphs)
        changed: set[int] = set()
        for key in paragraphs:
            before = self._seen.get(key, ())
            if key in self.learnt or not same.isdisjoint(before):
                continue
            self._seen[key] = (*before, document)
            if len(before) + 1 == DOCUMENTS:
                self.learnt.add(key)
                changed.update(before)
        return changed

    def _is_same(self, size: int, other: int, common: int) -> bool:
        least = min(size, self._prints[other].size)
        return least - common < DIFFERENT * least

    def forget(self, documents: Iterable[int]) -> None:
        """Drop what was noted of documents; what was learnt of them stays."""
        for document in documents:
            noted = self._prints.pop(document, None)
            for key in noted.paragraphs if noted else ():
                left = tuple(n for n in self._seen.get(key, ()) if n != document)
                if left:
                    self._seen[key] = left
                else:
                    self._seen.pop(key, None)


def key(line: int, source: str) -> int:
    """The number of a paragraph, given as its words' number, in one source."""
    return (line ^ (crc32(source.encode("utf-8", "surrogatepass")) * 0x9E3779B97F4A7C15)) & _ALL
