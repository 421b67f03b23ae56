"""Old newsletters: issues, numbers and dates out of Markdown, HTML, feeds and exports."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.errors import SourceError
from coranto.reading import newsletter_blocks, newsletters
from coranto.reading.newsletters import FileContext

SEEN = datetime(2026, 11, 16, tzinfo=UTC)
EXPORT = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Lake</title>
<link>https://lake.example</link><language>en</language>{}</channel></rss>"""
POST = """<item><title>{title}</title><link>https://lake.example/{slug}/</link>
<pubDate>Mon, 20 May 2024 08:00:00 +0000</pubDate>
<content:encoded><![CDATA[{text}]]></content:encoded>
<wp:post_type><![CDATA[{kind}]]></wp:post_type><wp:status>{status}</wp:status></item>"""


def look(name, **values):
    return FileContext(name=name, url="", seen=SEEN, **values)


def post(title, text="<p>Words.</p>", slug="a", kind="post", status="publish"):
    return POST.format(title=title, text=text, slug=slug, kind=kind, status=status)


def told(reading):
    return [(one.number, one.title) for one in reading.issues]


@pytest.mark.parametrize(
    ("title", "url", "number"),
    [
        ("Lake Digest no. 278: eels", "", 278),
        ("Digest #14", "", 14),
        ("Обзор прессы, выпуск 31", "", 31),
        ("خلاصهٔ دریاچه، شمارهٔ ۱۲", "", 12),
        ("نشرة البحيرة العدد ٧", "", 7),
        ("Übersicht Nr. 9 vom 3. Mai 2024", "", 9),
        ("Weekly review 41", "", 41),
        ("What happened in 2024", "", None),
        ("Eels", "https://lake.example/digest-77/", 77),
        ("Eels", "https://lake.example/2024/05/", None),
        ("Eels", "", None),
    ],
)
def test_a_number_is_found_in_titles_and_addresses(title, url, number):
    assert newsletters.find_issue_number(title, url) == number


def test_a_pattern_says_where_the_number_stands():
    pattern = re.compile(r"week (\d+)")

    assert newsletters.find_issue_number("No. 3 of week 18", "", pattern) == 18
    assert newsletters.find_issue_number("No. 3", "", pattern) is None


def test_a_number_too_long_to_be_one_is_none():
    pattern = re.compile(r"([0-9]+)")

    assert newsletters.find_issue_number("No. " + "9" * 5_000, "", pattern) is None


def test_markdown_tells_its_number_date_and_title_at_its_top():
    text = "---\ntitle: 'Eels'\ndate: 2024-05-06\nnumber: 12\nlang: sq\n---\n\n# Eels\n\nText.\n"

    (issue,) = newsletters.read_issues(text.encode(), look("a.md")).issues

    assert (issue.number, issue.title, issue.language) == (12, "Eels", "sq")
    assert issue.published == datetime(2024, 5, 6, tzinfo=UTC)
    assert [block.text for block in issue.text.blocks] == ["Text."]


def test_markdown_without_such_lines_is_read_by_its_heading_and_name():
    (issue,) = newsletters.read_issues(b"# Digest 3\n\nText.", look("2024-05-06-lake.md")).issues

    assert (issue.number, issue.title) == (3, "Digest 3")
    assert issue.published == datetime(2024, 5, 6, tzinfo=UTC)


def test_a_page_is_read_without_what_stands_around_it():
    page = """<html lang="de"><head><title>Digest № 13</title>
    <meta property="article:published_time" content="2024-05-13T09:00:00Z"></head><body>
    <nav>Home</nav><article><h1>Digest № 13</h1><p>One <a href="/a">way</a>.</p>
    <footer>Foot</footer></article></body></html>"""

    (issue,) = newsletters.read_issues(page.encode(), look("13.html")).issues

    assert (issue.number, issue.language) == (13, "de")
    assert issue.published == datetime(2024, 5, 13, 9, tzinfo=UTC)
    assert [block.text for block in issue.text.blocks] == ["One way."]


def test_an_export_gives_its_published_posts_and_names_its_drafts():
    posts = post("Digest 1") + post("Digest 2", status="draft", slug="b")
    posts += post("About", kind="page", slug="c")

    reading = newsletters.read_issues(EXPORT.format(posts).encode(), look("wp.xml"))

    assert told(reading) == [(1, "Digest 1")]
    assert [(one.subject, one.reason) for one in reading.problems] == [
        ("wp.xml: Digest 2", "not published: draft")
    ]


def test_old_posts_have_paragraphs_without_tags():
    text = 'One <a href="https://a.example/">a</a>.\n\nTwo [gallery ids="1"].'

    reading = newsletters.read_issues(
        EXPORT.format(post("Digest 1", text)).encode(), look("wp.xml")
    )

    (issue,) = reading.issues
    assert [block.text for block in issue.text.blocks] == ["One a.", 'Two [gallery ids="1"].']
    assert issue.text.strange == ('code [gallery ids="1"]',)


def test_a_truncated_export_keeps_what_is_whole_and_says_so():
    whole = EXPORT.format(post("Digest 1") + post("Digest 2", slug="b"))

    reading = newsletters.read_issues(
        whole[: whole.index("Digest 2") + 40].encode(), look("wp.xml")
    )

    assert told(reading)[0] == (1, "Digest 1")
    assert any(one.reason == "mended" for one in reading.problems)


def test_another_encoding_is_understood():
    body = EXPORT.format(post("Выпуск 5")).replace("UTF-8", "windows-1251").encode("cp1251")

    assert told(newsletters.read_issues(body, look("wp.xml"))) == [(5, "Выпуск 5")]


def test_what_is_no_feed_is_refused():
    with pytest.raises(SourceError):
        newsletters.read_issues(b"just words", look("a.xml"))


def test_what_has_no_place_stays_as_text_and_is_named():
    html = (
        '<p>A <img src="https://i.example/m.png" alt="map"></p><iframe src="https://v.example/">'
        "</iframe><table><tr><td>1</td><td>2</td></tr></table><script>alert(1)</script>"
    )

    read = newsletter_blocks.read_html(html)

    assert [block.text for block in read.blocks] == ["A [map]", "[frame]", "1", "2"]
    assert read.strange == ("picture https://i.example/m.png", "frame https://v.example/", "table")


def test_depth_does_no_harm():
    assert len(newsletter_blocks.read_html("<div>" * 100_000 + "deep").blocks) <= 1


@given(st.text(max_size=400))
@settings(max_examples=60)
def test_any_text_is_read_or_refused(text):
    body = text.encode("utf-8", "surrogatepass")
    for name in ("a.md", "a.html", "a.xml", "a.json"):
        try:
            newsletters.read_issues(body, look(name))
        except SourceError as error:
            assert error.reason
