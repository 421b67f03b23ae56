"""The main job on real feeds and pages over loopback, beside feedparser on the same bytes.

Prints what was read and what was not, time by step, memory, and how a second run compares.
The feeds' own links lead outside: where there is no network their pages fail with a reason.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from data_folder import DATA_FOLDER

HERE = Path(__file__).parent
CORANTO = Path(sys.executable).with_name("coranto")


@dataclass(frozen=True)
class Cost:
    """What one command took."""

    seconds: float
    cpu: float
    peak_mb: float
    status: int
    said: str


def measured(*command: str | Path) -> Cost:
    """Run a command; wall and CPU seconds, and its peak memory."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    said = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(
        seconds=time.perf_counter() - started,
        cpu=usage.ru_utime + usage.ru_stime,
        peak_mb=usage.ru_maxrss / 1024,
        status=process.returncode,
        said=said,
    )


def told(cost: Cost) -> str:
    """A cost in one line."""
    return f"{cost.cpu:6.2f} s CPU, {cost.seconds:.2f} s, {cost.peak_mb:.0f} MB at most"


@contextmanager
def serving(data: Path, *options: str) -> Iterator[dict[str, list[str]]]:
    """The loopback server in a process of its own, so that its CPU time is not counted."""
    process = subprocess.Popen(
        [sys.executable, HERE / "loopback.py", data, *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait()


def make_desk(folder: Path, served: dict[str, list[str]]) -> None:
    """A desk of the served feeds. They are stored without being tried first."""
    subprocess.run([CORANTO, "init", folder, "--title", "Loopback"], check=True, stdout=-3)
    settings = folder / "coranto.toml"
    text = settings.read_text()
    text = text.replace("[fetch]\n", f"[fetch]\nallow = {json.dumps(served['allowed'])}\n", 1)
    text = text.replace("# delay = 1.0", "delay = 0.0")
    settings.write_text(text)
    outlines = "".join(
        f'<outline type="rss" text="{url.split("/")[2]}" xmlUrl="{url}"/>'
        for url in served["feeds"]
    )
    opml = folder / "feeds.opml"
    opml.write_text(f'<opml version="2.0"><head/><body>{outlines}</body></opml>')
    subprocess.run([CORANTO, "sources", "import", opml, "--desk", folder], check=True, stdout=-3)


FEEDPARSER_ALONE = """
import pathlib, sys, time, feedparser
bodies = [path.read_bytes() for path in sorted(pathlib.Path(sys.argv[1]).glob("*.xml"))]
started = time.process_time()
found = sum(len(feedparser.parse(body).entries) for body in bodies)
print(found, time.process_time() - started)
"""


def feedparser_alone(data: Path) -> tuple[int, float]:
    """Entries and CPU seconds of feedparser alone on the same bytes."""
    run = [sys.executable, "-c", FEEDPARSER_ALONE, str(data / "feeds")]
    found, cpu = subprocess.run(run, check=True, capture_output=True, text=True).stdout.split()
    return int(found), float(cpu)


def archive_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in (folder / "archive").rglob("*.gz"))


def collect_alone(data: Path, folder: Path) -> None:
    """CPU of `coranto collect` on the feeds against feedparser's."""
    found, alone = feedparser_alone(data)
    with serving(data, "--no-pages") as served:
        make_desk(folder, served)
        cost = measured(CORANTO, "collect", "--desk", folder)
    print(f"collect                {told(cost)}")
    print(f"feedparser alone       {alone:6.2f} s CPU, {found:,} entries")
    print(f"ratio                  {cost.cpu / alone:6.3f}   (target ≤ 0.3)")


def whole_job(data: Path, folder: Path) -> None:
    """`coranto run` on feeds and pages, twice."""
    with serving(data) as served:
        make_desk(folder, served)
        first = measured(CORANTO, "run", "--desk", folder)
        size = archive_bytes(folder)
        print(first.said)
        print(measured(CORANTO, "status", "--desk", folder).said)
        second = measured(CORANTO, "run", "--desk", folder)
        print(second.said)
        grown = archive_bytes(folder) - size
    print(f"first run              {told(first)}")
    print(f"second run             {told(second)}")
    print(f"first / second         {first.seconds / second.seconds:6.1f}   (target ≥ 10)")
    print(f"archive grew by        {grown:6} bytes in the second run (target 0)")


def main() -> None:
    """Run the benchmark on a folder of real data."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA_FOLDER)
    parser.add_argument("--keep", type=Path, help="leave the desk here to look at")
    arguments = parser.parse_args()
    if not (arguments.data / "feeds").is_dir():
        sys.exit(f"{arguments.data}/feeds is not there: give --data DIR or CORANTO_DATA")
    with tempfile.TemporaryDirectory() as scratch:
        collect_alone(arguments.data, Path(scratch) / "feeds")
        whole_job(arguments.data, Path(scratch) / "all")
        if arguments.keep:
            shutil.copytree(Path(scratch) / "all", arguments.keep)


if __name__ == "__main__":
    main()
