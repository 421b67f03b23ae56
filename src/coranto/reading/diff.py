"""Compare two versions of a document and list what the outlet changed. Pure.

An edit is a change of words. Changes of space, of the shape of quotation marks, of soft
hyphens and of lines that change by themselves ("updated 5 minutes ago", "12 comments") are
not edits. A number in a sentence is a word: "12 dead" → "13 dead" is an edit.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from coranto.model import Document
from coranto.reading.language import phrases, segmentation, text

# Aligning two sequences takes time in the product of their lengths. Longer ones are only
# sorted into kept, removed and added, which takes time in their sum.
#: Old sentences times new sentences that are aligned at most.
_MAX_SENTENCE_PAIRS = 250_000
#: Old words times new words that are aligned at most.
_MAX_WORD_PAIRS = 160_000
#: Two sentences at least this similar are one sentence that was changed.
_MIN_SIMILARITY_PERCENT = 50

#: Different words of a text that are enough to tell it from another.
_MIN_COMPARED_TOKENS = 6
#: Characters of a text that are compared: the beginning of a long one tells what it is about.
_MAX_COMPARED_CHARACTERS = 20_000
# Two articles of one language share 5 to 12 % of their words that are no stop words, a report
# and its rewritten version more than 40 %.
_MIN_SHARED_TEXT_SHARE = 0.2
_MIN_SHARED_TITLE_SHARE = 0.34
_MIN_SAME_TITLE_SHARE = 0.6
_MIN_SAME_TEXT_SHARE = 0.5

_TYPOGRAPHY_REPLACEMENTS = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‟": '"', "‘": "'", "’": "'", "‚": "'",
     "‛": "'", "`": "'", "´": "'", "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-", "…": "...",
     "\u00ad": None, "\u200b": None, "\u2060": None, "\ufeff": None, "\u200e": None,
     "\u200f": None}
)  # fmt: skip
_TIME_AGO_PATTERN = re.compile(
    rf"(?<!\d)\d{{1,9}} ?{phrases.alternatives('counted_ago')}"
    rf"|{phrases.alternatives('before_ago')} \d{{1,9}} ?\w{{1,20}}"
    rf"|(?<!\d)\d{{1,9}} ?\w{{1,20}} {phrases.alternatives('behind_ago')}"
    rf"|(?<!\d)\d{{1,9}} ?{phrases.alternatives('unspaced_time_units')}"
    rf" ?{phrases.alternatives('unspaced_ago')}"
)
_COUNT = r"\d[\d.,  ]{0,20}[km]?"
_READINGS = phrases.alternatives("counted_readings").replace(r"\w*", _COUNT)
_COUNTER_PATTERN = re.compile(
    rf"(?:{_COUNT} ?{phrases.alternatives('counted_reactions')}"
    rf"|{phrases.alternatives('reaction_labels')} ?[:(]? ?{_COUNT}\)?"
    rf"|{_READINGS})"
)
#: Lines at either end of a text among which counters stand, and the words of a counter.
_MAX_EDGE_LINES = 3
_MAX_COUNTER_WORDS = 5
_NUMBER_PATTERN = re.compile(r"\d[\d.,\u00a0\u202f]*")
_SENTENCE_ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "۔", "।", ":")
_WORD_PATTERN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+|\s+|[^\w\s]")

PieceKind = Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffPiece:
    """Consecutive words of one changed sentence: all kept, all added or all removed."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """One change: of the title, or of a sentence."""

    kind: Literal["title", "added", "removed", "changed"]
    old: str  #: "" when it was added
    new: str  #: "" when it was removed
    pieces: tuple[DiffPiece, ...] = ()  #: word by word, for "title" and "changed"


def has_changed(old: Document, new: Document) -> bool:
    """Whether title or text of the two versions differ in words."""
    return _normalise_typography(old.title) != _normalise_typography(new.title) or _stable_words(
        old.text
    ) != _stable_words(new.text)


def is_other_text(old: Document, new: Document) -> bool:
    """Whether the two share so little, in title and text, that neither is an edit of the other.

    The smaller text is looked for in the larger one: a first flash of two sentences grows into an
    article. Where one of the two has no words to compare, they are not called different.
    """
    language = new.language if new.language != "und" else old.language
    old_titles, new_titles = _token_set(old.title, language), _token_set(new.title, language)
    old_words, new_words = _token_set(old.text, language), _token_set(new.text, language)
    if min(len(old_words), len(new_words)) < _MIN_COMPARED_TOKENS:
        return False
    return (
        _shared_share(old_titles, new_titles) < _MIN_SHARED_TITLE_SHARE
        and _shared_share(old_words, new_words) < _MIN_SHARED_TEXT_SHARE
    )


def is_same_text(old: Document, new: Document) -> bool:
    """Whether titles or texts agree so far that the two are one article."""
    language = new.language if new.language != "und" else old.language
    titles = _token_set(old.title, language), _token_set(new.title, language)
    words = _token_set(old.text, language), _token_set(new.text, language)
    return (min(map(len, titles)) > 0 and _shared_share(*titles) >= _MIN_SAME_TITLE_SHARE) or (
        min(map(len, words)) >= _MIN_COMPARED_TOKENS
        and _shared_share(*words) >= _MIN_SAME_TEXT_SHARE
    )


def is_alike(old: str, new: str, language: str) -> bool:
    """Whether one text holds half of the other's words, or both are the same."""
    words = _token_set(old, language), _token_set(new, language)
    return old == new or _shared_share(*words) >= _MIN_SAME_TEXT_SHARE


