"""The numbers of a text, in digits of any script and in words. Pure.

A number may be read in more than one way ("1.200"): all readings count, so that
nobody is told of a fault that is a matter of spelling.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from coranto.reading.language import packs, text

#: Digits with what parts and splits them; not inside a word, but before one: "21st".
#: Scripts written without spaces, Thai to Hangul, have them amid their words.
_DIGITS = re.compile(
    r"(?<![^\W_\u0e00-\u0eff\u2e80-\u9fff\uac00-\ud7af])(?<![^\W\d_]-)"
    r"(?:\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+(?!\d)(?:[.,]\d+)?"
    r"|\d+(?:[.,]\d+)*)"
)
#: No number in words is longer.
_LONGEST = 60
_WORD = re.compile(r"[^\W\d_](?:[\w\u200c'’]|-(?=\w))*|\d")
_GAP = re.compile(r"[\s\u200c.-]{0,3}")
_CHINESE = dict(zip("零一二三四五六七八九两〇", (*range(10), 2, 0), strict=True))
_CHINESE_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "萬": 10_000, "亿": 10**8}
_CHINESE_NUMBER = re.compile("[零一二三四五六七八九两〇十百千万萬亿]{2,}")
_CHINESE_AFTER = re.compile("[万萬亿千百]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number as written, where, and what it may mean."""

    raw: str
    start: int
    end: int
    values: frozenset[float]
    is_vague: bool = False  #: "a dozen", "a million": in words, and one alone


@dataclass(frozen=True, slots=True)
class _Words:
    """A language's number words, normalised."""

    values: Mapping[str, float] = field(default_factory=dict)  #: added up
    scales: Mapping[str, float] = field(default_factory=dict)  #: multiplied by
    joins: frozenset[str] = frozenset()
    joined: str = ""  #: a joint that is written together with the word behind it
    tens_and_units: bool = False  #: "on iki", ten two, is twelve
    near: Mapping[str, int] = field(default_factory=dict)
    rounds: Mapping[str, int] = field(default_factory=dict)
    parts: Mapping[str, float] = field(default_factory=dict)
    percent: frozenset[str] = frozenset()
    we: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()


def numbers(written: str, language: str) -> list[Number]:
    """All numbers of a text, in order."""
    plain = _western(written)
    words = _words(packs.primary(language))
    found = list(_in_digits(plain, written, words))
    taken = {at for number in found for at in range(number.start, number.end)}
    found += [one for one in _in_words(plain, written, words) if one.start not in taken]
    found += [one for one in _in_chinese(written) if one.start not in taken]
    return sorted(found, key=lambda number: number.start)


def near(language: str) -> Mapping[str, int]:
    """Words such as "yesterday", normalised, and how many days from today they mean."""
    return _words(packs.primary(language)).near


def rounds(language: str) -> Mapping[str, int]:
    """Words and phrases right before a rounded number, normalised.

    1 where the exact number is larger ("over"), -1 where it is smaller, 0 where it may be either.
    """
    return _words(packs.primary(language)).rounds


def parts(language: str) -> Mapping[str, float]:
    """Words for shares, normalised: "quarter" is 0.25."""
    return _words(packs.primary(language)).parts


def percent(language: str) -> frozenset[str]:
    """Words behind the number of a share, normalised."""
    return _words(packs.primary(language)).percent


def we(language: str) -> frozenset[str]:
    """Words by which those who write speak of themselves, normalised."""
    return _words(packs.primary(language)).we


def titles(language: str) -> frozenset[str]:
    """Words with a capital in names of offices and institutions, normalised."""
    return _words(packs.primary(language)).titles


def _western(written: str) -> str:
    """The text with digits, points and commas of all scripts as in English; as long as it was."""
    if written.isascii():
        return written
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char for char in written
    ).translate({0x66B: ".", 0x66C: ",", 0x60C: ",", 0xFF0C: ",", 0xFF0E: "."})


# --- digits -------------------------------------------------------------------


def _in_digits(plain: str, written: str, words: _Words) -> Iterator[Number]:
    for match in _DIGITS.finditer(plain):
        values = _readings(match[0])
        end, factor = _scaled(plain, match.end(), words)
        if factor != 1:
            values = frozenset(round(value * factor, 6) for value in values)
        start = match.start()
        yield Number(raw=written[start:end], start=start, end=end, values=values)


def _readings(digits: str) -> frozenset[float]:
    plain = re.sub(r"[ \u00a0\u2009\u202f'’]", "", digits)
    marks = [char for char in plain if not char.isdigit()]
    if not marks:
        return frozenset({float(plain[:300])})
    whole, last, rest = plain.rpartition(marks[-1])
    joined = float(re.sub(r"\D", "", plain)[:300])
    split = float(f"{re.sub(r'[.,]', '', whole)[:300]}.{rest[:20]}")
    is_grouped = all(len(part) == 3 for part in re.split("[.,]", plain)[1:])
    if len(marks) > 1:
        return frozenset({joined} if len(set(marks)) == 1 else {split})
    return frozenset({joined, split}) if is_grouped and last else frozenset({split})


def _scaled(plain: str, at: int, words: _Words) -> tuple[int, float]:
    """Where "3.5 million" ends, and by what its digits are multiplied."""
    if chinese := _CHINESE_AFTER.match(plain, at):
        return chinese.end(), float(_CHINESE_SCALES[chinese[0]])
    gap = _GAP.match(plain, at)
    word = _WORD.match(plain, gap.end() if gap else at)
    if word and (factor := words.scales.get(text.normalise(word[0]))):
        return word.end(), factor
    return at, 1


# --- words --------------------------------------------------------------------


