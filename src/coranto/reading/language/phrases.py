"""What outlets, pages and programs say, by kind and language: "read more", "by", "ago". Pure.

The words are data, in `coranto/languages/phrases/*.toml`, where each kind is explained. They
are looked for whatever language a page is in: its own is often not known yet.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from coranto.reading.language.text import normalise


@lru_cache(maxsize=1)
def _load_tables() -> Mapping[str, Mapping[str, Any]]:
    folder = files("coranto.languages").joinpath("phrases")
    tables: dict[str, Mapping[str, Any]] = {}
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            tables.update(tomllib.loads(entry.read_text("utf-8")))
    return tables


@lru_cache(maxsize=128)
def phrases_of_kind(kind: str) -> tuple[str, ...]:
    """The phrases of one kind in all languages, each once, as the file has them."""
    by_language = _load_tables()[kind].values()
    return tuple(dict.fromkeys(phrase for phrases in by_language for phrase in phrases))


@lru_cache(maxsize=512)
def phrases_in_language(kind: str, code: str) -> tuple[str, ...]:
    """The phrases of one kind in one language, by its primary subtag; none where it has none."""
    return tuple(_load_tables()[kind].get(code, ()))


@lru_cache(maxsize=512)
def normal_phrases_in_language(kind: str, code: str) -> frozenset[str]:
    """The phrases of one kind in one language, in the form in which texts are compared."""
    return frozenset(map(normalise, phrases_in_language(kind, code)))


@lru_cache(maxsize=16)
def values_of_kind(kind: str) -> Mapping[str, int]:
    """The phrases of a kind that have a number each."""
    return MappingProxyType(
        {
            phrase: value
            for table in _load_tables()[kind].values()
            for phrase, value in table.items()
        }
    )


@lru_cache(maxsize=128)
def alternatives(kind: str, *, before: str = "", behind: str = "") -> str:
    """A pattern that any phrase of a kind matches, the longest first; "*" is any letters.

    `before` and `behind` are patterns for phrases that begin or end with a letter of a script
    with spaces, such as a word's edge.
    """
    phrases = sorted(phrases_of_kind(kind), key=len, reverse=True)
    return f"(?:{'|'.join(_phrase_pattern(phrase, before, behind) for phrase in phrases)})"


def alternatives_of_values(kind: str) -> str:
    """A pattern that any phrase of a kind with numbers matches, the longest first."""
    return f"(?:{'|'.join(map(re.escape, sorted(values_of_kind(kind), key=len, reverse=True)))})"


def _phrase_pattern(phrase: str, before: str, behind: str) -> str:
    pattern = re.escape(phrase).replace(r"\*", r"\w*")
    start = before if _is_spaced_letter(phrase[0]) else ""
    return start + pattern + (behind if _is_spaced_letter(phrase[-1]) else "")


def _is_spaced_letter(char: str) -> bool:
    """Whether a letter is of a script with spaces: all below the signs of East Asia."""
    return char.isalpha() and char < "\u2e80"
