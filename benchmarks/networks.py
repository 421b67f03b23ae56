"""Networks of accounts: the same answers as CooRTweet and CNT, and how long they take.

    python benchmarks/networks.py [--data DIR] [--posts 10000000] [--times 3]
                                  [--skip-peer] [--skip-growth]

CNT (coordination-network-toolkit) runs beside Coranto on the same rows. Seconds are those of
computing; reading files into the database is not in them, on either side. Links are taken out of
texts by Coranto, and for CNT here: that time is counted on both sides. CNT ends with its
edges: it is held against Coranto's seconds as far as edges. Coranto's components, statistics of
accounts and objects come after them, and are in `whole`. The last columns have reading in them,
on both sides: from files to edges. Both run in turn, several times; the quickest run of each
stands in the table, for a machine is never idle.
"""

import argparse
import csv
import gzip
import math
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from coranto.analysis.networks.question import Question, preset_question
from coranto.analysis.networks.text_keys import cnt_chunks, cnt_pieces
from coranto.edges.engine import open_duckdb
from coranto.steps.networks.find import NetworkCounts
from coranto.steps.networks.run import AnalysisRequest, Stage, analyse_files
from data_folder import DATA_FOLDER
from shares import RING, generated, viral
from toolkit import HEAD, THREADS, Peer, peer

