"""What waits for a person, and what the desk tells them first."""

from datetime import timedelta

import pytest

from coranto.model import Judgement
from coranto.model.members import Actor
from coranto.steps.inbox.deciding import decide
from coranto.steps.inbox.judging import judge_story
from coranto.steps.inbox.visits import record_visit
from coranto.steps.inbox.waiting import waiting_for
from coranto.steps.today import load_today

from .conftest import FIRST, LAST, NOW

INES, OMAR = Actor(name="Ines"), Actor(name="Omar")


@pytest.fixture
def decided(written):
    """Decide about stories by their names."""

    def decided_by(actor, verb, name, hours=0, **values):
        decide(
            written.desk,
            verb=verb,
            story_ids=[written.ids[name]],
            actor=actor,
            now=NOW + timedelta(hours=hours),
            **values,
        )

    return decided_by


def waits(written, actor=OMAR):
    names = {id_: name for name, id_ in written.ids.items()}
    return [
        (waiting.why, names[waiting.story_id], waiting.title)
        for waiting in waiting_for(written.desk, actor, NOW)
    ]


def test_an_assignment_waits_until_it_is_somebody_elses(written, decided):
    written.add("ferry")
    decided(INES, "assign", "ferry", target="Omar")
    assert waits(written) == [("assigned", "ferry", "ferry number 1")]

    decided(INES, "assign", "ferry", target="Ines")

    assert waits(written) == []
    assert [why for why, *_ in waits(written, INES)] == ["assigned"]


def test_an_assignment_does_not_wait_once_the_story_is_told_or_dropped(written, decided):
    written.add("ferry")
    written.add("pie")
    for name in ("ferry", "pie"):
        decided(INES, "assign", name, target="Omar")
    decided(INES, "drop", "pie")
    editions = written.desk.store.editions
    editions.compose(2, FIRST, LAST, NOW, "0")
    editions.publish(2, NOW + timedelta(days=3), "0", {written.ids["ferry"]: ()}, [])

    assert waits(written) == []


@pytest.mark.parametrize(
    ("note", "is_mention"),
    [
        ("@Omar: ask the harbour office", True),
        ("seen by @omar, too", True),
        ("@Omarion sings", False),
        ("Omar knows", False),
    ],
)
def test_a_note_mentions_by_name(written, decided, note, is_mention):
    written.add("ferry")

    decided(INES, "note", "ferry", reason=note)

    assert waits(written) == [("mentioned", "ferry", "ferry number 1")] * is_mention


def test_a_mention_waits_until_it_is_answered(written, decided):
    written.add("ferry")
    decided(INES, "note", "ferry", reason="@Omar, is this one storm?")

    decided(OMAR, "note", "ferry", reason="yes")

    assert waits(written) == []


def test_what_waits_follows_its_story_through_a_merge(written, decided):
    written.add("ferry")
    written.add("boat")
    decided(INES, "assign", "boat", target="Omar")
    judge_story(
        written.desk,
        Judgement(
            at=NOW, who="Ines", verb="merge", subject=written.ids["boat"],
            object=written.ids["ferry"],
        ),
    )  # fmt: skip

    assert [(why, name) for why, name, _ in waits(written)] == [("assigned", "ferry")]


def test_a_decision_finds_a_story_that_a_report_joined_to_another(written):
    """The page of a colleague may name it still."""
    written.add("ferry", "gull", "tern")
    written.refresh()
    labels = written.desk.store.summaries.labels((FIRST, LAST))
    former_id = labels[written.ids["ferry"]].former_ids[0]

    (decision,) = decide(written.desk, verb="pick", story_ids=[former_id], actor=INES, now=NOW)

    assert decision.story_id == written.ids["ferry"]


def test_today_counts_the_week_and_tells_of_the_run(written, decided):
    written.add("ferry")
    written.add("pie")
    written.refresh()
    decided(INES, "assign", "ferry", target="Omar")
    decided(INES, "drop", "pie")
    record_visit(written.desk, OMAR, NOW)

    today = load_today(written.desk, OMAR, NOW)

    assert (today.first, today.last) == (FIRST, LAST)
    assert (today.stories, today.open_stories, today.new_stories) == (2, 1, 0)
    assert [waiting.why for waiting in today.waiting] == ["assigned"]
    assert today.status.due.next_number == 2
    assert today.run is None
