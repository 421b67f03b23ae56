"""Numbers and dates are written as each language writes them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.reading.language import cldr, packs


@pytest.mark.parametrize(
    ("language", "number", "expected"),
    [
        ("en", "5.8", "5.8"), ("de", "5.8", "5,8"), ("sq", 0.0083, "0,0083"), ("ru", 5.8, "5,8"),
        ("fa", 5.8, "۵٫۸"), ("de", "100%", "100\u00a0%"), ("fr", "12.5%", "12,5\u202f%"),
        ("tr", "40%", "%40"), ("sq", "100%", "100%"), ("fa", "99%", "۹۹٪"), ("hi", "50%", "50%"),
        ("de", "1.2.3", "1.2.3"), ("de", "09:30", "09:30"), ("de", "v1.5", "v1.5"),
        ("fr", 1.2e-05, "0,000012"), ("en", 24.0, "24"), ("de", "a-1.50", "a-1,50"),
        ("en", 12345, "12,345"), ("de", 1234567, "1.234.567"), ("fr", 12345, "12\u202f345"),
        ("ru", 12345, "12\u00a0345"), ("fa", 12345, "۱۲٬۳۴۵"), ("hi", 1234567, "12,34,567"),
        ("en", 2026, "2026"), ("de", 9999, "9999"), ("de", "12345", "12345"),
        ("nonsense", "5.8", "5.8"),
    ],
)  # fmt: skip
def test_a_number_has_the_digits_and_signs_of_the_language(language, number, expected):
    shown = cldr.localise_number(number, language)

    # CLDR's versions differ in which no-break space stands before a percent sign.
    assert shown.replace("\u202f", "\u00a0") == expected.replace("\u202f", "\u00a0")


@pytest.mark.parametrize(
    ("language", "first", "last", "expected"),
    [
        ("en", (11, 9), (11, 15), "9–15 November 2026"),
        ("en", (10, 26), (11, 1), "26 October – 1 November 2026"),
        ("en-US", (11, 9), (11, 15), "November 9 – 15, 2026"),
        ("sq", (11, 9), (11, 15), "9–15 nëntor 2026"),
        ("de", (11, 9), (11, 15), "9.–15. November 2026"),
        ("ru", (11, 9), (11, 15), "9–15 ноября 2026 г."),
        ("es", (11, 9), (11, 15), "9–15 de noviembre de 2026"),
        ("it", (11, 9), (11, 15), "9–15 novembre 2026"),
        ("fr", (10, 26), (11, 1), "26 octobre – 1er novembre 2026"),
        ("fa", (11, 9), (11, 15), "۹ تا ۱۵ نوامبر ۲۰۲۶"),
        ("ja", (11, 9), (11, 15), "2026年11月9日～15日"),
        ("zh", (11, 9), (11, 15), "2026年11月9日 – 15日"),
        ("hu", (11, 9), (11, 15), "2026. november 9 – 15."),
        ("hy", (11, 9), (11, 15), "2026 թ. նոյեմբերի 9 – 2026 թ. նոյեմբերի 15"),
    ],
)  # fmt: skip
def test_an_interval_has_its_months_in_full(language, first, last, expected):
    shown = cldr.format_date_span(date(2026, *first), date(2026, *last), language)

    assert shown.replace("\u202f", " ").replace("\u00a0", " ") == expected


def test_an_interval_over_new_year_has_both_years():
    span = cldr.format_date_span(date(2026, 12, 28), date(2027, 1, 3), "en")

    assert span == "28 December 2026 – 3 January 2027"


@pytest.mark.parametrize(
    ("language", "expected"),
    [("fr", "1er janvier 2026"), ("it", "1º gennaio 2026"), ("en", "1 January 2026"),
     ("de", "1. Januar 2026"), ("pt", "1º de janeiro de 2026")],
)  # fmt: skip
def test_the_first_of_the_month_is_written_as_the_press_does(language, expected):
    assert cldr.format_long_date(date(2026, 1, 1), language) == expected
    assert "11" in cldr.format_long_date(date(2026, 1, 11), language)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ru", "ноябрь 2026 г."), ("es", "noviembre de 2026"), ("en", "November 2026")],
)
def test_a_month_alone_is_in_the_form_that_stands_alone(language, expected):
    shown = cldr.format_month(date(2026, 11, 1), language)

    assert shown.replace("\u202f", " ").replace("\u00a0", " ") == expected


@given(
    language=st.sampled_from([*packs.available_packs(), "eu", "is", "xx", "zh-Hant", "en-US"]),
    first=st.dates(date(1900, 1, 1), date(2100, 12, 31)),
    days=st.integers(0, 400),
)
def test_every_interval_of_every_language_names_its_last_year_and_both_days(language, first, days):
    last = first + timedelta(days=days)
    span = cldr.format_date_span(first, last, language)
    digits = "".join(str(int(char)) if char.isdecimal() else " " for char in span).split()

    assert str(last.year) in digits
    assert {str(first.day), str(last.day)} <= {digit.lstrip("0") for digit in digits}


@given(text=st.text(alphabet="0123456789.,%-+ abc٫", max_size=40))
def test_a_text_with_numbers_keeps_its_digits(text):
    kept = "".join(filter(str.isdecimal, cldr.localise_number(text, "de")))

    assert kept == "".join(filter(str.isdecimal, text))
