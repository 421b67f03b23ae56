"""Names out of bylines: "By Jane Doe and John Roe | Ombra Courier" → two names. Pure.

An author is what the outlet wrote, less words like "By", roles, addresses and
handles. Nothing is looked up and no name is changed.
"""

import html
import re
from collections.abc import Iterable

from coranto.reading.language import phrases, text

#: Authors kept of one document.
MAX_AUTHORS = 20
#: Characters of the longest name.
MAX_NAME_CHARACTERS = 80

#: Words before a name. Some begin names too ("Von Trapp"), so two words must follow those.
_BY_PATTERN = re.compile(
    rf"(?:(?:[a-z]{{1,20}} )?by|{phrases.alternatives('author_labels')})(?:\s*[:：/|]\s*|\s+)"
    rf"|{phrases.alternatives('unspaced_author_labels')}\s*[:：/|]?\s*"
    rf"|{phrases.alternatives('name_like_author_labels')}"
    r"(?:\s*[:：]\s*|(?<!d[ia])\s+(?=\S+\s+\S))",
    re.IGNORECASE,
)
_SEPARATOR_PATTERN = re.compile(r"\s{0,40}(?:[;|•·/、，؛\n]|،|\s[-–—]\s)\s*")
_COMMA_PATTERN = re.compile(r"\s{0,40},\s*")
_AND_PATTERN = re.compile(
    rf"\s{{1,40}}(?:{phrases.alternatives('author_joints')}|[&+])\s+", re.IGNORECASE
)
#: These stand inside names as well, so they part only names of two words or more.
_WEAK_AND_PATTERN = re.compile(
    rf"\s{{1,40}}{phrases.alternatives('weak_author_joints')}\s+", re.IGNORECASE
)
_URL_OR_MAIL_PATTERN = re.compile(r"(?:https?:|www\.)\S*|(?<!\S)[^\s@]+@[^\s.@]+\.\S+")
_NOT_A_NAME_PATTERN = re.compile(r"[<>{}\[\]=@#]|\.(?:com|org|net)\b|://")
#: What stands around names, and is no part of them.
_NAME_EDGE_CHARACTERS = " .,:;*\"'«»“”-–—"
_HANDLE_PATTERN = re.compile(r"\(?@\w+\)?")
_JOB_TITLE_PATTERN = re.compile(rf"\b{phrases.alternatives('job_titles')}\b", re.IGNORECASE)
_NAME_SUFFIX_PATTERN = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
_ACADEMIC_DEGREE_PATTERN = re.compile(
    r"(?:m\.?d|m\.?s|m\.?a|b\.?a|b\.?s|r\.?d|rdn|ph\.?d|mph|mba|j\.?d|r\.?n|dds|esq)\.?",
    re.IGNORECASE,
)
_DATE_PATTERN = re.compile(
    r"(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,9}\.? \d"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day$)",
    re.IGNORECASE,
)
_NAME_PARTICLES = frozenset(phrases.phrases_of_kind("name_particles"))
_PLACEHOLDER_AUTHORS = frozenset(phrases.phrases_of_kind("placeholder_authors"))


def parse_authors(lines: Iterable[str]) -> tuple[str, ...]:
    """The names in bylines, in order, without repeats; at most `MAX_AUTHORS`."""
    names_by_folded: dict[str, str] = {}
    for line in lines:
        for name in _names_in_line(line[:1000]):
            names_by_folded.setdefault(name.casefold(), name)
    names = list(names_by_folded.values())
    # A job title may have a line of its own: "Jane Doe", then "Staff Writer". Alone it is kept.
    people = [name for name in names if not _JOB_TITLE_PATTERN.search(name)]
    return tuple((people or names)[:MAX_AUTHORS])


def parse_authors_strictly(lines: Iterable[str]) -> tuple[str, ...]:
    """The names in lines that only look like bylines, as told by the class of their element.

    Such lines may also hold dates, forms and prose. More than five names are no byline.
    """
    names = parse_authors(lines)
    return tuple(filter(_is_plain_name, names)) if len(names) <= 5 else ()


def _is_plain_name(name: str) -> bool:
    words = name.split()
    return (
        len(words) <= 4
        and not any(char.isdigit() or char in "!?" for char in name)
        and _are_brackets_paired(name)
        and not any(
            word.lstrip("(")[:1].islower() and word not in _NAME_PARTICLES for word in words
        )
    )


def _names_in_line(line: str) -> list[str]:
    line = text.clean_text(html.unescape(line) if "&" in line else line)
    line = _HANDLE_PATTERN.sub("", _URL_OR_MAIL_PATTERN.sub("", line)).strip()
    pieces: list[str] = []
    for part in _SEPARATOR_PATTERN.split(line):
        pieces.extend(
            _split_people(_BY_PATTERN.sub("", part, count=1) if _BY_PATTERN.match(part) else part)
        )
    return [name for name in map(_trim_name, pieces) if _is_name(name)]


def _split_people(part: str) -> list[str]:
    """The people in one part of a line: "Doe, Jane" is one, "Jane Doe, John Roe" are two."""
    pieces = _COMMA_PATTERN.split(part)
    if len(pieces) == 2 and not any(
        " " in piece or _JOB_TITLE_PATTERN.search(piece) for piece in pieces
    ):
        return [part]
    people: list[str] = []
    for piece in pieces:
        if people and _NAME_SUFFIX_PATTERN.fullmatch(piece):
            people[-1] += f", {piece}"
        elif not (
            people
            and (_JOB_TITLE_PATTERN.search(piece) or _ACADEMIC_DEGREE_PATTERN.fullmatch(piece))
        ):
            people.extend(
                person
                for conjunct in _AND_PATTERN.split(piece)
                for person in _split_at_weak_and(conjunct)
            )
    return people


def _split_at_weak_and(piece: str) -> list[str]:
    # "José Ortega y Gasset" is one person, "Ana María Sol y Luis Del Mar" are two.
    parts = _WEAK_AND_PATTERN.split(piece)
    return parts if all(" " in part for part in parts) else [piece]


def _trim_name(name: str) -> str:
    name = _BY_PATTERN.sub("", name, count=1) if _BY_PATTERN.match(name) else name
    name = name.strip(_NAME_EDGE_CHARACTERS)
    # "Kip (Kip Moran)" is whole; "(Kip Moran)" and "Kip (" are not meant so.
    while name and (name[0] + name[-1] == "()" or not _are_brackets_paired(name)):
        stripped = name.strip("()" + _NAME_EDGE_CHARACTERS)
        if stripped == name:
            break
        name = stripped
    return " ".join(name.split())


def _are_brackets_paired(name: str) -> bool:
    return name.count("(") == name.count(")") and name.find("(") <= name.find(")")


def _is_name(name: str) -> bool:
    if not 2 <= len(name) <= MAX_NAME_CHARACTERS or len(name.split()) > 7:
        return False
    if (
        _NOT_A_NAME_PATTERN.search(name)
        or _DATE_PATTERN.match(name)
        or name.casefold() in _PLACEHOLDER_AUTHORS
    ):
        return False
    letters = sum(char.isalpha() for char in name)
    return letters * 2 > len(name) and not any(char.isdigit() for char in name[:1])
