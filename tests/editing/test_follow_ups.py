"""An event and its follow-ups of the same week are one item."""

from dataclasses import replace

from coranto.analysis.stories.storylines import continued_within
from coranto.editing.follow_ups import fold_follow_ups


def test_a_story_continues_the_first_one_of_its_storyline_in_the_week():
    chains = {"third": ["second", "first", "old"], "second": ["first", "old"], "first": ["old"]}

    assert continued_within(chains) == {"third": "first", "second": "first"}


def test_follow_ups_become_later_documents_at_the_better_place(world):
    ranked = world.rank()
    best, second, *rest = ranked
    continued = {best.story.id: second.story.id}

    folded = fold_follow_ups(ranked, continued, kept=())

    assert [each.story.id for each in folded] == [each.story.id for each in (second, *rest)]
    assert set(folded[0].story.later) == set(best.story.documents)
    moments = [document.published or document.seen for document in folded[0].story.later]
    assert moments == sorted(moments)
    assert folded[0].story.documents == second.story.documents


def test_what_is_told_already_or_in_the_draft_stays_an_item_of_its_own(world):
    ranked = world.rank()
    first, second = ranked[:2]
    continued = {first.story.id: second.story.id}

    assert fold_follow_ups(ranked, continued, kept={second.story.id}) == ranked
    assert fold_follow_ups(ranked, continued, kept={first.story.id}) == ranked


def test_an_item_names_what_followed_later_in_the_week(world):
    ferry, *others = world.stories
    followed = replace(ferry, later=others[0].documents[:1])

    composed = world.compose(stories=[followed])

    (item,) = composed.sections[0].items
    title = others[0].documents[0].title
    assert f"Later in the week: [{title}]({others[0].documents[0].url})." in item.body
