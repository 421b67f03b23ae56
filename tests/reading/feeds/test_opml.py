"""Lists of feeds survive the way in and out."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from coranto.errors import SourceError
from coranto.reading.feeds.opml import OpmlFeed, read_opml, write_opml

CREATED = datetime(2026, 11, 10, 9, 30, tzinfo=UTC)

OLD_READER = """<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="1.1" xmlns:app="https://app.example/ns">
  <head><title>My feeds</title><ownerName>Ana</ownerName></head>
  <body>
    <outline text="Politics &amp; law" title="Politics">
      <outline text="Élan" title="Élan daily" type="rss" version="RSS2" app:rank="3"
        xmlUrl=" https://elan.example/rss?x=1&amp;y=2 " htmlUrl="https://elan.example/"/>
      <outline text="Courts">
        <outline text="Bench" type="atom" xmlurl="https://bench.example/atom" category="/law"/>
      </outline>
    </outline>
    <outline type="rss" text="Old key" url="http://old.example/feed"/>
    <outline text="Just a note"/>
    <outline type="rss" text="No address"/>
    <outline type="rss" text="Trap" xmlUrl="javascript:x()"/>
    <outline type="include" text="More" url="https://lists.example/more.opml"/>
    <outline type="rss" text="Twice" xmlUrl="http://old.example/feed"/>
  </body>
</opml>"""


def test_nested_outlines_and_foreign_attributes_are_kept():
    reading = read_opml(OLD_READER.encode("latin-1"))
    elan, bench, old = reading.feeds

    assert reading.title == "My feeds"
    assert elan == OpmlFeed(
        url="https://elan.example/rss?x=1&y=2",
        title="Élan daily",
        homepage="https://elan.example/",
        folder=("Politics & law",),
        attributes={"text": "Élan", "version": "RSS2", "{https://app.example/ns}rank": "3"},
    )
    assert (bench.folder, bench.attributes) == (
        ("Politics & law", "Courts"),
        {"type": "atom", "category": "/law"},
    )
    assert (old.url, old.folder) == ("http://old.example/feed", ())


def test_rows_that_cannot_be_used_are_told():
    problems = read_opml(OLD_READER.encode("latin-1")).problems

    assert [(problem.subject, problem.reason) for problem in problems] == [
        ("No address", "no feed address"),
        ("Trap", "bad address"),
        ("More", "no feed address"),
        ("Twice", "listed twice"),
    ]


def test_broken_xml_is_read_as_far_as_it_goes():
    text = '<opml><body><outline text="A & B" xmlUrl="https://a.example/f?x=1&y=2"><outline'

    feed = read_opml(text.encode()).feeds[0]

    assert (feed.title, feed.url) == ("A & B", "https://a.example/f?x=1&y=2")


@pytest.mark.parametrize("body", [b"", b"<rss/>", b"<html><body/></html>", b"url,title\n"])
def test_other_files_are_no_lists(body):
    with pytest.raises(SourceError) as caught:
        read_opml(body)

    assert caught.value.reason == "not a feed"


def test_what_is_written_is_opml_2_as_other_readers_expect_it():
    feed = OpmlFeed(
        url="https://a.example/f?x=1&y=2",
        title="A “quoted” <b>",
        homepage="https://a.example/",
        folder=("News", "Local"),
        attributes={"category": "/x", "{https://app.example/ns}rank": "3"},
    )

    written = write_opml([feed], title="My desk", created=CREATED)

    root = etree.fromstring(written.encode())
    row = root.find("body/outline/outline/outline")
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert root.findtext("head/title") == "My desk"
    assert root.findtext("head/dateCreated") == "Tue, 10 Nov 2026 09:30:00 GMT"
    assert root.find("body/outline").get("text") == "News"
    assert dict(row.attrib) == {
        "type": "rss",
        "text": "A “quoted” <b>",
        "title": "A “quoted” <b>",
        "xmlUrl": "https://a.example/f?x=1&y=2",
        "htmlUrl": "https://a.example/",
        "category": "/x",
        "{https://app.example/ns}rank": "3",
    }


def test_a_list_without_a_zone_has_no_date():
    with pytest.raises(ValueError, match="no time zone"):
        write_opml([], title="x", created=CREATED.replace(tzinfo=None))


characters = st.characters(exclude_categories=["Cc", "Cs", "Cn", "Co"])
words = st.text(characters, max_size=12)
folders = (
    st.text(characters, min_size=1, max_size=8).map(lambda t: " ".join(t.split())).filter(bool)
)
foreign = st.sampled_from(["category", "description", "nextcloud", "{urn:app}rank", "x-y.z"])


@st.composite
def lists(draw):
    numbers = draw(st.lists(st.integers(0, 99), unique=True, max_size=6))
    return [
        OpmlFeed(
            url=f"https://s{number}.example/feed?n={number}&x=1",
            title=draw(words),
            homepage=draw(st.sampled_from(["", "https://h.example/"])),
            folder=tuple(draw(st.lists(folders, max_size=3))),
            attributes=draw(st.dictionaries(foreign, words.filter(bool), max_size=3)),
        )
        for number in numbers
    ]


@given(lists())
@settings(max_examples=100)
def test_a_list_comes_back_as_it_was_written(feeds):
    written = write_opml(feeds, title="Round trip", created=CREATED)

    reading = read_opml(written.encode())

    assert {feed.url: feed for feed in reading.feeds} == {feed.url: feed for feed in feeds}
    assert reading.problems == ()
    assert write_opml(reading.feeds, title="Round trip", created=CREATED) == written


names = st.text(max_size=8) | st.text(max_size=4).map(lambda text: f"{{{text}}}a")


@given(st.dictionaries(names, st.text(max_size=8), max_size=4), st.text(max_size=8))
@settings(max_examples=100)
def test_whatever_a_feed_carries_the_list_is_well_formed(attributes, text):
    feed = OpmlFeed(url="https://a.example/f", title=text, folder=(text,), attributes=attributes)

    written = write_opml([feed], title=text, created=CREATED)

    assert read_opml(written.encode("utf-8", "replace")).feeds[0].url == feed.url


@given(st.binary(max_size=200))
@settings(max_examples=60)
def test_any_bytes_give_a_list_or_a_reason(noise):
    try:
        reading = read_opml(OLD_READER.encode("latin-1")[:700] + noise)
    except SourceError as error:
        assert error.reason in {"not a feed", "too deep", "too big"}
    else:
        assert all(feed.url for feed in reading.feeds)
