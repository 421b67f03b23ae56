"""Feeds in every format become entries; dates and HTML stay as written."""

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.errors import SourceError
from coranto.reading.feeds import read_feed
from coranto.reading.language.text import from_html

URL = "https://herald.example/feeds/news.xml"


def read(text, *, url=URL):
    return read_feed(text.encode() if isinstance(text, str) else text, url=url)


def rss(*items, channel="", attributes=""):
    inner = "".join(f"<item>{item}</item>" for item in items)
    return (
        '<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:atom="http://www.w3.org/2005/Atom"'
        f' xmlns:media="http://search.yahoo.com/mrss/" {attributes}>'
        "<channel><title>The Herald</title><link>https://herald.example/</link>"
        f"{channel}{inner}</channel></rss>"
    )


def atom(*entries, feed=""):
    inner = "".join(f"<entry>{entry}</entry>" for entry in entries)
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>The Tower</title>'
        f'<link rel="self" href="/feed"/><link href="https://tower.example/"/>{feed}{inner}</feed>'
    )


def first(text, **kwargs):
    return read(text, **kwargs).entries[0]


# --- formats ------------------------------------------------------------------


def test_rss_tells_everything_as_written():
    reading = read(
        rss(
            "<title>Bridge &amp;amp; tunnel &lt;b&gt;open&lt;/b&gt;</title>"
            "<link>/news/bridge?id=7&amp;utm_source=rss</link>"
            '<guid isPermaLink="false">herald-7</guid>'
            "<pubDate>Tue, 10 Nov 2026 09:30:00 +01:00</pubDate>"
            "<dc:creator>Mira Holt</dc:creator><dc:creator>Jon Ash</dc:creator>"
            "<description>&lt;p&gt;Short.&lt;/p&gt;</description>"
            "<content:encoded><![CDATA[<p>Long & full.</p>]]></content:encoded>"
            "<category>Roads</category><category>Roads</category><category>Rivers</category>",
            channel="<language>en-gb</language><generator>Press 1.0</generator>",
        )
    )
    entry = reading.entries[0]

    assert (reading.kind, reading.title, reading.homepage) == (
        "rss",
        "The Herald",
        "https://herald.example/",
    )
    assert (reading.language, reading.generator) == ("en-GB", "Press 1.0")
    assert (entry.key, entry.title) == ("herald-7", "Bridge & tunnel open")
    assert entry.url == "https://herald.example/news/bridge?id=7&utm_source=rss"
    assert entry.published_raw == "Tue, 10 Nov 2026 09:30:00 +01:00"
    assert entry.authors == ("Mira Holt", "Jon Ash")
    assert (entry.summary, entry.content) == ("<p>Short.</p>", "<p>Long & full.</p>")
    assert entry.tags == ("Roads", "Rivers")
    assert entry.language == "en-GB"
    assert reading.problems == ()


def test_atom_tells_everything_as_written():
    reading = read(
        atom(
            '<id>tag:tower.example,2026:1</id><title type="html">A &amp;lt; B</title>'
            '<link rel="replies" href="/1#comments"/><link rel="alternate" href="/1"/>'
            "<published>2026-11-10T09:30:00Z</published><updated>2026-11-11</updated>"
            "<author><name>Ana Lir</name><email>ana@tower.example</email></author>"
            "<summary>Short.</summary>"
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Full</p></div></content>'
            '<category term="a1" label="Arts"/><category term="b"/>',
            feed="<author><name>Desk</name></author>",
        ).replace("<feed ", '<feed xml:lang="sq" ')
    )
    entry = reading.entries[0]

    assert (reading.kind, reading.homepage, reading.language) == (
        "atom",
        "https://tower.example/",
        "sq",
    )
    assert (entry.key, entry.title) == ("tag:tower.example,2026:1", "A < B")
    assert entry.url == "https://herald.example/1"
    assert (entry.published_raw, entry.updated_raw) == ("2026-11-10T09:30:00Z", "2026-11-11")
    assert entry.authors == ("Ana Lir",)
    assert (entry.summary, entry.content) == ("Short.", "<div><p>Full</p></div>")
    assert entry.tags == ("Arts", "b")


