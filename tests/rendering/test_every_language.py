"""In every language that has a pack, pages have its language and direction, and words to read."""

import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from lxml import html

from coranto.reading.language import interface, packs
from coranto.rendering.i18n import words_for
from coranto.rendering.pages import template_environment
from coranto.rendering.site import render_site

LANGUAGES = packs.available_packs()
LTR_ISOLATE, END_OF_ISOLATE = "\u2066", "\u2069"


def pages_in(language, editions, about):
    """The pages of a site with one edition, all in this language."""
    edition = editions[1]
    edition = replace(edition, draft=replace(edition.draft, language=language, translations=()))
    files = dict(render_site([edition], about=replace(about, language=language)))
    return {path: html.fromstring(body) for path, body in files.items() if path.endswith("html")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_has_the_language_and_direction_of_the_edition(editions, about, language):
    direction = "rtl" if language in {"ar", "ckb", "fa", "he", "ps", "ur"} else "ltr"

    pages = pages_in(language, editions, about)

    assert {path: dict(page.attrib) for path, page in pages.items()} == {
        path: {"lang": language, "dir": direction} for path in pages
    }


@pytest.mark.parametrize("language", [one for one in LANGUAGES if not interface.has_interface(one)])
def test_words_that_a_language_lacks_are_english_and_say_so(editions, about, language):
    page = pages_in(language, editions, about)["index.html"]

    menu = page.xpath("//nav")[0]
    assert menu.get("lang") == "en"
    labels = [link.text.strip(LTR_ISOLATE + END_OF_ISOLATE) for link in menu.iter("a")]
    assert labels == ["Front page", "Archive", "Sources", "Search", "About"]


def shown(text):
    """What a template prints of a text."""
    return template_environment().from_string("{{ text }}").render(text=text)


@pytest.mark.parametrize("language", ["ps", "ckb", "ug", "yi"])
def test_english_words_on_a_page_from_right_to_left_are_isolated(language):
    """Else the full stop of an English sentence stands before its first word."""
    words = words_for(language)

    assert words.direction == "rtl"
    assert shown(words["missing"]) == f"{LTR_ISOLATE}There is no such page.{END_OF_ISOLATE}"
    assert shown(words.say("credits", agency="<b>")) == (
        f"{LTR_ISOLATE}credits &lt;b&gt;{END_OF_ISOLATE}"
    )
    assert shown(words.day(date(2026, 11, 10))) == f"{LTR_ISOLATE}10 November 2026{END_OF_ISOLATE}"
    assert shown(words["comma"]) == ", "


@pytest.mark.parametrize("language", interface.interface_languages())
def test_phrases_of_a_language_run_as_its_pages_do(language):
    """No phrase of one direction has been put into the file of another."""
    strong = {"L": "ltr", "R": "rtl", "AL": "rtl"}
    for key, phrase in interface.load_interface(language).site.items():
        for form in interface.phrase_forms(phrase):
            text = form.split("{")[0]
            first = next((unicodedata.bidirectional(c) for c in text if c.isalpha()), None)
            is_name = text.startswith(("Coranto", "JavaScript"))
            assert is_name or first is None or strong[first] == packs.writing_direction(language), (
                key
            )


def test_the_language_s_own_words_are_not_marked_as_foreign(editions, about):
    page = pages_in("he", editions, about)["index.html"]

    assert page.xpath("//nav/@lang") == page.xpath("//footer/@lang") == []
    assert LTR_ISOLATE not in html.tostring(page, encoding="unicode")
