"""What a person decides about stories holds at once, for what comes later, and rebuilt."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from coranto.analysis.stories.judgements import story_id
from coranto.errors import DeskError
from coranto.model import WEAK_SIGNAL, Judgement, Why
from coranto.model.members import Actor
from coranto.steps import rebuild as rebuilding
from coranto.steps.desk import no_report
from coranto.steps.stories import judge

NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)
INES = Actor(name="Ines")
FERRY = "Ferry Mirabella runs aground off the Ombra lighthouse"
FERRY_TOO = "Mirabella ferry aground: passengers wait at the Ombra lighthouse"
TOMATO = "Valley growers pour tomatoes on the steps of the ministry"


def item(name, title, *, day=10, hour=9):
    return (f"/{name}", title, f"Tue, {day} Nov 2026 {hour:02}:00:00 GMT", f"{title}.")


@pytest.fixture
def desk(press, desk_of):
    """A desk with a story told twice and another told once."""
    press.feed(
        "/feed.xml",
        item("ferry", FERRY),
        item("ferry-too", FERRY_TOO, hour=12),
        item("tomato", TOMATO, hour=14),
    )
    desk_of().run()
    return desk_of


def found(desk):
    """Story by the document's last word of address."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return {
        document.url.rpartition("/")[2]: (document.id, placement.story_id)
        for document, placement in desk.store.stories.placed_between(
            start, start + timedelta(days=700)
        )
    }


def decide(desk, verb, subject, target, *, hours=1.0):
    return judge.record_judgement(
        desk,
        Judgement(
            at=NOW + timedelta(hours=hours), who="Ines", verb=verb, subject=subject, object=target
        ),
    )


def test_a_merge_holds_at_once_and_is_signed(desk):
    with desk.opened() as opened:
        before = found(opened)
        assert before["ferry"][1] == before["ferry-too"][1] != before["tomato"][1]

        judged = decide(opened, "merge", before["tomato"][1], before["ferry"][1])

        assert found(opened)["tomato"][1] == before["ferry"][1]
        assert [placed.document_id for placed in judged.moved] == [before["tomato"][0]]
        assert judged.moved[0].reasons[-1].signal == "judgement"
        assert [one.who for one in opened.store.judgements.all()] == ["Ines"]


def test_a_split_document_stands_alone_and_stays_so(press, desk):
    with desk.opened() as opened:
        before = found(opened)
        decide(opened, "split", before["ferry-too"][0], before["ferry"][1])
        split = found(opened)["ferry-too"][1]
    press.feed("/feed.xml", item("tomato", TOMATO, hour=14), item("pie", "A pie is baked"))

    desk.run(days=1)

    with desk.opened() as opened:
        assert found(opened)["ferry-too"][1] == split != before["ferry"][1]


@pytest.mark.parametrize("verb", ["merge", "split", "move", "apart"])
def test_a_rebuild_does_every_judgement_again_in_its_place(press, desk, verb):
    with desk.opened() as opened:
        before = found(opened)
        subject = {
            "merge": before["tomato"][1],
            "split": before["ferry-too"][0],
            "move": before["ferry-too"][0],
            "apart": before["ferry"][1],
        }[verb]
        target = before["ferry" if verb in {"merge", "split"} else "tomato"][1]
        decide(opened, verb, subject, target)
    press.feed(
        "/feed.xml",
        item("ferry-again", "The Mirabella, aground off the Ombra lighthouse, is freed", hour=18),
        item("tomato-again", "Growers of the valley pour more tomatoes on ministry steps", hour=19),
    )
    desk.run(days=1)
    with desk.opened() as opened:
        expected = found(opened)

    rebuilding.rebuild_desk(desk.folder, report=no_report)

    with desk.opened() as opened:
        assert found(opened) == expected


def test_a_judgement_about_nothing_is_refused_and_not_kept(desk):
    with desk.opened() as opened:
        before = found(opened)
        ferry, tomato = before["ferry"][1], before["tomato"][1]
        for verb, subject, target, said in (
            ("merge", ferry, ferry, "are one story"),
            ("merge", "snowhere", ferry, "no story snowhere"),
            ("split", before["tomato"][0], tomato, "only document"),
            ("split", before["tomato"][0], ferry, "is not in"),
            ("split", "dnowhere", ferry, "no document dnowhere"),
            ("move", before["ferry"][0], ferry, "already"),
        ):
            with pytest.raises(DeskError, match=said):
                decide(opened, verb, subject, target)

        assert opened.store.judgements.all() == []


def test_a_merged_story_is_still_known_under_its_old_name(desk):
    with desk.opened() as opened:
        before = found(opened)
        decide(opened, "merge", before["tomato"][1], before["ferry"][1])

        assert judge.find_story(opened, before["tomato"][1]).id == before["ferry"][1]


