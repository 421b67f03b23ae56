"""Make one item of an event and its follow-ups of the same week. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from coranto.editing.ranking import RankedStory


def fold_follow_ups(
    ranked: Sequence[RankedStory], continued: Mapping[str, str], *, kept: Collection[str]
) -> list[RankedStory]:
    """The stories without those that only continue another one of the same list.

    `continued` maps a story to the one that it continues, as `storylines.continued_within` does.
    The documents of the former are the latter's `Story.later`; it takes the better place of the
    two. Muted stories and those in `kept` stay as they are.
    """
    places = {
        candidate.story.id: index
        for index, candidate in enumerate(ranked)
        if not candidate.is_muted and candidate.story.id not in kept
    }
    follow_ups = {
        story_id: first
        for story_id, first in continued.items()
        if story_id in places and first in places and first not in continued
    }
    by_place = dict(enumerate(ranked))
    for story_id, first in follow_ups.items():
        story = by_place[places[story_id]].story
        leading = by_place[places[first]]
        later = sorted(
            (*leading.story.later, *story.documents),
            key=lambda document: (document.published or document.seen, document.id),
        )
        by_place[places[first]] = replace(leading, story=replace(leading.story, later=tuple(later)))
    best = {
        first: min(
            [places[first], *(places[each] for each in follow_ups if follow_ups[each] == first)]
        )
        for first in set(follow_ups.values())
    }
    remaining = [
        (best.get(candidate.story.id, place), place, candidate)
        for place, candidate in by_place.items()
        if candidate.story.id not in follow_ups
    ]
    return [candidate for *_, candidate in sorted(remaining, key=lambda entry: entry[:2])]
