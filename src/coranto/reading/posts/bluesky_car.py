"""Read the posts of a Bluesky account's repository, exported as a CAR file. Reads a stream only.

A CAR file (version 1) is a sequence of DAG-CBOR blocks, each preceded by its content id (CID).
The blocks of a repository are its commit, the records, and the nodes of a tree that maps paths
to records. See https://atproto.com/specs/repository and
https://ipld.io/specs/transport/car/carv1/.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from coranto.errors import NetworkError

#: Bytes of the largest block read; the protocol limits records to one million.
MAX_BLOCK_BYTES = 2_000_000
#: Bytes of the longest record path read; the protocol allows fewer.
MAX_RECORD_PATH_BYTES = 1_024
#: Types of the records that are posts or reposts.
POST_RECORD_TYPES = frozenset({"app.bsky.feed.post", "app.bsky.feed.repost"})
#: How a content id (version 1) of DAG-CBOR by SHA-256 begins; the digest follows.
_CID_PREFIX = b"\x01\x71\x12\x20"
_CID_BYTES = len(_CID_PREFIX) + 32
_MAX_RECORD_LEVELS = 12

BlockProblemCallback = Callable[
    [int, str], None
]  #: called with a block's number and what is wrong with it


@dataclass(slots=True)
class _Repository:
    """What has been read of a repository. Content ids are bytes."""

    bytes_left: int  #: that the repository may still take
    accounts: dict[bytes, str] = field(default_factory=dict)  #: commit's CID → account
    paths: dict[bytes, str] = field(default_factory=dict)  #: record's CID → path
    #: Block number, CID and content of each post. The content stays encoded until it is
    #: yielded, because decoded values take more memory.
    records: list[tuple[int, bytes, bytes]] = field(default_factory=list)

    def use_bytes(self, size: int) -> None:
        """Subtract from the bytes left. Raises NetworkError when there are too few."""
        self.bytes_left -= size
        if self.bytes_left < 0:
            raise NetworkError("a repository that takes too many bytes")

    def add_block(self, number: int, block: bytes, value: Any) -> None:
        """Keep a block that is a commit, a post, a repost or a node of the tree."""
        cid = block[:_CID_BYTES]
        if not isinstance(value, dict):
            return
        if isinstance(value.get("did"), str) and isinstance(value.get("data"), bytes):
            self.accounts[cid] = value["did"]
        # The type is checked first: a list as "$type" cannot be looked up in a set.
        elif isinstance(kind := value.get("$type"), str) and kind in POST_RECORD_TYPES:
            self.records.append((number, cid, block[_CID_BYTES:]))
        elif isinstance(value.get("e"), list):
            paths = _record_paths(value["e"])
            # Paths are compressed in the file, so they can take more memory than their block.
            self.use_bytes(sum(map(len, paths.values())))
            self.paths |= paths


def read_car_posts(
    stream: BinaryIO, report_problem: BlockProblemCallback, *, most: int
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Block number and record of each post and repost, in the form of Bluesky's own JSON.

    Broken blocks and records outside the tree are reported. Raises EOFError for a truncated
    file, and NetworkError for a file that is not a repository or whose blocks and paths take
    more than `most` bytes: they are kept in memory until the end of the file.
    """
    roots = _read_roots(stream)
    repository = _Repository(bytes_left=most)
    # Nothing is yielded before the end: a CAR file orders its blocks freely, so a record may
    # precede the node that tells its path.
    for number, block in enumerate(_read_sections(stream), 1):
        repository.use_bytes(len(block))
        cid, content = block[:_CID_BYTES], block[_CID_BYTES:]
        if not cid.startswith(_CID_PREFIX):
            report_problem(number, "a block of another kind than DAG-CBOR by SHA-256")
        elif hashlib.sha256(content).digest() != cid[len(_CID_PREFIX) :]:
            report_problem(number, "a block that differs from its content id")
        elif (value := _decode_block(content)) is None:
            report_problem(number, "a block that is no DAG-CBOR")
        else:
            repository.add_block(number, block, value)
    accounts = repository.accounts
    account = next((accounts[root] for root in roots if root in accounts), None)
    if account is None:
        raise NetworkError("no repository of Bluesky: its commit is missing")
    for number, cid, content in repository.records:
        # Only the tree tells which records belong to the account, and under which path.
        if cid not in repository.paths:
            report_problem(number, "a record that is not in the repository's tree")
        else:
            uri = f"at://{account}/{repository.paths[cid]}"
            record = _cids_as_links(_decode_block(content), _MAX_RECORD_LEVELS)
            yield number, {"uri": uri, "did": account, "record": record}


def _read_roots(stream: BinaryIO) -> list[bytes]:
    """Content ids of the file's commits. Raises NetworkError when it is no CAR file."""
    header = _decode_block(_read_section(stream) or b"")
    if not isinstance(header, dict) or header.get("version") != 1:
        raise NetworkError("no CAR file of version 1")
    roots = header.get("roots")
    return [root for root in roots if isinstance(root, bytes)] if isinstance(roots, list) else []


def _read_sections(stream: BinaryIO) -> Iterator[bytes]:
    while (section := _read_section(stream)) is not None:
        yield section


def _read_section(stream: BinaryIO) -> bytes | None:
    """The bytes of the next section; None at the end of the stream.

    The length precedes it as an unsigned LEB128 number: seven bits a byte, the lowest first.
    """
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
    """The value of a block; None when it is not DAG-CBOR or nests too deeply."""
    import libipld

    try:
        return libipld.decode_dag_cbor(content)
    except (ValueError, RecursionError):
        return None


def _record_paths(entries: list[Any]) -> dict[bytes, str]:
    """Content id and path of each record of a node.

    An entry gives how many bytes its path shares with the path before it ("p"), and the other
    bytes ("k").
    """
    paths: dict[bytes, str] = {}
    path = b""
    for entry in entries:
        match entry:
            case {"p": int(shared_bytes), "k": bytes(suffix), "v": bytes(record_cid)}:
                path = path[: max(shared_bytes, 0)] + suffix
                # Paths that each extend the one before grow with the square of the node's
                # size. Later entries build on this path, so the node ends here.
                if len(path) > MAX_RECORD_PATH_BYTES:
                    break
                paths[record_cid] = path.decode(errors="replace")
    return paths


def _cids_as_links(value: Any, depth: int) -> Any:
    """A value with its content ids as JSON writes them; None below `depth` levels."""
    if isinstance(value, bytes):
        return _cid_as_link(value)
    if isinstance(value, dict):
        return (
            {name: _cids_as_links(item, depth - 1) for name, item in value.items()}
            if depth
            else None
        )
    if isinstance(value, list):
        return [_cids_as_links(item, depth - 1) for item in value] if depth else None
    return value


def _cid_as_link(cid: bytes) -> dict[str, str] | None:
    """A content id as JSON writes it; None for other bytes."""
    import libipld

    try:
        return {"$link": libipld.encode_cid(cid)}
    except ValueError:
        return None
