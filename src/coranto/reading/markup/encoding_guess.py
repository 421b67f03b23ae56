"""Guess the encoding of bytes that nobody declares, or that are not what is declared. Pure.

Languages in Latin script are told by their letters: which encoding makes of the bytes letters of
one language, where they stand in words? Other scripts fill whole words with high bytes, and are
told by their most frequent characters. A declared language decides between encodings that fit
equally, not more: templates declare wrong ones. charset-normalizer is asked where nothing tells:
of undeclared Portuguese it read half, and a sentence in KOI8-R it took for Japanese.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

#: Size of the sample to guess by: charset-normalizer takes a second for each MB.
GUESS_SAMPLE_BYTES = 16_384
#: Share of a sample's high bytes in runs of three and more, from which it is no Latin script.
MIN_NON_LATIN_SHARE = 0.5
#: Bytes outweigh a label when another encoding makes so many of their letters one language's,
#: and so many more than the label does. Turkish read as Latin-1 is three quarters Icelandic.
MIN_FIT_SHARE = 0.9
MIN_FIT_GAIN = 0.1
#: An encoding that fits as well as this needs only so many letters more: Hungarian has few "ő".
NEAR_PERFECT_FIT_SHARE = 0.97
MIN_GAINED_LETTERS = 2
#: With fewer letters beyond ASCII, bytes do not outweigh a label.
MIN_CONTRADICTING_LETTERS = 3

#: Encodings of Latin script. Where two fit equally, the first counts.
_LATIN_CODECS = (
    "cp1252",
    "cp1250",
    "cp1254",
    "iso8859_2",
    "iso8859_15",
    "cp1257",
)
#: A codec of another script is believed when its text has so much of the share of frequent
#: characters that the language has. Of 2,088 sentences the right codec gave 0.5 at least; Thai,
#: which is not in the table, gives the others' 0.25 at most.
MIN_FREQUENT_RATIO = 0.4
#: The same for the codec of a declared language that fits best of all.
MIN_DECLARED_FREQUENT_RATIO = 0.25
_ASCII_BYTES = bytes(range(0x80))
_HIGH_RUN_PATTERN = re.compile(rb"[\x80-\xff]+")
#: Marks of typography, which every language has.
_COMMON_MARKS = frozenset("“”„‘’‚‹›«»–—…°§€£·•©®™\u00a0\u00ad¿¡ºª½¼¾²³±¹×´`¨")
#: Punctuation of Chinese, Japanese, Korean, Arabic and Hebrew.
_WIDE_MARKS = frozenset("、。「」『』《》〈〉【】（）！？，：；～・ー　·،؛؟٪ـ־׳״")
#: A closing mark that opens a word is a misread letter: in Greek, Ά of cp1253 in ISO 8859-7.
_MISREAD_OPENING_PATTERN = re.compile(r"(?<!\w)[’”»](?=[^\W\d_])")
#: A capital behind a letter: KOI8-R in cp1251, and the other way round, has the cases swapped.
_INNER_CAPITAL_PATTERN = re.compile(r"(?<=[^\W\d_])[^\W\d_]")
#: Marks that are misread letters: between letters, or signs of arithmetic beside one ("m²" aside).
_MISREAD_MARK_PATTERN = re.compile(
    # The mark itself comes first: a look back from every letter takes five times as long.
    r"[^\x00-\x7f](?:(?<=[^\W\d_][^\w\s’‘–—·\xad])(?=[^\W\d_])"
    r"|(?<=[^\W\d_m][²³±¹¼½¾¿¡])|(?<=[³±¹¼½¾])(?=[^\W\d_]))"
)


def guess_codec(body: bytes, language: str = "") -> str:
    """Return the codec that the bytes are most likely in; "cp1252" when nothing tells.

    `language`: the tag of the language that is declared for them, if any.
    """
    sample = _sample(body)
    if is_latin_script(sample):
        return _best_latin_codec(sample, language)[0]
    other_codec = _best_other_codec(sample, language)
    if other_codec:
        return other_codec
    # Imported here: it takes 60 ms to import, and few documents need it.
    from charset_normalizer import from_bytes

    best_match = from_bytes(sample, preemptive_behaviour=False).best()
    return best_match.encoding if best_match else "cp1252"


def contradicts_latin_1(body: bytes, language: str = "") -> bool:
    """Whether bytes that are labelled Latin-1 are in another encoding."""
    sample = _sample(body)
    if not is_latin_script(sample):
        return True
    best_codec, best_fit, alphabets = _best_latin_codec(sample, language)
    gain = best_fit - _fit(sample, "cp1252", alphabets)
    letter_count = sum(map(len, _HIGH_RUN_PATTERN.findall(sample)))
    if best_codec == "cp1252" or letter_count < MIN_CONTRADICTING_LETTERS:
        return False
    return (best_fit >= MIN_FIT_SHARE and gain >= MIN_FIT_GAIN) or (
        best_fit >= NEAR_PERFECT_FIT_SHARE and round(gain * letter_count) >= MIN_GAINED_LETTERS
    )


def is_latin_script(sample: bytes) -> bool:
    """Whether high bytes stand one by one between ASCII letters, as accented letters do."""
    lengths = [len(run) for run in _HIGH_RUN_PATTERN.findall(sample)]
    long_count = sum(length for length in lengths if length >= 3)
    return long_count < MIN_NON_LATIN_SHARE * max(sum(lengths), 1)


def _sample(body: bytes) -> bytes:
    first_high_byte = next((match.start() for match in _HIGH_RUN_PATTERN.finditer(body)), 0)
    start = max(0, first_high_byte - GUESS_SAMPLE_BYTES // 4)
    return body[start : start + GUESS_SAMPLE_BYTES]


class _LatinFit(NamedTuple):
    """How well a codec's text fits the language of some alphabets that it fits best."""

    codec: str
    share: float  #: of the letters beyond ASCII
    alphabets: Sequence[frozenset[str]]


