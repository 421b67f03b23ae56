"""The made-up sites over real HTTP: each answers with what it promises."""

import gzip
import http.client
import json
from urllib.parse import urlsplit

import feedparser
import lxml.etree
import lxml.html
import pytest

from coranto.example import ExampleWeek, end_of_day, sites
from coranto.example.content import load_content


def ask(url, **headers):
    """One request, without redirects: status, headers, body."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    target = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection.request("GET", target, headers={k.replace("_", "-"): v for k, v in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, answer.headers, body


@pytest.fixture(scope="module")
def sunday():
    with ExampleWeek(slowness=0.05) as week:
        yield week


def answers(week, outlet):
    return sites.site_responses(
        outlet, load_content(), homes=week.homes, moment=end_of_day(week.day), slowness=0.05
    )


def page(week, reference):
    """The page of the article called "outlet/slug", as text."""
    outlet_id, _, slug = reference.partition("/")
    outlet = next(each for each in load_content().outlets if each.id == outlet_id)
    url = week.homes[outlet_id] + outlet.article_path.format(slug=slug).lstrip("/")
    status, _, body = ask(url)
    assert status == 200
    return body.decode(outlet.encoding)


def test_every_address_of_every_outlet_answers_as_promised(sunday):
    for outlet in load_content().outlets:
        for path, promised in answers(sunday, outlet).items():
            status, headers, body = ask(sunday.homes[outlet.id] + path.lstrip("/"))
            assert status == promised.status, path
            assert body == promised.body
            assert headers["Content-Type"] == promised.content_type


def test_what_an_editor_types_in_reaches_every_article(sunday):
    """All articles of all outlets that work are named by the feeds that are listed."""
    named = 0
    for outlet in load_content().outlets:
        text = "".join(
            each.body.decode(outlet.encoding) for each in answers(sunday, outlet).values()
        )
        articles = load_content().articles[outlet.id]
        named += len([each for each in articles if each.slug in text])

    assert named == sum(len(each) for each in load_content().articles.values())
    assert len(sunday.sources) == len(load_content().outlets)
    assert all(listed.feeds for listed in sunday.sources)


@pytest.mark.parametrize(
    "outlet_id",
    [
        "lake-wire",
        "gazette-aubrade",
        "tarskauer-anzeiger",
        "ombrsky-listok",
        "tarsk-evening-post",
        "mowj-e-ombra",
        "zeri-i-kallamishtes",
        "la-boya",
        "lake-librarians",
        "captain-castellan",
        "colophon",
    ],
)
def test_a_feed_lists_all_its_articles(sunday, outlet_id):
    listed = next(each for each in sunday.sources if each.source.id == outlet_id)
    reading = feedparser.parse(ask(listed.feeds[0].url)[2])

    assert len(reading.entries) == len(load_content().articles[outlet_id])
    assert all(entry.link.startswith(sunday.homes[outlet_id]) for entry in reading.entries)


def test_json_feeds_list_all_their_articles(sunday):
    full = json.loads(ask(sunday.homes["iskandra-tribune"] + "feed/json")[2])
    brief = json.loads(ask(sunday.homes["sawt-ombra"] + "feed.json")[2])

    assert len(full["items"]) == len(load_content().articles["iskandra-tribune"])
    assert all(item["content_html"].count("<p>") >= 3 for item in full["items"])
    assert len(brief["items"]) == len(load_content().articles["sawt-ombra"])
    assert len([item for item in brief["items"] if "date_published" not in item]) == 1


def test_a_sitemap_index_leads_to_the_news(sunday):
    index = lxml.etree.fromstring(ask(sunday.homes["radio-three-shores"] + "sitemaps/index.xml")[2])
    there = index.findtext(".//{*}loc")
    news = lxml.etree.fromstring(ask(there)[2])

    assert len(news.findall(".//{*}publication_date")) == 5


def test_a_site_without_feed_is_read_by_its_selector(sunday):
    listed = next(each for each in sunday.sources if each.source.id == "velmora-moorings")
    feed = listed.feeds[0]
    tree = lxml.html.fromstring(ask(feed.url)[2])

    assert (feed.kind, feed.selector) == ("page", "ul.releases a")
    assert len(tree.xpath("//ul[@class='releases']//a")) == 4


def test_feeds_fail_as_real_ones_do(sunday):
    """Moved for good, gone, walled off, and not well-formed though readable."""
    moved = ask(sunday.homes["marginalia"] + "feed")
    broken = ask(sunday.homes["zeri-i-kallamishtes"] + "rss.xml")[2]

    assert (moved[0], moved[1]["Location"]) == (301, sunday.homes["marginalia"] + "posts/feed.xml")
    assert len(feedparser.parse(ask(moved[1]["Location"])[2]).entries) == 4
    assert ask(sunday.homes["hollin-harbour"] + "notices.rss")[0] == 410
    assert ask(sunday.homes["fog-standard"] + "feed/")[0] == 403
    with pytest.raises(lxml.etree.XMLSyntaxError):
        lxml.etree.fromstring(broken)


def test_one_feed_keeps_everybody_waiting():
    outlet = next(each for each in load_content().outlets if each.id == "lake-librarians")
    homes = {each.id: f"http://{each.id}.test/" for each in load_content().outlets}
    found = sites.site_responses(
        outlet, load_content(), homes=homes, moment=end_of_day("sunday"), slowness=3.0
    )

    assert {path: each.delay for path, each in found.items() if each.delay} == {"/feed.atom": 3.0}


@pytest.mark.parametrize(
    ("outlet_id", "path", "asked", "told"),
    [
        ("lake-wire", "feed.xml", "If-None-Match", "ETag"),
        ("lake-wire", "feed.xml", "If-Modified-Since", "Last-Modified"),
        ("velmora-courier", "rss/all", "If-None-Match", "ETag"),
        ("gazette-aubrade", "flux.atom", "If-Modified-Since", "Last-Modified"),
        ("tarskauer-anzeiger", "rss.php", "If-None-Match", "ETag"),
        ("captain-castellan", "@castellan.rss", "If-None-Match", "ETag"),
    ],
)
def test_an_unchanged_feed_is_304_without_a_body(sunday, outlet_id, path, asked, told):
    url = sunday.homes[outlet_id] + path
    first = ask(url)
    again = ask(url, **{asked: first[1][told]})

    assert (first[0], again[0], again[2]) == (200, 304, b"")


def test_another_or_senseless_validator_is_answered_in_full(sunday):
    url = sunday.homes["lake-wire"] + "feed.xml"

    assert ask(url, If_None_Match='"other"')[0] == 200
    assert ask(url, If_Modified_Since="the day before yesterday")[0] == 200
    assert ask(url, If_Modified_Since="Mon, 09 Nov 2026 00:00:00 GMT")[0] == 200


def test_gzip_is_only_for_those_who_accept_it(sunday):
    url = sunday.homes["tarskauer-anzeiger"] + "rss.php"
    plain = ask(url)
    packed = ask(url, Accept_Encoding="gzip, br")

    assert plain[1]["Content-Encoding"] is None
    assert packed[1]["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed[2]) == plain[2]


def test_an_article_stands_under_several_addresses(sunday):
    """Its own, with tracking parameters in one feed, and the AMP page in the other."""
    home = sunday.homes["velmora-courier"]
    everything = feedparser.parse(ask(home + "rss/all")[2])
    culture = feedparser.parse(ask(home + "rss/culture")[2])
    own = home + "2026/11/overdue-fines"

    assert any(entry.link.startswith(own + "?utm_source=") for entry in everything.entries)
    assert home + "amp/2026/11/overdue-fines" in [entry.link for entry in culture.entries]
    assert ask(own + "?utm_source=x")[2] == ask(own)[2]
    assert (
        f'<link rel="canonical" href="{own}">'
        in ask(home + "amp/2026/11/overdue-fines")[2].decode()
    )


def test_pages_differ_as_real_ones_do(sunday):
    assert "application/ld+json" in page(sunday, "lake-wire/two-clocks")
    assert "412 partners" in page(sunday, "velmora-courier/overdue-fines")
    assert 'itemprop="articleBody"' in page(sunday, "gazette-aubrade/livre-rendu")
    assert page(sunday, "tarskauer-anzeiger/tintenbank").count('<div class="par">') == 3
    assert "<p>" not in page(sunday, "tarskauer-anzeiger/tintenbank")
    assert "<TABLE" in page(sunday, "ombrsky-listok/late-book")
    assert 'dir="rtl"' in page(sunday, "sawt-ombra/kites")
    assert "for subscribers" in page(sunday, "iskandra-tribune/cat-law")
    assert "Yusuf Marsawi" not in page(sunday, "iskandra-tribune/cat-law")


def test_dates_are_told_or_hidden_as_on_real_sites(sunday):
    """Some pages tell a date only to people, in their own calendar; one tells none."""
    jalali = page(sunday, "mowj-e-ombra/salvage")
    levantine = page(sunday, "sawt-ombra/salvage")
    german = page(sunday, "tarskauer-anzeiger/null-uhr-vier")
    undated = page(sunday, "marginalia/five-ropes")
    blog = feedparser.parse(ask(sunday.homes["marginalia"] + "posts/feed.xml")[2])

    assert "سه‌شنبه ۱۹ آبان ۱۴۰۵" in jalali
    assert "١٠ تشرين الثاني ٢٠٢٦" in levantine
    assert "10.11.2026" in german
    assert all("2026-11-10" not in text for text in (jalali, levantine, german, undated))
    assert "November" not in undated
    assert [each.published_parsed.tm_year for each in blog.entries if "published" in each] == [
        2026,
        2026,
        1970,
    ]


def test_the_russian_pages_do_not_declare_their_encoding_in_the_header(sunday):
    _, headers, body = ask(sunday.homes["ombrsky-listok"] + "news/late-book.shtml")

    assert headers["Content-Type"] == "text/html"
    assert "Скромное руководство" in body.decode("windows-1251")


def test_accounts_look_like_mastodon_and_bluesky(sunday):
    mastodon = feedparser.parse(ask(sunday.homes["captain-castellan"] + "@castellan.rss")[2])
    bluesky = feedparser.parse(
        ask(sunday.homes["colophon"] + "profile/colophon.ombra.example/rss")[2]
    )

    assert mastodon.feed.generator.startswith("Mastodon")
    assert "<p>" in mastodon.entries[0].description
    assert all("title" not in entry for entry in mastodon.entries + bluesky.entries)
    assert all(entry.id.startswith("at://did:plc:") for entry in bluesky.entries)
    assert len(mastodon.entries) + len(bluesky.entries) >= 6


def test_the_week_goes_on_when_it_is_turned():
    """A later day shows more; the edited article changes; everything else stays byte for byte."""
    with ExampleWeek(day="thursday", slowness=0) as week:
        home = week.homes["velmora-courier"]
        early = {outlet.id: answers(week, outlet) for outlet in load_content().outlets}
        before = ask(home + "2026/11/overdue-fines")
        assert ask(home + "2026/11/whispered-talks")[0] == 404
        week.turn_to("sunday")
        late = {outlet.id: answers(week, outlet) for outlet in load_content().outlets}
        after = ask(home + "2026/11/overdue-fines", If_None_Match=before[1]["ETag"])

    changed = [
        path
        for outlet in load_content().outlets
        for path, answer in early[outlet.id].items()
        if late[outlet.id][path].body != answer.body
        and outlet.article_path.format(slug="").rstrip("/") in path
        and answer.content_type.startswith("text/html")
        and path not in ("/", "/releases")
        and outlet.id != "fog-standard"
    ]
    assert "3.1 million" in before[2].decode()
    assert after[0] == 200
    assert "310,000" in after[2].decode()
    assert changed == ["/2026/11/overdue-fines", "/amp/2026/11/overdue-fines"]


def test_on_monday_the_week_has_only_begun():
    with ExampleWeek(day="monday", slowness=0) as week:
        entries = feedparser.parse(ask(week.homes["lake-wire"] + "feed.xml")[2]).entries

    assert len(entries) == 3


def test_taken_ports_are_stepped_around():
    """Two weeks at once: the second finds its own ports, and links to them."""
    with ExampleWeek(slowness=0) as first, ExampleWeek(slowness=0) as second:
        home = second.homes["lake-wire"]
        status, _, body = ask(home + "feed.xml")

    assert status == 200
    assert home.encode() in body
    assert not set(first.hosts) & set(second.hosts)


def test_nothing_answers_after_the_week():
    with ExampleWeek(slowness=0) as week:
        home = week.homes["lake-wire"]
    with pytest.raises(ConnectionRefusedError):
        ask(home)


def test_a_week_that_is_not_served_cannot_be_turned():
    with pytest.raises(RuntimeError, match="use `with`"):
        ExampleWeek().turn_to("monday")
