"""Names and titles that hold quotation marks of their own, such as an outlet's. Pure.

Where a desk prints one as a whole, its marks quote no source.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from coranto.editing.wording import Wording
from coranto.model import Document, Source
from coranto.reading.language import quotation_marks, quotation_spans
from coranto.reading.language.shortening import shorten_line
from coranto.reading.language.unsafe_characters import strip_unsafe_characters

#: Two signs that stand for a quotation mark.
_STAND_IN_PATTERN = re.compile(r"<<|>>|``|''|,,")
#: Length at which a document's title is cut, at a word's end.
MAX_TITLE_CHARACTERS = 200
#: Length at which an item's heading is cut.
MAX_HEADING_CHARACTERS = 120
#: Length at which names of outlets, authors, owners and agencies are cut.
MAX_NAME_CHARACTERS = 60
#: Fewest letters of a name that is recognised wherever it stands.
MIN_DISTINCT_LETTERS = 3
#: Fewest letters of one whose marks are not in pairs, such as a title that was cut.
MIN_DISTINCT_UNPAIRED_LETTERS = 20


@dataclass(frozen=True, slots=True)
class OwnName:
    """A name as editions print it, in which a reader would see a quotation."""

    text: str
    mark_offsets: tuple[int, ...]  #: of its quotation marks
    is_distinct: bool  #: False for one that could stand anywhere, such as a lone quotation mark


def names_with_quotation_marks(
    documents: Iterable[Document],
    sources: Iterable[Source],
    own_words: Iterable[str],
    wording: Wording,
) -> tuple[OwnName, ...]:
    """The names of documents and sources that hold quotation marks, and such own words."""
    documents = list(documents)
    sources_by_id = {source.id: source for source in sources}
    names = (
        *(name for document in documents for name in _own_names_of_document(document)),
        *_own_names(_headings_of_posts(documents, sources_by_id, wording)),
        *(name for source in sources_by_id.values() for name in _own_names_of_source(source)),
        *_own_names(own_words),
    )
    return tuple(dict.fromkeys(names))


def _own_names(texts: Iterable[str]) -> tuple[OwnName, ...]:
    return tuple(name for text in texts if (name := _own_name(strip_unsafe_characters(text))))


# Cached: a draft is checked again whenever it is saved, and a week's drafts share documents.
@lru_cache(maxsize=4096)
def _own_names_of_document(document: Document) -> tuple[OwnName, ...]:
    return _own_names(_names_of_document(document))


@lru_cache(maxsize=4096)
def _own_names_of_source(source: Source) -> tuple[OwnName, ...]:
    return _own_names(_names_of_source(source))


def _own_name(text: str) -> OwnName | None:
    spans = quotation_spans.find_quotation_spans(text, "und")
    # A stand-in alone, as in "<<0", begins a quotation only where another mark ends it.
    stand_ins = {at for match in _STAND_IN_PATTERN.finditer(text) for at in range(*match.span())}
    if not spans and not stand_ins:
        return None
    is_paired = bool(spans) and all(span.is_closed for span in spans)
    min_letters = MIN_DISTINCT_LETTERS if is_paired else MIN_DISTINCT_UNPAIRED_LETTERS
    return OwnName(
        text,
        tuple(
            at
            for at, char in enumerate(text)
            if char in quotation_marks.DOUBLE_MARKS or at in stand_ins
        ),
        sum(map(str.isalpha, text)) >= min_letters,
    )


def _headings_of_posts(
    documents: Iterable[Document], sources: Mapping[str, Source], wording: Wording
) -> Iterator[str]:
    """The headings of items that tell of posts alone: author and first words."""
    for document in documents:
        if document.kind == "post":
            source = sources.get(document.source_id)
            words = shorten_line(document.text, MAX_HEADING_CHARACTERS // 2)
            for author in (*document.authors[:1], source.name if source else document.site_name):
                name = shorten_line(author, MAX_NAME_CHARACTERS)
                yield f"{name}{wording['colon']}{words}".strip()


def _names_of_document(document: Document) -> Iterator[str]:
    yield shorten_line(document.title, MAX_TITLE_CHARACTERS)
    yield shorten_line(document.title, MAX_HEADING_CHARACTERS)
    yield shorten_line(document.site_name, MAX_NAME_CHARACTERS)
    yield from (shorten_line(author, MAX_NAME_CHARACTERS) for author in document.authors)
    # The headings of a post and of an article without a title.
    yield shorten_line(document.text, MAX_HEADING_CHARACTERS // 2)
    yield shorten_line(document.text, MAX_HEADING_CHARACTERS)


def _names_of_source(source: Source) -> Iterator[str]:
    yield shorten_line(source.name, MAX_NAME_CHARACTERS)
    for fact in source.disclosures:
        yield shorten_line(fact.value, MAX_NAME_CHARACTERS)
        yield shorten_line(fact.value, MAX_TITLE_CHARACTERS)
