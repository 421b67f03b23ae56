"""Write and verify WACZ 1.1.1 files: captures in one file that replay tools open.

The same captures give the same bytes. This module therefore compresses nothing, since zlib's
output differs from one machine to another: it copies the archive's records as they are, and
stores the index uncompressed.
"""

import gzip
import hashlib
import io
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from lzma import LZMAError
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from coranto import __version__
from coranto.edges import warc
from coranto.errors import ArchiveError

WACZ_VERSION = "1.1.1"
WARC_PATH = "archive/evidence.warc.gz"
CDX_INDEX_PATH = "indexes/index.cdx.gz"
CDX_BLOCKS_PATH = "indexes/index.idx"
PAGES_PATH = "pages/pages.jsonl"
PACKAGE_PATH = "datapackage.json"
PACKAGE_DIGEST_PATH = "datapackage-digest.json"
#: Index lines in one block, as in py-wacz.
INDEX_BLOCK_LINES = 300
#: Bytes from which the ZIP64 format is used.
_ZIP64_THRESHOLD_BYTES = 1 << 31
_STORED_BLOCK_BYTES = 0xFFFF  #: bytes in one stored block of deflate
#: Unpacked size of a file from outside, as a multiple of its own size. Records are compressed
#: one by one before they go in, so a genuine file hardly grows.
MAX_EXPANSION_RATIO = 20
#: Bytes of a part that is read into memory.
MAX_WHOLE_PART_BYTES = 1 << 26
#: Parts in a file.
MAX_PARTS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WarcMember:
    """A record of the archive: its bytes there, and the parsed record."""

    packed: bytes  #: one gzip member
    record: warc.Record


@dataclass(frozen=True, slots=True, kw_only=True)
class WaczPage:
    """A page in the list that replay tools show: its address and time as captured."""

    url: str
    at: datetime
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaczMetadata:
    """Metadata of the file."""

    title: str
    created: datetime
    bytes: int  #: approximate size of its records: decides whether ZIP64 is needed


def write_package(
    path: Path, members: Iterable[WarcMember], *, pages: Sequence[WaczPage], about: WaczMetadata
) -> None:
    """Write the file and sync it to the disk.

    Members are read lazily, and each record must be a response.
    """
    with path.open("w+b") as out:
        with zipfile.ZipFile(out, "w") as file:
            lines = sorted(_write_warc(file, members, about))
            _write_index(file, lines)
            _write_part(file, PAGES_PATH, _encode_pages(pages))
            manifest = _package_manifest(file, about)
            _write_part(file, PACKAGE_PATH, manifest)
            digest = {
                "path": PACKAGE_PATH,
                "hash": f"sha256:{hashlib.sha256(manifest).hexdigest()}",
            }
            _write_part(file, PACKAGE_DIGEST_PATH, _encode_json(digest))
        out.flush()
        os.fsync(out.fileno())


def _zip_entry_info(name: str) -> zipfile.ZipInfo:
    # A fixed date (the earliest that ZIP knows), system and mode keep the bytes the same.
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.create_system, info.external_attr = 3, 0o644 << 16
    return info


def _write_part(file: zipfile.ZipFile, name: str, body: bytes) -> None:
    file.writestr(_zip_entry_info(name), body)


def _encode_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def _write_warc(
    file: zipfile.ZipFile, members: Iterable[WarcMember], about: WaczMetadata
) -> list[str]:
    """Write the records; returns their index lines."""
    lines = []
    with file.open(
        _zip_entry_info(WARC_PATH), "w", force_zip64=about.bytes >= _ZIP64_THRESHOLD_BYTES
    ) as out:
        offset = out.write(_warcinfo_record(about))
        for member in members:
            out.write(member.packed)
            lines.append(_index_line(member.record, offset, len(member.packed)))
            offset += len(member.packed)
    return lines


def _warcinfo_record(about: WaczMetadata) -> bytes:
    block = (
        f"software: Coranto/{__version__}\r\nformat: WARC File Format 1.1\r\n"
        f"title: {' '.join(about.title.split())}\r\n"
    ).encode()
    fields = (
        ("WARC-Type", "warcinfo"),
        ("WARC-Record-ID", warc.record_id(about.title, about.created.isoformat())),
        ("WARC-Date", warc.format_date(about.created)),
        ("WARC-Filename", WARC_PATH.rpartition("/")[2]),
        ("Content-Type", "application/warc-fields"),
        ("WARC-Block-Digest", warc.labelled_digest(block)),
    )
    return gzip_stored(warc.serialise_record(fields, block))


