"""Decide about stories of the inbox: pick, drop, later, assign, note, and take back.

A decision moves no document, so it needs no lock: it can be made while a run goes on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from coranto.editing.ranking.decisions import DECISION_VERBS
from coranto.errors import DeskError
from coranto.model import UNDO_VERB, Decision, Judgement, StoryVerb
from coranto.model.members import Actor
from coranto.reading.language import packs
from coranto.steps.desk import Desk
from coranto.steps.editions.decisions import LISTED_VERBS, current_story_ids, make_decision
from coranto.steps.inbox.week import week_in_work

#: Stories that one decision may be about.
MAX_STORIES_PER_DECISION = 500
#: Characters of a note or a reason, and of a name that a story is assigned to.
MAX_REASON_CHARACTERS = 4_000
MAX_TARGET_CHARACTERS = 200


def decide(  # noqa: PLR0913 - each is named
    desk: Desk,
    *,
    verb: StoryVerb,
    story_ids: Sequence[str],
    actor: Actor,
    now: datetime,
    reason: str = "",
    target: str = "",
    last: date | None = None,
    seen_through: int | None = None,
) -> tuple[Decision, ...]:
    """Record one decision about up to 500 stories, about all of them or none.

    `target`: to whom ("assign"). `last`: the last day of the week that the person looks at; by
    default of the week in work; "later" leaves a story out of that week's edition. `seen_through`:
    the id of the newest judgement that the person saw; each decision then names what others
    decided about its story since. Raises DeskError when the decision makes no sense.
    """
    _validate_decision(verb, story_ids, reason=reason, target=target)
    if verb == "later":
        target = (last or week_in_work(desk, now)[1]).isoformat()
    with desk.store.transaction():
        current_ids = _resolve_stories(desk, story_ids)
        others = _decisions_since(desk, current_ids, seen_through, actor)
        decisions = []
        for current_id in current_ids:
            judgement = Judgement(
                at=now,
                who=actor.name,
                verb=verb,
                subject=current_id,
                object=target,
                reason=reason.strip(),
                member_id=actor.member_id,
                through=actor.through,
            )
            judgement_id = desk.store.judgements.append(judgement)
            decision = make_decision(judgement_id, judgement, current_id)
            decisions.append(replace(decision, others=others.get(current_id, ())))
    return tuple(decisions)


def undo_decision(  # noqa: PLR0913 - each is named
    desk: Desk,
    judgement_id: int,
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    seen_through: int | None = None,
) -> Decision:
    """Take back one decision; whoever made it, both stay in the record.

    Raises DeskError when there is no such decision, or when it was taken back already.
    """
    with desk.store.transaction():
        judgement = desk.store.judgements.get(judgement_id)
        if judgement is None or judgement.verb not in DECISION_VERBS:
            raise DeskError(f"there is no decision {judgement_id} about a story here.")
        _refuse_undone(desk, judgement_id, judgement)
        others = _decisions_since(desk, [judgement.subject], seen_through, actor)
        undo = Judgement(
            at=now,
            who=actor.name,
            verb=UNDO_VERB,
            subject=judgement.subject,
            object=str(judgement_id),
            reason=reason.strip(),
            member_id=actor.member_id,
            through=actor.through,
        )
        undo_id = desk.store.judgements.append(undo)
    decision = make_decision(undo_id, undo, judgement.subject)
    return replace(decision, others=others.get(judgement.subject, ()))


def undo_decisions(
    desk: Desk, judgement_ids: Sequence[int], *, actor: Actor, now: datetime, reason: str = ""
) -> tuple[Decision, ...]:
    """Take back several decisions, all of them or none. Raises DeskError as for one."""
    with desk.store.transaction():
        return tuple(
            undo_decision(desk, judgement_id, actor=actor, now=now, reason=reason)
            for judgement_id in judgement_ids
        )


def story_languages(desk: Desk, story_ids: Iterable[str]) -> frozenset[str]:
    """The languages of some stories, as primary subtags: who may decide can depend on them."""
    return frozenset(map(packs.primary_subtag, desk.store.stories.languages(story_ids)))


def _validate_decision(verb: str, story_ids: Sequence[str], *, reason: str, target: str) -> None:
    if verb not in DECISION_VERBS:
        raise DeskError(f"{verb[:40]!r} is no decision: {', '.join(sorted(DECISION_VERBS))}.")
    if not story_ids:
        raise DeskError("no story was named: name one, or select some.")
    if len(story_ids) > MAX_STORIES_PER_DECISION:
        raise DeskError(
            f"{len(story_ids):,} stories are too many for one decision: at most "
            f"{MAX_STORIES_PER_DECISION}."
        )
    if verb == "assign" and not target.strip():
        raise DeskError("nobody was named to assign the story to.")
    if verb == "note" and not reason.strip():
        raise DeskError("the note is empty.")
    if len(reason) > MAX_REASON_CHARACTERS or len(target) > MAX_TARGET_CHARACTERS:
        raise DeskError(
            f"the text is too long: a reason or note has at most {MAX_REASON_CHARACTERS:,} "
            f"characters, a name {MAX_TARGET_CHARACTERS}."
        )


def _resolve_stories(desk: Desk, story_ids: Sequence[str]) -> list[str]:
    """The stories as they are called today, each once. Raises DeskError for unknown ids."""
    current_ids = current_story_ids(desk, story_ids)
    unknown = [id_ for id_ in story_ids if id_ not in current_ids]
    if unknown:
        names = ", ".join(id_[:40] for id_ in unknown[:5])
        more = f" and {len(unknown) - 5} more" if len(unknown) > 5 else ""
        raise DeskError(
            f"there is no story {names}{more} here. `coranto inbox` lists those there are."
        )
    return list(dict.fromkeys(current_ids[id_] for id_ in story_ids))


def _decisions_since(
    desk: Desk, story_ids: Iterable[str], seen_through: int | None, actor: Actor
) -> dict[str, tuple[Decision, ...]]:
    """By story, what others decided about it after the judgement `seen_through`."""
    if seen_through is None:
        return {}
    by_story: dict[str, tuple[Decision, ...]] = {}
    for number, judgement in desk.store.judgements.about(set(story_ids), LISTED_VERBS):
        if number > seen_through and not _is_by(judgement, actor):
            decision = make_decision(number, judgement, judgement.subject)
            by_story[judgement.subject] = (*by_story.get(judgement.subject, ()), decision)
    return by_story


def _is_by(judgement: Judgement, actor: Actor) -> bool:
    return (judgement.who, judgement.member_id) == (actor.name, actor.member_id)


def _refuse_undone(desk: Desk, judgement_id: int, judgement: Judgement) -> None:
    for _, undo in desk.store.judgements.about([judgement.subject], {UNDO_VERB}):
        if undo.object == str(judgement_id):
            raise DeskError(
                f"the decision {judgement_id} was taken back already, by {undo.who} on "
                f"{undo.at:%Y-%m-%d %H:%M} UTC."
            )