def _best_latin_codec(sample: bytes, language: str) -> _LatinFit:
    best = _best_latin_fit(sample, tuple(_alphabets().values()))
    declared_alphabet = _alphabets().get(_primary_subtag(language))
    if declared_alphabet:
        declared = _best_latin_fit(sample, (declared_alphabet,))
        if declared.share >= best.share:
            return declared
    return best


def _best_latin_fit(sample: bytes, alphabets: Sequence[frozenset[str]]) -> _LatinFit:
    fits = [_LatinFit(c, _fit(sample, c, alphabets), alphabets) for c in _LATIN_CODECS]
    # `max` returns the first of equals: the order of the codecs decides.
    return max(fits, key=lambda fit: round(fit.share, 3))


def _fit(sample: bytes, codec: str, alphabets: Sequence[frozenset[str]]) -> float:
    """The share of the letters beyond ASCII that fit the alphabet they fit best."""
    high_text = sample.translate(None, _ASCII_BYTES).decode(codec, "replace")
    letter_counts = Counter(high_text)
    marks = {char for char in letter_counts if not char.isalpha()}
    misread_count = (
        len(_MISREAD_MARK_PATTERN.findall(sample.decode(codec, "replace"))) if marks else 0
    )
    for mark in marks & _COMMON_MARKS:
        del letter_counts[mark]
    total = letter_counts.total() + misread_count
    if not total:
        return 0.0
    counts_by_letter = Counter[str]()
    for char, count in letter_counts.items():
        counts_by_letter[char.lower()] += count
    return (
        max(
            sum(count for letter, count in counts_by_letter.items() if letter in alphabet)
            for alphabet in alphabets
        )
        / total
    )


@dataclass(frozen=True, slots=True)
class _Script:
    """What tells that a text is in a language that is not in Latin script."""

    codecs: tuple[str, ...]
    character_pattern: re.Pattern[str]
    frequent_characters: frozenset[str]
    share: float  #: of a text's letters that are frequent characters


def _best_other_codec(sample: bytes, language: str) -> str:
    """The codec whose text is most like its language; "" when none is like one."""
    best_codec, best_ratio = "", 0.0
    declared_codec, declared_ratio = "", 0.0
    texts: dict[str, str] = {}
    for script_language, script in _other_scripts().items():
        is_declared = _is_same_language(script_language, language)
        for codec in script.codecs:
            if codec not in texts:
                texts[codec] = sample.decode(codec, "replace")
            ratio = _frequent_ratio(texts[codec], script)
            # Of equals the first counts: they are sorted by use.
            if ratio > best_ratio + 0.001:
                best_codec, best_ratio = codec, ratio
            if is_declared and ratio > declared_ratio + 0.001:
                declared_codec, declared_ratio = codec, ratio
    if declared_ratio >= max(best_ratio, MIN_DECLARED_FREQUENT_RATIO):
        return declared_codec
    return best_codec if best_ratio >= MIN_FREQUENT_RATIO else ""


def _is_same_language(tag: str, other_tag: str) -> bool:
    return _primary_subtag(tag) == _primary_subtag(other_tag)


def _primary_subtag(tag: str) -> str:
    return re.split("[-_]", tag.strip().lower(), maxsplit=1)[0]


def _frequent_ratio(text: str, script: _Script) -> float:
    """The share of frequent characters in a text, as a ratio to the language's own share.

    At most 1.0. Characters of other scripts, signs and wrong capitals count against it.
    """
    misplaced_capitals = Counter(
        char for char in _INNER_CAPITAL_PATTERN.findall(text) if char.isupper()
    )
    own_count = frequent_count = 0
    alien_count = len(_MISREAD_OPENING_PATTERN.findall(text)) + misplaced_capitals.total()
    for char, count in Counter(text).items():
        if char.isascii() or char in _COMMON_MARKS or char in _WIDE_MARKS:
            continue
        if script.character_pattern.match(char):
            own_count += count
            if char.lower() in script.frequent_characters:
                frequent_count += count - misplaced_capitals[char]
        else:
            alien_count += count
    share = (frequent_count - alien_count) / max(own_count + alien_count, 1)
    return max(0.0, min(1.0, share / script.share))


@lru_cache(maxsize=1)
def _other_scripts() -> dict[str, _Script]:
    """By the tag of the language."""
    data = files("coranto.languages").joinpath("alphabets/other_scripts.toml").read_text("utf-8")
    return {
        language: _Script(
            codecs=tuple(script["codecs"]),
            character_pattern=re.compile(f"[{script['script']}]"),
            frequent_characters=frozenset(script["frequent"]),
            share=script["share"],
        )
        for language, script in tomllib.loads(data).items()
    }


@lru_cache(maxsize=1)
def _alphabets() -> dict[str, frozenset[str]]:
    """The letters beyond ASCII of each language in Latin script, by its tag."""
    data = files("coranto.languages").joinpath("alphabets/latin.toml").read_text(encoding="utf-8")
    return {language: frozenset(letters) for language, letters in tomllib.loads(data).items()}
