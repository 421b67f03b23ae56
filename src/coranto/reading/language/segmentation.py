"""Split text into sentences, whatever its language. Pure, and linear in the text.

sentencex knows the abbreviations of many languages and takes every other full stop for an end;
rules that hold in all languages take those back that stand inside a word, behind an initial or
before a small letter.
"""

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

from coranto.reading.language import packs

#: Characters on either side of an end that are looked at.
_SEEN_CHARACTERS = 40
#: Signs that stand behind a full stop inside a word.
_INNER_SIGNS = frozenset("-‐‑_/@&ºª°")
_LAST_WORD_PATTERN = re.compile(
    r"(?:^|[\s(\[«„“\"'’.-])([^\W\d_][\w\u0300-\u036f\u0900-\u097f]{0,20})\.$"
)
_LONE_NUMBER_PATTERN = re.compile(r"\d{1,9}\.")
_SURROGATE_PATTERN = re.compile("[\ud800-\udfff]")
#: Characters of the longest sentence; longer ones are cut.
_SENTENCE_WINDOW_CHARACTERS = 4000


def sentence_spans(text: str, language: str) -> list[tuple[int, int]]:
    """Start and end of each sentence, in order, without the white space around it.

    The sentences cover every character that is not white space. A line's end ends a sentence.
    """
    spans: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        if line.strip():
            line_spans = _spans_between_ends(line, at, _sentence_ends(line, language))
            spans += _join_numbers(text, line_spans)
        at += len(line) + 1
    return spans


def _join_numbers(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans, with a lone number and its full stop ("3.") joined to what follows."""
    joined: list[tuple[int, int]] = []
    number_start: int | None = None
    for start, end in spans:
        begin = start if number_start is None else number_start
        is_number = _LONE_NUMBER_PATTERN.fullmatch(text, start, end) is not None
        if is_number and (start, end) != spans[-1]:
            number_start = begin
            continue
        joined.append((begin, end))
        number_start = None
    return joined


def _sentence_ends(line: str, language: str) -> list[int]:
    """The positions at which sentences end in one line.

    sentencex takes quadratic time on some lines, so it is given one window at a time. A window
    starts behind the last complete sentence of the window before it.
    """
    import sentencex

    code = packs.primary_subtag(language).replace("und", "en")
    # sentencex raises an error for lone surrogates; one character replaces one, so that
    # positions stay the same.
    line = _SURROGATE_PATTERN.sub("\ufffd", line)
    ends: list[int] = []
    at = 0
    while at < len(line):
        window = line[at : at + _SENTENCE_WINDOW_CHARACTERS]
        boundaries = sentencex.get_sentence_boundaries(code, window)  # type: ignore[attr-defined]
        # Without the end of the window, where a sentence may be cut.
        window_ends = [
            at + boundary["end_index"]
            for boundary in boundaries
            if boundary["end_index"] < len(window)
        ]
        if at + _SENTENCE_WINDOW_CHARACTERS >= len(line) or not window_ends:
            window_ends.append(at + len(window))
        ends += window_ends
        at = window_ends[-1]
    # Posts are written without capitals: there, a small letter says nothing.
    has_capitals = line != line.lower()
    return [end for end in ends if not _goes_on(line, end, code, has_capitals=has_capitals)]


def _goes_on(line: str, end: int, language: str, *, has_capitals: bool) -> bool:
    """Whether the sentence goes on behind what was taken for its end."""
    left = line[max(0, end - _SEEN_CHARACTERS) : end].rstrip()
    right = line[end : end + _SEEN_CHARACTERS].lstrip()
    if not left or not right:
        return False
    if has_capitals and unicodedata.category(right[0]) == "Ll":
        return True
    if not left.endswith("."):
        return False
    is_glued = not line[end - 1].isspace() and not line[end].isspace()
    # "Norvik.Extensions", "10.30", "n.º", "J.-C."; but a quotation mark or bracket may follow.
    if is_glued and (right[0].isalnum() or right[0] in _INNER_SIGNS):
        return True
    word = _LAST_WORD_PATTERN.search(left)
    if word is None or not right[0].isalnum():
        return False
    abbreviation = word[1].casefold()
    return (
        _is_initial(word[1])
        or abbreviation in _abbreviations("before_names", language)
        or (right[0].isdecimal() and abbreviation in _abbreviations("before_numbers", language))
    )


def _is_initial(word: str) -> bool:
    """Whether a word is one letter, with its accents or vowel signs: "J", "Š", "ع", "डॉ"."""
    letters = [char for char in word if not unicodedata.category(char).startswith("M")]
    return len(letters) == 1 and letters[0].isalpha()


@cache
def _abbreviations(table: str, language: str) -> frozenset[str]:
    file = files("coranto.languages").joinpath("phrases", "abbreviations.toml")
    return frozenset(tomllib.loads(file.read_text("utf-8"))[table].get(language, ()))


def _spans_between_ends(line: str, offset: int, ends: list[int]) -> list[tuple[int, int]]:
    """The sentences of one line by their ends; whatever follows the last end is one more."""
    spans: list[tuple[int, int]] = []
    start = 0
    for end in [*sorted(ends), len(line)]:
        piece = line[start:end]
        sentence = piece.strip()
        if sentence:
            sentence_start = offset + start + len(piece) - len(piece.lstrip())
            spans.append((sentence_start, sentence_start + len(sentence)))
        start = max(start, end)
    return spans
