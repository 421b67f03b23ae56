"""When posts were written, in the forms that exports use."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.reading.posts import date_orders
from coranto.reading.posts.times import (
    BEFORE_1990,
    DAY,
    DAY_OR_MONTH,
    GRAINS,
    HOUR,
    MINUTE,
    NO_DATE,
    PACKING,
    SECOND,
    TIME_PROBLEMS,
    UNKNOWN_ZONE,
    UNREADABLE,
    PostTime,
    parse_post_time,
    read_post_time,
    time_form_problem,
    time_packer,
)

NOON = 1_760_011_200_000_000  # 2025-10-09 12:00 UTC


@pytest.mark.parametrize(
    "written",
    [
        "1760011200",
        "1760011200.0",
        "1760011200000",
        "1760011200000000",
        "1760011200000000000",
        "1.7600112e9",
        "2025-10-09T12:00:00Z",
        "2025-10-09 12:00:00",
        "2025-10-09 12:00:00 UTC",
        "2025-10-09 08:00:00 EDT",
        "2025-10-09T14:00:00.000+02:00",
        "2025-10-09T12:00:00+0000",
        "20251009T120000Z",
        "Thu Oct 09 12:00:00 +0000 2025",
        "Thu, 09 Oct 2025 12:00:00 GMT",
        " 1760011200 ",
        "1,760011200E+09",
        "20251009120000",
        "45939.5",
        "45939,5",
        "45939.500002",
        "Thu, 09 Oct 2025 14:00:00 CEST",
        "Thu, 09 Oct 2025 07:00:00 CDT",
        "Thu, 9 Oct 2025 12:00:00 PM",
        "9.10.2025 12:00:00",
        "2025/10/9 12:00:00 p.m.",
        "Oct 9, 2025, 8:00:00 AM EDT",
        "October 9, 2025 at 12:00:00 PM",
        "Thu Oct  9 12:00:00 2025",
        "Thu Oct 09 15:00:00 MSK 2025",
    ],
)
def test_every_usual_form_is_read(written):
    assert parse_post_time(written) == NOON


@pytest.mark.parametrize(
    "written",
    ["", "soon", "2025-13-01", "9" * 30, "1e99", "nan", "12:00", "2025-10-09T99:00", "-1", "-5.5"],
)
def test_what_is_no_time_is_none(written):
    assert parse_post_time(written) is None


def test_parts_of_seconds_stay():
    assert parse_post_time("2025-10-09T12:00:00.25Z") == NOON + 250_000
    assert parse_post_time("1760011200.25") == NOON + 250_000


@given(st.datetimes(min_value=datetime(1990, 1, 2), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001
def test_iso_and_seconds_agree(at):
    at = at.replace(tzinfo=UTC, microsecond=0)

    assert parse_post_time(at.isoformat()) == parse_post_time(str(int(at.timestamp())))


@given(st.text(max_size=40))
def test_nothing_a_stranger_writes_is_an_error(written):
    assert parse_post_time(written) is None or isinstance(parse_post_time(written), int)


@pytest.mark.parametrize(
    ("written", "grain"),
    [
        ("2025-10-09", DAY),
        ("20251009", DAY),
        ("9 Oct 2025", DAY),
        ("45939", DAY),
        ("4.5939E+04", DAY),
        ("2025-10-09 12", HOUR),
        ("2025-10-09T12:00", MINUTE),
        ("202510091200", MINUTE),
        ("9.10.2025 12:00", MINUTE),
        ("1.76001E+12", 10_000 * SECOND),
        ("1.76001E+09", 10_000 * SECOND),
        ("1.760011200E+09", 0),
        ("45939.52", DAY // 100),
        ("45939.5001", DAY // 10_000),
        ("45939.50002", 0),
        ("2025-10-09T12:00:00Z", 0),
        ("1760011200", 0),
    ],
)
def test_how_exactly_a_time_is_written_is_known(written, grain):
    time = read_post_time(written)

    assert isinstance(time, PostTime)
    assert time.grain == grain
    assert abs(time.moment - NOON) <= max(grain, 1_730 * SECOND)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("soon", UNREADABLE),
        ("2025-10-09 12:00:00 PM and more", UNREADABLE),
        ("2025-10-09 13:00:00 PM", UNREADABLE),
        ("0", BEFORE_1990),
        ("1760011", BEFORE_1990),
        ("1969-12-31T23:59:59Z", BEFORE_1990),
        ("12:00:04", NO_DATE),
        ("9:00 AM", NO_DATE),
        ("Thu, 09 Oct 2025 12:00:00 IST", UNKNOWN_ZONE),
        ("2025-10-09 12:00:00 CST", UNKNOWN_ZONE),
        ("Thu Oct 09 12:00:00 CST 2025", UNKNOWN_ZONE),
        ("10/9/2025 12:00:00 PM", DAY_OR_MONTH),
    ],
)
def test_what_may_mean_two_times_is_refused_with_the_reason(written, reason):
    assert read_post_time(written) == reason


def test_one_date_tells_how_all_dates_of_a_column_are_written():
    assert date_orders.date_order(["10/9/2025 12:00", "10/13/2025 12:00"]) == "month"
    assert date_orders.date_order(["13/10/2025", "9/10/2025", "soon"]) == "day"
    assert date_orders.date_order(["13/10/2025", "10/13/2025"]) == ""
    assert date_orders.date_order(["9/10/2025"]) == ""

    assert read_post_time("10/9/2025 12:00:00", order="month") == PostTime(NOON)
    assert read_post_time("9/10/2025 12:00:00", order="day") == PostTime(NOON)


@pytest.mark.parametrize(
    ("written", "form", "expected"),
    [
        ("09/10/2025 12:00:00", "%d/%m/%Y %H:%M:%S", PostTime(NOON)),
        ("09/10/2025 12:00", "%d/%m/%Y %H:%M", PostTime(NOON, MINUTE)),
        ("09/10/2025", "%d/%m/%Y", PostTime(NOON - 12 * HOUR, DAY)),
        ("09/10/25 08:00:00 AM EDT", "%d/%m/%y %I:%M:%S %p %Z", PostTime(NOON)),
        ("09/10/2025 14:00:00 +0200", "%d/%m/%Y %H:%M:%S %z", PostTime(NOON)),
        ("1760011200000", "milliseconds", PostTime(NOON)),
        ("1.76001E+12", "milliseconds", PostTime(NOON - 1_200 * SECOND, 10_000 * SECOND)),
        ("45939.5", "serial", PostTime(NOON, DAY // 10)),
        ("2025-10-09T12:00:00Z", "%d/%m/%Y", UNREADABLE),
        ("09/10/2025 12:00 IST", "%d/%m/%Y %H:%M %Z", UNKNOWN_ZONE),
        ("9" * 20, "seconds", UNREADABLE),
    ],
)
def test_a_named_form_is_the_only_one_that_is_read(written, form, expected):
    assert time_form_problem(form) == ""
    assert read_post_time(written, form=form) == expected


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("fortnights", "neither a format"),
        ("%d/%m/%Y %I:%M", "%p (AM or PM) is missing"),
        ("%d/%m/%Y %H:%M %p", "needs %I"),
        ("%H:%M", "no date in it"),
        ("%d/%m/%Y %q", "bad directive"),
    ],
)
def test_a_form_that_cannot_be_used_is_refused_in_words(form, words):
    assert words in time_form_problem(form)


@given(st.text(max_size=40) | st.from_regex(r"[0-9./:,eE+ APMTZ-]{1,24}", fullmatch=True))
def test_a_packed_time_says_moment_grain_or_reason(written):
    time = read_post_time(written)

    packed = time_packer()(written)

    if isinstance(time, str):
        assert TIME_PROBLEMS[-1 - packed] == time
    else:
        assert (packed // PACKING, GRAINS[packed % PACKING]) == (time.moment, time.grain)
    assert -(2**63) <= packed < 2**63


@given(st.text(max_size=40), st.text(max_size=12))
def test_no_form_and_no_text_is_an_error(written, form):
    if not time_form_problem(form):
        assert read_post_time(written, form=form)


@pytest.mark.parametrize("unit", ["9", "1,", "12:", "+", "AM ", "Mar ", "9/", " ", "é", "1E+"])
def test_long_texts_cost_nothing(unit):
    assert isinstance(read_post_time(unit * 50_000), str)
    assert isinstance(read_post_time(unit * (100 // len(unit))), str | PostTime)


LATE = 1_795_903_507_000_000  # 2026-11-28 22:05:07 UTC


@pytest.mark.parametrize(
    "written",
    [
        "28/11/2026 10:05:07 p. m.",
        "28/11/2026 10:05:07\u202fp.\u00a0m.",
        "28/11/2026, 10:05:07 μ.μ.",
        "2026-11-28 ۱۰:۰۵:۰۷ ب.ظ",
        "2026-11-28 ۱۰:۰۵:۰۷ بعدازظهر",
        "28/11/2026 \u200f10:05:07 م",
        "2026/11/28 午後10:05:07",
        "2026/11/28 下午 10:05:07",
        "2026-11-28 오후 10:05:07",
        "28/11/2026 10:05:07 หลังเที่ยง",
        "Sat Nov 28 2026 23:05:07 GMT+0100 (Central European Standard Time)",
        "Sun Nov 29 2026 06:05:07 GMT+0800 (中国标准时间)",
        "2026-11-29 01:05:07 UTC+3",
    ],
)
def test_halves_of_the_day_and_zones_as_languages_and_browsers_write_them(written):
    assert parse_post_time(written) == LATE


def test_words_that_mean_no_half_of_the_day_are_not_read():
    for written in ("28/11/2026 10:05:07 Uhr.", "28/11/2026 22:05:07 p. m.", "28/11/2026 10:05 ⅻ"):
        assert read_post_time(written) == UNREADABLE


def test_the_next_midnight_and_leap_seconds_are_read():
    """ISO 8601: 24:00:00 ends a day, and :60 is a leap second."""
    assert parse_post_time("2026-11-28T24:00:00Z") == parse_post_time("2026-11-29T00:00:00Z")
    assert parse_post_time("2016-12-31T23:59:60Z") == parse_post_time("2017-01-01T00:00:00Z")
    for written in ("2026-11-28T24:00:01Z", "2026-11-28T25:00:00Z", "2026-11-28T10:00:61Z"):
        assert read_post_time(written) == UNREADABLE


def test_an_offset_is_that_of_times_whose_zone_is_not_known():
    """A zone that is written, or a number of seconds, stays what it is."""
    kolkata = timezone(timedelta(hours=5, minutes=30))
    noon = parse_post_time("2026-11-28T12:00:00Z")

    for written in ("2026-11-28 17:30:00", "28/11/2026 17:30:00", "2026-11-28 17:30:00 IST",
                    "20261128173000", "2026-11-28 12:00:00Z", str(noon // SECOND)):  # fmt: skip
        assert read_post_time(written, zone=kolkata).moment == noon
    assert read_post_time("Sat Nov 28 10:00:00 CST 2026") == UNKNOWN_ZONE


@given(st.text("0123456789:/-. apmμب.ظ午後م۰۱", max_size=100))
def test_any_text_with_halves_of_the_day_is_a_time_or_a_reason(text):
    assert isinstance(read_post_time(text), PostTime) or read_post_time(text) in TIME_PROBLEMS
