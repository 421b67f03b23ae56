"""A draft's headings without a name in braces → the same file with names.

The names of stories come from the store; nothing else of the file changes.
"""

from dataclasses import dataclass

from coranto.editing import heading_names
from coranto.editing.heading_names import UnnamedHeading
from coranto.editing.wording import load_wording
from coranto.errors import DeskError
from coranto.reading.language import packs
from coranto.steps.desk import Desk
from coranto.steps.editions.files import draft_path, write_editor_file


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedHeadings:
    """The text of a draft with a name at every heading."""

    text: str
    names: dict[int, str]  #: the new names by the line of their heading; empty when none lacked one
    is_written: bool  #: whether the file has them, too


def name_headings(desk: Desk, number: int, text: str, *, may_write: bool) -> NamedHeadings:
    """Give a name to every heading of the draft that was typed without one.

    The file is written when `may_write`, unless it cannot be or the number is published: the
    names then hold for the text that is returned.
    """
    names = _choose_names(desk, text)
    named_text = heading_names.write_names(text, names)
    edition = desk.store.editions.get(number)
    is_published = edition is not None and edition.state == "published"
    is_written = False
    if names and may_write and not is_published:
        try:
            write_editor_file(draft_path(desk, number), named_text)
            is_written = True
        except DeskError:
            is_written = False
    return NamedHeadings(text=named_text, names=names, is_written=is_written)


def _choose_names(desk: Desk, text: str) -> dict[int, str]:
    unnamed_headings = heading_names.find_unnamed_headings(text)
    if not unnamed_headings:
        return {}
    taken_names = heading_names.find_names(text)
    titles = _language_titles(desk)
    names: dict[int, str] = {}
    for heading in unnamed_headings:
        taken = taken_names | set(names.values())
        names[heading.line] = (
            heading_names.section_name(heading.title, titles, taken)
            if heading.is_section
            else _story_of(desk, heading, taken)
            or heading_names.own_item_name(heading.title, taken)
        )
    return names


def _story_of(desk: Desk, heading: UnnamedHeading, taken: set[str]) -> str:
    """The one story of what an item cites; "" if there is none, or another item has it."""
    placements = map(desk.store.stories.placement, heading.document_ids)
    story_ids = {placement.story_id if placement else "" for placement in placements}
    return story_ids.pop() if len(story_ids) == 1 and not story_ids & taken else ""


def _language_titles(desk: Desk) -> dict[str, str]:
    """The languages by the titles that their sections have, in lower case."""
    wording = load_wording(desk.settings.desk.language)
    return {
        title.casefold(): language
        for language in packs.available_packs()
        for title in (wording.language_heading(language), wording.language_name(language))
    }
