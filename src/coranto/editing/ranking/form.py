"""Tell by its form whether a text is a report: guides, lists, reviews, diaries, adverts. Pure.

Nothing here looks at what a text says about its subject. Words of forms stand in
languages/phrases/forms.toml and count in a text's own language only; the rest needs no words.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from coranto.editing.ranking.words import (
    MAX_EXAMINED_CHARACTERS,
    QUOTED_PATTERN,
    WORD_PATTERN,
    first_phrase,
    words_inside_sentences,
    words_of_dates,
    words_per_100,
)
from coranto.model import Document
from coranto.reading import urls
from coranto.reading.language import packs, text

#: Characters of a title that are looked at.
MAX_TITLE_CHARACTERS = 500
#: Characters in which a text that sells says so.
MAX_OPENING_CHARACTERS = 300
#: A text that is shorter has nothing to quote.
MIN_TEXT_CHARACTERS = 40
#: Of 100 words outside quotation marks, so many of the first person make a diary: of 1,479 leads of
#: political news in English one in a hundred has as many, most of them opinions.
FIRST_PERSON_WORDS_PER_100 = 1.5
SECOND_PERSON_WORDS_PER_100 = 1.0
#: Of 1,000 characters, so many signs of code: prose has fewer than 4.
CODE_SIGNS_PER_1000 = 15.0
#: Lines without an end of a sentence, of all: headings and entries of a list.
MIN_FRAGMENT_SHARE = 0.6
MIN_LINES_FOR_FRAGMENTS = 6
#: Titles of one text that make it none of theirs: two may be one article with a new title.
MIN_TITLES_OF_ONE_TEXT = 3
#: Numbered lines that make a list.
MIN_NUMBERED_LINES = 3
#: Reports of one event are not longer, in characters; essays, interviews and stories are.
MAX_REPORT_CHARACTERS = 10_000
#: Links of one text to as many other sites, per 1,000 characters, are a list of links.
LINKED_SITES_PER_1000 = 3.0
MIN_LINKED_SITES = 5
#: A text counts as marked in its outlet's share from this strength. In 369 texts of ten news
#: outlets 8 % are marked, in 312 of forty blogs and magazines 77 %; of 3,568 headlines of one week
#: in nine languages 3.7 %, nearly all of them questions, guides and lists.
MIN_MARKED_STRENGTH = 1.0
MIN_OUTLET_SHARE = 0.5
MIN_OUTLET_TEXTS = 3
#: How strong the form of one text may be at most: two plain marks.
MAX_STRENGTH = 3.0

_CODE_SIGN_PATTERN = re.compile(r"[{}<>=;_\\|`~^]|\(\)|::|->")
_SENTENCE_END_PATTERN = re.compile(r"[.!?…。！？؟۔।:\"”»’)]\s*\Z")
_NUMBERED_LINE_PATTERN = re.compile(r"\s{0,8}(?:#\s?)?\d{1,2}\s?[.):]\s")
_SMALL_NUMBER_PATTERN = re.compile(r"(?<![\w.,:/$€£-])\d{1,3}(?![\w.,:/%-]?\d|%)")
#: "#643", "S02E04", "12/18:", "2026.07:": a part of a series that is named by number or day, not by
#: what happened. A date at the end says nothing: some outlets put one behind every title.
_SERIES_PATTERN = re.compile(
    r"(?<![\w&])#\s?\d{1,5}\b|\bs\d{1,2}\s?e\d{1,3}\b|\A\d{1,4}[./]\d{1,2}(?:[./]\d{1,4})?\s?:"
)
_QUESTION_END_PATTERN = re.compile(r"[?？؟;]['’\"”»]?\s*\Z")
_TRUNCATED_END_PATTERN = re.compile(r"(?:…|\.\.\.)\s*\Z")
_SPLIT_PATTERN = re.compile(r"\s[-–—|:]\s|[:?!]\s|\|")
_TAG_PATTERN = re.compile(r"(?<!\w)[#@][^\W\d_]\w{2,}")
_BARE_LINK_PATTERN = re.compile(r"https?://\S|(?<!\w)www\.\w")


@dataclass(frozen=True, slots=True)
class FormMark:
    """One mark of a text that is no report."""

    strength: float
    detail: str  #: for people: "asks a question"


@dataclass(frozen=True, slots=True)
class DocumentForm:
    """What a document is by its form."""

    marks: tuple[FormMark, ...] = ()

    @property
    def strength(self) -> float:
        """0 for a report; more, up to `MAX_STRENGTH`, the less it is one."""
        return min(MAX_STRENGTH, sum(mark.strength for mark in self.marks))


@dataclass(frozen=True, slots=True)
class RepeatedTexts:
    """Texts that an outlet puts under several titles, and so are none of the articles' own."""

    keys: frozenset[tuple[str, str]]

    def __contains__(self, document: Document) -> bool:
        return _text_key(document) in self.keys


