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
_SENTENCE_PAIRS, _WORD_PAIRS = 250_000, 160_000
#: Two sentences this alike (percent) are one that was changed.
_ALIKE = 50

_TYPOGRAPHY = str.maketrans(
    {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‟": '"', "‘": "'", "’": "'", "‚": "'",
     "‛": "'", "`": "'", "´": "'", "–": "-", "—": "-", "‑": "-", "‐": "-", "−": "-", "…": "...",
     "\u00ad": None, "\u200b": None, "\u2060": None, "\ufeff": None, "\u200e": None,
     "\u200f": None}
)  # fmt: skip
_AGO = re.compile(
    r"\d+ ?(?:sec|min|hour|hr|day|week)\w* ago"
    r"|(?:vor|hace|há|fa|för|il y a|para|пре|منذ|قبل) \d+ ?\w+"
    r"|\d+ ?\w+ (?:назад|тому|fa|önce|geleden|temu|sedan|siden|پیش|قبل|më parë)"
    r"|\d+ ?(?:秒|分钟|分鐘|分|小时|小時|時間|天|日|초|분|시간|일) ?(?:前|전)"
)
_COUNTER = re.compile(
    r"(?:\d[\d.,  ]*[km]? ?(?:views?|comments?|shares?|likes?|reads?|reactions?|kommentare?"
    r"|commentaires?|comentarios?|comentários?|commenti|reacties|просмотр\w*|комментари\w*"
    r"|перегляд\w*|بازدید|نظر|مشاهدة|تعليق\w*|görüntülenme|yorum|shikime|komente|阅读|评论)"
    r"|(?:views?|comments?|shares?|likes?|kommentare|commentaires|просмотров|комментарии"
    r"|بازدید|نظرات|المشاهدات|shikime|阅读|评论) ?[:(]? ?\d[\d.,  ]*[km]?\)?)"
)
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+|\s+|[^\w\s]")

Kind = Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of words of one changed sentence."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that was changed: the title, or a sentence."""

    kind: Literal["title", "added", "removed", "changed"]
    old: str  #: "" when it was added
    new: str  #: "" when it was removed
    pieces: tuple[Piece, ...] = ()  #: word by word, for "title" and "changed"


def differs(old: Document, new: Document) -> bool:
    """Whether the second is an edit of the first: other words in title or text."""
    return _plain(old.title) != _plain(new.title) or _settled(old.text) != _settled(new.text)


def difference(old: Document, new: Document) -> tuple[Change, ...]:
    """What was changed, in the order of the new version. Empty when it is no edit."""
    changes: list[Change] = []
    if _plain(old.title) != _plain(new.title):
        changes.append(
            Change(kind="title", old=old.title, new=new.title, pieces=pieces(old.title, new.title))
        )
    changes.extend(_changes(_sentences(old), _sentences(new)))
    return tuple(changes)


def marked(old: str, new: str) -> str:
    """One passage as another, word by word: removed words in [-…-], added ones in {+…+}."""
    return _marked(Change(kind="changed", old=old, new=new, pieces=pieces(old, new)))


def as_text(changes: Sequence[Change]) -> str:
    """The changes for people: a line each, removed words in [-…-], added ones in {+…+}."""
    signs = {"title": "title: ", "changed": "~ ", "removed": "- ", "added": "+ "}
    return "\n".join(signs[change.kind] + _marked(change) for change in changes)


def _marked(change: Change) -> str:
    if not change.pieces:
        return change.old or change.new
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(marks[piece.kind].format(piece.text) for piece in change.pieces)


# --- what counts --------------------------------------------------------------


def _plain(written: str) -> str:
    """What is compared: one kind of quotation mark, dash and space."""
    return " ".join(written.translate(_TYPOGRAPHY).split())


def _settled(written: str) -> list[str]:
    """The words of the text without lines that change by themselves, however it is broken."""
    return (
        " ".join(line for line in written.split("\n") if not _ticks(line))
        .translate(_TYPOGRAPHY)
        .split()
    )


