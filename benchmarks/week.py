"""A week of unrelated blogs and news: which stories of several outlets are true.

    python benchmarks/week.py [--data DIR] [--list]

Groups the entries of real feeds twice: those of three weeks of February 2026 by their own times,
and all of them laid into one week, each on its weekday and at its hour, as if 94 outlets had
written as much. Prints each set's stories of two outlets and more, how many are true, and how many
of the sure ones are.

What is true was marked by hand, by reading titles and texts: `week_marks.tsv` has the event of each
document that shares one with another outlet, by a hash of its id; every other document is an event
of its own. One event is what one item of a digest would tell: a decision, a visit, talks of some
days, with what is said and explained of just that. A story is true when all of its documents are
of one event. `--list` prints the hashes of the false ones.

What evidence counts was derived without these rows, on AllSides and the example week; then eight
variants of an outlet's own share (mixed with 10, 20 or 50 documents of the desk; each outlet by
itself, both in one, or in turn) were compared here and on those sets, where all come out alike.
"""

import argparse
import csv
import hashlib
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from coranto.analysis.stories.group import StoryGrouper
from coranto.errors import SourceError
from coranto.model import Document, Placement, Source, Story
from coranto.reading import feeds
from coranto.reading.documents import build_document

MARKS = Path(__file__).with_name("week_marks.tsv")
SEEN = datetime(2026, 12, 1, tzinfo=UTC)
FIRST, LAST = datetime(2026, 1, 29, tzinfo=UTC), datetime(2026, 2, 19, tzinfo=UTC)
MONDAY = datetime(2026, 2, 9, tzinfo=UTC)
WEEK = timedelta(days=7)


def read_feed(path: Path) -> Iterable[Document]:
    try:
        reading = feeds.read_feed(path.read_bytes(), url=f"https://{path.stem}.example/feed")
    except SourceError:
        return
    source = Source(id=path.stem, name=path.stem)
    for entry in reading.entries:
        document = build_document(
            entry=entry, page=None, feed_language=entry.language, source=source, url=entry.url,
            seen=SEEN, capture="",
        )  # fmt: skip
        if document.published and (document.title or document.text):
            yield document


def laid_into_a_week(document: Document) -> Document:
    published = document.published or SEEN
    return replace(document, published=MONDAY + (published - MONDAY) % WEEK)


def mark_of(document: Document) -> str:
    return hashlib.sha256(document.id.encode()).hexdigest()[:10]


def group(documents: Iterable[Document]) -> list[Story]:
    grouper, placements = StoryGrouper(), dict[str, Placement]()
    ordered = sorted(documents, key=lambda each: (each.published or each.seen, each.id))
    for document in ordered:
        placements[document.id] = grouper.place(document)
        placements |= {moved.document_id: moved for moved in grouper.moved}
    members: defaultdict[str, list[Document]] = defaultdict(list)
    for document in ordered:
        members[placements[document.id].story_id].append(document)
    return [
        Story(
            id=story,
            documents=tuple(of_story),
            placements=tuple(placements[document.id] for document in of_story),
        )
        for story, of_story in members.items()
    ]


def report(name: str, stories: Sequence[Story], events: dict[str, str]) -> list[Story]:
    across = [story for story in stories if len({each.source_id for each in story.documents}) > 1]
    false = [
        story
        for story in across
        if len({events.get(mark_of(each), each.id) for each in story.documents}) > 1
    ]
    sure = [story for story in across if story.sureness == "sure"]
    false_sure = [story for story in false if story.sureness == "sure"]
    documents = sum(len(story.documents) for story in stories)
    true_share = 1 - len(false) / max(1, len(across))
    sure_share = 1 - len(false_sure) / max(1, len(sure))
    print(
        f"{name:32} {documents:6} {len(across):6} {true_share:9.3f} {len(sure):6} {sure_share:9.3f}"
    )
    return false


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--list", action="store_true", help="print the hashes of false stories")
    options = parser.parse_args()
    folder = options.data / "feeds"
    if not folder.is_dir():
        sys.exit(f"{folder} is not there: give the folder of the data with --data DIR")
    with MARKS.open(encoding="utf-8", newline="") as lines:
        events = dict(csv.reader(lines, delimiter="\t"))
    documents = {
        document.id: document
        for path in sorted(folder.glob("*.xml"))
        for document in read_feed(path)
    }.values()
    by_time = [each for each in documents if each.published and FIRST <= each.published < LAST]
    print(f"{'set':32} {'docs':>6} {'across':>6} {'true':>9} {'sure':>6} {'true':>9}")
    for name, part in (
        ("three weeks of February", by_time),
        ("all, laid into one week", list(map(laid_into_a_week, documents))),
    ):
        for story in report(name, group(part), events):
            if options.list:
                print("   ", story.sureness, *map(mark_of, story.documents))


if __name__ == "__main__":
    main()
