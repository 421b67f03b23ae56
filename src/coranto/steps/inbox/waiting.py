"""What waits for a person: stories assigned to them, and notes that mention them. Reads only."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from coranto.editing.ranking.decisions import StoryDecisions
from coranto.model import Decision
from coranto.model.members import Actor
from coranto.steps.desk import Desk
from coranto.steps.editions.decisions import current_story_ids, decisions_by_story
from coranto.steps.inbox.week import week_in_work


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingStory:
    """A story that somebody wants a person to look at."""

    story_id: str
    title: str
    why: Literal["assigned", "mentioned"]
    decision: Decision  #: the assignment, or the note


def waiting_for(desk: Desk, actor: Actor, now: datetime) -> tuple[WaitingStory, ...]:
    """What waits for a person, the latest first.

    An assignment waits until the story is dropped, told in an edition, or assigned to somebody
    else; a mention ("@name" in a note) until the person decides or notes something about the story.
    """
    wanted = desk.store.judgements.with_verbs({"assign", "note"})
    mention = _mention_pattern(actor.name)
    subjects = {
        judgement.subject
        for judgement in wanted
        if (judgement.verb == "assign" and judgement.object == actor.name)
        or (judgement.verb == "note" and mention.search(judgement.reason))
    }
    current_ids = current_story_ids(desk, subjects)
    former_ids: dict[str, list[str]] = {}
    for subject, current_id in current_ids.items():
        former_ids.setdefault(current_id, []).append(subject)
    decided = decisions_by_story(desk, former_ids, last=week_in_work(desk, now)[1])
    told_at = _publication_times(desk, decided)
    waiting = [
        (story_id, why, decision)
        for story_id, story_decisions in decided.items()
        for why, decision in _open_requests(
            story_decisions, actor, mention, told_at.get(story_id, ())
        )
    ]
    waiting.sort(key=lambda request: request[2].id, reverse=True)
    titles = _titles(desk, [story_id for story_id, _, _ in waiting])
    return tuple(
        WaitingStory(story_id=story_id, title=titles.get(story_id, ""), why=why, decision=decision)
        for story_id, why, decision in waiting
    )


def _open_requests(
    story_decisions: StoryDecisions,
    actor: Actor,
    mention: re.Pattern[str],
    told_at: Collection[datetime],
) -> Iterable[tuple[Literal["assigned", "mentioned"], Decision]]:
    decisions = story_decisions.decisions
    assignments = [decision for decision in decisions if decision.verb == "assign"]
    if assignments and story_decisions.assigned_to == actor.name:
        is_told = any(moment > assignments[-1].at for moment in told_at)
        if story_decisions.state != "dropped" and not is_told:
            yield "assigned", assignments[-1]
    last_answer = max(
        (decision.id for decision in decisions if decision.who == actor.name), default=0
    )
    for decision in decisions:
        is_mention = decision.verb == "note" and mention.search(decision.reason)
        if is_mention and decision.id > last_answer:
            yield "mentioned", decision


def _mention_pattern(name: str) -> re.Pattern[str]:
    # "@ana" is no mention of "Ana Lima", and "@analisa" none of "Ana".
    return re.compile(rf"@{re.escape(name)}(?!\w)", re.IGNORECASE)


def _publication_times(desk: Desk, story_ids: Iterable[str]) -> Mapping[str, list[datetime]]:
    """By story, when editions that told it were published."""
    published = {
        edition.number: edition.published_at
        for edition in desk.store.editions.all()
        if edition.published_at
    }
    return {
        story_id: [published[number] for number in numbers if number in published]
        for story_id, numbers in desk.store.editions.numbers_by_story(story_ids).items()
    }


def _titles(desk: Desk, story_ids: Collection[str]) -> dict[str, str]:
    titles = desk.store.summaries.titles(story_ids)
    for story in desk.store.stories.stories(id_ for id_ in story_ids if id_ not in titles):
        titles[story.id] = story.documents[0].title or story.documents[0].text[:100]
    return titles
