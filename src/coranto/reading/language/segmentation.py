"""Split text into sentences, whatever its language. Pure, and linear in the text.

sentencex knows the abbreviations of many languages and takes every other full stop for an end;
rules that hold in all languages take those back that stand inside a word, behind an initial,
before a small letter, or between a quotation and who said it.
"""

import re
import unicodedata

from coranto.reading.language import packs, phrases, text
from coranto.reading.language.quotation_marks import CLOSERS_BY_OPENER

#: Characters on either side of an end that are looked at.
_SEEN_CHARACTERS = 40
#: Languages that write "3." for "third".
ORDINAL_STOP_LANGUAGES = frozenset(
    "az bs cs da de et eu fi hr hu is lv nb nn no pl sk sl sr tr".split()
)
#: Signs that stand behind a full stop inside a word.
_INNER_SIGNS = frozenset("-‐‑_/@&ºª°")
_LAST_WORD_PATTERN = re.compile(
    r"(?:^|[\s(\[«„“\"'’.-])([^\W\d_][\w\u0300-\u036f\u0900-\u097f]{0,20})\.$"
)
_FIRST_WORD_PATTERN = re.compile(r"[^\W\d_]{2,40}(?![.\w@])")
_ORDINAL_PATTERN = re.compile(r"(?<![\d.,:])\d{1,3}\.$")
_LONE_NUMBER_PATTERN = re.compile(r"\d{1,9}\.")
_SURROGATE_PATTERN = re.compile("[\ud800-\udfff]")
_CLOSED_SENTENCE_PATTERN = re.compile("[。！？!?.][」』”]$")
#: sentencex takes a digit behind an East Asian full stop for a decimal.
_MISSED_END_PATTERN = re.compile(r"[。！？](?=\d)")
_EAST_ASIAN_OPENERS = "“「『"
_EAST_ASIAN_CLOSERS = "”」』"
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
    return _without_wrong_ends(line, sorted({*ends, *_missed_ends(line)}), code)


def _missed_ends(line: str) -> list[int]:
    """Ends behind an East Asian full stop before a digit, outside of quotation marks."""
    ends: list[int] = []
    depth = at = 0
    for match in _MISSED_END_PATTERN.finditer(line):
        between = line[at : match.end()]
        depth += sum(map(between.count, _EAST_ASIAN_OPENERS))
        depth = max(0, depth - sum(map(between.count, _EAST_ASIAN_CLOSERS)))
        at = match.end()
        if not depth:
            ends.append(match.end())
    return ends


def _without_wrong_ends(line: str, ends: list[int], language: str) -> list[int]:
    right_ends: list[int] = []
    # Posts are written without capitals: there, a small letter says nothing.
    has_capitals = line != line.lower()
    for end in ends:
        start = right_ends[-1] if right_ends else 0
        is_inner = _goes_on(line, end, language, has_capitals=has_capitals)
        if not is_inner and not _names_speaker(line, start, end):
            right_ends.append(end)
    return right_ends


def _names_speaker(line: str, start: int, end: int) -> bool:
    """Whether a whole quotation of East Asia is followed by who said it, as in 「…。」と….

    Other scripts have a space there and a small letter or a new sentence behind it.
    """
    if end >= len(line) or not _CLOSED_SENTENCE_PATTERN.search(line, max(start, end - 2), end):
        return False
    if not text.is_unspaced(line[end]):
        return False
    begin = start + len(line[start:end]) - len(line[start:end].lstrip())
    is_quotation = line[end - 1] in CLOSERS_BY_OPENER.get(line[begin], "")
    # Hiragana behind a quotation is a particle, which binds it to the words that follow.
    return is_quotation or "\u3041" <= line[end] <= "\u309f"


def _goes_on(line: str, end: int, language: str, *, has_capitals: bool) -> bool:
    """Whether the sentence goes on behind what was taken for its end."""
    left = line[max(0, end - _SEEN_CHARACTERS) : end].rstrip()
    right = line[end : end + _SEEN_CHARACTERS].lstrip()
    if not left or not right:
        return False
    if has_capitals and _begins_small(right):
        return True
    if not left.endswith("."):
        return False
    is_glued = not line[end - 1].isspace() and not line[end].isspace()
    # "Norvik.Extensions", "10.30", "n.º", "J.-C."; but a quotation mark or bracket may follow.
    if is_glued and (right[0].isalnum() or right[0] in _INNER_SIGNS):
        return not _is_space_missing(left, right, language)
    if language in ORDINAL_STOP_LANGUAGES and _ORDINAL_PATTERN.search(left):
        return _begins_with_noun(right, language)
    word = _LAST_WORD_PATTERN.search(left)
    return word is not None and right[0].isalnum() and _is_abbreviation(word[1], right, language)


def _begins_small(right: str) -> bool:
    """Whether a small letter follows; but "iPad" and "eBay" begin a sentence, too."""
    if unicodedata.category(right[0]) != "Ll":
        return False
    return not any(char.isupper() for char in right.split(" ", 1)[0])


def _begins_with_noun(right: str, language: str) -> bool:
    """Whether an ordinal may belong to what follows: "3. Ordu", but not "Nr. 7. Er blieb"."""
    first = _FIRST_WORD_PATTERN.match(right)
    return first is not None and bool(text.tokens(first[0], language))


def _is_space_missing(left: str, right: str, language: str) -> bool:
    """Whether only a space is missing between two sentences: "it is shut.The mayor said"."""
    last, first = _LAST_WORD_PATTERN.search(left), _FIRST_WORD_PATTERN.match(right)
    if last is None or first is None or len(last[1]) < 2 or text.is_unspaced(right):
        return False
    if not first[0].istitle():
        # A script without capitals has no names such as "Node.js".
        return not (first[0].isupper() or first[0].islower() or last[1][0].isascii())
    return last[1].islower() or not text.tokens(first[0], language)


def _is_abbreviation(word: str, right: str, language: str) -> bool:
    folded = word.casefold()
    return (
        _is_initial(word)
        or folded in phrases.phrases_in_language("abbreviations_before_names", language)
        or (
            right[0].isdecimal()
            and folded in phrases.phrases_in_language("abbreviations_before_numbers", language)
        )
    )


def _is_initial(word: str) -> bool:
    """Whether a word is one letter, with its accents or vowel signs: "J", "Š", "ع", "डॉ"."""
    letters = [char for char in word if not unicodedata.category(char).startswith("M")]
    return len(letters) == 1 and letters[0].isalpha()


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
