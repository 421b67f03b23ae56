"""Options, the clock and the progress display that commands share."""

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
    """The current time in UTC: the only clock of the command line."""
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
    """Open the desk in a folder; it is closed at the end of the context."""
    with open_desk(folder) as desk:
        yield desk


class ProgressMeter:
    """Shows progress on standard error: one line per step, updated in place on a terminal."""

    def __init__(self, clock: Callable[[], datetime] = utc_now) -> None:
        self._clock = clock
        self._step = ""
        self._started = self._last_report = clock()
        self._last_shown = 0.0

    def report(self, progress: Progress) -> None:
        """Show how far a step has come, and the remaining time estimated from the elapsed time."""
        moment = self._clock()
        if progress.step != self._step:
            # A step reports only after its first item, so it began at the last report before it.
            self._step, self._started, self._last_shown = progress.step, self._last_report, 0.0
        self._last_report = moment
        elapsed = (moment - self._started).total_seconds()
        is_last = progress.done >= progress.total
        # Ten updates a second at most; a log file gets only the last line of each step.
        if is_last or (sys.stderr.isatty() and elapsed - self._last_shown >= 0.1):
            self._last_shown = elapsed
            self._show(progress, elapsed, is_last=is_last)

    def _show(self, progress: Progress, elapsed: float, *, is_last: bool) -> None:
        remaining = elapsed / max(progress.done, 1) * (progress.total - progress.done)
        time_note = f"{elapsed:.1f} s" if is_last else f"about {remaining:.0f} s left"
        text = f"{progress.step:>8}  {progress.done:,} of {progress.total:,}  {time_note}"
        # "\r" returns to the beginning of the line, and "\x1b[K" erases the longer text there.
        clear = "\r\x1b[K" if sys.stderr.isatty() else ""
        click.echo(f"{clear}{text}", nl=is_last, err=True)


def progress_meter() -> Report:
    """A Report that shows progress on standard error."""
    return ProgressMeter().report