CLOCK = datetime(2026, 1, 1, tzinfo=UTC)
MEMORY = "3GB"
SETTINGS = ((60, 2), (10, 5), (60, 1))
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came out of a run of Coranto, and how long it took in seconds."""

    found: NetworkCounts
    folder: Path
    reading: float
    linking: float  #: as far as edges, which is all that CNT computes
    describing: float  #: components, accounts and objects
    judging: float
    writing: float

    @property
    def finding(self) -> float:
        """Seconds of computing the network."""
        return self.linking + self.describing


def run(file: Path, question: Question, folder: Path, *, judged: bool = False) -> Run:
    folder.mkdir(parents=True, exist_ok=True)
    ended: dict[Stage, float] = {}
    with open_duckdb(folder, memory=MEMORY, threads=THREADS) as engine:
        began = time.perf_counter()
        done = analyse_files(
            engine,
            [file],
            AnalysisRequest(question=question, is_judged=judged),
            clock=CLOCK,
            folder=folder,
            on_stage=lambda stage: ended.__setitem__(stage, time.perf_counter()),
        )
    return Run(
        found=done.found,
        folder=folder,
        reading=ended["loaded"] - began,
        linking=ended["linked"] - ended["loaded"],
        describing=ended["described"] - ended["linked"],
        judging=ended["judged"] - ended["described"],
        writing=ended["written"] - ended["judged"],
    )


def quickest(
    ours: Callable[[], Run], theirs: Callable[[], Peer | None], times: int
) -> tuple[Run, Peer | None]:
    """The quickest of several runs of either, one after the other."""
    runs = [(ours(), theirs()) for _ in range(times)]
    peers = [peer for _, peer in runs if peer]
    return (
        min((run for run, _ in runs), key=lambda run: run.linking),
        min(peers, key=lambda peer: peer.seconds) if peers else None,
    )


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def differences(ours: Sequence[Any], theirs: Sequence[Any]) -> int:
    """How many rows only one of two tables has."""
    one, other = Counter(ours), Counter(theirs)
    return (one - other).total() + (other - one).total()


def number(text: str) -> float:
    return round(float(text), 9)


# --- CooRTweet ------------------------------------------------------------------

PAIRS = ("object_id", "content_id", "content_id_y", "time_delta", "account_id", "account_id_y")


def coortweet(data: Path, scratch: Path, *, peer: bool, times: int) -> None:
    print("\nrussian_coord_tweets.csv, as CooRTweet 2.1.3")
    print("window participation   pairs  edges  sub  wrong rows: pairs edges accounts objects "
          "counts |   edges  whole  CooRTweet    CNT  CNT/edges  CNT/whole | from files    CNT  "
          "ratio")  # fmt: skip
    file = data / "russian_coord_tweets.csv"
    summary = {row["run"]: row for row in rows(data / "expected" / "summary.csv")}
    for window, participation in SETTINGS:
        name = f"ru_tw{window}_mp{participation}_ew0.5"
        question = replace(
            preset_question("coortweet"), windows=(float(window),), participation=participation
        )
        done, cnt = quickest(
            partial(run, file, question, scratch / name),
            partial(retweets, file, window, scratch) if peer else lambda: None,
            times,
        )
        told = summary[name]
        theirs = float(told["sec_detect"]) + float(told["sec_network"])
        wrong = compared(done.folder, data / "expected" / name)
        print(
            f"{window:6} {participation:13} {done.found.pairs:7} {done.found.edges:6} "
            f"{done.found.subgraph_edges:4} {wrong[0]:18} {wrong[1]:5} {wrong[2]:8} {wrong[3]:7} "
            f"{miscounted(done.found, told):6} | {done.linking:7.3f} {done.finding:6.3f} "
            f"{theirs:10.1f} {beside(cnt, done)}"
        )


def compared(ours: Path, theirs: Path) -> list[int]:
    """Rows that differ: pairs, edges with their weights and subgraph, accounts, objects."""

    def table(kind: str) -> list[Row]:
        return rows(theirs.with_name(f"{theirs.name}_{kind}.csv"))

    def edge(row: Row, inside: str) -> tuple[Any, ...]:
        counts = (row[name] for name in ("from", "to", "weight", "n_content_id", "n_content_id_y"))
        means = (number(row[name]) for name in ("avg_time_delta", "edge_symmetry_score"))
        return (*counts, *means, inside)

    def account(row: Row) -> tuple[Any, ...]:
        means = (number(row[name]) for name in ("avg_time_delta", "avg_edge_symmetry_score"))
        return (row["account_id"], row["unique_shares_count"], *means)

    sub = {(row["from"], row["to"]) for row in table("edges_sub1")}
    edges = rows(ours / "edges.csv")
    return [
        differences(
            [tuple(row[name] for name in PAIRS) for row in rows(ours / "pairs.csv")],
            [tuple(row[name] for name in PAIRS) for row in table("detect_groups")],
        ),
        differences(
            [edge(row, row["in_subgraph"]) for row in edges],
            [edge(row, row["weight_threshold"]) for row in table("edges_full")],
        )
        + len(sub ^ {(row["from"], row["to"]) for row in edges if row["in_subgraph"] == "1"}),
        differences(
            [account(row) for row in rows(ours / "accounts.csv")],
            [account(row) for row in table("account_stats")],
        ),
        differences(
            [(row["object_id"], row["num_accounts"]) for row in rows(ours / "objects.csv")],
            [(row["object_id"], row["num_accounts"]) for row in table("group_stats")],
        ),
    ]


def miscounted(found: NetworkCounts, told: Row) -> int:
    """How many of CooRTweet's summary counts are not ours."""
    ours = {
        "pairs": found.pairs, "objects": found.objects, "accounts": found.accounts,
        "edges_full": found.edges, "sum_w": found.weight, "max_w": found.heaviest,
        "w_threshold": found.thresholds.get("share"), "nodes_sub": found.subgraph_accounts,
        "edges_sub": found.subgraph_edges, "comps_full": found.components,
        "comps_sub": found.subgraph_components,
        "largest_comp_sub": found.largest_subgraph_component,
    }  # fmt: skip
    return sum(float(told[name]) != value for name, value in ours.items())


# --- CNT ------------------------------------------------------------------------


def beside(cnt: Peer | None, ours: Run) -> str:
    if cnt is None:
        return f"{'-':>6}"
    read, here = cnt.reading + cnt.seconds, ours.reading + ours.linking
    return (
        f"{cnt.seconds:6.2f} {cnt.seconds / ours.linking:10.1f} {cnt.seconds / ours.finding:10.1f} "
        f"| {here:10.2f} {read:6.2f} {read / here:6.1f}"
    )


def retweets(file: Path, window: int, scratch: Path) -> Peer | None:
    """CNT's run for the comparable network: accounts that repost the same."""
    from_shares = (
        [row["content_id"], row["account_id"], row["account_id"], row["object_id"], "", "",
         row["timestamp_share"], ""]
        for row in rows(file)
    )  # fmt: skip
    return peer(from_shares, scratch, "compute_co_retweet_parallel", time_window=window)


