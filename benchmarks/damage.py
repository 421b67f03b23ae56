"""Damage a desk's archive or database in many ways: is every loss said, and is there a way out?

    python benchmarks/damage.py

A small desk on the loopback has run on two days; what came on the first was unchanged on the
second. For each way a copy of it is damaged, before a run or while it reads; then `status`, `run`
and `doctor` do what they do. A loss is a text of a document that is no longer held as it was, or a
capture of the archive that can no longer be read. It is silent when none of the three said a word
of damage. Exit status 1 when a loss was silent.
"""

import hashlib
import json
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from coranto import jobs
from coranto.cli.desks import fill_settings_template
from coranto.edges import archive_check
from coranto.edges.archive import Archive
from coranto.errors import CorantoError
from coranto.model import Capture, Feed, Source
from coranto.steps import doctor, status
from coranto.steps.collection import collect
from coranto.steps.collection.versions import ReadingResult
from coranto.steps.desk import Desk, Report, no_report, open_desk

NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)
ARTICLES = 12
Damage = Callable[[Path, random.Random], None]


class Press(BaseHTTPRequestHandler):
    """One feed of articles, and their pages; every second day has its own."""

    day = 0

    def do_GET(self) -> None:
        """Answer with the feed or a page."""
        days = range(self.day + 1)
        names = [f"{day}-{number}" for day in days for number in range(ARTICLES)]
        if self.path == "/feed.xml":
            items = "".join(
                f"<item><guid>{name}</guid><title>Kiln {name} opens</title>"
                f"<link>http://{self.headers['Host']}/{name}</link></item>"
                for name in names
            )
            head = "<rss version='2.0'><channel><title>Kilns</title>"
            self.answer(f"{head}{items}</channel></rss>")
        elif self.path[1:] in names:
            digests = (hashlib.sha256(f"{self.path}{n}".encode()) for n in range(400))
            words = " ".join(digest.hexdigest()[:6] for digest in digests)
            text = f"<article><p>It opened at noon. {words}.</p></article></html>"
            self.answer(f"<html><title>Kiln</title><h1>Kiln {self.path[1:]} opens</h1>{text}")
        else:
            self.send_error(404)

    def answer(self, text: str) -> None:
        """Send a body."""
        self.send_response(200)
        self.send_header("Content-Type", "text/xml" if "<rss" in text else "text/html")
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def date_time_string(self, _: float | None = None) -> str:
        """The same Date header always: the same run writes the same archive."""
        return "Sun, 15 Nov 2026 20:00:00 GMT"

    def log_message(self, *_: object) -> None:
        """Print nothing."""


def make_desk(folder: Path, host: str) -> None:
    """A desk that has run on two days."""
    folder.mkdir()
    text = fill_settings_template("Kilns").replace("# delay = 1.0", "delay = 0.0")
    allowed = f"allow = {json.dumps([host])}"
    text = text.replace('# allow = ["intranet.example.org:8080"]', allowed)
    (folder / "coranto.toml").write_text(text, encoding="utf-8")
    with open_desk(folder) as desk:
        desk.store.sources.add(Source(id="kiln", name="Kiln", homepage=f"http://{host}/"), NOW)
        url = f"http://{host}/feed.xml"
        feed_id = hashlib.sha256(url.encode()).hexdigest()[:12]
        desk.store.feeds.add(Feed(id=feed_id, source_id="kiln", url=url), NOW)
    run(folder, 0)
    shutil.copy(folder / "coranto.db", folder / "older.db")
    run(folder, 1)


def run(folder: Path, day: int) -> jobs.RunResult:
    """One run on a day."""
    Press.day = day
    moment = NOW + timedelta(days=day)
    with (
        open_desk(folder) as desk,
        collect.fetcher_for(desk, clock=lambda: moment) as fetcher,
    ):
        return jobs.run_steps(desk, fetcher, clock=lambda: moment, report=no_report)


# --- ways of damage -----------------------------------------------------------


def warc(folder: Path, number: int = -1) -> Path:
    """One file of the archive."""
    return sorted((folder / "archive").glob("*.warc.gz"))[number]


def overwrite(path: Path, at: float, body: bytes) -> None:
    """Write bytes into a file, at a share of its length."""
    with path.open("r+b") as file:
        file.seek(int(path.stat().st_size * at))
        file.write(body)


