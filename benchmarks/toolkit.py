"""CNT (coordination-network-toolkit) as it answers here, for benchmarks of networks."""

import contextlib
import csv
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

THREADS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """What CNT found, and how long it took in seconds. An edge has its larger weight."""

    edges: Mapping[tuple[str, str], int]
    reading: float
    seconds: float


HEAD = ("message_id", "user_id", "username", "repost_id", "reply_id", "message", "timestamp",
        "urls")  # fmt: skip


def peer(
    told: Iterator[list[str]] | Sequence[list[str]], scratch: Path, name: str, **asked: Any
) -> Peer | None:
    """What CNT answers; None when it is not installed."""
    try:
        from coordination_network_toolkit import compute_networks
        from coordination_network_toolkit.preprocess import preprocess_csv_files
    except ImportError:
        print("(CNT is not here: pip install -r benchmarks/requirements.txt)")
        return None
    import sqlite3

    file, database = scratch / "cnt.csv", scratch / "cnt.db"
    database.unlink(missing_ok=True)
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([HEAD, *told])
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        began = time.perf_counter()
        preprocess_csv_files(str(database), [str(file)])
        read = time.perf_counter()
        getattr(compute_networks, name)(str(database), n_threads=THREADS, **asked)
        ended = time.perf_counter()
    table = next(
        label for label in ("co_retweet_network", "co_tweet_network", "co_similar_tweet_network")
        if label.split("_")[1] in name and ("similar" in label) == ("similar" in name)
    )  # fmt: skip
    edges: dict[tuple[str, str], int] = {}
    with contextlib.closing(sqlite3.connect(database)) as connection:
        for one, other, weight in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608
            if one != other:
                pair = (min(one, other), max(one, other))
                edges[pair] = max(edges.get(pair, 0), weight)
    return Peer(edges=edges, reading=read - began, seconds=ended - read)
