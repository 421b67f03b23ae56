"""Translate the reasons that editions froze into the site's language. Pure.

Reasons are frozen in English. A signal or a detail without a phrase, such as one of a later
version, is shown unchanged.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from coranto.model import Why
from coranto.rendering.i18n import Words

_TIME_SPAN_PATTERN = re.compile(r"(\d{1,4}) (hour|day)s?")
_AND_MORE_PATTERN = re.compile(r" and (\d+) more\b")
#: Name of a blank in a phrase → pattern of what may fill it.
_BLANK_PATTERNS = {"number": r"\d+", "days": r"\d{1,4} days?", "text": ".+", "other": ".+"}
#: Longest detail that is matched against the phrases, in characters.
# Coranto writes none as long; a detail that strangers' names made longer is not worth the search.
MAX_DETAIL_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonView:
    """One reason as readers see it."""

    signal: str
    value: float
    detail: str
    direction: str  #: of the detail: the language's when it was translated


def reason_views(reasons: Iterable[Why], words: Words) -> list[ReasonView]:
    """The reasons, each with its signal and detail in the language of `words`."""
    return [_reason_view(why, words) for why in reasons]


def _reason_view(why: Why, words: Words) -> ReasonView:
    detail = _translate_detail(why, words)
    return ReasonView(
        signal=_load_reason_phrases(words.language).signals.get(why.signal, why.signal),
        value=why.value,
        detail=detail,
        # A detail that was not translated may be a name in any script.
        direction="auto" if detail == why.detail else words.direction,
    )


@dataclass(frozen=True, slots=True)
class _ReasonPhrases:
    """The phrases of one language for what is frozen in English."""

    signals: Mapping[str, str]
    details: tuple[tuple[re.Pattern[str], str], ...]


@lru_cache(maxsize=16)
def _load_reason_phrases(language: str) -> _ReasonPhrases:
    file = resources.files("coranto.rendering") / "reasons.toml"
    tables = tomllib.loads(file.read_text(encoding="utf-8")).get(language, {})
    details = tuple(
        (_compile_phrase(key), phrase) for key, phrase in tables.get("details", {}).items()
    )
    return _ReasonPhrases(tables.get("signals", {}), details)


def _compile_phrase(phrase: str) -> re.Pattern[str]:
    """A pattern that matches an English phrase with its blanks filled in."""
    parts = re.split(r"\{(\w+)\}", phrase)
    blanks = [f"(?P<{name}>{_BLANK_PATTERNS[name]})" for name in parts[1::2]]
    fixed = [re.escape(part) for part in parts[::2]]
    return re.compile("".join(_interleave_parts(fixed, blanks)), re.DOTALL)


def _interleave_parts(fixed: list[str], blanks: list[str]) -> Iterator[str]:
    yield fixed[0]
    for blank, part in zip(blanks, fixed[1:], strict=True):
        yield blank
        yield part


def _translate_detail(why: Why, words: Words) -> str:
    # This detail is a list of language tags, which no phrase could match.
    if why.signal == "languages":
        return words["comma"].join(words.tongue(tag) for tag in why.detail.split(", "))
    if len(why.detail) > MAX_DETAIL_CHARACTERS:
        return why.detail
    for pattern, phrase in _load_reason_phrases(words.language).details:
        match = pattern.fullmatch(why.detail)
        if match:
            return phrase.format(
                # `format` fills in the values and does not look into them: a name with braces stays
                # a name.
                **{k: _translate_counts(v, words) for k, v in match.groupdict().items()}
            )
    return _translate_counts(why.detail, words)


def _translate_counts(text: str, words: Words) -> str:
    """The text with its length of time ("3 days") or count ("and 2 more") translated."""
    span = _TIME_SPAN_PATTERN.fullmatch(text)
    if span:
        return words.unit(int(span[1]), "day" if span[2] == "day" else "hour")
    return _AND_MORE_PATTERN.sub(
        lambda match: " " + words.say("and_more", count=int(match[1])), text
    )
