"""Days that prose names, and ranges of them, in every language of the packs."""

import time
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.reading.dates import mentions, tables
from coranto.reading.dates.prose import MonthDay
from coranto.reading.language import packs

PUBLISHED = date(2026, 11, 10)  # a Tuesday
LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "sq", "ru", "tr", "ar", "fa", "zh", "sl", "und")
DATED_LANGUAGES = [code for code in packs.available_packs() if packs.load_pack(code).months]
RANGE = {(11, 9), (11, 10), (11, 11)}

_PHRASES = tomllib.loads(Path(__file__).with_name("ranges.toml").read_text(encoding="utf-8"))
RANGES = [(language, phrase) for language, phrases in _PHRASES.items() for phrase in phrases]


@pytest.mark.parametrize(("language", "written"), RANGES)
def test_a_range_as_a_newsroom_writes_it_names_the_days_between(language, written):
    dates, _ = mentions.find_possible_days(written, language, PUBLISHED)

    assert dates >= RANGE
    assert not dates & {(11, 8), (11, 12)}


def test_every_pack_has_a_range_as_a_newsroom_writes_it():
    assert set(_PHRASES) == set(packs.available_packs())


@pytest.mark.parametrize("language", DATED_LANGUAGES)
def test_every_pack_with_months_names_ranges_by_its_own_words(language):
    """Words between two days, "between" before or behind two days, and dashes."""
    words = packs.load_pack(language).date_words
    month = _november(language)
    links = [*(f" {word} " for word in words.to), "-", "–", " – "]
    ranges = [f"9{link}11 {month}" for link in links]
    ranges += [f"{month} 9{link}11" for link in links]
    ranges += [f"9 {month}{link}11 {month}" for link in links]
    for joint in words.joins:
        ranges += [f"{word} 9 {joint} 11 {month}" for word in words.between]
        ranges += [f"9 {joint} 11 {month} {word}" for word in words.between]
    ranges += [f"{word} 9–11 {month}" for word in words.before - _month_spellings(language)]

    misread = [written for written in ranges if _named_days(written, language) != RANGE]

    assert words.to
    assert words.joins
    assert words.between
    assert not misread


def _november(language: str) -> str:
    return min(name for name, number in _gregorian(language).items() if number == 11)


def _gregorian(language: str) -> Mapping[str, int]:
    return packs.load_pack(language).months["gregorian"]


def _month_spellings(language: str) -> set[str]:
    return set(_gregorian(language))


def _named_days(written: str, language: str) -> set[MonthDay]:
    days = mentions.find_days(written, language, PUBLISHED)
    return {month_day for day in days for month_day in day.days | day.through}


@pytest.mark.parametrize("language", DATED_LANGUAGES)
def test_a_list_of_days_names_none_between(language):
    words = packs.load_pack(language).date_words
    month = _november(language)

    for joint in words.joins - words.to:
        assert _named_days(f"9 {joint} 11 {month}", language) == {(11, 9), (11, 11)}


@pytest.mark.parametrize("code", packs.available_packs())
def test_words_at_days_are_single_words(code):
    words = tables.words_near_days(code) | tables.date_words(code).month_endings

    assert not [word for word in words if len(word.split()) != 1]


@pytest.mark.parametrize(
    ("language", "written", "days"),
    [("en", "on November 9, 11 people died", {(11, 9)}),
     ("en", "on November 9 and 11 people died", {(11, 9)}),
     ("en", "on November 9 - 11 people died", {(11, 9)}),
     ("en", "November 9–11.5 million", {(11, 9)}),
     ("en", "November 9, 10 December", {(11, 9), (12, 10)}),
     ("en", "9, 10 and 12 November", {(11, 9), (11, 10), (11, 12)}),
     ("en", "9/10 November", {(11, 9), (11, 10)}),
     ("en", "30 November to 2 December", {(11, 30), (12, 1), (12, 2)}),
     ("en", "30 December 2026 – 1 January 2027", {(12, 30), (12, 31), (1, 1)}),
     ("en", "from 1 January to 30 June", {(1, 1), (6, 30)}),
     ("en", "9 November. 11 November", {(11, 9), (11, 11)}),
     ("en", "10 guests at Mar-a-Lago", set()), ("en", "8.9 to 11 November", {(11, 11)}),
     ("fr", "le 9 et le 11 novembre", {(11, 9), (11, 11)}),
     ("en", "said Mehr, (12 November)", {(11, 12)}),
     ("hi", "10 नवंबर", {(11, 10)}), ("th", "10 พฤศจิกายน", {(11, 10)}),
     ("ja", "10日間", set()), ("zh", "11月9日、11日", {(11, 9), (11, 11)}),
     ("ja", "令和8年11月10日", {(11, 10)}), ("zh", "3至5日", set())],
)  # fmt: skip
def test_what_is_no_range_names_no_day_between(language, written, days):
    assert mentions.find_possible_days(written, language, PUBLISHED)[0] == days


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "10 November 2026"), ("en", "November 10"), ("en", "the 10th of November"),
     ("en", "2026-11-10"), ("en", "10/11/2026"), ("de", "10. November"), ("fr", "le 10 novembre"),
     ("es", "10 de noviembre"), ("ru", "10 ноября"), ("sq", "më 10 nëntor"), ("tr", "10 Kasım"),
     ("fa", "۱۹ آبان"), ("fa", "۱۰ نوامبر"), ("ar", "١٠ نوفمبر"), ("ar", "10 تشرين الثاني"),
     ("zh", "11月10日"), ("sl", "10. novembra")],
)  # fmt: skip
def test_a_date_is_one_day_in_every_language(language, written):
    found = mentions.find_days(written, language, PUBLISHED)

    assert (11, 10) in found[0].days


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "on Tuesday"), ("de", "am Dienstag"), ("fr", "mardi"), ("es", "el martes"),
     ("ru", "во вторник"), ("sq", "të martën"), ("tr", "Salı günü"), ("fa", "سه‌شنبه"),
     ("ar", "يوم الثلاثاء"), ("zh", "星期二"), ("sl", "v torek"), ("it", "martedì")],
)  # fmt: skip
def test_a_day_of_the_week_is_known_in_every_language(language, written):
    assert [one.weekday for one in mentions.find_days(written, language, PUBLISHED)] == [1]


