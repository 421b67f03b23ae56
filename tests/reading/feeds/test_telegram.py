"""The public preview of a Telegram channel is a feed of posts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.errors import SourceError
from coranto.reading import feeds, pages

URL = "https://t.me/s/kilnpost"


def post(number: int, words: str, *, extra: str = "", hour: int = 9) -> str:
    text = f'<div class="tgme_widget_message_text js-message_text" dir="auto">{words}</div>'
    return (
        '<div class="tgme_widget_message_wrap"><div class="tgme_widget_message js-widget_message" '
        f'data-post="kilnpost/{number}">{extra}{text if words else ""}'
        '<div class="tgme_widget_message_footer"><a class="tgme_widget_message_link">VIEW IN '
        f'TELEGRAM</a><a class="tgme_widget_message_date" href="https://t.me/kilnpost/{number}">'
        f'<time datetime="2026-11-08T{hour:02}:00:00+00:00">{hour}:00</time></a></div></div></div>'
    )


def preview(*posts: str) -> bytes:
    head = (
        "<title>Kiln Post – Telegram</title>"
        '<meta property="og:title" content="Kiln Post">'
        '<meta property="og:site_name" content="Telegram">'
    )
    markup = f"<!DOCTYPE html><html><head>{head}</head><body>{''.join(posts)}</body></html>"
    return markup.encode()


def test_each_post_has_its_own_text_and_time():
    body = preview(post(1, "Печь горит.<br/>Подробнее позже.", hour=9), post(2, "Fire!", hour=10))

    reading = feeds.read_feed(body, url=URL)

    assert (reading.kind, reading.title) == ("telegram", "Kiln Post")
    assert [(entry.kind, entry.url, entry.title, entry.authors) for entry in reading.entries] == [
        ("post", "https://t.me/kilnpost/1", "", ("@kilnpost",)),
        ("post", "https://t.me/kilnpost/2", "", ("@kilnpost",)),
    ]
    first, second = reading.entries
    assert (first.content, second.content) == ("Печь горит.<br>Подробнее позже.", "Fire!")
    assert first.published_raw == "2026-11-08T09:00:00+00:00"


def test_neither_the_answered_post_nor_the_length_of_a_video_is_the_posts_own():
    extra = (
        '<a class="tgme_widget_message_reply"><div class="tgme_widget_message_text '
        'js-message_reply_text">What burns?</div></a><time class="message_video_duration">0:31'
        "</time>"
    )

    (entry,) = feeds.read_feed(preview(post(1, "The kiln.", extra=extra)), url=URL).entries

    assert (entry.content, entry.published_raw) == ("The kiln.", "2026-11-08T09:00:00+00:00")


def test_posts_without_words_are_counted():
    reading = feeds.read_feed(preview(post(1, ""), post(2, "Fire!")), url=URL)

    assert [entry.url for entry in reading.entries] == ["https://t.me/kilnpost/2"]
    assert [(problem.reason, problem.detail) for problem in reading.problems] == [
        ("posts without words", "1 of 2")
    ]


def test_as_a_page_it_is_refused_with_the_way_to_its_feed():
    with pytest.raises(SourceError, match=r"sources add https://t\.me/s/kilnpost"):
        pages.read_page(preview(post(1, "Fire!" * 40)), url="https://t.me/kilnpost")


def test_an_article_that_shows_a_post_is_an_article():
    words = "The kiln of Upper Tarsk was fired again on Sunday, after nine years. " * 5
    markup = f"<html><body><article><h1>Kiln</h1><p>{words}</p>{post(1, 'Fire!')}</article></body>"

    assert "Sunday" in pages.read_page(markup.encode(), url="https://kiln.example/a/7").text
    with pytest.raises(SourceError, match="not a feed"):
        feeds.read_feed(markup.encode(), url="https://kiln.example/a/7")


@settings(max_examples=100)
@given(st.lists(st.text(max_size=40), max_size=4), st.text(max_size=20))
def test_any_preview_is_read_or_refused(words, cut):
    markup = preview(*(post(at, text) for at, text in enumerate(words))).decode()

    try:
        reading = feeds.read_feed((markup[: len(markup) - len(cut)] + cut).encode(), url=URL)
    except SourceError:
        return
    assert len(reading.entries) <= len(words)
