"""Find the numbers of a text, in digits of any script and in words. Pure.

A number may have more than one reading ("1.200" is 1200 or 1.2): all of them count, so
that a difference of notation is never reported as a fault.
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
_DIGITS_PATTERN = re.compile(
    r"(?<![^\W_\u0e00-\u0eff\u2e80-\u9fff\uac00-\ud7af])(?<![^\W\d_]-)"
    r"(?:\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+(?!\d)(?:[.,]\d+)?"
    r"|\d+(?:[.,]\d+)*)"
)
#: Characters of a hyphenated word that are read as a number.
_MAX_NUMBER_CHARACTERS = 60
_WORD_PATTERN = re.compile(r"[^\W\d_](?:[\w\u200c'’]|-(?=\w))*|\d")
_GAP_PATTERN = re.compile(r"[\s\u200c.-]{0,3}")
_CHINESE_DIGITS = packs.load_pack("zh").digit_signs
_CHINESE_SCALES = packs.load_pack("zh").scale_signs
_CHINESE_NUMBER_PATTERN = re.compile(f"[{''.join((*_CHINESE_DIGITS, *_CHINESE_SCALES))}]{{2,}}")
#: What multiplies digits: "3.5万". Ten never does.
_CHINESE_SCALE_PATTERN = re.compile(
    f"[{''.join(sign for sign, value in _CHINESE_SCALES.items() if value > 10)}]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number as written, its place in the text, and every value that it may have."""

    raw: str
    start: int
    end: int
    values: frozenset[float]
    #: True for "one", "a dozen", "a million": words that are used without counting.
    is_vague: bool = False


@dataclass(frozen=True, slots=True)
class _NumberWords:
    """A language's number words, normalised."""

    values: Mapping[str, float] = field(default_factory=dict)  #: added up
    scales: Mapping[str, float] = field(default_factory=dict)  #: multiplied by
    joins: frozenset[str] = frozenset()
    joined: str = ""  #: a joint that is written together with the word behind it
    tens_and_units: bool = False  #: "on iki", ten two, is twelve
    rounds: Mapping[str, int] = field(default_factory=dict)
    parts: Mapping[str, float] = field(default_factory=dict)
    percent: frozenset[str] = frozenset()
    we: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()


def find_numbers(raw_text: str, language: str) -> list[Number]:
    """All numbers of a text, in order; offsets count characters of `raw_text`."""
    plain_text = _western_digits(raw_text)
    words = _number_words(packs.primary_subtag(language))
    all_numbers = list(_find_digit_numbers(plain_text, raw_text, words))
    covered_positions = {
        position for number in all_numbers for position in range(number.start, number.end)
    }
    # "3.5 million" is one number in digits; its word is not read a second time.
    all_numbers += [
        number
        for number in _find_word_numbers(plain_text, raw_text, words)
        if number.start not in covered_positions
    ]
    all_numbers += [
        number
        for number in _find_chinese_numbers(raw_text)
        if number.start not in covered_positions
    ]
    return sorted(all_numbers, key=lambda number: number.start)


def rounding_phrases(language: str) -> Mapping[str, int]:
    """Words and phrases right before a rounded number, normalised.

    1 where the exact number is larger ("over"), -1 where it is smaller, 0 where it may be either.
    """
    return _number_words(packs.primary_subtag(language)).rounds


def share_words(language: str) -> Mapping[str, float]:
    """Words for shares, normalised: "quarter" is 0.25."""
    return _number_words(packs.primary_subtag(language)).parts


def percent_words(language: str) -> frozenset[str]:
    """Words behind the number of a share, normalised."""
    return _number_words(packs.primary_subtag(language)).percent


def first_person_words(language: str) -> frozenset[str]:
    """Words by which those who write speak of themselves, normalised."""
    return _number_words(packs.primary_subtag(language)).we


def title_words(language: str) -> frozenset[str]:
    """Words with a capital in names of offices and institutions, normalised."""
    return _number_words(packs.primary_subtag(language)).titles


def _western_digits(raw_text: str) -> str:
    """The text with the digits, decimal points and commas of all scripts as in English.

    One character for one, so that offsets hold in both texts.
    """
    if raw_text.isascii():
        return raw_text
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char for char in raw_text
    ).translate({0x66B: ".", 0x66C: ",", 0x60C: ",", 0xFF0C: ",", 0xFF0E: "."})


