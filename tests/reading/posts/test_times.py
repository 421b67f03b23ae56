"""When posts were written, in the forms that exports use."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.reading.posts.times import parse_post_time

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


@given(st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001
def test_iso_and_seconds_agree(at):
    at = at.replace(tzinfo=UTC, microsecond=0)

    assert parse_post_time(at.isoformat()) == parse_post_time(str(int(at.timestamp())))


@given(st.text(max_size=40))
def test_nothing_a_stranger_writes_is_an_error(written):
    assert parse_post_time(written) is None or isinstance(parse_post_time(written), int)
