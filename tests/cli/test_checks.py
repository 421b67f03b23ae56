"""How findings are printed, and a draft watched."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from coranto.cli import main
from coranto.cli.checks import format_report, github_annotation
from coranto.cli.desks import fill_settings_template
from coranto.model import Finding
from coranto.steps.editions import files


@pytest.mark.parametrize(
    ("severity", "level"), [("error", "error"), ("warning", "warning"), ("note", "notice")]
)
def test_a_finding_is_an_annotation_of_its_line(severity, level):
    finding = Finding(
        check="link", severity=severity, line=12, message="this leads nowhere.", fix="mend it"
    )

    printed = github_annotation(Path("editions/0001.md"), finding)

    assert printed == (
        f"::{level} file=editions/0001.md,line=12,title=link::this leads nowhere. mend it"
    )


def test_a_strangers_words_cannot_begin_a_command_of_their_own():
    finding = Finding(
        check="a,b:c", severity="error", line=1, message="100%\r\n::error::mine", fix=""
    )

    printed = github_annotation(Path("a:b.md"), finding)

    assert printed == "::error file=a%3Ab.md,line=1,title=a%2Cb%3Ac::100%25%0D%0A::error::mine"


DRAFT = """\
---
number: 1
title: The Test Digest
first: 2026-11-09
last: 2026-11-15
language: en
---

# A quiet week

## English {#en}

### Nothing happened

Nobody was seen on the lake.
"""


@pytest.fixture
def desk(tmp_path):
    """A desk whose draft says next to nothing."""
    settings = fill_settings_template("The Test Digest").replace(
        "# signatures = 2", "signatures = 2"
    )
    editors = settings.replace('# editors = ["Ada Example"]', 'editors = ["Ada", "Ben"]')
    (tmp_path / "coranto.toml").write_text(editors, encoding="utf-8")
    (tmp_path / "editions").mkdir()
    (tmp_path / "editions" / "0001.md").write_text(DRAFT, encoding="utf-8")
    return tmp_path


def run(desk, *arguments):
    return CliRunner().invoke(main, [*arguments, "--desk", str(desk)])


def test_two_editors_sign_a_text_and_a_change_asks_them_again(desk):
    draft = desk / "editions" / "0001.md"
    assert run(desk, "check", "1").exit_code == 1

    assert "1 of 2" in run(desk, "sign", "1", "--who", "Ada").output
    assert "1 of 2" in run(desk, "sign", "1", "--who", "Ada").output
    assert "2 of 2" in run(desk, "sign", "1", "--who", "Ben").output
    assert run(desk, "check", "1").exit_code == 0
    draft.write_text(DRAFT.replace("Nobody", "Somebody"), encoding="utf-8")
    changed = run(desk, "check", "1")

    assert changed.exit_code == 1
    assert "Ada, Ben signed a text that was changed since." in changed.output


def test_only_editors_sign(desk):
    refused = run(desk, "sign", "1", "--who", "Beb")

    assert refused.exit_code == 1
    assert "Beb is no editor of this desk. Did you mean `Ben`?" in refused.output


def test_a_watched_draft_is_checked_each_time_it_is_saved(desk):
    draft = desk / "editions" / "0001.md"
    command = [sys.executable, "-m", "coranto", "check", "1", "--watch", "--desk", str(desk)]
    # Where the tests run in the background, Ctrl-C is ignored and would be in the command, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        first = next(line for line in process.stdout if "checked:" in line)
        process.stderr.readline()
        saved = draft.with_suffix(".new")
        saved.write_text(DRAFT.replace("Nobody", "“Nobody”"), encoding="utf-8")
        saved.replace(draft)
        second = next(line for line in process.stdout if "checked:" in line)
        process.stderr.readline()
        process.send_signal(signal.SIGINT)

        assert process.wait(timeout=60) == 0
        assert process.stderr.read() == "Watched no longer.\n"
    assert first == "0 citations checked: 1 error, 0 warnings, 1 note.\n"
    assert second == "0 citations checked: 2 errors, 0 warnings, 0 notes.\n"


# --- what is printed --------------------------------------------------------------


def finding(check, severity, line, message="this is wrong.", fix="mend it"):
    return Finding(check=check, severity=severity, line=line, message=message, fix=fix)


FINDINGS = [
    finding("owner", "note", 3),
    finding("same sentence", "warning", 5, "“A.” stands in line 2 already."),
    finding("quotation", "error", 9, "“B” is not in dferry.", "remove it"),
    finding("same sentence", "warning", 7, "“A.” stands in line 2 already."),
    finding("quotation", "error", 4, "“C” is not in dfair.", "write “D”"),
    finding("owner", "note", 8),
]


def test_errors_come_first_one_line_for_each_kind_and_notes_are_counted():
    printed = format_report(Path("0001.md"), FINDINGS, 12, "text", with_notes=False)

    assert printed == (
        "0001.md:4, 9: error: quotation\n"
        "    4: “C” is not in dfair.\n"
        "        write “D”\n"
        "    9: “B” is not in dferry.\n"
        "        remove it\n"
        "0001.md:5, 7: warning: same sentence: mend it\n"
        "    5, 7: “A.” stands in line 2 already.\n"
        "notes, shown by --notes: owner 2\n"
        "12 citations checked: 2 errors, 2 warnings, 2 notes."
    )


def test_notes_are_shown_when_asked_for():
    printed = format_report(Path("0001.md"), FINDINGS, 12, "text", with_notes=True)

    assert "0001.md:3, 8: note: owner: mend it" in printed
    assert "--notes" not in printed


# --- headings without a name ------------------------------------------------------

UNNAMED = DRAFT.replace("## English {#en}", "## English")


def test_a_heading_without_a_name_is_given_one_in_the_file(desk):
    draft = desk / "editions" / "0001.md"
    draft.write_text(UNNAMED, encoding="utf-8")

    result = run(desk, "check", "1")

    assert "0001.md:11: the heading was given the name {#en}" in result.output
    assert "0001.md:13: the heading was given the name {#own-nothing-happened}" in result.output
    assert draft.read_text("utf-8") == DRAFT.replace(
        "### Nothing happened", "### Nothing happened {#own-nothing-happened}"
    )
    assert "unknown story" not in result.output
    assert "the heading" not in run(desk, "check", "1").output


def test_a_file_that_cannot_be_written_is_checked_as_if_it_had_names(desk, monkeypatch):
    draft = desk / "editions" / "0001.md"
    draft.write_text(UNNAMED, encoding="utf-8")
    desk.joinpath("editions").chmod(0o500)
    # Permissions do not bind root, as whom containers run.
    monkeypatch.setattr(files, "replace_file", refuse_to_write)

    result = run(desk, "check", "1")

    desk.joinpath("editions").chmod(0o700)
    assert "0001.md:11: the heading lacks the name {#en}" in result.output
    assert "error: draft" not in result.output
    assert draft.read_text("utf-8") == UNNAMED


def refuse_to_write(_path, _content):
    raise PermissionError(13, "Permission denied")
