"""Dates as newsrooms of other places write them: half of day, zones in words, months in figures."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.reading import dates
from coranto.reading.dates import spelled_numbers

SEEN = datetime(2026, 12, 30, 12, tzinfo=UTC)


def moment(raw: str, language: str) -> str | None:
    """The moment to the minute; to the day where no time is given."""
    found = dates.read_date(raw, seen=SEEN, language=language)
    if found.at is None:
        return None
    return f"{found.at:%Y-%m-%d %H:%M}" if found.precise == "second" else f"{found.at:%Y-%m-%d}"


@pytest.mark.parametrize(
    ("raw", "meaning"),
    [
        ("17 Dec 2026 4:20 PM", "2026-12-17 16:20"),
        ("17-Dec-2026 04:20:10 pm", "2026-12-17 16:20"),
        ("Thu, 17 Dec 2026 04:20 PM GMT", "2026-12-17 16:20"),
        ("17 Dec 2026 12:20 AM", "2026-12-17 00:20"),
        ("17/12/2026 4:20 PM", "2026-12-17 16:20"),
        ("17/12/2026 at 4.20pm", "2026-12-17 16:20"),
    ],
)
def test_the_half_of_day_counts_behind_any_date(raw, meaning):
    assert moment(raw, "en") == meaning


@pytest.mark.parametrize(
    ("raw", "meaning"),
    [
        ("17 December 2026 10:00 Eastern Standard Time", "2026-12-17 15:00"),
        ("17 December 2026 10:00 Australian Eastern Standard Time", "2026-12-17 00:00"),
        ("17 Dec 2026 10:00 Central European Time", "2026-12-17 09:00"),
        ("17 Dec 2026 10:00 ET", "2026-12-17 15:00"),
        ("July 16, 2026, 10:00 a.m. ET", "2026-07-16 14:00"),
        ("March 7, 2026 10:00 Pacific Time", "2026-03-07 18:00"),
        ("March 8, 2026 10:00 Pacific Time", "2026-03-08 17:00"),
        ("Nov. 1, 2026 10:00 Pacific Time", "2026-11-01 18:00"),
        ("Thu Dec 17 2026 10:00:00 GMT+0100 (Central European Standard Time)", "2026-12-17 09:00"),
    ],
)
def test_a_zone_in_english_words_is_known(raw, meaning):
    assert moment(raw, "en") == meaning


@pytest.mark.parametrize(
    ("raw", "language", "meaning"),
    [
        ("17th of December, 2026", "en", "2026-12-17"),
        ("17th day of December 2026", "en", "2026-12-17"),
        ("17 jouluk. 2026", "fi", "2026-12-17"),
        ("5. marrask. 2026", "fi", "2026-11-05"),
        ("5 marras 2026", "und", "2026-11-05"),
        ("17.XII.2026", "pl", "2026-12-17"),
        ("5 IV 2026", "und", "2026-04-05"),
        ("2026. VII. 9.", "hu", "2026-07-09"),
        ("17 كانون 1 2026", "ar", "2026-12-17"),
        ("٥ تشرين ١ ٢٠٢٦", "ar", "2026-10-05"),
        ("二〇二六年十二月十七日", "zh", "2026-12-17"),
        ("二零二六年十月二十日", "zh", "2026-10-20"),
        ("二〇二六年四月廿三日", "zh", "2026-04-23"),
        ("令和八年十月三十日", "ja", "2026-10-30"),
        ("2026 оны 12-р сарын 17", "mn", "2026-12-17"),
        ("2026 оны аравдугаар сарын 5-ны өдөр", "mn", "2026-10-05"),
        ("17ی کانوونی یەکەمی 2026", "ckb", "2026-12-17"),
        ("5 ئۆکتۆبەر 2026", "ckb", "2026-10-05"),
        ("19 بەفرانبار 1404", "ckb", "2026-01-09"),
        ("17ê Berfanbarê 2026", "ku", "2026-12-17"),
        ("5 Çiriya Pêşîn 2026", "ku", "2026-10-05"),
    ],
)
def test_a_month_is_read_in_the_form_it_is_written_in(raw, language, meaning):
    assert moment(raw, language) == meaning


def test_a_han_month_without_a_day_is_a_month():
    found = dates.read_date("二〇二六年十一月", seen=SEEN, language="zh")

    assert (found.at, found.precise) == (datetime(2026, 11, 1, tzinfo=UTC), "month")


@pytest.mark.parametrize(
    ("raw", "language", "meaning"),
    [
        ("Thu, 05/11/2026", "en", "2026-11-05"),
        ("Mon, 05/11/2026", "en", "2026-05-11"),
        ("05/11/2026 (Thursday) 4:20 PM", "en", "2026-11-05 16:20"),
        ("jueves, 05/11/2026", "es", "2026-11-05"),
        ("четверг, 05/11/2026", "ru", "2026-11-05"),
        ("Sun, 05/11/2026", "en", None),  # neither
        ("Sat, 07/11/2026", "en", None),  # both
        ("05/11/2026", "en", None),
    ],
)
def test_a_day_of_the_week_settles_which_number_is_the_month(raw, language, meaning):
    assert moment(raw, language) == meaning


@given(st.text(alphabet="0123456789ivx./- 〇一二十廿年月日○", max_size=40))
def test_numbers_are_written_in_digits_or_left(form):
    written = spelled_numbers.write_digits(form)

    assert len(written) <= 3 * len(form)