def flip(path: Path, at: float, chance: random.Random) -> None:
    """Flip one bit, at a share of the file's length."""
    data = bytearray(path.read_bytes())
    data[int(len(data) * at)] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def cut(path: Path, share: float) -> None:
    """Shorten a file to a share of its length."""
    os.truncate(path, int(path.stat().st_size * share))


def swap(first: Path, second: Path) -> None:
    """Exchange two files."""
    bodies = first.read_bytes(), second.read_bytes()
    first.write_bytes(bodies[1])
    second.write_bytes(bodies[0])


def change_rows(folder: Path, statement: str) -> None:
    """Change the database as a fault of a program would."""
    with closing(sqlite3.connect(folder / "coranto.db")) as database:
        database.execute(statement)
        database.commit()


def spoil_referred_to(folder: Path) -> None:
    """Overwrite the records that hold the content of unchanged answers."""
    for path in (folder / "archive").glob("*.warc.gz"):
        for place in filter(None, archive_check.whole_records(path).values()):
            with (folder / "archive" / place.file).open("r+b") as file:
                file.seek(place.offset + place.length // 2)
                file.write(bytes(40))


def make_unreadable(path: Path) -> None:
    """Put a folder in the place of a file: the system refuses to read it."""
    path.rename(path.with_name("moved"))
    path.mkdir()


def put_back_older(folder: Path) -> None:
    """Put back the backup of the first day."""
    shutil.copy(folder / "older.db", folder / "coranto.db")


WAYS: dict[str, Damage] = {
    "archive is not mounted": lambda f, _: (f / "archive").rename(f / "elsewhere"),
    "archive is empty": lambda f, _: shutil.rmtree(f / "archive"),
    "first file is missing": lambda f, _: warc(f, 0).unlink(),
    "last file is missing": lambda f, _: warc(f).unlink(),
    "last file is renamed": lambda f, _: warc(f).rename(f / "archive" / "old.warc.gz") and None,
    "last file has 0 bytes": lambda f, _: cut(warc(f), 0),
    "last file has 1 byte": lambda f, _: os.truncate(warc(f), 1),
    "last file is cut at a third": lambda f, _: cut(warc(f), 0.33),
    "last file is cut near its end": lambda f, _: cut(warc(f), 0.98),
    "first file is cut in the middle": lambda f, _: cut(warc(f, 0), 0.5),
    "first file has 0 bytes": lambda f, _: cut(warc(f, 0), 0),
    "bit flipped at the start": lambda f, c: flip(warc(f), 0, c),
    "bit flipped in the middle": lambda f, c: flip(warc(f), c.random(), c),
    "bit flipped in the first file": lambda f, c: flip(warc(f, 0), c.random(), c),
    "last bit flipped": lambda f, c: flip(warc(f), 0.99999, c),
    "512 bytes of zeros": lambda f, _: overwrite(warc(f, 0), 0.4, bytes(512)),
    "4 kB of noise": lambda f, c: overwrite(warc(f), 0.3, c.randbytes(4096)),
    "noise appended": lambda f, c: overwrite(warc(f), 1, c.randbytes(99)),
    "two files exchanged": lambda f, _: swap(warc(f, 0), warc(f)),
    "records that others refer to": lambda f, _: spoil_referred_to(f),
    "a bit of each record flipped": lambda f, c: [
        flip(path, share / 30, c) for path in (warc(f, 0), warc(f)) for share in range(30)
    ] and None,
    "file cannot be read": lambda f, _: make_unreadable(warc(f, 0)),
    "database is missing": lambda f, _: (f / "coranto.db").unlink(),
    "database has 0 bytes": lambda f, _: cut(f / "coranto.db", 0),
    "database is a text": lambda f, _: (f / "coranto.db").write_text("gone " * 999) and None,
    "database is cut in the middle": lambda f, _: cut(f / "coranto.db", 0.5),
    "database lost its last page": lambda f, _: os.truncate(
        f / "coranto.db", (f / "coranto.db").stat().st_size - 4096
    ),
    "header of the database flipped": lambda f, c: flip(f / "coranto.db", 0, c),
    "pages of noise": lambda f, c: overwrite(f / "coranto.db", 0.4, c.randbytes(16384)),
    "pages of zeros": lambda f, _: overwrite(f / "coranto.db", 0.6, bytes(16384)),
    "texts changed in the database": lambda f, _: change_rows(
        f, "UPDATE versions SET text = replace(text, 'noon', 'nooo')"
    ),
    "index of captures lost": lambda f, _: change_rows(f, "DELETE FROM captures WHERE id % 2"),
    "older backup of the database": lambda f, _: put_back_older(f),
}  # fmt: skip
#: What happens to the archive after a run has looked at it, and before it reads.
WAYS_IN_MID_RUN: dict[str, Damage] = {
    "in mid-run: last file is cut": lambda f, _: cut(warc(f), 0.6),
    "in mid-run: last file is missing": lambda f, _: warc(f).unlink(),
    "in mid-run: a bit flipped": lambda f, c: flip(warc(f), 0.9, c),
    "in mid-run: archive is unmounted": lambda f, _: (f / "archive").rename(f / "elsewhere"),
}  # fmt: skip


# --- what became of it --------------------------------------------------------


def texts(folder: Path) -> set[tuple[str, str]]:
    """Title and text of every version that the database holds."""
    try:
        with closing(
            sqlite3.connect(f"file:{folder / 'coranto.db'}?mode=ro", uri=True)
        ) as database:
            return set(database.execute("SELECT title, text FROM versions"))
    except sqlite3.Error:
        return set()


def bodies(folder: Path, whole: Path) -> int:
    """How many records of the whole desk's archive can still be read here."""
    with open_desk(whole) as desk:
        captures = list(desk.archive.records({}))
        archive = desk.archive
        archive.folder = folder / "archive"
        return sum(is_readable(archive, capture) for capture in captures)


def is_readable(archive: Archive, capture: Capture) -> bool:
    """Whether the archive still has what it was sent, byte for byte."""
    try:
        return hashlib.sha256(archive.read(capture.place).payload).hexdigest() == capture.sha256
    except CorantoError:
        return False


def words_of_damage(folder: Path) -> Iterator[str]:
    """What `status`, `run` and `doctor` say of damage."""
    try:
        with open_desk(folder) as desk:
            yield from status.desk_status(desk, NOW).damage
    except CorantoError as error:
        yield str(error)
    try:
        begun = run(folder, 2).begun
        yield from (*begun.damage, *begun.healed)
    except CorantoError as error:
        yield str(error)
    for diagnosis in doctor.examine_desk(folder).diagnoses:
        yield from diagnosis.faults


def run_and_damage(folder: Path, damage: Damage, chance: random.Random) -> None:
    """A run with new articles, whose archive is damaged after it has collected them."""
    read_documents = jobs.read_documents

    def damage_and_read(desk: Desk, *, run_id: int, report: Report) -> ReadingResult:
        damage(folder, chance)
        return read_documents(desk, run_id=run_id, report=report)

    jobs.read_documents = damage_and_read
    try:
        run(folder, 2)
    finally:
        jobs.read_documents = read_documents


def main() -> None:
    """Try every way and print what came of it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Press)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    silent = 0
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "whole"
        make_desk(whole, f"127.0.0.1:{server.server_address[1]}")
        later = Path(scratch) / "later"
        shutil.copytree(whole, later)
        run(later, 2)
        for seed, (name, damage) in enumerate((WAYS | WAYS_IN_MID_RUN).items()):
            folder = Path(scratch) / f"damaged-{seed}"
            shutil.copytree(whole, folder)
            sound = whole if name in WAYS else later
            if sound is whole:
                damage(folder, random.Random(seed))
            else:
                run_and_damage(folder, damage, random.Random(seed))
            said = list(words_of_damage(folder))
            lost_texts = len(texts(sound) - texts(folder))
            lost_bodies = bodies(sound, sound) - bodies(folder, sound)
            is_silent = bool(lost_texts or lost_bodies) and not said
            silent += is_silent
            print(f"{name:32} {lost_texts:3} texts, {lost_bodies:3} captures lost;"
                  f" {'SILENT' if is_silent else said[0][:90] if said else 'nothing to say'}",
                  flush=True)  # fmt: skip
    ways = len(WAYS) + len(WAYS_IN_MID_RUN)
    print(f"damaged archives and databases ({ways} ways): {silent} silent losses")
    sys.exit(silent > 0)


if __name__ == "__main__":
    main()
