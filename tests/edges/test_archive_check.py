"""What an archive lost is named: missing, shortened and damaged files, whichever bit flipped."""

import os
from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coranto.edges import archive_check
from coranto.edges.archive import Archive, DamagedSpan, Exchange

NOW = datetime(2026, 3, 7, 12, tzinfo=UTC)
BODIES = (b"one " * 40, os.urandom(900), b"three", b"")


def filled(folder):
    archive = Archive(folder)
    with archive.locked():
        for body in BODIES:
            exchange = Exchange(url="http://gull.example/", at=NOW, status=200, payload=body)
            archive.append(exchange, run_id=1)
    return archive


def damage(folder, **options):
    names = archive_check.list_files(folder)
    known_ends = dict.fromkeys(names, 1_000_000)
    return list(archive_check.find_damage(folder, names, known_ends=known_ends, **options))


def test_a_sound_archive_has_no_fault(tmp_path):
    archive = filled(tmp_path)

    assert damage(tmp_path) == []
    assert list(archive_check.find_missing(tmp_path, {})) == []
    assert len(list(archive.scan({}))) == len(BODIES)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0, 0.999), st.integers(0, 7))
def test_a_flipped_bit_loses_one_record_at_most_and_is_named(tmp_path_factory, where, bit):
    archive = filled(tmp_path_factory.mktemp("flip"))
    whole = list(archive.scan({}))
    path = next(archive.folder.glob("*.warc.gz"))
    data = bytearray(path.read_bytes())
    data[int(where * len(data))] ^= 1 << bit
    path.write_bytes(data)

    captures = [found for found in archive.scan({}) if not isinstance(found, DamagedSpan)]
    faults = damage(archive.folder)

    # Some bits of a gzip header, such as its time, mean nothing.
    assert faults or captures == whole
    assert len(faults) <= 1
    assert len([capture for capture in whole if capture not in captures]) <= 1


def test_what_is_missing_or_shortened_is_named_with_its_bytes(tmp_path):
    filled(tmp_path)
    [name] = archive_check.list_files(tmp_path)
    size = (tmp_path / name).stat().st_size

    known = {name: size + 1, "coranto-20260101-00001.warc.gz": 5, "other": 7}
    faults = [str(fault) for fault in archive_check.find_missing(tmp_path, known)]

    assert faults == [
        "coranto-20260101-00001.warc.gz is missing",
        (
            f"{name} was shortened: it ends at byte {size:,}, and records up to byte {size + 1:,} "
            "are known"
        ),
    ]


def test_a_bound_of_bytes_reads_every_file_in_the_course_of_days():
    names = ["a", "b", "c", "d"]

    orders = [archive_check.checking_order(names, day) for day in range(3)]

    assert {order[0] for order in orders} == {"d"}
    assert {order[1] for order in orders} == {"a", "b", "c"}
    assert archive_check.checking_order([], 3) == []


def test_a_file_beyond_the_bound_is_left_for_another_time(tmp_path):
    filled(tmp_path)
    [name] = archive_check.list_files(tmp_path)
    os.truncate(tmp_path / name, 100)

    assert damage(tmp_path, max_bytes=10) == []
    assert damage(tmp_path, max_bytes=1000) != []


def test_a_file_that_was_just_read_for_its_repair_is_not_read_again(tmp_path):
    """The spans of the repair are judged as if the file had been read: the same faults."""
    filled(tmp_path)
    [name] = archive_check.list_files(tmp_path)
    path = tmp_path / name
    path.write_bytes(path.read_bytes()[:60] + b"\0" * 20 + path.read_bytes()[80:])
    faults = damage(tmp_path)
    archive = Archive(tmp_path, known_ends=lambda: {name: path.stat().st_size})
    with archive.locked():
        archive.repair()
    spans_by_file = archive.newest_damage
    path.write_bytes(b"not read")

    assert len(faults) == 1
    assert damage(tmp_path, spans_by_file=spans_by_file) == faults
