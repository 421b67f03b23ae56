"""Bluesky's repositories, made here as the protocol describes them."""

import hashlib
import io
import tracemalloc

import libipld
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coranto.errors import NetworkError
from coranto.reading.posts import bluesky_car, json_exports

ACCOUNT = "did:plc:ombra"
POST = {
    "$type": "app.bsky.feed.post",
    "text": "the ferry is shut",
    "createdAt": "2025-10-09T12:00:00Z",
}
REPOST = {
    "$type": "app.bsky.feed.repost",
    "createdAt": "2025-10-09T12:00:05Z",
    "subject": {"uri": "at://did:plc:tilda/app.bsky.feed.post/1", "cid": "x"},
}
LIKE = {"$type": "app.bsky.feed.like", "createdAt": "2025-10-09T12:00:09Z"}


def name(content):
    return b"\x01\x71\x12\x20" + hashlib.sha256(content).digest()


class Link(bytes):
    """A content id that a block points to."""


def encoded(value):
    """DAG-CBOR of small values, with links (tag 42), which the library's own writer has not."""
    if isinstance(value, Link):
        return b"\xd8\x2a\x58" + bytes([len(value) + 1]) + b"\x00" + value
    if isinstance(value, dict):
        parts = sorted(value.items(), key=lambda item: (len(item[0]), item[0]))
        return bytes([0xA0 + len(parts)]) + b"".join(
            encoded(key) + encoded(one) for key, one in parts
        )
    if isinstance(value, list):
        return bytes([0x80 + len(value)]) + b"".join(map(encoded, value))
    return libipld.encode_dag_cbor(value)


def length(number):
    more = number >> 7
    return (bytes([number & 0x7F | 0x80]) + length(more)) if more else bytes([number])


def section(content):
    return length(len(content)) + content


def car(*records, account=ACCOUNT, blocks=()):
    """A repository with a tree of one node; records are path and value."""
    before = ""
    entries, contents = [], []
    for path, record in sorted(records, key=lambda each: each[0]):
        contents.append(encoded(record))
        shared = next(
            (at for at, (a, b) in enumerate(zip(path, before, strict=False)) if a != b),
            min(len(path), len(before)),
        )
        rest = path[shared:].encode()
        link = Link(name(contents[-1]))
        entries.append({"p": shared, "k": rest, "v": link, "t": None})
        before = path
    node = encoded({"l": None, "e": entries})
    commit = encoded({"did": account, "version": 3, "data": Link(name(node)), "rev": "3k",
                      "prev": None, "sig": b"s"})  # fmt: skip
    header = encoded({"version": 1, "roots": [Link(name(commit))]})
    sections = [*(name(each) + each for each in (commit, *contents, node)), *blocks]
    return b"".join(map(section, [header, *sections]))


def read(content):
    """Posts as fields, and what was noted."""
    notes = []
    found = bluesky_car.read_car_posts(
        io.BytesIO(content), lambda number, what: notes.append((number, what)), most=10**6
    )
    told = [next(json_exports.read_json_posts(value, chosen={})) for _, value in found]
    return [fields for _, fields in told], notes


def test_posts_and_reposts_are_read_with_their_addresses():
    found, notes = read(car(("app.bsky.feed.post/3k1", POST), ("app.bsky.feed.repost/3k2", REPOST),
                            ("app.bsky.feed.like/3k3", LIKE)))  # fmt: skip

    assert notes == []
    assert [post["post"] for post in found] == [
        f"at://{ACCOUNT}/app.bsky.feed.post/3k1",
        f"at://{ACCOUNT}/app.bsky.feed.repost/3k2",
    ]
    assert {post["account"] for post in found} == {ACCOUNT}
    assert found[0]["text"] == "the ferry is shut"
    assert found[1]["repost"] == "at://did:plc:tilda/app.bsky.feed.post/1"


def test_pictures_are_told_by_their_content_ids():
    picture = b"\x01\x55\x12\x20" + hashlib.sha256(b"a picture").digest()
    image = {"alt": "", "image": {"$type": "blob", "ref": Link(picture)}}

    found, _ = read(car(("app.bsky.feed.post/1", POST | {"embed": {"images": [image]}})))

    assert found[0]["images"] == f'["{libipld.encode_cid(picture)}"]'


def test_broken_blocks_are_noted_and_the_rest_is_read():
    good = car(("app.bsky.feed.post/1", POST))
    damaged = encoded(POST | {"text": "other"})
    stray = encoded(POST | {"text": "not in the tree"})
    no_cbor = b"\xff\xff"
    bad = (name(damaged) + damaged[:-1] + b"!", name(stray) + stray, name(no_cbor) + no_cbor, b"x")

    found, notes = read(good + b"".join(map(section, bad)))

    assert [post["text"] for post in found] == ["the ferry is shut"]
    assert sorted(notes) == [
        (4, "a block that differs from its content id"),
        (5, "a record that is not in the repository's tree"),
        (6, "a block that is no DAG-CBOR"),
        (7, "a block of another kind than DAG-CBOR by SHA-256"),
    ]


