"""Find the names that several outlets of the week write about: what the week is about. Pure.

A text that shares names with other outlets is probably about the news; one that shares none
may be about anything. Which names they are never counts.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from coranto.editing.ranking.words import words_inside_sentences, words_of_dates
from coranto.model import Document
from coranto.reading.language import text

#: Characters of a text in which names are looked for: who an article is about stands at its start.
MAX_LEAD_CHARACTERS = 400
#: Characters of a text from which the spelling of words is learnt.
MAX_SPELLING_CHARACTERS = 2_000
#: A name counts when so many outlets besides the document's own have it in title or lead.
MIN_OTHER_OUTLETS = 2
#: Of a word's uses inside sentences, so many are written with a capital when it is a name.
MIN_CAPITAL_SHARE = 0.8

#: Words whose normal form is kept in memory: some 10 MB.
MAX_KEPT_FORMS = 50_000

_WORD_PATTERN = re.compile(r"[^\W\d_]\w{2,49}")


@dataclass(frozen=True, slots=True)
class Agenda:
    """The names of a week's titles and leads, and the outlets that have each."""

    outlets_by_name: dict[str, frozenset[str]]
    names_by_document: dict[str, frozenset[str]]

    def shared_names(self, documents: Sequence[Document]) -> list[tuple[str, int]]:
        """Names in these documents that other outlets have, with how many; most first."""
        own_outlets = {document.source_id for document in documents}
        names = frozenset[str]().union(
            *(self.names_by_document.get(document.id, frozenset()) for document in documents)
        )
        counts = ((name, len(self.outlets_by_name[name] - own_outlets)) for name in names)
        shared = [(name, count) for name, count in counts if count >= MIN_OTHER_OUTLETS]
        return sorted(shared, key=lambda name_count: (-name_count[1], name_count[0]))


def read_agenda(documents: Iterable[Document]) -> Agenda:
    """The names of these documents' titles and leads."""
    articles = [document for document in documents if document.kind != "post"]
    names = _find_names(articles)
    outlets_by_name: dict[str, set[str]] = defaultdict(set)
    names_by_document: dict[str, frozenset[str]] = {}
    for document in articles:
        names_by_document[document.id] = names_in(document, names)
        for name in names_by_document[document.id]:
            outlets_by_name[name].add(document.source_id)
    return Agenda(
        outlets_by_name={name: frozenset(outlets) for name, outlets in outlets_by_name.items()},
        names_by_document=names_by_document,
    )


def names_in(document: Document, names: frozenset[str]) -> frozenset[str]:
    """Those of the names that stand in a document's title or lead."""
    words = {_normal_form(word) for word in _WORD_PATTERN.findall(_title_and_lead(document))}
    return names & words


def _find_names(documents: Sequence[Document]) -> frozenset[str]:
    """Words that are written with a capital inside sentences, but for those of dates.

    Titles do not tell: English ones capitalise every word. In scripts without capitals there
    are no names to be known by their form.
    """
    capitals: Counter[str] = Counter()
    uses: Counter[str] = Counter()
    date_words: set[str] = set()
    for document in documents:
        date_words |= words_of_dates(document.language)
        for word in words_inside_sentences(document.text[:MAX_SPELLING_CHARACTERS]):
            form = _normal_form(word)
            uses[form] += 1
            capitals[form] += word[0].isupper()
    return frozenset(
        word
        for word, count in capitals.items()
        if count >= MIN_CAPITAL_SHARE * uses[word] and word not in date_words
    )


def _title_and_lead(document: Document) -> str:
    return f"{document.title}\n{document.text[:MAX_LEAD_CHARACTERS]}"


# Texts repeat their words, and normalising one letter by letter is most of reading an agenda.
_normal_form = lru_cache(maxsize=MAX_KEPT_FORMS)(text.normalise)
