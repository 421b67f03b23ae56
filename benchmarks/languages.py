"""Language detection on sentences and on headline-sized pieces of them, per language.

Prints for each language how many of its texts were named right, wrongly and not at
all. Needs the data folder (`--data`, or CORANTO_DATA): langid/sentences.tsv.
"""

import argparse
import csv
import sys
import time
from collections import Counter
from pathlib import Path

from coranto.reading.language import packs
from data_folder import DATA_FOLDER


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA_FOLDER)
    parser.add_argument("--words", type=int, default=7, help="words of a headline")
    arguments = parser.parse_args()
    path = arguments.data / "langid" / "sentences.tsv"
    if not path.exists():
        print(
            f"no sentences at {path}: give the data folder with --data DIR or CORANTO_DATA",
            file=sys.stderr,
        )
        return 1
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    packs.detect_language("Warm up: the model is loaded once.")
    measure("whole sentences", [(row["language"], row["text"]) for row in rows])
    measure(
        f"first {arguments.words} words (20 characters where words are not spaced)",
        [(row["language"], headline(row, arguments.words)) for row in rows],
    )
    return 0


def headline(row: dict[str, str], words: int) -> str:
    if row["language"] in {"zh", "ja", "th"}:
        return row["text"][:20]
    return " ".join(row["text"].split()[:words])


def measure(title: str, texts: list[tuple[str, str]]) -> None:
    started = time.process_time()
    answers = [(language, packs.detect_language(text)[0]) for language, text in texts]
    seconds = time.process_time() - started
    print(f"\n{title}: {len(texts) / seconds:,.0f} a second")
    print(f"{'language':<10}{'right':>8}{'wrong':>8}{'und':>6}  taken for")
    totals: Counter[str] = Counter()
    for language in sorted({language for language, _ in texts}):
        given = Counter(found for true, found in answers if true == language)
        right, unknown = given.pop(language, 0), given.pop("und", 0)
        wrong = given.total()
        totals.update(right=right, wrong=wrong, und=unknown)
        others = ", ".join(f"{code} {count}" for code, count in given.most_common(4))
        print(f"{language:<10}{right:>8}{wrong:>8}{unknown:>6}  {others}")
    print(f"{'all':<10}{totals['right']:>8}{totals['wrong']:>8}{totals['und']:>6}")


if __name__ == "__main__":
    sys.exit(main())