def find_repeated_texts(documents: Iterable[Document]) -> RepeatedTexts:
    """The texts that stand under three titles or more of one outlet."""
    titles: dict[tuple[str, str], set[str]] = {}
    for document in documents:
        if document.kind != "post" and document.text.strip():
            titles.setdefault(_text_key(document), set()).add(document.title)
    return RepeatedTexts(
        frozenset(key for key, names in titles.items() if len(names) >= MIN_TITLES_OF_ONE_TEXT)
    )


def _text_key(document: Document) -> tuple[str, str]:
    return document.source_id, " ".join(document.text[:500].split())


def count_marked_texts(
    documents: Iterable[Document], forms: Callable[[Document], DocumentForm]
) -> dict[str, tuple[int, int]]:
    """By outlet, how many of its texts are no reports by their form, and how many there are."""
    counts: dict[str, tuple[int, int]] = {}
    for document in documents:
        if document.kind != "post":
            marked, total = counts.get(document.source_id, (0, 0))
            is_marked = forms(document).strength >= MIN_MARKED_STRENGTH
            counts[document.source_id] = marked + is_marked, total + 1
    return counts


def outlet_mark(marked: int, total: int) -> FormMark | None:
    """A mark for all texts of an outlet most of whose texts are no reports."""
    if total < MIN_OUTLET_TEXTS or marked < MIN_OUTLET_SHARE * total:
        return None
    return FormMark(1.0, f"{marked} of this outlet's {total} texts are no reports by their form")


def document_form(document: Document, repeated: RepeatedTexts) -> DocumentForm:
    """The marks by which a document is no report, strongest first."""
    if document.kind == "post":  # a post is short and personal by nature
        return DocumentForm()
    if document in repeated:
        return DocumentForm((FormMark(2.0, "the same text under several titles"),))
    title = document.title[:MAX_TITLE_CHARACTERS]
    examined = document if title == document.title else replace(document, title=title)
    marks = [mark for look in _LOOKS if (mark := look(examined))]
    return DocumentForm(tuple(sorted(marks, key=lambda mark: (-mark.strength, mark.detail))))


# --- titles ---------------------------------------------------------------------------


def _has_list_title(document: Document) -> FormMark | None:
    """A small number at the start of the title, and a word of lists near it."""
    # Without a number such a word may be anything: "Top court", "Best actor".
    start = text.normalise(" ".join(document.title.split()[:8]))
    word = first_phrase("list_titles", start, document)
    number = _SMALL_NUMBER_PATTERN.search(" ".join(start.split()[:3]))
    return FormMark(1.5, f"a list: “{number[0]} … {word}”") if word and number else None


def _has_guide_title(document: Document) -> FormMark | None:
    parts = _SPLIT_PATTERN.split(document.title)
    for part in parts:
        form = text.normalise(part).strip("'\"“‘ ")
        word = first_phrase("guide_titles", form, document)
        if word and (form.startswith(word) or form.endswith(word)):
            return FormMark(1.5, f"a guide: “{word}”")
    return None


def _has_review_title(document: Document) -> FormMark | None:
    word = first_phrase("review_titles", document.title, document)
    return FormMark(1.5, f"a review: “{word}”") if word else None


