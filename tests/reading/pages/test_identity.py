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


def test_the_articles_headline_in_a_walls_text_is_no_sign_of_the_article():
    """Extraction joins headline and form to one line on a page that has little else."""
    wall = page(f"{TITLE} 28. 11. 2026 Give us your address and get our morning letter at no cost.")

    assert mismatch(wall) == "no article"


LONG_WALL = (
    "Nosso e i nostri soci deponen in tu apparato pecias de information pro monstrar annuncios.",
    "Le consenso vale sex menses e pote esser revocate in le pede de omne pagina del sito.",
    "Alicun firmas se appoia super un interesse legitime, contra le qual on pote opponer se.",
) * 6


def test_a_long_wall_under_the_articles_title_is_told_by_the_feeds_text():
    """In a language of which no phrase is known."""
    wall = page(*LONG_WALL)

    assert len(wall.text) > identity.SHORT_TEXT_CHARACTERS
    assert mismatch(wall, summary=" ".join(STORY)) == "another article"
    assert mismatch(wall, summary="") is None


def test_a_long_wall_is_told_by_its_phrases_where_the_feed_gives_a_title_only():
    words = "We value your privacy. We and our partners use cookies, with your consent."

    assert mismatch(page(*[words] * 30), summary="") == "consent"
    assert mismatch(page(words, *STORY * 8), summary="") is None  # the article tells its title


def test_a_pages_own_description_is_compared_where_the_feed_gives_a_title_only():
    head = f'<meta property="og:description" content="{STORY[0]} {STORY[1]}">'
    wall = (
        "Give us your address and you get our morning letter at no cost, with five things to know.",
        "By pressing the button you agree to our terms, which you may read at any time.",
    )

    assert mismatch(page(*wall, head=head), summary="") == "no article"
    assert mismatch(page(*wall), summary="") is None


def test_an_offer_behind_the_lead_cuts_the_article_off():
    cut = page(STORY[0], "Keep reading", "Already a subscriber? Sign in.")
    whole = page(*STORY * 3, "Subscribe now to our letter.")

    assert mismatch(cut) == "payment"
    assert mismatch(whole) is None


def test_a_field_for_a_password_is_a_sign_where_the_article_should_be():
    words = "Ἐν ἀρχῇ ἦν ὁ λόγος, καὶ ὁ λόγος ἦν πρὸς τὸν θεόν. " * 4
    form = "<form><input type=password></form>"

    assert mismatch(page(words, body=form), summary="") == "login"
    assert mismatch(page(words, body=f"<header>{form}</header>"), summary="") is None


def test_a_front_page_may_have_the_articles_teaser():
    front = page(SUMMARY, *OTHER, title="Ombra Post: news from the valley")

    assert mismatch(front, url="https://ombra.example/2026/", asked=URL) == "front page"
    assert mismatch(front, url="https://other.example/bridge", asked=URL) is None


def test_a_page_that_no_feed_announced_is_measured_by_itself():
    def kind(read, **addresses):
        found = identity.find_mismatch(None, "", read, **{"url": URL, **addresses})
        return found and found.kind

    assert kind(page("Log in to go on. Forgot your password?", title="Please log in")) == "login"
    assert kind(page(*OTHER), url="https://ombra.example/", asked=URL) == "front page"
    assert kind(page(*STORY)) is None
    assert kind(page("Log in, says the town.", title="Town asks all to log in with a fish")) is None


@pytest.mark.parametrize(
    ("language", "question", "answer"),
    [
        ("en", "How many winters have you seen? The inn speaks of gin.", "Enough"),
        ("pl", "Podaj rok urodzenia, a pokażemy ci kartę win.", "Dalej"),
        ("ja", "お生まれの年を入力すると、お酒の話を読めます。", "進む"),
    ],
)
def test_a_gate_under_a_title_that_it_tells_nothing_of_is_none_of_its_article(
    language, question, answer
):
    def kind(title, words):
        gate = f"<div><p>{words}</p><p>{words} {words}</p><button>{answer}</button></div>"
        head = '<meta property="og:type" content="article">'
        markup = f"<html lang={language}><head>{head}<title>{title}</title></head><body>{gate}"
        read = pages.read_page(markup.encode(), url=URL)
        mismatch = identity.find_mismatch(None, "", read, url=URL)
        return mismatch and mismatch.kind

    assert kind(TITLE, question) == "no article"
    assert kind(TITLE, STORY[0]) is None
    assert kind("Hm", question) is None


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Wartung der Orgel wird teurer", "Die Wartung der Orgel kostet neunzig Taler."),
        ("How the 404 page became an art", "Museums collect the 404 page that says “not found”."),
        ("Bora ra herët në Gurrë", "Bora e parë ra në Gurrë dy javë para kohe."),
        ("합창단 해외에서 수상", "푸른나루 합창단이 해외 대회에서 이등상을 받았다."),
    ],
)
def test_an_article_that_has_a_walls_words_or_inflects_its_title_is_one(title, words):
    assert mismatch(page(words, title=title), title=title, summary="") is None


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
