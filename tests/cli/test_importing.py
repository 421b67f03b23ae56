"""What the commands say that take in past numbers and lay out other languages."""

from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from coranto.cli import main
from coranto.cli.desks import fill_settings_template
from coranto.editing import draft as drafts
from coranto.model import Draft, Item, Section
from coranto.steps.desk import open_desk

NOW = datetime(2026, 11, 16, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path):
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "coranto.toml").write_text(fill_settings_template("The Quay"), encoding="utf-8")
    with open_desk(folder):
        return folder


def said(*words):
    result = CliRunner().invoke(main, [str(word) for word in words])
    return result.exit_code, result.output


def test_past_numbers_are_counted_and_what_was_left_out_is_listed(desk, tmp_path):
    past = tmp_path / "past"
    past.mkdir()
    (past / "a.md").write_text(
        "---\ndate: 2024-05-06\n---\n# Digest 278\n\nText ![map](https://i.example/m.png)",
        encoding="utf-8",
    )
    (past / "b.md").write_text("# Digest 279\n\nText.", encoding="utf-8")

    status, output = said("import", "--desk", desk, past)

    assert status == 0
    assert "Imported 1 number: no. 278\n" in output
    assert "  no. 278: picture https://i.example/m.png" in output
    assert "  b.md: no date: add a line such as `date: 2024-05-06` at its top" in output
    assert output.endswith("The next edition is no. 279.\n")


@pytest.mark.parametrize(
    ("pattern", "message"), [("(", "no regular expression"), ("week", "needs a group")]
)
def test_a_pattern_without_a_number_is_a_usage_error(desk, pattern, message):
    status, output = said("import", "--desk", desk, "x.md", "--match", pattern)

    assert status == 2
    assert message in output


def test_a_file_that_is_not_there_is_said_to_be_so(desk):
    status, output = said("import", "--desk", desk, "none.xml")

    assert status == 1
    assert "none.xml is not there" in output


def test_another_language_is_laid_out_and_counted(desk):
    item = Item(story_id="s1", heading="Eels", body="They came back.")
    draft = Draft(
        number=1, title="The Quay", first=date(2026, 11, 9), last=date(2026, 11, 15),
        language="en", headline="Eels", lead="Nine years.",
        sections=(Section(id="en", title="English", items=(item,)),), citations=(),
    )  # fmt: skip
    (desk / "editions").mkdir()
    (desk / "editions/0001.md").write_text(drafts.format_draft(draft), encoding="utf-8")

    status, output = said("translate", "--desk", desk, 1, "fa")

    assert status == 0
    assert "0001.fa.md: 0 texts up to date, 0 older than the original, 2 to translate" in output


def test_who_corrects_an_imported_number_is_told_that_it_cites_nothing(desk, tmp_path):
    past = tmp_path / "past.md"
    past.write_text("---\ndate: 2024-05-06\n---\n# Digest 278\n\nThey said “no”.", encoding="utf-8")
    said("import", "--desk", desk, past)

    status, output = said("correct", "--desk", desk, 278)

    assert status == 0
    assert "It was imported, so its quotations cite nothing." in output


@pytest.mark.parametrize(
    ("given", "missing"), [((), "--who"), (("--who", "Ada"), "--reason is missing")]
)
def test_an_alarm_is_settled_by_somebody_for_a_reason(desk, given, missing):
    status, output = said("correct", "--desk", desk, 1, "--leave", "d1", *given)

    assert status == 2
    assert missing in output


def test_an_import_is_taken_back(desk, tmp_path):
    past = tmp_path / "past.md"
    past.write_text("---\ndate: 2024-05-06\n---\n# Digest 278\n\nText.", encoding="utf-8")
    said("import", "--desk", desk, past)

    status, output = said("import", "--desk", desk, "--undo")

    assert status == 0
    assert "Taken out again: no. 278" in output
    assert output.endswith("The next edition is no. 1.\n")
    assert said("import", "--desk", desk, "--undo")[0] == 1
    assert said("import", "--desk", desk)[0] == 2