def test_a_day_of_the_week_and_yesterday_are_days_of_the_year_once_published():
    dates, week = mentions.find_possible_days(
        "It sank yesterday and was raised on Thursday.", "en", PUBLISHED
    )

    assert dates == {(11, 9), (11, 5), (11, 12)}
    assert week == {0, 3}


@pytest.mark.parametrize("written", ["It may rain; they march on 12 ships.", "32 November", ""])
def test_what_is_no_day_is_none(written):
    assert mentions.find_days(written, "en", PUBLISHED) == []


@pytest.mark.parametrize(
    ("written", "language", "found"),
    [("9–11 November", "en", {9, 11}), ("from 9 to 11 November", "en", {9, 11}),
     ("9th, 10th and 11th of November", "en", {9, 10, 11}),
     ("vom 12. bis zum 14.11.", "de", {12, 14}),
     ("12. bis 14. November", "de", {12, 14}), ("del 8 al 10 de noviembre", "es", {8, 10}),
     ("с 9 по 11 ноября", "ru", {9, 11}), ("3.5. And 2 November", "en", {2}),
     ("12 boats on 2 November", "en", {2})],
)  # fmt: skip
def test_days_of_one_month_are_listed_before_it(written, language, found):
    assert {
        day for one in mentions.find_days(written, language, PUBLISHED) for _, day in one.days
    } == found


@pytest.mark.parametrize(
    ("written", "language", "found"),
    [("on the A9 and 11 November", "en", ["11 November"]),
     ("COVID19, 20 November", "en", ["20 November"]),
     ("die U7 und 9. November", "de", ["9. November"]),
     ("737-MAX8, 10 November", "en", ["10 November"]),
     ("O'9 and 11 November", "en", ["11 November"])],
)  # fmt: skip
def test_a_number_inside_a_name_is_no_day_listed(written, language, found):
    assert [day.raw for day in mentions.find_days(written, language, PUBLISHED)] == found


@given(written=st.text(max_size=40), language=st.sampled_from(LANGUAGES))
def test_any_text_may_stand_before_listed_days(written, language):
    for tail in (" 9 and 11 November", "9 and 11 November", "9, 11. november"):
        mentions.find_possible_days(written + tail, language, PUBLISHED)


def test_a_span_of_days_holds_those_between():
    dates, _ = mentions.find_possible_days("from 9 to 11 November", "en", None)

    assert dates == {(11, 9), (11, 10), (11, 11)}


_PIECES = st.sampled_from(
    "9 11 10 31 2026 November novembre نوفمبر Kasım 11月 日 至 から - – , / . to and between "
    "de bis إلى و até ' d' 'dan kadar 9.11. 2026-11-09 年 令和 st".split()
)


@settings(deadline=None)
@given(st.lists(st.one_of(_PIECES, st.text(max_size=5)), max_size=30), st.sampled_from(["", " "]),
       st.sampled_from(packs.available_packs()))  # fmt: skip
def test_no_text_makes_it_fail_and_every_day_stands_where_it_says(pieces, gap, language):
    written = gap.join(pieces)

    for day in mentions.find_days(written, language, PUBLISHED):
        assert written[day.start : day.end] == day.raw
        assert day.raw


@pytest.mark.parametrize("language", ["en", "tr", "zh", "hu"])
@pytest.mark.parametrize(
    "piece",
    ["9 to 11 November ", "9, ", "1-", "9 and ", "November ", "9日至", "11月", "1.1.", "x", "१",
     "9-", "9日", "1 1月 ", "between ", "-", " ", "November9", "10 kasım "],
)  # fmt: skip
def test_a_long_text_takes_linear_time(piece, language):
    written = piece * (50_000 // len(piece))

    started = time.process_time()
    mentions.find_days(written, language, PUBLISHED)

    assert time.process_time() - started < 3