def posts(data: Path) -> list[Row]:
    """The week's posts."""
    csv.field_size_limit(10_000_000)
    with gzip.open(data / "troll-week-2017w33.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def unlinked(told: Sequence[Row]) -> tuple[list[list[str]], float]:
    """Posts as CNT is given them, and the seconds that it took to make their texts.

    Their texts are without links, nor the apostrophe of spreadsheets.
    """
    link = re.compile(r"https?://\S+")
    began = time.perf_counter()
    texts = [link.sub("", row["message"]).strip(" '") for row in told]
    seconds = time.perf_counter() - began
    rest = HEAD.index("message")
    return [
        [*(row[name] for name in HEAD[:rest]), text, *(row[name] for name in HEAD[rest + 1 :])]
        for row, text in zip(told, texts, strict=True)
    ], seconds


def saying(told: Sequence[Row], scratch: Path, name: str, **asked: Any) -> Peer | None:
    """CNT's run for a network of texts. Those without words are left out where it needs some."""
    given, seconds = unlinked(told)
    if "similar" in name:
        given = [row for row in given if has_words(row[HEAD.index("message")])]
    found = peer(given, scratch, name, **asked)
    return found and replace(found, seconds=found.seconds + seconds)


def has_words(text: str) -> bool:
    return any(map(cnt_pieces, (cnt_chunks(text) or "").split()))


def edges_of(folder: Path) -> dict[tuple[str, str], int]:
    return {(row["from"], row["to"]): int(row["weight"]) for row in rows(folder / "edges.csv")}


def expected(path: Path) -> dict[tuple[str, str], int]:
    return {(row["user_1"], row["user_2"]): int(row["weight"]) for row in rows(path)}


def cnt(data: Path, scratch: Path, *, beside_peer: bool, times: int) -> None:
    print("\ntroll-week-2017w33.csv.gz, as CNT 1.5.2")
    print("case                    edges  missing  extra  other weights (file)  (CNT here) |   "
          "edges  whole    CNT  CNT/edges  CNT/whole | from files    CNT  ratio")  # fmt: skip
    file = data / "troll-week-2017w33.csv.gz"
    told = posts(data) if beside_peer else []
    text = replace(preset_question("cnt"), windows=(3600.0,))
    similar = replace(preset_question("cnt"), actions=("similar",), similarity=0.8)
    cases: tuple[tuple[str, Question, str, Callable[[], Any]], ...] = (
        ("co-post 1 h", text, "troll_co_tweet_3600_w1.csv",
         lambda: saying(told, scratch, "compute_co_tweet_network", time_window=3600)),
        ("co-similar 0.8, 60 s", replace(similar, windows=(60.0,)),
         "troll_co_similar_60_j0.8_w1.csv",
         lambda: saying(told, scratch, "compute_co_similar_tweet", time_window=60,
                        similarity_threshold=0.8)),
        ("co-similar 0.8, 1 h", replace(similar, windows=(3600.0,)), "", lambda: None),
    )  # fmt: skip
    for name, question, against, theirs in cases:
        done, here = quickest(
            partial(run, file, question, scratch / "troll"),
            theirs if beside_peer else lambda: None,
            times,
        )
        ours = edges_of(done.folder)
        right = expected(data / "expected" / against) if against else ours
        print(
            f"{name:22} {len(ours):6} {len(right.keys() - ours.keys()):8} "
            f"{len(ours.keys() - right.keys()):6} {unlike(ours, right):21} "
            f"{unlike(ours, here.edges) if here else '-':>11} | {done.linking:7.3f} "
            f"{done.finding:6.3f} {beside(here, done)}"
        )
        within(data, ours)


def unlike(one: Mapping[Any, int], other: Mapping[Any, int]) -> int:
    return sum(one.get(pair) != other.get(pair) for pair in one.keys() | other.keys())


def within(data: Path, edges: Mapping[tuple[str, str], int]) -> None:
    """The share of edges within one category of accounts, beside what chance would give."""
    kind = {row["account_id"]: row["category"] for row in rows(data / "troll-accounts.csv")}
    known = [pair for pair in edges if pair[0] in kind and pair[1] in kind]
    inside = sum(kind[one] == kind[other] for one, other in known)
    accounts = Counter(kind[name] for name in {name for pair in known for name in pair})
    ends = Counter(kind[name] for pair in known for name in pair)
    total, ends_total = accounts.total(), ends.total()
    any_two = sum(n * (n - 1) for n in accounts.values()) / max(total * (total - 1), 1)
    as_busy = sum((n / ends_total) ** 2 for n in ends.values()) if ends_total else 0
    print(
        f"{'':22} within one category: {inside / max(len(known), 1):.3f}; any two of these "
        f"accounts: {any_two:.3f}; as busy as they are: {as_busy:.3f}"
    )


# --- growth ---------------------------------------------------------------------


def growth(count: int, scratch: Path) -> None:
    print("\ngenerated shares, 60 s, participation 2 (each in a process of its own)")
    print("     posts       pairs      edges  seconds: reading finding judging writing  total   "
          "CPU   peak MB  beyond chance: in the ring, others")  # fmt: skip
    spent = []
    for size in (count // 10, count):
        file = scratch / f"shares-{size}.csv"
        generated(size, file)
        spent.append(alone("plain", file, scratch))
    wall, processor = (math.log10(after / before) for before, after in zip(*spent, strict=True))
    print(f"{'':10} seconds grow as posts ** {wall:.2f}, CPU seconds as posts ** {processor:.2f}")
    file = scratch / "viral.csv"
    viral(1_000_000, file)
    alone("viral", file, scratch)


def alone(kind: str, file: Path, scratch: Path) -> tuple[float, float]:
    """Run one case in a process of its own, whose memory is measured; its seconds and CPU's."""
    told = scratch / "seconds"
    command = [sys.executable, __file__, "--alone", kind, str(file), str(scratch / "alone")]
    subprocess.run([*command, str(told)], check=True)
    seconds, processor = told.read_text(encoding="utf-8").split()
    return float(seconds), float(processor)


def in_this_process(kind: str, file: Path, folder: Path, told: Path) -> None:
    question = replace(Question(), windows=(60.0,), participation=1 if kind == "viral" else 2)
    began = time.process_time()
    done = run(file, question, folder, judged=True)
    processor = time.process_time() - began
    with file.open("rb") as stream:
        size = sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b"")) - 1
    total = done.reading + done.finding + done.judging + done.writing
    told.write_text(f"{total} {processor}", encoding="utf-8")
    beyond = [row for row in rows(folder / "edges.csv") if row["finding"] == "beyond chance"]
    ring = {f"a{number}" for number in range(RING)}
    inside = sum({row["from"], row["to"]} <= ring for row in beyond)
    print(
        f"{size:10} {done.found.pairs:11} {done.found.edges:10} {done.reading:16.1f} "
        f"{done.finding:7.1f} {done.judging:7.1f} {done.writing:7.1f} {total:6.1f} "
        f"{processor:5.1f} "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:9} "
        f"{inside:27} of {RING * (RING - 1) // 2}, {len(beyond) - inside}"
    )
    if done.found.left_out:
        left = [row for row in rows(folder / "objects.csv") if row["left_out"]]
        print(f"{'':10} left out: {left[0]['object_id']}, which {left[0]['left_out']}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA_FOLDER)
    parser.add_argument("--posts", type=int, default=10_000_000)
    parser.add_argument("--times", type=int, default=3, help="runs of each, beside CNT")
    parser.add_argument("--skip-peer", action="store_true", help="do not run CNT beside")
    parser.add_argument("--skip-growth", action="store_true")
    parser.add_argument("--alone", nargs=4, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.alone:
        in_this_process(asked.alone[0], *map(Path, asked.alone[1:]))
        return
    data = asked.data / "coordination"
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        if data.is_dir():
            coortweet(data, scratch, peer=not asked.skip_peer, times=asked.times)
            cnt(data, scratch, beside_peer=not asked.skip_peer, times=asked.times)
        else:
            print(f"{data} is not here: nothing to compare with")
        if not asked.skip_growth:
            growth(asked.posts, scratch)


if __name__ == "__main__":
    main()
