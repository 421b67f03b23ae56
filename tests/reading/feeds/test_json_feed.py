"""JSON Feed 1.0 and 1.1."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.errors import SourceError
from coranto.reading.feeds import read_feed

URL = "https://kite.example/feed.json"


def read(items, **feed):
    body = {"version": "https://jsonfeed.org/version/1.1", "title": "Kite", "items": items, **feed}
    return read_feed(json.dumps(body).encode(), url=URL)


def test_a_json_feed_tells_everything_as_written():
    reading = read(
        [
            {
                "id": 7,
                "url": "/7?utm_source=feed",
                "title": "A <b> & c",
                "content_html": "<p>Full</p>",
                "summary": "1 < 2",
                "date_published": "2026-11-10T09:30:00+01:00",
                "date_modified": "2026-11-11",
                "authors": [{"name": "Ana"}, {"url": "/x"}, "Ben"],
                "tags": ["x", 3, "y"],
                "language": "fa",
            }
        ],
        home_page_url="https://kite.example/",
        language="en_US",
    )
    entry = reading.entries[0]

    assert (reading.kind, reading.title, reading.language) == ("json", "Kite", "en-US")
    assert (entry.key, entry.url) == ("7", "https://kite.example/7?utm_source=feed")
    assert (entry.title, entry.content) == ("A <b> & c", "<p>Full</p>")
    assert entry.summary == "1 &lt; 2"
    assert entry.published_raw == "2026-11-10T09:30:00+01:00"
    assert entry.updated_raw == "2026-11-11"
    assert (entry.authors, entry.tags, entry.language) == (("Ana", "Ben"), ("x", "y"), "fa")


def test_plain_content_becomes_html_that_reads_the_same():
    entry = read([{"id": "1", "content_text": "<3\nyou & me"}]).entries[0]

    assert entry.content == "&lt;3<br>\nyou &amp; me"


def test_version_1_names_one_author_and_an_id_may_be_the_address():
    entry = read([{"id": "https://kite.example/1", "title": "x"}], author={"name": "Ana"}).entries[
        0
    ]

    assert entry.authors == ("Ana",)
    assert entry.url == "https://kite.example/1"


def test_half_characters_and_nuls_are_removed():
    body = rb'{"items": [{"id": "\ud83d\u0000a", "title": "\ud800x", "content_html": "\udfffy"}]}'

    entry = read_feed(body, url=URL).entries[0]

    assert (entry.key, entry.title, entry.content) == ("a", "x", "y")


def test_items_of_wrong_types_are_left_out_and_told():
    reading = read([3, None, {"id": True, "title": ["x"], "url": 5}, {"id": "1"}])

    assert [entry.key for entry in reading.entries] == ["1"]
    assert "broken entries" in {problem.reason for problem in reading.problems}


def test_nesting_without_end_is_too_deep():
    with pytest.raises(SourceError) as caught:
        read_feed(b'{"items":' + b"[" * 200_000, url=URL)

    assert caught.value.reason == "too deep"


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
names = st.sampled_from(["id", "url", "title", "content_html", "content_text", "authors", "tags"])


@given(st.lists(st.dictionaries(names, values, max_size=5), max_size=4))
@settings(max_examples=100)
def test_any_values_give_entries_that_can_be_stored(items):
    for entry in read(items).entries:
        assert f"{entry}".encode()
        assert entry.key