def test_rdf_items_stand_beside_their_channel():
    reading = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns="http://purl.org/rss/1.0/">'
        '<channel rdf:about="https://mill.example/"><title>Mill</title>'
        "<link>https://mill.example/</link><dc:language>de</dc:language></channel>"
        '<item rdf:about="urn:mill:1"><title>Grain</title><link>https://mill.example/1</link>'
        "<dc:date>2026-11-10T09:30+01:00</dc:date></item></rdf:RDF>"
    )

    entry = reading.entries[0]
    assert (reading.kind, reading.title, reading.language) == ("rdf", "Mill", "de")
    assert (entry.key, entry.url) == ("urn:mill:1", "https://mill.example/1")
    assert entry.published_raw == "2026-11-10T09:30+01:00"


def test_old_rss_with_a_doctype_and_no_ids_is_read():
    reading = read(
        '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Old//DTD RSS 0.91//EN" "x.dtd">'
        '<rss version="0.91"><channel><title>Old</title><item><title>Hand-set</title>'
        "<link>http://old.example/1.html</link></item></channel></rss>"
    )

    assert reading.entries[0].key == "http://old.example/1.html"


@pytest.mark.parametrize(
    "namespace",
    [
        "",
        ' xmlns="http://purl.org/atom/ns#"',
        ' xmlns="https://www.w3.org/2005/Atom"',
        ' xmlns="urn:x"',
    ],
)
def test_atom_is_read_under_old_wrong_and_missing_namespaces(namespace):
    entry = first(
        f'<feed version="0.3"{namespace}><entry><title>Tall</title><id>7</id>'
        '<link rel="alternate" href="https://tower.example/7"/>'
        "<issued>2003-12-13T08:29:29-04:00</issued></entry></feed>"
    )

    assert (entry.key, entry.title, entry.url) == ("7", "Tall", "https://tower.example/7")
    assert entry.published_raw == "2003-12-13T08:29:29-04:00"


def test_items_outside_their_channel_are_found():
    text = "<rss><channel><title>x</title></channel><item><guid>1</guid></item></rss>"

    assert [entry.key for entry in read(text).entries] == ["1"]


def test_media_and_podcast_elements_fill_what_is_missing():
    entry = first(
        rss(
            "<guid>v1</guid><media:group><media:title>Film</media:title>"
            "<media:description>About it</media:description></media:group>"
        )
    )

    assert (entry.title, entry.summary) == ("Film", "About it")


def test_a_gzipped_feed_is_unpacked():
    assert first(gzip.compress(rss("<guid>packed</guid>").encode())).key == "packed"


def test_a_gzip_bomb_is_too_big():
    with pytest.raises(SourceError) as caught:
        read(gzip.compress(b" " * 60_000_000))

    assert caught.value.reason == "too big"


def test_the_servers_charset_is_used():
    body = rss("<title>Съезд</title>").encode("cp1251")

    reading = read_feed(body, url=URL, content_type="text/xml; charset=windows-1251")

    assert reading.entries[0].title == "Съезд"


# --- line ends ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("description", "lines"),
    [
        ("<description>Storm.\n\nFerries stay.</description>", ["Storm.", "Ferries stay."]),
        ("<media:description>Буря\nПаромы стоят весь день</media:description>",
         ["Буря", "Паромы стоят весь день"]),
        ("<media:description>The storm, filmed\nbelow</media:description>",
         ["The storm, filmed", "below"]),
        ("<description>The storm of last night keeps\nall ferries in the harbour</description>",
         ["The storm of last night keeps all ferries in the harbour"]),
        ("<description>Harbour\nAll ferries stay in</description>",
         ["Harbour", "All ferries stay in"]),
        ("<description>&lt;p&gt;Storm\nin town&lt;/p&gt;</description>", ["Storm in town"]),
        ("<description>5 &lt; 6 o'clock.\n\nLater</description>", ["5 < 6 o'clock.", "Later"]),
    ],
)  # fmt: skip
def test_the_line_ends_of_a_plain_description_are_kept(description, lines):
    summary = first(rss(f"<guid>1</guid>{description}")).summary

    assert from_html(summary).split("\n") == lines


