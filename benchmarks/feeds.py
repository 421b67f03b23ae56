"""Feeds: entries found and CPU seconds, next to feedparser and fastfeedparser alone.

`python benchmarks/feeds.py [--data DIR]` reads every file of DIR/feeds and prints a
table, then each file in which the three differ, with the reason as far as it can be told.
"""

import argparse
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import fastfeedparser
import feedparser

from coranto.errors import SourceError
from coranto.model import FeedReading
from coranto.reading.feeds import read_feed
from data_folder import DATA_FOLDER

Marks = list[frozenset[str]]
THEIR_ERRORS = (ValueError, LookupError, AttributeError, TypeError, AssertionError, RecursionError)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA_FOLDER)
    folder = parser.parse_args().data / "feeds"
    files = sorted(path for path in folder.glob("*") if path.is_file())
    if not files:
        raise SystemExit(f"no feeds in {folder}: name a folder with --data DIR or CORANTO_DATA")
    bodies = {path.name: path.read_bytes() for path in files}
    size = sum(map(len, bodies.values()))
    print(f"{len(bodies)} feeds, {size / 1e6:.1f} MB\n")
    print(f"{'':16}{'read':>6}{'entries':>9}{'CPU s':>9}{'feeds/s':>9}")
    found = {name: measure(name, reader, bodies) for name, reader in READERS.items()}
    readings = {name: reading_of(body) for name, body in bodies.items()}
    print(f"\nmissed by Coranto: {missed(found, 'Coranto')}")
    print("\nwhere they differ:")
    for name in bodies:
        explain(name, found, readings[name])


def measure(
    name: str, reader: Callable[[bytes], Marks], bodies: dict[str, bytes]
) -> dict[str, Marks | None]:
    """Every file through one reader, imports not counted; prints one line of the table."""
    started = time.process_time()
    found: dict[str, Marks | None] = {}
    for file, body in bodies.items():
        try:
            found[file] = reader(body)
        except (*THEIR_ERRORS, SourceError):
            found[file] = None
    seconds = time.process_time() - started
    read = [marks for marks in found.values() if marks is not None]
    entries = sum(map(len, read))
    print(f"{name:16}{len(read):6}{entries:9,}{seconds:9.3f}{len(bodies) / seconds:9.0f}")
    return found


def coranto(body: bytes) -> Marks:
    return [marks(e.key, e.url, e.title) for e in read_feed(body, url=URL).entries]


def feedparser_alone(body: bytes) -> Marks:
    # From a file: bytes that look like an address would be fetched.
    entries = feedparser.parse(BytesIO(body)).entries
    return [marks(e.get("id"), e.get("link"), e.get("title")) for e in entries]


def fastfeedparser_alone(body: bytes) -> Marks:
    entries = fastfeedparser.parse(body).entries
    return [marks(e.get("id"), e.get("link"), e.get("title")) for e in entries]


URL = "https://feeds.example/feed.xml"
READERS: dict[str, Callable[[bytes], Marks]] = {
    "Coranto": coranto,
    "feedparser": feedparser_alone,
    "fastfeedparser": fastfeedparser_alone,
}


def marks(*values: object) -> frozenset[str]:
    """What an entry is recognised by: its id, link and title, whichever it has."""
    lines = (" ".join(value.split()) for value in values if isinstance(value, str))
    return frozenset(line for line in lines if line)


def missed(found: dict[str, dict[str, Marks | None]], name: str) -> int:
    """Entries of the others that share neither id nor link nor title with any of ours."""
    lost = 0
    for file, ours in found[name].items():
        known = {mark for entry in ours or [] for mark in entry}
        for other, theirs in found.items():
            if other != name:
                lost += sum(1 for entry in theirs[file] or [] if entry and not entry & known)
    return lost


def reading_of(body: bytes) -> FeedReading | SourceError:
    try:
        return read_feed(body, url=URL)
    except SourceError as error:
        return error


def explain(
    name: str, found: dict[str, dict[str, Marks | None]], reading: FeedReading | SourceError
) -> None:
    counts = {reader: len(files[name] or []) for reader, files in found.items()}
    problems = () if isinstance(reading, SourceError) else reading.problems
    if len(set(counts.values())) == 1 and not problems:
        return
    told = "  ".join(f"{reader} {count}" for reader, count in counts.items())
    print(f"  {name}: {told}")
    if isinstance(reading, SourceError):
        print(f"      Coranto: {reading}")
        return
    for problem in problems:
        print(f"      {problem.reason}: {problem.detail[:100]}")
    if counts["feedparser"] == 0 and reading.kind == "json":
        print("      feedparser does not read JSON Feed")


if __name__ == "__main__":
    main()
