"""The feeds are read by other programs as they were meant, and their ids stay."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import atoma
import fastfeedparser
import feedparser
import pytest
from lxml import etree, html

from coranto.reading.feeds import read_feed
from coranto.rendering import feeds
from coranto.rendering.feeds.formats import ATOM_NAMESPACE
from coranto.rendering.site import render_site

NAMES = ("editions", "items")
PARTS = (
    *(f"sections/{one}" for one in ("ar", "en", "fa", "mul", "posts", "ru", "sq")),
    *(f"languages/{one}" for one in ("ar", "en", "fa", "ru", "sq")),
)
ENDINGS = ("atom", "rss.xml", "json")
HEADLINE = "No. 12: The ferry that did not come down"


def rendered(editions, about):
    return dict(feeds.render_feed_files(feeds.build_feeds(editions, about=about)))


def test_there_are_feeds_of_editions_items_sections_and_languages_in_three_forms(editions, about):
    assert set(rendered(editions, about)) == {
        f"feeds/{name}.{ending}" for name in NAMES + PARTS for ending in ENDINGS
    }


def test_a_language_is_followed_wherever_it_is_quoted(editions, about):
    files = rendered(editions[1:2], about)

    section = json.loads(files["feeds/sections/fa.json"])
    language = json.loads(files["feeds/languages/fa.json"])
    ids = [item["id"].rpartition("/")[2] for item in language["items"]]
    assert [item["id"].rpartition("/")[2] for item in section["items"]] == ["ssalt"]
    assert ids == ["scrane", "ssalt", "spost-tea"]
    assert section["title"] == language["title"] == "The Quay – Persian"
    assert section["feed_url"] == "https://quay.example/digest/feeds/sections/fa.json"


def test_an_entry_has_the_same_id_in_every_feed_that_holds_it(editions, about):
    files = rendered(editions, about)
    items = {item["id"] for item in json.loads(files["feeds/items.json"])["items"]}

    for name in PARTS:
        assert {one["id"] for one in json.loads(files[f"feeds/{name}.json"])["items"]} <= items


def test_a_page_lists_every_feed(editions, about):
    files = dict(render_site(editions, about=about))
    page = html.fromstring(files["feeds/index.html"])

    listed = {href.removeprefix("../") for href in page.xpath("//main//li/a/@href")}
    assert listed == {path for path in files if path.startswith("feeds/")} - {"feeds/index.html"}


@pytest.mark.parametrize("name", NAMES + PARTS)
def test_atoma_reads_all_three_forms_alike(editions, about, name):
    files = rendered(editions, about)

    atom = atoma.parse_atom_bytes(files[f"feeds/{name}.atom"])
    rss = atoma.parse_rss_bytes(files[f"feeds/{name}.rss.xml"])
    feed = atoma.parse_json_feed_bytes(files[f"feeds/{name}.json"])

    assert atom.title.value == rss.title == feed.title
    ids = [entry.id_ for entry in atom.entries]
    assert ids == [item.guid for item in rss.items] == [item.id_ for item in feed.items]
    dates = [entry.published for entry in atom.entries]
    assert dates == [item.pub_date for item in rss.items]
    assert dates == [item.date_published for item in feed.items]


@pytest.mark.parametrize("ending", ["atom", "rss.xml"])
@pytest.mark.parametrize("name", NAMES)
def test_feedparser_reads_them_without_complaint(editions, about, name, ending):
    found = feedparser.parse(rendered(editions, about)[f"feeds/{name}.{ending}"])

    assert not found.bozo
    assert found.feed.title.startswith("The Quay")
    assert len(found.entries) == {"editions": 3, "items": 36}[name]
    assert all(entry.id.startswith("tag:quay.example,2026-") for entry in found.entries)
    assert all(entry.published_parsed for entry in found.entries)


@pytest.mark.parametrize("ending", ["atom", "rss.xml"])
def test_fastfeedparser_reads_the_same(editions, about, ending):
    found = fastfeedparser.parse(rendered(editions, about)[f"feeds/editions.{ending}"].decode())

    assert [entry.title for entry in found.entries][1] == HEADLINE
    assert found.entries[1].link == "https://quay.example/digest/editions/12/"


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_coranto_desk_reads_the_same(editions, about, ending):
    path = f"feeds/editions.{ending}"

    found = read_feed(rendered(editions, about)[path], url=f"https://quay.example/{path}")

    entry = found.entries[1]
    assert entry.title == HEADLINE
    assert entry.key == "tag:quay.example,2026-11-16:editions/12"
    assert entry.url == "https://quay.example/digest/editions/12/"
    assert "given less" in (entry.content or entry.summary)


def test_ids_are_the_same_in_all_forms_and_do_not_change_with_later_editions(editions, about):
    earlier = rendered(editions[:2], about)
    later = rendered(editions, about)

    atom = [entry.id for entry in feedparser.parse(later["feeds/items.atom"]).entries]
    rss = [entry.id for entry in feedparser.parse(later["feeds/items.rss.xml"]).entries]
    items = [item["id"] for item in json.loads(later["feeds/items.json"])["items"]]
    before = [item["id"] for item in json.loads(earlier["feeds/items.json"])["items"]]
    assert atom == rss == items
    assert items[-len(before) :] == before
    assert len(set(items)) == len(items)


def test_each_feed_says_where_it_stands(editions, about):
    files = rendered(editions, about)

    atom = etree.fromstring(files["feeds/items.atom"])
    links = {one.get("rel"): one.get("href") for one in atom.findall(f"{{{ATOM_NAMESPACE}}}link")}
    assert links == {
        "self": "https://quay.example/digest/feeds/items.atom",
        "alternate": "https://quay.example/digest/",
    }
    assert (
        json.loads(files["feeds/items.json"])["feed_url"]
        == "https://quay.example/digest/feeds/items.json"
    )


def test_without_an_address_nothing_is_linked_that_does_not_exist(editions, about):
    files = rendered(editions, replace(about, address=""))

    feed = json.loads(files["feeds/editions.json"])
    assert not {"home_page_url", "feed_url"} & set(feed)
    assert all("url" not in item for item in feed["items"])
    assert feed["items"][0]["id"].startswith("tag:")
    rss = etree.fromstring(files["feeds/editions.rss.xml"])
    assert rss.findtext("channel/link").startswith("tag:")
    for item in feed["items"]:
        body = html.fromstring(item["content_html"])
        assert all(url.startswith("https://") for url in body.xpath("//@href"))


def test_two_desks_without_an_address_have_different_ids(editions, about):
    one = feeds.edition_id(editions[0], replace(about, address=""))
    other = feeds.edition_id(editions[0], replace(about, address="", title="The Lighthouse"))

    assert one != other


def test_the_feeds_hold_the_newest_quarter_of_a_year(editions, about):
    many = [
        replace(
            editions[0],
            draft=replace(editions[0].draft, number=number),
            published=datetime(2026, 1, 1, number, tzinfo=UTC),
        )
        for number in range(1, 21)
    ]

    feed = json.loads(rendered(many, about)["feeds/editions.json"])

    titles = [item["title"].partition(":")[0] for item in feed["items"]]
    assert titles == [f"No. {number}" for number in range(20, 7, -1)]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "]]></content><entry>",
        "a\x00\x08\x1b\ud800\ufffe\uffff",
        '"><img src=x onerror=alert(1)>',
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "[x](javascript:alert(1))",
        "\u202e",
        "",
    ],
)
def test_what_sources_wrote_harms_no_feed(with_text, about, text):
    files = rendered([with_text(text)], replace(about, title=text, description=text))

    contents = [
        item["content_html"]
        for name in NAMES
        for item in json.loads(files[f"feeds/{name}.json"])["items"]
    ]
    for name in NAMES:
        atom = etree.fromstring(files[f"feeds/{name}.atom"])
        rss = etree.fromstring(files[f"feeds/{name}.rss.xml"])
        contents += [one.text for one in atom.iter(f"{{{ATOM_NAMESPACE}}}content")]
        contents += [one.findtext("description") for one in rss.iter("item")]
    for content in contents:
        page = html.fromstring(content)
        assert not page.xpath("//script | //img | //iframe | //@style | //@onerror | //@onclick")
        assert all(url.startswith(("https://", "http://")) for url in page.xpath("//@href"))


def test_the_feed_of_items_looks_as_it_did(editions, about, golden):
    golden("items.atom", rendered(editions[1:2], about)["feeds/items.atom"])
