"""Measure the inbox on a desk of 50,000 made-up documents in 5,000 stories, all of one week.

    python benchmarks/inbox.py DIR

Everything is invented from a seeded vocabulary, as in big_desk.py. A whole desk in one week is
the worst case: composing and the inbox load one week at a time. An existing desk in DIR is
measured as it is.
"""

import argparse
import random
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import big_desk
from coranto.model import Document, Placement, Why
from coranto.model.members import Actor
from coranto.steps.desk import Desk, open_desk
from coranto.steps.inbox import filters, listing, refresh
from coranto.steps.inbox.deciding import decide, undo_decision
from coranto.steps.inbox.filters import InboxFilter
from coranto.store import Store

DOCUMENTS = 50_000
STORIES = 5_000
WEEK = {"first": date(2026, 11, 2), "last": date(2026, 11, 8)}
NOW = datetime(2026, 11, 9, 1, tzinfo=UTC)
ACTOR = Actor(name="Ines")
#: Documents of the stories: most are short, few are long; ten in the mean.
STORY_SIZES = (1, 2, 3, 4, 6, 8, 10, 14, 20, 32)
ROUNDS = 30
SETTINGS = """[desk]
title = "Made-up inbox"
language = "en"
[[watch]]
word = "{word}"
"""
FILTERS = {
    "no filter": "",
    "one language": "language=de",
    "language, country, open": "language=de&country=AT&state=open",
    "independent >= 4": "independent=4",
    "tier, kind, weak": "tier=2&kind=newspaper&sure=weak",
    "assigned to me": "assigned=me",
    "since my last visit": "since=visit",
    "a frequent word": "q={word}",
}


def stories(chance: random.Random) -> Iterator[list[tuple[Document, Placement]]]:
    """The documents of each story with their placements."""
    languages = list(big_desk.ALPHABETS)
    vocabularies = {name: big_desk.Vocabulary.of(name, chance) for name in languages}
    number = 0
    for story_number in range(STORIES):
        language = chance.choice(languages)
        begun = big_desk.END - timedelta(days=6.5 * chance.random() + 0.4)
        subject = chance.sample(vocabularies[language].words[2000:], 6)
        story_id = f"s{story_number:012}"
        rows = []
        for place in range(STORY_SIZES[story_number % len(STORY_SIZES)]):
            # Every third story has reports in a second language.
            told_in = (
                chance.choice(languages) if story_number % 3 == 0 and place % 4 == 3 else language
            )
            event = big_desk.Event(
                language=told_in, vocabulary=vocabularies[told_in], subject=subject, begun=begun
            )
            document = big_desk._document(number, event, chance)  # noqa: SLF001 - its neighbour
            why = Why(signal="shared words", value=0.6, detail=", ".join(subject[:3]))
            part = f"{story_id[:-1]}x" if place == 2 and story_number % 7 == 0 else story_id
            rows.append(
                (
                    document,
                    Placement(
                        document_id=document.id,
                        story_id=story_id,
                        score=0.6,
                        reasons=(why,),
                        part=part,
                    ),
                )
            )
            number += 1
        yield rows


def fill(store: Store) -> None:
    """Sources, feeds and runs as in big_desk.py, and the documents of one week."""
    with store.transaction():
        for index in range(big_desk.SOURCES):
            big_desk._add_source(store, index)  # noqa: SLF001
        big_desk._add_run(store, big_desk.END)  # noqa: SLF001
    made = stories(random.Random(1621))
    while batch := list(islice(made, 100)):
        with store.transaction():
            pairs = [pair for rows in batch for pair in rows]
            for document, _ in pairs:
                store.documents.add(document, [])
            store.stories.place(placement for _, placement in pairs)
            store.documents.mark_grouped(document.id for document, _ in pairs)


def timed(rounds: int, call: Callable[[], Any]) -> tuple[list[float], Any]:
    """Milliseconds of each of some calls, sorted, and the last answer."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        answer = call()
        times.append(1000 * (time.perf_counter() - began))
    return sorted(times), answer


def show(name: str, times: list[float], note: str = "") -> None:
    median = statistics.median(times)
    highest = times[min(len(times) - 1, int(0.95 * len(times)))]
    print(f"{name:28} {median:9.1f} {highest:9.1f}  {note}", flush=True)


def measure(desk: Desk, rounds: int) -> None:
    """Print milliseconds of lists and decisions."""
    print(f"{'':28} {'median ms':>9} {'95 % ms':>9}")
    word = big_desk.Vocabulary.of("en", random.Random(1621)).words[0]
    for name, query in FILTERS.items():
        inbox_filter = filters.parse_filter(query.format(word=word)).filter
        times, page = timed(rounds, lambda asked=inbox_filter: first_page(desk, asked))
        show(name, times, f"{page.total:,} stories")
    ids = [story.id for story in first_page(desk, InboxFilter(), limit=500).stories]
    cursor = first_page(desk, InboxFilter(), limit=500).next_cursor
    times, _ = timed(rounds, lambda: first_page(desk, InboxFilter(), after=cursor))
    show("a page behind a cursor", times)
    numbers = iter(range(10**9))
    times, _ = timed(rounds, lambda: pick(desk, ids[next(numbers) % 500 :][:1]))
    show("one decision", times)
    times, decisions = timed(max(3, rounds // 5), lambda: pick(desk, ids))
    show("500 decisions", times)
    chosen = iter(decisions)
    times, _ = timed(rounds, lambda: undo_decision(desk, next(chosen).id, actor=ACTOR, now=NOW))
    show("one undone", times)
    times, _ = timed(rounds, lambda: first_page(desk, InboxFilter()))
    show("no filter, 500 decided", times)
    times, _ = timed(
        rounds, lambda: listing.find_inbox_stories(desk, ids[:1], **WEEK, now=NOW, actor=ACTOR)
    )
    show("one story", times)
    times, _ = timed(max(3, rounds // 5), lambda: refresh.refresh_stories(desk, ids[:2], NOW))
    show("two stories ranked anew", times, "as after a merge")


def measure_run(desk: Desk) -> None:
    """Print seconds that a run spends on the inbox: everything new, and nothing new."""
    for name in ("listing all anew", "listing again"):
        began = time.perf_counter()
        result = refresh.refresh_open_weeks(desk, NOW)
        seconds = time.perf_counter() - began
        print(f"{name:28} {seconds:9.1f} s         {result.changed:,} stories changed", flush=True)


def first_page(
    desk: Desk, inbox_filter: InboxFilter, limit: int = 50, after: str = ""
) -> listing.InboxPage:
    return listing.list_stories(
        desk, inbox_filter, **WEEK, limit=limit, after=after or None, now=NOW, actor=ACTOR
    )


def pick(desk: Desk, ids: list[str]) -> Any:
    return decide(desk, verb="pick", story_ids=ids, actor=ACTOR, now=NOW)


def main() -> None:
    """Make the desk if it is not there, then measure it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    if not (options.folder / "coranto.toml").exists():
        options.folder.mkdir(parents=True, exist_ok=True)
        word = big_desk.Vocabulary.of("de", random.Random(1621)).words[50]
        (options.folder / "coranto.toml").write_text(SETTINGS.format(word=word), encoding="utf-8")
        with Store.open(options.folder / "coranto.db") as store:
            fill(store)
    with open_desk(options.folder) as desk:
        measure_run(desk)
        measure(desk, options.rounds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak:.0f} MB")


if __name__ == "__main__":
    main()
