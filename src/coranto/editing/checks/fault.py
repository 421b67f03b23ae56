"""What a check yields for each thing it sees. Pure."""

from typing import NamedTuple

from coranto.reading.language import text

#: Characters of a draft or a source that a message shows.
MAX_SHOWN_CHARACTERS = 120


class Fault(NamedTuple):
    """One thing that is wrong, at one line of the draft."""

    line: int  #: from 1
    message: str
    fix: str = ""  #: how to mend this one; "" when the check's own words say it


def shorten_text(words: str, length: int = MAX_SHOWN_CHARACTERS) -> str:
    """Words as a message shows them: one line, not a long one."""
    line = " ".join(text.clean_text(words[: 4 * length]).split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
