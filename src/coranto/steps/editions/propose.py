"""An editor's draft and the week's stories as of now → what is new, written beside the draft.

The draft itself is only read.
"""

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
    """The items proposed beside a draft."""

    number: int
    draft: Path
    path: Path  #: of the proposals; not there when nothing is proposed
    proposals: Proposals
    ranked: tuple[RankedStory, ...]


def propose_additions(
    desk: Desk, *, first: date | None = None, last: date | None = None, now: datetime
) -> ProposalResult:
    """Write what the waiting draft lacks to a file beside it.

    The week is the draft's own unless other days are given. Raises DeskError when there is
    no draft, when it cannot be parsed, or when older proposals were changed by hand.
    """
    number = desk.store.editions.next_number(desk.settings.cadence.first_number)
    path, last_written_path = proposals_path(desk, number), composed_proposals_path(desk, number)
    editor_draft = read_draft_file(draft_path(desk, number))
    _refuse_edited_proposals(path, last_written_path)
    first, last = first or editor_draft.first, last or editor_draft.last
    ranked = compose.rank_stories(desk, first=first, last=last, now=now)
    # Either may be missing: the proposals where there were none yet, the composed draft where
    # the hidden folder was not copied along.
    composed_draft, proposed_draft = (
        read_draft_file(file) if file.exists() else None
        for file in (composed_path(desk, number), last_written_path)
    )
    fresh_draft = compose.build_draft(
        desk, ranked, number=number, first=first, last=last,
        beside=editor_draft, removed=proposals.removed_story_ids(editor_draft, composed_draft),
    )  # fmt: skip
    additions = proposals.propose_items(
        fresh_draft, mine=editor_draft, composed=composed_draft, proposed=proposed_draft,
        known={ranked_story.story.id for ranked_story in ranked},
    )  # fmt: skip
    _write_proposals(desk, additions, ranked, number)
    return ProposalResult(
        number=number,
        draft=draft_path(desk, number),
        path=path,
        proposals=additions,
        ranked=tuple(ranked),
    )


def _refuse_edited_proposals(path: Path, last_written_path: Path) -> None:
    """Raise DeskError for proposals that were changed by hand: they are an editor's work, too."""
    if path.exists() and not (
        last_written_path.exists() and path.read_bytes() == last_written_path.read_bytes()
    ):
        raise DeskError(
            f"{path} was changed by hand. Copy what you want of it into the draft, remove it, "
            "and compose again."
        )


def _write_proposals(
    desk: Desk, additions: Proposals, ranked: Sequence[RankedStory], number: int
) -> None:
    if additions.items or additions.is_lead_new:
        text = drafts.format_proposals(
            additions.draft, notes=compose.citation_notes(desk, additions.draft, ranked)
        )
        # The copy first: with the proposals alone, they would look as if changed by hand.
        write_editor_file(composed_proposals_path(desk, number), text)
        write_editor_file(proposals_path(desk, number), text)
    else:
        proposals_path(desk, number).unlink(missing_ok=True)