def _index_line(record: warc.Record, offset: int, length: int) -> str:
    exchange = warc.read_exchange(record)
    index_fields = {
        "url": exchange.url,
        "mime": exchange.header("content-type").partition(";")[0].strip(),
        "status": str(exchange.status),
        "digest": record.field("WARC-Payload-Digest"),
        "length": str(length),
        "offset": str(offset),
        "filename": WARC_PATH.rpartition("/")[2],
    }
    text = json.dumps(index_fields, ensure_ascii=False)
    return f"{surt_key(exchange.url)} {exchange.at:%Y%m%d%H%M%S} {text}\n"


def surt_key(url: str) -> str:
    """The SURT form by which CDX indexes sort an address: "example,news)/a?b=c".

    In lower case, without "www", and with its query parameters sorted.
    """
    parts = urlsplit(url.lower())
    host_labels = (parts.hostname or "").split(".")
    if (
        len(host_labels) > 1
        and host_labels[0].startswith("www")
        and host_labels[0][3:].isdecimal() | (host_labels[0] == "www")
    ):
        del host_labels[0]
    port = f":{parts.port}" if parts.port else ""
    query = f"?{'&'.join(sorted(parts.query.split('&')))}" if parts.query else ""
    return f"{','.join(reversed(host_labels))}{port}){parts.path or '/'}{query}"


def _write_index(file: zipfile.ZipFile, lines: Sequence[str]) -> None:
    """Write the index in blocks, and the list of where each block begins."""
    head = {"format": "cdxj-gzip-1.0", "filename": CDX_INDEX_PATH.rpartition("/")[2]}
    block_lines = [f"!meta 0 {json.dumps(head)}\n"]
    index = b""
    for start in range(0, len(lines), INDEX_BLOCK_LINES):
        block = lines[start : start + INDEX_BLOCK_LINES]
        packed = gzip_stored("".join(block).encode())
        digest = f"sha256:{hashlib.sha256(packed).hexdigest()}"
        block_location = {"offset": len(index), "length": len(packed), "digest": digest}
        block_lines.append(f"{block[0].partition('{')[0].strip()} {json.dumps(block_location)}\n")
        index += packed
    _write_part(file, CDX_INDEX_PATH, index)
    _write_part(file, CDX_BLOCKS_PATH, "".join(block_lines).encode())


def _encode_pages(pages: Sequence[WaczPage]) -> bytes:
    rows: list[dict[str, str]] = [
        {"format": "json-pages-1.0", "id": "pages", "title": "Cited"},
        *(
            {
                "id": hashlib.sha256(f"{page.at.isoformat()} {page.url}".encode()).hexdigest()[:22],
                "url": page.url,
                "ts": f"{page.at:%Y-%m-%dT%H:%M:%SZ}",
                "title": page.title,
            }
            for page in pages
        ),
    ]
    return "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows).encode()


def _package_manifest(file: zipfile.ZipFile, about: WaczMetadata) -> bytes:
    """The list of all files in the package, with their hashes."""
    resources = []
    for info in file.infolist():
        with file.open(info) as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type] # a file, but for its type
        name = info.filename.rpartition("/")[2].lower()
        resources.append(
            {
                "name": name,
                "path": info.filename,
                "hash": f"sha256:{sha256}",
                "bytes": info.file_size,
            }
        )
    return _encode_json(
        {
            "profile": "data-package",
            "resources": resources,
            "title": about.title,
            "created": f"{about.created:%Y-%m-%dT%H:%M:%SZ}",
            "wacz_version": WACZ_VERSION,
            "software": f"Coranto {__version__}",
        }
    )


def gzip_stored(data: bytes) -> bytes:
    """One gzip member with the data uncompressed (RFC 1951, 3.2.4; RFC 1952)."""
    parts = [b"\x1f\x8b\x08\0\0\0\0\0\0\xff"]
    starts = range(0, len(data) or 1, _STORED_BLOCK_BYTES)
    for start in starts:
        block = data[start : start + _STORED_BLOCK_BYTES]
        size = len(block)
        parts += [struct.pack("<BHH", start == starts[-1], size, size ^ 0xFFFF), block]
    parts.append(struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF))
    return b"".join(parts)


