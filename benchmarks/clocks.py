"""Posts whose times were cut, rounded or misread: do strangers become a network?

    python benchmarks/clocks.py [--seeds 3]

People post at random for two weeks, and nobody acts with anybody. Copies of their posts lose
their times in the ways in which spreadsheets and exports lose them. A copy yields a network when an
edge is in the subgraph or a component is beyond chance. In the same posts, whole, a planted ring is
found.
"""

import argparse
import csv
import random
import struct
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from coranto.analysis.networks.question import Question
from coranto.edges.engine import open_duckdb
from coranto.steps.networks.report import NetworkRun
from coranto.steps.networks.run import AnalysisRequest, analyse_files

CLOCK = datetime(2026, 1, 1, tzinfo=UTC)
BEGIN = 1_709_510_400  #: 4 March 2024
PEOPLE, LINKS, POSTS, DAYS = 40, 60, 4_000, 14
RING, PUSHES = 4, 20
PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
Post = tuple[str, str, int]  #: account, link, second
#: A way to lose times: the moment in seconds and the number of the post → what is written.
Loss = Callable[[float, int], str]


def written(at: float, form: str, zone: timezone = UTC) -> str:
    return datetime.fromtimestamp(at, zone).strftime(form)


def serial(at: float, decimals: int) -> str:
    return f"{at / 86_400 + 25_569:.{decimals}f}"


def whole(at: float, _: int) -> str:
    return written(at, "%Y-%m-%dT%H:%M:%SZ")


