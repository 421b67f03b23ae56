"""Guess the encoding of bytes that nobody declares, or that are not what is declared. Pure.

Languages in Latin script are told by their letters: which encoding makes of the bytes letters of
one language, where they stand in words? Other scripts fill whole words with high bytes, and are
told by their most frequent characters. charset-normalizer is asked where neither tells: of
undeclared Portuguese it read half, and a sentence in KOI8-R it took for Japanese.
"""

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

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


def guess_codec(body: bytes) -> str:
    """Return the codec that the bytes are most likely in; "cp1252" when nothing tells."""
    sample = _sample(body)
    if is_latin_script(sample):
        return _best_latin_codec(sample)[0]
    best_codec, best_ratio = _best_other_codec(sample)
    if best_ratio >= MIN_FREQUENT_RATIO:
        return best_codec
    # Imported here: it takes 60 ms to import, and few documents need it.
    from charset_normalizer import from_bytes

    best_match = from_bytes(sample, preemptive_behaviour=False).best()
    return best_match.encoding if best_match else "cp1252"


def contradicts_latin_1(body: bytes) -> bool:
    """Whether bytes that are labelled Latin-1 are in another encoding."""
    sample = _sample(body)
    if not is_latin_script(sample):
        return True
    best_codec, best_fit = _best_latin_codec(sample)
    gain = best_fit - _fit(sample, "cp1252")
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


def _best_latin_codec(sample: bytes) -> tuple[str, float]:
    # `max` returns the first of equals: the order of the codecs decides.
    return max(_latin_fits(sample), key=lambda pair: round(pair[1], 3))


def _latin_fits(sample: bytes) -> list[tuple[str, float]]:
    """Return each Latin codec with the share of letters that fit the language they fit best."""
    return [(codec, _fit(sample, codec)) for codec in _LATIN_CODECS]


def _fit(sample: bytes, codec: str) -> float:
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
            for alphabet in _alphabets()
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


def _best_other_codec(sample: bytes) -> tuple[str, float]:
    """The codec whose text is most like its language, and how much; ("", 0.0) if none is."""
    best_codec, best_ratio = "", 0.0
    texts: dict[str, str] = {}
    for script in _other_scripts():
        for codec in script.codecs:
            if codec not in texts:
                texts[codec] = sample.decode(codec, "replace")
            ratio = _frequent_ratio(texts[codec], script)
            # Of equals the first counts: they are sorted by use.
            if ratio > best_ratio + 0.001:
                best_codec, best_ratio = codec, ratio
    return best_codec, best_ratio


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
def _other_scripts() -> tuple[_Script, ...]:
    data = files("coranto.languages").joinpath("alphabets/other_scripts.toml").read_text("utf-8")
    return tuple(
        _Script(
            codecs=tuple(script["codecs"]),
            character_pattern=re.compile(f"[{script['script']}]"),
            frequent_characters=frozenset(script["frequent"]),
            share=script["share"],
        )
        for script in tomllib.loads(data).values()
    )


@lru_cache(maxsize=1)
def _alphabets() -> tuple[frozenset[str], ...]:
    """The letters beyond ASCII of each language in Latin script."""
    data = files("coranto.languages").joinpath("alphabets/latin.toml").read_text(encoding="utf-8")
    return tuple(frozenset(letters) for letters in tomllib.loads(data).values())
