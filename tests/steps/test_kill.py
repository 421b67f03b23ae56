"""A run that is killed at any moment, then run again, holds what an undisturbed run holds."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

from warcio.archiveiterator import ArchiveIterator

FEEDS = 6
ARTICLES = 8
KILLS = int(os.environ.get("CORANTO_KILLS", "6"))

#: Everything that may not depend on when a run was killed: no times, no row numbers.
CONTENT = (
    "SELECT url, sha256, status, feed_id FROM captures ORDER BY 1, 2, 3, 4",
    "SELECT feed_id, key, title, fingerprint, is_read FROM entries ORDER BY 1, 2",
    "SELECT key, state, is_read FROM pages ORDER BY 1",
    "SELECT document_id, version, title, text, capture, text_sha256 FROM versions ORDER BY 1, 2",
    "SELECT key, document_id FROM addresses ORDER BY 1",
    "SELECT document_id, story_id, score, reasons FROM placements ORDER BY 1",
    "SELECT document_id, origin_id, overlap, passages FROM copies ORDER BY 1",
    "SELECT * FROM storylines ORDER BY 1",
    "SELECT * FROM story_topics ORDER BY 1, 2",
    "SELECT feed_id, outcome, status, entries, fresh FROM polls WHERE run_id = 1",
)


def fill(press):
    for feed in range(FEEDS):
        items = []
        for article in range(ARTICLES):
            link = f"/{feed}/{article}"
            title = f"Harbour report {feed}-{article}: barge {article * 7} moored"
            press.page(
                link,
                title,
                *[f"Barge {n} of convoy {feed} came in at {article}." for n in range(9)],
            )
            # Who came first is told by publication, not by which page was fetched first.
            date = f"Tue, {article + 3:02} Nov 2026 {feed + 9:02}:00:00 GMT"
            items.append((link, title, date, f"Barge {article}."))
        press.feed(f"/feed-{feed}.xml", *items)


def command(folder):
    return [sys.executable, "-m", "coranto", "run", "--no-compose", "--desk", str(folder)]


def content_of(folder):
    with closing(sqlite3.connect(folder / "coranto.db")) as database:
        rows = [(query, *row) for query in CONTENT for row in database.execute(query)]
    for path in sorted((folder / "archive").glob("*.warc.gz")):
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream):
                if record.rec_type != "warcinfo":
                    header = record.rec_headers.get_header
                    rows.append(
                        (record.rec_type, header("WARC-Target-URI"), header("WARC-Payload-Digest"))
                    )
    return rows


def test_a_killed_run_loses_and_doubles_nothing(press, tmp_path, new_desk):
    fill(press)
    feeds = [f"/feed-{number}.xml" for number in range(FEEDS)]
    whole = new_desk(tmp_path / "whole", feeds)
    started = time.monotonic()
    subprocess.run(command(whole), check=True, capture_output=True)
    length = time.monotonic() - started
    expected = content_of(whole)
    chance = random.Random(1620)

    for attempt in range(KILLS):
        folder = new_desk(tmp_path / f"killed-{attempt}", feeds)
        process = subprocess.Popen(
            command(folder), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.2, 1.0) * length)
        process.send_signal(signal.SIGKILL)
        process.wait()
        subprocess.run(command(folder), check=True, capture_output=True)

        found = content_of(folder)
        lost = [row for row in expected if row not in found]
        doubled = [row for row in found if row not in expected or found.count(row) > 1]
        assert (lost, doubled) == ([], []), f"killed in attempt {attempt}"
