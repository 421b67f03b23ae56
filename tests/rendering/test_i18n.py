"""Every language says everything, in its own words and dates."""

import re
from datetime import UTC, date, datetime
from importlib import resources
from typing import get_args

import pytest

from coranto.model import DocumentKind, PublishedDocument, Relation, SourceKind
from coranto.reading.language.interface import interface_languages, load_interface
from coranto.rendering.i18n import words_for


@pytest.mark.parametrize(
    "word", [*get_args(SourceKind), *get_args(DocumentKind), *get_args(Relation)]
)
def test_every_word_of_the_model_has_a_phrase(word):
    assert word in load_interface("en").site


def test_an_unknown_date_says_so():
    assert words_for("en").day(None) == "date unknown"
    assert words_for("fa").day(None) == "تاریخ نامعلوم"


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "10 November 2026"),
        ("en-US", "November 10, 2026"),
        ("fa", "۱۰ نوامبر ۲۰۲۶"),
        ("sq", "10 nëntor 2026"),
        ("ru", "10 ноября 2026 г."),
        ("de", "10. November 2026"),
        ("nonsense", "10 November 2026"),
    ],
)
def test_dates_are_in_the_editions_language(language, shown):
    assert (
        words_for(language).day(datetime(2026, 11, 10, 23, 59, tzinfo=UTC)).replace("\u202f", " ")
        == shown
    )


def test_a_week_says_its_month_once():
    assert words_for("de").span(date(2026, 11, 9), date(2026, 11, 15)).count("2026") == 1


def test_languages_and_countries_have_names_or_are_unknown():
    said = words_for("en")

    assert (said.tongue("sq"), said.tongue("und"), said.tongue("")) == (
        "Albanian",
        "unknown",
        "unknown",
    )
    assert (said.land("AL"), said.land("")) == ("Albania", "unknown")
    assert said.term("no such kind") == "unknown"


def test_direction_follows_the_language():
    assert words_for("fa").direction == "rtl"
    assert words_for("sq").direction == "ltr"


def test_a_date_known_to_the_month_is_shown_as_a_month():
    document = PublishedDocument(
        id="d1",
        version=1,
        source_id="gull",
        kind="article",
        url="https://gull.example/1",
        title="Ferry late",
        language="en",
        published=datetime(2026, 11, 1, tzinfo=UTC),
        published_raw="November 2026",
        precise="month",
        authors=(),
        seen=datetime(2026, 11, 10, tzinfo=UTC),
        capture="0" * 64,
    )

    assert words_for("en").published(document) == "November 2026"


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "weekly, Mondays at 09:00 (Rome)"),
        ("fa", "هفتگی: دوشنبه‌ها، ساعت ۰۹:۰۰ (به وقت رم)"),
        ("ru", "еженедельно: понедельник, в 09:00 (Рим)"),
        ("fr", "chaque semaine, le lundi à 09:00 (Rome)"),
    ],
)
def test_when_an_edition_appears_is_said_in_the_language(language, expected):
    assert words_for(language).weekly("monday", "09:00", "Europe/Rome") == expected


def test_a_zone_that_is_no_place_is_named_as_it_is():
    assert (
        words_for("de").weekly("sunday", "18:30", "UTC") == "wöchentlich: Sonntag, 18:30 Uhr (UTC)"
    )


def test_a_zone_of_hours_says_how_far_it_is_from_greenwich():
    """Etc/GMT-1 is an hour before Greenwich's clock: its name counts the wrong way round."""
    assert words_for("en").weekly("monday", "09:00", "Etc/GMT-1").endswith("(GMT+01:00)")


def test_numbers_are_in_the_figures_of_the_language():
    assert words_for("fa").say("edition", number=120) == "شمارهٔ ۱۲۰"
    assert words_for("fa").number("99%") == "۹۹٪"
    assert words_for("fa").number("5.8") == "۵٫۸"
    assert words_for("en").number("5.8") == words_for("ar").number("5.8") == "5.8"


def test_no_dot_parts_figures_whose_zero_is_a_dot():
    assert (words_for("en").dot, words_for("ar").dot, words_for("fa").dot) == (" · ", " · ", " | ")


def test_a_noted_date_is_in_words_where_it_is_one():
    assert words_for("en").noted("2026-01-15") == "15 January 2026"
    assert words_for("en").noted("spring 2026") == "spring 2026"


@pytest.mark.parametrize(
    ("code", "name"), [("IT", "Italien"), ("it", "Italien"), ("XA", "XA"), ("", "unbekannt")]
)
def test_a_country_has_its_name_and_a_made_up_code_none(code, name):
    assert words_for("de").land(code) == name


def test_style_sheets_count_in_the_figures_of_every_language():
    """They cannot ask CLDR: where a language has figures of its own, each has a rule for it."""
    own = {one for one in interface_languages() if words_for(one).number(0) != "0"}
    for sheet in ("style.css", "paper.css", "epub.css"):
        css = (resources.files("coranto.rendering") / "templates" / sheet).read_text("utf-8")
        assert set(re.findall(r":lang\((\w+)\)[^{},]*\{[^}]*persian", css)) == own, sheet