# --- digits -------------------------------------------------------------------


def _find_digit_numbers(plain_text: str, raw_text: str, words: _NumberWords) -> Iterator[Number]:
    """Numbers in digits, multiplied by a word of scale behind them."""
    for match in _DIGITS_PATTERN.finditer(plain_text):
        values = _digit_readings(match[0])
        end, factor = _scale_after(plain_text, match.end(), words)
        if factor != 1:
            # Rounded, since "4.1 million" is 4099999.9999999995 in floating point.
            values = frozenset(round(value * factor, 6) for value in values)
        start = match.start()
        yield Number(raw=raw_text[start:end], start=start, end=end, values=values)


def _digit_readings(digits: str) -> frozenset[float]:
    """Every value of a number in digits: its marks may group thousands or begin decimals."""
    compact = re.sub(r"[ \u00a0\u2009\u202f'’]", "", digits)
    marks = [char for char in compact if not char.isdigit()]
    # Cut at 300 digits: a float ends at 308, and nothing can be worked out from infinity.
    if not marks:
        return frozenset({float(compact[:300])})
    whole, last_mark, decimals = compact.rpartition(marks[-1])
    grouped_value = float(re.sub(r"\D", "", compact)[:300])
    decimal_value = float(f"{re.sub(r'[.,]', '', whole)[:300]}.{decimals[:20]}")
    # Three digits behind every mark: thousands. One such mark alone can be either.
    is_grouped = all(len(part) == 3 for part in re.split("[.,]", compact)[1:])
    if len(marks) > 1:
        return frozenset({grouped_value} if len(set(marks)) == 1 else {decimal_value})
    return (
        frozenset({grouped_value, decimal_value})
        if is_grouped and last_mark
        else frozenset({decimal_value})
    )


def _scale_after(plain_text: str, position: int, words: _NumberWords) -> tuple[int, float]:
    """The end of a number with a word of scale behind it, and the factor; 1 without one."""
    if chinese := _CHINESE_SCALE_PATTERN.match(plain_text, position):
        return chinese.end(), float(_CHINESE_SCALES[chinese[0]])
    gap = _GAP_PATTERN.match(plain_text, position)
    word = _WORD_PATTERN.match(plain_text, gap.end() if gap else position)
    if word and (factor := words.scales.get(text.normalise(word[0]))):
        return word.end(), factor
    return position, 1


# --- words --------------------------------------------------------------------


def _find_word_numbers(plain_text: str, raw_text: str, words: _NumberWords) -> Iterator[Number]:
    """Numbers in words, each run of words that belong together as one number."""
    if not words.values:
        return
    run: list[tuple[int, int, float, bool]] = []
    for match in _WORD_PATTERN.finditer(plain_text):
        normal = _normalise_word(match[0])
        # "twenty and one" goes on; "twenty and then" ends at the next word.
        if run and normal in words.joins:
            continue
        word_values = list(_word_values(match, normal, words))
        if run and word_values and _is_continuation(run, word_values[0], plain_text, words):
            run += word_values
            continue
        yield from _combine_word_values(run, raw_text)
        run = word_values
    yield from _combine_word_values(run, raw_text)


@lru_cache(maxsize=50_000)
def _normalise_word(word: str) -> str:
    return text.normalise(word)


