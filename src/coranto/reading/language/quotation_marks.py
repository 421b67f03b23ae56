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
        "⹂": "“”",
        "❝": "❞",
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
#: Opening mark that may be something else as well (an apostrophe, a sign for inches, two
#: commas) → what closes it. It opens a quotation only where something does.
CLOSERS_BY_WEAK_OPENER: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "‘": ("’", "'", "‛", "´", "❜", "＇", "''", "’’"),
        "‛": ("’", "'", "‛", "''", "’’"),
        "‚": ("‘", "’", "'", "''", "‘‘", "’’"),
        "’": ("’", "‘"),
        "'": ("'", "’", "´", "''", "’’"),
        "`": ("'", "´", "’", "`", "''", "´´"),
        "´": ("´", "'", "`"),
        "❛": ("❜",),
        "❟": ("❛", "❜"),
        "＇": ("＇",),
        "″": ("″", '"', "”"),
        "ʺ": ("ʺ", '"'),
        "‶": ("″", "‶"),
        "``": ("''", '"', "”", "``", "´´", "´", "'", "’"),
        "''": ("''", '"', "``"),
        "´´": ("´´", "``"),
        ",,": ("''", "“", "”", '"', "‘‘", "``", ",,"),
        "‘‘": ("’’", "''", "‘‘"),
        "’’": ("’’", "‘‘"),
        "<<": (">>",),
        ">>": ("<<",),
    }
)


@lru_cache(maxsize=256)
def closers_by_opener(language: str) -> Mapping[str, str]:
    """Opening mark → its closing marks: the table, and the pairs of the language's pack.

    Without ‘, which is an apostrophe more often than it opens a quotation.
    """
    closers = dict(CLOSERS_BY_OPENER)
    for opening, closing in packs.load_pack(language).quote_marks:
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
