"""Every response is kept as it came, in files that other WARC tools read."""

import hashlib
import os
import resource
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coranto.edges.archive import Archive, Exchange
from coranto.errors import ArchiveError
from coranto.model import RecordLocation

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


# Kept and read


def test_what_is_read_is_what_came(archive):
    came = exchange(b"\x00\xff news", headers=(("Set-Cookie", "a"), ("set-cookie", "\xe9 b")))
    [capture] = keep(archive, came, feed_id="f00", asked="http://news.example/old")

    read = archive.read(capture.place)

    assert read == replace(came, headers=(*came.headers, ("Content-Length", "7")))
    assert capture.sha256 == hashlib.sha256(came.payload).hexdigest()
    assert (capture.url, capture.at, capture.status) == (came.url, NOW, 200)
    assert (capture.run_id, capture.feed_id, capture.asked) == (1, "f00", "http://news.example/old")


def test_headers_that_dechunking_made_untrue_are_renamed(archive):
    came = exchange(
        b"news", headers=(("Transfer-Encoding", "chunked"), ("Content-Length", "999"), ("Via", "x"))
    )

    [capture] = keep(archive, came)

    assert archive.read(capture.place).headers == (
        ("X-Archive-Orig-Transfer-Encoding", "chunked"),
        ("X-Archive-Orig-Content-Length", "999"),
        ("Via", "x"),
        ("Content-Length", "4"),
    )


def test_records_tell_the_same_captures_again(archive):
    captures = keep(archive, *(exchange(b"%d" % n) for n in range(5)), feed_id="f00", asked="a")

    assert list(archive.records({})) == captures
    assert list(archive.records(ends(captures[:3]))) == captures[3:]
    assert list(archive.records(ends(captures))) == []


def test_nothing_is_there_before_anything_came(archive):
    assert list(archive.records({})) == []
    with archive.locked():
        assert archive.repair() == []


def test_the_same_input_gives_the_same_bytes(tmp_path):
    archives = [Archive(tmp_path / name) for name in "ab"]
    for archive in archives:
        keep(archive, exchange(b"1"), exchange(b"2"))

    assert files(archives[0])[0].read_bytes() == files(archives[1])[0].read_bytes()


headers = st.lists(
    st.tuples(
        st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,9}", fullmatch=True).filter(
            lambda name: name.lower() not in ("transfer-encoding", "content-length")
        ),
        st.text(
            st.characters(min_codepoint=33, max_codepoint=255, exclude_characters="\x7f"),
            max_size=20,
        ),
    ),
    max_size=4,
).map(tuple)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=500), headers, st.integers(100, 999))
def test_any_response_comes_back(tmp_path, payload, headers, status):
    archive = Archive(tmp_path / "archive")
    came = exchange(payload, headers=headers, status=status)

    [capture] = keep(archive, came)
    read = archive.read(capture.place)

    assert (read.payload, read.status) == (payload, status)
    assert read.headers[: len(headers)] == headers


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_no_text_breaks_out_of_its_line(tmp_path, url, phrase, value):
    """Line ends, NULs, surrogates: a record stays one record with one payload."""
    archive = Archive(tmp_path / "archive")
    hostile = exchange(
        b"news",
        url=f"http://x/{url}",
        reason_phrase=phrase,
        headers=(("X", value), (phrase, value)),
    )

    [capture] = keep(archive, hostile, feed_id=value, asked=f"http://y/{url}")

    assert archive.read(capture.place).payload == b"news"
    assert list(archive.records({}))[-1].place == capture.place


# Said once


def test_the_same_payload_again_is_a_note_that_refers_to_it(archive):
    body = os.urandom(50_000)
    [first] = keep(archive, exchange(body))
    again = exchange(body, at=NOW + timedelta(hours=1), headers=(("ETag", "2"),))

    [second] = keep(archive, again, known=first)
    [third] = keep(archive, again, known=second)

    assert max(second.place.length, third.place.length) < 1000
    assert archive.read(second.place).payload == archive.read(third.place).payload == body
    assert archive.read(second.place).header("etag") == "2"
    assert second.sha256 == third.sha256 == first.sha256
    assert list(archive.records({})) == [first, second, third]


