"""`Fault`: what a check yields for each place that breaks its rule. Pure."""

from typing import NamedTuple

from coranto.reading.language import text
from coranto.reading.language.shortening import shorten_line

#: Longest extract of a draft or a source that a message shows, in characters.
MAX_SHOWN_CHARACTERS = 120


class Fault(NamedTuple):
    """One thing that is wrong, at one line of the draft."""

    line: int  #: from 1
    message: str
    fix: str = ""  #: how to mend this one; "" when the check's own words say it


def shorten_text(words: str, length: int = MAX_SHOWN_CHARACTERS) -> str:
    """The text on one line of at most `length` characters, cut with "…"."""
    # Cut before cleaning, which takes time in proportion to the text: a source may put a
    # megabyte into one title. Four times the length leaves room for runs of spaces.
    return shorten_line(text.clean_text(words[: 4 * length]), length)
