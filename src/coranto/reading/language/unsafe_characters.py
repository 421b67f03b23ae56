"""Remove characters that a page cannot hold or that change the text around them. Pure."""

import re

# Control characters (XML 1.0 allows only tab, newline, return), noncharacters, lone surrogates,
# and bidirectional controls (UAX #9), which could reverse the text after a name.
_UNSAFE_CHARACTER_PATTERN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
#: More than six combining marks on one letter.
# No language stacks as many; "zalgo" names cover the lines above and below with them.
_STACKED_MARKS_PATTERN = re.compile(
    "([\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{6})"
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


def strip_unsafe_characters(text: str) -> str:
    """The text without characters that XML forbids or that affect the text around it."""
    # Most texts: the two searches below are for the rest.
    if text.isascii() and text.isprintable():
        return text
    return _STACKED_MARKS_PATTERN.sub(r"\1", _UNSAFE_CHARACTER_PATTERN.sub("", text))
