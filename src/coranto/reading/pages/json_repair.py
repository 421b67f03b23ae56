"""Mend JSON as page templates break it: comments, last commas, bare quotation marks. Pure.

All functions take linear time on any input.
"""

import re
from collections.abc import Iterator

_COMMENT_PATTERN = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*.{0,40}?\*/)|(?://\s*)?(?:-->|\]\]>)\s*+;?\s*+$"
)
_TRAILING_COMMA_PATTERN = re.compile(r",(\s*[}\]])")
_MARK_PATTERN = re.compile(r'\\.|["{}\[\],:]', re.DOTALL)
#: What follows the quotation mark that ends a name, and one that ends a value. A comma in a
#: sentence is followed by a word, one in JSON by the next name or value.
_AFTER_NAME_PATTERN = re.compile(r"\s{0,200}+:")
_AFTER_VALUE_PATTERN = re.compile(r'\s*+(?:[}\]]|\Z|,\s*+(?:["{}\[\]\d-]|true|false|null))')
_VALID_ESCAPES = frozenset('"\\/bfnrtu')


def attempts(script: str) -> Iterator[str]:
    """The script without the comments around it, then in forms mended more and more."""
    script = _COMMENT_PATTERN.sub("", script.strip())
    yield script
    without_commas = _TRAILING_COMMA_PATTERN.sub(r"\1", script)
    yield without_commas
    yield escape_inner_quotes(without_commas)


def escape_inner_quotes(script: str) -> str:
    r"""Write \" for quotation marks inside strings: {"headline": "The "wet" ferry"}.

    A mark ends a string only where JSON may go on behind it. Backslashes that escape nothing
    are escaped, too.
    """
    pieces: list[str] = []
    containers: list[str] = []
    is_name = in_string = False
    at = 0
    for match in _MARK_PATTERN.finditer(script):
        mark = match[0]
        pieces.append(script[at : match.start()])
        at = match.end()
        if in_string and mark == '"':
            after = _AFTER_NAME_PATTERN if is_name else _AFTER_VALUE_PATTERN
            in_string = after.match(script, at) is None
            pieces.append('\\"' if in_string else mark)
            continue
        if in_string:
            is_valid = mark[0] != "\\" or mark[1] in _VALID_ESCAPES
            pieces.append(mark if is_valid else _mend_escape(mark[1]))
            continue
        pieces.append(mark)
        if mark == '"':
            in_string = True
        elif mark in "{[":
            containers.append(mark)
        elif mark in "}]" and containers:
            containers.pop()
        is_name = _is_name_next(mark, containers) if mark != '"' else is_name
    pieces.append(script[at:])
    return "".join(pieces)


def _mend_escape(char: str) -> str:
    # JavaScript allows \' in its strings, and templates take JSON for that.
    return char if char == "'" else f"\\\\{char}"


def _is_name_next(mark: str, containers: list[str]) -> bool:
    """Whether the next string is a name: it is behind `{`, and behind a comma in an object."""
    return mark == "{" or (mark == "," and bool(containers) and containers[-1] == "{")
