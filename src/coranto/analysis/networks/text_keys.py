"""Texts made comparable: two posts say the same when their keys are equal. Pure.

What does not count is taken away or folded; each of it can be kept instead.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Literal, get_args

KeptAspect = Literal["case", "space", "mentions", "links", "emoji", "letters"]
KEEPABLE_ASPECTS: tuple[KeptAspect, ...] = get_args(KeptAspect)

_LINK_PATTERN = re.compile(r"https?://\S+")
_SPACE_AND_LINK_PATTERN = re.compile(r" https?://\S+")
#: As CNT finds mentions: from an @ to the next space, wherever the @ stands.
_MENTION_PATTERN = re.compile(r"@\S*")
#: Pictographs with what joins and colours them; signs such as © and plain digits stay.
_EMOJI_PATTERN = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2300-\u23ff\u2b00-\u2bff\ufe0e\ufe0f\u200d\u20e3"
    "\U000e0020-\U000e007f]"
)
#: A leading apostrophe keeps a spreadsheet from reading "@name" as a formula.
_GUARD_CHARACTERS = " '"
#: Arabic and Persian letters that are typed in several ways, and what cannot be seen.
_LETTER_FOLDS = str.maketrans(
    {
        "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "أ": "ا", "إ": "ا",
        "آ": "ا", "ٱ": "ا", "ؤ": "و", "\u200c": " ", "\u0640": None,
        **dict.fromkeys("\u200b\u2060\ufeff\xad"),
        **{chr(code): None for code in (*range(0x64B, 0x653), 0x670)},
        **{chr(zero + digit): str(digit) for zero in (0x660, 0x6F0) for digit in range(10)},
    }
)  # fmt: skip
_WORD_PATTERN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|#\w+")


@dataclass(frozen=True, kw_only=True)
class Normaliser:
    """Makes texts comparable, but for what is to be kept."""

    keep: frozenset[KeptAspect] = frozenset()

    def key(self, text: str) -> str | None:
        """What two texts that say the same have in common; None when nothing is left."""
        return self.folded(text) or None

    @cached_property
    def folded(self) -> Callable[[str], str]:
        """A function from texts to what counts of them; "" when nothing does."""
        case, space, mentions, links, emoji, letters = (
            kind not in self.keep for kind in KEEPABLE_ASPECTS
        )

        def fold(text: str) -> str:
            if links and "://" in text:
                if space:  # two spaces left would take longer to fold
                    text = _SPACE_AND_LINK_PATTERN.sub("", text)
                if "://" in text:
                    text = _LINK_PATTERN.sub("", text)
            if mentions and "@" in text:
                text = _MENTION_PATTERN.sub("", text)
            if (emoji or letters) and not text.isascii():
                text = (
                    _EMOJI_PATTERN.sub("", text).strip(_GUARD_CHARACTERS)
                    if emoji
                    else text.strip(_GUARD_CHARACTERS)
                )
                text = text.translate(_LETTER_FOLDS) if letters else text
            else:
                text = text.strip(_GUARD_CHARACTERS)
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
        return " ".join(_WORD_PATTERN.findall(self.folded(text))) or None


#: What CNT's texts keep: it folds case and space and drops mentions. Links are dropped
#: before its own work, as its manual advises.
CNT_NORMALISER = Normaliser(keep=frozenset({"emoji", "letters"}))


#: Letters that join into words whatever stands beside them: Latin, Greek and Cyrillic ones.
_L = "a-z" + "".join(filter(str.isalpha, map(chr, range(0x80, 0x530))))
_KNOWN_CHUNK_PATTERN = re.compile(rf"[\x00-\x7f{_L}…“”‘’„–—«»№]+")
#: What CNT's expression leaves of a chunk of these: signs alone, and words, in which a sign may
#: stand between two letters or two digits (UAX 29, rules WB5 to WB13b). Single quotes are lost.
_PLAIN_PIECE_PATTERN = re.compile(
    rf"(?:[{_L}0-9_]|(?<=[{_L}])[:.'‘’](?=[{_L}])|(?<=[0-9])[,.;'‘’](?=[0-9]))+|[^{_L}0-9_']"
)
#: Marks a chunk that is a piece already. As white space it is in no chunk.
_WHOLE_PIECE_MARK = "\x1f"
_NARROW_NO_BREAK_SPACE = "\u202f"


@cache
def _word_boundary_pattern() -> Any:
    """CNT's own expression; Python's `re` knows no word boundaries of Unicode."""
    import regex

    return regex.compile(  # type: ignore[no-untyped-call]
        r"\b\p{Word_Break=WSegSpace}*'?", flags=regex.WORD | regex.UNICODE | regex.V1
    )


def _split_at_boundaries(text: str) -> Iterator[str]:
    return (piece for part in _word_boundary_pattern().split(text) for piece in part.split())


def cnt_chunks(text: str) -> str | None:
    """What CNT looks for words in, as chunks with one space between; None when nothing is left.

    A mark or a joiner behind a space is a word of its own; behind the narrow no-break space, which
    parts words as well, it begins the next one.
    """
    if "://" in text:
        text = _LINK_PATTERN.sub("", text)
    text = text.strip(_GUARD_CHARACTERS).lower()
    if "@" in text:
        text = _MENTION_PATTERN.sub("", text)
    if "  " not in text and text.isprintable():  # there is no space but the plain one
        return text.strip() or None
    if _NARROW_NO_BREAK_SPACE in text:
        return (
            " ".join(f"{_WHOLE_PIECE_MARK}{piece}" for piece in _split_at_boundaries(text)) or None
        )
    return " ".join(text.split()) or None


def cnt_pieces(chunk: str) -> str | None:
    """CNT's words in a chunk, one space between: what stands between Unicode's word boundaries."""
    if chunk.startswith(_WHOLE_PIECE_MARK):
        return chunk.removeprefix(_WHOLE_PIECE_MARK)
    if chunk.isascii() and chunk.isalnum():
        return chunk
    if _KNOWN_CHUNK_PATTERN.fullmatch(chunk):
        return " ".join(_PLAIN_PIECE_PATTERN.findall(chunk)) or None
    return " ".join(_split_at_boundaries(chunk)) or None
