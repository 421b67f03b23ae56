"""Posts out of a Bluesky account's repository, as it is exported: a CAR file. Pure.

A CAR file (version 1) is blocks of DAG-CBOR, each after its content id; of a repository these
are its commit, the nodes of a tree that tell records' keys, and the records themselves. See
https://atproto.com/specs/repository and https://ipld.io/specs/transport/car/carv1/.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from coranto.errors import NetworkError

#: Bytes of a block: the protocol allows records of one million.
MAX_BLOCK_BYTES = 2_000_000
#: Bytes of a record's path: the protocol allows fewer.
MAX_RECORD_PATH_BYTES = 1_024
#: Records' kinds that are posts, or repeat one.
POST_RECORD_TYPES = frozenset({"app.bsky.feed.post", "app.bsky.feed.repost"})
#: A content id, version 1: of DAG-CBOR, by SHA-256.
_CID_PREFIX = b"\x01\x71\x12\x20"
_CID_BYTES = len(_CID_PREFIX) + 32
_MAX_RECORD_LEVELS = 12

BlockProblemCallback = Callable[
    [int, str], None
]  #: called with a block's number and what is wrong with it


@dataclass(slots=True)
class _Repository:
    """What was seen of a repository; content ids are bytes."""

    room: int  #: bytes that it may still take
    accounts: dict[bytes, str] = field(default_factory=dict)  #: of each commit
    keys: dict[bytes, str] = field(default_factory=dict)  #: of each record: its path
    records: list[tuple[int, bytes, bytes]] = field(default_factory=list)  #: as encoded

    def spend(self, size: int) -> None:
        """Take bytes. Raises NetworkError when they are too many."""
        self.room -= size
        if self.room < 0:
            raise NetworkError("a repository that takes too many bytes")

    def take(self, number: int, block: bytes, value: Any) -> None:
        """Sort a block in."""
        name = block[:_CID_BYTES]
        if not isinstance(value, dict):
            return
        if isinstance(value.get("did"), str) and isinstance(value.get("data"), bytes):
            self.accounts[name] = value["did"]
        elif isinstance(kind := value.get("$type"), str) and kind in POST_RECORD_TYPES:
            self.records.append((number, name, block[_CID_BYTES:]))
        elif isinstance(value.get("e"), list):
            keys = _record_keys(value["e"])
            self.spend(sum(map(len, keys.values())))
            self.keys |= keys


def read_car_posts(
    stream: BinaryIO, note: BlockProblemCallback, *, most: int
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Block number and record of each post and repost, in the form of Bluesky's own JSON.

    Broken blocks and records outside the tree are noted. Raises EOFError for a file that was
    cut off and NetworkError for one that is no repository, or takes more than `most` bytes:
    blocks and paths are kept until its end.
    """
    roots = _read_roots(stream)
    found = _Repository(room=most)
    for number, block in enumerate(_read_sections(stream), 1):
        found.spend(len(block))
        name, content = block[:_CID_BYTES], block[_CID_BYTES:]
        if not name.startswith(_CID_PREFIX):
            note(number, "a block of another kind than DAG-CBOR by SHA-256")
        elif hashlib.sha256(content).digest() != name[len(_CID_PREFIX) :]:
            note(number, "a block that differs from its content id")
        elif (value := _decode_block(content)) is None:
            note(number, "a block that is no DAG-CBOR")
        else:
            found.take(number, block, value)
    account = next((found.accounts[root] for root in roots if root in found.accounts), None)
    if account is None:
        raise NetworkError("no repository of Bluesky: its commit is missing")
    for number, name, content in found.records:
        if name not in found.keys:
            note(number, "a record that is not in the repository's tree")
        else:
            uri = f"at://{account}/{found.keys[name]}"
            record = _cids_as_links(_decode_block(content), _MAX_RECORD_LEVELS)
            yield number, {"uri": uri, "did": account, "record": record}


def _read_roots(stream: BinaryIO) -> list[bytes]:
    """Content ids of the commit that a file is of."""
    header = _decode_block(_read_section(stream) or b"")
    if not isinstance(header, dict) or header.get("version") != 1:
        raise NetworkError("no CAR file of version 1")
    roots = header.get("roots")
    return [root for root in roots if isinstance(root, bytes)] if isinstance(roots, list) else []


def _read_sections(stream: BinaryIO) -> Iterator[bytes]:
    while (section := _read_section(stream)) is not None:
        yield section


def _read_section(stream: BinaryIO) -> bytes | None:
    """The bytes of a section, which its length stands before; None at the end."""
    length = shift = 0
    while True:
        byte = stream.read(1)
        if not byte and not shift:
            return None
        if not byte:
            raise EOFError
        length |= (byte[0] & 0x7F) << shift
        shift += 7
        if byte[0] < 0x80:
            break
        if shift > 28:
            raise NetworkError("no CAR file: a length has too many bytes")
    if length > MAX_BLOCK_BYTES:
        raise NetworkError(f"no repository: a block has {length:,} bytes")
    content = stream.read(length)
    if len(content) < length:
        raise EOFError
    return content


def _decode_block(content: bytes) -> Any:
    """What a block says; None when it is no DAG-CBOR, or too deep."""
    import libipld

    try:
        return libipld.decode_dag_cbor(content)
    except (ValueError, RecursionError):
        return None


def _record_keys(entries: list[Any]) -> dict[bytes, str]:
    """Records and their keys, of a node: each key leaves out what it has of the one before.

    A key that is too long ends the node: those after it are made of it.
    """
    found: dict[bytes, str] = {}
    key = b""
    for entry in entries:
        match entry:
            case {"p": int(shared), "k": bytes(rest), "v": bytes(record)}:
                key = key[: max(shared, 0)] + rest
                if len(key) > MAX_RECORD_PATH_BYTES:
                    break
                found[record] = key.decode(errors="replace")
    return found


def _cids_as_links(value: Any, depth: int) -> Any:
    """A value in which content ids stand as in JSON; what is deeper is left out."""
    if isinstance(value, bytes):
        return _cid_as_link(value)
    if isinstance(value, dict):
        return (
            {name: _cids_as_links(one, depth - 1) for name, one in value.items()} if depth else None
        )
    if isinstance(value, list):
        return [_cids_as_links(one, depth - 1) for one in value] if depth else None
    return value


def _cid_as_link(name: bytes) -> dict[str, str] | None:
    """A content id as JSON has it; None for other bytes."""
    import libipld

    try:
        return {"$link": libipld.encode_cid(name)}
    except ValueError:
        return None
