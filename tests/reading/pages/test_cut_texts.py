"""A text that breaks off where a wall begins is named the beginning of its article."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.reading import pages
from coranto.reading.pages.cut_texts import PaidPart, is_beginning_only

URL = "https://ombra.example/2026/11/28/storm"
#: Language → a title, and paragraphs of which the second breaks off.
TEXTS = {
    "en": ("Storm stops ferries", "All crossings of the lake are suspended until Friday. ", "And"),
    "ru": ("Шторм остановил паромы", "Все рейсы через озеро отменены до утра пятницы. ", "Но"),
    "ar": ("العاصفة توقف العبارات", "ألغيت جميع الرحلات عبر البحيرة حتى صباح الجمعة. ", "لكن"),
    "zh": ("暴风雨令渡轮停航", "湖上所有航线停运至星期五早晨，港务局说。", "但是"),
}
PAID = {"@type": "NewsArticle", "isAccessibleForFree": False}
PAID_PART = {
    "@type": "NewsArticle",
    "isAccessibleForFree": "False",
    "hasPart": {"isAccessibleForFree": False, "cssSelector": ".rest"},
}
HIDDEN = "Nobody who has not paid may read how the harbour master explains the waves. " * 4


def read(*paragraphs, title="Storm stops ferries", node=None, behind=""):
    node = {"headline": title, "url": URL, **(node or {"@type": "NewsArticle"})}
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    script = f'<script type="application/ld+json">{json.dumps(node)}</script>'
    return pages.read_page(
        f"<!doctype html><html><head><meta charset=utf-8><title>{title}</title>{script}</head>"
        f"<body><main><article><h1>{title}</h1>{text}{behind}</article></main></body>".encode(),
        url=URL,
    )


def problems(page):
    return [problem.reason for problem in page.problems]


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("mark", ["…", "...", " […]"])
def test_a_paid_text_that_breaks_off_is_a_beginning(language, mark):
    title, sentence, more = TEXTS[language]

    page = read(sentence * 8, sentence * 3 + more + mark, title=title, node=PAID)

    assert page.is_beginning
    assert problems(page) == ["beginning only"]


@pytest.mark.parametrize("language", TEXTS)
def test_a_text_that_ends_with_a_sentence_is_whole(language):
    title, sentence, _ = TEXTS[language]

    assert not read(sentence * 8, sentence * 3, title=title, node=PAID).is_beginning


@pytest.mark.parametrize("language", TEXTS)
def test_a_free_text_may_end_with_dots(language):
    title, sentence, more = TEXTS[language]

    assert not read(sentence * 8, f"{sentence}{more}…", title=title).is_beginning


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize(
    "gate", ["<form><input type=email></form>", "<div><button>+</button></div>"]
)
def test_a_text_that_breaks_off_at_a_gate_is_a_beginning(language, gate):
    title, sentence, more = TEXTS[language]

    page = read(sentence * 8, sentence * 3 + more + "…", title=title, behind=gate)

    assert page.is_beginning


@pytest.mark.parametrize(("counted", "is_beginning"), [(600, True), (90, False), (0, False)])
def test_a_text_that_breaks_off_is_compared_with_the_pages_own_count(counted, is_beginning):
    _, sentence, more = TEXTS["en"]
    node = {"@type": "NewsArticle", "wordCount": counted}

    assert read(sentence * 10, f"{sentence}{more}…", node=node).is_beginning is is_beginning


@pytest.mark.parametrize("hidden", ["hidden", 'style="display: none"', "aria-hidden=true"])
def test_the_hidden_part_of_a_paid_article_is_not_read(hidden):
    _, sentence, _ = TEXTS["en"]
    section = f"<div class='body rest' {hidden}><p>{HIDDEN}</p></div>"

    page = read(sentence * 10, sentence * 3, node=PAID_PART, behind=section)

    assert page.is_beginning
    assert "harbour master" not in page.text


def test_hidden_paragraphs_of_a_paid_article_without_a_selector_are_not_read():
    _, sentence, _ = TEXTS["en"]

    page = read(sentence * 10, sentence, node=PAID, behind=f"<p hidden>{HIDDEN}</p>")

    assert page.is_beginning
    assert "harbour master" not in page.text


def test_a_paid_part_that_the_page_does_not_have_is_missing():
    _, sentence, _ = TEXTS["en"]

    assert read(sentence * 10, sentence * 3, node=PAID_PART).is_beginning


def test_a_paid_part_that_readers_see_is_read():
    _, sentence, _ = TEXTS["en"]
    section = f"<div class=rest><p>{HIDDEN}</p></div>"

    page = read(sentence * 10, sentence * 3, node=PAID_PART, behind=section)

    assert not page.is_beginning
    assert "harbour master" in page.text


def test_a_hidden_box_of_a_free_page_makes_no_beginning():
    _, sentence, _ = TEXTS["en"]

    page = read(sentence * 10, sentence * 3, behind=f"<p hidden>{HIDDEN}</p>")

    assert not page.is_beginning


@given(st.text(max_size=200), st.integers(0, 10**6), st.booleans())
def test_any_text_is_judged(text, words, is_paid):
    part = PaidPart(is_declared=is_paid)

    assert is_beginning_only(text, part, counted_words=words, is_gate_behind=True) in (True, False)


def test_selectors_of_any_kind_are_taken():
    _, sentence, _ = TEXTS["en"]
    part = {"isAccessibleForFree": False, "cssSelector": [".", "#", 5, ">" * 5000, "a" * 50_000]}
    node = {"@type": "NewsArticle", "isAccessibleForFree": False, "hasPart": [part, 7]}

    assert read(sentence * 10, sentence * 3, node=node).text
