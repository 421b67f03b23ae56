"""Transliterate names into one form for all scripts: by letters, or by consonants alone. Pure.

For finding candidates: equal forms do not prove that two names are one.
"""

import re

from anyascii import anyascii

#: (spelling, sound): one sound that scripts and languages spell differently. Applied in this
#: order, longer spellings before those they contain.
_SOUND_FOLDS = (
    ("shch", "s"), ("tsch", "c"), ("sch", "s"), ("tch", "c"), ("dzh", "j"), ("zh", "j"),
    ("kh", "h"), ("gh", "g"), ("ph", "f"), ("th", "t"), ("sh", "s"), ("ch", "s"), ("ck", "k"),
    ("qu", "k"), ("x", "ks"), ("q", "k"), ("w", "v"), ("z", "s"), ("tj", "s"), ("dj", "j"),
)  # fmt: skip
#: Letters whose marks change the sound. `anyascii` would drop the marks: "č" would be "c".
_MARKED_LETTER_SOUNDS = str.maketrans(
    {"č": "ch", "ć": "ch", "ç": "s", "š": "sh", "ş": "sh", "ž": "zh", "đ": "dj", "ğ": "g"}
)
_HARD_C_PATTERN = re.compile(r"c(?=[aoulrtkc])")
#: Arabic letters that stand for vowels as often as for consonants.
_WEAK_LETTERS_PATTERN = re.compile("[wy]")
_ARABIC_LETTER_PATTERN = re.compile("[\u0600-\u06ff]")
_NON_CONSONANTS_PATTERN = re.compile(r"[^bcdfghjklmnpqrstvxz]+")
_DOUBLED_LETTER_PATTERN = re.compile(r"(.)\1+")
#: Consonants that some scripts do not distinguish: Arabic writes p as b, and g as j or gh.
_CONFUSED_CONSONANTS = str.maketrans("pgcjvd", "bkskft")
#: Letters of the shortest key: shorter ones are shared by many names.
MIN_KEY_LETTERS = 3


def to_latin(word: str) -> str:
    """The word in lower-case Latin letters: "Такато" → "takato"."""
    return word.lower() if word.isascii() else anyascii(word).lower()


def consonant_skeleton(word: str) -> str:
    """The consonants that the spellings of one name share; "" when there are too few.

    "Horigome", "Хоригоме" and "هوريجومي" have the same. Vowels and doubled letters are left
    out, and consonants that scripts do not distinguish are folded.
    """
    letters = to_latin(word.lower().translate(_MARKED_LETTER_SOUNDS))
    if _ARABIC_LETTER_PATTERN.search(word):
        letters = _WEAK_LETTERS_PATTERN.sub("", letters)
    letters = _fold_sounds(letters)
    consonants = _NON_CONSONANTS_PATTERN.sub("", letters).translate(_CONFUSED_CONSONANTS)
    consonants = _DOUBLED_LETTER_PATTERN.sub(r"\1", consonants)
    # One "a" for any vowel: "Osaka" and "أوساكا" (in letters "'wsk") begin alike.
    initial_vowel = "a" if letters[:1] in "aeiouy'" else ""
    key = initial_vowel + consonants
    return key if len(key) >= MIN_KEY_LETTERS else ""


def phonetic_spelling(word: str) -> str:
    """The sound of a short name, vowels included: "Абе" and "Abe" are "abe".

    For names with too few consonants for a skeleton. "" when there are too few letters, or
    when the script does not write vowels.
    """
    if _ARABIC_LETTER_PATTERN.search(word):
        return ""
    letters = _fold_sounds(to_latin(word.lower().translate(_MARKED_LETTER_SOUNDS)))
    return _DOUBLED_LETTER_PATTERN.sub(r"\1", letters) if len(letters) >= MIN_KEY_LETTERS else ""


def _fold_sounds(letters: str) -> str:
    letters = _HARD_C_PATTERN.sub("k", letters)
    for spelling, sound in _SOUND_FOLDS:
        letters = letters.replace(spelling, sound)
    return letters
