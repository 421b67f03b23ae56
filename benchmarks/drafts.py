"""Drafts of real weeks and of the example, marked by hand as an editor would mark them.

    python benchmarks/drafts.py [--data DIR] [--code WORKTREE] [--show FILE]

Four weeks of DIR/feeds are served over loopback and drafted with the shipped defaults. Each desk
has sections, and a mute or a gate, as its editor would write them. Topics and top stories were
written after reading the week's titles, before any draft; some sections of W06 to W08, and that
W07 does not mute sport, after a first draft. Every item is printed with the mark of its first
quoted document, how many documents it has, and the reason:

- keep: printed as it is;
- edit: one light change, such as a heading, a merge with an item above, a report to take out;
- bin: not news, not of the desk's topic, or two unlike matters as one.

A second item of one event counts as edit at best. The marks stand in drafts/marks.tsv by a hash of
the document's id, without titles or texts; a document without a mark is printed as unmarked and
never counts as kept. They were made by one person on the drafts of both versions at once. The rules
of the ranking were mended on the same weeks; for the last one, W05, only the section "In brief"
was added after its draft. A new week may do worse.

`--code` drafts with another version of Coranto, such as a worktree of an older commit; where it
has no gate, the words of the gate are its watch words. `--show` writes titles and texts of what has
no mark, for whoever marks.
"""

import argparse
import csv
import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data_folder import DATA_FOLDER
from draft_weeks import EXAMPLE, WEEKS

HERE = Path(__file__).parent
MARKS = HERE / "drafts" / "marks.tsv"


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What an editor would do with one document as an item, and which event it is about."""

    mark: str  #: keep, edit or bin
    event: str  #: documents of one event may stand in one item
    reason: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA_FOLDER)
    parser.add_argument("--code", type=Path, default=HERE.parent)
    parser.add_argument("--show", type=Path)
    parser.add_argument("--week", action="append", help="only this one; may be repeated")
    arguments = parser.parse_args()
    if not (arguments.data / "feeds").is_dir():
        raise SystemExit(f"no feeds in {arguments.data}: name a folder with --data or CORANTO_DATA")
    names = arguments.week or [*(week.name for week in WEEKS), EXAMPLE]
    drafts = {name: draft_with(arguments.code, name, arguments.data) for name in names}
    marks = read_marks()
    totals: Counter[str] = Counter()
    for name, items in drafts.items():
        totals += print_week(name, items, marks)
    print(f"\nall drafts: {summary(totals)}")
    if arguments.show:
        write_unmarked(arguments.show, drafts, marks)


# --- marks ----------------------------------------------------------------------------


def read_marks() -> dict[tuple[str, str], Mark]:
    with MARKS.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {
            (row["week"], row["document"]): Mark(
                mark=row["mark"], event=row["event"], reason=row["reason"]
            )
            for row in rows
        }


def document_hash(document_id: str) -> str:
    return hashlib.sha256(document_id.encode()).hexdigest()[:12]


def print_week(
    name: str, items: Sequence[dict[str, Any]], marks: Mapping[tuple[str, str], Mark]
) -> Counter[str]:
    """Print each item with its mark, and return how many have which."""
    week = next((week for week in WEEKS if week.name == name), None)
    sections = Counter(item["section"] for item in items)
    print(f"\n{name}: {week.topic if week else 'the example desk'}")
    print("  sections: " + ", ".join(f"{title} {count}" for title, count in sections.items()))
    counts: Counter[str] = Counter()
    events: set[str] = set()
    for number, item in enumerate(items, 1):
        identifier = document_hash(item["documents"][0]["id"])
        mark, reason, event = mark_of_item(marks.get((name, identifier)), events)
        counts[mark] += 1
        events |= {event} - {""}
        print(f"  {number:3} {identifier} {mark:9} {len(item['documents']):2} {reason}")
    print(f"  {summary(counts)}")
    if week:
        missing = [event for event in week.top if event not in events]
        note = f" (not: {', '.join(missing)})" if missing else ""
        print(f"  top stories in it: {len(week.top) - len(missing)} of {len(week.top)}{note}")
    return counts


def mark_of_item(mark: Mark | None, events: set[str]) -> tuple[str, str, str]:
    """Mark, reason and event of an item; an event that stands above is to be merged."""
    if mark is None:
        return "unmarked", "", ""
    if mark.mark == "keep" and mark.event in events and mark.event != "posts":
        return "edit", f"told above, to be merged: {mark.reason}", mark.event
    return mark.mark, mark.reason, mark.event if mark.mark != "bin" else ""


def summary(counts: Counter[str]) -> str:
    total = counts.total()
    good = counts["keep"] + counts["edit"]
    parts = ", ".join(f"{counts[mark]} {mark}" for mark in ("keep", "edit", "bin", "unmarked"))
    return f"{total} items: {parts}; kept or lightly edited {100 * good / max(1, total):.0f} %"


def write_unmarked(
    path: Path,
    drafts: Mapping[str, Sequence[dict[str, Any]]],
    marks: Mapping[tuple[str, str], Mark],
) -> None:
    """Write what an editor needs to mark the items without a mark. Not for the repository."""
    lines = [
        f"{name}\t{document_hash(item['documents'][0]['id'])}\t{item['heading']}\n"
        f"    {' '.join(item['documents'][0]['text'].split())}\n"
        for name, items in drafts.items()
        for item in items
        if (name, document_hash(item["documents"][0]["id"])) not in marks
    ]
    path.write_text("".join(lines), encoding="utf-8")


# --- drafting, in a child that imports the version that is asked for -------------------


def draft_with(code: Path, name: str, data: Path) -> list[dict[str, Any]]:
    """The items of a week's draft, as the version of Coranto in `code` writes it."""
    environment = os.environ | {"PYTHONPATH": f"{(code / 'src').resolve()}:{HERE}"}
    command = [sys.executable, str(HERE / "draft_weeks.py"), name, str(data)]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise SystemExit(answer.stderr)
    items: list[dict[str, Any]] = json.loads(answer.stdout)
    return items


if __name__ == "__main__":
    main()
