"""Escape plain text for Markdown and unescape it, without losing a character. Pure.

Text from sources must never act as Markdown or HTML.
"""

import html
import re

_MARKDOWN_SYNTAX_PATTERN = re.compile(r"[\\`*_\[\]<{}|~]|&(?=#?\w+;)")
_ASCII_PUNCTUATION_RANGES = r"!-/:-@\[-`{-~"
_ESCAPED_PATTERN = re.compile(rf"\\([{_ASCII_PUNCTUATION_RANGES}])|&#?\w{{1,31}};")
# Only at a line's start do these begin a heading, a list, a quotation or a rule; escaping
# them everywhere would make dates and numbers in the editor's file hard to read.
_LINE_START_PATTERN = re.compile(
    r"(?m)^(?P<space>[ \t]*)(?:(?P<number>\d{1,9})(?=[.)])|(?=[#>+=-]))"
)
_UNSAFE_IN_URL_PATTERN = re.compile(r"[\s()<>\"\\`|\[\]{}*^\x00-\x20\x7f]")


def escape(text: str) -> str:
    """The text with a backslash before each character that has a meaning in Markdown."""
    return _MARKDOWN_SYNTAX_PATTERN.sub(r"\\\g<0>", text)


def escape_line(text: str) -> str:
    """The same for text at the start of a line."""
    return _LINE_START_PATTERN.sub(r"\g<space>\g<number>\\", escape(text))


def unescape(markdown: str) -> str:
    """The text that a reader sees: backslashes and entities of escaped text undone."""
    return _ESCAPED_PATTERN.sub(lambda match: match[1] or html.unescape(match[0]), markdown)


def link(text: str, url: str) -> str:
    """A link with this plain text; the escaped text alone where `url` is empty."""
    return link_around(escape(text), url) if url else escape(text)


def link_around(markdown: str, url: str) -> str:
    """A link around Markdown."""
    # "[^" would begin the mark of a citation.
    words = f"\\{markdown}" if markdown.startswith("^") else markdown
    return f"[{words}]({escape_url(url)})"


def escape_url(url: str) -> str:
    """An address as a link's destination; characters that would end it are percent-encoded."""
    encoded = _UNSAFE_IN_URL_PATTERN.sub(
        lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace")), url
    )
    # "&copy;" in a query would be read as ©.
    return re.sub(r"&(?=#?\w+;)", r"\\&", encoded)
