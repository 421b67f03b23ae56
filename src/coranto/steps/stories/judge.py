"""What a person decides about stories: appended as a row, and applied at once.

A judgement takes the lock that a run takes. So it is made either before a run or after it,
and a rebuild can apply it again in the same place.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from coranto.analysis.stories import placements
from coranto.analysis.stories.judgements import Rulings, judgements_in_force
from coranto.errors import DeskError
from coranto.model import UNDO_VERB, Judgement, Placement, Story
from coranto.model.members import Actor
from coranto.steps.desk import Desk
from coranto.steps.stories import storylines

#: Verbs whose subject is a document; the subject of the others is a story.
DOCUMENT_VERBS = frozenset({"split", "move"})
#: The verb that confirms that a story is one event; it names no second thing.
CONFIRM_VERB = "confirm"
#: Verbs that always put a document into another story.
MOVING_VERBS = DOCUMENT_VERBS | {"merge"}
#: Every verb that is about stories.
STORY_VERBS = DOCUMENT_VERBS | {"merge", "apart", CONFIRM_VERB}


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgementResult:
    """A judgement that was stored, and what it changed."""

    id: int  #: of the judgement: `undo_judgement` takes it back
    judgement: Judgement
    moved: tuple[Placement, ...]  #: documents that are in another story now


def load_judgements(desk: Desk) -> list[Judgement]:
    """The judgements about stories that were not taken back, in their order."""
    return judgements_in_force(desk.store.judgements.numbered(STORY_VERBS | {UNDO_VERB}))


def record_judgement(desk: Desk, judgement: Judgement) -> JudgementResult:
    """Store a judgement and apply it.

    Raises DeskError when it makes no sense here; nothing is stored then. Raises ArchiveError
    while a run goes on.
    """
    with desk.archive.locked():
        valid_judgement = _validate_judgement(desk, judgement)
        with desk.store.transaction():
            judgement_id = desk.store.judgements.append(valid_judgement)
            judgements = load_judgements(desk)
            moved = apply_judgement(desk, judgement_id, valid_judgement, judgements)
        storylines.settle_storylines(desk, judgements=judgements)
    return JudgementResult(id=judgement_id, judgement=valid_judgement, moved=moved)


def undo_judgement(desk: Desk, judgement_id: int, undo: Judgement) -> JudgementResult:
    """Take back a judgement about stories: its documents go back to where they were.

    What moved on since stays where it is. Of `undo`, who, when, why and by which way count.
    Raises DeskError when there is no such judgement or it was taken back already, ArchiveError
    while a run goes on.
    """
    with desk.archive.locked():
        judgement = desk.store.judgements.get(judgement_id)
        if judgement is None or judgement.verb not in STORY_VERBS:
            raise DeskError(f"there is no judgement {judgement_id} about stories here.")
        for _, earlier in desk.store.judgements.about([judgement.subject], {UNDO_VERB}):
            if earlier.object == str(judgement_id):
                raise DeskError(f"{judgement_id} was taken back already, by {earlier.who}.")
        if judgement.verb in MOVING_VERBS and not desk.store.moves.of_judgement(judgement_id):
            raise DeskError(
                f"where the documents of judgement {judgement_id} were is not known here: "
                "`coranto rebuild` finds out, then take it back."
            )
        valid_undo = replace(
            undo, verb=UNDO_VERB, subject=judgement.subject, object=str(judgement_id)
        )
        with desk.store.transaction():
            undo_id = desk.store.judgements.append(valid_undo)
            judgements = load_judgements(desk)
            moved = apply_undo(desk, judgement_id, judgement, judgements)
        storylines.settle_storylines(desk, judgements=judgements)
    return JudgementResult(id=undo_id, judgement=valid_undo, moved=moved)


def apply_undo(
    desk: Desk, judgement_id: int, judgement: Judgement, judgements: Iterable[Judgement]
) -> tuple[Placement, ...]:
    """Put the documents that a judgement moved where they were; `judgements` are without it.

    Returns the placements that changed. The caller may hold a transaction.
    """
    rulings = Rulings(judgements)
    restored = []
    for move in desk.store.moves.of_judgement(judgement_id):
        current = desk.store.stories.placement(move.before.document_id)
        if current and current.story_id in {move.moved_to, rulings.story(move.moved_to)}:
            restored.append(placements.apply_judgements(move.before, rulings))
    desk.store.stories.place(restored)
    desk.store.storylines.unsettle([judgement.subject, judgement.object])
    return tuple(restored)


def apply_judgement(
    desk: Desk, judgement_id: int, judgement: Judgement, judgements: Iterable[Judgement]
) -> tuple[Placement, ...]:
    """Move the documents that a judgement moves; it is the last of `judgements`.

    Returns the placements that changed. The caller may hold a transaction.
    """
    rulings = Rulings(judgements)
    named_ids = [judgement.subject, judgement.object]
    if judgement.verb == CONFIRM_VERB:
        # The story may have become part of another one since.
        named_ids.append(rulings.story(judgement.subject))
    before = {placed.document_id: placed for placed in desk.store.stories.placements(named_ids)}
    # The document may have moved on from the story that the judgement names.
    if judgement.verb in DOCUMENT_VERBS and (
        own_placement := desk.store.stories.placement(judgement.subject)
    ):
        before[own_placement.document_id] = own_placement
    after = [placements.apply_judgements(placed, rulings) for placed in before.values()]
    if judgement.verb == CONFIRM_VERB:
        after = [placements.confirm(placed) for placed in after]
    moved = tuple(placed for placed in after if placed != before[placed.document_id])
    desk.store.stories.place(moved)
    desk.store.moves.keep(
        judgement_id,
        [before[placed.document_id] for placed in moved],
        {placed.document_id: placed.story_id for placed in moved},
    )
    # "Apart" moves no document, so nothing else would make the storylines be looked for again.
    if judgement.verb == "apart":
        desk.store.storylines.unsettle(named_ids)
    return moved


def deny_story(
    desk: Desk, story_id: str, *, actor: Actor, at: datetime, reason: str
) -> list[Placement]:
    """Take a weakly joined story apart: each part but the largest goes on as a story of its own.

    Returns the placements that changed. Raises DeskError when the story is sure.
    """
    story = find_story(desk, story_id)
    _require_weak(story)
    moved: list[Placement] = []
    for first, *others in story.parts[1:]:
        split = Judgement(
            at=at,
            who=actor.name,
            verb="split",
            subject=first.id,
            object=story.id,
            reason=reason,
            member_id=actor.member_id,
            through=actor.through,
        )
        moved += record_judgement(desk, split).moved
        own_story = next(placed.story_id for placed in moved if placed.document_id == first.id)
        for other in others:
            move = replace(split, verb="move", subject=other.id, object=own_story)
            moved += record_judgement(desk, move).moved
    return moved


def _require_weak(story: Story) -> None:
    if story.sureness == "sure":
        raise DeskError(
            f"{story.id} is no weakly joined story: to take a document out of it, use "
            "`coranto story split`."
        )


def find_story(desk: Desk, story_id: str) -> Story:
    """The story of this id, or the one that it was merged into.

    Raises DeskError when there is none.
    """
    for id_ in (story_id, Rulings(load_judgements(desk)).story(story_id)):
        if story := desk.store.stories.story(id_):
            return story
    raise DeskError(f"there is no story {story_id} here: find its documents with `coranto search`.")


def _validate_judgement(desk: Desk, judgement: Judgement) -> Judgement:
    """The judgement with the ids of today's stories. Raises DeskError when it makes no sense."""
    if judgement.verb in DOCUMENT_VERBS:
        return _validate_document_judgement(desk, judgement)
    if judgement.verb == CONFIRM_VERB:
        story = find_story(desk, judgement.subject)
        _require_weak(story)
        return _with_ids(judgement, story.id, "")
    subject, target = (
        find_story(desk, named_id).id for named_id in (judgement.subject, judgement.object)
    )
    if subject == target:
        raise DeskError(f"{judgement.subject} and {judgement.object} are one story, {subject}.")
    return _with_ids(judgement, subject, target)


def _validate_document_judgement(desk: Desk, judgement: Judgement) -> Judgement:
    placed = desk.store.stories.placement(judgement.subject)
    if placed is None:
        raise DeskError(
            f"there is no document {judgement.subject} in a story here: find it with "
            "`coranto search`."
        )
    story = find_story(desk, judgement.object)
    is_in = placed.story_id == story.id
    if judgement.verb == "move" and is_in:
        raise DeskError(f"{judgement.subject} is in {story.id} already.")
    if judgement.verb == "split" and not is_in:
        raise DeskError(f"{judgement.subject} is not in {story.id}, but in {placed.story_id}.")
    if judgement.verb == "split" and len(story.documents) == 1:
        raise DeskError(f"{judgement.subject} is the only document of {story.id}.")
    return _with_ids(judgement, judgement.subject, story.id)


def _with_ids(judgement: Judgement, subject: str, target: str) -> Judgement:
    return replace(judgement, subject=subject, object=target)
