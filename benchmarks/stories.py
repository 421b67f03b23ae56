"""Stories: how well documents are grouped, on public sets with known stories.

    python benchmarks/stories.py [--data DIR] [--threshold 0.18]

Prints pairwise F1 and BCubed F1. AllSides is shown in two halves of its stories: the
threshold was chosen on the first alone.
"""

import argparse
import csv
import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from coranto.analysis.stories import THRESHOLD, Grouper
from coranto.model import Document

ISO = {"eng": "en", "spa": "es", "deu": "de", "fra": "fr", "por": "pt", "ita": "it"} | {
    "rus": "ru", "zho": "zh", "ara": "ar", "tur": "tr", "slv": "sl", "cat": "ca", "hrv": "hr",
}  # fmt: skip
Told = tuple[str, Document]  # the true story, and the document


def document(row: dict[str, str]) -> Document:
    published = datetime.fromisoformat(row["published"]).astimezone(UTC)
    return Document(
        id=row["id"],
        version=1,
        source_id=row.get("outlet", ""),
        kind="article",
        key=row.get("url", row["id"]),
        url=row.get("url", ""),
        title=row["title"],
        text=row.get("text", ""),
        language=ISO.get(row["language"], row["language"]),
        published=published,
        seen=published,
    )


def allsides(folder: Path) -> list[Told]:
    with (folder / "allsides-2021.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [(row["story"], document(row)) for row in rows]


def olympics(folder: Path) -> list[Told]:
    """Within each language only: a story told in two languages counts as two."""
    with (folder / "olympics-2021-week29.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(f"{row['story']} {row['language']}", document(row)) for row in rows]


def f1(precision: float, recall: float) -> float:
    return 200 * precision * recall / (precision + recall) if precision + recall else 0.0


def scores(pairs: Sequence[tuple[str, str]]) -> tuple[float, float]:
    """Pairwise F1 and BCubed F1, in per cent, of (true story, found story) pairs."""
    both, true = Counter(pairs), Counter(pair[0] for pair in pairs)
    found = Counter(pair[1] for pair in pairs)

    def joined(counts: Iterable[int]) -> int:
        return sum(count * (count - 1) // 2 for count in counts)

    hits = joined(both.values())
    pairwise = f1(
        hits / max(1, joined(found.values())),
        hits / max(1, joined(true.values())),
    )
    precision = sum(count**2 / found[pair[1]] for pair, count in both.items()) / len(pairs)
    recall = sum(count**2 / true[pair[0]] for pair, count in both.items()) / len(pairs)
    return pairwise, f1(precision, recall)


def half(told: Sequence[Told], which: int) -> list[Told]:
    def side(story: str) -> int:
        return hashlib.sha256(story.encode()).digest()[0] % 2

    return [(story, document) for story, document in told if side(story) == which]


def report(name: str, told: Sequence[Told], threshold: float) -> None:
    ordered = sorted(told, key=lambda pair: (pair[1].published or pair[1].seen, pair[1].id))
    grouper = Grouper(threshold=threshold)
    started = time.process_time()
    pairs = [(story, grouper.place(document).story_id) for story, document in ordered]
    speed = len(pairs) / (time.process_time() - started)
    pairwise, bcubed = scores(pairs)
    print(f"{name:34} {len(pairs):6} {pairwise:9.1f} {bcubed:8.1f} {speed:9.0f}/s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--threshold", type=float, default=THRESHOLD)
    options = parser.parse_args()
    folder = options.data / "stories"
    if not folder.is_dir():
        sys.exit(f"{folder} is not there: give the folder of the data with --data DIR")
    print(f"{'set':34} {'docs':>6} {'pairwise':>9} {'BCubed':>8} {'speed':>11}")
    told = allsides(folder)
    report("AllSides", told, options.threshold)
    report("AllSides, half it was chosen on", half(told, 0), options.threshold)
    report("AllSides, other half", half(told, 1), options.threshold)
    report("Olympics, within a language", olympics(folder), options.threshold)


if __name__ == "__main__":
    main()
