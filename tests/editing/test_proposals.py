"""What composing again proposes beside an editor's draft."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.editing import draft as drafts
from coranto.editing import proposals
from coranto.editing.composing.selection import DigestLimits
from coranto.model import Section, Story

KNOWN = {"sferry", "stomato", "spost"}


def as_file(draft):
    return drafts.parse_draft(drafts.format_draft(draft))


def changed(draft, story_id, **change):
    sections = tuple(
        replace(
            section,
            items=tuple(
                replace(item, **change) if item.story_id == story_id else item
                for item in section.items
            ),
        )
        for section in draft.sections
    )
    return replace(draft, sections=sections)


def without(draft, story_id):
    sections = tuple(
        replace(section, items=tuple(one for one in section.items if one.story_id != story_id))
        for section in draft.sections
    )
    return replace(draft, sections=sections)


def propose(now, *, mine, composed=None, proposed=None, known=KNOWN):
    return proposals.propose_items(
        now, mine=mine, composed=composed, proposed=proposed, known=known
    )


def found(now, **drafts):
    seen = propose(now, **drafts)
    return {one.item.story_id: one.kind for one in seen.items}


@pytest.fixture
def thin(world):
    """The week before its second ferry report and its tomatoes came."""
    ferry = replace(world.stories[0], documents=world.documents[:1] + world.documents[2:3])
    return world.compose([ferry, world.stories[2]])


def test_nothing_new_is_no_proposal(world):
    week = world.compose()

    assert not propose(week, mine=as_file(week), composed=as_file(week))


def test_new_stories_and_grown_ones_are_proposed(world, thin):
    base = as_file(thin)

    assert found(world.compose(), mine=base, composed=base) == {
        "sferry": "renewed",
        "stomato": "new",
    }


def test_an_item_the_editor_changed_is_only_set_beside_it(world, thin):
    base = as_file(thin)
    mine = changed(base, "sferry", heading="A ferry, a sandbank and a radio")

    assert found(world.compose(), mine=mine, composed=base)["sferry"] == "changed by you"


def test_an_item_that_was_taken_over_is_not_proposed_again(world, thin):
    week = world.compose()
    taken = as_file(week)
    edited = changed(taken, "sferry", heading="Our own heading")

    assert found(week, mine=taken, composed=as_file(thin), proposed=taken) == {}
    assert found(week, mine=edited, composed=as_file(thin), proposed=taken) == {}


def test_an_item_the_editor_removed_stays_removed(world):
    week = as_file(world.compose())

    assert found(world.compose(), mine=without(week, "stomato"), composed=week) == {}


def test_without_the_first_composition_every_item_counts_as_changed(world, thin):
    assert found(world.compose(), mine=as_file(thin)) == {
        "sferry": "changed by you",
        "stomato": "new",
    }


def test_a_story_that_is_none_any_more_is_named(world):
    week = as_file(world.compose())

    seen = propose(week, mine=week, composed=week, known=KNOWN - {"stomato"})

    assert [item.story_id for item in seen.gone] == ["stomato"]


def test_other_sentences_alone_are_nothing_new(world):
    """A quieter week elsewhere may change which sentence is the most telling."""
    week = world.compose()
    ferry = week.sections[0].items[0]
    again = changed(week, "sferry", body=re.sub(r" “The operator.*?\]", "", ferry.body))

    assert again != week
    assert found(again, mine=as_file(week), composed=as_file(week)) == {}


def test_a_new_lead_is_proposed_with_its_headline(world):
    quiet = as_file(world.compose([world.stories[1]]))

    seen = propose(world.compose(), mine=quiet, composed=quiet)

    assert seen.is_lead_new
    assert seen.draft.headline == "Ferry Mirabella runs aground off Ombra"


def test_proposals_hold_only_their_own_citations(world, thin):
    base = as_file(thin)
    seen = propose(world.compose(beside=base), mine=base, composed=base)

    text = drafts.format_proposals(seen.draft)
    cited = {citation.document_id for citation in drafts.parse_draft(text).citations}
    assert "dpost" not in cited
    assert {section.title for section in seen.draft.sections} == {
        "In several languages: renewed",
        "In Persian: new",
    }


def test_a_mark_of_the_draft_is_never_given_to_another_passage(world):
    week = world.compose()
    first = week.citations[0]
    other = replace(as_file(week), citations=(replace(first, start=1, text="not the same"),))

    again = world.compose(beside=other)

    assert first.mark not in {citation.mark for citation in again.citations}
    assert first.text in {citation.text for citation in again.citations}


def test_what_the_draft_tells_keeps_its_place_whatever_the_limits(world):
    stories = [Story(id=f"s{one.id}", documents=(one,)) for one in world.documents[:4]]
    all_four = as_file(world.compose(stories))

    again = world.compose(stories, limits=DigestLimits(items=1), beside=all_four)

    assert sum(len(section.items) for section in again.sections) == 4


def test_a_lead_names_no_story_that_the_editor_took_out(world):
    base = as_file(world.compose())
    taken = next(
        item.story_id for section in base.sections for item in section.items
        if item.heading != base.headline and item.heading in base.lead
    )  # fmt: skip
    mine = without(base, taken)

    out = proposals.removed_story_ids(mine, base)
    again = world.compose(beside=mine, removed=out)

    heading = next(i.heading for s in base.sections for i in s.items if i.story_id == taken)
    assert out == {taken}
    assert heading in base.lead
    assert heading not in again.lead


def test_what_was_proposed_and_not_yet_taken_over_is_not_taken_out(world, thin):
    """Where the first composition is missing, the last proposals do not stand in for it."""
    week, mine = world.compose(), as_file(thin)
    first = propose(week, mine=mine, composed=mine)

    assert proposals.removed_story_ids(mine, None) == set()
    assert found(week, mine=mine, proposed=first.draft) == {
        "sferry": "changed by you",
        "stomato": "new",
    }


def test_a_story_taken_over_and_taken_out_again_is_proposed_again(world, thin):
    """Nothing tells it from one that was never taken over."""
    mine = as_file(thin)
    first = propose(world.compose(), mine=mine, composed=mine)

    again = without(taken_over(mine, first), "stomato")

    assert proposals.removed_story_ids(again, mine) == set()
    kinds = found(world.compose(), mine=again, composed=mine, proposed=first.draft)
    assert kinds["stomato"] == "new"


def taken_over(mine, proposed):
    """The draft with every proposed item in the place of the old one, or at its end."""
    items = {one.item.story_id: one.item for one in proposed.items}
    sections = [
        replace(section, items=tuple(items.pop(one.story_id, one) for one in section.items))
        for section in mine.sections
    ]
    new = Section(id="new", title="New", items=tuple(items.values()))
    known = {citation.mark: citation for citation in (*proposed.draft.citations, *mine.citations)}
    return replace(mine, sections=(*sections, new), citations=tuple(known.values()))


@settings(max_examples=40)
@given(
    early=st.sets(st.integers(0, 4), min_size=1),
    removed=st.sets(st.sampled_from(sorted(KNOWN))),
    edited=st.sets(st.sampled_from(sorted(KNOWN))),
)
def test_whatever_an_editor_did_taking_all_over_leaves_nothing_to_propose(
    world, early, removed, edited
):
    """Some of the week came first; the editor worked on it; then came the rest."""
    held = [world.documents[n] for n in sorted(early)]
    stories = [
        replace(story, documents=kept)
        for story in world.stories
        if (kept := tuple(one for one in story.documents if one in held))
    ]
    base = as_file(world.compose(stories))
    mine = base
    for story_id in sorted(edited):
        mine = changed(mine, story_id, heading="Our own heading")
    for story_id in sorted(removed):
        mine = without(mine, story_id)

    week = world.compose(beside=mine)
    first = propose(week, mine=mine, composed=base)
    after = as_file(taken_over(mine, first))
    again = propose(world.compose(beside=after), mine=after, composed=base, proposed=first.draft)

    assert not {one.item.story_id for one in first.items} & (removed & _told(base))
    assert again.items == ()


def _told(draft):
    return {item.story_id for section in draft.sections for item in section.items}
