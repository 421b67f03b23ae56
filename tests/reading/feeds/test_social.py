"""Feeds of social accounts give posts."""

import pytest

from coranto.reading.feeds import read_feed


def read(item, *, title="Ana", generator="", link="https://fedi.example/@ana"):
    text = (
        f"<rss><channel><title>{title}</title><link>{link}</link>"
        f"<generator>{generator}</generator><item>{item}</item></channel></rss>"
    )
    return read_feed(text.encode(), url="https://fedi.example/@ana.rss").entries[0]


def test_a_mastodon_entry_is_a_post_with_its_handle_and_its_html():
    entry = read(
        '<guid isPermaLink="true">https://fedi.example/@ana/1122</guid>'
        "<link>https://fedi.example/@ana/1122</link>"
        "<pubDate>Tue, 10 Nov 2026 09:30:00 +0000</pubDate>"
        "<description>&lt;p&gt;Ferries are back.&lt;/p&gt;</description>",
        generator="Mastodon v4.5.0",
    )

    assert (entry.kind, entry.title, entry.authors) == ("post", "", ("@ana@fedi.example",))
    assert (entry.content, entry.summary) == ("<p>Ferries are back.</p>", "")
    assert entry.published_raw == "Tue, 10 Nov 2026 09:30:00 +0000"


def test_a_bluesky_entry_is_a_post_and_its_text_becomes_html():
    entry = read(
        "<link>https://bsky.app/profile/ben.example/post/3kabc</link>"
        "<description>1 &lt; 2\nand so on</description>",
    )

    assert (entry.kind, entry.authors) == ("post", ("@ben.example",))
    assert entry.content == "1 &lt; 2<br>\nand so on"


def test_an_account_known_by_identifier_is_named_by_the_feeds_title():
    entry = read(
        "<link>https://bsky.app/profile/did:plc:x1/post/3kabc</link><description>x</description>",
        title="@ben.example - Ben",
    )

    assert entry.authors == ("@ben.example",)


@pytest.mark.parametrize(
    ("link", "handle"),
    [
        ("https://fedi.example/@ana@away.example/55", "@ana@away.example"),
        ("https://fedi.example/users/ana/statuses/55", "@ana@fedi.example"),
        ("https://nitter.example/ana_b/status/55#m", "@ana_b"),
        ("https://x.com/ana_b/status/55", "@ana_b"),
        ("https://t.me/s/mirror_news/1200", "@mirror_news"),
    ],
)
def test_other_networks_posts_are_known_by_their_addresses(link, handle):
    entry = read(f"<link>{link}</link><description>x</description>")

    assert (entry.kind, entry.authors) == ("post", (handle,))


def test_a_text_repeated_as_title_is_the_posts_content():
    entry = read("<title>Only 1 &lt; 2 here</title><link>https://t.me/mirror/7</link>")

    assert (entry.title, entry.content) == ("", "Only 1 &lt; 2 here")


@pytest.mark.parametrize(
    "item",
    [
        "<title>Essay</title><link>https://essays.example/@ana/2026</link>",
        "<title>x</title><link>https://herald.example/2026/11/10</link>",
        "<link>https://herald.example/post/7</link><description>untitled</description>",
        "<description>no link</description>",
    ],
)
def test_articles_stay_articles(item):
    assert read(item).kind == "article"
