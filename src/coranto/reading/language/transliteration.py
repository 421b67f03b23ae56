"""Names in one form for every script: letters, and consonants alone. Pure."""

import re

from anyascii import anyascii

#: Letters (groups of) that other scripts and languages write otherwise, in this order.
_SOUNDS = (
    ("shch", "s"), ("tsch", "c"), ("sch", "s"), ("tch", "c"), ("dzh", "j"), ("zh", "j"),
    ("kh", "h"), ("gh", "g"), ("ph", "f"), ("th", "t"), ("sh", "s"), ("ch", "s"), ("ck", "k"),
    ("qu", "k"), ("x", "ks"), ("q", "k"), ("w", "v"), ("z", "s"), ("tj", "s"), ("dj", "j"),
)  # fmt: skip
#: Letters whose sound is lost with their marks.
_MARKED = str.maketrans(
    {"č": "ch", "ć": "ch", "ç": "s", "š": "sh", "ş": "sh", "ž": "zh", "đ": "dj", "ğ": "g"}
)
_HARD_C = re.compile(r"c(?=[aoulrtkc])")
#: Arabic letters that stand for vowels as often as for consonants.
_WEAK = re.compile("[wy]")
_ARABIC = re.compile("[\u0600-\u06ff]")
_VOWELS = re.compile(r"[^bcdfghjklmnpqrstvxz]+")
_TWICE = re.compile(r"(.)\1+")
#: Sounds that scripts without them confuse: Arabic writes p as b, g as j or gh.
_CONFUSED = str.maketrans("pgcjvd", "bkskft")
#: A skeleton of fewer letters could be anyone's.
LEAST = 3


def latin(word: str) -> str:
    """The word in small Latin letters: "Такато" → "takato"."""
    return word.lower() if word.isascii() else anyascii(word).lower()


def skeleton(word: str) -> str:
    """The consonants by which spellings of one name meet; "" when there are too few.

    "Horigome", "Хоригоме" and "هوريجومي" are one. Vowels, doubled letters and what
    scripts confuse are left out or folded, so it finds candidates: it does not prove identity.
    """
    letters = latin(word.lower().translate(_MARKED))
    if _ARABIC.search(word):
        letters = _WEAK.sub("", letters)
    letters = _sounded(letters)
    bones = _VOWELS.sub("", letters).translate(_CONFUSED)
    bones = _TWICE.sub(r"\1", bones)
    first = "a" if letters[:1] in "aeiouy'" else ""
    return first + bones if len(first + bones) >= LEAST else ""


def spelling(word: str) -> str:
    """How a short name sounds, vowels included: "Абе" and "Abe" are "abe".

    For names of too few consonants; "" when there are too few letters, or when the
    script leaves vowels out.
    """
    if _ARABIC.search(word):
        return ""
    letters = _sounded(latin(word.lower().translate(_MARKED)))
    return _TWICE.sub(r"\1", letters) if len(letters) >= LEAST else ""


def _sounded(letters: str) -> str:
    letters = _HARD_C.sub("k", letters)
    for written, sound in _SOUNDS:
        letters = letters.replace(written, sound)
    return letters
