"""Posts out of the exports of networks and tools. All names are invented."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.reading.posts.json_exports import post_row, read_json_posts

X2 = {
    "id": "11", "author_id": "7", "created_at": "2025-10-09T12:00:00.000Z",
    "text": "The ferry is shut https://t.co/x #Ferry",
    "referenced_tweets": [{"type": "retweeted", "id": "9"}, {"type": "replied_to", "id": "8"}],
    "entities": {
        "urls": [{"url": "https://t.co/x", "expanded_url": "https://lake.example/a"}],
        "hashtags": [{"tag": "Ferry"}],
    },
    "attachments": {"media_keys": ["3_1"]},
}  # fmt: skip
X1 = {
    "id_str": "11", "created_at": "Thu Oct 09 12:00:00 +0000 2025", "full_text": "Shut #Ferry",
    "user": {"id_str": "7", "screen_name": "mira"}, "in_reply_to_status_id_str": "8",
    "retweeted_status": {"id_str": "9"},
    "entities": {"urls": [{"expanded_url": "https://lake.example/a"}],
                 "hashtags": [{"text": "Ferry"}], "media": []},
}  # fmt: skip
TOOT = {
    "id": "1", "uri": "https://hill.example/users/mira/statuses/1", "in_reply_to_id": "8",
    "created_at": "2025-10-09T12:00:00.000Z",
    "account": {"acct": "mira", "url": "https://hill.example/@mira"},
    "content": '<p>Shut <a href="https://lake.example/a">here</a> '
               '<a href="https://hill.example/tags/ferry" class="mention hashtag">#ferry</a></p>',
    "tags": [{"name": "ferry"}], "media_attachments": [{"blurhash": "U1", "url": "https://x/1"}],
}  # fmt: skip
SKY = {
    "uri": "at://did:plc:mira/app.bsky.feed.post/3k", "cid": "bafy",
    "author": {"did": "did:plc:mira", "handle": "mira.example"},
    "record": {
        "$type": "app.bsky.feed.post", "createdAt": "2025-10-09T12:00:00.000Z", "text": "Shut",
        "reply": {"parent": {"uri": "at://did:plc:bo/app.bsky.feed.post/2"}},
        "facets": [{"features": [{"uri": "https://lake.example/a"}, {"tag": "ferry"}]}],
        "embed": {"images": [{"image": {"ref": {"$link": "bafkpicture"}}}]},
    },
}  # fmt: skip
STREAM = {
    "did": "did:plc:bo", "time_us": 1, "kind": "commit",
    "commit": {"collection": "app.bsky.feed.repost", "rkey": "4z",
               "record": {"$type": "app.bsky.feed.repost", "createdAt": "2025-10-09T12:00:01Z",
                          "subject": {"uri": SKY["uri"]}}},
}  # fmt: skip
CHAT = {
    "name": "Lake watch", "type": "public_channel", "id": 55,
    "messages": [
        {"id": 1, "type": "service", "date": "2025-10-09T11:59:00", "action": "x", "text": ""},
        {"id": 2, "type": "message", "date": "2025-10-09T14:00:00", "date_unixtime": "1760011200",
         "from": "Lake watch", "from_id": "channel55", "reply_to_message_id": 1,
         "text": ["Shut ", {"type": "link", "text": "https://lake.example/a"}],
         "text_entities": [{"type": "plain", "text": "Shut "},
                           {"type": "link", "text": "https://lake.example/a"},
                           {"type": "hashtag", "text": "#ferry"}]},
    ],
}  # fmt: skip
TANGLE = {
    "platformId": "4_5", "date": "2025-10-09 12:00:00", "message": "Shut",
    "account": {"id": 1, "platformId": "4", "name": "Lake"},
    "expandedLinks": [{"original": "https://t.co/x", "expanded": "https://lake.example/a"}],
}  # fmt: skip
META = {
    "id": "11", "creation_time": "2025-10-09T12:00:00+0000", "text": "Shut",
    "post_owner": {"id": "7", "name": "Lake"}, "link_attachment": {"link": "https://lake.example/a"},
}  # fmt: skip


def read(value, **chosen):
    return [found for found in read_json_posts(value, chosen=chosen) if found]


@pytest.mark.parametrize(
    ("value", "layout", "fields"),
    [
        (X2, "X, second interface", {"account": "7", "post": "11", "repost": "9", "reply": "8",
                                     "hashtags": '["Ferry"]', "images": '["3_1"]'}),
        (X1, "X, first interface", {"account": "7", "post": "11", "repost": "9", "reply": "8",
                                    "text": "Shut #Ferry", "hashtags": '["Ferry"]'}),
        (TOOT, "Mastodon", {"account": "https://hill.example/@mira", "reply": "8",
                            "post": TOOT["uri"], "text": "Shut here #ferry", "images": '["U1"]'}),
        (SKY, "Bluesky", {"account": "did:plc:mira", "post": SKY["uri"], "text": "Shut",
                          "reply": "at://did:plc:bo/app.bsky.feed.post/2",
                          "hashtags": '["ferry"]', "images": '["bafkpicture"]'}),
        (CHAT, "Telegram", {"account": "channel55", "post": "55/2", "reply": "55/1",
                            "text": "Shut https://lake.example/a#ferry", "time": "1760011200"}),
        (TANGLE, "CrowdTangle", {"account": "4", "post": "4_5", "text": "Shut"}),
        (META, "Meta Content Library", {"account": "7", "post": "11", "text": "Shut"}),
    ],
)  # fmt: skip
def test_every_network_s_posts_are_read(value, layout, fields):
    ((known, post),) = read(value)

    assert known == layout
    assert {field: post[field] for field in fields} == fields
    assert json.loads(post["links"]) == ["https://lake.example/a"]
    assert post["time"]


@pytest.mark.parametrize(
    "answer",
    [
        [X2, X2],
        {"data": [X2, X2], "includes": {"users": []}, "meta": {}},
        {"statuses": [X1, X1]},
        {"posts": [SKY, SKY], "cursor": "x"},
        {"feed": [{"post": SKY}, {"post": SKY, "reply": {}}]},
        {"status": 200, "result": {"posts": [TANGLE, TANGLE]}},
        {"chats": {"about": "x", "list": [CHAT, CHAT]}},
    ],
)
def test_posts_are_found_inside_answers_and_exports(answer):
    assert len(read(answer)) == 2


def test_reposts_on_bluesky_have_their_reposter():
    by = {"$type": "x#reasonRepost", "by": {"did": "did:plc:bo"}, "indexedAt": "2025-10-09T12:01Z"}
    (_, viewed), (_, streamed) = read([{"post": SKY, "reason": by}, STREAM])

    for post in (viewed, streamed):
        assert (post["account"], post["repost"]) == ("did:plc:bo", SKY["uri"])
        assert "text" not in post
    assert streamed["post"] == "at://did:plc:bo/app.bsky.feed.repost/4z"


def test_flat_objects_are_read_as_tables_are():
    flat = {"object_id": "o", "account_id": 7, "content_id": "c", "timestamp_share": 1760011200}
    own = {"Who": "ada", "When": 1760011200, "What": ["x"]}

    assert read(flat)[0][1]["account"] == "7"
    ((_, post),) = read(own, account="who", time="When", object="What")
    assert post == {"account": "ada", "time": "1760011200", "object": '["x"]'}
    assert post_row(post)[0] == "ada"


def test_what_is_no_post_is_told():
    value = [1, "x", None, {}, {"id": 1}, {"kind": "identity", "did": "did:plc:x"}]

    assert list(read_json_posts(value, chosen={})) == [None] * 6


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(sorted({*X2, *X1, *TOOT, *SKY, *STREAM, *CHAT, *TANGLE,
                                              *META, "post", "data", "reason", "chats"})),
                      inner, max_size=8),
    max_leaves=25,
)  # fmt: skip


@given(JSON)
def test_nothing_a_stranger_sends_is_an_error(value):
    for found in read_json_posts(value, chosen={}):
        assert found is None or all(isinstance(cell, str) for cell in post_row(found[1]))


@pytest.mark.parametrize("kind", [["retweeted"], {"a": 1}, None, 7])
def test_a_reference_or_entity_of_a_strange_type_is_passed_over(kind):
    strange = {**X2, "referenced_tweets": [{"type": kind, "id": "9"}]}
    message = {**CHAT["messages"][1], "text_entities": [{"type": kind, "text": "Shut"}]}

    ((_, post),) = read(strange)
    ((_, said),) = read({**CHAT, "messages": [message]})

    assert post["text"] == X2["text"]
    assert "repost" not in post
    assert said["text"] == "Shut"


@pytest.mark.parametrize("address", [["https://x.example"], {"a": 1}, 7])
def test_an_address_of_a_strange_type_is_no_link(address):
    toot = {**TOOT, "card": {"url": address}}
    tangle = {**TANGLE, "link": address, "expandedLinks": [{"expanded": address}]}
    sky = {**SKY, "record": {**SKY["record"], "facets": [{"features": [{"uri": address}]}]}}

    assert [len(read(value)) for value in (toot, tangle, sky)] == [1, 1, 1]