def _word_values(
    match: re.Match[str], normal: str, words: _NumberWords
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
        yield from _hyphenated_values(match, words)


def _hyphenated_values(
    match: re.Match[str], words: _NumberWords
) -> Iterator[tuple[int, int, float, bool]]:
    """The numbers of "quatre-vingt-dix-sept"; none where a part is no number."""
    # The longest parts first: "quatre-vingt" is 80, not 4 and 20.
    parts = list(re.finditer("[^-]+", match[0][:_MAX_NUMBER_CHARACTERS]))
    part_values: list[tuple[int, int, float, bool]] = []
    index = 0
    while index < len(parts) and len(parts) > 1:
        start = parts[index].start()
        for stop in range(len(parts), index, -1):
            end = parts[stop - 1].end()
            value = words.values.get(text.normalise(match[0][start:end]))
            if value is not None:
                part_values.append((match.start() + start, match.start() + end, value, False))
                index = stop
                break
        else:
            return
    yield from part_values


def _is_continuation(
    run: list[tuple[int, int, float, bool]],
    following: tuple[int, int, float, bool],
    plain_text: str,
    words: _NumberWords,
) -> bool:
    """Whether a word continues the number before it: "two hundred", "twenty and one"."""
    _, end, value, is_scale = run[-1]
    start, _, next_value, next_scale = following
    between = text.normalise(plain_text[end:start])
    if between not in {"", "-", *words.joins}:
        return False
    if next_scale or is_scale:
        return True
    # "on iki" in Turkish, but "ten two" in English are two numbers.
    if words.tens_and_units and value == 10:
        return next_value < 10
    # Arabic puts the unit first, and writes the "and" together with the tens (`joined`).
    return (value >= 20 and next_value < 20) or (bool(words.joined) and next_value >= 20)


def _combine_word_values(
    run: list[tuple[int, int, float, bool]], raw_text: str
) -> Iterator[Number]:
    """The one number that a run of words makes; nothing for an empty run."""
    if not run:
        return
    total = current = 0.0
    for _, _, value, is_scale in run:
        if not is_scale:
            current += value
        # A scale from a thousand on closes a group: "two hundred thousand five" is
        # 200 × 1000 + 5. A smaller one multiplies within its group.
        elif value >= 1000:
            total, current = total + max(current, 1) * value, 0.0
        else:
            current = current * value if 0 < current < 20 else current + value
    start, end = run[0][0], run[-1][1]
    value = total + current
    yield Number(
        raw=raw_text[start:end],
        start=start,
        end=end,
        values=frozenset({value}),
        # "one of them" and "a million" do not count anything that could be looked up.
        is_vague=value < 2 or (len(run) == 1 and run[0][3]),
    )


def _find_chinese_numbers(raw_text: str) -> Iterator[Number]:
    """Numbers in Chinese characters; a single character is a word more often than a number."""
    for match in _CHINESE_NUMBER_PATTERN.finditer(raw_text):
        total = section = digit = 0
        for char in match[0]:
            scale = _CHINESE_SCALES.get(char, 0)
            if not scale:
                digit = _CHINESE_DIGITS[char]
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
def _number_words(code: str) -> _NumberWords:
    known = _load_word_tables().get(code)
    if known is None:
        return _NumberWords()
    units = [each.split("|") for each in known["units"].split()]
    tens = [each.split("|") for each in known["tens"].split()]
    values = {word: float(at) for at, spelt in enumerate(units, 1) for word in spelt}
    if "compound" in known:  # "einundzwanzig", "zweihundert"
        hundred = next(
            word for word, value in _parse_word_values(known["scales"]).items() if value == 100
        )
        for unit, spelt in enumerate(units[:9], 1):
            values |= {one + hundred: 100.0 * unit for one in spelt}
        for at, (ten, *_) in enumerate(tens, 2):
            for unit, spelt in enumerate(units[:9], 1):
                values |= {f"{one}{known['compound']}{ten}": 10.0 * at + unit for one in spelt}
    values |= {word: 10.0 * at for at, spelt in enumerate(tens, 2) for word in spelt}
    return _NumberWords(
        values={text.normalise(word): value for word, value in values.items()},
        scales=_parse_word_values(known["scales"]),
        joins=frozenset(known.get("joins", "").split()),
        joined=known.get("joined", ""),
        tens_and_units=len(units) <= 10,
        rounds={
            text.normalise(phrase.replace("_", " ")): side
            for key, side in (("about", 0), ("over", 1), ("under", -1))
            for phrase in known[key].split()
        },
        parts=_parse_word_values(known["parts"]),
        percent=frozenset(map(text.normalise, known["percent"].split())),
        we=frozenset(map(text.normalise, known["we"].split())),
        titles=frozenset(map(text.normalise, known.get("titles", "").split())),
    )


def _parse_word_values(written: str) -> dict[str, float]:
    """A table, out of "million|mln=1000000 …"."""
    pairs = (each.rpartition("=") for each in written.split())
    return {
        text.normalise(word): float(value) for spelt, _, value in pairs for word in spelt.split("|")
    }


@lru_cache(maxsize=1)
def _load_word_tables() -> Mapping[str, dict[str, str]]:
    packed = files("coranto.editing.facts").joinpath("words.toml")
    return tomllib.loads(packed.read_text("utf-8"))
