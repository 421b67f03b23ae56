"""Stories: how well documents are grouped, on public sets with known stories.

    python benchmarks/stories.py [--data DIR] [--threshold 0.4] [--model NAME [--endpoint URL]]

Prints pairwise F1 and BCubed F1, per cent, as the grouper is shipped. What it weighs was
chosen on AllSides and on the first half of the Olympics' stories; halves are cut by a hash
of the story. What texts of two languages have in common was weighed on the example week.
`moves` counts documents that later ones moved to another story.
"""

import argparse
import csv
import hashlib
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from coranto.analysis.stories.group import MIN_JOIN_SCORE, StoryGrouper
from coranto.edges.embedder import Embedder, load_local_model
from coranto.edges.embeddings_api import EmbeddingsEndpoint
from coranto.example.content import load_content
from coranto.model import Document
from coranto.steps.stories.embed import DeskVectors
from data_folder import DATA_FOLDER

ISO = {"eng": "en", "spa": "es", "deu": "de", "fra": "fr", "por": "pt", "ita": "it"} | {
    "rus": "ru", "zho": "zh", "ara": "ar", "tur": "tr", "slv": "sl", "cat": "ca", "hrv": "hr",
}  # fmt: skip
ALONE = ("en", "pt", "es", "fr", "ru", "de")
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
        published_raw=row["published"],
        seen=published,
    )


def allsides(folder: Path) -> list[Told]:
    with (folder / "allsides-2021.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [(row["story"], document(row)) for row in rows]


def example() -> list[Told]:
    """The articles of the example week, with the events they were written about."""
    return [
        (
            article.event,
            Document(
                id=f"{outlet.id}/{article.slug}",
                version=1,
                source_id=outlet.id,
                kind="article",
                key=article.slug,
                url="",
                title=article.title,
                text=article.text,
                language=article.language or outlet.language,
                published=article.published.astimezone(UTC),
                seen=article.published.astimezone(UTC),
            ),
        )
        for outlet in load_content().outlets
        for article in load_content().articles[outlet.id]
        if article.title
    ]


def table(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(10_000_000)
    quoting = csv.QUOTE_NONE if "olympics" in path.name else csv.QUOTE_MINIMAL
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=quoting))


def olympics(folder: Path) -> list[Told]:
    rows = table(folder / "olympics-2021-week29.tsv")
    return [(row["story"], document(row)) for row in rows]


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


def report(
    name: str, told: Sequence[Told], threshold: float, vectors: DeskVectors | None = None
) -> tuple[float, float]:
    ordered = sorted(told, key=lambda pair: (pair[1].published or pair[1].seen, pair[1].id))
    grouper = StoryGrouper(threshold=threshold, vectors=vectors)
    where: dict[str, str] = {}
    moves = 0
    started = time.process_time()
    for _, each in ordered:
        where[each.id] = grouper.place(each).story_id
        where |= {moved.document_id: moved.story_id for moved in grouper.moved}
        moves += len(grouper.moved)
    speed = len(ordered) / (time.process_time() - started)
    pairwise, bcubed = scores([(story, where[each.id]) for story, each in ordered])
    print(f"{name:34} {len(told):6} {pairwise:9.1f} {bcubed:8.1f} {moves:6} {speed:8.0f}/s")
    return pairwise, bcubed


def report_pairs(path: Path, threshold: float, vectors: DeskVectors | None) -> None:
    """Pairs of undated articles, all of them grouped together."""
    grouper = StoryGrouper(threshold=threshold, vectors=vectors)
    seen = datetime(2020, 1, 1, tzinfo=UTC)
    counts: Counter[tuple[bool, bool]] = Counter()
    where: dict[str, str] = {}
    rows = table(path)
    for number, row in enumerate(rows):
        for side in ("first", "second"):
            name = f"{number}/{side}"
            where[name] = grouper.place(
                Document(
                    id=name,
                    version=1,
                    source_id=side,
                    kind="article",
                    key=name,
                    url="",
                    title=row[f"INPUT:{side}_title"],
                    text=row[f"INPUT:{side}_text"],
                    language="ru",
                    seen=seen,
                )
            ).story_id
            where |= {moved.document_id: moved.story_id for moved in grouper.moved}
    for number, row in enumerate(rows):
        same = where[f"{number}/first"] == where[f"{number}/second"]
        counts[row["GOLDEN:quality"] == "OK", same] += 1
    hit, missed, false = counts[True, True], counts[True, False], counts[False, True]
    share = 2 * hit / max(1, 2 * hit + missed + false)
    print(f"{'Russian pairs, F1 of one story':34} {len(rows):6} {share:9.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA_FOLDER)
    parser.add_argument("--threshold", type=float, default=MIN_JOIN_SCORE)
    parser.add_argument("--model", default="", help="an embedding model that is heard, too")
    parser.add_argument("--endpoint", default="", help="where the model is served")
    options = parser.parse_args()
    folder = options.data / "stories"
    if not folder.is_dir():
        sys.exit(f"{folder} is not there: give --data DIR or CORANTO_DATA")
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as open_files:
        vectors = None
        if options.model:
            model = (
                EmbeddingsEndpoint(options.endpoint, model=options.model)
                if options.endpoint
                else load_local_model(options.model)
            )
            kept = Embedder(model, Path(scratch) / "vectors.db")
            vectors = DeskVectors(open_files.enter_context(kept))
        measure(folder, options.threshold, vectors)
        if vectors and vectors.failure:
            sys.exit(f"the figures above are without the model: {vectors.failure}")


def measure(folder: Path, threshold: float, vectors: DeskVectors | None) -> None:
    told = partial(report, threshold=threshold, vectors=vectors)
    print(f"{'set':34} {'docs':>6} {'pairwise':>9} {'BCubed':>8} {'moves':>6} {'speed':>10}")
    for name, all_of_it in (("AllSides", allsides(folder)), ("Olympics", olympics(folder))):
        if vectors:
            vectors.prepare([document for _, document in all_of_it])
        told(f"{name}, all", all_of_it)
        told(f"{name}, half it was chosen on", half(all_of_it, 0))
        told(f"{name}, other half", half(all_of_it, 1))
    games = olympics(folder)
    for part, cut in (
        ("all", games), ("chosen on", half(games, 0)), ("other half", half(games, 1)),
    ):  # fmt: skip
        each = [
            told(f"Olympics in {code}, {part}", [pair for pair in cut if pair[1].language == code])
            for code in ALONE
        ]
        pairwise, bcubed = (sum(values) / len(each) for values in zip(*each, strict=True))
        print(f"{f'Olympics, each alone, mean, {part}':41} {pairwise:9.1f} {bcubed:8.1f}")
    told("Example week, 8 languages", example())
    report_pairs(folder / "russian-pairs.tsv", threshold, vectors)


if __name__ == "__main__":
    main()
