"""A crash leaves nothing worse than a torn end, and that is cut off and kept aside."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coranto.edges.archive import Archive, DamagedSpan, Exchange, TornRecordError
from coranto.errors import ArchiveError

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


def ends(captures):
    return {c.place.file: c.place.offset + c.place.length for c in captures}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 4000), st.sampled_from([b"", b"\0" * 50, b"\x1f\x8b\x08" * 9, b"garbage"]))
def test_a_torn_record_is_cut_off_and_set_aside(tmp_path_factory, missing, instead):
    if missing < 10:
        instead = b""  # a few bytes could complete the checksum by chance
    archive = Archive(tmp_path_factory.mktemp("torn"))
    captures = keep(archive, exchange(b"one"), exchange(b"two"), exchange(os.urandom(3000)))
    path = files(archive)[0]
    whole = path.read_bytes()
    last = captures[-1].place
    cut = max(last.length - missing, 1 if not instead else 0)
    path.write_bytes(whole[: last.offset + cut] + instead)

    with archive.locked():
        said = archive.repair()

    assert len(said) == 1
    assert str(last.offset) in said[0]
    assert path.read_bytes() == whole[: last.offset]
    assert (archive.folder / "torn" / f"{path.name}-{last.offset}").read_bytes() == (
        whole[last.offset : last.offset + cut] + instead
    )
    assert list(archive.records({})) == captures[:-1]


def test_a_sound_archive_is_left_alone(archive):
    keep(archive, exchange(b"one"))
    before = files(archive)[0].read_bytes()

    with archive.locked():
        assert archive.repair() == []

    assert files(archive)[0].read_bytes() == before


def test_appending_repairs_first(archive):
    captures = keep(archive, exchange(b"one"))
    with files(archive)[0].open("ab") as file:
        file.write(b"\x1f\x8b\x08 torn")

    with pytest.raises(TornRecordError):
        list(archive.records({}))
    captures += keep(Archive(archive.folder), exchange(b"two"))

    assert list(archive.records({})) == captures


def test_a_file_that_a_crash_left_empty_is_begun_again(archive):
    archive.folder.mkdir()
    (archive.folder / "coranto-20260307-00001.warc.gz").touch()

    captures = keep(archive, exchange())

    with files(archive)[0].open("rb") as file:
        assert next(r.record_type for r in ArchiveIterator(file)) == WarcRecordType.warcinfo
    assert list(archive.records({})) == captures


def test_damage_before_whole_records_is_never_cut_nor_written_behind(archive):
    """No crash leaves that: the file stays as it is, and another one begins."""
    captures = keep(archive, exchange(b"one"), exchange(b"two"))
    path = files(archive)[0]
    data = bytearray(path.read_bytes())
    data[captures[0].place.offset] ^= 0xFF
    path.write_bytes(data)

    with archive.locked():
        assert archive.repair() == []
    more = keep(Archive(archive.folder), exchange(b"three"))

    assert path.read_bytes() == bytes(data)
    assert more[0].place.file == "coranto-20260307-00002.warc.gz"
    assert [c for c in archive.scan({}) if not isinstance(c, DamagedSpan)] == [captures[1], *more]


@pytest.mark.parametrize("size", [0, 300, -1])
def test_nothing_is_written_behind_what_is_left_of_a_shortened_file(archive, size):
    """Nor under the name of one that is gone: known places would hold other records."""
    captures = keep(archive, exchange(b"one"), exchange(b"two"))
    path = files(archive)[0]
    if size < 0:
        path.rename(path.with_name("elsewhere"))
        path.with_name("coranto-20260306-00001.warc.gz").touch()
    else:
        os.truncate(path, size)
    known = {path.name: ends(captures)[path.name], "coranto-20260306-00001.warc.gz": 0}

    more = keep(Archive(archive.folder, known_ends=lambda: known), exchange(b"three"))

    assert more[0].place.file == "coranto-20260307-00002.warc.gz"
    assert not path.exists() or path.stat().st_size == size


def test_an_archive_that_is_not_mounted_is_not_begun_again(tmp_path):
    archive = Archive(
        tmp_path / "archive", known_ends=lambda: {"coranto-20260306-00001.warc.gz": 9}
    )

    with pytest.raises(ArchiveError, match="mount"), archive.locked():
        pass

    assert not archive.folder.exists()


def test_a_body_is_kept_again_when_its_first_record_is_damaged(archive):
    [first] = keep(archive, exchange(b"the same body"))
    path = files(archive)[0]
    data = bytearray(path.read_bytes())
    data[first.place.offset + first.place.length // 2] ^= 0xFF
    path.write_bytes(data)

    [second] = keep(Archive(archive.folder), exchange(b"the same body"), known=first)

    assert archive.read(second.place).payload == b"the same body"


ENDLESS = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from coranto.edges.archive import Archive, Exchange

archive = Archive(Path(sys.argv[1]))
with archive.locked():
    for number in range(1_000_000):
        came = Exchange(
            url="http://news.example/", at=datetime.now(UTC), status=200, payload=os.urandom(20_000)
        )
        archive.append(came, run_id=number)
        archive.sync()
        print(number, flush=True)
"""


def test_what_was_synced_survives_kill_9(archive):
    command = [sys.executable, "-c", ENDLESS, str(archive.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        said = [process.stdout.readline() for _ in range(20)]
        process.kill()
        said += process.stdout.readlines()
    synced = len([line for line in said if line.endswith("\n")])

    with archive.locked():
        archive.repair()
    survived = [capture.run_id for capture in archive.records({})]

    assert survived == list(range(len(survived)))
    assert synced <= len(survived) <= synced + 1