def make_weak(opened):
    """Both ferry reports in one story, the second joined weakly."""
    ferry, second = found(opened)["ferry"], found(opened)["ferry-too"]
    placed = opened.store.stories.placement(second[0])
    weak = Why(signal=WEAK_SIGNAL, value=0.0, detail="little in common: ferry")
    opened.store.stories.place(
        [replace(placed, part=story_id(second[0]), reasons=(*placed.reasons, weak))]
    )
    return ferry[1]


def test_a_person_confirms_that_a_weakly_joined_story_is_one_event(desk):
    with desk.opened() as opened:
        story = make_weak(opened)
        assert opened.store.stories.story(story).sureness == "weak"

        decide(opened, "confirm", story, "")

        confirmed = opened.store.stories.story(story)
        assert (confirmed.sureness, confirmed.weak_links) == ("sure", ())
        assert confirmed.placements[-1].reasons[-1].detail == "confirmed by an editor"
        with pytest.raises(DeskError, match="no weakly joined"):
            decide(opened, "confirm", story, "")


def test_a_confirmation_is_replayed_in_its_place(desk):
    with desk.opened() as opened:
        story = make_weak(opened)
        decide(opened, "confirm", story, "")

    rebuilding.rebuild_desk(desk.folder, report=no_report)

    with desk.opened() as opened:
        assert opened.store.stories.story(story).sureness == "sure"
        assert [judgement.verb for judgement in opened.store.judgements.all()] == ["confirm"]


def test_a_denied_story_is_taken_apart_and_stays_so(press, desk):
    with desk.opened() as opened:
        story = make_weak(opened)

        moved = judge.deny_story(opened, story, actor=INES, at=NOW, reason="two ferries")

        after = found(opened)
        assert [placed.document_id for placed in moved] == [after["ferry-too"][0]]
        assert after["ferry-too"][1] != after["ferry"][1] == story
        with pytest.raises(DeskError, match="no weakly joined"):
            judge.deny_story(opened, story, actor=INES, at=NOW, reason="")
    press.feed("/feed.xml", item("pie", "A pie is baked"))

    desk.run(days=1)

    with desk.opened() as opened:
        assert found(opened)["ferry-too"] == after["ferry-too"]


def placements(opened):
    return {id_: opened.store.stories.placement(id_) for id_, _ in found(opened).values()}


def take_back(opened, judgement_id):
    undo = Judgement(at=NOW + timedelta(hours=2), who="Omar", verb="", subject="")
    return judge.undo_judgement(opened, judgement_id, undo)


@pytest.mark.parametrize("verb", ["merge", "split", "move", "apart", "confirm"])
def test_taking_back_puts_documents_where_they_were_also_after_a_rebuild(press, desk, verb):
    with desk.opened() as opened:
        before = found(opened)
        ferry, tomato = before["ferry"], before["tomato"]
        if verb == "confirm":
            make_weak(opened)
        subject, target = {
            "merge": (tomato[1], ferry[1]),
            "split": (before["ferry-too"][0], ferry[1]),
            "move": (before["ferry-too"][0], tomato[1]),
            "apart": (ferry[1], tomato[1]),
            "confirm": (ferry[1], ""),
        }[verb]
        as_it_was = placements(opened)
        judged = decide(opened, verb, subject, target)
        assert (placements(opened) == as_it_was) == (verb == "apart")

        taken_back = take_back(opened, judged.id)

        assert placements(opened) == as_it_was
        assert [one.verb for one in opened.store.judgements.all()] == [verb, "undo"]
        assert (taken_back.judgement.who, taken_back.judgement.object) == ("Omar", str(judged.id))
        with pytest.raises(DeskError, match="taken back already, by Omar"):
            take_back(opened, judged.id)
        expected = found(opened)
    if verb == "confirm":  # which of its parts are sure is not decided by collecting again
        return

    rebuilding.rebuild_desk(desk.folder, report=no_report)

    with desk.opened() as opened:
        assert found(opened) == expected


def test_a_merge_that_was_taken_back_does_not_gather_later_documents(press, desk):
    with desk.opened() as opened:
        before = found(opened)
        judged = decide(opened, "merge", before["tomato"][1], before["ferry"][1])
        take_back(opened, judged.id)
    press.feed(
        "/feed.xml",
        item("tomato-again", "Growers of the valley pour more tomatoes on ministry steps", hour=19),
    )

    desk.run(days=1)

    with desk.opened() as opened:
        assert found(opened)["tomato-again"][1] == before["tomato"][1]
        assert judge.find_story(opened, before["tomato"][1]).id == before["tomato"][1]


def test_what_moved_on_since_stays_where_it_is(desk):
    with desk.opened() as opened:
        before = found(opened)
        merge = decide(opened, "merge", before["tomato"][1], before["ferry"][1])
        decide(opened, "split", before["tomato"][0], before["ferry"][1])
        split_off = found(opened)["tomato"]

        take_back(opened, merge.id)

        assert found(opened)["tomato"] == split_off


def test_only_judgements_about_stories_are_taken_back_so(desk):
    with desk.opened() as opened, pytest.raises(DeskError, match="no judgement 7 about stories"):
        take_back(opened, 7)