# --- what a title is ----------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("<title>Plain</title>", "Plain"),
        ("<title>\n  Two\n  lines </title>", "Two lines"),
        ("<title>Tom &amp; Ann</title>", "Tom & Ann"),
        ("<title>Tom &amp;amp; Ann&amp;#8217;s</title>", "Tom & Ann’s"),
        ("<title><![CDATA[Tom & <i>Ann</i>]]></title>", "Tom & Ann"),
        ("<title>&lt;script&gt;alert(1)&lt;/script&gt;Calm</title>", "Calm"),
        ('<title type="text">if a &lt; b</title>', "if a < b"),
        ("<title>What &lt;head&gt; is for</title>", "What <head> is for"),
        ("<title>Zisk&lt;ztráta přístavu</title>", "Zisk<ztráta přístavu"),
        ("<title/><media:title>Second</media:title>", "Second"),
        ("", ""),
    ],
)
def test_titles_are_plain_text(title, plain):
    assert first(rss(f"<guid>1</guid>{title}")).title == plain


def test_a_title_of_a_megabyte_is_cut():
    title = first(rss(f"<title>{'long ' * 200_000}</title>")).title

    assert len(title) == 1000
    assert title.endswith("…")


@pytest.mark.parametrize(
    ("author", "name"),
    [
        ("<author>ann@herald.example (Ann Ash)</author>", "Ann Ash"),
        ("<author>Ann Ash &lt;ann@herald.example&gt;</author>", "Ann Ash"),
        ("<author>ann@herald.example</author>", "ann@herald.example"),
        ("<author><name>Ann</name></author>", "Ann"),
        ("<atom:author><atom:name>Ann</atom:name></atom:author>", "Ann"),
        ("<dc:creator> Ann\n Ash </dc:creator>", "Ann Ash"),
    ],
)
def test_authors_are_names(author, name):
    assert first(rss(f"<guid>1</guid>{author}")).authors == (name,)


# --- links --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("links", "url"),
    [
        ("<link>https://herald.example/a</link>", "https://herald.example/a"),
        ("<link> /a </link>", "https://herald.example/a"),
        ("<link>a.html</link>", "https://herald.example/a.html"),
        ("<guid>https://herald.example/g</guid>", "https://herald.example/g"),
        ('<guid isPermaLink="false">https://herald.example/g</guid>', ""),
        ('<link/><atom:link href="/b"/>', "https://herald.example/b"),
        ('<atom:link rel="self" href="/s"/><link>/a</link>', "https://herald.example/a"),
        ('<atom:link rel="enclosure" href="/film.mp4"/>', ""),
        ("<link>javascript:alert(1)</link>", ""),
        ("<link>data:text/html,x</link>", ""),
        ("<link>http://</link>", ""),
    ],
)
def test_an_entry_has_one_clean_address_or_none(links, url):
    assert first(rss(f"<title>x</title>{links}")).url == url


def test_a_link_that_is_no_web_address_is_a_problem():
    problem = read(rss("<title>Trap</title><link>javascript:x()</link>")).problems[0]

    assert (problem.subject, problem.reason) == ("Trap", "bad address")


def test_bases_declared_in_the_feed_are_followed():
    entry = first(
        atom('<id>1</id><link xml:base="deep/" href="1.html"/>').replace(
            "<feed ", '<feed xml:base="/blog/" '
        )
    )

    assert entry.url == "https://herald.example/blog/deep/1.html"


# --- keys ---------------------------------------------------------------------


def test_entries_with_one_id_and_two_links_are_two():
    items = [f"<guid isPermaLink='false'>0</guid><link>/{page}</link>" for page in "ab"]

    entries = read(rss(*items)).entries

    assert len({entry.key for entry in entries}) == 2


def test_an_entry_repeated_is_one_and_told():
    reading = read(rss(*["<guid>9</guid><title>Again</title><link>/9</link>"] * 3))

    assert len(reading.entries) == 1
    assert [(p.reason, p.detail) for p in reading.problems] == [
        ("repeated entries", "2 with the id and link of another")
    ]


def test_entries_without_id_that_share_a_link_are_told_apart_by_title():
    items = [f"<title>{title}</title><link>/ticker</link>" for title in ("Rain", "Wind")]

    entries = read(rss(*items)).entries

    assert len({entry.key for entry in entries}) == 2


def test_entries_without_id_and_link_are_told_apart_by_date():
    items = [f"<title>Closed</title><pubDate>{day} Nov 2026</pubDate>" for day in (9, 10)]

    entries = read(rss(*items)).entries

    assert len({entry.key for entry in entries}) == 2


