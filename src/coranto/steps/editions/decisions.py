"""What people decided about stories, by the stories of today. Reads only.

Story ids change: a person merges two stories, or a later report joins them. A decision stays with
what it was about: the story that its own story became part of.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from coranto.analysis.stories.judgements import Rulings, story_id
from coranto.editing.ranking import decisions as deciding
from coranto.editing.ranking.decisions import DECISION_VERBS, StoryDecisions
from coranto.model import UNDO_VERB, Decision, Document, Judgement
from coranto.steps.desk import Desk
from coranto.steps.stories.judge import load_judgements

#: Verbs of judgements about inbox decisions.
LISTED_VERBS = DECISION_VERBS | {UNDO_VERB}


def decisions_by_story(
    desk: Desk, former_ids: Mapping[str, Collection[str]], *, last: date
) -> dict[str, StoryDecisions]:
    """What holds for stories in the edition of the week that ends on `last`.

    `former_ids`: by story, ids of stories that its documents would have opened. Stories that
    nobody decided about are left out.
    """
    aliases = _aliases(desk, former_ids)
    numbered_judgements = desk.store.judgements.about(aliases, LISTED_VERBS)
    kept_decisions = deciding.without_undone(
        make_decision(number, judgement, judgement.subject)
        for number, judgement in numbered_judgements
    )
    own: dict[str, list[Decision]] = defaultdict(list)
    inherited: dict[str, list[Decision]] = defaultdict(list)
    for decision in kept_decisions:
        current_id = aliases[decision.story_id]
        (own if current_id == decision.story_id else inherited)[current_id].append(decision)
    published = [
        edition.published_at for edition in desk.store.editions.all() if edition.published_at
    ]
    return {
        current_id: deciding.summarise_decisions(
            current_id,
            own.get(current_id, ()),
            inherited.get(current_id, ()),
            last=last,
            published=published,
        )
        for current_id in {*own, *inherited}
    }


def postponed_stories(desk: Desk, first: date) -> list[str]:
    """Ids of stories that were put off to the edition of the week that begins on `first`."""
    put_off = desk.store.judgements.with_verbs({"later"})
    if not put_off:
        return []
    rulings = _rulings(desk)
    current_ids = desk.store.stories.existing_ids(
        {rulings.story(judgement.subject) for judgement in put_off}
    )
    published_weeks = [
        (edition.first, edition.last)
        for edition in desk.store.editions.all()
        if edition.state == "published"
    ]
    decided = decisions_by_story(desk, dict.fromkeys(current_ids, ()), last=first)
    return sorted(
        id_
        for id_, story_decisions in decided.items()
        if deciding.is_postponed(story_decisions.decisions, first, published_weeks)
    )


def current_story_ids(desk: Desk, story_ids: Iterable[str]) -> dict[str, str]:
    """The stories that ids stand for today: merged ones, and ones that a report joined to another.

    Ids that stand for none are left out.
    """
    rulings = _rulings(desk)
    merged_into = {id_: rulings.story(id_) for id_ in story_ids}
    existing = desk.store.stories.existing_ids({*merged_into, *merged_into.values()})
    current_ids = {
        id_: id_ if id_ in existing else target
        for id_, target in merged_into.items()
        if id_ in existing or target in existing
    }
    gone = {target for id_, target in merged_into.items() if id_ not in current_ids}
    joined_to = desk.store.summaries.stories_with_former_ids(gone) if gone else {}
    return current_ids | {
        id_: joined_to[target]
        for id_, target in merged_into.items()
        if id_ not in current_ids and target in joined_to
    }


def former_ids_of(current_id: str, documents: Iterable[Document]) -> tuple[str, ...]:
    """Ids of stories that these documents would have opened, but for the story's own."""
    ids = {story_id(document.id) for document in documents} - {current_id}
    return tuple(sorted(ids))


def make_decision(judgement_id: int, judgement: Judgement, current_id: str) -> Decision:
    """The decision that a judgement is, about the story as it is called today."""
    return Decision(
        id=judgement_id,
        verb=judgement.verb,  # type: ignore[arg-type] # only judgements with LISTED_VERBS come here
        story_id=current_id,
        at=judgement.at,
        who=judgement.who,
        member_id=judgement.member_id,
        through=judgement.through,
        target=judgement.object,
        reason=judgement.reason,
    )


def _aliases(desk: Desk, former_ids: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Ids that decisions were made about → the story that they are about today."""
    decided_ids = desk.store.judgements.subjects_of(DECISION_VERBS)
    rulings = _rulings(desk)
    aliases = {id_: current for id_ in decided_ids if (current := rulings.story(id_)) in former_ids}
    by_former_id = {
        former: current
        for current, ids in former_ids.items()
        for former in ids
        if former in decided_ids and former not in aliases
    }
    # A document that was moved away does not take along what was decided about its old story.
    still_stories = desk.store.stories.existing_ids(map(rulings.story, by_former_id))
    return aliases | {
        former: current
        for former, current in by_former_id.items()
        if rulings.story(former) not in still_stories
    }


def _rulings(desk: Desk) -> Rulings:
    return Rulings(load_judgements(desk))
