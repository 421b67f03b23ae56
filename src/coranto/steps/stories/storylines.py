"""Stories that are new or changed → the earlier stories that they continue.

A story without a row in `storylines` is unsettled; placing documents unsettles their
stories. A run that is cut off therefore leaves the others to the next run.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice

from coranto.analysis.stories import storylines
from coranto.analysis.stories.judgements import Rulings
from coranto.analysis.stories.storylines import StorylineLink
from coranto.model import Judgement
from coranto.steps.desk import Desk

#: Stories that are loaded, and stored, at once.
STORIES_PER_BATCH = 100


def settle_storylines(desk: Desk, *, judgements: Sequence[Judgement]) -> int:
    """Find the earlier story that each unsettled story continues. Returns how many do.

    Stories that a person has judged to be apart are never linked.
    """
    apart_by_story = _stories_kept_apart(judgements)
    unsettled = desk.store.storylines.unsettled()
    # The topics of all first: unsettled stories may continue one another.
    for batch in _split_batches(unsettled):
        _store_topics(desk, batch)
    continued = 0
    for batch in _split_batches(unsettled):
        links = [_link_story(desk, story_id, first, apart_by_story) for story_id, first in batch]
        desk.store.storylines.store_links(links)
        continued += sum(bool(link.follows) for link in links)
    return continued


def _store_topics(desk: Desk, batch: Sequence[tuple[str, datetime]]) -> None:
    """Store what stories are about, so that later ones can be compared with them."""
    firsts = dict(batch)
    with desk.store.transaction():
        for story in desk.store.stories.stories(firsts):
            desk.store.storylines.store_topics(
                story.id, firsts[story.id], storylines.extract_topics(story)
            )


def _link_story(
    desk: Desk, story_id: str, first: datetime, apart_by_story: Mapping[str, set[str]]
) -> StorylineLink:
    storyline_store = desk.store.storylines
    since = first - storylines.MAX_TIME_APART
    total = storyline_store.count(since, first)
    topics = storylines.rarest_topics(
        storyline_store.topics(story_id, since, first, storylines.MAX_STORIES_PER_TOPIC + 1), total
    )
    names = [topic.name for topic in topics]
    before = first - storylines.MIN_TIME_APART
    return storylines.link_to_earlier_story(
        story_id,
        first,
        topics=topics,
        total=total,
        earlier=storyline_store.stories_with_topics(
            names, since, before, storylines.MIN_SHARED_TOPICS
        ),
        apart=apart_by_story.get(story_id, set()),
    )


def _stories_kept_apart(judgements: Sequence[Judgement]) -> dict[str, set[str]]:
    """By story id, the ids of stories that a person has judged to be apart from it.

    Merged stories count under the id of the story that they became part of.
    """
    rulings = Rulings(judgements)
    apart_by_story: dict[str, set[str]] = {}
    for judgement in judgements:
        if judgement.verb == "apart":
            first, second = rulings.story(judgement.subject), rulings.story(judgement.object)
            apart_by_story.setdefault(first, set()).add(second)
            apart_by_story.setdefault(second, set()).add(first)
    return apart_by_story


def _split_batches(
    unsettled: Sequence[tuple[str, datetime]],
) -> "list[list[tuple[str, datetime]]]":
    remaining_stories = iter(unsettled)
    return list(iter(lambda: list(islice(remaining_stories, STORIES_PER_BATCH)), []))
