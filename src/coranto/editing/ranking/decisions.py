"""What people decided about stories of the inbox, and what it means for an edition. Pure.

Decisions are judgements: appended, never edited. An undo is a judgement that takes back another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import get_args

from coranto.model import UNDO_VERB, Decision, DecisionState, StoryVerb

#: Verbs of decisions, as judgements have them.
DECISION_VERBS: frozenset[str] = frozenset(get_args(StoryVerb))

_STATES_BY_VERB: dict[str, DecisionState] = {"pick": "picked", "drop": "dropped", "later": "later"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDecisions:
    """What was decided about one story, and holds for the edition of one week."""

    state: DecisionState = "open"
    assigned_to: str = ""  #: "" for nobody
    decisions: tuple[Decision, ...] = ()  #: those not taken back, oldest first


def without_undone(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that were not taken back, without the undoing; oldest first."""
    ordered = sorted(decisions, key=lambda decision: decision.id)
    undone_ids = {decision.target for decision in ordered if decision.verb == UNDO_VERB}
    return [
        decision
        for decision in ordered
        if decision.verb != UNDO_VERB and str(decision.id) not in undone_ids
    ]


def summarise_decisions(
    story_id: str,
    own: Sequence[Decision],
    inherited: Sequence[Decision],
    *,
    last: date,
    published: Sequence[datetime],
) -> StoryDecisions:
    """What holds for a story in the edition of the week that ends on `last`.

    `own` are decisions about the story itself, `inherited` those about stories that became part of
    it: they count where nobody decided about the story itself. `published`: when editions were
    published. Decisions that were taken back are left out already.
    """
    state = _find_state(own, last, published) or _find_state(inherited, last, published) or "open"
    assignments = [decision for decision in own if decision.verb == "assign"] or [
        decision for decision in inherited if decision.verb == "assign"
    ]
    decisions = sorted((*own, *inherited), key=lambda decision: decision.id)
    return StoryDecisions(
        state=state,
        assigned_to=assignments[-1].target if assignments else "",
        decisions=tuple(_about_story(decision, story_id) for decision in decisions),
    )


def is_postponed(
    decisions: Sequence[Decision], first: date, published_weeks: Sequence[tuple[date, date]]
) -> bool:
    """Whether a story was put off to the edition of the week that begins on `first`.

    It is offered until an edition of a later week than the one it was left out of is published.
    """
    latest = _latest_placing(decisions)
    if latest is None or latest.verb != "later":
        return False
    left_out_until = date.fromisoformat(latest.target)
    return left_out_until < first and not any(
        left_out_until < week_first < first for week_first, _ in published_weeks
    )


def _find_state(
    decisions: Sequence[Decision], last: date, published: Sequence[datetime]
) -> DecisionState | None:
    """The state that the last decision on a place in the edition gives; None without one."""
    latest = _latest_placing(decisions)
    if latest is None:
        return None
    # The edition that a story was picked for has been published: whatever it tells of it is told.
    if latest.verb == "pick" and any(moment > latest.at for moment in published):
        return "open"
    if latest.verb == "later" and date.fromisoformat(latest.target) < last:
        return "open"
    return _STATES_BY_VERB[latest.verb]


def _latest_placing(decisions: Sequence[Decision]) -> Decision | None:
    """The last decision on a place in the edition."""
    placing = [decision for decision in decisions if decision.verb in _STATES_BY_VERB]
    return placing[-1] if placing else None


def _about_story(decision: Decision, story_id: str) -> Decision:
    return decision if decision.story_id == story_id else replace(decision, story_id=story_id)
