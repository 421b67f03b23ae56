"""When a feed or a page is visited again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.model import Entry
from coranto.reading import schedule

NOW = datetime(2026, 11, 12, 8, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def entry(**fields: str) -> Entry:
    return Entry(key="k", url="https://gull.example/1", title="Twelve boats", **fields)


@pytest.mark.parametrize(
    ("failures", "wait"),
    [(1, 30 * MINUTE), (2, HOUR), (3, 2 * HOUR), (6, 16 * HOUR), (7, 20 * HOUR), (5000, 20 * HOUR)],
)
def test_a_failing_feed_waits_twice_as_long_each_time_and_never_misses_a_daily_run(failures, wait):
    assert schedule.next_feed_attempt(failures, NOW, retry_after=None) == NOW + wait


@pytest.mark.parametrize(
    ("asked_seconds", "wait"),
    [(0.0, 30 * MINUTE), (60.0, 30 * MINUTE), (7200.0, 2 * HOUR), (999_999_999_999.0, 20 * HOUR)],
)
def test_a_site_can_ask_for_a_longer_wait_but_not_a_shorter_one_or_more_than_a_day(
    asked_seconds, wait
):
    assert schedule.next_feed_attempt(1, NOW, retry_after=asked_seconds) == NOW + wait


@given(
    failures=st.integers(min_value=1, max_value=100_000),
    retry_after=st.none() | st.floats(min_value=0, max_value=999_999_999_999),
)
def test_a_feed_is_tried_again_after_half_an_hour_to_a_day(failures, retry_after):
    again = schedule.next_feed_attempt(failures, NOW, retry_after=retry_after)

    assert 30 * MINUTE <= again - NOW <= schedule.MAX_PLAUSIBLE_WAIT


def test_a_page_is_tried_three_times_in_all():
    tries = [schedule.next_page_attempt("timed out", attempts, NOW) for attempts in (0, 1, 2)]

    assert tries == [NOW + 30 * MINUTE, NOW + HOUR, None]


@pytest.mark.parametrize("reason", sorted(schedule.FINAL_REASONS))
def test_a_page_whose_failure_will_not_heal_is_never_tried_again(reason):
    assert schedule.next_page_attempt(reason, 0, NOW) is None


@pytest.mark.parametrize(
    "reason", ["no connection", "timed out", "server error", "too many requests", "truncated"]
)
def test_a_failure_that_may_pass_is_tried_again(reason):
    assert schedule.next_page_attempt(reason, 0, NOW) is not None


def test_a_page_is_checked_daily_for_three_days_and_for_four_weeks_once_cited():
    """Twenty hours, so that a run at the same hour every day finds it due."""
    times = schedule.next_page_check(NOW)

    assert (times.at, times.again) == (NOW, NOW + 20 * HOUR)
    assert (times.since, times.cited) == (NOW - 3 * DAY, NOW - 28 * DAY)


@pytest.mark.parametrize(
    ("fields", "is_wanted"),
    [
        ({}, True),
        ({"published_raw": "sometime in spring"}, True),
        ({"published_raw": "2026-10-13T08:00:00Z"}, True),
        ({"published_raw": "2026-10-13T07:59:59Z"}, False),
        # An old article that was updated lately is news again.
        ({"published_raw": "2020-01-01", "updated_raw": "2026-11-11"}, True),
        ({"published_raw": "2026-11-11", "kind": "post"}, False),
    ],
)
def test_pages_are_wanted_of_articles_that_are_not_a_month_old(fields, is_wanted):
    assert schedule.is_page_wanted(entry(**fields), seen_at=NOW) == is_wanted


@pytest.mark.parametrize(
    ("reasons", "is_outage"),
    [
        (["no connection", "timed out", "no connection"], True),
        (["no connection", "timed out", None], False),
        (["no connection", "timed out", "no such host"], False),
        (["no connection", "no connection"], False),
        ([], False),
    ],
)
def test_our_own_network_is_down_when_three_feeds_or_more_and_all_are_unreachable(
    reasons, is_outage
):
    assert schedule.is_own_outage(reasons) == is_outage
