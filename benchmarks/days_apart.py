"""Storylines of `coranto group`: reports of one event that come days after one another.

    python benchmarks/days_apart.py [--data DIR] [--seed 1]

AllSides gives all reports of a story one time. Here each is laid up to three days later: half of
them within the first day, the others one to three days after, by a hash of the document and the
seed. Prints how many pairs of one event are found in one story, and in one storyline, less than a
day and one to three days apart, and how many of the pairs found are of one event. What evidence
counts was chosen on the first half. A third of the other half's stories stands for a desk of less
crowded news: AllSides has a year of one country's politics, where a next chapter is another story.
Of the four storylines of that third that hold two of its stories (seed 1), three tell one event by
their titles: a president's plan, protests on an island, a general's calls.
"""

import argparse
import hashlib
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path

from coranto.analysis.stories.days_later import StorylineGrouper
from coranto.analysis.stories.group import StoryGrouper
from coranto.model import Document
from data_folder import DATA_FOLDER
from stories import Told, allsides, half

DAY = timedelta(days=1)


def laid_days_apart(told: Sequence[Told], seed: int) -> list[Told]:
    def later(document: Document) -> Document:
        digest = hashlib.sha256(f"{seed}/{document.id}".encode()).digest()
        share = int.from_bytes(digest[1:5], "big") / 2**32
        days = share if digest[0] % 2 else 1 + 2 * share
        at = (document.published or document.seen) + days * DAY
        return replace(document, published=at, seen=at, published_raw="")

    laid = [(story, later(document)) for story, document in told]
    return sorted(laid, key=lambda pair: (pair[1].seen, pair[1].id))


def third(told: Sequence[Told]) -> list[Told]:
    return [
        (story, document)
        for story, document in told
        if hashlib.sha256(story.encode()).digest()[1] % 3 == 0
    ]


def group(told: Sequence[Told]) -> tuple[dict[str, str], dict[str, str]]:
    grouper = StorylineGrouper(StoryGrouper(explained=False))
    stories, storylines = dict[str, str](), dict[str, str]()
    for _, document in told:
        for placed in grouper.place(document):
            stories[placed.placement.document_id] = placed.placement.story_id
            storylines[placed.placement.document_id] = placed.storyline
    return stories, storylines


def precision(told: Sequence[Told], where: Mapping[str, str]) -> float:
    found = Counter(where[document.id] for _, document in told)
    true = Counter((where[document.id], story) for story, document in told)
    joined, hits = (
        sum(count * (count - 1) // 2 for count in counts.values()) for counts in (found, true)
    )
    return hits / max(1, joined)


def recalls(told: Sequence[Told], where: Mapping[str, str]) -> tuple[float, float]:
    """The share of pairs of one event that are found, by time apart: within a day, and later."""
    by_event: defaultdict[str, list[Document]] = defaultdict(list)
    for story, document in told:
        by_event[story].append(document)
    found: Counter[bool] = Counter()
    pairs: Counter[bool] = Counter()
    for documents in by_event.values():
        for first, second in combinations(documents, 2):
            is_within_a_day = abs(first.seen - second.seen) < DAY
            pairs[is_within_a_day] += 1
            found[is_within_a_day] += where[first.id] == where[second.id]
    return found[True] / max(1, pairs[True]), found[False] / max(1, pairs[False])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA_FOLDER)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = options.data / "stories"
    if not folder.is_dir():
        sys.exit(f"{folder} is not there: give --data DIR or CORANTO_DATA")
    told = allsides(folder)
    print(f"{'set':44} {'docs':>5} {'one day':>8} {'1-3 days':>9} {'precision':>10}")
    for name, part in (
        ("half it was chosen on", half(told, 0)),
        ("other half", half(told, 1)),
        ("a third of the other half", third(half(told, 1))),
    ):
        laid = laid_days_apart(part, options.seed)
        for kind, where in zip(("story", "storyline"), group(laid), strict=True):
            within_a_day, later = recalls(laid, where)
            print(
                f"{f'{name}, by {kind}':44} {len(laid):5} {within_a_day:8.3f} {later:9.3f} "
                f"{precision(laid, where):10.3f}"
            )


if __name__ == "__main__":
    main()
