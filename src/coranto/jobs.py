"""Run the steps in order, in one process. An interrupted run is continued by the next.

This module decides only the order; each step does its own work.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from coranto.edges.fetch import Fetcher
from coranto.steps import integrity
from coranto.steps.collection.collect import (
    CollectionResult,
    FetchRound,
    collect_captures,
)
from coranto.steps.collection.recover import recover_from_archive
from coranto.steps.desk import Clock, Desk, Progress, Report
from coranto.steps.publication.frozen import record_found_editions
from coranto.store.runs import RunProgress

if TYPE_CHECKING:  # these import the readers of pages and numpy, which take time to load
    from coranto.steps.collection.versions import ReadingResult
    from coranto.steps.inbox.refresh import RefreshResult
    from coranto.steps.stories.group import GroupingResult

#: Least time between two records of how far a run has come.
MIN_PROGRESS_INTERVAL = timedelta(seconds=1)

RunStatus = Literal["success", "partial", "failure"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStart:
    """The start of a run."""

    run_id: int
    resumed: bool  #: whether it continues an earlier run that was interrupted
    at: datetime
    healed: tuple[str, ...]  #: what was repaired after a crash, one message each
    damage: tuple[str, ...] = ()  #: what the archive has lost, one message each


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionRun:
    """The result of a run that only collects."""

    begun: RunStart
    status: RunStatus
    collected: CollectionResult


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """The result of one run."""

    begun: RunStart
    status: RunStatus
    finished: datetime
    collected: CollectionResult
    read: "ReadingResult"
    grouped: "GroupingResult"
    networks: int  #: networks of accounts that act together beyond chance
    listed: "RefreshResult"

    def summary(self) -> dict[str, Any]:
        """The counts of each step, as the store keeps them."""
        return {
            "collected": asdict(self.collected),
            "read": asdict(self.read),
            "grouped": asdict(self.grouped),
            "networks": self.networks,
            "listed": asdict(self.listed),
        }


def run_steps(desk: Desk, fetcher: Fetcher, *, clock: Clock, report: Report) -> RunResult:
    """Bring the desk up to date; continues an unfinished run where it was interrupted."""
    # Imported here: `coranto collect` needs none of them, and they take 150 ms to load.
    from coranto.steps.collection.read import read_documents
    from coranto.steps.inbox.refresh import refresh_open_weeks
    from coranto.steps.networks.detect import detect_networks
    from coranto.steps.stories.group import group_documents

    # The archive's lock is held for the whole run, so that two runs never work on one desk.
    with desk.archive.locked():
        run_start = _start_run(desk, clock())
        report = _recorded_report(desk, run_start.run_id, clock, report)
        fetch_round = FetchRound(
            desk=desk, fetcher=fetcher, run_id=run_start.run_id, clock=clock, report=report
        )
        collection = collect_captures(fetch_round)
        reading = read_documents(desk, run_id=run_start.run_id, report=report)
        grouping = group_documents(desk, report=report)
        networks = detect_networks(desk)
        listed = refresh_open_weeks(desk, clock())
        result = RunResult(
            begun=run_start,
            status=run_status(collection, run_start),
            finished=clock(),
            collected=collection,
            read=reading,
            grouped=grouping,
            networks=networks,
            listed=listed,
        )
        desk.store.runs.finish(run_start.run_id, result.finished, result.status, result.summary())
    return result


def run_collection(desk: Desk, fetcher: Fetcher, *, clock: Clock, report: Report) -> CollectionRun:
    """Only visit feeds and pages; the next run reads what was collected."""
    with desk.archive.locked():
        run_start = _start_run(desk, clock())
        report = _recorded_report(desk, run_start.run_id, clock, report)
        fetch_round = FetchRound(
            desk=desk, fetcher=fetcher, run_id=run_start.run_id, clock=clock, report=report
        )
        collection = collect_captures(fetch_round)
        summary = {"collected": asdict(collection)}
        status = run_status(collection, run_start)
        desk.store.runs.finish(run_start.run_id, clock(), status, summary)
    return CollectionRun(begun=run_start, status=status, collected=collection)


def _start_run(desk: Desk, at: datetime) -> RunStart:
    integrity.refuse_damaged_database(desk)
    repairs = recover_from_archive(desk)
    repairs += record_found_editions(desk)
    faults = integrity.find_archive_faults(
        desk,
        now=at,
        max_bytes=integrity.MAX_RUN_CHECK_BYTES,
        # The newest file was read for its repair: a large one takes a second for 100 MB.
        spans_by_file=desk.archive.newest_damage,
    )
    # Captures carry the id of their run: continuing it keeps what it collected together.
    unfinished = desk.store.runs.unfinished()
    run_id = desk.store.runs.start(at) if unfinished is None else unfinished
    return RunStart(
        run_id=run_id,
        resumed=unfinished is not None,
        at=at,
        healed=tuple(repairs),
        damage=tuple(map(str, faults)),
    )


def _recorded_report(desk: Desk, run_id: int, clock: Clock, report: Report) -> Report:
    """The report, which also records progress in the database for other programs to read."""
    desk.store.runs.forget_progress()
    recorded_at: datetime | None = None

    def record(progress: Progress) -> None:
        nonlocal recorded_at
        report(progress)
        moment = clock()
        if recorded_at is None or moment - recorded_at >= MIN_PROGRESS_INTERVAL:
            recorded_at = moment
            desk.store.runs.record_progress(
                RunProgress(
                    run_id=run_id,
                    at=moment,
                    step=progress.step,
                    done=progress.done,
                    total=progress.total,
                    note=progress.note,
                )
            )

    return record


def run_status(collection: CollectionResult, run_start: RunStart) -> RunStatus:
    """Success if every feed answered and nothing is damaged, failure if none did."""
    if collection.feeds and collection.failed == collection.feeds:
        return "failure"
    return "partial" if collection.failed or run_start.damage else "success"
