"""Composing again: the editor's draft is read, never written."""

from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from coranto.cli import main
from coranto.editing import draft as drafts
from coranto.errors import DeskError
from coranto.steps.editions import compose as composing
from coranto.steps.editions import propose as proposing

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
WEEK = {"first": date(2026, 11, 9), "last": date(2026, 11, 15)}
TUESDAY = "Tue, 10 Nov 2026 09:00:00 GMT"
STORM = ("/storm", "Storm stops ferries on the lake", TUESDAY, "Short.")
BEES = ("/bees", "Beekeepers harvest honey in Veldra", "Fri, 13 Nov 2026 15:00:00 GMT", "Short.")


@pytest.fixture
def desk(press, desk_of):
    press.feed("/feed.xml", STORM)
    press.feed("/other.xml")
    press.page(
        "/storm",
        STORM[1],
        "The ferry company said on Tuesday that all crossings of the lake are suspended.",
        "Waves of four metres were measured at the northern pier, the highest in eleven years.",
    )
    made = desk_of("/feed.xml", "/other.xml")
    made.run()
    with made.opened() as opened:
        composing.compose_draft(opened, **WEEK, now=NOW)
    return made


def honey(press, desk):
    """Another story of the same week arrives."""
    press.feed("/other.xml", BEES)
    press.page(
        "/bees",
        BEES[1],
        "Veldra's beekeepers harvested forty jars from hives kept above the opera house.",
        "Mayor Jonas Wick wants to sell them at the winter market.",
    )
    desk.run(days=1)


def propose(desk):
    with desk.opened() as opened:
        return proposing.propose_additions(opened, now=NOW)


def draft_of(desk):
    return desk.folder / "editions/0001.md"


def test_nothing_new_writes_nothing(desk):
    proposed = propose(desk)

    assert (bool(proposed.proposals), proposed.path.exists()) == (False, False)


def test_what_is_new_stands_beside_the_draft_and_can_be_copied_over(press, desk):
    mine = draft_of(desk)
    mine.write_text(mine.read_text("utf-8").replace("# Storm", "# A storm", 1), encoding="utf-8")
    before = mine.read_bytes()
    honey(press, desk)

    proposed = propose(desk)

    assert mine.read_bytes() == before
    assert [(one.kind, one.item.heading) for one in proposed.proposals.items] == [("new", BEES[1])]
    block = proposed.path.read_text("utf-8").partition("\n### ")[2]
    mine.write_text(f"{mine.read_text('utf-8')}\n### {block}", encoding="utf-8")
    assert propose(desk).proposals.items == ()
    assert not proposed.path.exists()


def test_where_the_composed_file_is_gone_a_proposal_stays_until_it_is_taken_over(press, desk):
    (desk.folder / "editions/.composed/0001.md").unlink()
    honey(press, desk)

    first, again = propose(desk), propose(desk)

    assert ("new", BEES[1]) in [(one.kind, one.item.heading) for one in first.proposals.items]
    assert again.proposals.items == first.proposals.items


def test_the_command_lists_what_is_new_and_why_it_ranks(press, desk):
    honey(press, desk)
    arguments = ["compose", "--desk", str(desk.folder), "--reasons"]

    shown = CliRunner().invoke(main, arguments)

    assert shown.exit_code == 0, shown.output
    assert "The draft of no. 1 stays as it is:" in shown.output
    assert f"  new             {BEES[1]}\n" in shown.output
    assert "  independent outlets: 1: Paper 1\n" in shown.output


def test_proposals_that_were_worked_on_are_not_replaced(press, desk):
    honey(press, desk)
    path = propose(desk).path
    path.write_text("my notes", encoding="utf-8")

    with pytest.raises(DeskError, match="was changed by hand"):
        propose(desk)

    assert path.read_text("utf-8") == "my notes"


def test_a_draft_that_cannot_be_read_is_named_with_its_line(desk):
    draft_of(desk).write_text("my own work", encoding="utf-8")

    with pytest.raises(DeskError, match=r"0001\.md cannot be read.* line 1"):
        propose(desk)

    assert draft_of(desk).read_text("utf-8") == "my own work"


def test_where_no_draft_waits_there_is_nothing_to_propose_to(desk):
    draft_of(desk).unlink()

    with pytest.raises(DeskError, match="coranto compose"):
        propose(desk)


def test_the_days_of_the_draft_hold_unless_others_are_given(press, desk):
    honey(press, desk)
    with desk.opened() as opened:
        other = proposing.propose_additions(
            opened, first=date(2026, 10, 5), last=date(2026, 10, 11), now=NOW
        )

    assert drafts.parse_draft(draft_of(desk).read_text("utf-8")).first == WEEK["first"]
    assert [item.story_id for item in other.proposals.gone] != []
