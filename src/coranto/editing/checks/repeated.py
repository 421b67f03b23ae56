"""Checks of what stands twice: sentences and stories. Pure."""

from collections.abc import Iterator

from coranto.editing.checks.fault import Fault, shown
from coranto.editing.manuscript import Manuscript
from coranto.reading import text

#: Shorter quotations may well stand twice, in characters: "yes", a name, a title.
REPEATABLE = 25


def sentences_stand_once(manuscript: Manuscript) -> Iterator[Fault]:
    """No sentence is quoted twice in one edition."""
    first: dict[str, int] = {}
    for quotation in manuscript.quotations:
        key = text.normalise(quotation.text)
        if len(key) < REPEATABLE:
            continue
        if key in first:
            yield Fault(
                quotation.line,
                f"“{shown(quotation.text)}” stands in line {first[key]} already.",
            )
        first.setdefault(key, quotation.line)


def stories_stand_once(manuscript: Manuscript) -> Iterator[Fault]:
    """No story is told in two items."""
    first: dict[str, int] = {}
    for item in manuscript.items:
        if item.story_id and item.story_id in first:
            yield Fault(item.line, f"this story is told in line {first[item.story_id]} already.")
        first.setdefault(item.story_id, item.line)