def _in_words(plain: str, written: str, words: _Words) -> Iterator[Number]:
    if not words.values:
        return
    run: list[tuple[int, int, float, bool]] = []
    for match in _WORD.finditer(plain):
        normal = _normal(match[0])
        if run and normal in words.joins:
            continue
        known = list(_known(match, normal, words))
        if run and known and _goes_on(run, known[0], plain, words):
            run += known
            continue
        yield from _number(run, written)
        run = known
    yield from _number(run, written)


@lru_cache(maxsize=50_000)
def _normal(word: str) -> str:
    return text.normalise(word)


def _known(
    match: re.Match[str], normal: str, words: _Words
) -> Iterator[tuple[int, int, float, bool]]:
    """Start, end, value and whether it multiplies, of each number in one word."""
    for word in (normal, normal.removeprefix(words.joined)):
        if word in words.scales:
            yield match.start(), match.end(), words.scales[word], True
            return
        if word in words.values:
            yield match.start(), match.end(), words.values[word], False
            return
    if "-" in normal:
        yield from _hyphened(match, words)


def _hyphened(match: re.Match[str], words: _Words) -> Iterator[tuple[int, int, float, bool]]:
    """The numbers of "quatre-vingt-dix-sept"; none where a part is no number."""
    parts = list(re.finditer("[^-]+", match[0][:_LONGEST]))
    found: list[tuple[int, int, float, bool]] = []
    at = 0
    while at < len(parts) and len(parts) > 1:
        first = parts[at].start()
        for last in range(len(parts), at, -1):
            end = parts[last - 1].end()
            value = words.values.get(text.normalise(match[0][first:end]))
            if value is not None:
                found.append((match.start() + first, match.start() + end, value, False))
                at = last
                break
        else:
            return
    yield from found


def _goes_on(
    run: list[tuple[int, int, float, bool]],
    following: tuple[int, int, float, bool],
    plain: str,
    words: _Words,
) -> bool:
    """Whether a word belongs to the number before it: "two hundred", "twenty and one"."""
    _, end, value, is_scale = run[-1]
    start, _, next_value, next_scale = following
    between = text.normalise(plain[end:start])
    if between not in {"", "-", *words.joins}:
        return False
    if next_scale or is_scale:
        return True
    if words.tens_and_units and value == 10:
        return next_value < 10
    return (value >= 20 and next_value < 20) or (bool(words.joined) and next_value >= 20)


def _number(run: list[tuple[int, int, float, bool]], written: str) -> Iterator[Number]:
    if not run:
        return
    total = current = 0.0
    for _, _, value, is_scale in run:
        if not is_scale:
            current += value
        elif value >= 1000:
            total, current = total + max(current, 1) * value, 0.0
        else:
            current = current * value if 0 < current < 20 else current + value
    start, end = run[0][0], run[-1][1]
    value = total + current
    yield Number(
        raw=written[start:end],
        start=start,
        end=end,
        values=frozenset({value}),
        is_vague=value < 2 or (len(run) == 1 and run[0][3]),
    )


def _in_chinese(written: str) -> Iterator[Number]:
    for match in _CHINESE_NUMBER.finditer(written):
        total = section = digit = 0
        for char in match[0]:
            scale = _CHINESE_SCALES.get(char, 0)
            if not scale:
                digit = _CHINESE[char]
            elif scale < 10_000:
                section, digit = section + (digit or 1) * scale, 0
            else:
                total, section, digit = total + (section + digit or 1) * scale, 0, 0
        yield Number(
            raw=match[0],
            start=match.start(),
            end=match.end(),
            values=frozenset({float(total + section + digit)}),
        )


# --- data ---------------------------------------------------------------------


@lru_cache(maxsize=64)
def _words(code: str) -> _Words:
    known = _tables().get(code)
    if known is None:
        return _Words()
    units = [each.split("|") for each in known["units"].split()]
    tens = [each.split("|") for each in known["tens"].split()]
    values = {word: float(at) for at, spelt in enumerate(units, 1) for word in spelt}
    if "compound" in known:  # "einundzwanzig", "zweihundert"
        hundred = next(word for word, value in _pairs(known["scales"]).items() if value == 100)
        for unit, spelt in enumerate(units[:9], 1):
            values |= {one + hundred: 100.0 * unit for one in spelt}
        for at, (ten, *_) in enumerate(tens, 2):
            for unit, spelt in enumerate(units[:9], 1):
                values |= {f"{one}{known['compound']}{ten}": 10.0 * at + unit for one in spelt}
    values |= {word: 10.0 * at for at, spelt in enumerate(tens, 2) for word in spelt}
    return _Words(
        values={text.normalise(word): value for word, value in values.items()},
        scales=_pairs(known["scales"]),
        joins=frozenset(known.get("joins", "").split()),
        joined=known.get("joined", ""),
        tens_and_units=len(units) <= 10,
        rounds={
            text.normalise(phrase.replace("_", " ")): side
            for key, side in (("about", 0), ("over", 1), ("under", -1))
            for phrase in known[key].split()
        },
        parts=_pairs(known["parts"]),
        percent=frozenset(map(text.normalise, known["percent"].split())),
        we=frozenset(map(text.normalise, known["we"].split())),
        titles=frozenset(map(text.normalise, known.get("titles", "").split())),
        near={word: int(days) for word, days in _pairs(known["near"]).items()},
    )


def _pairs(written: str) -> dict[str, float]:
    """A table, out of "million|mln=1000000 …"."""
    pairs = (each.rpartition("=") for each in written.split())
    return {
        text.normalise(word): float(value) for spelt, _, value in pairs for word in spelt.split("|")
    }


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, dict[str, str]]:
    packed = files("coranto.editing.facts").joinpath("words.toml")
    return tomllib.loads(packed.read_text("utf-8"))
