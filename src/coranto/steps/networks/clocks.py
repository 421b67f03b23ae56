"""Find out how exactly the times of posts are known, and leave out what they cannot tell.

A post whose time has no time of day meets nobody within seconds. Two posts that lie on the same
place of a grid, as of whole hours, met by the grid and not by their authors (see
analysis/networks/clock_grids.py).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from coranto.analysis.networks.clock_grids import (
    MIN_SHARE_OF_RESOLUTION,
    SECOND,
    ClockGrid,
    clock_resolution,
    describe_step,
    find_clock_grids,
)
from coranto.analysis.networks.question import window_microseconds
from coranto.edges.engine import Engine, render_query
from coranto.reading.posts.times import HOUR
from coranto.steps.networks.load import LoadedFile, PostLoadResult, select_posts

#: Posts of a file whose moments are looked at.
SAMPLE_POSTS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenGrain:
    """Posts of a file whose times are written no more exactly than this."""

    grain: int  #: microseconds
    posts: int
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileClock:
    """How exactly the times of a file are known."""

    file: str
    posts: int
    grains: tuple[WrittenGrain, ...]  #: those of a minute and more
    grids: tuple[ClockGrid, ...]

    @property
    def resolution(self) -> int:
        """What the times of most posts are known to, in microseconds."""
        written = max(
            (
                grain.grain
                for grain in self.grains
                if sum(coarser.posts for coarser in self.grains if coarser.grain >= grain.grain)
                >= MIN_SHARE_OF_RESOLUTION * self.posts
            ),
            default=0,
        )
        return max(written, clock_resolution(self.grids), SECOND)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockReport:
    """How exactly the times of all files are known, and what that costs."""

    files: tuple[FileClock, ...]
    untimed_posts: int = 0  #: left out, because their times have no time of day
    unsure_pairs: int = 0  #: left out, because both moments may have been cut to the same

    @property
    def grids(self) -> tuple[ClockGrid, ...]:
        """The grids of all files."""
        return tuple({
            (grid.step, grid.offset): grid for file in self.files for grid in file.grids
        }.values())  # fmt: skip

    def warnings(self, window: float) -> list[str]:
        """What a window of so many seconds cannot tell in these times, and what to do."""
        return [
            f"{file.file}: {warning}"
            for file in self.files
            for warning in _file_warnings(file, window)
        ]


def measure_clocks(engine: Engine, loaded: PostLoadResult) -> ClockReport:
    """How exactly the times of each file are known. The table `posts` must have all posts."""
    return ClockReport(
        files=tuple(_measure_file(engine, file) for file in loaded.files if file.rows)
    )


def leave_out_untimed_posts(engine: Engine, clocks: ClockReport, *, window: float) -> int:
    """Take posts without a time of day out of `posts`, as far as the window asks for one.

    Returns how many there were.
    """
    limit = max(window_microseconds(window), HOUR - 1)
    untimed = sum(
        grain.posts for file in clocks.files for grain in file.grains if _is_untimed(grain, window)
    )
    if untimed:
        select_posts(engine, grain=limit)
    return untimed


def sure_sql(
    grids: Iterable[ClockGrid], *, window: float, older: str = "moment", younger: str = ""
) -> str:
    """The SQL condition that the moments of a pair cannot have been cut to the same.

    `older` is the expression of the older moment, and `younger` of the younger; without it there
    is a column `delta`. On a grid wider than the window only equal moments are within the window.
    """
    wide_grids = [grid for grid in grids if grid.step > window_microseconds(window)]
    places = [f"{older} % {grid.step} = {grid.offset}" for grid in _finest(wide_grids)]
    if not places:
        return "TRUE"
    is_equal = f"{older} = {younger}" if younger else "delta = 0"
    return f"NOT ({is_equal} AND ({' OR '.join(places)}))"


def posts_grids(engine: Engine) -> tuple[ClockGrid, ...]:
    """The grids of the posts in the table `posts`, taken together."""
    first, last = engine.rows("SELECT min(line), max(line) FROM posts")[0]
    return () if first is None else tuple(_grids_between(engine, first, last))


def _finest(grids: list[ClockGrid]) -> list[ClockGrid]:
    """Grids without those whose every place is a place of another, too."""
    return [
        grid
        for grid in grids
        if not any(
            other.step < grid.step
            and grid.step % other.step == 0
            and grid.offset % other.step == other.offset
            for other in grids
        )
    ]


def _measure_file(engine: Engine, file: LoadedFile) -> FileClock:
    written = [
        WrittenGrain(grain=grain, posts=posts, example=example)
        for grain, posts, example in engine.rows(
            render_query("written_grains", first=file.first_line, last=file.last_line)
        )
    ]
    total = sum(grain.posts for grain in written)
    coarse = tuple(grain for grain in written if grain.grain)
    # A time that is written to a step lies on its grid, however few of them there are.
    grids = [
        ClockGrid(step=grain.grain, offset=0, share=grain.posts / total) for grain in coarse
    ] + _grids_between(engine, file.first_line, file.last_line)
    return FileClock(file=file.name, posts=total, grains=coarse, grids=tuple(grids))


def _grids_between(engine: Engine, first: int, last: int) -> list[ClockGrid]:
    step = max((last - first + 1) // SAMPLE_POSTS, 1)
    moments = engine.columns(render_query("sampled_moments", first=first, last=last, step=step))
    return find_clock_grids(np.asarray(moments["moment"], dtype=np.int64))


def _is_untimed(grain: WrittenGrain, window: float) -> bool:
    """Whether times written like this are left out: cut to hours and more, and to more than asked.

    Those cut to less stay: some programs leave out seconds that are zero.
    """
    return grain.grain >= HOUR and grain.grain > window_microseconds(window)


def _file_warnings(file: FileClock, window: float) -> Iterator[str]:
    untimed = [grain for grain in file.grains if _is_untimed(grain, window)]
    for grain in untimed:
        yield (
            f"{grain.posts:,} of {file.posts:,} posts have a time that is written to "
            f"{describe_step(grain.grain)}, as in {grain.example}: within {window:g} seconds they "
            f"meet nobody and are left out; {_advice(grain)}"
        )
    rest = file.posts - sum(grain.posts for grain in untimed)
    if rest and file.resolution > max(window_microseconds(window), SECOND):
        yield (
            f"the times are known to {describe_step(file.resolution)}: a window of {window:g} "
            f"seconds is finer and finds nothing among them; export the times whole, or ask for "
            f"--window {file.resolution / SECOND:g} or more"
        )


def _advice(grain: WrittenGrain) -> str:
    if "E+" in grain.example.upper():
        return (
            "a spreadsheet rounded them: export again, or format the column as a number with all "
            "its digits before the file is saved as CSV"
        )
    return f"export the times whole, or ask for --window {grain.grain / SECOND:.0f} or more"
