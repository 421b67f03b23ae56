"""What an outlet changed between two versions of a document. Pure.

An edit is a change of words. Spaces, the shape of quotation marks, soft hyphens, and
lines that tick by themselves ("updated 5 minutes ago", "12 comments") are none. A
number in a sentence is a word: "12 dead" → "13 dead" is an edit.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from coranto.model import Document
from coranto.reading.language import text

#: Comparing takes the product of both lengths, so longer stretches are only sorted
#: into kept, removed and added, which takes their sum.
_MAX_SENTENCE_PAIRS = 250_000
_MAX_WORD_PAIRS = 160_000
#: Two sentences this alike (percent) are one that was changed.
_MIN_SIMILARITY_PERCENT = 50

_TYPOGRAPHY_REPLACEMENTS = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‟": '"', "‘": "'", "’": "'", "‚": "'",
     "‛": "'", "`": "'", "´": "'", "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-", "…": "...",
     "\u00ad": None, "\u200b": None, "\u2060": None, "\ufeff": None, "\u200e": None,
     "\u200f": None}
)  # fmt: skip
_TIME_AGO_PATTERN = re.compile(
    r"\d+ ?(?:sec|min|hour|hr|day|week)\w* ago"
    r"|(?:vor|hace|há|fa|för|il y a|para|пре|منذ|قبل) \d+ ?\w+"
    r"|\d+ ?\w+ (?:назад|тому|fa|önce|geleden|temu|sedan|siden|پیش|قبل|më parë)"
    r"|\d+ ?(?:秒|分钟|分鐘|分|小时|小時|時間|天|日|초|분|시간|일) ?(?:前|전)"
)
_COUNTER_PATTERN = re.compile(
    r"(?:\d[\d.,  ]*[km]? ?(?:views?|comments?|shares?|likes?|reads?|reactions?|kommentare?"
    r"|commentaires?|comentarios?|comentários?|commenti|reacties|просмотр\w*|комментари\w*"
    r"|перегляд\w*|بازدید|نظر|مشاهدة|تعليق\w*|görüntülenme|yorum|shikime|komente|阅读|评论)"
    r"|(?:views?|comments?|shares?|likes?|kommentare|commentaires|просмотров|комментарии"
    r"|بازدید|نظرات|المشاهدات|shikime|阅读|评论) ?[:(]? ?\d[\d.,  ]*[km]?\)?)"
)
_WORD_PATTERN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+|\s+|[^\w\s]")

PieceKind = Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffPiece:
    """A stretch of words of one changed sentence."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """One thing that was changed: the title, or a sentence."""

    kind: Literal["title", "added", "removed", "changed"]
    old: str  #: "" when it was added
    new: str  #: "" when it was removed
    pieces: tuple[DiffPiece, ...] = ()  #: word by word, for "title" and "changed"


def has_changed(old: Document, new: Document) -> bool:
    """Whether the second is an edit of the first: other words in title or text."""
    return _normalise_typography(old.title) != _normalise_typography(new.title) or _stable_words(
        old.text
    ) != _stable_words(new.text)


def list_changes(old: Document, new: Document) -> tuple[TextChange, ...]:
    """What was changed, in the order of the new version. Empty when it is no edit."""
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
    """One passage as another, word by word: removed words in [-…-], added ones in {+…+}."""
    return _format_inline(TextChange(kind="changed", old=old, new=new, pieces=diff_words(old, new)))


def format_changes(changes: Sequence[TextChange]) -> str:
    """The changes for people: a line each, removed words in [-…-], added ones in {+…+}."""
    signs = {"title": "title: ", "changed": "~ ", "removed": "- ", "added": "+ "}
    return "\n".join(signs[change.kind] + _format_inline(change) for change in changes)


def _format_inline(change: TextChange) -> str:
    if not change.pieces:
        return change.old or change.new
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(marks[piece.kind].format(piece.text) for piece in change.pieces)


# --- what counts --------------------------------------------------------------


def _normalise_typography(written: str) -> str:
    """What is compared: one kind of quotation mark, dash and space."""
    return " ".join(written.translate(_TYPOGRAPHY_REPLACEMENTS).split())


def _stable_words(written: str) -> list[str]:
    """The words of the text without lines that change by themselves, however it is broken."""
    return (
        " ".join(line for line in written.split("\n") if not _is_volatile_line(line))
        .translate(_TYPOGRAPHY_REPLACEMENTS)
        .split()
    )


def _is_volatile_line(line: str) -> bool:
    """Whether a short line only tells the time since, a count, or nothing in words."""
    if len(line) > 80:
        return False
    folded = _normalise_typography(line).casefold()
    if _COUNTER_PATTERN.fullmatch(folded) or not any(char.isalnum() for char in folded):
        return True
    return (
        _TIME_AGO_PATTERN.search(folded) is not None
        and len(folded.split()) <= 6
        and folded[-1] not in ".!?"
    )


def _stable_sentences(document: Document) -> list[str]:
    kept = "\n".join(line for line in document.text.split("\n") if not _is_volatile_line(line))
    spans = text.sentence_spans(kept, document.language)
    return [kept[start:end] for start, end in spans]


# --- comparing ----------------------------------------------------------------


def _compare_sentences(old: list[str], new: list[str]) -> Iterator[TextChange]:
    keys, others = (
        [_normalise_typography(each) for each in old],
        [_normalise_typography(each) for each in new],
    )
    start, behind = _count_shared_ends(keys, others)
    end, other_end = len(keys) - behind, len(others) - behind
    keys, others = keys[start:end], others[start:other_end]
    old, new = old[start:end], new[start:other_end]
    if len(keys) * len(others) > _MAX_SENTENCE_PAIRS:
        yield from _compare_unordered(old, new, keys, others)
        return
    matcher = difflib.SequenceMatcher(None, keys, others, autojunk=False)
    for kind, first, last, other, other_last in matcher.get_opcodes():
        if kind != "equal":
            yield from _compare_stretch(old[first:last], new[other:other_last])


def _count_shared_ends(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many are the same at the start and, of the rest, at the end."""
    shortest = min(len(old), len(new))
    start = next((at for at in range(shortest) if old[at] != new[at]), shortest)
    rest = shortest - start
    behind = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
    return start, behind


