"""Make a desk with very many made-up documents, and measure what must stay quick on it.

    python benchmarks/big_desk.py --documents 200000 DIR

Everything is invented from a seeded vocabulary: 300 sources in 8 languages, 40 weeks,
stories of one to twelve documents. An existing desk in DIR is measured as it is.
"""

import argparse
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

from coranto.model import (
    Capture,
    Disclosure,
    Document,
    Feed,
    Placement,
    RecordLocation,
    Source,
    Why,
)
from coranto.store import Store
from coranto.store.polls import Poll

WEEKS = 40
SOURCES = 300
#: The end of the last week: a Monday, so that `compose` finds a full week before it.
END = datetime(2026, 11, 9, tzinfo=UTC)
START = END - timedelta(weeks=WEEKS)
ALPHABETS = {
    "en": ("bcdfghlmnprstvw", "aeiou"),
    "fa": ("بپتجچدرزسشفقکگلمن", "اویه"),
    "ar": ("بتثجحخدرزسشصطعفقكلمن", "اوي"),
    "sq": ("bcçdfgjklmnprstvxz", "aeëiouy"),
    "ru": ("бвгджзклмнпрстфхцчш", "аеиоуыя"),
    "de": ("bdfghklmnprstwz", "aeiouäöü"),
    "tr": ("bcçdfgğhklmnprsştvyz", "aeıioöuü"),
    "zh": ("".join(map(chr, range(0x4E00, 0x5200))), ""),
}


@dataclass(frozen=True)
class Vocabulary:
    """The words of a made-up language, frequent ones first, and how often each comes."""

    words: list[str]
    weights: list[float]

    @classmethod
    def of(cls, language: str, chance: random.Random) -> "Vocabulary":
        consonants, vowels = ALPHABETS[language]
        words: dict[str, None] = {}
        while len(words) < 20_000:
            length = chance.choice((1, 2, 2, 3, 3, 4))
            letters = (consonants, vowels or consonants) * length
            words["".join(map(chance.choice, letters))] = None
        weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
        return cls(list(words), weights)

    def sentence(self, chance: random.Random, length: int) -> list[str]:
        return chance.choices(self.words, cum_weights=self.weights, k=length)


@dataclass(frozen=True)
class Event:
    """What the documents of one story share."""

    language: str
    vocabulary: Vocabulary
    subject: list[str]
    begun: datetime


def documents(number: int, chance: random.Random) -> Iterator[tuple[Document, Placement]]:
    """Documents with the stories they belong to, oldest first."""
    vocabularies = {language: Vocabulary.of(language, chance) for language in ALPHABETS}
    made = 0
    while made < number:
        language = chance.choice(list(ALPHABETS))
        event = Event(
            language=language,
            vocabulary=vocabularies[language],
            subject=chance.sample(vocabularies[language].words[2000:], 6),
            begun=START + (END - START) * (made / number),
        )
        story = ""
        for _ in range(min(chance.choice((1, 1, 1, 1, 2, 2, 3, 5, 12)), number - made)):
            document = _document(made, event, chance)
            story = story or f"s{document.id[1:]}"
            why = Why(signal="shared words", value=0.6, detail=", ".join(event.subject[:3]))
            yield (
                document,
                Placement(document_id=document.id, story_id=story, score=0.6, reasons=(why,)),
            )
            made += 1


