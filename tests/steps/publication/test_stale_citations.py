"""A cited article that its outlet changes or takes away raises an alarm, until it is settled."""

from datetime import UTC, date, datetime, timedelta

import pytest

from coranto.cli import output
from coranto.errors import DeskError
from coranto.model import Judgement
from coranto.steps.editions import compose as composing
from coranto.steps.editions import files
from coranto.steps.publication import correct as correcting
from coranto.steps.publication import publish as publishing
from coranto.steps.publication import stale_citations
from coranto.steps.status import desk_status

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
CITED = "The ferry company said on Tuesday that all crossings are suspended until Friday."
OTHER = "The harbour office is a yellow house behind the fish market, built long ago."


@pytest.fixture
def published(press, desk_of):
    """A desk that published no. 1, citing one sentence of an article."""
    press.feed("/feed.xml", ("/storm", "Storm stops ferries", "Sun, 15 Nov 2026 09:00:00 GMT", ""))
    press.page("/storm", "Storm stops ferries", CITED, OTHER)
    desk_of().run()
    with desk_of.opened() as desk:
        path = composing.compose_draft(
            desk, first=date(2026, 11, 9), last=date(2026, 11, 15), now=NOW
        ).path
        path.write_text(without_other(path.read_text("utf-8")), encoding="utf-8")
        publishing.publish_edition(desk, 1, now=NOW)
    return desk_of


def without_other(draft):
    """The draft, citing nothing but the one sentence."""
    marks = [line[2:6] for line in draft.splitlines() if line.startswith("[^") and CITED in line]
    kept = [line for line in draft.splitlines() if not line.startswith("[^") or CITED in line]
    head, _, tail = "\n".join(kept).partition("## In English")
    definitions = "\n".join(line for line in tail.splitlines() if line.startswith("[^"))
    quoted = " ".join(f"“{CITED}”[^{mark}]" for mark in marks[:1])
    start = head.partition("\n# ")[0] + "\n# Storm stops ferries\n"
    return f"{start}\n## In English {{#en}}\n\n### Storm\n\n{quoted}\n\n{definitions}\n"


def screen(desk):
    state = desk_status(desk, NOW + timedelta(days=3))
    return "\n".join(output.status_lines(desk.settings, state, NOW + timedelta(days=3)))


def test_nothing_changed_raises_no_alarm(published):
    published.run(days=2)

    with published.opened() as desk:
        assert stale_citations.open_stale_citations(desk) == []
        assert "alarm" not in screen(desk)


def test_a_cited_sentence_that_was_edited_raises_an_alarm_with_the_difference(press, published):
    press.page("/storm", "Storm stops ferries", CITED.replace("Friday", "Sunday"), OTHER)
    published.run(days=2)

    with published.opened() as desk:
        (doubt,) = stale_citations.open_stale_citations(desk)
        shown = screen(desk)

    assert (doubt.number, doubt.lost, doubt.passages, doubt.newest) == (1, 1, 1, 2)
    assert "no. 1 cites" in shown
    assert "which was edited: 1 of 1 cited passage gone" in shown
    assert "until [-Friday-]{+Sunday+}." in shown


def test_an_edit_elsewhere_is_told_apart(press, published):
    press.page("/storm", "Storm stops ferries", CITED, OTHER.replace("yellow", "grey"))
    published.run(days=2)

    with published.opened() as desk:
        assert [each.lost for each in stale_citations.open_stale_citations(desk)] == [0]
        assert "the cited words still stand" in screen(desk)


def test_a_cited_page_that_vanished_raises_an_alarm(press, published):
    del press.answers["/storm"]
    published.run(days=2)

    with published.opened() as desk:
        assert [each.reason for each in stale_citations.open_stale_citations(desk)] == ["missing"]
        assert "taken away: nothing is found at this address (404)" in screen(desk)


def test_a_cited_page_is_looked_at_for_weeks(press, published):
    for days in range(2, 14):
        published.run(days=days)
    press.page("/storm", "Storm stops ferries", CITED.replace("Friday", "Sunday"), OTHER)
    published.run(days=14)

    with published.opened() as desk:
        assert len(stale_citations.open_stale_citations(desk)) == 1


def test_an_editor_may_leave_it_and_a_later_change_raises_a_new_alarm(press, published):
    press.page("/storm", "Storm stops ferries", CITED.replace("Friday", "Sunday"), OTHER)
    published.run(days=2)
    with published.opened() as desk:
        (doubt,) = stale_citations.open_stale_citations(desk)
        judgement = Judgement(at=NOW, who="Ada", verb="leave", subject=doubt.document_id)
        assert stale_citations.settle_stale_citations(desk, 1, judgement) == 1
        assert stale_citations.open_stale_citations(desk) == []
        with pytest.raises(DeskError, match="nothing is in doubt"):
            stale_citations.settle_stale_citations(desk, 1, judgement)
    press.page("/storm", "Storm stops ferries", CITED.replace("Friday", "Monday"), OTHER)
    published.run(days=4)

    with published.opened() as desk:
        assert [each.newest for each in stale_citations.open_stale_citations(desk)] == [3]


def test_a_correction_that_cites_the_new_words_settles_it(press, published):
    press.page("/storm", "Storm stops ferries", CITED.replace("Friday", "Sunday"), OTHER)
    published.run(days=2)
    with published.opened() as desk:
        path = files.draft_path(desk, 1)
        text = path.read_text("utf-8").replace("Friday", "Sunday").replace("@1 ", "@2 ")
        path.write_text(text, encoding="utf-8")
        correcting.correct_edition(desk, 1, who="Ada", reason="They sail on Sunday.", now=NOW)

        assert stale_citations.open_stale_citations(desk) == []
