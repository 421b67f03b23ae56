"""What pages say of themselves, in the dialects they say it in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.reading import pages
from coranto.reading.pages import bylines, json_ld, metadata

URL = "https://ferry.example/news/2026/tin-boats"


def read(head: str = "", body: str = "<p>Words.</p>", *, url: str = URL, attributes: str = ""):
    markup = f"<html {attributes}><head>{head}</head><body>{body}</body></html>"
    return metadata.extract_metadata(pages.parse_html(markup), url=url)


def ld(json: str) -> str:
    return f'<script type="application/ld+json">{json}</script>'


NEWS = ld(
    """{"@context": "https://schema.org", "@graph": [
      {"@type": "WebSite", "name": "The Ferry"},
      {"@type": "WebPage", "datePublished": "2020-01-01"},
      {"@type": ["NewsArticle"], "headline": "Tin &amp; boats", "inLanguage": "en-GB",
       "datePublished": "2026-11-10T14:05:00+01:00", "dateModified": "2026-11-11T08:00:00Z",
       "author": [{"@type": "Person", "name": "Jane Doe"}, {"@type": "Person", "name": "John Roe"}],
       "publisher": {"name": "The Ferry"}, "articleBody": "<p>One.</p><p>Two.</p>"}]}"""
)


def test_json_ld_is_believed_first():
    found = read(
        NEWS
        + '<meta property="article:published_time" content="2026-01-01T00:00:00Z">'
        + '<meta property="og:title" content="Other"><meta name="author" content="Nobody Here">'
        + "<title>Tin &amp; boats | The Ferry</title>"
    )

    assert found == metadata.Metadata(
        title="Tin & boats",
        authors=("Jane Doe", "John Roe"),
        published_raw="2026-11-10T14:05:00+01:00",
        published_kind="typed",
        updated_raw="2026-11-11T08:00:00Z",
        site_name="The Ferry",
        canonical="",
        language="en-GB",
        body="One.\nTwo.",
    )


@pytest.mark.parametrize(
    "script",
    [
        '<!-- {"@type": "Article", "headline": "Tin boats"} -->',
        '{"@type": "Article", "headline": "Tin boats",}',
        '[[{"@type": "BlogPosting", "headline": "Tin boats"}]]',
        '{"@type": "NewsArticle", "headline": "Tin boats", "text": "a "quoted" word"}',
        '{"@type": "Article", "headline": "Tin\n boats"}',
    ],
)
def test_broken_json_is_mended_or_picked_over(script):
    assert read(ld(script)).title == "Tin boats"


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{content}">'


@pytest.mark.parametrize(
    ("raw", "head", "body"),
    [
        ("2026-11-10T14:05:00Z", meta("article:published_time", "{}"), ""),
        ("2026-11-10", "", "<span itemprop=datePublished content='{}'>ten days ago</span>"),
        ("2026-11-10", meta("DC.date.issued", "{}"), ""),
        ("2026-11-10T14:05:00Z", meta("parsely-pub-date", "{}"), ""),
        ("Tue, 10 Nov 2026 14:05:00 +0100", meta("sailthru.date", "{}"), ""),
        ("2026-11-10T14:05+03:30", "", "<h1>Tin boats</h1><time datetime={}>today</time>"),
        ("۱۹ آبان ۱۴۰۵", "", "<h1>قایق‌ها</h1><span>تاریخ انتشار: {}</span>"),
        ("10 تشرين الثاني 2026", "", "<h1>قوارب</h1><div><b>{}</b></div>"),
        ("2026年11月10日", "", "<div>{}</div><h1>铁皮船</h1>"),
        ("10 nëntor 2026", "", "<h1>Varkat</h1><p class=d>{}</p>"),
        ("10 ноября 2026, 14:05", "", "<h1>Лодки</h1><p class=d>{}</p>"),
    ],
)
def test_the_date_is_kept_as_written_wherever_it_stands(raw, head, body):
    assert read(head.format(raw), body.format(raw)).published_raw == raw


def test_a_claim_that_is_no_date_gives_way_to_one_that_is():
    found = read(
        ld('{"@type": "NewsArticle", "datePublished": "0000-00-00"}')
        + '<meta property="article:published_time" content="2026-11-10">'
    )

    assert found.published_raw == "2026-11-10"


def test_the_date_in_the_address_is_the_last_resort_but_one():
    found = read(url="https://ferry.example/2026/11/10/tin-boats")

    assert found.published_raw == "2026/11/10"


def test_a_date_in_a_caption_or_a_link_is_no_publication_date():
    found = read(
        body="<h1>Tin boats</h1><a href='/x'>10 May 2012</a>"
        "<p>The old ferry leaving the eastern quay on 3 May 2011, a Tuesday</p>"
    )

    assert found.published_raw == ""


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Tin boats | The Ferry</title>", "Tin boats"),
        ("<title>The Ferry - Tin boats</title>", "Tin boats"),
        ("<title>Tin – and other boats — The Ferry</title>", "Tin – and other boats"),
        ('<meta property="og:title" content="The Ferry"><title>Tin boats</title>', "Tin boats"),
        ('<meta property="og:title" content="Tin &amp;amp; boats">', "Tin & boats"),
        ('<meta property="og:title" content="What &lt;canvas&gt; can do">', "What <canvas> can do"),
        ('<meta property="og:title" content="The &lt;i&gt;Tin&lt;/i&gt; boat">', "The Tin boat"),
        ("<title>a&lt;b at the quay</title>", "a<b at the quay"),
        ("<title>Home</title>", ""),
    ],
)
def test_the_title_is_the_articles_not_the_sites(head, title):
    assert read('<meta property="og:site_name" content="The Ferry">' + head).title == title


def test_a_title_cut_off_with_dots_is_completed_by_the_heading():
    found = read(
        '<meta property="og:title" content="The harbour council of Lower…">',
        "<h1>The harbour council of Lower Ombra votes for tin</h1>",
    )

    assert found.title == "The harbour council of Lower Ombra votes for tin"


@pytest.mark.parametrize(
    ("canonical", "kept"),
    [
        ("https://www.example.org/news/tin?utm_source=x", "https://www.example.org/news/tin"),
        ("/news/tin", "https://m.example.org/news/tin"),
        ("https://example.com/news/tin", ""),
        ("https://example.org/", ""),
        ("javascript:alert(1)", ""),
        ("http://[", ""),
    ],
)
def test_a_canonical_address_is_believed_within_the_site(canonical, kept):
    found = read(f'<link rel="canonical" href="{canonical}">', url="https://m.example.org/tin/2")

    assert found.canonical == kept


@pytest.mark.parametrize(
    ("head", "attributes", "language"),
    [
        ("", 'lang="fa-IR"', "fa-IR"),
        ('<meta property="og:locale" content="sq_AL">', "", "sq-AL"),
        ('<meta http-equiv="Content-Language" content="ru">', "", "ru"),
        ("", 'lang="{{lang}}"', "und"),
        ("", "", "und"),
    ],
)
def test_the_declared_language(head, attributes, language):
    assert read(head, attributes=attributes).language == language


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Jane Doe and John Roe", ("Jane Doe", "John Roe")),
        ("Par Élise Brun et Marc Noir", ("Élise Brun", "Marc Noir")),
        ("Von Greta Holm", ("Greta Holm",)),
        ("Jane Doe, Staff Writer", ("Jane Doe",)),
        ("Jane Doe, MD, PhD", ("Jane Doe",)),
        ("John Roe, Jr.", ("John Roe, Jr",)),
        ("Doe, Jane", ("Doe, Jane",)),
        ("jane@ferry.example (Jane Doe)", ("Jane Doe",)),
        ("https://ferry.example/authors/jane", ()),
        ("Jane Doe @janedoe", ("Jane Doe",)),
        ("By Rue (Ruth Amadi)", ("Rue (Ruth Amadi)",)),
        ("(Jane Doe)", ("Jane Doe",)),
        ("Jane Doe (", ("Jane Doe",)),
        (")Jane Doe(", ("Jane Doe",)),
        ("Автор: Анна Ветрова и Пётр Лодкин", ("Анна Ветрова", "Пётр Лодкин")),
        ("نویسنده: سارا کشتی‌بان", ("سارا کشتی‌بان",)),
        ("بقلم: ليلى البحري و سامي الموج", ("ليلى البحري", "سامي الموج")),
        ("Nga Arta Deti dhe Besnik Vala", ("Arta Deti", "Besnik Vala")),
        ("José Ortega y Gasset", ("José Ortega y Gasset",)),
        ("Ana María Sol y Luis Del Mar", ("Ana María Sol", "Luis Del Mar")),
        ("记者：张伟、李娜", ("张伟", "李娜")),
        ("Jane Doe | November 18", ("Jane Doe",)),
        ("admin", ()),
        ("By", ()),
        ("", ()),
    ],
)
def test_names_are_taken_out_of_bylines(byline, names):
    assert bylines.parse_authors([byline]) == names


def test_a_line_that_only_looks_like_a_byline_is_read_strictly():
    found = bylines.parse_authors_strictly(["Jane Doe\nPosted 3 hours ago", "he also sells boats"])
    nickname = bylines.parse_authors_strictly(["By\nRue (Ruth Amadi)"])

    assert (found, nickname) == (("Jane Doe",), ("Rue (Ruth Amadi)",))


def test_the_sites_own_name_is_no_author():
    found = read(
        meta("og:site_name", "The Ferry") + meta("author", "The Ferry"),
        '<p class="byline">By Jane Doe</p>',
    )

    assert found.authors == ("Jane Doe",)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["@type", "@graph", "name", "author", "datePublished", "headline"]),
            inner | st.sampled_from(["NewsArticle", "WebPage"]),
            max_size=4,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=80)
@given(JSON)
def test_any_json_is_read(value):
    import json

    found = read(ld(json.dumps(value).replace("</", "<\\/")))

    assert isinstance(found.title, str)
    assert all(isinstance(author, str) for author in found.authors)


@settings(max_examples=80)
@given(st.text(max_size=200))
def test_any_byline_gives_short_clean_names(byline):
    for name in bylines.parse_authors([byline]):
        assert 2 <= len(name) <= bylines.MAX_NAME_CHARACTERS
        assert name == name.strip()


def test_deep_json_is_left():
    assert json_ld.article_nodes(pages.parse_html(f"<html>{ld('[' * 100_000)}</html>")) == []