def _document(number: int, event: Event, chance: random.Random) -> Document:
    language, vocabulary, subject = event.language, event.vocabulary, event.subject
    # Each source writes one language: source n the (n modulo 8)th.
    source = chance.randrange(SOURCES // 8) * 8 + list(ALPHABETS).index(language)
    published = min(event.begun + timedelta(hours=chance.random() * 30), END)
    space = "" if language == "zh" else " "
    url = f"https://outlet{source:03}.example/{language}/{number}"
    sentences = [
        space.join([*vocabulary.sentence(chance, 12), chance.choice(subject)]).capitalize() + "."
        for _ in range(8)
    ]
    title = space.join([*chance.sample(subject, 3), *vocabulary.sentence(chance, 4)]).capitalize()
    digest = sha256(url.encode()).hexdigest()
    return Document(
        id=f"d{digest[:12]}",
        version=1,
        source_id=f"outlet{source:03}",
        kind="article",
        key=url,
        url=url,
        title=title,
        text="\n".join(sentences),
        language=language,
        published=published,
        published_raw=published.isoformat(),
        precise="second",
        authors=(f"{subject[0]} {subject[1]}",),
        title_from="page",
        text_from="page",
        published_from="page",
        language_from="page",
        seen=published,
        capture=digest,
        text_sha256=digest,
    )


def fill(store: Store, number: int) -> None:
    """Sources, feeds, a run and its visits per week, and the documents with their captures."""
    with store.transaction():
        for index in range(SOURCES):
            _add_source(store, index)
        for week in range(WEEKS):
            _add_run(store, START + timedelta(weeks=week + 1))
    chance = random.Random(1621)
    made = documents(number, chance)
    offset = 0
    while batch := list(islice(made, 1000)):
        with store.transaction():
            for document, _ in batch:
                store.captures.add(_capture(document, offset))
                store.documents.add(document, [])
                offset += 4_000
            store.stories.place(placement for _, placement in batch)
            store.documents.mark_grouped(document.id for document, _ in batch)


def _add_source(store: Store, index: int) -> None:
    owner = Disclosure(relation="owner", value=f"Owner {index % 90}", reference="made up")
    source = Source(
        id=f"outlet{index:03}",
        name=f"Outlet {index}",
        homepage=f"https://outlet{index:03}.example/",
        kind="newspaper",
        country=("FI", "IR", "EG", "AL", "KZ", "AT", "TR", "SG")[index % 8],
        languages=(list(ALPHABETS)[index % 8],),
        disclosures=(owner,),
    )
    store.sources.add(source, START)
    url = f"{source.homepage}feed"
    store.feeds.add(Feed(id=f"{index:012}", source_id=source.id, url=url), START)


def _add_run(store: Store, at: datetime) -> None:
    run = store.runs.start(at)
    for index in range(SOURCES):
        failed = index % 50 == 7
        store.polls.record(
            Poll(
                run_id=run,
                feed_id=f"{index:012}",
                at=at,
                outcome="failed" if failed else "new",
                status=500 if failed else 200,
                reason="server error" if failed else "",
                entries=0 if failed else 20,
            )
        )
    store.runs.finish(run, at, "partial", {})


def _capture(document: Document, offset: int) -> Capture:
    assert document.published
    return Capture(
        sha256=document.capture,
        url=document.url,
        at=document.published,
        status=200,
        content_type="text/html",
        place=RecordLocation(file="made-up.warc.gz", offset=offset, length=4_000),
        run_id=1,
    )


def measure(folder: Path) -> None:
    """Print seconds of what the store answers, then seconds and memory of whole commands."""
    frequent, rare = (Vocabulary.of("en", random.Random(1621)).words[at] for at in (0, 15_000))
    now = END + timedelta(hours=1)
    with Store.open(folder / "coranto.db") as store:
        print(store.overview.counts())
        asked: dict[str, Callable[[], Any]] = {
            "counts": store.overview.counts,
            "weekly language": lambda: store.overview.weekly("language", 9, now),
            "weekly country": lambda: store.overview.weekly("country", 9, now),
            "broken feeds": store.overview.broken_feeds,
            "search a frequent word": lambda: store.documents.search(frequent),
            "search a rare word": lambda: store.documents.search(rare),
            "search both": lambda: store.documents.search(f"{frequent} {rare}"),
            "stories of a week": lambda: store.stories.stories(
                store.stories.between(END - timedelta(days=7), END)
            ),
        }
        print("\nstore                      seconds  rows")
        for name, ask in asked.items():
            began = time.perf_counter()
            answer = ask()
            taken = time.perf_counter() - began
            print(f"{name:26} {taken:7.3f}  {len(answer) if hasattr(answer, '__len__') else ''}")
    (folder / "editions" / "0001.md").unlink(missing_ok=True)
    print("\ncommand                    seconds  peak MB")
    for arguments in (
        ["--version"],
        ["status"],
        ["search", frequent],
        ["search", rare],
        ["compose", "--from", "2026-11-02", "--to", "2026-11-08"],
    ):
        _run(folder, arguments)


#: Runs a command from a process that is small itself: a child's peak begins at its parent's.
MEASURER = """
import os, resource, sys
command = os.posix_spawn(sys.executable, sys.argv[1:], os.environ, file_actions=[
    (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
_, status = os.waitpid(command, 0)
print(os.waitstatus_to_exitcode(status), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def _run(folder: Path, arguments: list[str]) -> None:
    where = [] if arguments[0].startswith("-") else ["--desk", str(folder)]
    coranto = [sys.executable, "-m", "coranto", *arguments, *where]
    began = time.perf_counter()
    said = subprocess.check_output([sys.executable, "-SEc", MEASURER, *coranto])
    taken = time.perf_counter() - began
    code, peak = map(int, said.split())
    ended = f"  exit {code}" if code else ""
    print(f"{' '.join(arguments)[:26]:26} {taken:7.2f}  {peak / 1024:7.0f}{ended}")


def main() -> None:
    """Make the desk if it is not there, then measure it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=200_000)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    if not (options.folder / "coranto.toml").exists():
        options.folder.mkdir(parents=True, exist_ok=True)
        (options.folder / "coranto.toml").write_text('[desk]\ntitle = "Big desk"\n')
        began = time.perf_counter()
        with Store.open(options.folder / "coranto.db") as store:
            fill(store, options.documents)
        size = (options.folder / "coranto.db").stat().st_size
        print(f"made in {time.perf_counter() - began:.0f} s, {size / 1e6:.0f} MB")
    measure(options.folder)


if __name__ == "__main__":
    main()
