"""Evidence packages: other programs read them, and the same captures give the same bytes."""

import gzip
import hashlib
import json
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from warcio.archiveiterator import ArchiveIterator

from coranto.edges import wacz
from coranto.edges.archive import Archive, Exchange
from coranto.errors import ArchiveError

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
ADDRESSES = (
    "https://www.paper.example/Storm?b=2&a=1",
    "https://paper.example:8443/",
    "http://www2.other.example/путь/страница",
    "http://10.0.0.1/x",
    "https://paper.example/a%20b?q=%D9%85&B",
)


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path / "archive")


def kept(archive, urls, body=b"<p>The storm.</p>", at=NOW):
    """Captures of these addresses, as the archive keeps them."""
    found = []
    with archive.locked():
        for number, url in enumerate(urls):
            exchange = Exchange(
                url=url,
                at=at + timedelta(seconds=number),
                status=200,
                reason_phrase="OK",
                headers=(("Content-Type", "text/html; charset=utf-8"),),
                payload=body + str(number).encode(),
            )
            found.append(archive.append(exchange, run_id=1))
    return found


def packed(archive, captures, path):
    members = [archive.member(capture.place) for capture in captures]
    wacz.write_package(
        path,
        (wacz.WarcMember(packed=data, record=record) for data, record in members),
        pages=[wacz.WaczPage(url=one.url, at=one.at, title="Storm") for one in captures],
        about=wacz.WaczMetadata(title="The Digest, no. 1", created=NOW, bytes=1000),
    )
    return path


def validated(path):
    return subprocess.run(
        [sys.executable, "-m", "wacz", "validate", "-f", str(path)],
        check=False,
        capture_output=True,
        text=True,
    )


def test_another_programs_validator_accepts_it(archive, tmp_path):
    captures = kept(archive, [f"https://paper.example/{n}" for n in range(700)])
    path = packed(archive, captures, tmp_path / "evidence.wacz")

    result = validated(path)

    assert "the passed WACZ is valid" in result.stdout
    assert result.returncode == 0


def test_every_record_stands_where_the_index_says(archive, tmp_path):
    path = packed(archive, kept(archive, ADDRESSES), tmp_path / "evidence.wacz")

    with zipfile.ZipFile(path) as file:
        lines = gzip.decompress(file.read(wacz.CDX_INDEX_PATH)).decode().splitlines()
        data = file.read(wacz.WARC_PATH)
        assert all(info.compress_type == zipfile.ZIP_STORED for info in file.infolist())
    assert lines == sorted(lines)
    for line in lines:
        told = json.loads(line.split(" ", 2)[2])
        start = int(told["offset"])
        member = data[start : start + int(told["length"])]
        (record,) = ArchiveIterator(iter_file(member), check_digests="raise")
        assert record.rec_headers.get_header("WARC-Target-URI") == told["url"]


def iter_file(data):
    import io

    return io.BytesIO(data)


def test_blocks_of_the_index_begin_where_they_are_said_to(archive, tmp_path):
    captures = kept(archive, [f"https://paper.example/{n:04}" for n in range(650)])
    path = packed(archive, captures, tmp_path / "evidence.wacz")

    with zipfile.ZipFile(path) as file:
        index = file.read(wacz.CDX_INDEX_PATH)
        head, *blocks = file.read(wacz.CDX_BLOCKS_PATH).decode().splitlines()
    assert head.startswith("!meta 0 ")
    assert len(blocks) == 3
    for block in blocks:
        start, place = block.split("{", 1)
        told = json.loads("{" + place)
        part = index[told["offset"] : told["offset"] + told["length"]]
        assert gzip.decompress(part).decode().startswith(start.strip())
        assert told["digest"] == f"sha256:{hashlib.sha256(part).hexdigest()}"


@pytest.mark.parametrize("url", ADDRESSES[:2] + ADDRESSES[3:])
def test_addresses_are_sorted_as_other_programs_sort_them(url):
    import surt

    assert wacz.surt_key(url) == surt.surt(url)


def test_the_same_captures_give_the_same_bytes(archive, tmp_path):
    captures = kept(archive, ADDRESSES)

    first = packed(archive, captures, tmp_path / "one.wacz").read_bytes()

    assert packed(archive, captures, tmp_path / "two.wacz").read_bytes() == first


