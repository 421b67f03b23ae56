"""Issues of an old newsletter as drafts: parted by headings or links, not a word lost."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coranto.editing import draft as drafts
from coranto.editing import newsletter_import
from coranto.editing.newsletter_import import NewsletterSeries
from coranto.reading import newsletter_blocks
from coranto.reading.newsletters import Issue

SERIES = NewsletterSeries(title="The Quay", language="en", section="In this edition")


def draft_of(html):
    issue = Issue(
        subject="a.html", title="Digest 7", number=7, published=datetime(2024, 5, 6, tzinfo=UTC),
        published_raw="", url="", language="und", text=newsletter_blocks.read_html(html),
    )  # fmt: skip
    return newsletter_import.draft_from_issue(issue, 7, date(2024, 5, 6), series=SERIES)


def outline(draft):
    return [(one.title, [item.heading for item in one.items]) for one in draft.sections]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            ("<p>Lead.</p><h2>English</h2><h3>Eels</h3><p>a</p><h3>Salt</h3><p>b</p>"
            "<h2>Shqip</h2><h3>Ngjala</h3><p>c</p>"),
            [("English", ["Eels", "Salt"]), ("Shqip", ["Ngjala"])],
        ),
        ("<p>Lead.</p><h2>Eels</h2><p>a</p><h2>Salt</h2><p>b</p>",
         [("In this edition", ["Eels", "Salt"])]),
        (
            ("<p><b>English</b></p><p><b>Courier</b>: <a href='https://a.example/1'>x</a></p>"
            "<p><b>Post</b>: <a href='https://a.example/2'>y</a></p>"),
            [("English", ["Courier", "Post"])],
        ),
        (
            ("<p>Lead.</p><ul><li><b>Post</b>: <a href='https://a.example/1'>One more</a> said</li>"
            "<li><a href='https://a.example/2'>Two</a></li></ul>"),
            [("In this edition", ["One more", "Two"])],
        ),
        ("<p>Only words.</p>", []),
    ],
)  # fmt: skip
def test_the_form_is_made_out(html, expected):
    assert outline(draft_of(html)) == expected


def test_links_and_looks_are_kept_and_nothing_becomes_markup():
    draft = draft_of(
        "<h2>A</h2><p>1. <b>Bold </b><a href='https://a.example/?p=1'>way [1]</a> *x* &lt;b&gt;"
        "<br># no</p><blockquote>Said</blockquote>"
    )

    (item,) = draft.sections[0].items
    assert item.body == (
        "1\\. **Bold** [way \\[1\\]](https://a.example/?p=1) \\*x\\* \\<b>\\\n\\# no\n\n> Said"
    )


@example("{#0", "p")
@given(st.text(max_size=300), st.sampled_from(["p", "h2", "li", "blockquote", "b", "td", "pre"]))
@settings(max_examples=80)
def test_every_draft_made_of_any_text_can_be_read_again(text, tag):
    draft = draft_of(f"<{tag}>{text}</{tag}><p>{text} <a href='https://a.example/'>{text}</a></p>")

    again = drafts.parse_draft(drafts.format_draft(draft))

    assert drafts.format_draft(again) == drafts.format_draft(draft)
