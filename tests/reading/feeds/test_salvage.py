"""Feeds that break the rules of XML and of their format still give their entries."""

import base64
import time

import pytest

from coranto.reading.feeds import read_feed, size_limits
from coranto.reading.markup import repair

URL = "https://kiln.example/feed"


def read(text):
    return read_feed(text.encode(), url=URL)


def titles(text):
    return [entry.title for entry in read(text).entries]


def rss(*items):
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0"><channel><title>The Kiln</title>{inner}</channel></rss>'


# --- namespaces ---------------------------------------------------------------

PREFIXED_FEED = (
    "<{0}rss version=2.0{1}><{0}channel><{0}title>The Kiln</{0}title>"
    "<{0}item><{0}title>Glaze</{0}title><{0}link>https://kiln.example/1</{0}link>"
    "<{0}guid isPermaLink=false>k1</{0}guid></{0}item>"
    "<{0}item><{0}title>Porcelán</{0}title><{0}link>https://kiln.example/2</{0}link>"
    "<{0}guid isPermaLink=false>k2</{0}guid></{0}item></{0}channel></{0}rss>"
)


@pytest.mark.parametrize("prolog", ["", "<?xml?xml version=1.0 encoding=utf-8?>", "<?xml?xml>"])
@pytest.mark.parametrize(
    ("prefix", "namespaces"),
    [
        ("rss:", ""),
        ("rss:", " xmlns:rss=http://made.example/up"),
        ("clay:", ""),
        ("clay:", " xmlns:clay='http://made.example/up'"),
    ],
)
def test_entries_under_made_up_prefixes_are_found(prolog, prefix, namespaces):
    reading = read(prolog + PREFIXED_FEED.format(prefix, namespaces))

    assert reading.title == "The Kiln"
    assert [(entry.key, entry.url, entry.title) for entry in reading.entries] == [
        ("k1", "https://kiln.example/1", "Glaze"),
        ("k2", "https://kiln.example/2", "Porcelán"),
    ]


def test_only_the_fields_of_an_item_may_have_a_made_up_prefix():
    text = rss("<clay:title>Glaze</clay:title><clay:link>https://kiln.example/1</clay:link>")

    assert titles(text.replace("<rss ", '<rss xmlns:clay="urn:clay" ')) == ["Glaze"]


def test_an_extension_that_calls_something_an_item_adds_no_entry():
    text = rss("<title>Glaze</title><x:item><x:title>No entry</x:title></x:item>")

    assert titles(text.replace("<rss ", '<rss xmlns:x="urn:x" ')) == ["Glaze"]


@pytest.mark.parametrize(
    "namespaces",
    [
        'xmlns:itunes="http://www.itunes.com/DTDs/PodCast-1.0.dtd"',
        'xmlns:itunes="https://www.itunes.com/dtds/podcast-1.0.dtd/"',
        'xmlns:i="http://www.itunes.com/DTDs/Podcast-1.0.dtd"',
        'xmlns:itunes="http://mistaken.example/"',
    ],
)
def test_modules_are_known_by_older_spellings_of_their_namespaces(namespaces):
    prefix = "i" if "xmlns:i=" in namespaces else "itunes"
    text = rss(f"<title>Glaze</title><{prefix}:author>Ada Potter</{prefix}:author>")

    (entry,) = read(text.replace("<rss ", f"<rss {namespaces} ")).entries

    assert entry.authors == ("Ada Potter",)


def test_a_draft_of_atom_with_a_prefix_is_read():
    text = (
        '<a:feed xmlns:a="http://purl.org/atom/ns#draft-ietf-atompub-format-06">'
        "<a:title>The Kiln</a:title><a:entry><a:id>1</a:id><a:title>Glaze</a:title></a:entry>"
        "</a:feed>"
    )

    assert titles(text) == ["Glaze"]


# --- structure ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            '<entry xmlns="http://www.w3.org/2005/Atom"><id>1</id><title>Glaze</title></entry>',
            "atom",
        ),
        ("<item><title>Glaze</title><link>https://kiln.example/1</link></item>", "rss"),
    ],
)
def test_a_document_that_is_one_entry_is_a_feed_of_one(text, kind):
    reading = read(text)

    assert (reading.kind, reading.title) == (kind, "")
    assert [entry.title for entry in reading.entries] == ["Glaze"]


@pytest.mark.parametrize(
    ("tag", "link"),
    [
        (
            "<link rel=alternate href=https://kiln.example/1?a=1&b=2 />",
            "https://kiln.example/1?a=1&b=2",
        ),
        (
            "<link rel=alternate href='https://kiln.example/1' hidden>x</link>",
            "https://kiln.example/1",
        ),
        ("<link href=https://kiln.example/1 href=/2 type=text/html/>", "https://kiln.example/1"),
    ],
)
def test_attributes_without_quotation_marks_are_read(tag, link):
    text = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Glaze</title>{tag}</entry></feed>'
    )

    assert [entry.url for entry in read(text.replace("hidden", "hidden=no")).entries] == [link]