def _compare_stretch(old: list[str], new: list[str]) -> Iterator[TextChange]:
    """Sentences that stand where others stood: alike ones were changed."""
    from rapidfuzz import fuzz

    for before, after in zip_longest(old, new, fillvalue=""):
        if before and after and fuzz.ratio(before[:2000], after[:2000]) >= _MIN_SIMILARITY_PERCENT:
            yield TextChange(
                kind="changed", old=before, new=after, pieces=diff_words(before, after)
            )
            continue
        if before:
            yield TextChange(kind="removed", old=before, new="")
        if after:
            yield TextChange(kind="added", old="", new=after)


def _compare_unordered(
    old: list[str], new: list[str], keys: list[str], others: list[str]
) -> Iterator[TextChange]:
    """Removed and added sentences, without regard to where they stood."""
    for each in _missing_sentences(old, keys, others):
        yield TextChange(kind="removed", old=each, new="")
    for each in _missing_sentences(new, others, keys):
        yield TextChange(kind="added", old="", new=each)


def _missing_sentences(sentences: list[str], keys: list[str], others: list[str]) -> Iterator[str]:
    there = Counter(others)
    for sentence, key in zip(sentences, keys, strict=True):
        if there[key] > 0:
            there[key] -= 1
        else:
            yield sentence


def diff_words(old: str, new: str) -> tuple[DiffPiece, ...]:
    """Two stretches of text word by word; Chinese and Japanese by character."""
    before, after = _WORD_PATTERN.findall(old), _WORD_PATTERN.findall(new)
    start, behind = _count_shared_ends(before, after)
    end, other_end = len(before) - behind, len(after) - behind
    found: list[tuple[PieceKind, str]] = [("same", "".join(before[:start]))]
    found += _diff_unshared_words(before[start:end], after[start:other_end])
    found.append(("same", "".join(before[end:])))
    return tuple(DiffPiece(kind=kind, text=words) for kind, words in found if words)


def _diff_unshared_words(before: list[str], after: list[str]) -> list[tuple[PieceKind, str]]:
    if len(before) * len(after) > _MAX_WORD_PAIRS:
        return [("removed", "".join(before)), ("added", "".join(after))]
    found: list[tuple[PieceKind, str]] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, first, last, other, other_last in matcher.get_opcodes():
        if kind == "equal":
            found.append(("same", "".join(before[first:last])))
        else:
            found.append(("removed", "".join(before[first:last])))
            found.append(("added", "".join(after[other:other_last])))
    return found
