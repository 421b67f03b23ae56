"""How exactly moments are known, from the moments alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.analysis.networks.clock_grids import (
    DAY,
    SECOND,
    clock_resolution,
    describe_step,
    find_clock_grids,
)

BEGIN = 1_760_011_207  #: a moment on no grid


def moments(*seconds):
    return np.array([round(second * SECOND) for second in seconds], dtype=np.int64)


def at_random(count, seed=3):
    return BEGIN + np.random.default_rng(seed).integers(0, 14 * 86_400, count)


@pytest.mark.parametrize("step", [86_400, 3_600, 900, 600, 60, 10_000, 864, 86.4, 128, 77])
def test_cut_moments_have_the_resolution_of_the_cut(step):
    cut = moments(*(at_random(300) // step * step))

    grids = find_clock_grids(cut)

    assert clock_resolution(grids) == step * SECOND
    assert all(grid.step <= step * SECOND for grid in grids)


@pytest.mark.parametrize("zone", [0, 3.5 * 3_600, -8 * 3_600, 5.75 * 3_600])
def test_midnights_of_any_zone_are_days(zone):
    midnights = moments(*((at_random(300) + zone) // 86_400 * 86_400 - zone))

    assert clock_resolution(find_clock_grids(midnights)) == DAY


def test_midnights_with_and_without_summer_time_are_days():
    at = at_random(300)
    shift = np.where(np.arange(300) % 2, 3_600, 7_200)

    grids = find_clock_grids(moments(*((at + shift) // 86_400 * 86_400 - shift)))

    assert clock_resolution(grids) == DAY
    offsets = {grid.offset for grid in grids if grid.step == DAY}
    assert offsets == {DAY - hours * 3_600 * SECOND for hours in (1, 2)}


def test_a_part_that_was_cut_is_a_grid_but_not_the_resolution():
    at = at_random(300)
    half = np.where(np.arange(300) % 3, at, at // 86_400 * 86_400)

    grids = find_clock_grids(moments(*half))

    assert grids[0].step == DAY
    assert grids[0].share == pytest.approx(1 / 3)
    assert clock_resolution(grids) == 0


def test_the_posts_of_one_day_at_its_midnight_are_cut():
    assert clock_resolution(find_clock_grids(moments(*[1_759_968_000] * 8))) == DAY


def test_days_that_stand_at_their_last_second_are_cut():
    ends = [1_759_968_000 + day * 86_400 - 1 for day in (1, 2, 3)]

    assert clock_resolution(find_clock_grids(moments(*ends * 9))) == DAY


def test_a_crowd_at_one_second_is_no_grid():
    assert find_clock_grids(moments(*[BEGIN] * 1_000)) == []


@given(st.integers(0, 10_000))
def test_moments_at_random_are_exact(seed):
    grids = find_clock_grids(moments(*at_random(200, seed)))

    assert clock_resolution(grids) == 0


@given(st.lists(st.integers(-(2**55), 2**55), max_size=40))
def test_any_moments_have_some_resolution(values):
    grids = find_clock_grids(np.array(values, dtype=np.int64))

    for grid in grids:
        assert 0 <= grid.offset < grid.step
        assert 0 < grid.share <= 1


def test_steps_are_named():
    assert [describe_step(seconds * SECOND) for seconds in (1, 60, 3_600, 86_400, 864, 10_000)] == [
        "a second", "a minute", "an hour", "a day", "864 seconds", "10,000 seconds",
    ]  # fmt: skip
