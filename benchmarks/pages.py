"""Article text from real pages: Coranto against trafilatura alone.

Prints 4-gram token F1 as scrapinghub's article extraction benchmark defines it, and
pages a second of CPU time on one core. `--worst N` names the pages read worst.
"""

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

_TOKEN = re.compile(r"\w+")


class Row(NamedTuple):
    """One page: its address, its bytes, its true text."""

    url: str
    body: bytes
    truth: str


class Share(NamedTuple):
    """True positives, false positives and false negatives of one page; they add up to 1."""

    right: float
    wrong: float
    missed: float


def main() -> None:
    arguments = _arguments()
    rows = list(_rows(arguments.data / "pages"))
    readers = {
        "coranto": _coranto,
        "trafilatura": _trafilatura,
        "trafilatura fast": _trafilatura_fast,
    }
    for read in readers.values():  # so that nobody's loading is counted
        read(rows[0])
    print(f"{len(rows)} pages      F1     precision  recall  pages/s/core")
    for name, read in readers.items():
        texts, seconds = _timed(read, rows)
        shares = [share(row.truth, text) for row, text in zip(rows, texts, strict=True)]
        f1, precision, recall = score(shares)
        print(f"{name:17} {f1:.4f}  {precision:.4f}   {recall:.4f}  {len(rows) / seconds:6.1f}")
        if name == "coranto":
            worst = sorted(zip(shares, rows, strict=True), key=lambda pair: pair[0].right)
            notes = [f"  {each.right:.3f} {row.url[:100]}" for each, row in worst]
    if arguments.worst:
        print("\n".join(["read worst:", *notes[: arguments.worst]]))


def share(truth: str, found: str) -> Share:
    """How the 4-grams of a text found compare with those of the true one."""
    wanted, got = _grams(truth), _grams(found)
    right = (wanted & got).total()
    wrong, missed = got.total() - right, wanted.total() - right
    total = right + wrong + missed or 1
    return Share(right / total, wrong / total, missed / total)


def score(shares: list[Share]) -> tuple[float, float, float]:
    """F1, precision and recall: means over the pages, F1 of the means."""
    precisions = [s.right / (s.right + s.wrong) for s in shares if s.right + s.wrong]
    recalls = [s.right / (s.right + s.missed) for s in shares if s.right + s.missed]
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    return 2 * precision * recall / (precision + recall), precision, recall


def _grams(text: str) -> Counter[tuple[str, ...]]:
    tokens = _TOKEN.findall(text)
    if not tokens:
        return Counter()
    return Counter(tuple(tokens[at : at + 4]) for at in range(max(1, len(tokens) - 3)))


def _rows(folder: Path) -> Iterator[Row]:
    truths = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    for name, truth in truths.items():
        body = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
        yield Row(truth["url"], body, truth["articleBody"])


def _timed(read: Callable[[Row], str], rows: list[Row]) -> tuple[list[str], float]:
    started = time.process_time()
    texts = [read(row) for row in rows]
    return texts, time.process_time() - started


def _coranto(row: Row) -> str:
    from coranto.errors import SourceError
    from coranto.reading import pages

    try:
        return pages.read_page(row.body, url=row.url).text
    except SourceError:
        return ""


def _trafilatura(row: Row) -> str:
    import trafilatura

    found = trafilatura.bare_extraction(row.body, include_comments=False)
    return (found.text or "") if found else ""


def _trafilatura_fast(row: Row) -> str:
    import trafilatura

    found = trafilatura.bare_extraction(row.body, include_comments=False, fast=True)
    return (found.text or "") if found else ""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--worst", type=int, default=0, metavar="N")
    arguments = parser.parse_args()
    if not (arguments.data / "pages" / "ground-truth.json").is_file():
        sys.exit(f"no pages in {arguments.data}: give the folder of the data with --data")
    return arguments


if __name__ == "__main__":
    main()
