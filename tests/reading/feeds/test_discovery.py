"""Feeds are found in pages, common places and robots.txt; links where there is no feed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.errors import SettingsError, SourceError
from coranto.reading.feeds.discovery import (
    common_feed_addresses,
    feeds_in_page,
    links_in_page,
    sitemaps_in_robots,
)

URL = "https://quay.example/world/"


def page(head="", body=""):
    return f"<!DOCTYPE html><html lang=en><head><title>Quay</title>{head}</head>{body}".encode()


def addresses(head="", body=""):
    return [feed.url for feed in feeds_in_page(page(head, body), url=URL)]


def test_declared_feeds_come_with_title_and_kind():
    found = feeds_in_page(
        page(
            '<link rel="alternate" type="application/rss+xml" title="All &amp; new" href="/rss">'
            '<LINK REL="ALTERNATE feed" TYPE="application/atom+xml; charset=utf-8" HREF="a.atom">'
            "<link rel=alternate type=application/feed+json href=//cdn.example/f.json>"
        ),
        url=URL,
    )

    assert [(feed.url, feed.title, feed.kind) for feed in found] == [
        ("https://quay.example/rss", "All & new", "rss"),
        ("https://quay.example/world/a.atom", "", "atom"),
        ("https://cdn.example/f.json", "", "json"),
    ]


@pytest.mark.parametrize(
    "href",
    [
        "/feed",
        "/feed/",
        "/rss.xml",
        "/world/rss/",
        "/news/atom.xml",
        "/feeds/all.rss",
        "/latest.atom",
        "/rss/world-news",
        "/?feed=rss2",
        "/index.php?option=x&format=feed",
        "feed:https://quay.example/f",
        "feed://quay.example/f.rss",
    ],
)
def test_links_that_look_like_feeds_are_found(href):
    found = addresses(body=f'<a href="{href}">Subscribe</a>')

    assert len(found) == 1


@pytest.mark.parametrize(
    "href",
    [
        "/feedback",
        "/about/rssi",
        "/atomic-power",
        "#rss",
        "javascript:rss()",
        "/x?q=feed",
        "",
        "///",
    ],
)
def test_other_links_are_not_feeds(href):
    assert addresses(body=f'<a href="{href}">x</a>') == []


@pytest.mark.parametrize(
    "link",
    [
        '<link rel=alternate hreflang=de href="/de/">',
        '<link rel=alternate type="application/json" href="/wp-json/wp/v2/posts/1">',
        '<link rel=alternate type="application/rss+xml" href="javascript:x()">',
        '<link rel=alternate type="application/rss+xml" href="file:///etc/passwd">',
        '<link rel=alternate type="application/rss+xml" href="https://me:pw@quay.example/rss">',
        '<link rel=alternate type="application/rss+xml">',
        '<link rel=stylesheet type="text/css" href="/rss.css">',
    ],
)
def test_other_declarations_are_not_feeds(link):
    assert addresses(link) == []


def test_a_feed_named_twice_is_one_and_a_base_is_followed():
    found = addresses(
        '<base href="/root/"><link rel=alternate type=application/rss+xml href=rss>',
        '<a href="rss">RSS</a><a href="/root/rss#top">RSS</a>',
    )

    assert found == ["https://quay.example/root/rss"]


def test_what_is_no_page_has_no_feeds():
    assert feeds_in_page(b"", url=URL) == ()
    assert feeds_in_page(b"\x00\xff\x00", url=URL) == ()


def test_a_section_is_tried_before_its_site():
    places = common_feed_addresses(URL)

    assert places[0] == "https://quay.example/world/feed/"
    assert "https://quay.example/feed.xml" in places
    assert len(set(places)) == len(places)


def test_nothing_is_tried_at_what_is_no_address():
    assert common_feed_addresses("quay") == common_feed_addresses("ftp://quay.example/") == ()


def test_robots_names_sitemaps_news_first():
    text = (
        "\ufeffUser-agent: *\nDisallow: /\nSitemap: https://quay.example/all.xml\r\n"
        " SITEMAP :https://quay.example/news.xml # daily\nSitemap: /relative.xml\n"
        "Sitemap: https://quay.example/all.xml\n#Sitemap: https://quay.example/no.xml"
    )

    assert sitemaps_in_robots(text) == (
        "https://quay.example/news.xml",
        "https://quay.example/all.xml",
    )


NEWS = (
    "<article><a href=/1><img></a><h2><a href='/1?utm_source=home'>Tide turns</a></h2>"
    "<time datetime=2026-11-10T08:00>today</time></article>"
    "<article><h2><a href='2.html'>  Net\n mended </a></h2></article>"
    "<article><h2>No link</h2></article><article><a href='javascript:x()'>Trap</a></article>"
    "<article><a href='#top'>Up</a></article>"
)


def test_selected_links_become_entries_in_their_order():
    reading = links_in_page(page(body=NEWS), url=URL, selector="article h2 a")

    assert (reading.kind, reading.title, reading.language) == ("page", "Quay", "en")
    assert [(entry.key, entry.title) for entry in reading.entries] == [
        ("https://quay.example/1", "Tide turns"),
        ("https://quay.example/world/2.html", "Net mended"),
    ]


def test_a_selector_may_name_what_holds_the_link():
    entry = links_in_page(page(body=NEWS), url=URL, selector="article").entries[0]

    assert (entry.url, entry.published_raw) == ("https://quay.example/1", "2026-11-10T08:00")


def test_an_address_linked_twice_takes_the_longer_words():
    reading = links_in_page(page(body=NEWS), url=URL, selector="article a")

    assert reading.entries[0].title == "Tide turns"
    assert len(reading.entries) == 2


def test_a_selector_that_finds_nothing_is_told():
    reading = links_in_page(page(body=NEWS), url=URL, selector="div.headline > a")

    assert [problem.reason for problem in reading.problems] == ["nothing selected"]


@pytest.mark.parametrize("selector", ["", "a[", "::", "a:nonsense(", "p:foo", ">>", "a::before"])
def test_a_bad_selector_says_what_is_wrong(selector):
    with pytest.raises(SettingsError, match="not valid CSS"):
        links_in_page(page(body=NEWS), url=URL, selector=selector)


def test_nothing_is_no_page():
    with pytest.raises(SourceError):
        links_in_page(b"  ", url=URL, selector="a")


@given(st.binary(max_size=120), st.text(max_size=30))
@settings(max_examples=100)
def test_any_page_gives_feeds_or_none(noise, href):
    body = page(f'<link rel=alternate type=application/rss+xml href="{href}">'.replace("\x00", ""))
    for feed in feeds_in_page(noise + body + noise, url=URL):
        assert feed.url.startswith(("http://", "https://"))


def test_a_page_nested_without_end_is_read_in_linear_time():
    body = page(body="<div><a href=/rss>" * 50_000)

    assert addresses(body="x") == []
    assert feeds_in_page(body, url=URL)[0].url == "https://quay.example/rss"
