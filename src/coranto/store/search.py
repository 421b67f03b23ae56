"""Build the expression of a full-text search. Pure: runs no query."""

from dataclasses import dataclass
from datetime import datetime

#: Words of a search that are used; further ones are ignored.
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
    """An FTS5 expression that matches texts with every one of the words; "" for no words."""
    # A "word" of punctuation alone has no token in the index that could be found.
    # Quoted, since a search may contain operators of FTS5 (NOT, *, :), which are words here.
    searchable_words = [word for word in words.split() if any(map(str.isalnum, word))]
    escaped_words = (
        word.replace("\0", "").replace('"', '""') for word in searchable_words[:MAX_SEARCH_WORDS]
    )
    return " ".join(f'"{word}"' for word in escaped_words)
