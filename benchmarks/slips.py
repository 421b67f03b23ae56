"""What is planted in editions: slips of editors, made at random or written by hand."""

import random

from coranto.model import Disclosure


def one_letter(passage: str, chance: random.Random) -> str:
    at = chance.choice([n for n, char in enumerate(passage) if char.isalpha()])
    return f"{passage[:at]}{passage[at]}{passage[at:]}"


def one_word_less(passage: str, chance: random.Random) -> str:
    words = passage.split(" ")
    if len(words) < 3:
        return passage[: len(passage) // 2] + passage[len(passage) // 2 + 1 :]
    del words[chance.randrange(1, len(words) - 1)]
    return " ".join(words)


def one_word_more(passage: str, chance: random.Random) -> str:
    words = passage.split(" ")
    words.insert(max(1, len(words) // 2), chance.choice(["never", "nie", "هرگز", "никогда"]))
    return " ".join(words)


def words_turned(passage: str, chance: random.Random) -> str:
    words = passage.split(" ")
    if len(words) < 4:
        return passage[::-1]
    at = chance.randrange(len(words) - 2)
    words[at], words[at + 1] = words[at + 1], words[at]
    return " ".join(words)


def other_comma(passage: str, _chance: random.Random) -> str:
    middle = passage.find(" ", len(passage) // 2)
    middle = middle if middle > 0 else len(passage) // 2
    return f"{passage[:middle]},{passage[middle:]}"


def other_case(passage: str, chance: random.Random) -> str:
    cased = [n for n, char in enumerate(passage) if char.islower()]
    if not cased:
        return one_letter(passage, chance)
    at = chance.choice(cased)
    return one_letter(passage[:at] + passage[at].upper() + passage[at + 1 :], chance)


MISQUOTED = (one_letter, one_word_less, one_word_more, words_turned, other_comma, other_case)

VOICES = (
    "We shall come back to this.",
    "More of it in our next number.",
    "Thanks to all who wrote to us.",
    "Readers who were there are asked to write.",
    "A quiet week otherwise.",
    "Compare our no. 38 on the tides.",
    "See no. 12 as well.",
    "The spellings of this name differ; we follow the outlet.",
    "What follows is our own translation.",
    "It is colder than it looks: 3 < 4, as they say here, is no joke \\<yet>.",
    "The [chart](https://pier.example/?p=12) is worth a look.",
    "The [register](https://pier.example/list?id=5&lang=fa#top) is open to all.",
    "The [tide table](https://pier.example/a_(b)) is open to all.",
    "![A ferry on a sandbank, seen from the pier](https://pier.example/1.png)",
    "Neither outlet names its source.",
    "Not all of this can be true at once.",
    "The word *pier* is used for both.",
    "Whoever reads it in the original will smile.",
    "One of the reports is a single paragraph.",
    "Both texts are short.",
    "*Editors' note:* the photograph is older than the event.",
    "This story is told by one outlet only.",
    "The two accounts differ in tone.",
    "Nobody else has it.",
    "We could not reach the harbour.",
    "Spelling as in the source.",
    "Corrections are welcome at the address below.",
    "The pictures show another pier; we left them out.",
    "Why it matters: there is only one road.",
    "A dozen readers sent us this link.",
)
TRACKED = (
    "utm_source=mail", "id=5&fbclid=AbC", "utm_campaign=x&utm_medium=y", "gclid=1", "mc_cid=9"
)  # fmt: skip
NO_LINKS = (
    "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "relative/path", "vbscript:x"
)  # fmt: skip
HTML = (
    "<script>alert(1)</script>", "Look, <b>bold</b>.", "<!-- later -->",
    "<iframe src=x></iframe>", "A <br> break.",
)  # fmt: skip
SHOUTED = (
    "FERRY MIRABELLA RUNS AGROUND OFF OMBRA", "BREAKING: BELL STOLEN AT THE LAKE",
    "URA E BREZIT MBYLLET", "МОСТ ЧЕРЕЗ ВЕРЕСКУ ОБРУШИЛСЯ", "ORGEL SPIELT VON ALLEIN",
)  # fmt: skip
ALIKE = (
    ("Ferry Mirabella aground off Ombra", "Off Ombra, ferry Mirabella runs aground"),
    ("Salt price doubles in Veldra", "Veldra: price of salt doubles"),
    ("Bridge of Brez closed for six months", "Six months: Brez bridge closed"),
    ("Farmers pour tomatoes on ministry steps", "Tomatoes poured on ministry steps by farmers"),
    ("Lighthouse keeper Velsky retires", "Keeper Velsky retires from lighthouse"),
)
STATES = tuple(
    Disclosure(relation=relation, value=value, reference="a register")
    for relation, value in (
        ("affiliation", "Government of Velmora"), ("owner", "Ministry of Culture"),
        ("typology", "SC"), ("funder", "State Chancellery"), ("owner", "Министерство культуры"),
    )
)  # fmt: skip
OWNERS = tuple(
    Disclosure(relation="owner", value=value, reference="a register")
    for value in (
        "Harbour Trust", "Pellwright Holdings", "Familja Dushku", "Verlagshaus Stahl",
        "بنیاد ملوانان",
    )
)  # fmt: skip