def _ticks(line: str) -> bool:
    """Whether a short line only tells the time since, a count, or nothing in words."""
    if len(line) > 80:
        return False
    folded = _plain(line).casefold()
    if _COUNTER.fullmatch(folded) or not any(char.isalnum() for char in folded):
        return True
    return _AGO.search(folded) is not None and len(folded.split()) <= 6 and folded[-1] not in ".!?"


def _sentences(document: Document) -> list[str]:
    kept = "\n".join(line for line in document.text.split("\n") if not _ticks(line))
    spans = text.sentences(kept, document.language)
    return [kept[start:end] for start, end in spans]


# --- comparing ----------------------------------------------------------------


def _changes(old: list[str], new: list[str]) -> Iterator[Change]:
    keys, others = [_plain(each) for each in old], [_plain(each) for each in new]
    start, behind = _shared(keys, others)
    end, other_end = len(keys) - behind, len(others) - behind
    keys, others = keys[start:end], others[start:other_end]
    old, new = old[start:end], new[start:other_end]
    if len(keys) * len(others) > _SENTENCE_PAIRS:
        yield from _sorted_out(old, new, keys, others)
        return
    matcher = difflib.SequenceMatcher(None, keys, others, autojunk=False)
    for kind, first, last, other, other_last in matcher.get_opcodes():
        if kind != "equal":
            yield from _stretch(old[first:last], new[other:other_last])


def _shared(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many are the same at the start and, of the rest, at the end."""
    shortest = min(len(old), len(new))
    start = next((at for at in range(shortest) if old[at] != new[at]), shortest)
    rest = shortest - start
    behind = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
    return start, behind


def _stretch(old: list[str], new: list[str]) -> Iterator[Change]:
    """Sentences that stand where others stood: alike ones were changed."""
    from rapidfuzz import fuzz

    for before, after in zip_longest(old, new, fillvalue=""):
        if before and after and fuzz.ratio(before[:2000], after[:2000]) >= _ALIKE:
            yield Change(kind="changed", old=before, new=after, pieces=pieces(before, after))
            continue
        if before:
            yield Change(kind="removed", old=before, new="")
        if after:
            yield Change(kind="added", old="", new=after)


def _sorted_out(
    old: list[str], new: list[str], keys: list[str], others: list[str]
) -> Iterator[Change]:
    """Removed and added sentences, without regard to where they stood."""
    for each in _missing(old, keys, others):
        yield Change(kind="removed", old=each, new="")
    for each in _missing(new, others, keys):
        yield Change(kind="added", old="", new=each)


def _missing(sentences: list[str], keys: list[str], others: list[str]) -> Iterator[str]:
    there = Counter(others)
    for sentence, key in zip(sentences, keys, strict=True):
        if there[key] > 0:
            there[key] -= 1
        else:
            yield sentence


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Two stretches of text word by word; Chinese and Japanese by character."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    start, behind = _shared(before, after)
    end, other_end = len(before) - behind, len(after) - behind
    found: list[tuple[Kind, str]] = [("same", "".join(before[:start]))]
    found += _middle(before[start:end], after[start:other_end])
    found.append(("same", "".join(before[end:])))
    return tuple(Piece(kind=kind, text=words) for kind, words in found if words)


def _middle(before: list[str], after: list[str]) -> list[tuple[Kind, str]]:
    if len(before) * len(after) > _WORD_PAIRS:
        return [("removed", "".join(before)), ("added", "".join(after))]
    found: list[tuple[Kind, str]] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, first, last, other, other_last in matcher.get_opcodes():
        if kind == "equal":
            found.append(("same", "".join(before[first:last])))
        else:
            found.append(("removed", "".join(before[first:last])))
            found.append(("added", "".join(after[other:other_last])))
    return found
