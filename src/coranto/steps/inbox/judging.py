"""Judge what belongs together, and show it in the inbox at once.

Moves documents, so it needs the archive's lock: it is refused while a run goes on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from coranto.errors import ArchiveError, DeskError
from coranto.model import UNDO_VERB, Judgement, Placement
from coranto.model.members import Actor
from coranto.steps.desk import Desk
from coranto.steps.inbox.refresh import refresh_stories
from coranto.steps.stories import judge
from coranto.steps.stories.judge import JudgementResult


def judge_story(desk: Desk, judgement: Judgement) -> JudgementResult:
    """Record a merge, split, move, apart or confirm, and list its stories anew.

    Raises DeskError when it makes no sense or while a run goes on; nothing is stored then.
    """
    placement = desk.store.stories.placement(judgement.subject)
    with explain_running(desk):
        result = judge.record_judgement(desk, judgement)
    story_ids = {
        result.judgement.subject,
        result.judgement.object,
        *(moved.story_id for moved in result.moved),
        *([placement.story_id] if placement else []),
    }
    refresh_stories(desk, story_ids - {""}, judgement.at)
    return result


def deny_story(
    desk: Desk, story_id: str, *, actor: Actor, at: datetime, reason: str
) -> list[Placement]:
    """Take a weakly joined story apart, and list its parts.

    Raises DeskError when the story is sure or while a run goes on.
    """
    denied_id = judge.find_story(desk, story_id).id
    with explain_running(desk):
        moved = judge.deny_story(desk, story_id, actor=actor, at=at, reason=reason)
    refresh_stories(desk, {denied_id, *(placed.story_id for placed in moved)}, at)
    return moved


def undo_story_judgement(
    desk: Desk, judgement_id: int, *, actor: Actor, at: datetime, reason: str = ""
) -> JudgementResult:
    """Take back a merge, split, move, apart or confirm, and list its stories anew.

    What moved on since stays where it is. Raises DeskError when there is no such judgement, when
    it was taken back already, or while a run goes on.
    """
    judgement = desk.store.judgements.get(judgement_id)
    named_ids = {judgement.subject, judgement.object} if judgement else set()
    left_ids = {move.moved_to for move in desk.store.moves.of_judgement(judgement_id)}
    undo = Judgement(
        at=at,
        who=actor.name,
        verb=UNDO_VERB,
        subject="",
        reason=reason,
        member_id=actor.member_id,
        through=actor.through,
    )
    with explain_running(desk):
        result = judge.undo_judgement(desk, judgement_id, undo)
    story_ids = named_ids | left_ids | {placed.story_id for placed in result.moved}
    refresh_stories(desk, story_ids - {""}, at)
    return result


@contextmanager
def explain_running(desk: Desk) -> Iterator[None]:
    """Say what can be done meanwhile where a run holds the archive."""
    # Not queued: what is decided about documents that the run is moving may make no sense after it.
    try:
        yield
    except ArchiveError as error:
        progress = desk.store.runs.progress()
        if progress is None:
            raise
        step = f"{progress.step}, {progress.done:,} of {progress.total:,}"
        raise DeskError(
            f"a run goes on ({step} at {progress.at:%H:%M} UTC): what moves documents waits until "
            "it has ended. Pick, drop, later, assign and note work meanwhile."
        ) from error
