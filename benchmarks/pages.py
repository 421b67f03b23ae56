"""Article text from real pages: Coranto against trafilatura, thorough and fast.

Prints precision, recall and F1 on each set of pages that the data folder holds, and pages a
second of CPU time on one core:

- `pages`: 4-gram token F1 as scrapinghub's article extraction benchmark defines it;
- `pages-segments`: segments that must and must not be in the text, as trafilatura's own
  evaluation counts them;
- `inputs`: bag-of-words F1 (letters for scripts without spaces), the mean over the pages, and
  by language.

`--worst N` names the pages of each set that are read worst, `--set NAME` reads one set only.
"""

import argparse
import gzip
import json
import re
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from data_folder import DATA_FOLDER

_TOKEN_PATTERN = re.compile(r"\w+")
_UNSPACED_LETTERS = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0e7f\u1000-\u109f"
_WORD_PATTERN = re.compile(f"[{_UNSPACED_LETTERS}]|[^\\W{_UNSPACED_LETTERS}]+")
_SPACE_PATTERN = re.compile(r"\s+")
#: Fewer pages of a language say little about it; they are counted together.
MIN_PAGES_OF_LANGUAGE = 3


class Row(NamedTuple):
    """One page: its address, its bytes, its language where known, and what its text must hold."""

    url: str
    body: bytes
    language: str
    truth: str  #: the whole text, or "" where only segments are known
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()


class Share(NamedTuple):
    """True positives, false positives and false negatives of one page."""

    right: float
    wrong: float
    missed: float


class Score(NamedTuple):
    """From 0 to 1."""

    precision: float
    recall: float
    f1: float


class PageSet(NamedTuple):
    """How a folder of the data is read and scored."""

    load_rows: Callable[[Path], Iterator[Row]]
    share: Callable[[Row, str], Share]
    score: Callable[[list[Share]], Score]


def main() -> None:
    arguments = _arguments()
    for name in arguments.set or PAGE_SETS:
        if (arguments.data / name).is_dir():
            _print_set(name, arguments.data / name, worst_pages=arguments.worst)


def _print_set(name: str, folder: Path, *, worst_pages: int) -> None:
    page_set = PAGE_SETS[name]
    rows = list(page_set.load_rows(folder))
    shares: dict[str, list[Share]] = {}
    print(f"{name + ':':15} {len(rows)} pages  precision  recall     F1    pages/s/core")
    for reader_name, read in READERS.items():
        read(rows[0])  # so that nobody's loading is counted
        texts, seconds = _timed(read, rows)
        shares[reader_name] = [
            page_set.share(row, text) for row, text in zip(rows, texts, strict=True)
        ]
        score = page_set.score(shares[reader_name])
        print(f"  {reader_name:24} {_figures(score)}   {len(rows) / seconds:6.1f}")
    _print_languages(rows, shares, page_set.score)
    if worst_pages:
        _print_worst(rows, shares["coranto"], page_set.score, worst_pages)
    print()


def _print_languages(
    rows: list[Row], shares: dict[str, list[Share]], score: Callable[[list[Share]], Score]
) -> None:
    pages_by_language: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        if row.language:
            pages_by_language[row.language].append(number)
    for language in list(pages_by_language):
        if len(pages_by_language[language]) < MIN_PAGES_OF_LANGUAGE:
            pages_by_language["others"] += pages_by_language.pop(language)
    if len(pages_by_language) < 2:
        return
    by_size = sorted(pages_by_language.items(), key=lambda entry: -len(entry[1]))
    for language, pages in by_size:
        figures = "  ".join(
            f"{reader_name} {_figures(score([reader_shares[page] for page in pages]))}"
            for reader_name, reader_shares in shares.items()
        )
        print(f"  {language:6} {len(pages):3} pages  {figures}")


def _print_worst(
    rows: list[Row], shares: list[Share], score: Callable[[list[Share]], Score], count: int
) -> None:
    by_f1 = sorted(zip(shares, rows, strict=True), key=lambda pair: score([pair[0]]).f1)
    for page_share, row in by_f1[:count]:
        print(f"  read worst: {_figures(score([page_share]))}  {row.url[:100]}")


def _figures(score: Score) -> str:
    return f"{score.precision:.4f} {score.recall:.4f} {score.f1:.4f}"


def gram_share(row: Row, text: str) -> Share:
    """How the 4-grams of a text compare with those of the true one; the three add up to 1."""
    right, wrong, missed = _overlap(_grams(row.truth), _grams(text))
    total = right + wrong + missed or 1
    return Share(right / total, wrong / total, missed / total)


def segment_share(row: Row, text: str) -> Share:
    """How many wanted and unwanted segments are in the text; white space is all the same."""
    spaced_text = _SPACE_PATTERN.sub(" ", text)
    right = sum(_SPACE_PATTERN.sub(" ", segment) in spaced_text for segment in row.wanted)
    wrong = sum(_SPACE_PATTERN.sub(" ", segment) in spaced_text for segment in row.unwanted)
    return Share(right, wrong, len(row.wanted) - right)


