"""Checks: are planted faults found, each by its own check, and clean sentences left alone?

    python benchmarks/checks.py [--show]

Over 200 drafted sentences with faults of each kind and over 200 clean ones, in ten languages,
about made-up articles. Sentences and their faults in numbers, days and names are written by
hand; the rest is made of them with a fixed seed. What is said of numbers, days and names was
mended on the first two tables' articles; the third's were written before the second's, and
what went wrong there was not looked at. Each sentence stands in a small edition of its own,
which is written to a file's text and read again. A
fault counts as found when its check names its line; whatever else is said of any sentence
counts as false. Quotations and citations must be right without exception: else exit status 1.
"""

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from coranto.editing import draft
from coranto.editing.checks import CHECKS, Context, check_draft
from coranto.model import Story
from planting import Article, Case, Maker, articles

#: Articles that the checks were mended on, and those kept for measuring.
SETS = ("articles.toml", "development.toml", "unseen.toml")
#: Of sentences only: numbers and days of more kinds, which the checks were mended on, too.
DEVELOPMENT = "development.toml"
#: Checks that may not err.
EXACT = ("quotation", "citation")
#: What is said of a sentence that nothing is wrong with, and meant to be said.
REMARKS = frozenset({"editor's voice", "unused citation", "words in English"})


def found(case: Case, made: Sequence[Article]) -> tuple[set[str], str]:
    """Names of the checks that found something, "name elsewhere" where the line is another."""
    written = draft.format_draft(case.edition)
    if case.change:
        assert case.change[0] in written, case.change
        written = written.replace(*case.change, 1)
    lines = written.split("\n")
    findings = check_draft(draft.parse_draft(written), context(case, made), text=written)
    names = set()
    for one in findings:
        if one.check == case.planted and case.at not in lines[one.line - 1]:
            names.add(f"{one.check} elsewhere")
        elif one.check == case.planted or one.check not in REMARKS:
            names.add(one.check)
    return names, "; ".join(f"{one.check}: {one.message}" for one in findings)


def context(case: Case, made: Sequence[Article]) -> Context:
    known: dict[str, Any] = {
        "documents": {(each.document.id, 1): each.document for each in made},
        "sources": {each.source.id: each.source for each in made},
        "stories": {
            f"s{each.document.id}": Story(id=f"s{each.document.id}", documents=(each.document,))
            for each in made
        },
        "number": 41,
    }
    return Context(**{**known, **case.known})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--show", action="store_true", help="Show what was missed or false.")
    # As for every benchmark; nothing is read from there.
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    show = parser.parse_args().show
    right = [measure(name, show=show) for name in SETS]
    sys.exit(0 if all(right) else "quotations and citations must be right without exception")


def measure(name: str, *, show: bool) -> bool:
    """Print the table of one set; whether quotations and citations were right."""
    made = articles(name)
    maker = Maker(made)
    cases = list(maker.said() if name == DEVELOPMENT else maker.cases())
    planted, hit, false = Counter[str](), Counter[str](), Counter[str]()
    flagged = 0
    started = time.perf_counter()
    for case in cases:
        names, said = found(case, made)
        planted[case.planted] += 1
        hit[case.planted] += case.planted in names
        wrong = names - {case.planted}
        false.update(each.removesuffix(" elsewhere") for each in wrong)
        flagged += bool(wrong) and not case.planted
        if show and (wrong or (case.planted and case.planted not in names)):
            body = case.edition.sections[0].items[-1].body.rpartition("\n\n")[2]
            print(f"{case.planted or 'clean'} → {sorted(names)}: {body[:110]}\n    {said[:300]}")
    seconds = time.perf_counter() - started
    print(
        f"{name}\n{'check':<20}{'planted':>8}{'found':>7}{'false':>7}{'precision':>11}{'recall':>8}"
    )
    right = True
    for one in CHECKS:
        kind = one.name
        if not planted[kind] and not false[kind]:
            continue
        claimed = hit[kind] + false[kind]
        precision = hit[kind] / claimed if claimed else 1.0
        recall = hit[kind] / planted[kind] if planted[kind] else 1.0
        right &= kind not in EXACT or min(precision, recall) == 1
        print(f"{kind:<20}{planted[kind]:>8}{hit[kind]:>7}{false[kind]:>7}"
              f"{precision:>11.3f}{recall:>8.3f}")  # fmt: skip
    clean, faulty = planted.pop(""), planted.total()
    print(
        f"{faulty} sentences with a fault, {clean} clean ones of which {flagged} were found fault "
        f"with; {len(cases) / seconds:.0f} small editions a second\n"
    )
    return right


if __name__ == "__main__":
    main()
