"""How findings are printed, and a draft watched."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from coranto.cli import main
from coranto.cli.checks import github_annotation
from coranto.cli.desks import fill_settings_template
from coranto.model import Finding


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
