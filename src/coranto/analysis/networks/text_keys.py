"""Make texts comparable: two posts say the same when their keys are equal. Pure.

What does not count is removed or folded; each aspect can be kept instead.
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
#: Mentions as CNT finds them: from an @ to the next space, wherever the @ is.
_MENTION_PATTERN = re.compile(r"@\S*")
#: Pictographs with their joiners and skin tones; signs such as © and plain digits stay.
_EMOJI_PATTERN = re.compile(
    "[\U0001f000-\U0001faff\u2600-\u27bf\u2300-\u23ff\u2b00-\u2bff\ufe0e\ufe0f\u200d\u20e3"
    "\U000e0020-\U000e007f]"
)
#: Stripped from both ends: a leading apostrophe keeps a spreadsheet from reading "@name" as a
#: formula.
_GUARD_CHARACTERS = " '"
#: Arabic and Persian letters that are typed in several ways, and invisible characters.
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
    """Makes texts comparable; the aspects in `keep` are neither removed nor folded."""

    keep: frozenset[KeptAspect] = frozenset()

    def key(self, text: str) -> str | None:
        """The key that texts which say the same have in common; None when nothing is left."""
        return self.folded(text) or None

    @cached_property
    def folded(self) -> Callable[[str], str]:
        """A function from texts to the part that counts; it returns "" when nothing does."""
        case, space, mentions, links, emoji, letters = (
            aspect not in self.keep for aspect in KEEPABLE_ASPECTS
        )

        # Runs once for each post. The cheap tests ("://" in text, isascii) let most texts skip the
        # expressions.
        def fold(text: str) -> str:
            if links and "://" in text:
                if space:  # two adjacent spaces would take longer to fold
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
            # The plain space is the only white space that counts as printable.
            is_tidy = "  " not in text and text.isprintable()
            return text.strip() if is_tidy else " ".join(text.split())

        return fold

    def spoken(self, text: str) -> str | None:
        """The text's words in their order, separated by one space; None when it has no words."""
        return " ".join(_WORD_PATTERN.findall(self.folded(text))) or None


#: What CNT's texts keep: it folds case and space and drops mentions. Links are dropped before, as
#: its manual advises.
CNT_NORMALISER = Normaliser(keep=frozenset({"emoji", "letters"}))


#: Letters that always join to words: Latin, Greek and Cyrillic ones.
_LETTERS = "a-z" + "".join(filter(str.isalpha, map(chr, range(0x80, 0x530))))
#: Chunks of these characters are taken apart by `re`, which is faster than `regex`.
_KNOWN_CHUNK_PATTERN = re.compile(rf"[\x00-\x7f{_LETTERS}…“”‘’„–—«»№]+")
#: What CNT's expression leaves of such a chunk: single signs, and words in which a sign may stand
#: between two letters or two digits (UAX 29, rules WB5 to WB13b). Single quotes are lost.
_PLAIN_PIECE_PATTERN = re.compile(
    rf"(?:[{_LETTERS}0-9_]|(?<=[{_LETTERS}])[:.'‘’](?=[{_LETTERS}])|(?<=[0-9])[,.;'‘’](?=[0-9]))+|[^{_LETTERS}0-9_']"
)
#: Marks a chunk that is a piece already. It is white space, so no chunk contains it.
_WHOLE_PIECE_MARK = "\x1f"
_NARROW_NO_BREAK_SPACE = "\u202f"


@cache
def _word_boundary_pattern() -> Any:
    """CNT's own expression; Python's `re` does not know Unicode's word boundaries."""
    import regex

    return regex.compile(  # type: ignore[no-untyped-call]
        r"\b\p{Word_Break=WSegSpace}*'?", flags=regex.WORD | regex.UNICODE | regex.V1
    )


def _split_at_boundaries(text: str) -> Iterator[str]:
    return (piece for part in _word_boundary_pattern().split(text) for piece in part.split())


def cnt_chunks(text: str) -> str | None:
    """The chunks in which CNT looks for words, separated by one space; None when nothing is left.

    A mark or a joiner after a space is a word of its own; after the narrow no-break space, which
    separates words as well, it begins the next word.
    """
    if "://" in text:
        text = _LINK_PATTERN.sub("", text)
    text = text.strip(_GUARD_CHARACTERS).lower()
    if "@" in text:
        text = _MENTION_PATTERN.sub("", text)
    if "  " not in text and text.isprintable():  # there is no space but the plain one
        return text.strip() or None
    # Whether a mark after this space is a word depends on the text around it: such a text is taken
    # apart here, as a whole, and its pieces are marked as done.
    if _NARROW_NO_BREAK_SPACE in text:
        return (
            " ".join(f"{_WHOLE_PIECE_MARK}{piece}" for piece in _split_at_boundaries(text)) or None
        )
    return " ".join(text.split()) or None


def cnt_pieces(chunk: str) -> str | None:
    """CNT's words in a chunk, separated by one space: what lies between word boundaries."""
    if chunk.startswith(_WHOLE_PIECE_MARK):
        return chunk.removeprefix(_WHOLE_PIECE_MARK)
    # Unicode sees no boundary between letters and digits (UAX 29, WB5 to WB10).
    if chunk.isascii() and chunk.isalnum():
        return chunk
    if _KNOWN_CHUNK_PATTERN.fullmatch(chunk):
        return " ".join(_PLAIN_PIECE_PATTERN.findall(chunk)) or None
    return " ".join(_split_at_boundaries(chunk)) or None
