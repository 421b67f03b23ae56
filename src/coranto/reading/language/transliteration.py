"""Names in one form for every script: letters, and consonants alone. Pure."""

import re

from anyascii import anyascii

#: Letters (groups of) that other scripts and languages write otherwise, in this order.
_SOUND_FOLDS = (
    ("shch", "s"), ("tsch", "c"), ("sch", "s"), ("tch", "c"), ("dzh", "j"), ("zh", "j"),
    ("kh", "h"), ("gh", "g"), ("ph", "f"), ("th", "t"), ("sh", "s"), ("ch", "s"), ("ck", "k"),
    ("qu", "k"), ("x", "ks"), ("q", "k"), ("w", "v"), ("z", "s"), ("tj", "s"), ("dj", "j"),
)  # fmt: skip
#: Letters whose sound is lost with their marks.
_MARKED_LETTER_SOUNDS = str.maketrans(
    {"č": "ch", "ć": "ch", "ç": "s", "š": "sh", "ş": "sh", "ž": "zh", "đ": "dj", "ğ": "g"}
)
_HARD_C_PATTERN = re.compile(r"c(?=[aoulrtkc])")
#: Arabic letters that stand for vowels as often as for consonants.
_WEAK_LETTERS_PATTERN = re.compile("[wy]")
_ARABIC_LETTER_PATTERN = re.compile("[\u0600-\u06ff]")
_NON_CONSONANTS_PATTERN = re.compile(r"[^bcdfghjklmnpqrstvxz]+")
_DOUBLED_LETTER_PATTERN = re.compile(r"(.)\1+")
#: Sounds that scripts without them confuse: Arabic writes p as b, g as j or gh.
_CONFUSED_CONSONANTS = str.maketrans("pgcjvd", "bkskft")
#: A skeleton of fewer letters could be anyone's.
MIN_KEY_LETTERS = 3


def to_latin(word: str) -> str:
    """The word in small Latin letters: "Такато" → "takato"."""
    return word.lower() if word.isascii() else anyascii(word).lower()


def consonant_skeleton(word: str) -> str:
    """The consonants by which spellings of one name meet; "" when there are too few.

    "Horigome", "Хоригоме" and "هوريجومي" are one. Vowels, doubled letters and what
    scripts confuse are left out or folded, so it finds candidates: it does not prove identity.
    """
    letters = to_latin(word.lower().translate(_MARKED_LETTER_SOUNDS))
    if _ARABIC_LETTER_PATTERN.search(word):
        letters = _WEAK_LETTERS_PATTERN.sub("", letters)
    letters = _fold_sounds(letters)
    bones = _NON_CONSONANTS_PATTERN.sub("", letters).translate(_CONFUSED_CONSONANTS)
    bones = _DOUBLED_LETTER_PATTERN.sub(r"\1", bones)
    first = "a" if letters[:1] in "aeiouy'" else ""
    return first + bones if len(first + bones) >= MIN_KEY_LETTERS else ""


def phonetic_spelling(word: str) -> str:
    """How a short name sounds, vowels included: "Абе" and "Abe" are "abe".

    For names of too few consonants; "" when there are too few letters, or when the
    script leaves vowels out.
    """
    if _ARABIC_LETTER_PATTERN.search(word):
        return ""
    letters = _fold_sounds(to_latin(word.lower().translate(_MARKED_LETTER_SOUNDS)))
    return _DOUBLED_LETTER_PATTERN.sub(r"\1", letters) if len(letters) >= MIN_KEY_LETTERS else ""


def _fold_sounds(letters: str) -> str:
    letters = _HARD_C_PATTERN.sub("k", letters)
    for written, sound in _SOUND_FOLDS:
        letters = letters.replace(written, sound)
    return letters
