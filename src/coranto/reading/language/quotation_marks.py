"""Quotation marks: which closes which, and where a quotation ends. Pure; knows no Markdown.

The one table of pairs for all rooms. What a mark means to a room (a quotation that must be
cited, a span that no copy is counted for) is decided there.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from coranto.reading.language import packs

#: Opening double mark → the marks that close it, in any language.
CLOSERS_BY_OPENER: Mapping[str, str] = MappingProxyType(
    {
        "“": "”",
        "„": "“”",
        "«": "»",
        "‹": "›",
        '"': '"',
        "「": "」",
        "『": "』",
        "‟": "”",
        "〝": "〞〟",
        "﹁": "﹂",
        "﹃": "﹄",
        "｢": "｣",
        "＂": "＂",
        "⹂": "“”⹂",
        "❝": "❞",
        "❠": "❝❞",
        "❮": "❯",
        "🙶": "🙷",
        "🙸": "🙷",
    }
)
#: Opens and closes in Hebrew, whose acronyms hold it too: צה״ל.
GERSHAYIM = "״"
SINGLE_OPENER = "‘"
SINGLE_CLOSER = "’"
#: Every mark of the table, and the Hebrew one.
DOUBLE_MARKS = "".join(
    dict.fromkeys("".join([*CLOSERS_BY_OPENER, *CLOSERS_BY_OPENER.values(), GERSHAYIM]))
)
SINGLE_MARKS = SINGLE_OPENER + SINGLE_CLOSER
#: Of the table, the marks of a quotation that stands inside another.
INNER_MARKS = "‹›"
# Shapes: of each, a reader takes any two for a pair, whatever standard has them. They are all
# characters that Unicode names quotation mark, apostrophe, prime, geresh, ditto mark or (spaced)
# acute and grave accent, all of the categories Pi and Pf, and all angle and corner brackets.
#: Single marks and stand-ins, which may be apostrophes and signs of minutes as well.
SINGLE_SHAPES = "‘’‚‛'`´′‵❛❜❟＇｀˴՚׳" + "".join("ʹ ʼ ʻ ʽ ˊ ˋ ˎ ˏ ߴ ߵ".split())
#: Stand-ins of double marks. So is a run of single ones, and two commas.
DOUBLE_STAND_INS = "ʺ″‴⁗‶‷ˮ˝˵˶〃"
#: Double marks of the table that have no direction or that languages use in both.
CURLY_DOUBLE_MARKS = '"“”„‟⹂❝❞❠🙶🙷🙸〝〞〟＂״'
TWO_COMMAS = ",,"
#: Pairs of one shape each; (opening, closing) as left-to-right texts have them.
BRACKET_SHAPES: tuple[tuple[tuple[str, str], ...], ...] = (
    (("«", "»"), ("≪", "≫"), ("⋘", "⋙"), ("⟪", "⟫"), ("《", "》"), ("︽", "︾"), ("<<", ">>")),
    (
        ("‹", "›"), ("〈", "〉"), ("\u2329", "\u232a"), ("⟨", "⟩"), ("❬", "❭"), ("❮", "❯"),
        ("❰", "❱"), ("⧼", "⧽"), ("⦑", "⦒"), ("⦉", "⦊"), ("︿", "﹀"),
    ),
    (
        ("「", "」"), ("『", "』"), ("｢", "｣"), ("﹁", "﹂"), ("﹃", "﹄"), ("⸢", "⸣"), ("⸤", "⸥"),
        ("⌜", "⌝"), ("⌞", "⌟"),
    ),
    # Signs of editors of old texts, of the category of quotation marks, and those of the Quran.
    (("⸂", "⸃"), ("⸄", "⸅")), (("⸉", "⸊"),), (("⸌", "⸍"), ("⸜", "⸝")), (("⸠", "⸡"),),
    (("﴿", "﴾"),),
)  # fmt: skip
#: Name of the shape of a run of single marks.
SINGLE_RUN = "''"


@lru_cache(maxsize=1)
def shapes_by_mark() -> Mapping[str, str]:
    """Mark → its shape: "single", "double", or the number of a row of brackets.

    A run of single marks stands under `SINGLE_RUN`.
    """
    shapes = dict.fromkeys(SINGLE_SHAPES, "single")
    shapes |= dict.fromkeys(
        [*DOUBLE_STAND_INS, *CURLY_DOUBLE_MARKS, SINGLE_RUN, TWO_COMMAS], "double"
    )
    for number, pairs in enumerate(BRACKET_SHAPES):
        shapes |= dict.fromkeys((mark for pair in pairs for mark in pair), str(number))
    return MappingProxyType(shapes)


@lru_cache(maxsize=1)
def bracket_closers() -> Mapping[str, str]:
    """Bracket of either direction → its own partner."""
    pairs = [pair for row in BRACKET_SHAPES for pair in row]
    return MappingProxyType(dict(pairs) | {closing: opening for opening, closing in pairs})


def partner_of(mark: str, language: str) -> str:
    """The mark that a language's press would set at the other end of the quotation."""
    closers = closers_by_opener(language)
    if mark in closers:
        return closers[mark][0]
    openers = (opener for opener, closing in closers.items() if mark in closing)
    return next(openers, bracket_closers().get(mark, mark))