def _token_set(passage: str, language: str) -> frozenset[str]:
    return frozenset(text.tokens(passage[:_MAX_COMPARED_CHARACTERS], language))


def _shared_share(first: frozenset[str], second: frozenset[str]) -> float:
    """The share of the smaller set that stands in the larger one; 0 where one is empty."""
    smaller = min(len(first), len(second))
    return len(first & second) / smaller if smaller else 0.0


def list_changes(old: Document, new: Document) -> tuple[TextChange, ...]:
    """List the changes in the order of the new version; empty when there is no edit."""
    changes: list[TextChange] = []
    if _normalise_typography(old.title) != _normalise_typography(new.title):
        changes.append(
            TextChange(
                kind="title", old=old.title, new=new.title, pieces=diff_words(old.title, new.title)
            )
        )
    changes.extend(_compare_sentences(_stable_sentences(old), _stable_sentences(new)))
    return tuple(changes)


def inline_diff(old: str, new: str) -> str:
    """Show how one passage became another: removed words in [-…-], added ones in {+…+}."""
    return _format_inline(TextChange(kind="changed", old=old, new=new, pieces=diff_words(old, new)))


def format_changes(changes: Sequence[TextChange]) -> str:
    """Format changes for people, one a line: removed words in [-…-], added ones in {+…+}."""
    signs = {"title": "title: ", "changed": "~ ", "removed": "- ", "added": "+ "}
    return "\n".join(signs[change.kind] + _format_inline(change) for change in changes)


def _format_inline(change: TextChange) -> str:
    if not change.pieces:
        return change.old or change.new
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(marks[piece.kind].format(piece.text) for piece in change.pieces)


# --- what is compared ---------------------------------------------------------


def _normalise_typography(passage: str) -> str:
    """Reduce quotation marks, dashes and spaces to one kind each."""
    return " ".join(passage.translate(_TYPOGRAPHY_REPLACEMENTS).split())


def _stable_words(passage: str) -> list[str]:
    """The words of the text, whatever its line breaks, without lines that change by themselves."""
    return " ".join(_stable_lines(passage)).translate(_TYPOGRAPHY_REPLACEMENTS).split()


def _stable_lines(passage: str) -> list[str]:
    lines = passage.split("\n")
    last = len(lines) - 1
    return [
        line
        for number, line in enumerate(lines)
        if not _is_volatile_line(line)
        and not (min(number, last - number) < _MAX_EDGE_LINES < last and _is_counter(line))
    ]


def _is_counter(line: str) -> bool:
    """Whether a line at the text's edge holds a number and a few words, such as a count of readers.

    In whatever language: how often a text was read, shared and commented stands around it.
    """
    words = line.split()
    return (
        len(words) <= _MAX_COUNTER_WORDS
        and len(_NUMBER_PATTERN.findall(line)) == 1
        and not line.rstrip().endswith(_SENTENCE_ENDS)
    )


def _is_volatile_line(line: str) -> bool:
    """Whether a short line holds only an elapsed time, a count, or no letters and digits."""
    # A longer line is a sentence, even when it says "two weeks ago".
    if len(line) > 80:
        return False
    normalised = _normalise_typography(line).casefold()
    if _COUNTER_PATTERN.fullmatch(normalised) or not any(char.isalnum() for char in normalised):
        return True
    # "The boat sank 5 minutes ago." is news: a full stop or more than six words make it text.
    return (
        _TIME_AGO_PATTERN.search(normalised) is not None
        and len(normalised.split()) <= 6
        and normalised[-1] not in ".!?"
    )


def _stable_sentences(document: Document) -> list[str]:
    stable_text = "\n".join(_stable_lines(document.text))
    spans = segmentation.sentence_spans(stable_text, document.language)
    return [stable_text[start:end] for start, end in spans]