def test_what_is_no_repository_is_refused_in_words():
    whole = car(("app.bsky.feed.post/1", POST))

    with pytest.raises(EOFError):
        read(whole[:-3])
    with pytest.raises(NetworkError, match="no CAR file of version 1"):
        read(b"")
    with pytest.raises(NetworkError, match="commit is missing"):
        read(section(encoded({"version": 1, "roots": []})))
    with pytest.raises(NetworkError, match="bytes"):
        read(whole + length(bluesky_car.MAX_BLOCK_BYTES + 1))
    with pytest.raises(NetworkError, match="too many bytes"):
        read(b"\xff" * 20)


@given(st.binary(max_size=200), st.integers(0, 300))
def test_strangers_bytes_never_do_more_than_be_refused(junk, at):
    whole = car(("app.bsky.feed.post/1", POST))

    for content in (junk, whole[:at] + junk + whole[at + len(junk) :]):
        try:
            read(content)
        except (EOFError, NetworkError):
            continue


LINKS = st.sampled_from([Link(name(b"")), Link(b"\x01\x55\x12\x20" + bytes(32))])
NAMES = st.sampled_from(
    ["$type", "did", "data", "e", "p", "k", "v", "text", "createdAt", "subject", "uri", "reply",
     "parent", "embed", "images", "image", "ref", "external", "record", "media", "facets",
     "features", "tag", "tags", "langs"]
) | st.text(max_size=3)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=5)
    | st.floats(allow_nan=False, allow_infinity=False) | st.binary(max_size=5) | LINKS
    | st.sampled_from([*sorted(bluesky_car.POST_RECORD_TYPES), "2025-10-09T12:00:00Z", ACCOUNT]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5),
)  # fmt: skip
BLOCKS = st.dictionaries(NAMES, VALUES, max_size=6) | VALUES


@given(st.lists(BLOCKS, max_size=3), st.dictionaries(NAMES, VALUES, max_size=8))
@example([{"$type": []}], {})
@example([{"$type": {}}, {"e": [{"p": True, "k": b"", "v": b""}]}], {"text": [], "embed": 1})
def test_values_of_any_type_are_no_end_of_the_reading(blocks, fields):
    strange = [name(each) + each for each in map(encoded, blocks)]
    post = {"createdAt": POST["createdAt"]} | fields | {"$type": POST["$type"]}
    records = (("app.bsky.feed.post/1", POST), ("app.bsky.feed.post/2", post))
    notes = []

    found = list(
        bluesky_car.read_car_posts(
            io.BytesIO(car(*records, blocks=strange)), lambda *note: notes.append(note), most=10**6
        )
    )

    assert [value["uri"][-1] for _, value in found][:1] == ["1"]
    for _, value in found:
        list(json_exports.read_json_posts(value, chosen={}))


def test_paths_that_grow_from_one_another_take_no_more_than_the_file():
    whole = car(("app.bsky.feed.post/1", POST))
    entries = [
        {"p": 1_000 * each, "k": b"x" * 1_000, "v": Link(name(bytes([each])))} for each in range(20)
    ]
    grown = b"".join(map(encoded, entries))
    node = b"\xa1\x61e" + bytes([0x94]) + grown
    bomb = whole + section(name(node) + node)

    tracemalloc.start()
    found, notes = read(bomb)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert ([post["text"] for post in found], notes) == (["the ferry is shut"], [])
    assert most < 6 * len(bomb)


def test_a_record_whose_path_is_too_long_is_noted():
    kind = "app.bsky.feed.post"
    long = f"{kind}/2{'x' * bluesky_car.MAX_RECORD_PATH_BYTES}"

    found, notes = read(car((f"{kind}/1", POST), (long, POST | {"text": "b"})))

    assert [post["post"] for post in found] == [f"at://{ACCOUNT}/{kind}/1"]
    assert notes == [(3, "a record that is not in the repository's tree")]


def test_a_repository_of_too_many_bytes_is_refused():
    whole = car(("app.bsky.feed.post/1", POST))
    repeated = [{"p": 1_000 * bool(each), "k": b"x" * (1 if each else 1_000),
                 "v": Link(name(bytes([each])))} for each in range(20)]  # fmt: skip
    node = b"\xa1\x61e" + bytes([0x94]) + b"".join(map(encoded, repeated))
    bomb = whole + section(name(node) + node)

    for content, most in ((whole, len(whole) - 150), (bomb, len(bomb))):
        with pytest.raises(NetworkError, match="too many bytes"):
            list(bluesky_car.read_car_posts(io.BytesIO(content), print, most=most))
    assert len(list(bluesky_car.read_car_posts(io.BytesIO(whole), print, most=len(whole)))) == 1
