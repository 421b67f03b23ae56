"""Posts of pictures and videos, and archives that accounts take home. All names are invented."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.errors import NetworkError
from coranto.reading.posts.json_exports import JsonReader, post_row, read_json_posts

NOON, SECONDS = "2025-10-09T12:00:00Z", 1760011200
NOTE = {
    "id": "https://hill.example/a/1", "type": "Create", "published": NOON,
    "actor": "https://hill.example/users/mira",
    "object": {
        "id": "https://hill.example/users/mira/statuses/1", "type": "Note", "published": NOON,
        "content": '<p>Shut <a href="https://lake.example/a">here</a> '
                   '<a href="https://hill.example/tags/f" class="mention hashtag">#f</a></p>',
        "tag": [{"type": "Hashtag", "name": "#f"}, {"type": "Mention", "name": "@bo"}],
        "attachment": [{"blurhash": "U1"}],
    },
}  # fmt: skip
ANNOUNCE = {
    "id": "https://hill.example/a/2", "type": "Announce", "published": NOON,
    "actor": "https://hill.example/users/mira", "object": "https://far.example/users/bo/statuses/9",
}  # fmt: skip
VIDEO = {"id": 7, "username": "mira", "create_time": SECONDS, "video_description": "Shut #f",
         "hashtag_names": ["f"]}  # fmt: skip
CLIP = {"id": "7", "desc": "Shut #f", "createTime": SECONDS, "author": {"uniqueId": "mira"},
        "challenges": [{"title": "f"}]}  # fmt: skip
FOUND = {
    "kind": "youtube#searchResult", "id": {"kind": "youtube#video", "videoId": "v1"},
    "snippet": {"publishedAt": NOON, "channelId": "UC1", "title": "Shut", "description": "Today"},
}  # fmt: skip
LISTED = {
    "kind": "youtube#playlistItem", "id": "x", "contentDetails": {"videoPublishedAt": NOON},
    "snippet": {"publishedAt": "2026-01-01T00:00:00Z", "channelId": "UC9", "title": "Shut",
                "videoOwnerChannelId": "UC1", "resourceId": {"videoId": "v1"},
                "description": "Today"},
}  # fmt: skip
THREAD = {
    "kind": "youtube#commentThread", "id": "c",
    "snippet": {"topLevelComment": {
        "kind": "youtube#comment", "id": "c",
        "snippet": {"textOriginal": "Hm", "authorChannelId": {"value": "UC2"}, "videoId": "v1",
                    "publishedAt": NOON}}},
    "replies": {"comments": [{
        "kind": "youtube#comment", "id": "c.1",
        "snippet": {"textDisplay": "So?", "authorChannelId": {"value": "UC3"}, "parentId": "c",
                    "publishedAt": NOON}}]},
}  # fmt: skip
SAVED = {"id": "v1", "title": "Shut", "description": "Today", "upload_date": "20251009",
         "timestamp": SECONDS, "channel_id": "UC1", "extractor": "youtube"}  # fmt: skip
PICTURE = {"code": "Cx", "taken_at": SECONDS, "user": {"pk": 1, "username": "mira"},
           "caption": {"text": "Shut #f"}}  # fmt: skip
NODE = {"node": {"shortcode": "Cx", "taken_at_timestamp": SECONDS, "owner": {"username": "mira"},
                 "edge_media_to_caption": {"edges": [{"node": {"text": "Shut #f"}}]}},
        "instaloader": {"version": "4"}}  # fmt: skip
GRAPH = {"id": "Cx", "caption": "Shut #f", "timestamp": NOON, "username": "mira",
         "permalink": "https://i.example/p/Cx", "media_type": "IMAGE"}  # fmt: skip


def read(value, **chosen):
    return list(read_json_posts(value, chosen=chosen))


@pytest.mark.parametrize(
    ("value", "layout", "account", "post"),
    [
        (NOTE, "ActivityPub outbox", "https://hill.example/@mira", NOTE["object"]["id"]),
        (VIDEO, "TikTok", "mira", "7"),
        (CLIP, "TikTok", "mira", "7"),
        (FOUND, "YouTube", "UC1", "v1"),
        (LISTED, "YouTube", "UC1", "v1"),
        (SAVED, "YouTube", "UC1", "v1"),
        (PICTURE, "Instagram", "mira", "Cx"),
        (NODE, "Instagram", "mira", "Cx"),
        (GRAPH, "Instagram", "mira", "Cx"),
    ],
)
def test_posts_of_each_network_are_read(value, layout, account, post):
    ((name, cells),) = read(value)

    assert (name, cells["account"], cells["post"]) == (layout, account, post)
    assert cells["time"] in {NOON, str(SECONDS)}
    assert cells["text"].startswith("Shut")
    if layout != "YouTube":
        assert json.loads(cells["hashtags"]) == ["f"]


def test_an_outbox_links_pages_and_names_accounts_as_the_server_does():
    (_, note), (_, announce) = read({"type": "OrderedCollection", "orderedItems": [NOTE, ANNOUNCE]})

    assert json.loads(note["links"]) == ["https://lake.example/a"]
    assert announce["repost"] == ANNOUNCE["object"]
    assert announce["account"] == note["account"]


def test_comments_answer_a_video_and_one_another():
    answer = {"kind": "youtube#commentThreadListResponse", "items": [THREAD]}

    first, reply = (cells for _, cells in read(answer))

    assert (first["account"], first["reply"], first["text"]) == ("UC2", "v1", "Hm")
    assert (reply["account"], reply["reply"], reply["text"]) == ("UC3", "c", "So?")


@pytest.mark.parametrize(
    "value",
    [
        {"data": {"videos": [VIDEO, VIDEO]}, "error": {"code": "ok"}},
        {"itemList": [CLIP, CLIP]},
        {"kind": "youtube#searchListResponse", "items": [FOUND, LISTED]},
        {"data": [GRAPH, GRAPH], "paging": {}},
    ],
)
def test_answers_hold_posts(value):
    assert len(read(value)) == 2


@pytest.mark.parametrize(
    "value",
    [
        {**NOTE, "type": "Like"},
        {"kind": "youtube#searchResult", "id": {"channelId": "UC1"}, "snippet": {"title": "Lake"}},
        {"id": 1, "type": "service", "date": NOON, "action": "join_group_by_link"},
        {"delete": {"status": {"id": 1}}},
        {"meta": {"result_count": 0}},
        {"did": "did:plc:x", "kind": "identity", "identity": {"did": "did:plc:x"}},
        {"did": "did:plc:x", "kind": "commit",
         "commit": {"collection": "app.bsky.feed.like", "record": {"createdAt": NOON}}},
    ],
)  # fmt: skip
def test_what_networks_say_beside_posts_is_no_error(value):
    assert read(value) == []
    assert read([value, GRAPH, value]) == read(GRAPH)


NESTED = {
    "who": {"name": "mira", "tags": ["a", "b"]},
    "at": {"date": "2025-10-09", "time": "12:00"},
    "urls": [{"full": "https://lake.example/a"}, {"full": "https://lake.example/b"}, {}],
}


def test_a_chosen_path_reaches_nested_keys():
    ((_, cells),) = read(NESTED, account="who.name", time="at.date+at.time", links="urls[].full",
                         text="who.tags.1")  # fmt: skip

    assert cells["account"] == "mira"
    assert cells["time"] == "2025-10-09 12:00"
    assert json.loads(cells["links"]) == ["https://lake.example/a", "https://lake.example/b"]
    assert cells["text"] == "b"


def test_a_chosen_key_precedes_that_of_a_known_network():
    ((name, cells),) = read(PICTURE, account="user.pk")

    assert (name, cells["account"], cells["post"]) == ("Instagram", "1", "Cx")


def test_a_path_that_leads_nowhere_is_named_with_those_that_exist():
    reader = JsonReader({"account": "who.nam", "time": "at.date"})
    list(reader.read_posts([NESTED]))

    with pytest.raises(
        NetworkError, match=r"who\.nam\W.*there are: who\.name, who\.tags"
    ) as caught:
        reader.columns()
    assert "urls[].full" in str(caught.value)


def test_date_and_time_keys_of_a_flat_object_are_one_time():
    ((_, cells),) = read({"user": "mira", "date": "2025-10-09", "time": "12:00:04"})

    assert cells["time"] == "2025-10-09 12:00:04"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=4,
)
EXAMPLES = [NOTE, ANNOUNCE, VIDEO, CLIP, FOUND, LISTED, THREAD, SAVED, PICTURE, NODE, GRAPH, NESTED]


def places(value, path=()):
    """The paths of everything in a value."""
    yield path
    items = value.items() if isinstance(value, dict) else ()
    for key, inner in enumerate(value) if isinstance(value, list) else items:
        yield from places(inner, (*path, key))


@st.composite
def damaged(draw, examples):
    """An object of a network in which something is of another type."""
    value = copy.deepcopy(draw(st.sampled_from(examples)))
    *way, last = draw(st.sampled_from([path for path in places(value) if path]))
    inner = value
    for key in way:
        inner = inner[key]
    inner[last] = draw(ANYTHING)
    return value


@given(damaged(EXAMPLES))
def test_a_value_of_another_type_is_no_error(value):
    for found in read_json_posts(value, chosen={}):
        assert found is None or all(isinstance(cell, str) for cell in post_row(found[1]))


@given(ANYTHING, st.text(max_size=30))
def test_no_path_is_an_error(value, path):
    list(read_json_posts(value, chosen={"account": path, "time": path, "links": path}))
