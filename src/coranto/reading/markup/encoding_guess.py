"""Guess the encoding of bytes that nobody declares, or that are not what is declared. Pure.

Languages in Latin script are told by their letters: which encoding makes of the bytes letters of
one language, where they stand in words? Other scripts fill whole words with high bytes;
charset-normalizer tells those apart well, but not these (of undeclared Portuguese it read half).
"""

import re
import tomllib
from collections import Counter
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
_ASCII_BYTES = bytes(range(0x80))
_HIGH_RUN_PATTERN = re.compile(rb"[\x80-\xff]+")
#: Marks of typography, which every language has.
_COMMON_MARKS = frozenset("“”„‘’‚‹›«»–—…°§€£·•©®™\u00a0\u00ad¿¡ºª½¼¾²³±¹×´`¨")
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


@lru_cache(maxsize=1)
def _alphabets() -> tuple[frozenset[str], ...]:
    """The letters beyond ASCII of each language in Latin script."""
    data = files("coranto.languages").joinpath("alphabets/latin.toml").read_text(encoding="utf-8")
    return tuple(frozenset(letters) for letters in tomllib.loads(data).values())