def _is_part_of_series(document: Document) -> FormMark | None:
    word = first_phrase("feature_titles", document.title, document)
    number = _SERIES_PATTERN.search(text.normalise(document.title))
    label = word or (number[0].strip() if number else "") or _full_date(document)
    return FormMark(1.5, f"a standing part: “{label}”") if label else None


def _full_date(document: Document) -> str:
    """A day with its month's name and year in a title: "February 27, 2026"."""
    names = _month_names(packs.primary_subtag(document.language))
    form = text.normalise(document.title)
    if not re.search(r"(?<!\d)(?:19|20|13|14)\d\d(?!\d)", form):
        return ""
    words = re.findall(r"\w+", form)
    for position, word in enumerate(words):
        around = words[max(0, position - 1) : position + 3]
        if word in names and sum(map(str.isdigit, around)) >= 2:
            return " ".join(around)
    return ""


@lru_cache(maxsize=64)
def _month_names(code: str) -> frozenset[str]:
    calendars = packs.load_pack(code).months.values()
    return frozenset(text.normalise(name) for months in calendars for name in months)


def _asks(document: Document) -> FormMark | None:
    """A title that asks reports nothing yet."""
    if _QUESTION_END_PATTERN.search(document.title.replace(";", "")):
        return FormMark(1.0, "asks a question")
    return None


def _has_no_headline(document: Document) -> FormMark | None:
    """The title is the text's own beginning, cut off: a note."""
    # Cut off: some texts begin with their whole headline.
    if not _TRUNCATED_END_PATTERN.search(document.title):
        return None
    title = _TRUNCATED_END_PATTERN.sub("", " ".join(document.title.split())).rstrip(" .")
    start = " ".join(document.text[: len(title) + 200].split())
    # Spaces before punctuation come from links inside the title.
    is_beginning = len(title) >= 15 and _letters(start).startswith(_letters(title))
    return FormMark(1.5, "no headline of its own") if is_beginning else None


def _letters(words: str) -> str:
    return "".join(char for char in words.lower() if char.isalnum())


# --- texts ----------------------------------------------------------------------------


def _has_no_text(document: Document) -> FormMark | None:
    length = len(document.text.strip())
    if length >= MIN_TEXT_CHARACTERS and not text.is_unspaced(document.text):
        return None
    if length >= MIN_TEXT_CHARACTERS // 3 and text.is_unspaced(document.text):
        return None
    return FormMark(0.5, f"no text to quote: {length} characters")


def _speaks_of_itself(document: Document) -> FormMark | None:
    share = words_per_100("first_person", document)
    own_title = QUOTED_PATTERN.sub(" ", document.title).strip()
    in_title = first_phrase("first_person", own_title, document)
    # A single letter inside a title may be a number: "World War I".
    if len(in_title) == 1 and not text.normalise(own_title).startswith(in_title):
        in_title = ""
    if share >= FIRST_PERSON_WORDS_PER_100:
        strength = 1.0 if share < 2 * FIRST_PERSON_WORDS_PER_100 else 2.0
        return FormMark(strength, f"first person: {share:.1f} of 100 words")
    return FormMark(1.0, f"first person in the title: “{in_title}”") if in_title else None


def _speaks_to_readers(document: Document) -> FormMark | None:
    share = words_per_100("second_person", document)
    in_title = first_phrase("second_person", QUOTED_PATTERN.sub(" ", document.title), document)
    if share >= SECOND_PERSON_WORDS_PER_100:
        return FormMark(1.0, f"speaks to readers: {share:.1f} of 100 words")
    return FormMark(1.0, f"speaks to readers in the title: “{in_title}”") if in_title else None


def _sells(document: Document) -> FormMark | None:
    opening = f"{document.title}\n{document.text[:MAX_OPENING_CHARACTERS]}"
    word = first_phrase("promotion", QUOTED_PATTERN.sub(" ", opening), document)
    return FormMark(1.5, f"advertises: “{word}”") if word else None


