"""Sentence choice: how near the quoted sentences come to summaries that people wrote.

    python benchmarks/sentences.py [--set DIR] [--show]

Two sets, both made up for this: ten news stories of six articles each, and twelve products
with some twenty short reviews each, in an order made by chance. All choose equally many of
the same sentences, three of a news story and two of the reviews. Prints the F1 of ROUGE-1
and ROUGE-2 in per cent, the mean over all summaries. Files with an odd number were looked
at while choosing was tuned; the even ones were held out. Exit status 1 when another one
is better.
"""

import argparse
import hashlib
import re
import sys
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import mean

from rouge_score.rouge_scorer import RougeScorer
from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence
from sumy.nlp.stemmers import Stemmer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.sum_basic import SumBasicSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer
from sumy.utils import get_stop_words

from coranto.editing import quoting
from coranto.editing.quoting import QuotedSentences
from coranto.model import Document
from coranto.reading.language import segmentation

NAMES = {"en": "english", "de": "german", "es": "spanish"}
MEASURES = ("rouge1", "rouge2")
COUNTS = {"news": 3, "reviews": 2}
START = datetime(2026, 3, 2, 6, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One story with its articles, or one product with its reviews."""

    number: int
    language: str
    documents: tuple[Document, ...]
    summaries: tuple[str, ...]

    def sentences(self) -> list[list[str]]:
        return [
            [
                one.text[start:end]
                for start, end in segmentation.sentence_spans(one.text, self.language)
            ]
            for one in self.documents
        ]


class Words:
    """Cuts any script into words, for ROUGE and for the peers."""

    def tokenize(self, sentence: str) -> list[str]:
        return re.findall(r"\w+", sentence.lower())

    to_words = tokenize


Chooser = Callable[[Case, int], Sequence[str]]


def cases(folder: Path) -> list[Case]:
    return [case(path) for path in sorted(folder.glob("*.toml"))]


def case(path: Path) -> Case:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    articles = raw.get("articles") or [
        {"outlet": str(at), "title": "", "text": line}
        for at, line in enumerate(sorted(raw["reviews"].strip().split("\n"), key=by_chance))
    ]
    documents = tuple(
        Document(
            id=f"{path.stem}-{at}",
            version=1,
            source_id=each["outlet"],
            kind="article",
            key=f"{path.stem}-{at}",
            url="",
            title=each["title"],
            text=each["text"].strip(),
            language=raw["language"],
            published=START + timedelta(hours=at),
            seen=START + timedelta(hours=at),
        )
        for at, each in enumerate(articles)
    )
    return Case(
        number=int(path.stem.partition("-")[0]),
        language=raw["language"],
        documents=documents,
        summaries=tuple(raw["summaries"]),
    )


def by_chance(line: str) -> bytes:
    """An order that says nothing, and is always the same."""
    return hashlib.sha256(line.encode()).digest()


# --- choosers -----------------------------------------------------------------


def lead(case: Case, count: int) -> list[str]:
    return [sentence for each in case.sentences() for sentence in each][:count]


def peer(kind: type) -> Chooser:
    """A summarizer of sumy's, with its stemmers and stop words."""

    def choose(case: Case, count: int) -> list[str]:
        name = NAMES[case.language]
        summarizer = kind(Stemmer(name))
        summarizer.stop_words = get_stop_words(name)
        words = Words()
        model = ObjectDocumentModel(
            [Paragraph([Sentence(one, words) for one in each]) for each in case.sentences()]
        )
        return [str(sentence) for sentence in summarizer(model, count)]

    return choose


def ours(case: Case, count: int) -> list[str]:
    """What an item of the edition quotes."""
    chosen = quoting.choose_quotes(case.documents, count=count, already_quoted=QuotedSentences())
    return [one.document.text[slice(*one.span)] for one in chosen]


# --- measuring ----------------------------------------------------------------


def scores(case: Case, chosen: Sequence[str]) -> tuple[float, ...]:
    scorer = RougeScorer(MEASURES, tokenizer=Words())
    summary = "\n".join(chosen)
    found = [scorer.score(reference, summary) for reference in case.summaries]
    return tuple(100 * mean(one[measure].fmeasure for one in found) for measure in MEASURES)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, default=Path(__file__).parent / "sentences")
    parser.add_argument("--show", action="store_true", help="print what was chosen")
    options = parser.parse_args()
    failed = False
    for name, count in COUNTS.items():
        found = cases(options.set / name)
        choosers: dict[str, Chooser] = {
            "lead": lead,
            "LexRank (sumy)": peer(LexRankSummarizer),
            "TextRank (sumy)": peer(TextRankSummarizer),
            "SumBasic (sumy)": peer(SumBasicSummarizer),
            "Coranto": ours,
        }
        print(f"{name + f', {count} sentences':26} {'all':>13} {'tuned on':>13} {'held out':>13}")
        table = {}
        for label, choose in choosers.items():
            each = {case.number: scores(case, choose(case, count)) for case in found}
            halves = [
                tuple(mean(values) for values in zip(*part, strict=True))
                for part in (
                    list(each.values()),
                    [value for number, value in each.items() if number % 2],
                    [value for number, value in each.items() if number % 2 == 0],
                )
            ]
            table[label] = halves
            print(f"  {label:24}" + "".join(f" {one:6.1f} {two:6.1f}" for one, two in halves))
        best = [
            max(row[0][at] for label, row in table.items() if label != "Coranto") for at in (0, 1)
        ]
        failed |= any(table["Coranto"][0][at] <= best[at] for at in (0, 1))
        if options.show:
            for case in found:
                print(f"\n{case.number}. " + "\n   ".join(choosers["Coranto"](case, count)))
    sys.exit("Coranto does not beat the best of the others on every measure" if failed else 0)


if __name__ == "__main__":
    main()
