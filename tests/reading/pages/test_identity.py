"""A page is believed only where it is the article that the feed announced."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.errors import SourceError
from coranto.model import Entry, Page
from coranto.reading import pages
from coranto.reading.pages import identity

URL = "https://ombra.example/2026/11/28/bridge"
TITLE = "Bridge at Kesta shut to lorries"
SUMMARY = "The bridge at Kesta is shut to lorries from Monday, as its third pillar has moved."
STORY = (
    "The bridge at Kesta is shut to lorries from Monday, as its third pillar has moved, they say.",
    "Drivers must take the long way round the lake, which takes an hour, until spring.",
    "Bakers in the old town say that flour has become dearer, as lorries come late.",
)
OTHER = (
    "A museum of glass opens its doors on Friday in the former harbour office, with four rooms.",
    "The director hopes for visitors from abroad, and for a second floor in two years' time.",
    "Children may blow a bottle of their own on Sundays, under the eyes of two masters.",
) * 6


def page(*paragraphs, title=TITLE, head="", body=""):
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    markup = (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title} | Ombra Post"
        f"</title>{head}</head><body><article><h1>{title}</h1>{text}</article>{body}</body></html>"
    )
    return pages.read_page(markup.encode(), url=URL)


def test_a_page_without_text_is_named_by_its_words():
    shell = b"<html><title>Bitte anmelden</title><body><form><input name=user></form></body></html>"

    with pytest.raises(SourceError) as error:
        pages.read_page(shell, url=URL)

    assert error.value.reason == "login"


def mismatch(read, *, title=TITLE, summary=SUMMARY, language="en", **asked):
    entry = Entry(key="k", url=URL, title=title, language=language)
    found = identity.find_mismatch(entry, summary, read, **{"url": URL, **asked})
    return found and found.kind


def test_the_article_is_the_article():
    assert mismatch(page(*STORY)) is None
    assert mismatch(page(*STORY), summary="") is None
    assert (
        mismatch(page(*STORY), summary="Traffic news of the valley, brought to you daily.") is None
    )


def test_a_changed_headline_is_no_mismatch_where_the_text_agrees():
    assert mismatch(page(*STORY, title="Storm damage: heavy traffic must go round")) is None


@pytest.mark.parametrize("summary", [SUMMARY, ""])
@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("Valoramos su privacidad", "Nosotros y nuestros socios guardamos cookies.", "consent"),
        ("Willkommen", "Mit Werbung lesen: wir und unsere 842 Partner nutzen Cookies.", "consent"),
        ("Hier geht es weiter", "Name und Kennwort, bitte. Passwort vergessen? Klick.", "login"),
        ("وارد شوید", "برای دیدن صفحه وارد شوید. رمز عبور را فراموش کرده‌اید؟", "login"),
        ("Abonnez-vous", "Cet article est réservé aux abonnés. Déjà abonné ?", "payment"),
        ("Not available", "This content is not available in your country.", "blocked"),
        ("Страница не найдена", "Такой страницы нет. Она была удалена.", "missing"),
        ("الصفحة غير موجودة", "لم يتم العثور على ما تبحث عنه.", "missing"),
        ("Bakım çalışması", "Sitemiz kısa süre için bakımda.", "maintenance"),
        ("Po ridrejtoheni", "Ju lutemi prisni.", "script"),
        ("Ὁ κόσμος", "Ἐν ἀρχῇ ἦν ὁ λόγος.", "no article"),  # in words that no table has
    ],
)  # fmt: skip
def test_a_wall_is_told_by_its_unlikeness_and_named_by_its_words(title, text, kind, summary):
    assert mismatch(page(text, title=title), summary=summary) == kind


def test_a_wall_under_the_articles_own_title_is_told_by_its_text():
    wall = page("We and our 842 partners store cookies on your device to show personal ads.")

    assert mismatch(wall) == "consent"
    assert mismatch(wall, summary="") == "consent"


def test_an_empty_shell_is_told_whatever_it_says():
    assert mismatch(page("Ἐν ἀρχῇ ἦν ὁ λόγος."), summary="") == "no article"


def test_a_preview_of_a_page_that_must_be_paid_for_is_not_the_article():
    head = '<script type="application/ld+json">{"isAccessibleForFree": false}</script>'

    assert mismatch(page(STORY[0], head=head)) == "payment"
    assert mismatch(page(*STORY * 5, head=head)) is None  # which gives its text away


def test_another_article_is_not_the_one_announced():
    assert mismatch(page(*OTHER, title="Museum of glass opens at the harbour")) == "another article"


def test_a_deleted_article_leads_to_the_front_page():
    front = page(*OTHER, title="Ombra Post: news from the valley")

    assert mismatch(front, url="https://ombra.example/", asked=URL) == "front page"


def test_a_list_of_links_is_a_front_page():
    teasers = "".join(f'<li><a href="/{n}">{line}</a></li>' for n, line in enumerate(OTHER))

    assert mismatch(page("News.", title="Ombra Post", body=f"<ul>{teasers}</ul>")) == "front page"


def test_a_feed_that_says_too_little_accuses_no_page():
    read = page(*OTHER, title="Museum of glass opens")

    assert mismatch(read, title="News", summary="") is None
    assert mismatch(read, title="", summary="") is None


def test_a_post_is_never_compared_with_its_page():
    entry = Entry(key="k", url=URL, title="", kind="post", summary=SUMMARY)

    assert identity.find_mismatch(entry, SUMMARY, page(*OTHER, title="Log in"), url=URL) is None


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300), st.text(max_size=300))
def test_whatever_page_and_feed_say_there_is_an_answer(title, summary, page_title, words):
    entry = Entry(key="k", url=URL, title=title)
    read = Page(title=page_title, text=words, titles=(page_title,))

    found = identity.find_mismatch(entry, summary, read, url=URL)

    assert found is None or found.kind
