"""Run the steps in order, in one process. An interrupted run is continued by the next.

This module decides only the order; each step does its own work.
"""

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
from coranto.steps.collection.read import read_documents
from coranto.steps.collection.versions import ReadingResult
from coranto.steps.desk import Clock, Desk, Report
from coranto.steps.networks.detect import detect_networks
from coranto.steps.stories.group import GroupingResult, group_documents

RunStatus = Literal["success", "partial", "failure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStart:
    """The start of a run."""

    run_id: int
    resumed: bool  #: whether it continues an earlier run that was interrupted
    at: datetime
    healed: tuple[str, ...]  #: what was repaired after a crash, one message each


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """The result of one run."""

    begun: RunStart
    status: RunStatus
    finished: datetime
    collected: CollectionResult
    read: ReadingResult
    grouped: GroupingResult
    networks: int  #: networks of accounts that act together beyond chance

    def summary(self) -> dict[str, Any]:
        """The counts of each step, as the store keeps them."""
        return {
            "collected": asdict(self.collected),
            "read": asdict(self.read),
            "grouped": asdict(self.grouped),
            "networks": self.networks,
        }


def run_steps(desk: Desk, fetcher: Fetcher, *, clock: Clock, report: Report) -> RunResult:
    """Bring the desk up to date; continues an unfinished run where it was interrupted."""
    # The archive's lock is held for the whole run, so that two runs never work on one desk.
    with desk.archive.locked():
        run_start = _start_run(desk, clock())
        fetch_round = FetchRound(
            desk=desk, fetcher=fetcher, run_id=run_start.run_id, clock=clock, report=report
        )
        collection = collect_captures(fetch_round)
        reading = read_documents(desk, run_id=run_start.run_id, report=report)
        grouping = group_documents(desk, report=report)
        networks = detect_networks(desk)
        result = RunResult(
            begun=run_start,
            status=run_status(collection),
            finished=clock(),
            collected=collection,
            read=reading,
            grouped=grouping,
            networks=networks,
        )
        desk.store.runs.finish(run_start.run_id, result.finished, result.status, result.summary())
    return result


def run_collection(
    desk: Desk, fetcher: Fetcher, *, clock: Clock, report: Report
) -> CollectionResult:
    """Only visit feeds and pages; the next run reads what was collected."""
    with desk.archive.locked():
        run_start = _start_run(desk, clock())
        fetch_round = FetchRound(
            desk=desk, fetcher=fetcher, run_id=run_start.run_id, clock=clock, report=report
        )
        collection = collect_captures(fetch_round)
        summary = {"collected": asdict(collection)}
        desk.store.runs.finish(run_start.run_id, clock(), run_status(collection), summary)
    return collection


def _start_run(desk: Desk, at: datetime) -> RunStart:
    repairs = recover_from_crash(desk)
    # Captures carry the id of their run: continuing it keeps what it collected together.
    unfinished = desk.store.runs.unfinished()
    run_id = desk.store.runs.start(at) if unfinished is None else unfinished
    return RunStart(run_id=run_id, resumed=unfinished is not None, at=at, healed=tuple(repairs))


def run_status(collection: CollectionResult) -> RunStatus:
    """Success if every feed answered, failure if none did, otherwise partial."""
    if collection.feeds and collection.failed == collection.feeds:
        return "failure"
    return "partial" if collection.failed else "success"