# --- reading ------------------------------------------------------------------


def payload_digests(path: Path) -> Iterator[tuple[str, str]]:
    """Yield address and SHA-256 of every response in the file, after verifying all digests.

    Raises ArchiveError that says what is wrong with the file.
    """
    try:
        with zipfile.ZipFile(path) as file:
            _check_size(file, path.stat().st_size)
            _check_manifest(file)
            yield from _response_digests(file)
    except (zipfile.BadZipFile, zlib.error, LZMAError, OSError, EOFError, KeyError) as error:
        raise ArchiveError(f"{path.name} is no WACZ file ({error})") from error
    except RuntimeError as error:  # encrypted, or compressed with an unknown method
        raise ArchiveError(f"{path.name} cannot be opened ({error})") from error
    except (ValueError, TypeError) as error:
        raise ArchiveError(f"{path.name}: its index cannot be read ({error})") from error


def _check_size(file: zipfile.ZipFile, size: int) -> None:
    """Refuse a decompression bomb. The declared sizes suffice: `zipfile` enforces them."""
    parts = file.infolist()
    if (
        len(parts) > MAX_PARTS
        or sum(info.file_size for info in parts) > MAX_EXPANSION_RATIO * size + MAX_WHOLE_PART_BYTES
    ):
        raise ArchiveError("it would unpack to far more than a package of evidence holds")


def _read_part(file: zipfile.ZipFile, name: str) -> bytes:
    """Read a part into memory. Raises ArchiveError if it is too large."""
    if file.getinfo(name).file_size > MAX_WHOLE_PART_BYTES:
        raise ArchiveError(f"{name} in it is larger than {MAX_WHOLE_PART_BYTES:,} bytes")
    return file.read(name)


def _unpack_index(data: bytes) -> bytes:
    """Decompress the index, which consists of several gzip members."""
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
        index = stream.read(MAX_WHOLE_PART_BYTES + 1)
    if len(index) > MAX_WHOLE_PART_BYTES:
        raise ArchiveError(
            f"{CDX_INDEX_PATH} in it unpacks to more than {MAX_WHOLE_PART_BYTES:,} bytes"
        )
    return index


def _check_manifest(file: zipfile.ZipFile) -> None:
    """Check that every file has the hash that the package lists. Raises ArchiveError."""
    manifest = _read_part(file, PACKAGE_PATH)
    digest = f"sha256:{hashlib.sha256(manifest).hexdigest()}"
    if json.loads(_read_part(file, PACKAGE_DIGEST_PATH))["hash"] != digest:
        raise ArchiveError(f"{PACKAGE_PATH} is not the one that {PACKAGE_DIGEST_PATH} names")
    hashes_by_path = {
        resource["path"]: resource["hash"] for resource in json.loads(manifest)["resources"]
    }
    for name in set(file.namelist()) - {PACKAGE_PATH, PACKAGE_DIGEST_PATH}:
        with file.open(name) as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()  # type: ignore[arg-type] # a file, but for its type
        if hashes_by_path.get(name) != f"sha256:{sha256}":
            raise ArchiveError(f"{name} in it was changed")


def _response_digests(file: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    lines = _unpack_index(_read_part(file, CDX_INDEX_PATH)).decode("utf-8").splitlines()
    entries = [json.loads(line[line.index("{") :]) for line in lines]
    previous_end = 0
    with file.open(WARC_PATH) as archive:
        # Sorted by offset, so that each byte of the archive is decompressed once: seeking back in
        # a compressed ZIP part starts from its beginning.
        for start, length in sorted(
            (int(entry["offset"]), int(entry["length"])) for entry in entries
        ):
            if start < previous_end or not 0 < length <= warc.MAX_RECORD_BYTES:
                raise ArchiveError(f"{CDX_INDEX_PATH} in it names records that overlap")
            previous_end = start + length
            archive.seek(start)
            exchange = warc.read_exchange(warc.unpack_record(archive.read(length)))
            yield exchange.url, hashlib.sha256(exchange.payload).hexdigest()