def _is_code(document: Document) -> FormMark | None:
    examined = document.text[:MAX_EXAMINED_CHARACTERS]
    signs = len(_CODE_SIGN_PATTERN.findall(examined))
    share = 1000 * signs / max(1, len(examined))
    is_code = signs >= 8 and share >= CODE_SIGNS_PER_1000
    return FormMark(1.5, f"signs of code: {share:.0f} of 1,000 characters") if is_code else None


def _is_list(document: Document) -> FormMark | None:
    """Numbered lines, or mostly lines that are no sentences."""
    lines = [line for line in document.text[:MAX_EXAMINED_CHARACTERS].split("\n") if line.strip()]
    numbered = sum(bool(_NUMBERED_LINE_PATTERN.match(line)) for line in lines)
    if numbered >= MIN_NUMBERED_LINES:
        return FormMark(1.0, f"a list of {numbered} numbered lines")
    fragments = sum(not _SENTENCE_END_PATTERN.search(line) for line in lines)
    if len(lines) >= MIN_LINES_FOR_FRAGMENTS and fragments >= MIN_FRAGMENT_SHARE * len(lines):
        return FormMark(1.0, f"{fragments} of {len(lines)} lines are no sentences")
    return None


def _is_list_of_links(document: Document) -> FormMark | None:
    own_site = urls.site_root(document.url)
    other_sites = {urls.host(link) for link in document.links if urls.site_root(link) != own_site}
    per_1000 = 1000 * len(other_sites) / max(200, len(document.text))
    if len(other_sites) >= MIN_LINKED_SITES and per_1000 >= LINKED_SITES_PER_1000:
        return FormMark(
            1.0, f"links to {len(other_sites)} sites in {len(document.text)} characters"
        )
    return None


def _points_elsewhere(document: Document) -> FormMark | None:
    """Tags, accounts or a bare link, as a video or a show has them where its text would be."""
    is_short = len(document.text) < MAX_OPENING_CHARACTERS
    if is_short and (tag := _TAG_PATTERN.search(document.text)):
        return FormMark(1.0, f"tags: “{tag[0]}”")
    if is_short and _BARE_LINK_PATTERN.search(document.text):
        return FormMark(1.0, "a short text around a link")
    # Weaker: some outlets put one behind each title, of news too.
    tag = _TAG_PATTERN.search(document.title)
    return FormMark(0.5, f"tags: “{tag[0]}”") if tag else None


def _is_long(document: Document) -> FormMark | None:
    if len(document.text) <= MAX_REPORT_CHARACTERS:
        return None
    return FormMark(1.0, f"{len(document.text)} characters: longer than a report")


def _names_no_facts(document: Document) -> FormMark | None:
    """No name, number, day or speech in title and opening, in a script that shows names."""
    opening = f"{document.title}\n{document.text[:MAX_OPENING_CHARACTERS]}"
    if not any(char.islower() for char in opening) or any(map(str.isdigit, opening)):
        return None
    if len(document.text) < MIN_TEXT_CHARACTERS:  # a headline alone may well name none
        return None
    # Names first: nearly every text has one, and the rest takes longer.
    inner_words = words_inside_sentences(document.text[:MAX_OPENING_CHARACTERS])
    if any(word[0].isupper() for word in inner_words) or QUOTED_PATTERN.search(opening):
        return None
    pack = packs.load_pack(document.language)
    form = text.normalise(opening)
    days = words_of_dates(pack.tag) | pack.date_words.relative.keys()
    says = any(f" {text.normalise(verb)} " in f" {form} " for verb in pack.saying_verbs)
    if says or not days.isdisjoint(WORD_PATTERN.findall(form)):
        return None
    return FormMark(0.5, "no name, number, day or speech at its start")


_LOOKS: Sequence[Callable[[Document], FormMark | None]] = (
    _has_list_title,
    _has_guide_title,
    _has_review_title,
    _is_part_of_series,
    _asks,
    _has_no_headline,
    _has_no_text,
    _speaks_of_itself,
    _speaks_to_readers,
    _sells,
    _is_code,
    _is_list,
    _is_list_of_links,
    _points_elsewhere,
    _is_long,
    _names_no_facts,
)