# --- comparing ----------------------------------------------------------------


def _compare_sentences(old: list[str], new: list[str]) -> Iterator[TextChange]:
    old_keys = [_normalise_typography(sentence) for sentence in old]
    new_keys = [_normalise_typography(sentence) for sentence in new]
    shared_start, shared_end = _count_shared_ends(old_keys, new_keys)
    old_stop, new_stop = len(old_keys) - shared_end, len(new_keys) - shared_end
    old_keys, new_keys = old_keys[shared_start:old_stop], new_keys[shared_start:new_stop]
    old, new = old[shared_start:old_stop], new[shared_start:new_stop]
    if len(old_keys) * len(new_keys) > _MAX_SENTENCE_PAIRS:
        yield from _compare_unordered(old, new, old_keys, new_keys)
        return
    matcher = difflib.SequenceMatcher(None, old_keys, new_keys, autojunk=False)
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if kind != "equal":
            yield from _compare_stretch(old[old_start:old_end], new[new_start:new_end])


def _count_shared_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """Count the equal items at the start and, of the remaining ones, at the end."""
    # An edit usually touches one place, so this leaves little for the quadratic alignment.
    shortest = min(len(old), len(new))
    shared_start = next((index for index in range(shortest) if old[index] != new[index]), shortest)
    remaining = shortest - shared_start
    shared_end = next(
        (index for index in range(remaining) if old[-1 - index] != new[-1 - index]), remaining
    )
    return shared_start, shared_end


def _compare_stretch(old: list[str], new: list[str]) -> Iterator[TextChange]:
    """Pair the sentences of two replaced stretches: similar ones were changed."""
    from rapidfuzz import fuzz

    for old_sentence, new_sentence in zip_longest(old, new, fillvalue=""):
        if (
            old_sentence
            and new_sentence
            and fuzz.ratio(old_sentence[:2000], new_sentence[:2000]) >= _MIN_SIMILARITY_PERCENT
        ):
            yield TextChange(
                kind="changed",
                old=old_sentence,
                new=new_sentence,
                pieces=diff_words(old_sentence, new_sentence),
            )
            continue
        if old_sentence:
            yield TextChange(kind="removed", old=old_sentence, new="")
        if new_sentence:
            yield TextChange(kind="added", old="", new=new_sentence)


def _compare_unordered(
    old: list[str], new: list[str], old_keys: list[str], new_keys: list[str]
) -> Iterator[TextChange]:
    """Removed and added sentences, whatever their positions."""
    for sentence in _missing_sentences(old, old_keys, new_keys):
        yield TextChange(kind="removed", old=sentence, new="")
    for sentence in _missing_sentences(new, new_keys, old_keys):
        yield TextChange(kind="added", old="", new=sentence)


def _missing_sentences(
    sentences: list[str], keys: list[str], other_keys: list[str]
) -> Iterator[str]:
    unmatched_counts = Counter(other_keys)
    for sentence, key in zip(sentences, keys, strict=True):
        if unmatched_counts[key] > 0:
            unmatched_counts[key] -= 1
        else:
            yield sentence


def diff_words(old: str, new: str) -> tuple[DiffPiece, ...]:
    """Compare two passages word by word; Chinese and Japanese character by character."""
    old_words, new_words = _WORD_PATTERN.findall(old), _WORD_PATTERN.findall(new)
    shared_start, shared_end = _count_shared_ends(old_words, new_words)
    old_stop, new_stop = len(old_words) - shared_end, len(new_words) - shared_end
    pieces: list[tuple[PieceKind, str]] = [("same", "".join(old_words[:shared_start]))]
    pieces += _diff_unshared_words(
        old_words[shared_start:old_stop], new_words[shared_start:new_stop]
    )
    pieces.append(("same", "".join(old_words[old_stop:])))
    return tuple(DiffPiece(kind=kind, text=words) for kind, words in pieces if words)


def _diff_unshared_words(old_words: list[str], new_words: list[str]) -> list[tuple[PieceKind, str]]:
    if len(old_words) * len(new_words) > _MAX_WORD_PAIRS:
        return [("removed", "".join(old_words)), ("added", "".join(new_words))]
    pieces: list[tuple[PieceKind, str]] = []
    # difflib's autojunk would ignore frequent items of long sequences: here every space.
    matcher = difflib.SequenceMatcher(None, old_words, new_words, autojunk=False)
    for kind, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(("same", "".join(old_words[old_start:old_end])))
        else:
            pieces.append(("removed", "".join(old_words[old_start:old_end])))
            pieces.append(("added", "".join(new_words[new_start:new_end])))
    return pieces
