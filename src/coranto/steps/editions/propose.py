"""An editor's draft and the week as it stands now → what is new, written beside the draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from coranto.editing import draft as drafts
from coranto.editing import proposals
from coranto.editing.proposals import Proposals
from coranto.editing.ranking import RankedStory
from coranto.errors import DeskError
from coranto.steps.desk import Desk
from coranto.steps.editions import compose
from coranto.steps.editions.files import (
    composed_path,
    composed_proposals_path,
    draft_path,
    proposals_path,
    read_draft_file,
    write_editor_file,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalResult:
    """What composing again came to; the draft itself was only read."""

    number: int
    draft: Path
    path: Path  #: of the proposals; not there when nothing is proposed
    proposals: Proposals
    ranked: tuple[RankedStory, ...]


def propose_additions(
    desk: Desk, *, first: date | None = None, last: date | None = None, now: datetime
) -> ProposalResult:
    """Write what the waiting draft lacks beside it. Its own days hold unless others are given.

    Raises DeskError when no draft waits, it cannot be read, or older proposals were changed.
    """
    number = desk.store.editions.next_number(desk.settings.cadence.first_number)
    path, written = proposals_path(desk, number), composed_proposals_path(desk, number)
    mine = read_draft_file(draft_path(desk, number))
    _refuse_edited_proposals(path, written)
    first, last = first or mine.first, last or mine.last
    ranked = compose.rank_stories(desk, first=first, last=last, now=now)
    composed, proposed = (
        read_draft_file(each) if each.exists() else None
        for each in (composed_path(desk, number), written)
    )
    fresh = compose.build_draft(
        desk, ranked, number=number, first=first, last=last,
        beside=mine, removed=proposals.removed_story_ids(mine, composed),
    )  # fmt: skip
    found = proposals.propose_items(
        fresh, mine=mine, composed=composed, proposed=proposed,
        known={one.story.id for one in ranked},
    )  # fmt: skip
    _write_proposals(desk, found, ranked, number)
    return ProposalResult(
        number=number,
        draft=draft_path(desk, number),
        path=path,
        proposals=found,
        ranked=tuple(ranked),
    )


def _refuse_edited_proposals(path: Path, written: Path) -> None:
    """Proposals that somebody worked on are an editor's work as well."""
    if path.exists() and not (written.exists() and path.read_bytes() == written.read_bytes()):
        raise DeskError(
            f"{path} was changed by hand. Copy what you want of it into the draft, remove it, "
            "and compose again."
        )


def _write_proposals(
    desk: Desk, found: Proposals, ranked: Sequence[RankedStory], number: int
) -> None:
    if found.items or found.is_lead_new:
        text = drafts.format_proposals(
            found.draft, notes=compose.citation_notes(desk, found.draft, ranked)
        )
        write_editor_file(composed_proposals_path(desk, number), text)
        write_editor_file(proposals_path(desk, number), text)
    else:
        proposals_path(desk, number).unlink(missing_ok=True)
