"""Reasons that editions froze, in the site's language. Pure.

They are frozen in English. What is not known here, such as a signal of a later version, is
shown as it stands.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from coranto.model import Why
from coranto.rendering.i18n import Words

_SPAN = re.compile(r"(\d{1,4}) (hour|day)s?")
_MORE = re.compile(r" and (\d+) more\b")
#: What a blank of a phrase may hold.
_BLANKS = {"number": r"\d+", "days": r"\d{1,4} days?", "text": ".+", "other": ".+"}
#: Longer details are not looked through, in characters: none of ours is.
LONGEST = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason as readers see it."""

    signal: str
    value: float
    detail: str
    direction: str  #: of the detail: the language's where it is said in it


def told(reasons: Iterable[Why], words: Words) -> list[Reason]:
    """The reasons in a language."""
    return [_reason(why, words) for why in reasons]


def _reason(why: Why, words: Words) -> Reason:
    detail = _detail(why, words)
    return Reason(
        signal=_table(words.language).signals.get(why.signal, why.signal),
        value=why.value,
        detail=detail,
        direction="auto" if detail == why.detail else words.direction,
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """How a language says what is frozen in English."""

    signals: Mapping[str, str]
    details: tuple[tuple[re.Pattern[str], str], ...]


@lru_cache(maxsize=16)
def _table(language: str) -> _Table:
    file = resources.files("coranto.rendering") / "reasons.toml"
    tables = tomllib.loads(file.read_text(encoding="utf-8")).get(language, {})
    details = tuple((_finds(key), phrase) for key, phrase in tables.get("details", {}).items())
    return _Table(tables.get("signals", {}), details)


def _finds(phrase: str) -> re.Pattern[str]:
    """What finds a phrase with its blanks filled in."""
    parts = re.split(r"\{(\w+)\}", phrase)
    blanks = [f"(?P<{name}>{_BLANKS[name]})" for name in parts[1::2]]
    fixed = [re.escape(part) for part in parts[::2]]
    return re.compile("".join(_woven(fixed, blanks)), re.DOTALL)


def _woven(fixed: list[str], blanks: list[str]) -> Iterator[str]:
    yield fixed[0]
    for blank, part in zip(blanks, fixed[1:], strict=True):
        yield blank
        yield part


def _detail(why: Why, words: Words) -> str:
    if why.signal == "languages":
        return words["comma"].join(words.tongue(tag) for tag in why.detail.split(", "))
    if len(why.detail) > LONGEST:
        return why.detail
    for pattern, phrase in _table(words.language).details:
        found = pattern.fullmatch(why.detail)
        if found:
            return phrase.format(**{k: _said(v, words) for k, v in found.groupdict().items()})
    return _said(why.detail, words)


def _said(text: str, words: Words) -> str:
    """Lengths of time and counts of what is left out, as the language says them."""
    span = _SPAN.fullmatch(text)
    if span:
        return words.unit(int(span[1]), "day" if span[2] == "day" else "hour")
    return _MORE.sub(lambda more: " " + words.say("and_more", count=int(more[1])), text)
