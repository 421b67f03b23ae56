"""Made-up shares in any number, for benchmarks of networks."""

from pathlib import Path
from typing import Any

RING = 50
EVERY = 4 * 3_600  #: seconds between the ring's joint shares
DAY_OF_POSTS = 10_000_000 / 30


def generated(count: int, path: Path) -> None:
    """Shares at a constant rate: 333,333 a day.

    Objects and accounts are drawn from Pareto laws (1.2), cut off at 2,000 times the
    smallest; an object is shared from a random moment on, with delays of half a day in the mean
    (exponential). 50 accounts form a ring that shares an object of its own every four
    hours within 30 seconds, and otherwise does as all do.
    """
    import duckdb
    import numpy as np

    rng = np.random.default_rng(11)
    span = count / DAY_OF_POSTS * 86_400

    def drawn(kinds: int) -> Any:
        weights = np.minimum(rng.pareto(1.2, kinds) + 1, 2_000)
        return rng.choice(kinds, count, p=weights / weights.sum())

    objects, accounts = drawn(count // 10), drawn(count // 20)
    begun = rng.uniform(0, span, count // 10)
    at = begun[objects] + rng.exponential(43_200, count)
    meetings = np.arange(0, span, EVERY)
    ring_at = (meetings[:, None] + rng.uniform(0, 30, (len(meetings), RING))).ravel()
    ring_objects = np.repeat(np.arange(len(meetings)), RING)
    ring_accounts = np.tile(np.arange(RING), len(meetings))
    shares = {
        "o": np.concatenate([objects, -1 - ring_objects]),
        "a": np.concatenate([accounts, ring_accounts]),
        "t": np.concatenate([at, ring_at]).astype(np.int64) + 1_700_000_000,
    }
    with duckdb.connect() as connection:
        connection.register("shares", shares)
        shown = (
            "SELECT 'o' || o AS object_id, 'a' || a AS account_id, "
            "'p' || row_number() OVER () AS content_id, t AS timestamp_share FROM shares"
        )
        connection.sql(shown).write_csv(str(path))


def viral(accounts: int, path: Path) -> None:
    """One object shared by so many accounts within an hour, and a pair that meets elsewhere."""
    with path.open("w", encoding="utf-8") as stream:
        stream.write("object_id,account_id,content_id,timestamp_share\n")
        for number in range(accounts):
            at = 1_700_000_000 + number * 3_600 // accounts
            stream.write(f"viral,a{number},p{number},{at}\n")
        for meeting in range(3):
            for one in (1, 2):
                at = 1_700_010_000 + meeting * 600 + one
                stream.write(f"quiet{meeting},a{one},q{meeting}-{one},{at}\n")
