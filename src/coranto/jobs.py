"""The steps in order, in one process. A run that was cut off is gone on with."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from coranto.edges.fetch import Fetcher
from coranto.steps.collection.collect import (
    CollectionResult,
    FetchRound,
    collect_captures,
    recover_from_crash,
)
from coranto.steps.collection.read import ReadingResult, read_documents
from coranto.steps.desk import Clock, Desk, Report
from coranto.steps.networks.detect import detect_networks
from coranto.steps.stories.group import GroupingResult, group_documents

RunStatus = Literal["success", "partial", "failure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStart:
    """How a run began."""

    run_id: int
    resumed: bool  #: an earlier run was cut off, and this goes on with it
    at: datetime
    healed: tuple[str, ...]  #: what a crash had left, and what was done about it


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """What one run came to."""

    begun: RunStart
    status: RunStatus
    finished: datetime
    collected: CollectionResult
    read: ReadingResult
    grouped: GroupingResult
    networks: int  #: of accounts, that act together beyond chance

    def summary(self) -> dict[str, Any]:
        """The figures, as the store keeps them."""
        return {
            "collected": asdict(self.collected),
            "read": asdict(self.read),
            "grouped": asdict(self.grouped),
            "networks": self.networks,
        }


def run_steps(desk: Desk, fetcher: Fetcher, *, clock: Clock, report: Report) -> RunResult:
    """Bring the desk up to date. An unfinished run is gone on with where it was cut off."""
    with desk.archive.locked():
        begun = _start_run(desk, clock())
        visit = FetchRound(
            desk=desk, fetcher=fetcher, run_id=begun.run_id, clock=clock, report=report
        )
        collected = collect_captures(visit)
        was_read = read_documents(desk, run_id=begun.run_id, report=report)
        grouped = group_documents(desk, report=report)
        networks = detect_networks(desk)
        ran = RunResult(
            begun=begun,
            status=run_status(collected),
            finished=clock(),
            collected=collected,
            read=was_read,
            grouped=grouped,
            networks=networks,
        )
        desk.store.runs.finish(begun.run_id, ran.finished, ran.status, ran.summary())
    return ran


def run_collection(
    desk: Desk, fetcher: Fetcher, *, clock: Clock, report: Report
) -> CollectionResult:
    """Only visit feeds and pages: a run that leaves reading to the next one."""
    with desk.archive.locked():
        begun = _start_run(desk, clock())
        visit = FetchRound(
            desk=desk, fetcher=fetcher, run_id=begun.run_id, clock=clock, report=report
        )
        collected = collect_captures(visit)
        summary = {"collected": asdict(collected)}
        desk.store.runs.finish(begun.run_id, clock(), run_status(collected), summary)
    return collected


def _start_run(desk: Desk, at: datetime) -> RunStart:
    healed = recover_from_crash(desk)
    unfinished = desk.store.runs.unfinished()
    run_id = desk.store.runs.start(at) if unfinished is None else unfinished
    return RunStart(run_id=run_id, resumed=unfinished is not None, at=at, healed=tuple(healed))


def run_status(collected: CollectionResult) -> RunStatus:
    """Success when every feed answered, failure when none did, else partial."""
    if collected.feeds and collected.failed == collected.feeds:
        return "failure"
    return "partial" if collected.failed else "success"
