"""Growth: how fast file mode is, how much memory it takes, and how both grow; peers beside.

    python benchmarks/growth.py [--sizes 10000 100000] [--sample 5000] [--commands group copies]

Streams of news-like documents (see news.py) are piped into `coranto group` and `coranto
copies`. Seconds are CPU seconds of that process alone, its start included; memory is its
peak. The exponent b of seconds ~ documents ** b is fitted over all sizes: 1 is linear.
Add 1000000 to the sizes for the long run (half an hour).

The peers see a sample of the same stream in one process. Where one has a threshold, the
best of several for this very sample is shown, which is more than anyone has in the field.
Install them with `pip install -r benchmarks/requirements.txt`; who is missing is named.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from pathlib import Path

import news
from coranto.reading.language import text
from stories import scores

HERE = Path(__file__).parent
CORANTO = [sys.executable, "-m", "coranto"]
#: Words of a document that stand in for Taranis AI's tags, which a named-entity model finds.
TAGS = 10
SHINGLE = 3

Found = Mapping[str, str]  #: document → story


@dataclass(frozen=True)
class Run:
    """What one command came to on one stream."""

    command: str
    documents: int
    seconds: float
    megabytes: float
    quality: str

    def row(self) -> str:
        speed = self.documents / self.seconds
        return (
            f"{'coranto ' + self.command:44} {self.documents:>9,} {self.seconds:8.1f} "
            f"{speed:8,.0f}/s {self.megabytes:8,.0f} MB  {self.quality}"
        )


# --- file mode ----------------------------------------------------------------


def run(command: str, documents: int, seed: int) -> Run:
    """Pipe a stream into a command; its CPU time and peak memory, and how right it was."""
    with tempfile.TemporaryFile() as out:
        generator = subprocess.Popen(
            [sys.executable, HERE / "news.py", f"--documents={documents}", f"--seed={seed}"],
            stdout=subprocess.PIPE,
        )
        started = subprocess.Popen([*CORANTO, command, "-"], stdin=generator.stdout, stdout=out)
        assert generator.stdout
        generator.stdout.close()
        _, status, usage = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
        if started.returncode or generator.wait():
            sys.exit(f"coranto {command} ended with status {started.returncode}")
        out.seek(0)
        quality = QUALITY[command](map(json.loads, out), documents, seed)
    return Run(
        command=command,
        documents=documents,
        seconds=usage.ru_utime + usage.ru_stime,
        megabytes=usage.ru_maxrss / 1024,
        quality=quality,
    )


def group_quality(lines: Iterable[news.Row], documents: int, seed: int) -> str:
    del documents, seed  # the truth passes through
    true, found = {}, {}
    for line in lines:
        found[line["id"]] = line["story"]  # the last line for an id holds
        if "true_story" in line:
            true[line["id"]] = line["true_story"]
    return told(scores([(story, found[name]) for name, story in true.items()]))


def copies_quality(lines: Iterable[news.Row], documents: int, seed: int) -> str:
    """A copy is right when origin and copy have the same beginning in truth."""
    found = {line["id"]: line["origin"] for line in lines}
    firsts, copied = {}, set()
    for row in islice(news.rows(seed), documents):
        origin = row["true_origin"]
        firsts[row["id"]] = firsts[origin] if origin else row["id"]
        if origin:
            copied.add(row["id"])
    claimed = {name for name, origin in found.items() if origin}
    right = sum(firsts[name] == firsts[found[name]] for name in claimed)
    recall = len(claimed & copied) / max(1, len(copied))
    return f"precision {right / max(1, len(claimed)):.3f}  recall {recall:.3f}"


QUALITY = {"group": group_quality, "copies": copies_quality}


def exponent(runs: Sequence[Run]) -> float:
    """Slope of log seconds over log documents, by least squares."""
    points = [(math.log(one.documents), math.log(one.seconds)) for one in runs]
    middle_x = sum(x for x, _ in points) / len(points)
    middle_y = sum(y for _, y in points) / len(points)
    return sum((x - middle_x) * (y - middle_y) for x, y in points) / sum(
        (x - middle_x) ** 2 for x, _ in points
    )


def told(pair: tuple[float, float]) -> str:
    return f"pairwise F1 {pair[0]:5.1f}  BCubed F1 {pair[1]:5.1f}"


# --- peers --------------------------------------------------------------------


def louvain(rows: Sequence[news.Row], _: float) -> Found:
    """Taranis AI's way: communities of tags that stand together; documents go by their tags."""
    import networkx as nx

    tags = _tags(rows)
    graph = nx.Graph()
    graph.add_nodes_from(tag for words in tags.values() for tag in words)
    pairs = Counter(pair for words in tags.values() for pair in combinations(sorted(words), 2))
    graph.add_weighted_edges_from((one, other, count) for (one, other), count in pairs.items())
    communities = nx.algorithms.community.louvain_communities(graph, seed=1)
    community = {tag: number for number, tags in enumerate(communities) for tag in tags}
    found = {name: Counter(community[tag] for tag in words) for name, words in tags.items()}
    return {
        name: str(among.most_common(1)[0][0]) if among else name for name, among in found.items()
    }


