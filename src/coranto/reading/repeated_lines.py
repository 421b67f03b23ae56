"""Lines that one source prints under many of its articles: learnt, and left out of texts. Pure.

Newsletter boxes, notes on the author, legal lines and teasers stand word for word in articles that
have nothing else in common. A background paragraph, a quotation and the opening of a column are
repeated as well and are the article's: what follows asks how often, where and among which words a
line stands, never what it says.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from coranto.model import Document
from coranto.reading.documents import is_same_title, text_sha256
from coranto.reading.language import quotation_spans
from coranto.reading.pages import boilerplate, resemblance

#: Articles of a source, the last published, that new ones are compared with.
COMPARED_ARTICLES = 40
#: Articles of different titles and texts in which a line must stand.
MIN_ARTICLES = 3
#: Articles with one line that are compared with one another: more settle nothing.
MAX_ARTICLES_PER_LINE = 12
#: UTF-8 bytes of letters and digits of the shortest line learnt: a shorter one may be a heading
#: ("Background") or an answer of an interview. Bytes, as a Chinese line says as much with few.
MIN_LINE_BYTES = 20
#: Share of a line's words, and more than one, that stand elsewhere in an article which the line is
#: about. Two articles of one language share 5 to 12 % of their words.
MIN_RELATED_SHARE = 0.25
#: Share of the words of the shorter text that two different articles may have in common.
MAX_COMMON_SHARE = 0.8
#: UTF-8 bytes between quotation marks that are somebody's words, not the name of a newsletter.
MIN_QUOTED_BYTES = 30
#: A text of which less than this share would be left is a list or a form, and stays whole.
MIN_OWN_SHARE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatedLine:
    """A line that stands in many articles of a source."""

    key: str  #: hash of its letters and digits, case folded
    text: str  #: as written
    document_ids: tuple[str, ...]  #: of the articles that it was learnt from


@dataclass(frozen=True, slots=True)
class _Article:
    document: Document
    lines: list[str]
    keys: list[str]  #: of the lines; "" for one that is too short to be learnt

    @classmethod
    def of(cls, document: Document) -> "_Article":
        lines = document.text.split("\n")
        return cls(document, lines, [_line_key(line) for line in lines])

    def own_line_numbers(self, repeated: Collection[str]) -> tuple[int, int]:
        """Numbers of the first and the last line that could be learnt and is not repeated.

        The number of lines and -1 when there is none.
        """
        numbers = [n for n, key in enumerate(self.keys) if key and key not in repeated]
        return (numbers[0], numbers[-1]) if numbers else (len(self.keys), -1)


class _Place(NamedTuple):
    """A line of an article."""

    article: _Article
    number: int  #: of the line, from 0

    @property
    def line(self) -> str:
        return self.article.lines[self.number]


@dataclass(frozen=True, slots=True)
class _OwnText:
    """What of an article is not repeated in others."""

    first: int  #: number of the first line that is long enough to tell
    last: int
    words: resemblance.Tokens  #: of title and lines

    @classmethod
    def of(cls, article: _Article, repeated: Collection[str]) -> "_OwnText":
        pairs = zip(article.lines, article.keys, strict=True)
        own = [article.document.title, *(line for line, key in pairs if key not in repeated)]
        first, last = article.own_line_numbers(repeated)
        return cls(
            first=first,
            last=last,
            words=resemblance.word_beginnings("\n".join(own), article.document.language),
        )


def line_keys(text: str) -> set[str]:
    """The keys of those lines of a text that are long enough to be learnt."""
    return {_line_key(line) for line in text.split("\n")} - {""}


def find_repeated_lines(documents: Iterable[Document]) -> list[RepeatedLine]:
    """The lines that unlike articles of one source have in common and that belong to none.

    A document that is given twice counts once, as it was given last.
    """
    articles = [_Article.of(document) for document in {d.id: d for d in documents}.values()]
    places: dict[str, list[_Place]] = defaultdict(list)
    for article in articles:
        first_numbers = {key: n for n, key in reversed(list(enumerate(article.keys))) if key}
        for key, number in first_numbers.items():
            places[key].append(_Place(article, number))
    unlike_places = {
        key: unlike
        for key, all_places in places.items()
        if len(all_places) >= MIN_ARTICLES
        and len(unlike := _unlike_places(all_places)) >= MIN_ARTICLES
    }
    # Of these articles alone: of most sources none has a line in common with others.
    articles_by_id = {
        place.article.document.id: place.article
        for unlike in unlike_places.values()
        for place in unlike
    }
    own_texts = {
        document_id: _OwnText.of(article, unlike_places.keys())
        for document_id, article in articles_by_id.items()
    }
    return [
        RepeatedLine(
            key=key,
            text=unlike[0].line,
            document_ids=tuple(place.article.document.id for place in unlike),
        )
        for key, unlike in sorted(unlike_places.items())
        if _is_of_no_article(unlike, own_texts)
    ]


def without_repeated_lines(
    document: Document, keys: Collection[str], *, kept: Collection[str] = ()
) -> Document:
    """The document without the lines of these keys, but for those in `kept`.

    Repeated lines at the beginning stay: a column opens with the same words every week.
    """
    if not keys:
        return document
    article = _Article.of(document)
    opening = article.own_line_numbers(keys)[0]
    own = [
        line
        for n, (line, key) in enumerate(zip(article.lines, article.keys, strict=True))
        if key not in keys or key in kept or n < opening
    ]
    if len(own) == len(article.lines) or sum(map(len, own)) < MIN_OWN_SHARE * len(document.text):
        return document
    words = "\n".join(own)
    return replace(document, text=words, text_sha256=text_sha256(document.title, words))


def _line_key(line: str) -> str:
    letters = boilerplate.line_key(line).encode("utf-8", "surrogatepass")
    if len(letters) < MIN_LINE_BYTES:
        return ""
    return hashlib.blake2b(letters, digest_size=9).hexdigest()


def _unlike_places(places: Sequence[_Place]) -> list[_Place]:
    """One place for each article that differs from the others in title and text."""
    unlike: list[_Place] = []
    for place in places[:MAX_ARTICLES_PER_LINE]:
        if not any(_is_one_article(place.article, other.article) for other in unlike):
            unlike.append(place)
    return unlike


def _is_one_article(first: _Article, second: _Article) -> bool:
    """Whether two are versions of one text, or parts of a series under one title."""
    if is_same_title(first.document.title, second.document.title):
        return True
    common_keys = set(second.keys) - {""}
    common = sum(
        len(line) for line, key in zip(first.lines, first.keys, strict=True) if key in common_keys
    )
    return common >= MAX_COMMON_SHARE * min(len(first.document.text), len(second.document.text))


def _is_of_no_article(places: Sequence[_Place], own_texts: Mapping[str, _OwnText]) -> bool:
    """Whether a line that stands in unlike articles tells of none of them."""
    line, language = places[0].line, places[0].article.document.language
    own = [own_texts[place.article.document.id] for place in places]
    openings = [place.number < text.first for place, text in zip(places, own, strict=True)]
    inside = [place.number < text.last for place, text in zip(places, own, strict=True)]
    words = resemblance.word_beginnings(line, language)
    # A paragraph amid others is what a reporter repeats; a box amid them is a line.
    is_paragraph = len(line) > boilerplate.MAX_BOILERPLATE_CHARACTERS
    return not (
        _is_quoting(line, language)
        or _is_half(openings)
        or (is_paragraph and _is_half(inside))
        or _is_half([_is_related(words, text.words) for text in own])
    )


def _is_related(words: resemblance.Tokens, own_words: resemblance.Tokens) -> bool:
    """Whether a line has words of its article; one, such as the town's name, is chance."""
    common = len(words & own_words)
    return common > 1 and common >= MIN_RELATED_SHARE * len(words)


def _is_half(answers: Sequence[bool]) -> bool:
    return 2 * sum(answers) >= len(answers)


def _is_quoting(line: str, language: str) -> bool:
    """Whether somebody is quoted in the line."""
    return any(
        len(line[span.inner_start : span.inner_end].encode()) >= MIN_QUOTED_BYTES
        for span in quotation_spans.find_quotation_spans(line, language)
    )