def test_a_key_does_not_change_while_the_entry_stays():
    item = "<title>Still</title><description>same</description>"

    assert first(rss(item)).key == read(rss("<title>New</title>", item)).entries[1].key


def test_an_endless_id_is_bounded():
    assert len(first(rss(f"<guid>{'../' * 300_000}</guid>")).key) < 500


def test_empty_items_are_left_out_and_told():
    reading = read(rss("", "<guid>1</guid>"))

    assert len(reading.entries) == 1
    assert [problem.reason for problem in reading.problems] == ["empty entries"]


# --- what is no feed ----------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"Not found",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"<html><head><title>News</title></head><body><p>hi</p></body></html>",
        b"<!DOCTYPE html><html lang=en><p>hi<br>there</html>",
        b"<opml><body/></opml>",
        b"<error>No</error>",
        b'{"message": "no"}',
        b"[1, 2]",
        b"{",
    ],
)
def test_other_things_are_not_feeds(body):
    with pytest.raises(SourceError) as caught:
        read(body)

    assert caught.value.reason == "not a feed"


def test_an_empty_feed_is_a_feed():
    assert read(rss()).entries == ()


# --- broken feeds -------------------------------------------------------------

ITEM = "<item><guid>{0}</guid><title>T{0}</title><link>/{0}</link></item>"
THREE = rss().replace("</channel>", "".join(map(ITEM.format, "abc")) + "</channel>")


@pytest.mark.parametrize(
    "text",
    [
        THREE.replace("<title>Tb", "<title>Tb <b>bold"),
        THREE.replace("<title>Tb</title>", "<title>Tb"),
        THREE.replace("<title>Tb</title>", "Tb</title>"),
        THREE.replace("</item><item><guid>b", "<item><guid>b"),
        THREE.replace("</item>", ""),
        THREE.replace("</channel></rss>", ""),
        THREE.replace("</channel></rss>", "</rss></channel>"),
        THREE.replace("<guid>b", "<guid isPermaLink=false>b"),
        THREE.replace("<link>/b", "<link>/b?x=1&y=2"),
        f"<html><body>{THREE}</body></html>",
        THREE.replace("<item>", "<ITEM>").replace("</item>", "</ITEM>"),
    ],
)
def test_damage_to_one_entry_does_not_lose_the_others(text):
    found = {mark for entry in read(text).entries for mark in (entry.key, entry.title)}

    assert {"a", "c", "Ta", "Tc"} <= found
    assert {"b", "Tb"} & found


def test_html_left_open_in_many_entries_loses_none():
    """Read leniently, each entry would nest in the one before, beyond all bounds."""
    item = "<item><guid>{0}</guid><title>T</title><description><p>a<b>b<i>c</description></item>"

    reading = read(rss(channel="".join(map(item.format, range(400)))))

    assert len(reading.entries) == 400
    assert reading.entries[7].summary == "<p>a<b>b<i>c"


def test_a_feed_cut_off_keeps_what_came():
    reading = read(THREE[: THREE.index("<title>Tc")])

    assert [entry.key for entry in reading.entries] == ["a", "b", "c"]


def test_markup_quoted_in_an_article_is_no_entry():
    quoted = f"<description><![CDATA[{ITEM.format('q')}]]></description>"

    entries = read(rss(f"<guid>1</guid>{quoted}")).entries

    assert [entry.key for entry in entries] == ["1"]


@given(st.binary(max_size=200))
@settings(max_examples=60)
def test_any_bytes_give_a_reading_or_a_reason(noise):
    for body in (noise, noise + THREE.encode(), THREE.encode() + noise):
        try:
            reading = read(body)
        except SourceError as error:
            assert error.reason in {"not a feed", "too deep", "too big", "bad encoding"}
        else:
            assert len({entry.key for entry in reading.entries}) == len(reading.entries)


@given(st.integers(0, len(THREE)), st.integers(1, 40), st.text(max_size=10))
@settings(max_examples=100)
def test_a_feed_with_a_hole_never_breaks_the_reader(start, length, filling):
    text = THREE[:start] + filling + THREE[start + length :]
    try:
        reading = read(text.encode("utf-8", "surrogatepass"))
    except SourceError as error:
        assert error.reason in {"not a feed", "too deep"}
    else:
        for entry in reading.entries:
            assert entry.url == "" or entry.url.startswith(("http://", "https://"))
            assert f"{entry}".encode()