def cut(step: float) -> Loss:
    return lambda at, _: written(at // step * step, "%Y-%m-%dT%H:%M:%SZ")


def some(loss: Loss, every: int) -> Loss:
    """Only each so many-th post loses its time: two exports, put together."""
    return lambda at, number: whole(at, number) if number % every else loss(at, number)


def as_float32(at: float, _: int) -> str:
    return str(int(struct.unpack("f", struct.pack("f", at))[0]))


def local_midnight(at: float, _: int) -> str:
    zone = timezone(timedelta(hours=3, minutes=30))
    midnight = datetime.fromtimestamp(at, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


LOSSES: dict[str, Loss] = {
    "a date alone": lambda at, _: written(at, "%Y-%m-%d"),
    "a date as one number": lambda at, _: written(at, "%Y%m%d"),
    "midnight": cut(86_400),
    "midnight of another zone": local_midnight,
    "the last second of the day": lambda at, number: cut(86_400)(at, number).replace(
        "00:00:00", "23:59:59"
    ),
    "whole hours": cut(3_600),
    "whole hours, without minutes": lambda at, _: written(at, "%Y-%m-%d %H"),
    "ten minutes": cut(600),
    "whole minutes": cut(60),
    "minutes, without seconds": lambda at, _: written(at, "%Y-%m-%d %H:%M"),
    "scientific, of seconds": lambda at, _: f"{at:.5E}",
    "scientific, of milliseconds": lambda at, _: f"{at * 1_000:.5E}",
    "scientific, read and written again": lambda at, _: str(int(float(f"{at * 1_000:.5E}"))),
    "serial days": lambda at, _: serial(at // 86_400 * 86_400, 0),
    "serial days, two decimals": lambda at, _: serial(at, 2),
    "serial days, three decimals": lambda at, _: serial(at, 3),
    "numbers of 32 bits": as_float32,
    "in 1970": lambda at, _: str(int(at // 1_000)),
    "twelve hours without AM and PM": lambda at, _: written(at, "%Y-%m-%d %I:%M:%S"),
    "a zone that means several": lambda at, _: written(at, "%a %b %d %H:%M:%S CST %Y"),
    "a time of day alone": lambda at, _: written(at, "%H:%M:%S"),
    "half of them at midnight": some(cut(86_400), 2),
    "a fifth of them a date alone": some(lambda at, _: written(at, "%Y-%m-%d"), 5),
    "a fifth of them at whole hours": some(cut(3_600), 5),
}  # fmt: skip
#: Written otherwise, with nothing lost: the ring must be found.
FORMS: dict[str, Loss] = {
    "ISO 8601": whole,
    "seconds": lambda at, _: str(int(at)),
    "milliseconds": lambda at, _: str(int(at * 1_000)),
    "scientific, all digits": lambda at, _: f"{at:.9E}",
    "serial days, ten decimals": lambda at, _: serial(at, 10),
    "serial days, five decimals": lambda at, _: serial(at, 5),
    "AM and PM": lambda at, _: written(at, "%m/%d/%Y %I:%M:%S %p"),
    "JavaScript": lambda at, _: written(
        at, "%a %b %d %Y %H:%M:%S GMT+0100 (Central European Standard Time)",
        timezone(timedelta(hours=1)),
    ),
    "Spanish halves of the day": lambda at, _: written(at, "%d/%m/%Y %I:%M:%S ") + (
        "a. m." if at % 86_400 < 43_200 else "p. m."
    ),
    "Persian digits and halves": lambda at, _: (
        written(at, "%Y-%m-%d %I:%M:%S ").translate(PERSIAN_DIGITS)
        + ("ق.ظ" if at % 86_400 < 43_200 else "ب.ظ")
    ),
    "Japanese halves of the day": lambda at, _: (
        written(at, "%Y/%m/%d ") + ("午前" if at % 86_400 < 43_200 else "午後")
        + written(at, "%I:%M:%S")
    ),
    "midnight as 24:00": lambda at, _: (
        written(at - 1, "%Y-%m-%dT24:00:00Z") if at % 86_400 == 0 else whole(at, 0)
    ),
    "RFC 822 in Central Europe": lambda at, _: written(
        at, "%a, %d %b %Y %H:%M:%S CET", timezone(timedelta(hours=1))
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came out of one copy."""

    pairs: int
    edges: int  #: in the subgraph
    beyond: int
    ring: int  #: edges of the subgraph within the planted ring
    is_warned: bool  #: whether something was said of the times

    @property
    def is_network(self) -> bool:
        return self.edges > 0 or self.beyond > 0


def people(seed: int) -> list[Post]:
    """Posts at random moments, each with a link that others post, too."""
    rng = random.Random(seed)
    return [
        (
            f"person{rng.randrange(PEOPLE):02}",
            f"https://gull.example/{min(rng.randrange(LINKS), rng.randrange(LINKS))}",
            BEGIN + rng.randrange(DAYS * 86_400),
        )
        for _ in range(POSTS)
    ]


def ring(seed: int) -> list[Post]:
    """Accounts that push links of their own within seconds."""
    rng = random.Random(seed)
    begins = [BEGIN + rng.randrange(DAYS * 86_400) for _ in range(PUSHES)]
    return [
        (f"ring{member}", f"https://heron.example/{push}", at + rng.randrange(9))
        for push, at in enumerate(begins)
        for member in range(RING)
    ]


def analysed(posts: list[Post], loss: Loss, folder: Path) -> Outcome:
    file = folder / "posts.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["account", "post_id", "created_at", "url"])
        for number, (account, link, at) in enumerate(posts):
            writer.writerow([account, f"p{number}", loss(at, number), link])
    request = AnalysisRequest(question=Question(quantile=None, least_weight=2))
    with open_duckdb(folder, memory="1GB", threads=1) as engine:
        run = analyse_files(engine, [file], request, clock=CLOCK, folder=folder)
    return outcome(run, folder, request.question.window)


def outcome(run: NetworkRun, folder: Path, window: float) -> Outcome:
    with (folder / "edges.csv").open(encoding="utf-8", newline="") as stream:
        edges = [row for row in csv.DictReader(stream) if row["in_subgraph"] == "1"]
    return Outcome(
        pairs=run.found.pairs,
        edges=len(edges),
        beyond=sum(verdict.finding == "beyond chance" for verdict in run.verdicts.values()),
        ring=sum(row["from"].startswith("ring") and row["to"].startswith("ring") for row in edges),
        is_warned=bool(
            run.taken.bad or run.clocks.warnings(window) or run.clocks.unsure_pairs
        ),
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3)
    options = parser.parse_args()
    networks = copies = missed = silent = 0
    print(f"{'':38} pairs  edges  beyond chance  ring's edges  said")
    with tempfile.TemporaryDirectory() as scratch:
        for seed in range(options.seeds):
            strangers = people(seed)
            for name, loss in LOSSES.items():
                lost = analysed(strangers, loss, Path(scratch))
                networks += lost.is_network
                copies += 1
                silent += not lost.is_warned
                show(name, lost)
            for name, form in FORMS.items():
                kept = analysed(strangers + ring(seed), form, Path(scratch))
                missed += kept.ring < RING * (RING - 1) // 2 or kept.edges > kept.ring
                show(name, kept)
    print(f"\ncopies that lost their times: {copies} ({len(LOSSES)} ways)")
    print(f"that yield a network: {networks}; of which nothing is said: {silent}")
    print(f"whole copies in {len(FORMS)} forms that do not yield just the ring: {missed}")
    sys.exit(1 if networks or missed or silent else 0)


def show(name: str, found: Outcome) -> None:
    print(
        f"{name:38} {found.pairs:5} {found.edges:6} {found.beyond:14} {found.ring:13} "
        f"{'yes' if found.is_warned else 'no':>5}"
    )


if __name__ == "__main__":
    main()
