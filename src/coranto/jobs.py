"""The steps in order, in one process. A run that was cut off is gone on with."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from coranto.edges.fetch import Fetcher
from coranto.steps.collection.collect import Collected, Visit, collect, recover
from coranto.steps.collection.read import Read, read
from coranto.steps.desk import Clock, Desk, Report
from coranto.steps.networks.detect import detect
from coranto.steps.stories.group import Grouped, group

Status = Literal["success", "partial", "failure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """How a run began."""

    run_id: int
    resumed: bool  #: an earlier run was cut off, and this goes on with it
    at: datetime
    healed: tuple[str, ...]  #: what a crash had left, and what was done about it


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What one run came to."""

    begun: Begun
    status: Status
    finished: datetime
    collected: Collected
    read: Read
    grouped: Grouped
    networks: int  #: of accounts, that act together beyond chance

    def summary(self) -> dict[str, Any]:
        """The figures, as the store keeps them."""
        return {
            "collected": asdict(self.collected),
            "read": asdict(self.read),
            "grouped": asdict(self.grouped),
            "networks": self.networks,
        }


def run(desk: Desk, fetcher: Fetcher, *, clock: Clock, report: Report) -> Ran:
    """Bring the desk up to date. An unfinished run is gone on with where it was cut off."""
    with desk.archive.locked():
        begun = _begin(desk, clock())
        visit = Visit(desk=desk, fetcher=fetcher, run_id=begun.run_id, clock=clock, report=report)
        collected = collect(visit)
        was_read = read(desk, run_id=begun.run_id, report=report)
        grouped = group(desk, report=report)
        networks = detect(desk)
        ran = Ran(
            begun=begun,
            status=status_of(collected),
            finished=clock(),
            collected=collected,
            read=was_read,
            grouped=grouped,
            networks=networks,
        )
        desk.store.runs.finish(begun.run_id, ran.finished, ran.status, ran.summary())
    return ran


def run_collect(desk: Desk, fetcher: Fetcher, *, clock: Clock, report: Report) -> Collected:
    """Only visit feeds and pages: a run that leaves reading to the next one."""
    with desk.archive.locked():
        begun = _begin(desk, clock())
        visit = Visit(desk=desk, fetcher=fetcher, run_id=begun.run_id, clock=clock, report=report)
        collected = collect(visit)
        summary = {"collected": asdict(collected)}
        desk.store.runs.finish(begun.run_id, clock(), status_of(collected), summary)
    return collected


def _begin(desk: Desk, at: datetime) -> Begun:
    healed = recover(desk)
    unfinished = desk.store.runs.unfinished()
    run_id = desk.store.runs.start(at) if unfinished is None else unfinished
    return Begun(run_id=run_id, resumed=unfinished is not None, at=at, healed=tuple(healed))


def status_of(collected: Collected) -> Status:
    """Success when every feed answered, failure when none did, else partial."""
    if collected.feeds and collected.failed == collected.feeds:
        return "failure"
    return "partial" if collected.failed else "success"
