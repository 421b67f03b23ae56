"""Compose on request: the whole draft anew beside the editor's, or one story as an item.

The editor's draft is only read.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from coranto.editing import draft as drafts
from coranto.editing.ranking import RankedStory
from coranto.errors import DeskError
from coranto.model import Draft, Item, Story
from coranto.steps.desk import Desk
from coranto.steps.editions import compose
from coranto.steps.editions.due import week_due
from coranto.steps.editions.files import (
    again_path,
    composed_again_path,
    draft_path,
    read_draft_file,
    write_editor_file,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecompositionResult:
    """A draft that was composed anew, beside the one that an editor works on."""

    number: int
    draft: Path
    path: Path
    items: int
    added: tuple[Item, ...]  #: that the editor's draft has not
    missing: tuple[Item, ...]  #: of the editor's draft that are not in the new one
    ranked: tuple[RankedStory, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryItem:
    """One story as the draft would have it."""

    item: Item
    text: str  #: heading, body and the lines that define its citations
    section: str  #: title of the section that it belongs to


def compose_again(
    desk: Desk, *, first: date | None = None, last: date | None = None, now: datetime
) -> RecompositionResult:
    """Draft the waiting number anew, with all stories as of now, to a file beside the draft.

    Its week is the draft's own unless other days are given. Raises DeskError when there is no
    draft, when it cannot be parsed, when there is nothing to tell, or when a draft that was
    composed anew earlier was changed by hand.
    """
    number = desk.store.editions.next_number(desk.settings.cadence.first_number)
    editor_draft = read_draft_file(draft_path(desk, number))
    path, last_written_path = again_path(desk, number), composed_again_path(desk, number)
    _refuse_edited(path, last_written_path)
    first, last = first or editor_draft.first, last or editor_draft.last
    ranked = compose.rank_stories(desk, first=first, last=last, now=now)
    new_draft = compose.build_draft(desk, ranked, number=number, first=first, last=last)
    new_items, editor_items = _items(new_draft), _items(editor_draft)
    if not new_items:
        raise DeskError(f"there is nothing to tell of {first} to {last}: no draft was written.")
    text = drafts.format_draft(new_draft, notes=compose.citation_notes(desk, new_draft, ranked))
    # The copy first: with the draft alone, it would look as if changed by hand.
    write_editor_file(last_written_path, text)
    write_editor_file(path, text)
    return RecompositionResult(
        number=number,
        draft=draft_path(desk, number),
        path=path,
        items=len(new_items),
        added=tuple(item for id_, item in new_items.items() if id_ not in editor_items),
        missing=tuple(item for id_, item in editor_items.items() if id_ not in new_items),
        ranked=tuple(ranked),
    )


def compose_story(desk: Desk, story_id: str, *, now: datetime) -> StoryItem:
    """One story as an item, whatever the limits, rules and decisions say of it.

    Its marks differ from those of the draft that waits. Raises DeskError when there is no such
    story, or when nothing of it can be told.
    """
    story = desk.store.stories.story(story_id)
    if story is None:
        raise DeskError(f"there is no story {story_id} here: `coranto inbox` lists them.")
    number = desk.store.editions.next_number(desk.settings.cadence.first_number)
    path = draft_path(desk, number)
    editor_draft = read_draft_file(path) if path.exists() else None
    first, last = _days_of(desk, story, editor_draft, now)
    ranked = [
        ranked_story
        for ranked_story in compose.rank_stories(desk, first=first, last=last, now=now)
        if ranked_story.story.id == story_id
    ]
    composed_draft = compose.build_draft(
        desk, ranked, number=number, first=first, last=last, required={story_id},
        # Without its items, or they would be composed as well.
        beside=replace(editor_draft, sections=()) if editor_draft else None,
    )  # fmt: skip
    for section in composed_draft.sections:
        for item in section.items:
            if item.story_id == story_id:
                notes = compose.citation_notes(desk, composed_draft, ranked)
                text = drafts.format_item(item, composed_draft, notes=notes)
                return StoryItem(item=item, text=text, section=section.title)
    raise DeskError(f"nothing of {story_id} can be told: its documents have no text of their own.")


def _days_of(
    desk: Desk, story: Story, editor_draft: Draft | None, now: datetime
) -> tuple[date, date]:
    """The week of the draft, else the one that is due; a story of other days has its own."""
    first, last = (
        (editor_draft.first, editor_draft.last) if editor_draft else week_due(desk.settings, now)
    )
    moments = [document.published or document.seen for document in story.documents]
    days = [moment.astimezone(UTC).date() for moment in moments]
    if any(first <= day <= last for day in days):
        return first, last
    return min(days), max(days)


def _items(draft: Draft) -> dict[str, Item]:
    items = (item for section in draft.sections for item in section.items)
    return {item.story_id: item for item in items if item.story_id}


def _refuse_edited(path: Path, last_written_path: Path) -> None:
    """Raise DeskError for a draft composed anew that was changed by hand."""
    if path.exists() and not (
        last_written_path.exists() and path.read_bytes() == last_written_path.read_bytes()
    ):
        raise DeskError(
            f"{path} was changed by hand. Move it to the draft's place or away, and compose again."
        )