def test_another_payload_is_kept_in_full(archive):
    [first] = keep(archive, exchange(b"one"))

    [second] = keep(archive, exchange(b"two"), known=first)

    assert archive.read(second.place).payload == b"two"


def test_an_empty_payload_is_not_worth_a_note(archive):
    [first] = keep(archive, exchange(b""))
    [second] = keep(archive, exchange(b""), known=first)

    assert archive.read(second.place) == archive.read(first.place)


# Files


def test_each_day_and_each_full_file_begins_another(tmp_path):
    archive = Archive(tmp_path, max_file_bytes=2500)
    days = [NOW, NOW, NOW, NOW + timedelta(days=1), NOW - timedelta(days=9)]
    captures = keep(archive, *(exchange(os.urandom(700), at=day) for day in days))

    assert [capture.place.file for capture in captures] == [
        "coranto-20260307-00001.warc.gz",
        "coranto-20260307-00001.warc.gz",
        "coranto-20260307-00002.warc.gz",
        "coranto-20260308-00001.warc.gz",
        "coranto-20260308-00001.warc.gz",
    ]
    assert list(Archive(tmp_path).records({})) == captures


def test_a_later_run_appends(archive):
    first = keep(archive, exchange(b"one"))
    second = keep(Archive(archive.folder), exchange(b"two"), run_id=2)

    assert len(files(archive)) == 1
    assert [capture.run_id for capture in archive.records({})] == [1, 2]
    assert list(archive.records({})) == first + second


@pytest.mark.parametrize(
    "file",
    [
        "../coranto-20260307-00001.warc.gz",
        "/etc/passwd",
        "lock",
        "",
        "coranto-20260307-00001.warc.gz/",
    ],
)
def test_no_place_leads_out_of_the_archive(archive, file):
    [capture] = keep(archive, exchange())

    with pytest.raises(ArchiveError):
        archive.read(replace(capture.place, file=file))


def test_a_record_that_changed_is_not_believed(archive):
    """The error names file and offset."""
    captures = keep(archive, exchange(os.urandom(500)), exchange(b"two"))
    path = files(archive)[0]
    data = bytearray(path.read_bytes())
    data[captures[0].place.offset + 300] ^= 1
    path.write_bytes(data)

    with pytest.raises(ArchiveError, match=f"{path.name} at byte {captures[0].place.offset}"):
        archive.read(captures[0].place)
    assert archive.read(captures[1].place).payload == b"two"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2000), st.integers(0, 2000))
def test_any_other_place_is_an_archive_error(tmp_path, offset, length):
    archive = Archive(tmp_path / "archive")
    captures = keep(archive, exchange()) if not files(archive) else list(archive.records({}))
    place = RecordLocation(file=captures[0].place.file, offset=offset, length=length)

    if place not in [capture.place for capture in captures]:
        with pytest.raises(ArchiveError):
            archive.read(place)


# One writer


def test_nothing_is_written_without_the_lock(archive):
    with pytest.raises(ArchiveError):
        archive.append(exchange(), run_id=1)


def test_a_lock_may_be_nested(archive):
    with archive.locked():
        with archive.locked():
            archive.append(exchange(), run_id=1)
        archive.append(exchange(), run_id=1)

    assert len(list(archive.records({}))) == 2


def test_a_second_writer_is_told_so(archive):
    with (
        archive.locked(),
        pytest.raises(ArchiveError, match="another run"),
        Archive(archive.folder).locked(),
    ):
        pass

    with Archive(archive.folder).locked():
        pass


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "archive").write_bytes(b"a file")

    with pytest.raises(ArchiveError, match="cannot write"), Archive(tmp_path / "archive").locked():
        pass


def test_a_full_disk_leaves_whole_records(archive):
    captures = keep(archive, exchange(b"one"))
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (files(archive)[0].stat().st_size + 90, unlimited[1]))
    try:
        with archive.locked(), pytest.raises(ArchiveError, match="cannot write"):
            archive.append(exchange(os.urandom(5000)), run_id=1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)

    captures += keep(archive, exchange(b"two"))

    assert list(archive.records({})) == captures
