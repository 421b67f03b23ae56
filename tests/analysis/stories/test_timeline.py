"""Which moments are but dates, and how many documents are as close."""

from datetime import UTC, datetime
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.analysis.stories.timeline import Timeline, read_moment
from coranto.model import Document

NINE = int(datetime(2026, 11, 9, 9, tzinfo=UTC).timestamp())
MIDNIGHT = NINE - 9 * 3600
DAY = 86_400


class Moment(NamedTuple):
    second: int
    source_id: str = "gull"
    dated: bool = True
    utc_offset: int = 0


def timeline_of(*moments):
    timeline = Timeline(10 * DAY)
    for moment in moments:
        timeline.add(moment)
    return timeline


def test_midnight_of_a_source_that_knows_no_other_hour_is_but_a_date():
    assert not timeline_of().has_time(Moment(MIDNIGHT))
    assert not timeline_of(Moment(MIDNIGHT)).has_time(Moment(MIDNIGHT + DAY))
    assert timeline_of(Moment(NINE + 60)).has_time(Moment(MIDNIGHT))


def test_midnight_is_that_of_the_clock_by_which_the_date_is_written():
    """A time of day may be midnight in UTC, and midnight another hour in UTC."""
    in_denver = Moment(MIDNIGHT, utc_offset=-7 * 3600)
    in_athens = Moment(MIDNIGHT - 2 * 3600, utc_offset=2 * 3600)

    assert timeline_of(in_denver).has_time(in_denver)
    assert not timeline_of(in_athens).has_time(in_athens)


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("2026-11-09T17:00:00-07:00", -7),
        ("Mon, 09 Nov 2026 17:00:00 +0530", 5.5),
        ("2026-11-09T17:00:00Z", 0),
        ("09-11-2026", 0),
        ("9 Nov 2026 17:00 EST", 0),
    ],
)
def test_the_zone_is_read_from_the_date_as_written(written, hours):
    at = datetime(2026, 11, 9, tzinfo=UTC)
    document = Document(
        id="one", version=1, source_id="gull", kind="article", key="one", url="", title="Ferry",
        text="", language="en", published=at, published_raw=written, seen=at,
    )  # fmt: skip

    moment = read_moment(document)

    assert (moment.second, moment.utc_offset) == (int(at.timestamp()), hours * 3600)


def test_midnights_of_another_time_zone_are_dates_too():
    """23:00 in UTC is midnight in Paris in winter; 22:00 is in summer."""
    evenings = [Moment(MIDNIGHT + 23 * 3600 + day * DAY) for day in range(6)]
    summer = Moment(MIDNIGHT + 22 * 3600 - 90 * DAY)

    assert not timeline_of(*evenings).has_time(summer)


def test_a_source_that_publishes_on_the_hour_has_times():
    hours = [Moment(MIDNIGHT + hour * 3600) for hour in (6, 9, 12, 15, 18)]

    assert timeline_of(*hours).has_time(Moment(MIDNIGHT + 12 * 3600))


def test_without_a_time_all_documents_of_the_window_are_as_close():
    near, far = Moment(NINE + 600, "tern"), Moment(NINE + 6 * DAY, "tern")
    timeline = timeline_of(near, far)

    timed = timeline.expected_as_close(Moment(NINE), near, [near])
    undated = timeline.expected_as_close(Moment(NINE, dated=False), near, [near])

    assert timed < 1 < undated


@given(st.lists(st.integers(0, 20 * DAY), max_size=30))
def test_what_was_added_can_be_forgotten(seconds):
    timeline = timeline_of()
    moments = [Moment(second) for second in seconds]
    before = timeline.expected_as_close(Moment(NINE), Moment(NINE + 60), [])

    for moment in moments:
        timeline.add(moment)
    timeline.forget(sorted(moments))

    assert timeline.expected_as_close(Moment(NINE), Moment(NINE + 60), []) == before