def _tags(rows: Sequence[news.Row]) -> dict[str, list[str]]:
    """The weightiest words of each document by TF-IDF, each in at least two documents."""
    counts = {row["id"]: Counter(_tokens(row)) for row in rows}
    among = Counter(word for count in counts.values() for word in count)

    def weightiest(count: Counter[str]) -> list[str]:
        weights = {
            word: number * math.log(len(rows) / among[word])
            for word, number in count.items()
            if among[word] > 1
        }
        return sorted(weights, key=lambda word: (-weights[word], word))[:TAGS]

    return {name: weightiest(count) for name, count in counts.items()}


def agglomerative(rows: Sequence[news.Row], threshold: float) -> Found:
    """scikit-learn: average linkage over cosine distances of TF-IDF vectors."""
    from sklearn.cluster import AgglomerativeClustering
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer=lambda words: words, sublinear_tf=True)
    vectors = vectorizer.fit_transform([_tokens(row) for row in rows])
    distances = 1 - (vectors @ vectors.T).toarray()
    clustering = AgglomerativeClustering(
        n_clusters=None, metric="precomputed", linkage="average", distance_threshold=threshold
    )
    labels = clustering.fit_predict(distances)
    return {row["id"]: str(label) for row, label in zip(rows, labels, strict=True)}


def minhash(rows: Sequence[news.Row], threshold: float) -> Found:
    """MinHash LSH (rensa): documents that collide are joined, and so on."""
    from rensa import RMinHash, RMinHashLSH

    sketches = {}
    for number, row in enumerate(rows):
        sketch = RMinHash(num_perm=128, seed=1)
        sketch.update(_shingles(_tokens(row)))
        sketches[number] = sketch
    index = RMinHashLSH(threshold=threshold, num_perm=128, num_bands=32)
    joined: dict[int, int] = {}

    def top(number: int) -> int:
        while joined.get(number, number) != number:
            number = joined[number]
        return number

    for number, sketch in sketches.items():
        for other in index.query(sketch):
            if sketch.jaccard(sketches[other]) >= threshold:
                joined[top(number)] = top(other)
        index.insert(number, sketch)
    return {row["id"]: str(top(number)) for number, row in enumerate(rows)}


def _shingles(words: Sequence[str]) -> list[str]:
    return [" ".join(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))]


def _tokens(row: news.Row) -> list[str]:
    return text.tokens(f"{row['title']}\n{row['text']}", row["language"])


Peer = Callable[[Sequence[news.Row], float], Found]
PEERS: tuple[tuple[str, Peer, tuple[float, ...]], ...] = (
    ("Taranis AI's way (networkx Louvain over tags)", louvain, (0.0,)),
    ("scikit-learn agglomerative, TF-IDF", agglomerative, (0.7, 0.8, 0.85, 0.9, 0.95)),
    ("MinHash LSH (rensa)", minhash, (0.02, 0.05, 0.1, 0.3, 0.5)),
)


def beside(name: str, peer: Peer, thresholds: Sequence[float], rows: Sequence[news.Row]) -> str:
    """The peer's row: at its best threshold, and the seconds that one run took."""
    best = (-1.0, "")
    for threshold in thresholds:
        started = time.process_time()
        try:
            found = peer(rows, threshold)
        except ImportError as error:
            return f"{name:44} is not installed: {error.name}"
        seconds = time.process_time() - started
        score = scores([(row["true_story"], found[row["id"]]) for row in rows])
        line = f"{name:44} {len(rows):>9,} {seconds:8.1f} {len(rows) / seconds:8,.0f}/s"
        line += f" {'':11}  {told(score)}" + (f"  at {threshold}" if threshold else "")
        best = max(best, (score[1], line))
    return best[1]


# --- all of it ----------------------------------------------------------------


def lines(arguments: argparse.Namespace) -> Iterator[str]:
    yield f"{'':44} {'documents':>9} {'seconds':>8} {'speed':>10} {'peak':>11}  on the truth"
    for command in arguments.commands:
        runs = []
        for size in arguments.sizes:
            runs.append(run(command, size, arguments.seed))
            yield runs[-1].row()
        if len(runs) > 1:
            yield f"{'':44} seconds grow as documents ** {exponent(runs):.2f}"
    if arguments.sample:
        sample = list(islice(news.rows(arguments.seed), arguments.sample))
        if "group" in arguments.commands and arguments.sample not in arguments.sizes:
            yield run("group", arguments.sample, arguments.seed).row()
        for name, peer, thresholds in PEERS:
            yield beside(name, peer, thresholds, sample)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--sample", type=int, default=5_000, help="for the peers; 0 for none")
    parser.add_argument("--commands", nargs="*", default=["group", "copies"], choices=QUALITY)
    parser.add_argument("--seed", type=int, default=1)
    for line in lines(parser.parse_args()):
        print(line, flush=True)


if __name__ == "__main__":
    main()
