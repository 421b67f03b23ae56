"""Texts made comparable: two posts say the same when their keys are equal. Pure.

What does not count is taken away or folded; each of it can be kept instead.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from typing import Any, Literal, get_args

Kept = Literal["case", "space", "mentions", "links", "emoji", "letters"]
KEEPABLE: tuple[Kept, ...] = get_args(Kept)

_LINK = re.compile(r"https?://\S+")
_SPACE_AND_LINK = re.compile(r" https?://\S+")
#: As CNT finds mentions: from an @ to the next space, wherever the @ stands.
_MENTION = re.compile(r"@\S*")
#: Pictographs with what joins and colours them; signs such as © and plain digits stay.
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2300-\u23ff\u2b00-\u2bff\ufe0e\ufe0f\u200d\u20e3"
    "\U000e0020-\U000e007f]"
)
#: A leading apostrophe keeps a spreadsheet from reading "@name" as a formula.
_GUARDS = " '"
#: Arabic and Persian letters that are typed in several ways, and what cannot be seen.
_LETTERS = str.maketrans(
    {
        "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "أ": "ا", "إ": "ا",
        "آ": "ا", "ٱ": "ا", "ؤ": "و", "\u200c": " ", "\u0640": None,
        **dict.fromkeys("\u200b\u2060\ufeff\xad"),
        **{chr(code): None for code in (*range(0x64B, 0x653), 0x670)},
        **{chr(zero + digit): str(digit) for zero in (0x660, 0x6F0) for digit in range(10)},
    }
)  # fmt: skip
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|#\w+")


@dataclass(frozen=True, kw_only=True)
class Normaliser:
    """Makes texts comparable, but for what is to be kept."""

    keep: frozenset[Kept] = frozenset()

    def key(self, text: str) -> str | None:
        """What two texts that say the same have in common; None when nothing is left."""
        return self.folded(text) or None

    @cached_property
    def folded(self) -> Callable[[str], str]:
        """A function from texts to what counts of them; "" when nothing does."""
        case, space, mentions, links, emoji, letters = (kind not in self.keep for kind in KEEPABLE)

        def fold(text: str) -> str:
            if links and space and "://" in text:  # two spaces left would take longer to fold
                text = _SPACE_AND_LINK.sub("", text)
            if links and "://" in text:
                text = _LINK.sub("", text)
            if mentions and "@" in text:
                text = _MENTION.sub("", text)
            if (emoji or letters) and not text.isascii():
                text = _EMOJI.sub("", text).strip(_GUARDS) if emoji else text.strip(_GUARDS)
                text = text.translate(_LETTERS) if letters else text
            else:
                text = text.strip(_GUARDS)
            if case:
                text = text.lower()
            if not space:
                return text
            # Of all space only the plain one is printable.
            tidy = "  " not in text and text.isprintable()
            return text.strip() if tidy else " ".join(text.split())

        return fold

    def words(self, text: str) -> str | None:
        """The text's different words in alphabetical order, one space between; None for none."""
        return " ".join(sorted(set(_WORD.findall(self.folded(text))))) or None


#: What CNT's texts keep: it folds case and space and drops mentions. Links are dropped
#: before its own work, as its manual advises.
CNT = Normaliser(keep=frozenset({"emoji", "letters"}))


#: What CNT's expression leaves of a chunk in ASCII: signs alone, and words, in which a sign may
#: stand between two letters or two digits (UAX 29, rules WB5 to WB13b). Single quotes are lost.
_PLAIN = re.compile(
    r"(?:[a-z0-9_]|(?<=[a-z])[:.'](?=[a-z])|(?<=[0-9])[,.;'](?=[0-9]))+|[^\w']", re.ASCII
)


@cache
def _boundaries() -> Any:
    """CNT's own expression; Python's `re` knows no word boundaries of Unicode."""
    import regex

    return regex.compile(  # type: ignore[no-untyped-call]
        r"\b\p{Word_Break=WSegSpace}*'?", flags=regex.WORD | regex.UNICODE | regex.V1
    )


class _Pieces(dict[str, tuple[str, ...]]):
    """What stands between the word boundaries of Unicode (UAX 29) where no space is.

    Chunks come again and again: what was found is kept, but for long ones, within bounds.
    """

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        if chunk.isascii():
            found = (chunk,) if chunk.isalnum() else tuple(_PLAIN.findall(chunk))
        else:
            found = tuple(_between(chunk))
        if len(chunk) <= LONGEST_KNOWN:
            if len(self) >= MOST_KNOWN:
                self.clear()
            self[chunk] = found
        return found


LONGEST_KNOWN, MOST_KNOWN = 60, 200_000
_PIECES = _Pieces()


def _between(text: str) -> Iterator[str]:
    return (piece for part in _boundaries().split(text) for piece in part.split())


def cnt_words(text: str) -> str | None:
    """CNT's set of words: what stands between word boundaries, which lie around all space.

    A mark or a joiner behind a space is a word of its own; behind the narrow no-break space, which
    parts words as well, it begins the next one.
    """
    if "://" in text:
        text = _LINK.sub("", text)
    text = text.strip(_GUARDS).lower()
    if "@" in text:
        text = _MENTION.sub("", text)
    if "\u202f" in text:
        words = set(_between(text))
    else:
        words = set(chain.from_iterable(map(_PIECES.__getitem__, text.split())))
    return " ".join(sorted(words)) or None
