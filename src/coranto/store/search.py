"""What a search asks of the full-text index. Pure: builds the expression, runs nothing."""

from dataclasses import dataclass
from datetime import datetime

#: Words of one search that count: more narrow it no further.
MAX_SEARCH_WORDS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """One document that a search found, in its newest version."""

    document_id: str
    version: int
    source_id: str
    title: str
    url: str
    language: str
    at: datetime  #: published, else first seen
    score: float  #: higher is better (BM25, the title counting ten times)


def match_all_words(words: str) -> str:
    """An FTS5 expression that asks for every word as it stands; "" when there is none.

    Each word is quoted, so that what would be an operator is a word like any other.
    """
    searchable_words = [word for word in words.split() if any(map(str.isalnum, word))]
    escaped_words = (
        word.replace("\0", "").replace('"', '""') for word in searchable_words[:MAX_SEARCH_WORDS]
    )
    return " ".join(f'"{word}"' for word in escaped_words)
