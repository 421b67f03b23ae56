"""Which pairs a clock may have made, as SQL."""

import duckdb
import pytest

from coranto.analysis.networks.clock_grids import DAY, SECOND, ClockGrid
from coranto.steps.networks.clocks import ClockReport, FileClock, WrittenGrain, sure_sql

HOUR = 3_600 * SECOND


def grid(step, offset=0, share=1.0):
    return ClockGrid(step=step, offset=offset, share=share)


def is_sure(grids, *, window, older, younger):
    condition = sure_sql(grids, window=window, older=str(older), younger=str(younger))
    return duckdb.sql(f"SELECT {condition}").fetchall()[0][0]


@pytest.mark.parametrize(
    ("grids", "window", "older", "younger", "expected"),
    [
        ([], 10, DAY, DAY, True),
        ([grid(HOUR)], 10, 7 * HOUR, 7 * HOUR, False),
        ([grid(HOUR)], 10, 7 * HOUR, 7 * HOUR + SECOND, True),
        ([grid(HOUR)], 10, 7 * HOUR + 1, 7 * HOUR + 1, True),
        ([grid(HOUR)], 3_600, 7 * HOUR, 7 * HOUR, True),
        ([grid(DAY, 5 * HOUR)], 10, DAY + 5 * HOUR, DAY + 5 * HOUR, False),
        # A grid within the window does not hide one beyond it.
        ([grid(HOUR), grid(5 * SECOND)], 10, 7 * HOUR, 7 * HOUR, False),
        ([grid(HOUR), grid(60 * SECOND)], 10, 60 * SECOND, 60 * SECOND, False),
    ],
)
def test_two_posts_at_one_place_of_a_grid_wider_than_the_window_are_not_sure(
    grids, window, older, younger, expected
):
    assert is_sure(grids, window=window, older=older, younger=younger) is expected


def file_clock(*grains, posts=100, grids=()):
    return FileClock(file="a.csv", posts=posts, grains=grains, grids=grids)


def test_the_resolution_is_that_of_nearly_all_posts():
    day = WrittenGrain(grain=DAY, posts=95, example="2025-10-09")
    minute = WrittenGrain(grain=60 * SECOND, posts=50, example="2025-10-09 12:00")

    assert file_clock(day).resolution == DAY
    assert file_clock(minute).resolution == SECOND
    assert file_clock(minute, grids=(grid(HOUR, share=0.93),)).resolution == HOUR


def test_warnings_say_what_a_window_cannot_tell():
    day = WrittenGrain(grain=DAY, posts=30, example="2025-10-09")
    clocks = ClockReport(files=(file_clock(day), file_clock(grids=(grid(HOUR),))))

    left_out, too_fine = clocks.warnings(10)

    assert "30 of 100 posts have a time that is written to a day, as in 2025-10-09" in left_out
    assert "--window 86400 or more" in left_out
    assert "the times are known to an hour: a window of 10 seconds is finer" in too_fine
    assert "--window 3600 or more" in too_fine
    assert clocks.warnings(86_400) == []
