"""The inbox and the decisions about its stories, as a person types them."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from coranto.cli import main
from coranto.cli.desks import fill_settings_template
from coranto.model import Document, Source
from coranto.steps.desk import no_report, open_desk
from coranto.steps.stories.group import group_documents

NOW = datetime(2026, 11, 10, 9, tzinfo=UTC)
WEEK = ("--from", "2026-11-09", "--to", "2026-11-15")
TITLES = {
    "dferry": "Ferry Mirabella runs aground off the Ombra lighthouse",
    "dtomato": "Valley growers pour tomatoes on the steps of the ministry",
}


@pytest.fixture
def desk(tmp_path):
    (tmp_path / "coranto.toml").write_text(
        fill_settings_template("The Test Digest"), encoding="utf-8"
    )
    with open_desk(tmp_path) as desk:
        desk.store.sources.add(Source(id="gull", name="The Gull", country="PT"), NOW)
        for name, title in TITLES.items():
            url = f"https://gull.example/{name}"
            document = Document(
                id=name, version=1, source_id="gull", kind="article", key=url, url=url,
                title=title, text=f"{title}.", language="en",
                published=NOW, seen=NOW,
            )  # fmt: skip
            desk.store.documents.add(document, [])
        group_documents(desk, report=no_report)
    return tmp_path


def typed(desk, *words, status=0):
    result = CliRunner().invoke(main, [*words, "--desk", str(desk)])
    assert result.exit_code == status, result.output
    return result.output


def listed(desk, *words):
    return json.loads(typed(desk, "inbox", *WEEK, "--json", *words))


def story_id(desk, words):
    return listed(desk, "--words", words)["stories"][0]["summary"]["story_id"]


def test_the_inbox_shows_what_was_decided_and_how_to_take_it_back(desk):
    ferry = story_id(desk, "ferry")

    decided = typed(desk, "story", "drop", ferry, "--who", "Ines", "--reason", "no news")

    assert decided == f"{ferry}: drop  (coranto story undo 1)\n"
    shown = typed(desk, "inbox", *WEEK, "--state", "dropped", "--reasons")
    assert "2026-11-09 to 2026-11-15: 1 story" in shown
    assert f"{ferry}  {TITLES['dferry']}  [dropped, new]" in shown
    assert "en · The Gull · 1 independent" in shown
    assert "Ines: drop no news" in shown
    assert "independent outlets: 1: The Gull" in shown
    assert "Taken back: 1." in typed(desk, "story", "undo", "1", "--who", "Omar")
    assert listed(desk, "--state", "dropped")["total"] == 0


def test_each_decision_has_its_command(desk):
    ferry, tomato = story_id(desk, "ferry"), story_id(desk, "tomatoes")
    typed(desk, "story", "pick", ferry, tomato, "--who", "Ines")
    typed(desk, "story", "later", tomato, "--who", "Ines")
    typed(desk, "story", "assign", "Omar", ferry, "--who", "Ines")
    typed(desk, "story", "note", "ask the ministry", ferry, "--who", "Ines")

    stories = {
        story["summary"]["story_id"]: story for story in listed(desk, "--who", "Omar")["stories"]
    }

    assert stories[ferry]["state"] == "picked"
    assert stories[ferry]["assigned_to"] == "Omar"
    assert [one["verb"] for one in stories[ferry]["decisions"]] == ["pick", "assign", "note"]
    assert listed(desk, "--who", "Omar", "--assigned", "me")["total"] == 1


def test_pages_go_on_by_their_cursor(desk):
    first = listed(desk, "--limit", "1")

    second = listed(desk, "--limit", "1", "--after", first["next_cursor"])

    assert (first["total"], second["next_cursor"]) == (2, "")
    assert first["stories"][0] != second["stories"][0]
    assert f"More: --after {first['next_cursor']}" in typed(desk, "inbox", *WEEK, "--limit", "1")


def test_a_saved_view_is_a_filter_under_a_name(desk):
    assert "There is no view yet" in typed(desk, "views", "list")
    typed(desk, "views", "save", "Ferries", "q=ferry", "--who", "Ines", "--shared")
    typed(desk, "views", "save", "Mine", "?assigned=me&state=open", "--who", "Ines")

    assert listed(desk, "--view", "Ferries", "--who", "Omar")["total"] == 1
    assert typed(desk, "views", "list") == "   1  all  Ferries  ?q=ferry  (Ines)\n"
    assert "own  Mine  ?assigned=me&state=open" in typed(desk, "views", "list", "--who", "Ines")
    assert "no view 2 of yours" in typed(desk, "views", "delete", "2", "--who", "Omar", status=1)
    assert typed(desk, "views", "delete", "2", "--who", "Ines") == "Deleted: Mine\n"
    assert "There are: Ferries." in typed(desk, "inbox", "--view", "Mine", status=1)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--tier", "4"), "tier='4': a tier is 1, 2 or 3."),
        (("--query", "colour=red"), "'colour' is no filter of the inbox."),
        (("--after", "page-2"), "'page-2' is no place in the inbox"),
        (("--seen",), "name yourself with --who"),
    ],
)
def test_what_the_inbox_does_not_know_is_said_in_words(desk, words, message):
    assert message in typed(desk, "inbox", *WEEK, *words, status=1)


def test_a_visit_is_recorded_when_asked_for(desk):
    assert listed(desk, "--since-visit", "--who", "Ines", "--seen")["total"] == 2

    assert listed(desk, "--since-visit", "--who", "Ines")["total"] == 0


def test_today_tells_what_waits(desk):
    ferry = story_id(desk, "ferry")
    typed(desk, "story", "assign", "Omar", ferry, "--who", "Ines", "--reason", "you know it")

    told = typed(desk, "today", "--who", "Omar")

    assert f"  assigned {ferry}  {TITLES['dferry']}\n" in told
    assert "you know it" in told
    assert "broken   nothing" in told
