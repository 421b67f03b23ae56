"""Dates in every spelling that feeds and pages were seen to use, and what they mean."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coranto.reading.dates import calendars, read_date

SEEN = datetime(2026, 11, 20, 12, tzinfo=UTC)
#: The example's moment: a Tuesday, 14:05 in Greenwich.
MOMENT = "2026-11-10 14:05:00"
DAY = "2026-11-10"
UNKNOWN = ""

SPELLINGS = [
    # RFC 822 and the liberties feeds take
    ("Tue, 10 Nov 2026 14:05:00 GMT", "en", MOMENT),
    ("Tue, 10 Nov 2026 14:05:00 +0000", "en", MOMENT),
    ("Tue, 10 Nov 2026 15:05:00 +01:00", "en", MOMENT),
    ("10 Nov 2026 14:05 UT", "en", MOMENT),
    ("Tue, 10 Nov 26 14:05:00 Z", "en", MOMENT),
    ("Tue, 10 Nov 2026 09:05:00 EST", "en", MOMENT),
    ("Tue, 10 Nov 2026 07:05:00 PDT", "en", MOMENT),
    ("Tue, 10 Nov 2026 15:05:00 CET", "en", MOMENT),
    ("Tue, 10 Nov 2026 17:05:00 MSK", "en", MOMENT),
    ("Tues., 10 November 2026 14:05:00 GMT", "en", MOMENT),
    ("Tue, 10 Nov 2026 14:05:00 +0000 (Coordinated Universal Time)", "en", MOMENT),
    ("Tue Nov 10 14:05:00 +0000 2026", "en", MOMENT),
    ("Tue Nov 10 14:05:00 UTC 2026", "en", MOMENT),
    ("Tue, 10 Nov 2026 24:00:00 GMT", "en", "2026-11-11 00:00:00"),
    ("Tue, 10 Nov 2026 14:05:60 GMT", "en", "2026-11-10 14:06:00"),
    ("10-Nov-2026 14:05:00 GMT", "en", MOMENT),
    # ISO 8601 in its forms
    ("2026-11-10T14:05:00Z", "und", MOMENT),
    ("2026-11-10T14:05:00.123456789Z", "und", MOMENT),
    ("2026-11-10T14:05:00,5+00:00", "und", MOMENT),
    ("2026-11-10T17:35:00+0330", "fa", MOMENT),
    ("2026-11-10T12:05:00−02:00", "und", MOMENT),
    ("2026-11-10 14:05:00+00", "und", MOMENT),
    ("2026-11-10T14:05Z", "und", MOMENT),
    ("2026-11-10T14:05:00Z[Etc/UTC]", "und", MOMENT),
    ("20261110T140500Z", "und", MOMENT),
    ("20261110T1405+0000", "und", MOMENT),
    ("20261110T150500+0100", "und", MOMENT),
    ("2026-W46-2T14:05:00Z", "und", MOMENT),
    ("2026W462", "und", DAY),
    ("2026-314", "und", DAY),
    ("2026-11-10T24:00:00Z", "und", "2026-11-11 00:00:00"),
    ("2026-11-10", "und", DAY),
    ("20261110", "und", DAY),
    ("20261110140500", "und", MOMENT),
    # Unix time
    ("1794319500", "und", MOMENT),
    ("1794319500000", "und", MOMENT),
    ("1794319500.123", "und", MOMENT),
    # offsets
    ("10 Nov 2026 18:35 GMT+4:30", "en", MOMENT),
    ("10 Nov 2026 17:05 UTC+03", "en", MOMENT),
    ("10 Nov 2026 (UTC+3) 17:05", "en", MOMENT),
    ("10.11.2026 11:05 -0300", "pt", MOMENT),
    # Jalali
    ("۱۴۰۵/۰۸/۱۹", "fa", DAY),
    ("1405-08-19 14:05", "fa", MOMENT),
    ("۱۹ آبان ۱۴۰۵ - ۱۴:۰۵", "fa", MOMENT),
    ("سه‌شنبه ۱۹ آبان ۱۴۰۵ ساعت ۱۴:۰۵", "fa", MOMENT),
    ("سه شنبه، ۱۹ آبان ۱۴۰۵", "und", DAY),
    ("۱۹ عقرب ۱۴۰۵", "fa", DAY),
    ("۱۰ نوامبر ۲۰۲۶", "fa", DAY),
    ("۱۹ آبان ۱۴۰۵ ۰۲:۰۵ ب.ظ", "fa", MOMENT),
    # Arabic
    ("10 نوفمبر 2026", "ar", DAY),
    ("١٠ نوفمبر ٢٠٢٦ ١٤:٠٥", "ar", MOMENT),
    ("10 تشرين الثاني 2026", "ar", DAY),
    ("10 تشرين الثاني / نوفمبر 2026", "ar", DAY),
    ("10 نونبر 2026", "ar", DAY),
    ("الثلاثاء 10 نوفمبر 2026 - 2:05 م", "ar", MOMENT),
    ("الثلاثاء، 10 نوفمبر 2026، 2:05 مساءً", "ar", MOMENT),
    ("10 نوفمبر 2026 - 14:05 بتوقيت غرينتش", "ar", MOMENT),
    ("10 كانون الثاني 2026", "ar", "2026-01-10"),
    ("10 أوت 2026", "ar", "2026-08-10"),
    ("29 جمادى الأولى 1448 هـ", "ar", DAY),
    ("الثلاثاء 29 جمادى الأولى 1448هـ - 10 نوفمبر 2026م", "ar", DAY),
    ("1448/05/29", "ar", DAY),
    # East Asia
    ("2026年11月10日 14:05", "zh", MOMENT),
    ("2026年11月10日下午2:05", "zh", MOMENT),
    ("2026年11月10日 上午12:05", "zh", "2026-11-10 00:05:00"),
    ("2026-11-10 22:05 北京时间", "zh", MOMENT),
    ("2026年11月10日 14時05分", "ja", MOMENT),
    ("2026年11月10日(火) 23:05 JST", "ja", MOMENT),
    ("令和8年11月10日", "ja", DAY),
    ("２０２６年１１月１０日", "ja", DAY),
    ("民國115年11月10日", "zh-TW", DAY),
    ("2026. 11. 10.", "ko", DAY),
    ("2026년 11월 10일 오후 2:05", "ko", MOMENT),
    ("2026년 11월 10일 오후 2시 5분", "ko", MOMENT),
    ("10 พฤศจิกายน 2569", "th", DAY),
    ("10 พ.ย. 2569 14:05", "th", MOMENT),
    ("10 tháng 11, 2026", "vi", DAY),
    ("10 नवंबर 2026", "hi", DAY),
    ("১০ নভেম্বর ২০২৬", "bn", DAY),
    # Cyrillic
    ("10 ноября 2026 г., 14:05", "ru", MOMENT),
    ("10 ноября 2026, 17:05 МСК", "ru", MOMENT),
    ("17:05 мск, 10.11.2026", "ru", MOMENT),
    ("Вторник, 10 нояб. 2026", "ru", DAY),
    ("10 листопада 2026 р., 14:05", "uk", MOMENT),
    ("10 лістапада 2026", "be", DAY),
    ("10. новембар 2026.", "sr", DAY),
    ("10 ноември 2026 г.", "bg", DAY),
    # Latin script
    ("10 nëntor 2026", "sq", DAY),
    ("e martë, 10 Nëntor 2026 14:05", "sq", MOMENT),
    ("10 Nentor 2026", "sq", DAY),
    ("10 Kasım 2026 Salı 14:05", "tr", MOMENT),
    ("10 KASIM 2026", "tr", DAY),
    ("10. November 2026, 14:05 Uhr", "de", MOMENT),
    ("Di., 10. Nov. 2026, 14.05 Uhr", "de", MOMENT),
    ("10. März 2026", "de", "2026-03-10"),
    ("10 novembre 2026 à 14h05", "fr", MOMENT),
    ("mardi 10 novembre 2026 à 14 h 05", "fr", MOMENT),
    ("1er novembre 2026", "fr", "2026-11-01"),
    ("10 août 2026", "fr", "2026-08-10"),
    ("10 de noviembre de 2026", "es", DAY),
    ("martes, 10 de noviembre de 2026, 14:05 h", "es", MOMENT),
    ("10 ago 26", "es", "2026-08-10"),
    ("10 de novembro de 2026 às 14h05", "pt", MOMENT),
    ("martedì 10 novembre 2026 ore 14:05", "it", MOMENT),
    ("mar 10 nov 2026", "it", DAY),
    ("10 listopada 2026", "pl", DAY),
    ("10. listopada 2026.", "hr", "2026-10-10"),
    ("10. listopadu 2026", "cs", DAY),
    ("2026. november 10.", "hu", DAY),
    ("2026 m. lapkričio 10 d.", "lt", DAY),
    ("2026. gada 10. novembris", "lv", DAY),
    ("10. marraskuuta 2026 klo 14.05", "fi", MOMENT),
    ("10. november 2026 kl. 14.05", "da", MOMENT),
    ("10 Νοεμβρίου 2026", "el", DAY),
    ("10 בנובמבר 2026", "he", DAY),
    ("10 noyabr 2026", "az", DAY),
    ("10 ნოემბერი 2026", "ka", DAY),
    ("10 November 2026 14.05 WIB", "id", "2026-11-10 07:05:00"),
    ("November 10, 2026, 2:05 p.m. GMT", "en", MOMENT),
    ("Nov. 10th, 2026 at 2:05 PM", "en", MOMENT),
    ("Tuesday, November 10, 2026 - 9:05am EST", "en", MOMENT),
    ("3 pm, 10 November 2026", "en", "2026-11-10 15:00:00"),
    ("2026 Nov 10", "en", DAY),
    ("Sept 5, 2026", "en", "2026-09-05"),
    # numbers
    ("10.11.2026", "de", DAY),
    ("10.11.2026", "en", DAY),
    ("10.11.26", "de", DAY),
    ("10.11.2026 14:05", "und", MOMENT),
    ("10. 11. 2026", "sk", DAY),
    ("14:05 - 10.11.2026", "ru", MOMENT),
    ("10/11/2026", "fr", DAY),
    ("10/11/2026", "en-GB", DAY),
    ("11/10/2026", "en-US", DAY),
    ("11/24/2025", "en", "2025-11-24"),
    ("24/11/2025 14:05", "en", "2025-11-24 14:05:00"),
    ("10/10/2026", "en", "2026-10-10"),
    ("2026/11/10 14:05:00", "und", MOMENT),
    ("2026:11:10 14:05:00", "und", MOMENT),
    ("10-11-2026 14:05", "es", MOMENT),
    ("11.24.2025", "und", "2025-11-24"),
    ("11/24/25 9:05 AM EST", "en", "2025-11-24 14:05:00"),
    # what cannot be known
    ("10/11/2026", "en", UNKNOWN),
    ("10/11/2026", "und", UNKNOWN),
    ("10/11/26", "fr", UNKNOWN),
    ("10 listopada 2026", "und", UNKNOWN),
    ("10-12 November 2026", "en", UNKNOWN),
    ("10 November", "en", UNKNOWN),
    ("2 hours ago", "en", UNKNOWN),
    ("vor 3 Stunden", "de", UNKNOWN),
    ("gestern, 14:05", "de", UNKNOWN),
    ("دیروز", "fa", UNKNOWN),
    ("2026", "en", UNKNOWN),
    ("31 February 2026", "en", UNKNOWN),
    ("2026-13-45", "und", UNKNOWN),
    ("Tue, 10 Nov 2026 25:61:00 GMT", "en", UNKNOWN),
    ("", "und", UNKNOWN),
    ("n/a", "und", UNKNOWN),
    ("12345678901", "und", UNKNOWN),
    # what is absurd
    ("Thu, 01 Jan 1970 00:00:00 GMT", "en", UNKNOWN),
    ("1970-01-01T00:00:00Z", "und", UNKNOWN),
    ("0001-01-01T00:00:00Z", "und", UNKNOWN),
    ("-0001-11-30T00:00:00+00:00", "und", UNKNOWN),
    ("2027-11-10T00:00:00Z", "und", UNKNOWN),
    ("Sat, 10 Nov 2096 14:05:00 GMT", "en", UNKNOWN),
    ("9999-12-31T23:59:59Z", "und", UNKNOWN),
]


@pytest.mark.parametrize(("raw", "language", "meaning"), SPELLINGS)
def test_a_spelling_means_one_moment_or_is_unknown(raw: str, language: str, meaning: str):
    moment = read_date(raw, seen=SEEN, language=language)

    assert moment.raw == raw
    if meaning == UNKNOWN:
        assert (moment.at, moment.precise) == (None, "none")
        assert moment.note
    elif len(meaning) == len(DAY):
        assert moment.at == datetime.fromisoformat(f"{meaning} 00:00:00+00:00")
        assert moment.precise == "day"
    else:
        assert moment.at == datetime.fromisoformat(f"{meaning}+00:00")
        assert moment.precise == "second"


@pytest.mark.parametrize(
    ("raw", "language", "note"),
    [
        ("10 Nov 2026 14:05", "en", "no zone given: UTC"),
        ("۱۹ آبان ۱۴۰۵ - ۱۴:۰۵", "fa", "no zone given: UTC"),
        ("29 جمادى الأولى 1448", "ar", "tabular Hijri calendar: may be a day off"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", "en", "absurd: the year 1970 is before 1990"),
        ("2027-11-10", "und", "absurd: 2027-11-10 lies in the future"),
        ("10/11/2026", "en", "day or month first? 10/11 can be read both ways"),
        ("10 November", "en", "no year is given"),
        ("November 2026", "en", "no day is given"),
        ("2026", "en", "only a year is given"),
        ("10 Nov 2026 14:05 IST", "en", "unknown zone IST; no zone given: UTC"),
        ("10 Nov 2026 14:05 +9900", "en", "impossible offset +9900; no zone given: UTC"),
        ("31 Feb 2026", "en", "no such day: 2026-02-31"),
        (
            "10 listopada 2026",
            "und",
            "the month's name means different months in different languages",
        ),
        ("2 hours ago", "en", "a time relative to now, not a date"),
        ("دیروز", "fa", "a time relative to now, not a date"),
        ("10/11/12", "en", "the year has two digits: which number it is cannot be told"),
        ("", "en", "no date given"),
    ],
)
def test_the_note_says_what_was_assumed_or_why_it_is_unknown(raw: str, language: str, note: str):
    assert read_date(raw, seen=SEEN, language=language).note == note


@pytest.mark.parametrize("raw", ["November 2026", "novembre 2026", "2026-11", "2026年11月"])
def test_a_month_alone_is_a_month(raw: str):
    moment = read_date(raw, seen=SEEN, language="fr")

    assert (moment.at, moment.precise) == (datetime(2026, 11, 1, tzinfo=UTC), "month")


def test_two_days_ahead_may_be_a_zone_but_three_are_a_mistake():
    ahead = read_date("2026-11-22T11:59:00Z", seen=SEEN)
    too_far = read_date("2026-11-22T12:01:00Z", seen=SEEN)

    assert ahead.at is not None
    assert too_far.at is None


def test_a_huge_date_is_cut_and_answered():
    moment = read_date("9" * 1_000_000, seen=SEEN)

    assert moment.at is None
    assert len(moment.raw) == 200


@settings(max_examples=100)
@given(st.text(max_size=250), st.sampled_from(["und", "en", "fa", "ar", "th", "no-such", ""]))
@example("\ud800 10 Nov 2026", "en")
@example("10 𐩀 Nov 2026", "en")
@example("²026-11-1⁰", "und")
@example("2026-W60-1", "und")
@example("令和9999年11月10日", "ja")
def test_no_text_makes_it_fail(raw: str, language: str):
    moment = read_date(raw, seen=SEEN, language=language)

    moment.raw.encode()
    assert (moment.at is None) == (moment.precise == "none")


_PARTS = st.lists(
    st.sampled_from(
        "10 11 2026 1405 1448 99 00 : / - . T Z + , am pm م ص Nov آبان نوفمبر 年 月 日 г. de W "
        "UTC+3 +01:00 14:05 24:00 th 令和 0".split()
    ),
    max_size=12,
)


@settings(max_examples=100)
@given(_PARTS, st.sampled_from(["", " "]))
def test_no_shuffled_date_makes_it_fail_or_lands_outside_reason(parts: list[str], gap: str):
    moment = read_date(gap.join(parts), seen=SEEN)

    assert moment.at is None or datetime(1989, 12, 31, tzinfo=UTC) <= moment.at <= SEEN + timedelta(
        days=2
    )


@settings(max_examples=100)
@given(
    st.datetimes(datetime(1990, 1, 2), datetime(2026, 11, 20)),  # noqa: DTZ001 - a zone is added
    st.integers(-14 * 60, 14 * 60),
)
def test_iso_and_rfc_dates_come_back_as_they_were(local: datetime, minutes: int):
    moment = (local - timedelta(minutes=minutes)).replace(microsecond=0, tzinfo=UTC)
    sign = "-" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    local = local.replace(microsecond=0)
    iso = f"{local.isoformat()}{sign}{hours:02}:{rest:02}"
    rfc = f"{local:%a, %d %b %Y %H:%M:%S} {sign}{hours:02}{rest:02}"

    late = SEEN + timedelta(days=2)
    assert read_date(iso, seen=late).at == moment
    assert read_date(rfc, seen=late).at == moment


@pytest.mark.parametrize(
    ("year", "month", "day", "expected"),
    [
        (1357, 11, 22, date(1979, 2, 11)),
        (1399, 12, 30, date(2021, 3, 20)),
        (1400, 1, 1, date(2021, 3, 21)),
        (1403, 12, 30, date(2025, 3, 20)),
        (1404, 1, 1, date(2025, 3, 21)),
        (1405, 8, 19, date(2026, 11, 10)),
        (1408, 12, 30, date(2030, 3, 20)),
    ],
)
def test_jalali_days_fall_where_irans_calendar_has_them(year, month, day, expected):
    assert calendars.from_jalali(year, month, day) == expected


def test_a_jalali_year_has_its_days_one_after_the_other():
    lengths = [31] * 6 + [30] * 5 + [29]
    year = [(month, day) for month, days in enumerate(lengths, 1) for day in range(1, days + 1)]

    dates = [calendars.from_jalali(1404, month, day) for month, day in year]

    assert [after - before for before, after in pairwise(dates)] == [timedelta(days=1)] * 364
    assert calendars.from_jalali(1405, 1, 1) == dates[-1] + timedelta(days=1)


@pytest.mark.parametrize(
    ("year", "month", "day", "expected"),
    [(1445, 9, 1, date(2024, 3, 11)), (1448, 1, 1, date(2026, 6, 17))],
)
def test_hijri_days_follow_the_tabular_calendar(year, month, day, expected):
    assert calendars.from_hijri(year, month, day) == expected


@pytest.mark.parametrize("day", [(1404, 12, 30), (1405, 13, 1), (1405, 7, 31), (99, 1, 1)])
def test_a_day_that_a_calendar_does_not_have_is_refused(day):
    with pytest.raises(ValueError, match="no such"):
        calendars.from_jalali(*day)