# --- CDATA --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("<![CDATA[Glaze & fire", "Glaze & fire"),
        ("<![CDATA[Glaze <b>and</b> fire", "Glaze and fire"),
        ("<![CDATA[Glaze and fire]]", "Glaze and fire"),
        ("Glaze and fire]]>", "Glaze and fire"),
        ("<![CDATA[<![CDATA[Glaze and fire]]>]]>", "Glaze and fire"),
        ("<![CDATA[Glaze]]> and <![CDATA[fire]]>", "Glaze and fire"),
        ("<![CDATA[The <title>x</title> element]]>", "The <title>x</title> element"),
    ],
)
def test_a_title_whose_cdata_is_cut_loses_no_entry(title, words):
    text = rss(
        f"<title>{title}</title><link>https://kiln.example/1</link>",
        "<title><![CDATA[Porcelán]]></title><link>https://kiln.example/2</link>",
    )

    assert titles(text) == [words, "Porcelán"]


def test_the_last_entry_of_a_feed_may_be_the_one_that_is_cut():
    text = rss("<title>Glaze</title>", "<title><![CDATA[Porcelán</title>")

    assert titles(text) == ["Glaze", "Porcelán"]


def test_html_quoted_in_cdata_stays_quoted():
    quoted = "<p>In an item: <description>x</description> <link></p>"
    text = rss(f"<title>Glaze</title><description><![CDATA[{quoted}]]></description>")

    reading = read(text.replace("</rss>", "</rss><!-- ]]> -->"))

    assert reading.entries[0].summary == quoted


@pytest.mark.parametrize(
    "piece",
    ["<title><![CDATA[a</title>", "<title><![CDATA[", "<![CDATA[", "]]>", "<a><![CDATA[x</a> <a>"],
)
def test_hostile_cdata_takes_linear_time(piece):
    started = time.process_time()

    repair.close_cut_cdata(piece * (1_000_000 // len(piece)))

    assert time.process_time() - started < 3


# --- base64 and XHTML ---------------------------------------------------------


def base64_of(words):
    return base64.b64encode(words.encode()).decode()


@pytest.mark.parametrize(
    ("title", "words"),
    [
        (f'<title mode="base64">{base64_of("Pec otevírá")}</title>', "Pec otevírá"),
        (f'<title type="application/octet-stream">{base64_of("Glaze")}</title>', "Glaze"),
        (f'<title mode="base64" type="text/html">{base64_of("<b>Glaze</b>")}</title>', "Glaze"),
        ('<title type="image/png">iVBORw0KGgoAAAANSUhEUgAA</title>', ""),
        ('<title type="application/x-title">Glaze and fire</title>', "Glaze and fire"),
    ],
)
def test_titles_in_base64_are_decoded_or_left_out(title, words):
    feed = f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id>{title}</entry></feed>'

    assert titles(feed) == [words]


def test_contents_in_base64_are_decoded():
    content = base64_of("<p>Fire at <b>night</b>.</p>")
    feed = (
        '<feed xmlns="http://purl.org/atom/ns#"><entry><id>1</id>'
        f'<content mode="base64" type="text/html">{content}</content></entry></feed>'
    )

    assert read(feed).entries[0].content == "<p>Fire at <b>night</b>.</p>"


def test_scripts_in_an_xhtml_title_are_no_words():
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><title type="xhtml">'
        '<div xmlns="http://www.w3.org/1999/xhtml">Glaze <script>steal()</script>'
        "<style>b{}</style><em>and</em><br/>fire &lt;b&gt;</div></title></entry></feed>"
    )

    assert titles(feed) == ["Glaze and fire <b>"]


# --- size ---------------------------------------------------------------------


def test_of_too_many_entries_the_first_are_kept(monkeypatch):
    monkeypatch.setattr(size_limits.entries, "MAX_ENTRIES", 50)
    monkeypatch.setattr(size_limits.tree, "MAX_XML_TAGS", 400)
    items = [f"<guid>{number}</guid><title>Kiln {number}</title>" for number in range(100)]

    reading = read(rss(*items).replace("</channel>", "<copyright>Kiln</copyright></channel>"))

    assert [entry.key for entry in reading.entries] == [str(number) for number in range(50)]
    assert [(problem.reason, problem.detail) for problem in reading.problems] == [
        ("too many entries", "100: the first 50 are kept")
    ]


def test_a_feed_of_a_hundred_thousand_entries_keeps_fifty_thousand():
    item = (
        "<title>Kiln</title><link>https://kiln.example/{0}</link><guid>{0}</guid>"
        "<pubDate>Sat, 28 Nov 2026 10:00:00 GMT</pubDate><description>Fire</description>"
        "<category>Clay</category><category>Fire</category>"
    )

    text, problems = size_limits.cut_surplus_entries(
        rss(*(item.format(number) for number in range(100_000))), subject=URL
    )

    assert text.count("<item>") == 50_000
    assert [problem.detail for problem in problems] == ["100,000: the first 50,000 are kept"]
