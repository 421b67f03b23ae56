"""What a draft does with decisions of the inbox, in every place that a decision can meet."""

from datetime import date, timedelta

import pytest

from coranto.model import Judgement
from coranto.model.members import Actor
from coranto.steps.desk import open_desk
from coranto.steps.editions import compose, propose
from coranto.steps.inbox.deciding import decide
from coranto.steps.inbox.judging import judge_story
from coranto.steps.inbox.listing import find_inbox_story

from .conftest import FIRST, LAST, NOW

INES = Actor(name="Ines")
WEEK = {"first": FIRST, "last": LAST}
NEXT_WEEK = {"first": date(2026, 11, 16), "last": date(2026, 11, 22)}


def decided(desk, verb, *story_ids, now=NOW):
    decide(desk, verb=verb, story_ids=story_ids, actor=INES, now=now, last=LAST)


def drafted(desk, **days):
    days = days or WEEK
    ranked = compose.rank_stories(desk, **days, now=NOW)
    draft = compose.build_draft(desk, ranked, number=2, **days)
    return {item.story_id for section in draft.sections for item in section.items}


def state(desk, story_id, **days):
    days = days or WEEK
    return find_inbox_story(desk, story_id, **days, now=NOW).state


def publish(desk, number, days, at):
    desk.store.editions.compose(number, days["first"], days["last"], at, "0")
    desk.store.editions.publish(number, at, "0", {}, [])


def test_a_pick_outweighs_what_the_rules_of_the_desk_leave_out(written):
    ferry, pie = written.add("ferry"), written.add("pie")
    path = written.desk.folder / "coranto.toml"
    path.write_text(
        path.read_text(encoding="utf-8") + '\n[[mute]]\nword = "ferry"\n', encoding="utf-8"
    )
    with open_desk(written.desk.folder) as desk:
        assert drafted(desk) == {pie}

        decided(desk, "pick", ferry)

        assert drafted(desk) == {ferry, pie}


def test_a_pick_holds_until_an_edition_is_published(written):
    ferry = written.add("ferry")
    decided(written.desk, "pick", ferry)
    assert state(written.desk, ferry) == "picked"

    publish(written.desk, 2, WEEK, NOW + timedelta(days=3))

    assert state(written.desk, ferry) == "open"


def test_a_drop_holds_for_every_edition(written):
    ferry = written.add("ferry")
    decided(written.desk, "drop", ferry)
    publish(written.desk, 2, WEEK, NOW + timedelta(days=3))

    assert state(written.desk, ferry) == "dropped"
    assert drafted(written.desk) == set()


def test_what_is_put_off_is_offered_until_the_next_edition_is_published(written):
    ferry, pie = written.add("ferry"), written.add("pie")
    decided(written.desk, "later", ferry)
    week_after = {"first": date(2026, 11, 23), "last": date(2026, 11, 29)}

    assert drafted(written.desk) == {pie}
    assert drafted(written.desk, **NEXT_WEEK) == {ferry}
    assert drafted(written.desk, **week_after) == {ferry}
    publish(written.desk, 2, NEXT_WEEK, NOW + timedelta(days=10))
    assert drafted(written.desk, **week_after) == set()


def test_a_decision_about_a_story_itself_outweighs_one_that_it_got_by_a_merge(written):
    ferry, pie = written.add("ferry"), written.add("pie")
    decided(written.desk, "pick", ferry)
    decided(written.desk, "drop", pie)

    merge = Judgement(at=NOW, who="Ines", verb="merge", subject=pie, object=ferry)
    judge_story(written.desk, merge)

    assert state(written.desk, ferry) == "picked"
    decided(written.desk, "drop", ferry)
    assert state(written.desk, ferry) == "dropped"


def test_an_editors_draft_keeps_a_dropped_story_and_is_offered_a_picked_one(written):
    """The file is the editor's: what stands in it stays, what is dropped is not proposed."""
    desk = written.desk
    ferry, pie, kite = (written.add(name, name) for name in ("ferry", "pie", "kite"))
    decided(desk, "drop", pie, kite)
    compose.compose_draft(desk, **WEEK, now=NOW)
    decided(desk, "drop", ferry)
    decided(desk, "pick", kite)

    proposals = propose.propose_additions(desk, now=NOW).proposals

    assert [proposal.item.story_id for proposal in proposals.items] == [kite]
    assert proposals.gone == ()


@pytest.mark.parametrize("verb", ["assign", "note"])
def test_what_is_said_about_a_story_does_not_change_its_place(written, verb):
    ferry = written.add("ferry")
    decided(written.desk, "drop", ferry)

    decide(
        written.desk, verb=verb, story_ids=[ferry], actor=INES, now=NOW, target="Omar", reason="so"
    )

    assert state(written.desk, ferry) == "dropped"
