"""Find words of a kind in texts: phrases of forms, names of days, words inside sentences. Pure.

What is the same for every text of a language is normalised once.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from coranto.model import Document
from coranto.reading.language import cldr, packs, text
from coranto.reading.language.phrases import normal_phrases_in_language, phrases_in_language

#: Characters of a text whose form is looked at: enough to know it, and bounded.
MAX_EXAMINED_CHARACTERS = 6_000
#: Words, and words of a kind, from which shares are taken: fewer are chance.
MIN_HITS_FOR_SHARES = 3
MIN_WORDS_FOR_SHARES = 30

QUOTED_PATTERN = re.compile(
    r"[“«„「][^“”«»„「」\n]{0,1000}[”»“」]|\"[^\"\n]{0,1000}\""
    r"|(?<!\w)[‘'](?:[^‘’'\n]|(?<=\w)[’'](?=\w)){0,300}[’'](?!\w)"
)
WORD_PATTERN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
#: A word of three letters or more behind a word or a comma.
_INNER_WORD_PATTERN = re.compile(r"(?:(?<=[^\W_] )|(?<=, ))[^\W\d_]\w{2,49}")


def words_inside_sentences(passage: str) -> Iterator[str]:
    """Words of three letters or more behind a word or a comma: no sentence begins there."""
    return (match[0] for match in _INNER_WORD_PATTERN.finditer(passage))


@lru_cache(maxsize=256)
def words_of_dates(language: str) -> frozenset[str]:
    """The names of days and months, in the form in which texts are compared."""
    names = cldr.weekday_and_month_names(packs.primary_subtag(language))
    return frozenset(map(text.normalise, names))


def first_phrase(kind: str, searched: str, document: Document) -> str:
    """The first of a kind's phrases, in the document's language, that a text holds; "" if none."""
    pattern = _phrase_pattern(kind, packs.primary_subtag(document.language))
    match = pattern.search(text.normalise(searched)) if pattern else None
    return match[0] if match else ""


@lru_cache(maxsize=256)
def _phrase_pattern(kind: str, code: str) -> re.Pattern[str] | None:
    forms = sorted(map(text.normalise, phrases_in_language(kind, code)), key=len, reverse=True)
    parts = []
    for form in forms:
        letters = re.escape(form).replace(r"\*", r"\w{0,12}")
        edges = not text.is_unspaced(form)
        start = r"(?<![\w-])" if edges and form[0].isalnum() else ""
        end = r"(?![\w-])" if edges and form[-1].isalnum() else ""
        parts.append(f"{start}{letters}{end}")
    return re.compile("|".join(parts)) if parts else None


def words_per_100(kind: str, document: Document) -> float:
    """How many of 100 words outside quotation marks are of a kind; 0 in short texts."""
    phrases = normal_phrases_in_language(kind, packs.primary_subtag(document.language))
    if not phrases:
        return 0.0
    own_words = QUOTED_PATTERN.sub(" ", document.text[:MAX_EXAMINED_CHARACTERS])
    words = Counter(WORD_PATTERN.findall(text.normalise(own_words)))
    total = words.total()
    if total < MIN_WORDS_FOR_SHARES:
        return 0.0
    hits = sum(words[phrase] for phrase in phrases)
    return 100 * hits / total if hits >= MIN_HITS_FOR_SHARES else 0.0
