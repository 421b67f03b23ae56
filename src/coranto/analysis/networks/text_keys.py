"""Texts made comparable: two posts say the same when their keys are equal. Pure.

What does not count is taken away or folded; each of it can be kept instead.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
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
            if links and "://" in text:
                if space:  # two spaces left would take longer to fold
                    text = _SPACE_AND_LINK.sub("", text)
                if "://" in text:
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

    def spoken(self, text: str) -> str | None:
        """The text's words in their order, one space between; None for none."""
        return " ".join(_WORD.findall(self.folded(text))) or None


#: What CNT's texts keep: it folds case and space and drops mentions. Links are dropped
#: before its own work, as its manual advises.
CNT = Normaliser(keep=frozenset({"emoji", "letters"}))


#: Letters that join into words whatever stands beside them: Latin, Greek and Cyrillic ones.
_L = "a-z" + "".join(filter(str.isalpha, map(chr, range(0x80, 0x530))))
_KNOWN = re.compile(rf"[\x00-\x7f{_L}…“”‘’„–—«»№]+")
#: What CNT's expression leaves of a chunk of these: signs alone, and words, in which a sign may
#: stand between two letters or two digits (UAX 29, rules WB5 to WB13b). Single quotes are lost.
_PLAIN = re.compile(
    rf"(?:[{_L}0-9_]|(?<=[{_L}])[:.'‘’](?=[{_L}])|(?<=[0-9])[,.;'‘’](?=[0-9]))+|[^{_L}0-9_']"
)
#: Marks a chunk that is a piece already. As white space it is in no chunk.
_WHOLE = "\x1f"
_NARROW = "\u202f"


@cache
def _boundaries() -> Any:
    """CNT's own expression; Python's `re` knows no word boundaries of Unicode."""
    import regex

    return regex.compile(  # type: ignore[no-untyped-call]
        r"\b\p{Word_Break=WSegSpace}*'?", flags=regex.WORD | regex.UNICODE | regex.V1
    )


def _between(text: str) -> Iterator[str]:
    return (piece for part in _boundaries().split(text) for piece in part.split())


def cnt_chunks(text: str) -> str | None:
    """What CNT looks for words in, as chunks with one space between; None when nothing is left.

    A mark or a joiner behind a space is a word of its own; behind the narrow no-break space, which
    parts words as well, it begins the next one.
    """
    if "://" in text:
        text = _LINK.sub("", text)
    text = text.strip(_GUARDS).lower()
    if "@" in text:
        text = _MENTION.sub("", text)
    if "  " not in text and text.isprintable():  # there is no space but the plain one
        return text.strip() or None
    if _NARROW in text:
        return " ".join(f"{_WHOLE}{piece}" for piece in _between(text)) or None
    return " ".join(text.split()) or None


def cnt_pieces(chunk: str) -> str | None:
    """CNT's words in a chunk, one space between: what stands between Unicode's word boundaries."""
    if chunk.startswith(_WHOLE):
        return chunk.removeprefix(_WHOLE)
    if chunk.isascii() and chunk.isalnum():
        return chunk
    if _KNOWN.fullmatch(chunk):
        return " ".join(_PLAIN.findall(chunk)) or None
    return " ".join(_between(chunk)) or None
