"""Plain text inside Markdown and out again, without a character lost. Pure.

What strangers wrote never gains a meaning as Markdown or HTML here.
"""

import html
import re

_MARKDOWN_SYNTAX_PATTERN = re.compile(r"[\\`*_\[\]<{}|~]|&(?=#?\w+;)")
_ASCII_PUNCTUATION_RANGES = r"!-/:-@\[-`{-~"
_ESCAPED_PATTERN = re.compile(rf"\\([{_ASCII_PUNCTUATION_RANGES}])|&#?\w{{1,31}};")
# What starts a heading, a list, a quotation or a rule at the start of a line.
_LINE_START_PATTERN = re.compile(
    r"(?m)^(?P<space>[ \t]*)(?:(?P<number>\d{1,9})(?=[.)])|(?=[#>+=-]))"
)
_UNSAFE_IN_URL_PATTERN = re.compile(r"[\s()<>\"\\`|\[\]{}*^\x00-\x20\x7f]")


def escape(text: str) -> str:
    """The text with a backslash before whatever Markdown would act upon."""
    return _MARKDOWN_SYNTAX_PATTERN.sub(r"\\\g<0>", text)


def escape_line(text: str) -> str:
    """The same for text that starts a line."""
    return _LINE_START_PATTERN.sub(r"\g<space>\g<number>\\", escape(text))


def unescape(markdown: str) -> str:
    """The text a reader sees of escaped text: backslashes and entities undone."""
    return _ESCAPED_PATTERN.sub(lambda match: match[1] or html.unescape(match[0]), markdown)


def link(text: str, url: str) -> str:
    """A link with this plain text; only the text where there is no address."""
    return f"[{escape(text)}]({escape_url(url)})" if url else escape(text)


def escape_url(url: str) -> str:
    """An address as a link's destination: what would end it is percent-encoded."""
    encoded = _UNSAFE_IN_URL_PATTERN.sub(
        lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace")), url
    )
    return re.sub(r"&(?=#?\w+;)", r"\\&", encoded)
