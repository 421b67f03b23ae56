"""Choose the sentences of a document that tell its story, as passages. Pure; nothing is reworded.

A sentence is weighed by the words it shares with the whole story, by rarity, place
and length; it must stand alone, because it will.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from math import log

from coranto.model import Document
from coranto.reading import languages, text

Span = tuple[int, int]

#: Where sentences are looked for: characters and sentences from the start of the text.
READ = 8_000
CONSIDERED = 40
#: Length of a quotable sentence in characters; a sign of an unspaced script counts thrice.
SHORTEST, LONGEST = 40, 360
#: Documents of a story that its words are learnt from.
DOCUMENTS = 30
#: What an earlier place in the text is worth: news is told at the top.
FIRST = 1.0

_UNSPACED = re.compile("[\u0e00-\u0eff\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_ENDS = re.compile(r"[.!?。！？؟۔।][”“»\"’)\]」』]?$")
_CUT = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])[”“»\"’)\]]?$")
_PAIRS = {"”": "“„", "“": "„", "»": "«", "」": "「", "』": "『", ")": "(", "]": "["}
_OPENING = frozenset("“„«「『([")
_QUOTE_START = re.compile(r"[“„«\"「『‘'–—-]")
_WORD = re.compile(r"[\w'’-]+")


class Salience:
    """How much each word says about one story, among the stories of an edition."""

    def __init__(self, background: Counter[str], stories: int) -> None:
        self._background = background
        self._stories = stories

    @classmethod
    def of(cls, stories: Iterable[Sequence[Document]]) -> "Salience":
        """Word rarities over the stories that an edition tells."""
        background: Counter[str] = Counter()
        count = 0
        for documents in stories:
            count += 1
            background.update(set().union(*map(_words, documents[:DOCUMENTS])))
        return cls(background, count)

    def weights(self, documents: Sequence[Document]) -> dict[str, float]:
        """Words of a story with their weight: in how many documents, how rare elsewhere."""
        counts: Counter[str] = Counter()
        for document in documents[:DOCUMENTS]:
            counts.update(_words(document))
            counts.update(set(_title_words(document)))
        return {
            word: count * log((self._stories + 2) / (self._background[word] + 0.5))
            for word, count in counts.items()
        }


def choose(
    document: Document,
    weights: dict[str, float],
    *,
    count: int,
    used: set[str],
) -> list[Span]:
    """Up to `count` passages in the order of the text; none whose words are in `used`.

    `used` holds the edition's sentences so far, normalised, and is added to: no
    sentence stands in an edition twice.
    """
    candidates = _candidates(document)
    weights = dict(weights)
    chosen: list[Span] = []
    while candidates and len(chosen) < count:
        best = max(candidates, key=lambda at: _score(candidates[at], at, document, weights))
        span = candidates.pop(best)
        key = text.normalise(document.text[slice(*span)])
        if key in used:
            continue
        used.add(key)
        chosen.append(span)
        # What has been said once is worth less the second time.
        for word in text.tokens(document.text[slice(*span)], document.language):
            weights[word] = weights.get(word, 0.0) / 3
    return sorted(chosen)


def quotable(document: Document) -> int:
    """How many sentences of a document can be quoted."""
    return len(_candidates(document))


def _candidates(document: Document) -> dict[int, Span]:
    """Quotable sentences by their place; those that lean on others only if none is left."""
    spans = text.sentences(document.text[:READ], document.language)[:CONSIDERED]
    if len(document.text) > READ:
        spans = spans[:-1]
    title = text.normalise(document.title)
    whole = {
        place: span
        for place, span in enumerate(spans)
        if is_whole(document.text[slice(*span)])
        and text.normalise(document.text[slice(*span)]) != title
    }
    alone = {
        place: span
        for place, span in whole.items()
        if stands_alone(document.text[slice(*span)], document.language)
    }
    return alone or whole


def is_whole(sentence: str) -> bool:
    """Is this a sentence, and all of it: no scrap, no half quotation, no cut end?"""
    length = len(sentence) + 2 * len(_UNSPACED.findall(sentence))
    return (
        SHORTEST <= length <= LONGEST
        and "\n" not in sentence
        and _ENDS.search(sentence) is not None
        and _CUT.search(sentence) is None
        and _is_balanced(sentence)
        and not _is_junk(sentence)
    )


def stands_alone(sentence: str, language: str) -> bool:
    """Does it begin without pointing back: no pronoun, no "but", no middle of a speech?"""
    if _QUOTE_START.match(sentence) or sentence[0].islower():
        return False
    words = [text.normalise(word) for word in _WORD.findall(sentence[:80])[:3]]
    if languages.primary(language) in {"zh", "ja"}:
        return not sentence.startswith(tuple(_openers(language)))
    starts = {" ".join(words[:count]) for count in (1, 2, 3)}
    return not starts & _openers(language)


def _score(span: Span, place: int, document: Document, weights: dict[str, float]) -> float:
    words = dict.fromkeys(text.tokens(document.text[slice(*span)], document.language))
    said = sum(weights.get(word, 0.0) for word in words)
    return said / (len(words) + 6) * (1 + FIRST / (1 + place))


def _is_balanced(sentence: str) -> bool:
    """Does each quotation mark and bracket have its partner?"""
    held: list[str] = []
    for char in sentence:
        if char in _PAIRS and held and held[-1] in _PAIRS[char]:
            held.pop()
        elif char in _OPENING:
            held.append(char)
        elif char in _PAIRS:
            return False
    return not held and sentence.count('"') % 2 == 0


def _is_junk(sentence: str) -> bool:
    lowered = sentence.lower()
    return any(word in lowered for word in _data()["junk"]["words"])


def _words(document: Document) -> list[str]:
    return text.tokens(f"{document.title[:300]}\n{document.text[:1500]}", document.language)


def _title_words(document: Document) -> list[str]:
    return text.tokens(document.title[:300], document.language)


@cache
def _openers(language: str) -> frozenset[str]:
    words = _data()["openers"].get(languages.primary(language), ())
    return frozenset(text.normalise(word) for word in words)


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    """The packaged word lists. Read-only by agreement."""
    return tomllib.loads(files("coranto.editing").joinpath("quoting.toml").read_text("utf-8"))
