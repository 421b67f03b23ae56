"""Options and printing that commands share."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import click

from coranto.steps.desk import Desk, Progress, Report, open_desk

Command = TypeVar("Command", bound=Callable[..., object])


def utc_now() -> datetime:
    """The clock of the command line."""
    return datetime.now(UTC)


def desk_option(command: Command) -> Command:
    """Add --desk DIR: the folder of the desk, else CORANTO_DESK, else the current one."""
    option = click.option(
        "--desk",
        "folder",
        type=click.Path(file_okay=False, path_type=Path),
        default=Path(),
        envvar="CORANTO_DESK",
        help="The desk's folder.  [default: the current one]",
    )
    return option(command)


@contextmanager
def opened_desk(folder: Path) -> Iterator[Desk]:
    """The desk in a folder, closed when done."""
    with open_desk(folder) as desk:
        yield desk


class ProgressMeter:
    """Shows progress on standard error: a line per step that grows in place on a terminal."""

    def __init__(self, clock: Callable[[], datetime] = utc_now) -> None:
        self._clock = clock
        self._step = ""
        self._started = self._before = clock()
        self._shown = 0.0

    def report(self, progress: Progress) -> None:
        """Show how far a step has come, with the time left judged by the time taken."""
        moment = self._clock()
        if progress.step != self._step:
            # What this step took began when the one before it last said something.
            self._step, self._started, self._shown = progress.step, self._before, 0.0
        self._before = moment
        taken = (moment - self._started).total_seconds()
        is_last = progress.done >= progress.total
        if is_last or (sys.stderr.isatty() and taken - self._shown >= 0.1):
            self._shown = taken
            self._show(progress, taken, is_last=is_last)

    def _show(self, progress: Progress, taken: float, *, is_last: bool) -> None:
        left = taken / max(progress.done, 1) * (progress.total - progress.done)
        when = f"{taken:.1f} s" if is_last else f"about {left:.0f} s left"
        text = f"{progress.step:>8}  {progress.done:,} of {progress.total:,}  {when}"
        clear = "\r\x1b[K" if sys.stderr.isatty() else ""
        click.echo(f"{clear}{text}", nl=is_last, err=True)


def progress_meter() -> Report:
    """A Report that shows progress on standard error."""
    return ProgressMeter().report
