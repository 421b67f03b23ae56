"""Explain a mistake in coranto.toml: its line, what was expected, the nearest valid word.

Reads messages of tomllib and msgspec, which have no structured errors; an unknown wording
is passed on as it is.
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal, get_args, get_origin, get_type_hints

from coranto.settings.tables import Settings


def explain_syntax_error(message: str, text: str) -> str:
    """The message for a mistake of TOML syntax, starting "line N: "."""
    position_match = re.search(
        r"^(.*) \(at (?:line (\d+), column (\d+)|end of document)\)$", message
    )
    if not position_match:
        return f"line 1: {message}"
    line = int(position_match[2]) if position_match[2] else text.count("\n") + 1
    return f'line {line}: {position_match[1]}. Text stands in quotation marks: title = "…"'


def explain_type_error(message: str, text: str, raw: dict[str, Any]) -> str:
    """The message for a wrong name or type, starting "line N: ", from msgspec's message."""
    words, _, path = message.partition(" - at ")
    # The path looks like `$.watch[0].word`; "[...]" stands for any entry of a table.
    steps = re.findall(r"\.(\w+)|\[(\d+|\.\.\.)\]", path)
    where = [name or index for name, index in steps]
    unknown = re.search(r"unknown field `(.*)`", words)
    missing = re.search(r"missing required field `(.*)`", words)
    if unknown:
        valid = setting_names(_type_at(where))
        line = find_line(text, [*where, unknown[1]])
        hint = suggest_and_list(unknown[1], valid)
        return f"line {line}: `{unknown[1]}` is not a setting here.{hint}"
    if missing:
        name = ".".join([*where, missing[1]])
        return f"line {find_line(text, where)}: `{name}` is missing. Add it."
    expected = _expected_value(_type_at(where), words)
    actual_value = _value_at(raw, where)
    line = find_line(text, where)
    hint = suggest_nearest(str(actual_value), get_args(_type_at(where))) if "enum" in words else ""
    return f"line {line}: `{'.'.join(where)}` is {actual_value!r}; expected {expected}.{hint}"


def _expected_value(kind: Any, words: str) -> str:
    """What a setting of this type takes, in words for people who do not know types."""
    if get_origin(kind) is Literal:
        return "one of " + ", ".join(f'"{word}"' for word in get_args(kind))
    plain = {str: "text in quotation marks", int: "a whole number", float: "a number"}
    plain |= {bool: "true or false"}
    if kind in plain:
        return plain[kind]
    if get_origin(kind) is tuple:
        return 'a list, such as ["en", "fa"]'
    expected_match = re.search(r"Expected `([^`]*)`", words)
    return (
        {"object": "a table of settings"}.get(expected_match[1], expected_match[1])
        if expected_match
        else words
    )


def suggest_and_list(word: str, valid: tuple[str, ...]) -> str:
    """The sentence "Did you mean …?" with the nearest of the valid words, then all of them."""
    return f"{suggest_nearest(word, valid)} Valid: {', '.join(valid)}."


def suggest_nearest(word: str, valid: Iterable[str]) -> str:
    """The sentence "Did you mean …?" with the nearest of the valid words, or nothing."""
    by_folded = {name.lower(): name for name in valid}
    close = difflib.get_close_matches(word.lower(), by_folded, n=1, cutoff=0.5)
    return f" Did you mean `{by_folded[close[0]]}`?" if close else ""


def setting_names(kind: Any) -> tuple[str, ...]:
    """The names of a table's settings."""
    return tuple(getattr(kind, "__struct_fields__", ()))


def _type_at(where: list[str]) -> Any:
    """The type of the setting at a path; the nearest known type above it if there is none."""
    kind: Any = Settings
    for step in where:
        if step.isdigit() or step == "...":
            kind = next((arg for arg in get_args(kind) if arg is not Ellipsis), kind)
        elif setting_names(kind):
            kind = get_type_hints(kind).get(step, kind)
    return kind


def _value_at(raw: Any, where: list[str]) -> Any:
    """The value at a path of the parsed file, as far down as the path exists."""
    for step in where:
        if isinstance(raw, list) and step.isdigit():
            raw = raw[int(step)]
        elif isinstance(raw, dict):
            raw = raw.get(step, raw)
    return raw


def _find_keys(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Line and path of every table and key; entries of [[tables]] are numbered from 0."""
    # By pattern, since tomllib does not keep lines. Inside a multi-line text this may find a
    # key that is none: a message then names a wrong line, nothing worse.
    table: tuple[str, ...] = ()
    entry_counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\[\s*([\w.-]+)\s*\]\]", line):
            entry_counts[header[1]] = entry_counts.get(header[1], -1) + 1
            table = (header[1], str(entry_counts[header[1]]))
            yield number, table
        elif header := re.match(r"\s*\[\s*([\w.-]+)\s*\]", line):
            table = tuple(header[1].split("."))
            yield number, table
        elif key := re.match(r"""\s*["']?([\w. -]+?)["']?\s*=""", line):
            yield number, (*table, *key[1].split("."))


def find_line(text: str, where: list[str]) -> int:
    """The line of the longest part of a path that the file holds, counted from 1."""
    longest_match = (0, 1)
    for number, path in _find_keys(text):
        shared_steps = 0
        for wanted_step, path_step in zip(where, path, strict=False):
            if wanted_step != path_step:
                break
            shared_steps += 1
        if shared_steps == len(path) and shared_steps > longest_match[0]:
            longest_match = (shared_steps, number)
    return longest_match[1]
