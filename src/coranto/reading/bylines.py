"""Names out of bylines: "By Jane Doe and John Roe | Ombra Courier" → two names. Pure.

An author is what the outlet wrote, less words like "By", roles, addresses and
handles. Nothing is looked up and no name is changed.
"""

import html
import re
from collections.abc import Iterable

from coranto.reading import text

#: Authors kept of one document, and characters a name may have.
AUTHORS, LONGEST = 20, 80

#: Words before a name. Some begin names too ("Von Trapp"), so two words must follow those.
_BY = re.compile(
    r"(?:written by|reported by|posted by|story by|words by|shkruar nga|автор(?:ы)?|текст"
    r"|корреспондент|نویسنده|نویسندگان|گزارشگر|گزارش از|خبرنگار|بقلم|كتب|کتب|الكاتب|autor(?:e|a|in)?"
    r"|author|auteur|yazan|by|文|글|기자|by)(?:\s*[:：/|]\s*|\s+)"
    r"|(?:作者|记者|記者|撰文|编辑)\s*[:：/|]?\s*"
    r"|(?:par|von|por|nga|door|przez|di|da|av|af|haber)(?:\s*[:：]\s*|(?<!d[ia])\s+(?=\S+\s+\S))",
    re.IGNORECASE,
)  # fmt: skip
_PARTS = re.compile(r"\s*(?:[;|•·/、，؛\n]|،|\s[-–—]\s)\s*")
_COMMA = re.compile(r"\s*,\s*")
_AND = re.compile(r"\s+(?:and|und|et|dhe|ve|и|та|і|و|&|\+|with|mit|avec)\s+", re.IGNORECASE)
#: These stand inside names as well, so they part only names of two words or more.
_WEAK_AND = re.compile(r"\s+(?:y|e)\s+", re.IGNORECASE)
_ADDRESS = re.compile(r"https?:|www\.|\S@\S|\.(?:com|org|net)\b|[<>{}\[\]=]")
_HANDLE = re.compile(r"\(?@\w+\)?")
_ROLE = re.compile(
    r"\b(?:staff|writer|reporter|editor|correspondent|contributor|columnist|journalist|producer"
    r"|bureau chief|special to|for the|redakteur(?:in)?|korrespondent(?:in)?|journaliste"
    r"|correspondante?|redactora?|periodista|jornalista|giornalista|inviato|gazetare?"
    r"|корреспондент|редактор|журналист|обозреватель|خبرنگار|سردبیر|مراسل|محرر)\b",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|md|m\.d|ph\.?d|esq)\.?", re.IGNORECASE)
_NOBODY = frozenset(
    {"admin", "administrator", "author", "guest", "none", "null", "unknown", "undefined", "user",
     "root", "webmaster", "editor", "staff", "redaktion", "rédaction", "редакция", "автор"}
)  # fmt: skip


def authors(written: Iterable[str]) -> tuple[str, ...]:
    """The names in bylines, in order, each once; at most `AUTHORS`."""
    found: dict[str, str] = {}
    for line in written:
        for name in _names(line[:1000]):
            found.setdefault(name.casefold(), name)
            if len(found) >= AUTHORS:
                return tuple(found.values())
    return tuple(found.values())


def _names(line: str) -> list[str]:
    line = text.clean_text(html.unescape(line)) if "&" in line else text.clean_text(line)
    line = _BY.sub("", _HANDLE.sub("", line), count=1) if _BY.match(line) else _HANDLE.sub("", line)
    pieces: list[str] = []
    for part in _PARTS.split(line):
        pieces.extend(_people(part))
    return [name for name in map(_trimmed, pieces) if _is_name(name)]


def _people(part: str) -> list[str]:
    """People of one part. "Doe, Jane" is one name; "Jane Doe, John Roe" are two."""
    pieces = _COMMA.split(part)
    if len(pieces) == 2 and not any(" " in piece or _ROLE.search(piece) for piece in pieces):
        return [part]
    people: list[str] = []
    for piece in pieces:
        if people and _SUFFIX.fullmatch(piece):
            people[-1] += f", {piece}"
        elif not (people and _ROLE.search(piece)):
            people.extend(each for one in _AND.split(piece) for each in _parted(one))
    return people


def _parted(piece: str) -> list[str]:
    parts = _WEAK_AND.split(piece)
    return parts if all(" " in each for each in parts) else [piece]


def _trimmed(name: str) -> str:
    name = _BY.sub("", name, count=1) if _BY.match(name) else name
    return " ".join(name.strip(" .,:;()*\"'«»“”-–—").split())


def _is_name(name: str) -> bool:
    if not 2 <= len(name) <= LONGEST or len(name.split()) > 7:
        return False
    if _ADDRESS.search(name) or name.casefold() in _NOBODY:
        return False
    letters = sum(char.isalpha() for char in name)
    return letters * 2 > len(name) and not any(char.isdigit() for char in name[:1])