@lru_cache(maxsize=64)
def title_closers(language: str) -> Mapping[str, str]:
    """Opening mark → closing mark of those that a language puts around titles of works."""
    return MappingProxyType(dict(packs.load_pack(language).title_marks))


@lru_cache(maxsize=256)
def closers_by_opener(language: str) -> Mapping[str, str]:
    """Opening mark → its closing marks: the table, and the pairs of the language's pack.

    Without ‘, which is an apostrophe more often than it opens a quotation.
    """
    closers = dict(CLOSERS_BY_OPENER)
    pack = packs.load_pack(language)
    for opening, closing in (*pack.quote_marks, *pack.title_marks):
        if opening != SINGLE_OPENER and closing not in closers.get(opening, ""):
            closers[opening] = closers.get(opening, "") + closing
    return MappingProxyType(closers)


def openers_by_closer(openers: str) -> dict[str, str]:
    """Closing mark → those of the given opening marks of the table that it closes."""
    found: dict[str, str] = {}
    for opener in openers:
        for closer in CLOSERS_BY_OPENER[opener]:
            found[closer] = found.get(closer, "") + opener
    return found


def find_closing_mark(text: str, start: int, closers: str, *, end: int | None = None) -> int:
    """Where the first of the closing marks stands from `start` on, before `end`; -1 if nowhere.

    An apostrophe inside a word closes nothing.
    """
    match = _closer_pattern(closers).search(text, start, len(text) if end is None else end)
    return match.start() if match else -1


def find_outer_closing_mark(text: str, at: int, closers: str) -> int:
    """Where what opens at `at` is closed, over quotations nested in it; -1 if nowhere.

    A mark behind a backslash neither opens nor closes.
    """
    opener, awaited = text[at], [closers]
    at += 1
    while at < len(text):
        char = text[at]
        if char == "\\":
            at += 1
        elif char in awaited[-1]:
            awaited.pop()
            if not awaited:
                return at
        elif char == opener:
            awaited.append(closers)
        # “ closes what „ opens: in “a „b“ c” it must not be taken for a third quotation.
        elif char == "„" and opener == "“":
            awaited.append(CLOSERS_BY_OPENER[char])
        at += 1
    return -1


@lru_cache(maxsize=64)
def _closer_pattern(closers: str) -> re.Pattern[str]:
    whole = re.escape(closers.replace(SINGLE_CLOSER, ""))
    parts = [f"[{whole}]"] if whole else []
    if SINGLE_CLOSER in closers:
        parts.append(rf"{SINGLE_CLOSER}(?!\w)")
    return re.compile("|".join(parts))