def word_share(row: Row, text: str) -> Share:
    """How the words of a text compare with those of the true one, whatever their order."""
    return _overlap(_words(row.truth), _words(text))


def _overlap(true_tokens: Counter[object], text_tokens: Counter[object]) -> Share:
    right = (true_tokens & text_tokens).total()
    return Share(right, text_tokens.total() - right, true_tokens.total() - right)


def f1_of_means(shares: list[Share]) -> Score:
    """Precision and recall are means over the pages; F1 is that of the means."""
    precisions = [s.right / (s.right + s.wrong) for s in shares if s.right + s.wrong]
    recalls = [s.right / (s.right + s.missed) for s in shares if s.right + s.missed]
    precision, recall = _mean(precisions), _mean(recalls)
    return Score(precision, recall, 2 * precision * recall / (precision + recall or 1))


def f1_of_sums(shares: list[Share]) -> Score:
    """All pages' segments are counted together."""
    right, wrong, missed = (sum(column) for column in zip(*shares, strict=True))
    return Score(
        right / (right + wrong or 1),
        right / (right + missed or 1),
        2 * right / (2 * right + wrong + missed or 1),
    )


def mean_of_f1(shares: list[Share]) -> Score:
    """Precision, recall and F1 of each page, and their means."""
    scores = [f1_of_sums([share]) for share in shares]
    return Score(*(_mean(column) for column in zip(*scores, strict=True)))


def _mean(values: list[float] | tuple[float, ...]) -> float:
    return sum(values) / len(values) if values else 0.0


def _grams(text: str) -> Counter[object]:
    tokens = _TOKEN_PATTERN.findall(text)
    if not tokens:
        return Counter()
    return Counter(tuple(tokens[at : at + 4]) for at in range(max(1, len(tokens) - 3)))


def _words(text: str) -> Counter[object]:
    return Counter(_WORD_PATTERN.findall(unicodedata.normalize("NFKC", text).lower()))


def _pages_rows(folder: Path) -> Iterator[Row]:
    truths = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    for name, truth in truths.items():
        body = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
        yield Row(truth["url"], body, "", truth["articleBody"])


def _segments_rows(folder: Path) -> Iterator[Row]:
    for line in (folder / "segments.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        body = gzip.decompress((folder / "html" / f"{entry['file']}.html.gz").read_bytes())
        yield Row(entry["url"], body, "", "", tuple(entry["with"]), tuple(entry["without"]))


def _inputs_rows(folder: Path) -> Iterator[Row]:
    for line in (folder / "index.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        if entry["kind"] != "pages" or not entry["expected"].endswith(".txt"):
            continue
        body = (folder / entry["file"]).read_bytes()
        if entry["file"].endswith(".gz"):
            body = gzip.decompress(body)
        truth = (folder / entry["expected"]).read_text("utf-8")
        yield Row(entry["file"], body, entry["language"], truth)


#: By the name of the folder.
PAGE_SETS = {
    "pages": PageSet(_pages_rows, gram_share, f1_of_means),
    "pages-segments": PageSet(_segments_rows, segment_share, f1_of_sums),
    "inputs": PageSet(_inputs_rows, word_share, mean_of_f1),
}


def _timed(read: Callable[[Row], str], rows: list[Row]) -> tuple[list[str], float]:
    started = time.process_time()
    texts = [read(row) for row in rows]
    return texts, time.process_time() - started


def _coranto(row: Row) -> str:
    from coranto.errors import SourceError
    from coranto.reading import pages

    try:
        # Some sets name pages by file.
        url = row.url if row.url.startswith("http") else ""
        return pages.read_page(row.body, url=url).text
    except SourceError:
        return ""


def _trafilatura(row: Row) -> str:
    return _trafilatura_text(row.body, fast=False)


def _trafilatura_fast(row: Row) -> str:
    return _trafilatura_text(row.body, fast=True)


def _trafilatura_text(body: bytes, *, fast: bool) -> str:
    import trafilatura

    document: Any = trafilatura.bare_extraction(body, include_comments=False, fast=fast)
    return (document.text or "") if document else ""


READERS: dict[str, Callable[[Row], str]] = {
    "coranto": _coranto,
    "trafilatura": _trafilatura,
    "trafilatura fast": _trafilatura_fast,
}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA_FOLDER)
    parser.add_argument("--set", action="append", choices=sorted(PAGE_SETS), metavar="NAME")
    parser.add_argument("--worst", type=int, default=0, metavar="N")
    arguments = parser.parse_args()
    if not any((arguments.data / name).is_dir() for name in PAGE_SETS):
        sys.exit(f"no pages in {arguments.data}: give --data DIR or CORANTO_DATA")
    return arguments


if __name__ == "__main__":
    main()
