"""The commands about stories, as a person types them."""

import re
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from coranto.cli import main
from coranto.cli.desks import fill_settings_template
from coranto.model import Copy, Document, Source
from coranto.steps.desk import no_report, open_desk
from coranto.steps.stories.group import group_documents

NOW = datetime(2026, 11, 10, 9, tzinfo=UTC)
TITLES = {
    "dferry": "Ferry Mirabella runs aground off the Ombra lighthouse",
    "dtoo": "Mirabella ferry aground: passengers wait at the Ombra lighthouse",
    "dtomato": "Valley growers pour tomatoes on the steps of the ministry",
}


@pytest.fixture
def desk(tmp_path):
    """A desk with a story told twice and another told once."""
    (tmp_path / "coranto.toml").write_text(
        fill_settings_template("The Test Digest"), encoding="utf-8"
    )
    with open_desk(tmp_path) as desk:
        desk.store.sources.add(Source(id="gull", name="The Gull"), NOW)
        for name, title in TITLES.items():
            desk.store.documents.add(document(name, title), [])
        group_documents(desk, report=no_report)
        desk.store.copies.keep(
            [Copy(document_id="dtoo", origin_id="dferry", overlap=0.94, origin_overlap=0.5)]
        )
    return tmp_path


def document(name, title):
    return Document(
        id=name,
        version=1,
        source_id="gull",
        kind="article",
        key=f"https://gull.example/{name}",
        url=f"https://gull.example/{name}",
        title=title,
        text="",
        language="en",
        published=NOW,
        seen=NOW,
    )


def typed(desk, *words, status=0):
    result = CliRunner().invoke(main, ["story", *words, "--desk", str(desk)])
    assert result.exit_code == status, result.output
    return result.output


def story_of(desk, name):
    with open_desk(desk) as opened:
        return opened.store.stories.placement(name).story_id


def test_a_story_is_shown_with_its_reasons_and_copies(desk):
    shown = typed(desk, "show", story_of(desk, "dferry"))

    assert "2 documents" in shown
    assert re.search(r"\+\d\.\d\d  \S", shown)
    assert "copies gull (dferry), 94% of its words" in shown


def test_a_judgement_is_signed_kept_and_shown(desk):
    ferry, tomato = story_of(desk, "dferry"), story_of(desk, "dtomato")

    said = typed(desk, "merge", tomato, ferry, "--who", "Ines", "--reason", "one protest")

    assert said == f"dtomato is in {ferry} now.\nTo take it back: coranto story undo 1\n"
    assert f"Ines: merge {tomato} {ferry}: one protest" in typed(desk, "show", tomato)


def test_a_judgement_is_taken_back_by_its_number(desk):
    ferry, tomato = story_of(desk, "dferry"), story_of(desk, "dtomato")
    typed(desk, "merge", tomato, ferry, "--who", "Ines")

    said = typed(desk, "undo", "1", "--who", "Omar", "--reason", "two protests")

    assert said == f"dtomato is in {tomato} now.\nTaken back: 1. This is judgement 2.\n"
    assert story_of(desk, "dtomato") == tomato


def test_a_document_is_split_from_its_story(desk):
    ferry = story_of(desk, "dferry")

    typed(desk, "split", ferry, "dtoo", "--who", "Ines")

    assert story_of(desk, "dtoo") != ferry == story_of(desk, "dferry")


def test_nobody_judges_without_a_name(desk):
    said = typed(desk, "apart", story_of(desk, "dferry"), story_of(desk, "dtomato"), status=2)

    assert "--who" in said


def test_a_story_that_is_not_there_is_named(desk):
    assert "there is no story snowhere" in typed(desk, "show", "snowhere", status=1)