# --- identity -----------------------------------------------------------------

EPISODE = '<title>{0}</title><enclosure url="https://cdn.herald.example/{1}" type="audio/mpeg"/>'


@pytest.mark.parametrize(
    "items",
    [
        # Episodes without pages, one by one poorer in what tells them apart.
        [
            f'<guid isPermaLink="false">{i}</guid>' + EPISODE.format(f"Ep {i}", "e.mp3")
            for i in "12"
        ],
        [EPISODE.format("News", f"{i}.mp3?token=1") for i in "12"],
        # Parts of one page.
        [f"<title>Live {i}</title><link>/live#p{i}</link><guid>{i}</guid>" for i in "12"],
        [f"<title>Live</title><link>/live#p{i}</link><description>{i}</description>" for i in "12"],
        # One link, or one id, for all.
        [f"<title>Live {i}</title><link>/live</link><guid>{i}</guid>" for i in "12"],
        [f"<title>Živě {i}</title><link>/live</link><guid>same</guid>" for i in "12"],
        [f"<title>Live {i}</title><guid>same</guid>" for i in "12"],
        [f"<guid>same</guid><description>Part {i}</description>" for i in "12"],
        [f"<link>/live</link><description>Part {i}</description>" for i in "12"],
    ],
)
def test_items_that_differ_are_as_many_entries(items):
    reading = read(rss(*items))

    assert len({entry.key for entry in reading.entries}) == 2
    assert reading.problems == ()


def test_the_token_in_a_recordings_address_is_no_part_of_its_key():
    keys = [first(rss(EPISODE.format("News", f"1.mp3?token={i}"))).key for i in "12"]

    assert keys == ["https://cdn.herald.example/1.mp3"] * 2


def test_a_guessed_encoding_is_a_problem_that_says_so():
    reading = read(rss("<title>Řeka zaplavila čtyři vsi</title>").encode("cp1250"))

    assert [entry.title for entry in reading.entries] == ["Řeka zaplavila čtyři vsi"]
    assert [problem.reason for problem in reading.problems] == ["encoding guessed"]


def ticker_item(text, date=""):
    return (
        "<title>News in brief</title><link>https://herald.example/brief</link>"
        f"<pubDate>{date}</pubDate><description>{text}</description>"
    )


BRIEFS = {
    "en": ("Storm stops all ferries of the lake until Friday morning, owners say.",
           "Pupils planted forty apple trees behind the gymnasium of the old school."),
    "ru": ("Шторм остановил все паромы озера до утра пятницы, сообщил порт.",
           "Ученики высадили сорок яблонь позади спортивного корпуса школы."),
    "ja": ("嵐のため湖の渡し船は金曜日の朝まで全便欠航すると港が発表した。",
           "生徒たちは古い学校の体育館の裏にりんごの木を四十本植えた。"),
}  # fmt: skip


@pytest.mark.parametrize("briefs", BRIEFS.values(), ids=list(BRIEFS))
def test_unlike_texts_under_one_link_and_title_without_ids_are_several_entries(briefs):
    found = read(rss(*map(ticker_item, briefs))).entries

    assert [entry.summary for entry in found] == list(briefs)
    assert len({entry.key for entry in found}) == 2


@pytest.mark.parametrize("briefs", BRIEFS.values(), ids=list(BRIEFS))
def test_a_corrected_or_longer_text_under_one_link_and_title_is_one_entry(briefs):
    longer = f"{briefs[0]} {briefs[1]}"

    assert len(read(rss(ticker_item(longer), ticker_item(briefs[0]))).entries) == 1


def test_entries_told_apart_by_their_dates_keep_their_keys_when_a_text_is_corrected():
    storm, garden = BRIEFS["en"]
    days = "Tue, 10 Nov 2026 09:00:00 GMT", "Wed, 11 Nov 2026 09:00:00 GMT"
    before = read(rss(ticker_item(garden, days[1]), ticker_item(storm, days[0]))).entries
    corrected = storm.replace("Friday", "Sunday")

    after = read(rss(ticker_item(garden, days[1]), ticker_item(corrected, days[0]))).entries

    assert [entry.key for entry in after] == [entry.key for entry in before]


def test_short_texts_under_one_link_and_title_tell_nothing():
    assert len(read(rss(ticker_item("Rain today"), ticker_item("Sun tomorrow"))).entries) == 1
