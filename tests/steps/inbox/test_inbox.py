"""The inbox lists the stories of a week, and composing obeys what people decide there."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from coranto import jobs
from coranto.errors import DeskError
from coranto.model import Judgement
from coranto.model.members import Actor
from coranto.steps import rebuild as rebuilding
from coranto.steps.collection import collect as collecting
from coranto.steps.desk import no_report
from coranto.steps.editions import compose
from coranto.steps.inbox.deciding import decide, story_languages, undo_decision, undo_decisions
from coranto.steps.inbox.filters import InboxFilter
from coranto.steps.inbox.judging import judge_story
from coranto.steps.inbox.listing import find_inbox_stories, list_stories
from coranto.store.runs import RunProgress

NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)
WEEK = {"first": date(2026, 11, 9), "last": date(2026, 11, 15)}
INES, OMAR = Actor(name="Ines"), Actor(name="Omar")
TITLES = {
    "ferry": "Ferry Mirabella runs aground off the Ombra lighthouse",
    "ferry-too": "Mirabella ferry aground: passengers wait at the Ombra lighthouse",
    "tomato": "Valley growers pour tomatoes on the steps of the ministry",
    "library": "Night readers keep the Kaleva library open until dawn",
}


def item(name, *, day=10, hour=9):
    date_text = f"Tue, {day} Nov 2026 {hour:02}:00:00 GMT"
    return (f"/{name}", TITLES[name], date_text, f"{TITLES[name]}, the harbour office said.")


@pytest.fixture
def desk(press, desk_of):
    press.feed("/feed.xml", *(item(name, hour=9 + n) for n, name in enumerate(TITLES)))
    desk_of().run()
    return desk_of


def ids_by_name(opened):
    page = list_stories(opened, InboxFilter(), **WEEK, now=NOW)
    return {
        name: story.id
        for story in page.stories
        for name in TITLES
        if story.summary.title == TITLES[name]
    }


def composed_ids(opened, **week):
    week = week or WEEK
    ranked = compose.rank_stories(opened, **week, now=NOW + timedelta(days=7))
    draft = compose.build_draft(opened, ranked, number=1, **week)
    return {item.story_id for section in draft.sections for item in section.items}


def test_the_inbox_ranks_as_composing_does(desk):
    with desk.opened() as opened:
        ranked = compose.rank_stories(opened, **WEEK, now=NOW)

        page = list_stories(opened, InboxFilter(), **WEEK, now=NOW)

    assert [story.id for story in page.stories] == [one.story.id for one in ranked]
    assert [story.summary.ranking for story in page.stories] == [one.reasons for one in ranked]


def test_composing_obeys_what_was_decided_also_after_a_rebuild(desk):
    with desk.opened() as opened:
        ids = ids_by_name(opened)
        decide(opened, verb="drop", story_ids=[ids["ferry"]], actor=INES, now=NOW, reason="old")
        decide(opened, verb="later", story_ids=[ids["library"]], actor=INES, now=NOW, **LAST)
        before = composed_ids(opened)
    rebuilding.rebuild_desk(desk.folder, report=no_report)

    with desk.opened() as opened:
        assert before == composed_ids(opened) == {ids["tomato"]}
        following = {"first": date(2026, 11, 16), "last": date(2026, 11, 22)}
        assert composed_ids(opened, **following) == {ids["library"]}


LAST = {"last": date(2026, 11, 15)}


def test_a_picked_story_is_told_beyond_the_limits(desk):
    path = desk.folder / "coranto.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("[edition]", "[edition]\nitems = 1"), encoding="utf-8")
    with desk.opened() as opened:
        ids = ids_by_name(opened)
        first_id = composed_ids(opened)
        last_id = [id_ for id_ in ids.values() if id_ not in first_id][-1]

        decide(opened, verb="pick", story_ids=[last_id], actor=INES, now=NOW)

        assert composed_ids(opened) == {*first_id, last_id}


def test_a_decision_follows_its_story_through_a_merge(desk):
    with desk.opened() as opened:
        ids = ids_by_name(opened)
        decide(opened, verb="drop", story_ids=[ids["tomato"]], actor=INES, now=NOW)
        judge_story(
            opened,
            Judgement(
                at=NOW, who="Omar", verb="merge", subject=ids["tomato"], object=ids["library"]
            ),
        )

        page = list_stories(opened, InboxFilter(), **WEEK, now=NOW)

        assert {story.id: story.state for story in page.stories} == {
            ids["ferry"]: "open",
            ids["library"]: "dropped",
        }


def test_an_undone_decision_holds_no_more_and_stays_in_the_record(desk):
    with desk.opened() as opened:
        ids = ids_by_name(opened)
        (decision,) = decide(opened, verb="drop", story_ids=[ids["tomato"]], actor=INES, now=NOW)

        undo_decision(opened, decision.id, actor=OMAR, now=NOW)

        page = list_stories(opened, InboxFilter(), **WEEK, now=NOW)
        assert {story.state for story in page.stories} == {"open"}
        assert [one.verb for one in opened.store.judgements.all()] == ["drop", "undo"]
        with pytest.raises(DeskError, match="taken back already, by Omar"):
            undo_decision(opened, decision.id, actor=INES, now=NOW)


def test_several_are_taken_back_together_or_not_at_all(desk):
    with desk.opened() as opened:
        ids = ids_by_name(opened)
        made = decide(opened, verb="pick", story_ids=list(ids.values()), actor=INES, now=NOW)
        made_ids = [decision.id for decision in made]

        with pytest.raises(DeskError, match="no decision 99"):
            undo_decisions(opened, [*made_ids, 99], actor=INES, now=NOW)

        assert {story.state for story in found(opened, ids)} == {"picked"}
        undo_decisions(opened, made_ids, actor=INES, now=NOW)
        assert {story.state for story in found(opened, ids)} == {"open"}


def found(opened, ids):
    return find_inbox_stories(opened, [*ids.values(), "snone"], **WEEK, now=NOW)


def test_the_second_of_two_hears_of_the_first(desk):
    with desk.opened() as opened:
        ids = ids_by_name(opened)
        seen_through = opened.store.judgements.last_id()
        decide(opened, verb="pick", story_ids=[ids["ferry"]], actor=INES, now=NOW)

        (second,) = decide(
            opened,
            verb="drop",
            story_ids=[ids["ferry"]],
            actor=OMAR,
            now=NOW,
            seen_through=seen_through,
        )

        assert [(one.who, one.verb) for one in second.others] == [("Ines", "pick")]
        assert len(opened.store.judgements.all()) == 2


def test_a_decision_about_many_is_about_all_of_them_or_none(desk):
    with desk.opened() as opened:
        ids = ids_by_name(opened)
        with pytest.raises(DeskError, match="there is no story snone"):
            decide(opened, verb="pick", story_ids=[ids["ferry"], "snone"], actor=INES, now=NOW)

        assert opened.store.judgements.all() == []


@pytest.mark.parametrize(
    ("decision", "message"),
    [
        ({"verb": "love", "story_ids": ["s"]}, "is no decision: assign, drop, later, note, pick"),
        ({"verb": "pick", "story_ids": []}, "no story was named"),
        ({"verb": "pick", "story_ids": ["s"] * 501}, "501 stories are too many"),
        ({"verb": "assign", "story_ids": ["s"]}, "nobody was named"),
        ({"verb": "note", "story_ids": ["s"], "reason": " "}, "the note is empty"),
        ({"verb": "note", "story_ids": ["s"], "reason": "a" * 4001}, "too long"),
    ],
)
def test_a_decision_without_sense_is_refused(desk, decision, message):
    with desk.opened() as opened, pytest.raises(DeskError, match=message):
        decide(opened, actor=INES, now=NOW, **decision)


def test_deciding_works_while_a_run_holds_the_archive(desk):
    """What moves documents waits, and is told how far the run has come."""
    with desk.opened() as opened, desk.opened() as running:
        ids = ids_by_name(opened)
        running.store.runs.start(NOW)
        running.store.runs.record_progress(
            RunProgress(run_id=2, at=NOW, step="read", done=120, total=300)
        )
        with running.archive.locked():
            decide(opened, verb="drop", story_ids=[ids["ferry"]], actor=INES, now=NOW)
            merge = Judgement(
                at=NOW, who="Ines", verb="merge", subject=ids["ferry"], object=ids["tomato"]
            )
            with pytest.raises(DeskError, match=r"a run goes on \(read, 120 of 300 at 20:00 UTC\)"):
                judge_story(opened, merge)

        assert [one.verb for one in opened.store.judgements.all()] == ["drop"]


def test_a_run_records_how_far_it_has_come(press, desk):
    press.feed("/feed.xml", item("library", hour=20))
    told = []

    with (
        desk.opened() as opened,
        desk.opened() as other,
        collecting.fetcher_for(opened, clock=lambda: NOW) as fetcher,
    ):
        jobs.run_steps(
            opened,
            fetcher,
            clock=lambda: NOW,
            report=lambda progress: told.append((progress.step, other.store.runs.progress())),
        )
        assert other.store.runs.progress() is None

    # The clock stands still, so that only the first report is recorded.
    assert {progress.step for _, progress in told[1:]} == {told[0][0]}


def test_a_decision_bears_the_member_and_the_way(desk):
    ana = Actor(name="Ana", member_id="m1", through="desk")
    namesake = Actor(name="Ana")
    with desk.opened() as opened:
        ids = ids_by_name(opened)
        decide(opened, verb="pick", story_ids=[ids["ferry"]], actor=namesake, now=NOW)

        (decision,) = decide(
            opened, verb="drop", story_ids=[ids["ferry"]], actor=ana, now=NOW, seen_through=0
        )

        (_, stored) = opened.store.judgements.all()
        assert (stored.who, stored.member_id, stored.through) == ("Ana", "m1", "desk")
        # Somebody who only gave a member's name is not the member.
        assert [(other.who, other.member_id) for other in decision.others] == [("Ana", "")]
        assert story_languages(opened, ids.values()) == {"en"}


def test_two_who_decide_at_once_are_both_kept_and_the_second_hears_of_the_first(desk):
    with desk.opened() as opened:
        ids = ids_by_name(opened)
    both_ready = threading.Barrier(2)
    answers = {}

    def work(actor, verb):
        with desk.opened() as own_desk:
            both_ready.wait()
            (answers[actor.name],) = decide(
                own_desk, verb=verb, story_ids=[ids["ferry"]], actor=actor, now=NOW, seen_through=0
            )

    threads = [
        threading.Thread(target=work, args=(actor, verb))
        for actor, verb in ((INES, "pick"), (OMAR, "drop"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    first, second = sorted(answers.values(), key=lambda decision: decision.id)
    assert first.others == ()
    assert [(other.id, other.who) for other in second.others] == [(first.id, first.who)]
