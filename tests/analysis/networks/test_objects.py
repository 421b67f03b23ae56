"""What posts act on, in one spelling."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.analysis.networks import objects


@pytest.mark.parametrize(
    "written",
    [
        "Read https://lake.example/a?utm_source=x, and (https://hill.example/b).",
        "https://lake.example/a,https://hill.example/b",
        "https://lake.example/a|https://www.hill.example/b#top",
        json.dumps(["https://lake.example/a", "https://hill.example/b"]),
        json.dumps([{"url": "https://s.example/1", "expanded_url": "https://lake.example/a"},
                    {"url": "https://hill.example/b"}]),
        "lake.example/a www.hill.example/b",
    ],
)  # fmt: skip
def test_links_are_found_however_they_are_listed(written):
    found = [link.replace("http://", "https://") for link in objects.link_objects({})(written)]

    assert found == ["https://lake.example/a", "https://hill.example/b"]


def test_a_redirect_leads_on():
    resolve = objects.link_objects({"https://s.example/1": "https://lake.example/a?fbclid=2"})

    assert resolve("https://s.example/1 https://lake.example/a") == ["https://lake.example/a"]


def test_domains_are_registrable_ones():
    text = "https://news.lake.co.uk/a https://www.lake.co.uk/b"

    assert objects.domain_objects({})(text) == ["lake.co.uk"]


def test_hashtags_make_a_sequence_and_a_set():
    text = "#Ferry now! #lake #ferry"

    assert objects.hashtag_sequence(text) == ["#ferry #lake #ferry"]
    assert objects.hashtag_set(text) == ["#ferry #lake"]
    assert objects.hashtag_set("#ferry #Ferry") == []
    assert objects.hashtag_sequence("ferry,lake") == ["#ferry #lake"]
    assert objects.hashtag_sequence(json.dumps([{"tag": "Ferry"}, {"tag": "lake"}])) == [
        "#ferry #lake"
    ]


def test_pictures_are_named_by_their_hashes():
    assert objects.extract_images("d41d8cd9 a87ff679") == ["d41d8cd9", "a87ff679"]
    assert objects.extract_images(json.dumps([{"hash": "d4", "url": "https://x.example/p"}])) == [
        "d4"
    ]


@given(st.text(max_size=80))
def test_nothing_a_stranger_writes_is_an_error(text):
    for call in (
        objects.link_objects({}),
        objects.domain_objects({}),
        objects.hashtag_sequence,
        objects.hashtag_set,
        objects.extract_images,
    ):
        assert all(isinstance(one, str) and one for one in call(text))


@pytest.mark.parametrize("text", ["[" * 5_000, '[{"url": {}}]', "[1, null]", "{}"])
def test_odd_json_gives_nothing(text):
    assert objects.extract_links(text) == []


def test_a_word_of_a_megabyte_holds_no_link():
    """Quadratic, this would take hours: a post may hold anything."""
    assert objects.link_objects({})("W" * 1_000_000) == []


@given(st.text(alphabet="ab.,;|[]<>\"' \n", max_size=40))
def test_addresses_without_a_scheme_are_found_wherever_a_word_begins(written):
    anywhere = re.compile(r"[^\s\"'<>,;|\[\]]+\.[^\s\"'<>,;|\[\]]+")

    assert objects._BARE_LINK_PATTERN.findall(written) == anywhere.findall(written)