def test_a_capture_that_only_refers_to_another_brings_that_one(archive, tmp_path):
    (first,) = kept(archive, ADDRESSES[:1])
    with archive.locked():
        again = archive.append(archive.read(first.place), run_id=2, known=first)

    path = packed(archive, [again], tmp_path / "evidence.wacz")

    assert list(wacz.payload_digests(path)) == [(first.url, first.sha256)]


def test_what_is_in_it_comes_out_again(archive, tmp_path):
    captures = kept(archive, ADDRESSES)
    path = packed(archive, captures, tmp_path / "evidence.wacz")

    assert dict(wacz.payload_digests(path)) == {one.url: one.sha256 for one in captures}


def test_nothing_cited_makes_an_empty_package(archive, tmp_path):
    path = packed(archive, [], tmp_path / "evidence.wacz")

    assert list(wacz.payload_digests(path)) == []
    assert validated(path).returncode == 0


def test_any_changed_byte_is_noticed(archive, tmp_path):
    path = packed(archive, kept(archive, ADDRESSES[:2]), tmp_path / "evidence.wacz")
    whole = path.read_bytes()

    for place in range(0, len(whole), 41):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        try:
            list(wacz.payload_digests(path))
        except ArchiveError:
            continue
        assert is_of_the_zip_alone(path, whole)


def is_of_the_zip_alone(path, whole):
    """A byte of a date or an attribute: what the files hold is as it was."""
    with zipfile.ZipFile(path) as changed:
        names = changed.namelist()
        contents = [changed.read(name) for name in names]
    path.write_bytes(whole)
    with zipfile.ZipFile(path) as file:
        return contents == [file.read(name) for name in names]


@pytest.mark.parametrize("body", [b"", b"PK", b"PK\x05\x06" + bytes(18), b"no zip at all"])
def test_what_is_no_package_is_refused_in_words(tmp_path, body):
    path = tmp_path / "evidence.wacz"
    path.write_bytes(body)

    with pytest.raises(ArchiveError, match=r"evidence\.wacz is no WACZ file"):
        list(wacz.payload_digests(path))


def test_a_file_that_would_unpack_without_end_is_not_begun(tmp_path):
    path = tmp_path / "evidence.wacz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(wacz.WARC_PATH, bytes(wacz.MAX_WHOLE_PART_BYTES * 2))

    with pytest.raises(ArchiveError, match="far more than a package of evidence holds"):
        list(wacz.payload_digests(path))


def test_an_index_that_unpacks_without_end_is_refused(archive, tmp_path):
    packed_index = gzip.compress(bytes(wacz.MAX_WHOLE_PART_BYTES + 1))
    path = with_index(archive, tmp_path, packed_index)

    with pytest.raises(ArchiveError, match="unpacks to more than"):
        list(wacz.payload_digests(path))


@pytest.mark.parametrize(("offset", "length"), [("0", "-1"), ("5", str(1 << 40))])
def test_records_of_no_possible_length_are_refused(archive, tmp_path, offset, length):
    line = f'x 1 {{"offset": "{offset}", "length": "{length}"}}\n'
    path = with_index(archive, tmp_path, gzip.compress(line.encode()))

    with pytest.raises(ArchiveError, match="overlap"):
        list(wacz.payload_digests(path))


def with_index(archive, tmp_path, index):
    """A package whose hashes agree with the index that a stranger put into it."""
    sound = packed(archive, kept(archive, ADDRESSES[:1]), tmp_path / "sound.wacz")
    with zipfile.ZipFile(sound) as file:
        parts = {name: file.read(name) for name in file.namelist()} | {wacz.CDX_INDEX_PATH: index}
    described = json.loads(parts[wacz.PACKAGE_PATH])
    for one in described["resources"]:
        one["hash"] = f"sha256:{hashlib.sha256(parts[one['path']]).hexdigest()}"
    parts[wacz.PACKAGE_PATH] = json.dumps(described).encode()
    digest = f"sha256:{hashlib.sha256(parts[wacz.PACKAGE_PATH]).hexdigest()}"
    parts[wacz.PACKAGE_DIGEST_PATH] = json.dumps(
        {"path": wacz.PACKAGE_PATH, "hash": digest}
    ).encode()
    path = tmp_path / "evidence.wacz"
    with zipfile.ZipFile(path, "w") as file:
        for name, body in parts.items():
            file.writestr(name, body)
    return path
