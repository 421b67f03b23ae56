"""The same frozen inputs give the same bytes in another folder, time zone and locale."""

import os
import shutil
import subprocess
import sys

from coranto.cli import demo
from coranto.example import FIRST_DAY, LAST_DAY, ExampleWeek, end_of_day
from coranto.steps.desk import open_desk
from coranto.steps.editions import compose as composing

#: Publishes no. 279 and corrects it, with clocks that stand still.
PUBLISH = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from coranto.steps.publication import correct, publish
from coranto.steps.desk import open_desk

with open_desk(Path(sys.argv[1])) as desk:
    number = int(sys.argv[2])
    publish.publish_edition(desk, number, now=datetime(2026, 11, 16, 9, 30, tzinfo=UTC))
    path = desk.drafts / f"{number:04d}.md"
    text = path.read_text(encoding="utf-8")
    text = text.replace("\\n## ", "\\n\\xd6, written later.\\n\\n## ", 1)
    path.write_text(text, encoding="utf-8")
    when = datetime(2026, 11, 17, 23, 45, tzinfo=UTC)
    correct.correct_edition(desk, number, who="Zo\\xeb", reason="\\xd6 was missing.", now=when)
"""
#: Where no two hash alike, days begin elsewhere, and files are read as ASCII unless said.
THERE = {
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "C",
    "LANG": "C",
    "PYTHONHASHSEED": "1",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
}
HERE = {"TZ": "America/Lima", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "PYTHONHASHSEED": "4242"}


def published(folder, number, environment):
    """Everything that publishing wrote in a folder, by its path there."""
    subprocess.run(
        [sys.executable, "-c", PUBLISH, str(folder), str(number)],
        check=True,
        env=os.environ | environment,
    )
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for root in ("site", "published")
        for path in sorted((folder / root).rglob("*"))
        if path.is_file()
    }


def test_another_folder_time_zone_and_locale_give_the_same_bytes(tmp_path):
    folder = tmp_path / "desk"
    folder.mkdir()
    with ExampleWeek(day="sunday", slowness=0) as week:
        demo._write_settings(folder, week)
        with open_desk(folder) as desk:
            demo._add_sources(desk, week)
            demo._collect_day(desk, week, "sunday")
            now = end_of_day("sunday")
            number = composing.compose_draft(desk, first=FIRST_DAY, last=LAST_DAY, now=now).number
    other = tmp_path / "Ablage ü" / "دفتر"
    shutil.copytree(folder, other)

    here = published(folder, number, HERE)
    there = published(other, number, THERE)

    assert [name for name in here if here[name] != there.get(name)] == []
    assert set(here) == set(there)
    assert len(here) > 50
