"""Stories that are new or changed → the earlier stories they go on with.

A story without a row in `storylines` is unsettled; placing documents unsettles their
stories. So a run that is cut off leaves the rest to the next one.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice

from coranto.analysis.stories import storylines
from coranto.analysis.stories.judgements import Rulings
from coranto.analysis.stories.storylines import StorylineLink
from coranto.model import Judgement
from coranto.steps.desk import Desk

STORIES_PER_BATCH = 100


def settle_storylines(desk: Desk, *, judgements: Sequence[Judgement]) -> int:
    """Find what each unsettled story goes on with. Returns how many go on with one.

    Stories that a person holds apart are no storyline either.
    """
    held = _stories_kept_apart(judgements)
    unsettled = desk.store.storylines.unsettled()
    for batch in _split_batches(unsettled):
        _store_topics(desk, batch)
    continued = 0
    for batch in _split_batches(unsettled):
        links = [_link_story(desk, story_id, first, held) for story_id, first in batch]
        desk.store.storylines.settle(links)
        continued += sum(bool(link.follows) for link in links)
    return continued


def _store_topics(desk: Desk, batch: Sequence[tuple[str, datetime]]) -> None:
    """Keep what the stories are about, so that others can be compared with them."""
    firsts = dict(batch)
    with desk.store.transaction():
        for story in desk.store.stories.stories(firsts):
            desk.store.storylines.describe(
                story.id, firsts[story.id], storylines.extract_topics(story)
            )


def _link_story(
    desk: Desk, story_id: str, first: datetime, held: Mapping[str, set[str]]
) -> StorylineLink:
    kept = desk.store.storylines
    since = first - storylines.MAX_TIME_APART
    total = kept.count(since, first)
    topics = storylines.rarest_topics(
        kept.topics(story_id, since, first, storylines.MAX_STORIES_PER_TOPIC + 1), total
    )
    names = [topic.name for topic in topics]
    before = first - storylines.MIN_TIME_APART
    return storylines.link_to_earlier_story(
        story_id,
        first,
        topics=topics,
        total=total,
        earlier=kept.about(names, since, before, storylines.MIN_SHARED_TOPICS),
        apart=held.get(story_id, set()),
    )


def _stories_kept_apart(judgements: Sequence[Judgement]) -> dict[str, set[str]]:
    """By story, those that a person holds apart from it, by what they have become."""
    rulings = Rulings(judgements)
    held: dict[str, set[str]] = {}
    for one in judgements:
        if one.verb == "apart":
            first, second = rulings.story(one.subject), rulings.story(one.object)
            held.setdefault(first, set()).add(second)
            held.setdefault(second, set()).add(first)
    return held


def _split_batches(
    unsettled: Sequence[tuple[str, datetime]],
) -> "list[list[tuple[str, datetime]]]":
    rest = iter(unsettled)
    return list(iter(lambda: list(islice(rest, STORIES_PER_BATCH)), []))
