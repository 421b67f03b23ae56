"""The sentence that a draft would quote first of real pages and feeds, judged by hand.

    python benchmarks/quoted_sentences.py [--data DIR] [--show FILE]

From each of four sets (two of pages with their true texts, pages in 28 languages, and feeds), 25
documents are taken by a seed: of each feed at most one. Of each document the best sentence by
itself is printed as its mark: good, boilerplate (a menu, an appeal, a caption, a contents list),
half (begins or ends inside a sentence), glued (heading, byline, date or a second sentence is read
into it), or none (nothing is offered). The marks stand in quoted_sentences/marks.tsv by a hash of
the sentence, without any text; they were made by one person. To compare with another version of
Coranto, put its `src` first in PYTHONPATH; `--show` writes the sentences without a mark, for
whoever marks.
"""

import argparse
import csv
import gzip
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from coranto.editing import quoting
from coranto.editing.quoting import QuotedSentences
from coranto.errors import SourceError
from coranto.model import Document, Entry, Page, Source
from coranto.reading import documents, feeds, pages
from data_folder import DATA_FOLDER

MARKS = Path(__file__).parent / "quoted_sentences" / "marks.tsv"
SEED = "quoted sentences 1"
DOCUMENTS_PER_SET = 25
#: Shorter texts hold no sentence that a digest would quote.
MIN_TEXT_CHARACTERS = 80
#: After every text was written.
SEEN = datetime(2026, 12, 1, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA_FOLDER)
    parser.add_argument("--show", type=Path)
    arguments = parser.parse_args()
    marks = read_marks()
    totals: Counter[str] = Counter()
    unmarked: list[tuple[str, str]] = []
    for name, load in SETS.items():
        if not (arguments.data / name).is_dir():
            print(f"{name}: not in {arguments.data}: name a folder with --data or CORANTO_DATA")
            continue
        sentences = [best_sentence(document) for document in load(arguments.data / name)]
        counts = Counter(
            marks.get(sentence_hash(sentence), "unmarked") if sentence else "none"
            for sentence in sentences
        )
        unmarked += [
            (name, sentence)
            for sentence in sentences
            if sentence and sentence_hash(sentence) not in marks
        ]
        print(f"{name + ':':16} {summary(counts)}")
        totals += counts
    print(f"{'all:':16} {summary(totals)}")
    if arguments.show:
        lines = [f"{sentence_hash(text)}\t{name}\t{text}\n" for name, text in unmarked]
        arguments.show.write_text("".join(lines), encoding="utf-8")


def read_marks() -> dict[str, str]:
    """By a sentence's hash, its mark."""
    if not MARKS.exists():
        return {}
    with MARKS.open(encoding="utf-8", newline="") as file:
        return {row["sentence"]: row["mark"] for row in csv.DictReader(file, delimiter="\t")}


def summary(counts: Counter[str]) -> str:
    quoted = counts.total() - counts["none"]
    share = counts["good"] / quoted if quoted else 0.0
    figures = ", ".join(f"{count} {mark}" for mark, count in sorted(counts.items()))
    return f"{counts.total()} documents, {share:.0%} of what is quoted is good ({figures})"


def best_sentence(document: Document) -> str:
    """The sentence that a draft quotes if it quotes one of this document; "" for none."""
    quotes = quoting.choose_quotes([document], count=1, already_quoted=QuotedSentences())
    return document.text[slice(*quotes[0].span)] if quotes else ""


def sentence_hash(sentence: str) -> str:
    return hashlib.sha256(sentence.encode()).hexdigest()[:12]


# --- documents ------------------------------------------------------------------------


def load_pages(folder: Path, html: str) -> Iterator[Document]:
    taken = 0
    for path in sorted((folder / html).glob("*.html.gz"), key=lambda path: seeded(path.name)):
        if taken == DOCUMENTS_PER_SET:
            return
        url = f"https://{path.name.partition('.')[0]}.example/article"
        try:
            page = pages.read_page(gzip.decompress(path.read_bytes()), url=url)
        except SourceError:
            continue
        document = build_document(None, page, url)
        if len(document.text) >= MIN_TEXT_CHARACTERS:
            taken += 1
            yield document


def load_feeds(folder: Path) -> Iterator[Document]:
    taken = 0
    for path in sorted(folder.glob("*.xml"), key=lambda path: seeded(path.name)):
        if taken == DOCUMENTS_PER_SET:
            return
        try:
            reading = feeds.read_feed(path.read_bytes(), url=f"https://{path.stem}.example/feed")
        except SourceError:
            continue
        for entry in sorted(reading.entries, key=lambda entry: seeded(entry.key)):
            document = build_document(entry, None, entry.url, language=reading.language)
            if len(document.text) >= MIN_TEXT_CHARACTERS:
                taken += 1
                yield document
                break


def seeded(name: str) -> bytes:
    """An order by chance that is always the same."""
    return hashlib.sha256(f"{SEED} {name}".encode("utf-8", "surrogatepass")).digest()


def build_document(
    entry: Entry | None, page: Page | None, url: str, *, language: str = "und"
) -> Document:
    return documents.build_document(
        entry=entry,
        page=page,
        feed_language=language,
        source=Source(id="benchmark", name=""),
        url=url,
        seen=SEEN,
        capture="",
    )


SETS: dict[str, Callable[[Path], Iterator[Document]]] = {
    "pages": lambda folder: load_pages(folder, "html"),
    "pages-segments": lambda folder: load_pages(folder, "html"),
    "inputs": lambda folder: load_pages(folder, "pages"),
    "feeds": load_feeds,
}


if __name__ == "__main__":
    main()
