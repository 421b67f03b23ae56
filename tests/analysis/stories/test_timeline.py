"""Which moments are but dates, and how many documents are as close."""

from datetime import UTC, datetime
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from coranto.analysis.stories.timeline import Timeline

NINE = int(datetime(2026, 11, 9, 9, tzinfo=UTC).timestamp())
MIDNIGHT = NINE - 9 * 3600
DAY = 86_400


class Moment(NamedTuple):
    second: int
    source_id: str = "gull"
    dated: bool = True


def timeline_of(*moments):
    timeline = Timeline(10 * DAY)
    for moment in moments:
        timeline.add(moment)
    return timeline


def test_midnight_of_a_source_that_knows_no_other_hour_is_but_a_date():
    assert not timeline_of().has_time(Moment(MIDNIGHT))
    assert not timeline_of(Moment(MIDNIGHT)).has_time(Moment(MIDNIGHT + DAY))
    assert timeline_of(Moment(NINE + 60)).has_time(Moment(MIDNIGHT))


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
