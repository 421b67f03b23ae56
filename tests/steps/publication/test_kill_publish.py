"""Publishing or correcting that is killed at any moment, then done again, loses nothing."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime

import pytest

from coranto.steps.desk import open_desk
from coranto.steps.editions import compose as composing
from coranto.steps.publication.prove_site import verify_site
from coranto.steps.publication.verify import verify_edition

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
KILLS = int(os.environ.get("CORANTO_KILLS", "3"))
PUBLISH = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from coranto.errors import DeskError
from coranto.steps.publication import correct, publish
from coranto.steps.desk import open_desk

with open_desk(Path(sys.argv[1])) as desk:
    print("begun", flush=True)
    try:
        publish.publish_edition(desk, 1, now=datetime(2026, 11, 16, 9, tzinfo=UTC))
    except DeskError as error:
        assert "nothing was changed" in str(error), error
    path = desk.drafts / "0001.md"
    text = path.read_text(encoding="utf-8")
    if "Yes, it did." not in text:
        path.write_text(text.replace("\\n## ", "\\nYes, it did.\\n\\n## ", 1), encoding="utf-8")
    try:
        when = datetime(2026, 11, 17, 9, tzinfo=UTC)
        correct.correct_edition(desk, 1, who="Ada", reason="Asked.", now=when)
    except DeskError as error:
        assert "nothing to correct" in str(error), error
"""


@pytest.fixture
def folder(press, desk_of):
    """A desk with a draft of many stories."""
    items = []
    for number in range(12):
        title = f"Barge {number} of convoy {number * 7} moored at pier {chr(65 + number % 26)}"
        items.append((f"/{number}", title, "Tue, 10 Nov 2026 09:00:00 GMT", ""))
        press.page(f"/{number}", title, f"Barge {number} brought {number * 13} crates of lamps.")
    press.feed("/feed.xml", *items)
    desk_of().run()
    with desk_of.opened() as desk:
        composing.compose_draft(desk, first=date(2026, 11, 9), last=date(2026, 11, 15), now=NOW)
    return desk_of.folder


def command(folder):
    return [sys.executable, "-c", PUBLISH, str(folder)]


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for root in ("site", "published")
        for path in (folder / root).rglob("*")
        if path.is_file()
    }


def test_what_was_killed_and_done_again_is_what_was_never_killed(folder, tmp_path):
    whole = shutil.copytree(folder, tmp_path / "whole")
    started = time.monotonic()
    subprocess.run(command(whole), check=True, capture_output=True)
    length = time.monotonic() - started
    expected = files(whole)
    chance = random.Random(1620)

    for attempt in range(KILLS):
        killed = shutil.copytree(folder, tmp_path / f"killed-{attempt}")
        process = subprocess.Popen(command(killed), stdout=subprocess.PIPE)
        process.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.9) * length)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        subprocess.run(command(killed), check=True, capture_output=True)

        found = files(killed)
        assert [name for name in expected if found.get(name) != expected[name]] == []
        assert set(found) == set(expected)
        with open_desk(killed) as desk:
            assert verify_edition(desk, 1).faults == ()
        assert verify_site(killed / "site").faults == ()
