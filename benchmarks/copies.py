"""Copies: are reprints found, and the right way round, among look-alikes that are none?

    python benchmarks/copies.py [--data DIR] [--documents 10000 30000 100000]

The set is made from real article texts, with a fixed seed: cut, re-headlined, wrapped in
paragraphs of other pages, lightly edited, with quotations in other words, credited and
stamped too early, chained; beside pages that share only a site's boilerplate or a long
quotation. The pages are dealt into two halves: thresholds were chosen on the first.
Beside Coranto: the hash of the exact text, and MinHash LSH (rensa) at the threshold that
is best for it on the very rows shown.
"""

import argparse
import hashlib
import json
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path

from coranto.analysis.copies.find import CopyFinder
from coranto.model import Document
from data_folder import DATA_FOLDER

START = datetime(2026, 11, 1, tzinfo=UTC)
#: Texts with fewer words can't be cut into something worth finding.
LEAST = 60
Found = dict[str, str]  # copy → its origin, or the first of its chain


@dataclass(frozen=True, kw_only=True)
class Row:
    document: Document
    origin: str  #: the page it was made from; its own id when it is no copy


@dataclass
class Maker:
    """Makes documents out of pages, with chance from a seed."""

    pages: list[str]  #: those that are reprinted
    others: list[str]  #: those that are the site's, or quote
    wraps: list[str]  #: paragraphs that outlets put around what they reprint, each used once
    chance: random.Random

    def rows(self) -> Iterator[Row]:
        for number, page in enumerate(self.pages):
            yield from self.family(number, page)
        yield from self.site()
        yield from self.quoting()

    def family(self, number: int, page: str) -> Iterator[Row]:
        """A page and all that is made of it."""
        origin, agency = f"page{number}", f"agency-{number}"
        moment = START + timedelta(minutes=self.chance.randrange(14 * 24 * 60))
        yield self.row(origin, page, moment, origin=origin, outlet=agency)
        for kind, make in KINDS.items():
            later = moment + timedelta(minutes=self.chance.randint(3, 2_000))
            text = make(self, page)
            if kind.startswith("credited"):
                # Clocks differ: one in six is stamped before its origin.
                later = moment + timedelta(minutes=self.chance.randint(-120, 600))
                text = self.credited(text, agency)
            outlet = f"outlet-{number}-{kind}"
            yield self.row(f"{origin}-{kind}", text, later, origin=origin, outlet=outlet)
            if kind == "wrapped":
                after = later + timedelta(minutes=self.chance.randint(3, 900))
                text = self.cut_end(text)
                yield self.row(f"{origin}-chained", text, after, origin=origin, outlet="")

    def row(self, name: str, text: str, moment: datetime, *, origin: str, outlet: str) -> Row:
        return Row(document=document(name, text, moment, outlet or f"blog-{name}"), origin=origin)

    # --- copies ---------------------------------------------------------------

    def same(self, page: str) -> str:
        return page

    def third(self, page: str) -> str:
        return whole_sentences(page, len(page) // 3)

    def half(self, page: str) -> str:
        return whole_sentences(page, len(page) // 2)

    def cut_end(self, page: str) -> str:
        return whole_sentences(page, len(page) * 4 // 5)

    def middle(self, page: str) -> str:
        words = page.split(" ")
        first = len(words) // 3
        return " ".join(words[:first] + words[first + len(words) // 4 :])

    def wrapped(self, page: str) -> str:
        part = self.half(page) if self.chance.random() < 0.5 else self.third(page)
        return f"{self.wraps.pop()}\n\n{part}\n\n{self.wraps.pop()}"

    def edited(self, page: str) -> str:
        words = page.split(" ")
        for at in range(len(words)):
            if self.chance.random() < 0.1:
                words[at] = self.chance.choice(["", "also", "reportedly", words[at - 1]])
        return " ".join(words)

    def requoted(self, page: str) -> str:
        """Quotations in other words, as when they were translated there and back."""
        parts = page.replace("“", '"').replace("”", '"').split('"')
        for at in range(1, len(parts), 2):
            words = parts[at].split(" ")
            self.chance.shuffle(words)
            parts[at] = " ".join(words)
        return '"'.join(parts)

    def credited(self, page: str, agency: str) -> str:
        name = agency.replace("-", " ").title()
        way = self.chance.randrange(4)
        if way == 0:
            return f"AUBRADE, 9 November ({name}) – {page}"
        return f"{page}\n\n" + (f"({name})", f"Source: {name}", f"via {name}")[way - 1]

    # --- look-alikes ----------------------------------------------------------

    def site(self) -> Iterator[Row]:
        """Pages of one site: all with its boxes, none a copy of another."""
        for number, page in enumerate(self.others):
            moment = START + timedelta(hours=number)
            name = f"site{number}"
            text = "\n\n".join([page[: len(page) // 2], *BOXES])
            yield self.row(name, text, moment, origin=name, outlet="the-site")

    def quoting(self) -> Iterator[Row]:
        """Pairs of pages on different things that quote the same long statement."""
        for number in range(len(self.others)):
            page, other = self.others[number], self.others[number - 1]
            words = unquoted(self.chance.choice(self.pages)).split()
            quotation = " ".join(words[-self.chance.randint(40, 90) :])
            for at, text in enumerate((page, other)):
                # The last third of a page: its first half is on the site already.
                own = unquoted(text[len(text) * 2 // 3 :])
                own = own[: len(own) // 2] if at else own[len(own) // 2 :]
                told = f"{own}\n\nThe minister said: “{quotation}”\n\nNo more was known."
                name = f"quote{number}{'ab'[at]}"
                moment = START + timedelta(hours=2 * number + at)
                yield self.row(name, told, moment, origin=name, outlet=f"quoting-{number}-{at}")


#: What the site prints under every article.
BOXES = (
    """Subscribe to our weekly letter for the news of the lake, the harbour and the library,
every Friday in your mail box, free of charge and of advertising.""",
    """About this topic: the treaty was signed after nine years of talks by all three shores, gives
each of them the ship for four months of the year, and has been amended five times since, most
recently when a mooring fee was brought in. Critics hold that it favours whoever owns the deepest
harbour of the three, and have asked for a court of its own.""".replace("\n", " "),
)


def unquoted(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, '"“”„‘«»「」')))


KINDS: dict[str, Callable[[Maker, str], str]] = {
    "same": Maker.same,
    "third": Maker.third,
    "half": Maker.half,
    "middle": Maker.middle,
    "wrapped": Maker.wrapped,
    "edited": Maker.edited,
    "requoted": Maker.requoted,
    "credited": Maker.half,
    "credited-whole": Maker.same,
}


def whole_sentences(text: str, length: int) -> str:
    """The text up to a sentence's end near a length."""
    end = text.find(". ", length)
    return text[: end + 1] if end >= 0 else text[: max(length, 1)]


def document(name: str, text: str, moment: datetime, outlet: str) -> Document:
    """A document with a headline of its own."""
    return Document(
        id=name, version=1, source_id=outlet, kind="article", key=name, url="",
        title=f"Headline of {name}", text=text, language="en", published=moment,
        precise="second", seen=moment + timedelta(hours=1),
    )  # fmt: skip


# --- who finds --------------------------------------------------------------------


def coranto(rows: Sequence[Row]) -> Found:
    finder = CopyFinder()
    parents: Found = {}
    for row in rows:
        for copy in finder.add(row.document):
            parents[copy.document_id] = copy.origin_id
    parents = {name: origin for name, origin in parents.items() if origin}
    return {name: root(name, parents) for name in parents}


def root(name: str, parents: Found) -> str:
    passed = set[str]()
    while name in parents and name not in passed:
        passed.add(name)
        name = parents[name]
    return name


def exact(rows: Sequence[Row]) -> Found:
    first: dict[bytes, str] = {}
    found: Found = {}
    for row in rows:
        digest = hashlib.sha256(" ".join(row.document.text.split()).encode()).digest()
        held = first.setdefault(digest, row.document.id)
        if held != row.document.id:
            found[row.document.id] = held
    return found


def minhash(threshold: float) -> Callable[[Sequence[Row]], Found]:
    """The earliest document whose sketch of word 5-grams is alike enough; 128 numbers."""
    from rensa import RMinHash, RMinHashLSH

    bands = 64 if threshold < 0.4 else 32 if threshold < 0.7 else 16

    def find(rows: Sequence[Row]) -> Found:
        index = RMinHashLSH(threshold, 128, bands)
        sketches: list[RMinHash] = []
        found: Found = {}
        for number, row in enumerate(rows):
            words = row.document.text.lower().split()
            sketch = RMinHash(128, 42)
            sketch.update([" ".join(words[at : at + 5]) for at in range(max(1, len(words) - 4))])
            near = [n for n in index.query(sketch) if sketches[n].jaccard(sketch) >= threshold]
            if near:
                found[row.document.id] = rows[min(near)].document.id
            index.insert(number, sketch)
            sketches.append(sketch)
        return found

    return find


# --- scores -----------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Score:
    precision: float  #: of documents called copies or origins, those of one true family
    recall: float  #: of documents of a family, found in it
    direction: float  #: of the copies found, those led back to their true origin


def score(rows: Sequence[Row], found: Found) -> Score:
    true = {row.document.id: row.origin for row in rows}
    joined = [(name, first) for name, first in found.items()]
    right = [(name, first) for name, first in joined if true[name] == true.get(first)]
    copies = {name for name, origin in true.items() if name != origin}
    # An origin taken for a copy of its copy is found, but the wrong way round.
    reached = {name for pair in right for name in pair}
    turned = [name for name, first in right if name in copies and first == true[name]]
    wrong = [name for name, _ in right if name not in copies]
    return Score(
        precision=len(right) / max(1, len(joined)),
        recall=len(copies & reached) / len(copies),
        direction=len(turned) / max(1, len({n for n, _ in right} & copies) + len(wrong)),
    )


def wrong(rows: Sequence[Row], found: Found) -> str:
    """Pairs joined that don't belong together, or the wrong way round."""
    true = {row.document.id: row.origin for row in rows}
    pairs = [f"{name} → {first}" for name, first in found.items() if true[name] != first]
    return ", ".join(pairs[:6]) + (f" and {len(pairs) - 6} more" if len(pairs) > 6 else "")


def missed(rows: Sequence[Row], found: Found) -> str:
    """Copies not found, by kind."""
    counts: dict[str, int] = {}
    for row in rows:
        if row.document.id != row.origin and row.document.id not in found:
            kind = row.document.id.rpartition("-")[2]
            counts[kind] = counts.get(kind, 0) + 1
    return ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items())) or "none"


def told(name: str, rows: Sequence[Row], find: Callable[[Sequence[Row]], Found]) -> Found:
    started = time.process_time()
    found = find(rows)
    speed = len(rows) / (time.process_time() - started)
    got = score(rows, found)
    print(
        f"{name:28} {len(rows):6} {got.precision:9.4f} {got.recall:7.4f} "
        f"{got.direction:9.4f} {speed:9,.0f}/s"
    )
    return found


def best_minhash(rows: Sequence[Row]) -> float:
    """The threshold with the best F1 of precision and recall."""

    def f1(threshold: float) -> float:
        got = score(rows, minhash(threshold)(rows))
        return 2 * got.precision * got.recall / max(0.001, got.precision + got.recall)

    return max((0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9), key=f1)


# --- growth -----------------------------------------------------------------------


def stream(pages: Sequence[str], count: int) -> Iterator[Document]:
    """News-like: 300 words of made-up sentences each, a third of them reprints, half cut."""
    chance = random.Random(7)
    words = sorted({word for page in pages for word in page.split()})
    recent: list[str] = []
    for number in range(count):
        if recent and chance.random() < 0.33:
            text = chance.choice(recent)
            if chance.random() < 0.5:
                text = text[: len(text) // 2]
        else:
            lengths = [chance.randint(8, 30) for _ in range(15)]
            text = " ".join(" ".join(chance.choices(words, k=n)) + "." for n in lengths)
            recent = [*recent[-499:], text]
        moment = START + timedelta(seconds=number * 26)
        yield document(f"n{number}", text, moment, f"outlet-{number % 500}")


def growth(pages: Sequence[str], counts: Sequence[int]) -> None:
    print(f"\n{'documents of a stream':28} {'seconds':>8} {'per second':>11} {'peak MB':>8}")
    for count in counts:
        finder = CopyFinder()
        spent = 0.0
        for number, each in enumerate(stream(pages, count)):
            started = time.process_time()
            finder.add(each)
            if number % 1000 == 0 and each.published:
                finder.forget(each.published - timedelta(days=30))
            spent += time.process_time() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{count:28,} {spent:8.1f} {count / spent:11,.0f} {peak:8,}")


def unlike(pages: Sequence[str]) -> list[str]:
    """The pages that share no run of 12 words with one before them: some do reprint others."""
    met: set[tuple[str, ...]] = set()
    kept = []
    for page in pages:
        words = page.split()
        runs = {tuple(words[at : at + 12]) for at in range(len(words) - 11)}
        if met.isdisjoint(runs):
            kept.append(page)
        met |= runs
    return kept


def rows_of(pages: Sequence[str], seed: int) -> list[Row]:
    """The set made of pages, in the order of publication."""
    fifth = len(pages) // 5
    wraps = [line for page in pages[:fifth] for line in page.split("\n") if len(line.split()) >= 15]
    made = Maker(
        pages=list(pages[2 * fifth :]),
        others=list(pages[fifth : 2 * fifth]),
        wraps=wraps,
        chance=random.Random(seed),
    )
    return sorted(made.rows(), key=lambda row: (row.document.published or START, row.document.id))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA_FOLDER)
    parser.add_argument("--documents", type=int, nargs="*", default=[10_000, 30_000, 100_000])
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    truths = options.data / "pages" / "ground-truth.json"
    if not truths.is_file():
        sys.exit(f"{truths} is not there: give --data DIR or CORANTO_DATA")
    bodies = {row["articleBody"] for row in json.loads(truths.read_text("utf-8")).values()}
    pages = unlike([page for page in sorted(bodies) if len(page.split()) >= LEAST])
    random.Random(options.seed).shuffle(pages)
    half = len(pages) // 2
    parts = {"first half": pages[:half], "second half": pages[half:], "all": pages}
    sets = {name: rows_of(part, options.seed) for name, part in parts.items()}
    print(f"{'':28} {'rows':>6} precision  recall direction {'speed':>11}")
    for name, rows in sets.items():
        found = told(f"coranto, {name}", rows, coranto)
        print(f"    not found: {missed(rows, found)}; wrong: {wrong(rows, found) or 'none'}")
    told("exact hash, all", sets["all"], exact)
    if find_spec("rensa"):
        threshold = best_minhash(sets["all"])
        told(f"MinHash LSH at {threshold}, all", sets["all"], minhash(threshold))
    else:
        print("MinHash LSH: pip install rensa")
    growth(pages, options.documents)


if __name__ == "__main__":
    main()
