"""Other tools read what the archive writes, and find every digest right."""

import base64
import gzip
import hashlib
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from coranto.edges.archive import Archive, Exchange

NOW = datetime(2026, 3, 7, 12, 30, 15, 123456, tzinfo=UTC)


def exchange(payload=b"<rss/>", **changes):
    made = Exchange(
        url="https://news.example/feed?x=1",
        at=NOW,
        status=200,
        reason_phrase="OK",
        headers=(
            ("Content-Type", "text/xml; charset=utf-8"),
            ("Content-Length", str(len(payload))),
        ),
        payload=payload,
    )
    return replace(made, **changes)


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path / "archive")


def keep(archive, *exchanges, run_id=1, **options):
    with archive.locked():
        captures = [archive.append(one, run_id=run_id, **options) for one in exchanges]
        archive.sync()
    return captures


def files(archive):
    return sorted(archive.folder.glob("*.warc.gz"))


@pytest.fixture
def sample(archive):
    first, _ = keep(
        archive,
        exchange(b"one" * 99),
        exchange(gzip.compress(b"two"), headers=(("Content-Encoding", "gzip"),)),
    )
    keep(archive, exchange(b"one" * 99, at=NOW + timedelta(hours=1)), known=first)
    return archive


def test_warcio_finds_every_digest_right(sample):
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", str(files(sample)[0])]

    checked = subprocess.run(command, capture_output=True, text=True, check=False)

    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.count("digest pass") == 3
    assert checked.stdout.count("revisit") == 2


def test_warcio_reads_what_we_wrote(sample):
    from warcio.archiveiterator import ArchiveIterator as Iterator

    with files(sample)[0].open("rb") as file:
        read = [
            (record.rec_type, record.rec_headers.protocol, record.content_stream().read())
            for record in Iterator(file, check_digests="raise")
        ]

    assert [(kind, protocol) for kind, protocol, _ in read] == [
        ("warcinfo", "WARC/1.1"),
        ("response", "WARC/1.1"),
        ("response", "WARC/1.1"),
        ("revisit", "WARC/1.1"),
    ]
    assert b"Coranto/" in read[0][2]
    assert read[1][2:] == (b"one" * 99,)
    assert read[2][2] == b"two"


def test_fastwarc_finds_every_digest_right(sample):
    kinds = [WarcRecordType.warcinfo] + [WarcRecordType.response] * 2 + [WarcRecordType.revisit]
    with files(sample)[0].open("rb") as file:
        blocks = [
            (r.record_type, r.verify_block_digest())
            for r in ArchiveIterator(file, parse_http=False)
        ]
    with files(sample)[0].open("rb") as file:
        payloads = [
            r.verify_payload_digest()
            for r in ArchiveIterator(file, parse_http=True, record_types=WarcRecordType.response)
        ]

    assert blocks == [(kind, True) for kind in kinds]
    assert payloads == [True, True]


def test_records_name_themselves_as_the_standard_asks(sample):
    with files(sample)[0].open("rb") as file:
        read = [dict(r.headers) for r in ArchiveIterator(file, parse_http=False)]

    digest = base64.b32encode(hashlib.sha256(b"one" * 99).digest()).decode()
    assert read[1]["WARC-Date"] == "2026-03-07T12:30:15.123456Z"
    assert read[1]["WARC-Payload-Digest"] == f"sha256:{digest}"
    assert read[1]["Content-Type"] == "application/http;msgtype=response"
    assert read[3]["WARC-Refers-To"] == read[1]["WARC-Record-ID"]
    assert read[3]["WARC-Refers-To-Date"] == read[1]["WARC-Date"]
    assert len({fields["WARC-Record-ID"] for fields in read}) == 4
