"""`compose --again` and `compose --story`: the editor's draft is read, never written."""

from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from coranto.cli import main
from coranto.editing import draft as drafts
from coranto.errors import DeskError
from coranto.steps.editions import compose as composing
from coranto.steps.editions import recompose, translate

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
WEEK = {"first": date(2026, 11, 9), "last": date(2026, 11, 15)}
STORM = ("/storm", "Storm stops ferries on the lake", "Tue, 10 Nov 2026 09:00:00 GMT", "Short.")
BEES = ("/bees", "Beekeepers harvest honey in Veldra", "Fri, 13 Nov 2026 15:00:00 GMT", "Short.")
OLD = ("/rye", "Rye is sown late around Brack", "Mon, 26 Oct 2026 15:00:00 GMT", "Short.")


@pytest.fixture
def desk(press, desk_of):
    press.feed("/feed.xml", STORM, BEES, OLD)
    press.page("/storm", STORM[1], "The ferry company suspended all crossings of the lake.")
    press.page("/bees", BEES[1], "Veldra's beekeepers harvested forty jars above the opera house.")
    press.page("/rye", OLD[1], "The farmers of Brack sowed their rye two weeks late this year.")
    made = desk_of("/feed.xml")
    made.run()
    with made.opened() as opened:
        composing.compose_draft(opened, **WEEK, now=NOW)
    return made


def draft_of(desk):
    return desk.folder / "editions/0001.md"


def story_of(desk, word):
    with desk.opened() as opened:
        (hit,) = opened.store.documents.search(word)
        return opened.store.stories.placement(hit.document_id).story_id


def recompose_again(desk):
    with desk.opened() as opened:
        return recompose.compose_again(opened, now=NOW)


def test_a_draft_is_composed_anew_beside_the_one_that_an_editor_changed(desk):
    text = draft_of(desk).read_text("utf-8")
    last_item = max(text.index("### Beekeepers"), text.index("### Storm"))
    edited = text[:last_item] + text[text.index("\n[^", last_item) :]
    draft_of(desk).write_text(edited, encoding="utf-8")

    result = recompose_again(desk)

    assert draft_of(desk).read_text("utf-8") == edited
    assert drafts.parse_draft(result.path.read_text("utf-8")) == drafts.parse_draft(text)
    assert [f"### {item.heading}" for item in result.added] == [
        text[last_item:].partition(" {#")[0]
    ]
    assert result.missing == ()


def test_a_draft_composed_anew_that_was_changed_by_hand_is_not_replaced(desk):
    path = recompose_again(desk).path
    recompose_again(desk)
    path.write_text("mine", encoding="utf-8")

    with pytest.raises(DeskError, match="changed by hand"):
        recompose_again(desk)
    assert path.read_text("utf-8") == "mine"


def test_a_draft_composed_anew_is_no_translation(desk):
    recompose_again(desk)

    with desk.opened() as opened:
        assert translate.load_translations(opened, 1) == ()


@pytest.mark.parametrize("word", ["beekeepers", "rye"])
def test_a_story_is_composed_alone_also_one_of_another_week(desk, word):
    story_id = story_of(desk, word)
    before = draft_of(desk).read_bytes()

    result = CliRunner().invoke(main, ["compose", "--story", story_id, "--desk", str(desk.folder)])

    assert result.exit_code == 0, result.output
    assert result.output.startswith("### ")
    assert f"{{#{story_id}}}" in result.output
    draft_text = draft_of(desk).read_text("utf-8")
    without_item = draft_text[: draft_text.index("### ")]
    assert drafts.parse_draft(without_item + result.output).citations
    assert draft_of(desk).read_bytes() == before


def test_a_story_that_was_left_out_is_composed_on_request(desk):
    story_id = story_of(desk, "beekeepers")
    CliRunner().invoke(
        main, ["story", "drop", story_id, "--who", "Ana", "--desk", str(desk.folder)]
    )

    with desk.opened() as opened:
        assert recompose.compose_story(opened, story_id, now=NOW).item.heading == BEES[1]


def test_an_unknown_story_is_refused(desk):
    with desk.opened() as opened, pytest.raises(DeskError, match="there is no story"):
        recompose.compose_story(opened, "sxxx", now=NOW)
