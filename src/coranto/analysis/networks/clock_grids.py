"""Find out how exactly the moments of posts are known, from the moments alone. Pure.

Times that were cut to whole hours, or rounded by a spreadsheet, lie on a grid. Two posts on the
same place of a grid may have been written as far apart as the grid is wide, so that they did not
meet: nearly all "networks" of cut times are such pairs.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SECOND = 1_000_000  #: microseconds
DAY = 86_400 * SECOND
#: Steps, in seconds, to which clocks are cut and numbers are rounded: days, hours, minutes and
#: their usual parts; powers of ten; tenths of days; and 128 s, the distance of two moments as
#: 32-bit floating-point numbers, also of milliseconds (131.072 s). The widest first.
STEP_SECONDS = (
    100_000, 86_400, 10_000, 8_640, 3_600, 1_800, 1_000, 900, 864, 600, 300,
    131.072, 128, 100, 86.4, 60, 30, 20, 15, 10, 8.64, 5,
)  # fmt: skip
#: Fewer posts are on a grid by chance.
MIN_POSTS_ON_GRID = 5
#: Fewer moments are on a grid that begins at no usual place (as whole hours do) by chance.
MIN_MOMENTS_ON_GRID = 5
#: Of a grid that begins at 1970, but is no part of a calendar. (Of whole minutes, hours and days
#: one moment is enough: the posts of one day, without their hours.)
MIN_MOMENTS_FROM_1970 = 3
#: A common step of all moments that is shorter is found by chance where there are few.
MIN_COMMON_STEP = 5 * SECOND
#: Share of posts on a grid that is too great for chance: one in 3,600 posts is written at a whole
#: hour, but one in ten may be, by programs that post on the hour.
MIN_SHARE_ON_GRID = 0.1
#: Of grids of minutes and less, where chance and programs put more posts: 30 seconds by the step.
SHARE_STEP_SECONDS = 30.0
MAX_MIN_SHARE_ON_GRID = 0.95
#: A grid that holds so many times the share of chance was not made by chance.
TIMES_CHANCE = 5.0
#: Offsets of time zones from UTC are multiples of this.
ZONE_STEP = 900 * SECOND
#: Share of posts from which on a grid is the resolution of all. Where accounts meet on the
#: hour, the first of three to post may stand on a grid, but not the others.
MIN_SHARE_OF_RESOLUTION = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockGrid:
    """Moments that are a multiple of `step`, plus `offset`: both in microseconds."""

    step: int
    offset: int
    share: float  #: of the posts that are on it


def find_clock_grids(moments: NDArray[np.int64]) -> list[ClockGrid]:
    """The grids that hold more posts than chance and habit explain, the widest first.

    `moments` has one entry for each post, in microseconds since 1970.
    """
    if len(moments) < MIN_POSTS_ON_GRID:
        return []
    grids = [grid for step in _steps(moments) for grid in _grids_of_step(moments, step)]
    resolution = clock_resolution(grids) or SECOND
    telling_grids = [grid for grid in grids if grid.share >= _share_of_resolution(grid, resolution)]
    return sorted(telling_grids, key=lambda grid: (-grid.step, grid.offset))


def clock_resolution(grids: Iterable[ClockGrid]) -> int:
    """The widest step on which nearly all posts lie, in microseconds; 0 when there is none."""
    shares: dict[int, list[float]] = {}
    for grid in grids:
        shares.setdefault(grid.step, []).append(grid.share)
    resolutions = [
        step
        for step, shares_of_step in shares.items()
        if sum(sorted(shares_of_step)[-_max_offsets(step) :]) >= MIN_SHARE_OF_RESOLUTION
    ]
    return max(resolutions, default=0)


def _share_of_resolution(grid: ClockGrid, resolution: int) -> float:
    """The share from which a grid says more than the resolution of all moments.

    Of whole minutes, one in five is a multiple of five minutes by chance.
    """
    if grid.step <= resolution:
        return 0.0
    chance = math.gcd(resolution, grid.step) / grid.step
    return min(TIMES_CHANCE * chance, MAX_MIN_SHARE_ON_GRID)


def _max_offsets(step: int) -> int:
    """How many grids of one step may be its resolution: of days, those of a few time zones."""
    return 3 if step == DAY else 1


def _steps(moments: NDArray[np.int64]) -> list[int]:
    """The steps of STEP_SECONDS, and the greatest step of which all moments are multiples."""
    steps = [round(seconds * SECOND) for seconds in STEP_SECONDS]
    distinct = np.unique(moments)
    if len(distinct) >= MIN_MOMENTS_ON_GRID:
        common = int(np.gcd.reduce(distinct - distinct[0]))
        # A multiple of a usual step says no more than that step: posts of every second day.
        if common >= MIN_COMMON_STEP and not any(common % step == 0 for step in steps):
            steps.append(common)
    return steps


def _grids_of_step(moments: NDArray[np.int64], step: int) -> Iterator[ClockGrid]:
    offsets, counts = np.unique(moments % step, return_counts=True)
    least = max(MIN_POSTS_ON_GRID, _min_share(step) * len(moments))
    for offset, posts in zip(offsets[counts >= least], counts[counts >= least], strict=True):
        on_grid = np.unique(moments[moments % step == offset])
        if len(on_grid) >= _min_moments(int(offset), step):
            yield ClockGrid(step=step, offset=int(offset), share=int(posts) / len(moments))


def _min_share(step: int) -> float:
    share = max(MIN_SHARE_ON_GRID, SHARE_STEP_SECONDS * SECOND / step)
    return min(share, MAX_MIN_SHARE_ON_GRID)


def _min_moments(offset: int, step: int) -> int:
    if not _is_usual_start(offset, step):
        return MIN_MOMENTS_ON_GRID
    return 1 if DAY % step == 0 and step % (60 * SECOND) == 0 else MIN_MOMENTS_FROM_1970


def _is_usual_start(offset: int, step: int) -> bool:
    """Whether a grid begins where clocks are cut: at whole steps of some time zone.

    Some programs take a day without its hours for its last second.
    """
    starts = (offset, (offset + SECOND) % step)
    return 0 in starts or (
        step % ZONE_STEP == 0 and any(start % ZONE_STEP == 0 for start in starts)
    )


def describe_step(microseconds: float) -> str:
    """A step in words, such as "an hour" or "864 seconds"; "a second" for less than two."""
    names = {60: "a minute", 3_600: "an hour", 86_400: "a day", 600: "ten minutes"}
    seconds = microseconds / SECOND
    if seconds < 2:
        return "a second"
    if seconds in names:
        return names[int(seconds)]
    if math.isclose(seconds % 86_400, 0):
        return f"{seconds / 86_400:,.0f} days"
    if math.isclose(seconds % 3_600, 0):
        return f"{seconds / 3_600:,.0f} hours"
    return f"{seconds:,.6g} seconds" if seconds < 1e6 else f"{seconds / 86_400:,.0f} days"
