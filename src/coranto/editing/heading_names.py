"""Names in braces for the headings that an editor typed without one. Pure.

An item's name is its story where it cites documents of one story only, else one of its own:
translations, corrections and comments find an item by it.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from anyascii import anyascii

from coranto.editing import draft as drafts
from coranto.editing.quotations import CITATION_MARK_PATTERN

#: What the name of an item without a story begins with.
OWN_ITEM_PREFIX = "own-"
#: Fewest letters of a section's name: shorter ones are codes of languages.
MIN_SECTION_NAME_CHARACTERS = 4
MAX_NAME_CHARACTERS = 40
_OWN_ITEM_PATTERN = re.compile(rf"{OWN_ITEM_PREFIX}[a-z0-9][a-z0-9-]{{0,60}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnnamedHeading:
    """A heading of a section or an item that has no name."""

    line: int  #: from 1
    is_section: bool
    title: str
    document_ids: tuple[str, ...]  #: that the item cites, each once


def is_own_item_name(name: str) -> bool:
    """Whether this is the name of an item that belongs to no story."""
    return _OWN_ITEM_PATTERN.fullmatch(name) is not None


def find_unnamed_headings(draft_text: str) -> list[UnnamedHeading]:
    """The headings of sections and items that have no name, in order.

    A heading whose name is damaged (it has "{#") is none: an item would lose its story.
    """
    document_by_mark = drafts.cited_document_ids(draft_text)
    headings: list[tuple[int, int, str]] = []
    marks_by_heading: list[list[str]] = []
    for number, line in enumerate(drafts.split_lines(draft_text), start=1):
        if match := drafts.match_heading(line):
            headings.append((number, *match))
            marks_by_heading.append([])
        elif headings and not drafts.is_definition(line):
            marks_by_heading[-1] += CITATION_MARK_PATTERN.findall(line)
    return [
        UnnamedHeading(
            line=number,
            is_section=level == 2,
            title=title,
            document_ids=tuple(
                dict.fromkeys(document_by_mark[mark] for mark in marks if mark in document_by_mark)
            ),
        )
        for (number, level, title), marks in zip(headings, marks_by_heading, strict=True)
        if level in {2, 3} and title and not re.search(r"(?<!\\)\{#", title)
    ]


def find_names(draft_text: str) -> set[str]:
    """The names of the headings that have one."""
    headings = filter(None, map(drafts.match_heading, drafts.split_lines(draft_text)))
    names = (re.search(r"\{#([\w.-]+)\}\Z", title) for _, title in headings)
    return {name[1] for name in names if name}


def own_item_name(title: str, taken: Collection[str]) -> str:
    """A name for an item without a story, which no other has: "own-ferry-aground"."""
    return _free_name(OWN_ITEM_PREFIX + (_slug(title) or "item"), taken)


def section_name(title: str, language_by_title: Mapping[str, str], taken: Collection[str]) -> str:
    """A name for a section: the language whose title it has, else one made of its title."""
    language = language_by_title.get(title.casefold(), "")
    if language and language not in taken:
        return language
    slug = _slug(title)
    if len(slug) < MIN_SECTION_NAME_CHARACTERS:
        slug = f"section-{slug}".rstrip("-")
    return _free_name(slug, taken)


def write_names(draft_text: str, names: Mapping[int, str]) -> str:
    """The draft's file with names at the ends of the headings in these lines."""
    # The ends of lines stand at the odd places.
    parts = re.split(r"(\r\n|\n|\r)", draft_text)
    for number, name in names.items():
        parts[2 * (number - 1)] = f"{parts[2 * (number - 1)].rstrip()} {{#{name}}}"
    return "".join(parts)


def _slug(title: str) -> str:
    words = re.findall(r"[a-z0-9]+", anyascii(title[:200]).lower())
    return "-".join(words)[:MAX_NAME_CHARACTERS].strip("-")


def _free_name(name: str, taken: Collection[str]) -> str:
    candidate, number = name, 2
    while candidate in taken:
        candidate, number = f"{name}-{number}", number + 1
    return candidate
