"""Describe how a quotation differs from its source, with invisible characters named. Pure."""

import re
import unicodedata

from anyascii import anyascii

from coranto.editing.checks.fault import MAX_SHOWN_CHARACTERS, shorten_text
from coranto.editing.checks.folding import fold
from coranto.reading import diff

#: Share of the longer text that may differ for the difference to be shown word by word.
MAX_DIFFERENT_SHARE = 0.6
#: White space other than the space, and characters without a shape of their own.
_UNSEEN_PATTERN = re.compile(
    "[\u00a0\u00ad\u034f\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufe00-\ufe0f\ufeff]"
)


def describe_difference(quoted: str, passage: str) -> str:
    """The words that differ between a quotation and the passage it is nearest to.

    As in wdiff: [-quoted-]{+in the source+}. "" where there is no such passage, or where more
    of it differs than not.
    """
    quoted, passage = fold(quoted)[:2_000], fold(passage)[:2_000]
    pieces = diff.diff_words(quoted, passage) if quoted and passage else ()
    # What stands around a shortened quotation is no difference.
    inner = list(pieces)
    while inner and inner[0].kind == "added":
        inner.pop(0)
    while inner and inner[-1].kind == "added":
        inner.pop()
    changed = sum(len(piece.text) for piece in inner if piece.kind != "same")
    if not changed or changed > MAX_DIFFERENT_SHARE * 2 * max(len(quoted), 1):
        return ""
    signs = {"removed": "[-{}-]", "added": "{{+{}+}}", "same": "{}"}
    shown = "".join(
        signs[piece.kind].format(
            name_unseen_characters(
                _shorten_middle(piece.text) if piece.kind == "same" else piece.text
            )
        )
        for piece in inner
    )
    return shorten_text(shown, 2 * MAX_SHOWN_CHARACTERS) + _describe_lookalikes(inner)


def name_unseen_characters(passage: str) -> str:
    """The passage with the name of each character that has no shape, such as ⟨no-break space⟩."""
    return _UNSEEN_PATTERN.sub(
        lambda match: f"⟨{unicodedata.name(match[0], hex(ord(match[0]))).lower()}⟩", passage
    )


def _describe_lookalikes(pieces: "list[diff.DiffPiece]") -> str:
    """Names of letters that look like those of the source: Cyrillic “а” for Latin “a”."""
    removed = "".join(piece.text for piece in pieces if piece.kind == "removed")
    added = "".join(piece.text for piece in pieces if piece.kind == "added")
    if removed == added or anyascii(removed) != anyascii(added):
        return ""
    strange = sorted(set(removed) - set(added), key=removed.index)
    names = [f"“{char}” is {unicodedata.name(char, '?').lower()}" for char in strange[:3]]
    return f" ({', '.join(names)})" if names else ""


def _shorten_middle(passage: str) -> str:
    """The start and the end of words that are the same on both sides."""
    return passage if len(passage) <= 50 else f"{passage[:22].rstrip()} … {passage[-22:].lstrip()}"
