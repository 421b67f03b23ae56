"""Translate the reasons that editions froze into the site's language. Pure.

Reasons are frozen in English. A signal or a detail without a phrase, such as one of a later
version, is shown unchanged.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from coranto.model import Why
from coranto.reading.language import packs
from coranto.reading.language.interface import Interface
from coranto.rendering.i18n import Words

_TIME_SPAN_PATTERN = re.compile(r"(\d{1,4}) (hour|day)s?")
_NUMBER_PATTERN = re.compile(r"[0-9.,]+")
_AND_MORE_PATTERN = re.compile(r"(?P<list>.*) and (?P<count>\d+) more\b", re.DOTALL)
#: Name of a blank in a phrase → pattern of what may fill it.
_BLANK_PATTERNS = {"number": r"\d+", "days": r"\d{1,4} days?", "text": ".+", "other": ".+"}
#: Longest detail that is matched against the phrases, in characters.
# Coranto writes none as long; a detail that strangers' names made longer is not worth the search.
MAX_DETAIL_CHARACTERS = 2_000


#: Signals whose details are lists of names, words or numbers.
LISTING_SIGNALS = frozenset(
    {"agencies", "agenda", "shared names", "shared numbers", "shared words", "watch words"}
)


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
        signal=words.interface.signals.get(why.signal, why.signal),
        value=why.value,
        detail=detail,
        # A detail that was not translated may be a name in any script.
        direction="auto" if detail == why.detail else words.direction,
    )


@lru_cache(maxsize=32)
def _detail_patterns(interface: Interface) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The phrases for details, each with the pattern of its English original."""
    return tuple((_compile_phrase(key), phrase) for key, phrase in interface.details.items())


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
    for pattern, phrase in _detail_patterns(words.interface):
        match = pattern.fullmatch(why.detail)
        if match:
            return phrase.format(
                # `format` fills in the values and does not look into them: a name with braces stays
                # a name.
                **{
                    blank: words.number(int(text))
                    if blank == "number"
                    else _translate_list(text, words)
                    for blank, text in match.groupdict().items()
                }
            )
    if why.signal == "independent outlets":
        return _translate_origins(why.detail, words)
    if why.signal in LISTING_SIGNALS:
        return _translate_list(why.detail, words)
    return _translate_counts(why.detail, words)


def _translate_origins(detail: str, words: Words) -> str:
    """A count and a list, "2: A = B; C", with the digits and signs of the language."""
    count, colon, origins = detail.partition(": ")
    if not (colon and count.isdecimal()):
        return detail
    origin_list = words["semicolon"].join(origins.split("; "))
    return f"{words.number(count)}{words['colon']}{origin_list}"


def _translate_list(text: str, words: Words) -> str:
    """A list, "A, B and 3 more", with the commas of the language, numbers in its digits."""
    things = _translate_counts(text, words).split(", ")
    # Digits only: "1.500" in a foreign text may be a thousand and five hundred.
    return words["comma"].join(
        packs.localise_digits(thing, words.language) if _NUMBER_PATTERN.fullmatch(thing) else thing
        for thing in things
    )


def _translate_counts(text: str, words: Words) -> str:
    """The text with its length of time ("3 days") or count ("and 2 more") translated."""
    span = _TIME_SPAN_PATTERN.fullmatch(text)
    if span:
        return words.unit(int(span[1]), "day" if span[2] == "day" else "hour")
    match = _AND_MORE_PATTERN.match(text)
    if not match:
        return text
    return (
        words.say("and_more", list=match["list"], count=int(match["count"])) + text[match.end() :]
    )
