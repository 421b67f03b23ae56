"""Derive everything again from the archive and the judgements, run by run.

The work is done on a copy of the database, which replaces the old one at the end: a rebuild
that is cut off leaves the desk as it was. The old one is kept. Nothing is fetched.
"""

from dataclasses import dataclass, replace
from itertools import chain, count, groupby
from pathlib import Path

from coranto.analysis.stories.judgements import judgements_in_force
from coranto.edges.archive import DamagedSpan
from coranto.edges.files import sync_folder
from coranto.errors import ArchiveError, StoreError
from coranto.model import UNDO_VERB, Capture, Problem
from coranto.steps import integrity
from coranto.steps.collection import ingest
from coranto.steps.collection.read import NOT_IN_ARCHIVE, read_documents, reread_as_judged
from coranto.steps.collection.recover import recover_from_archive
from coranto.steps.collection.remedies import (
    DocumentRemedies,
    NumberedJudgement,
    numbered_remedies,
)
from coranto.steps.desk import DATABASE_FILE, Desk, Progress, Report, open_desk
from coranto.steps.inbox.refresh import refresh_open_weeks
from coranto.steps.networks.detect import detect_networks
from coranto.steps.stories import judge, storylines
from coranto.steps.stories.group import group_documents
from coranto.store import Store

#: Added to the name of a database that a rebuild replaced; a person deletes it.
KEPT_SUFFIX = ".before-rebuild"


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuildResult:
    """What a rebuild did."""

    replayed: int  #: captures
    kept: Path  #: the database as it was before


def rebuild_desk(folder: Path, *, report: Report) -> RebuildResult:
    """Rebuild the desk in `folder`; the database as it was is kept beside the new one.

    Raises ArchiveError when the archive holds less than the database knows, or another run
    holds it; StoreError while another program has the database open.
    """
    # A rebuild that was cut off leaves its copy, which is of no use any more.
    copy = folder / f"{DATABASE_FILE}.rebuilding"
    copy.unlink(missing_ok=True)
    with open_desk(folder) as desk, desk.archive.locked():
        integrity.refuse_damaged_database(desk)
        recover_from_archive(desk)
        _refuse_loss(desk)
        desk.store.copy_to(copy)
        with Store.open(copy) as store:
            replayed = _replay_runs(replace(desk, store=store), report)
        kept = free_path(folder / f"{DATABASE_FILE}{KEPT_SUFFIX}")
        desk.store.copy_to(kept)
        # Closed before it is replaced, so that nothing is written to the old file any more.
        desk.store.close()
        _refuse_open_database(folder, kept)
        copy.replace(folder / DATABASE_FILE)
        sync_folder(folder)
    return RebuildResult(replayed=replayed, kept=kept)


def _refuse_open_database(folder: Path, kept: Path) -> None:
    """Raise StoreError while another program has the database open.

    SQLite removes its write-ahead log with the last connection; a new database beside the log of
    the old one would be read as a mixture of both.
    """
    if (folder / f"{DATABASE_FILE}-wal").exists():
        kept.unlink()
        raise StoreError(
            "the database: another program has it open, so that it cannot be replaced. Nothing "
            "was changed: end that program and rebuild again"
        )


def free_path(path: Path) -> Path:
    """This path, or with "-2", "-3" … behind it the first that is free."""
    numbered = (path.with_name(f"{path.name}-{number}") for number in count(2))
    return next(candidate for candidate in chain([path], numbered) if not candidate.exists())


def _refuse_loss(desk: Desk) -> None:
    """Raise ArchiveError when documents would be lost that only the database holds."""
    faults = integrity.describe_lost_captures(integrity.find_lost_captures(desk))
    if faults:
        raise ArchiveError(
            f"the archive holds less than the database knows: {'; '.join(faults)}. Nothing was "
            "changed. Restore what is lost from a copy; `coranto doctor` says more"
        )


def _replay_runs(desk: Desk, report: Report) -> int:
    """Replay the runs one by one. Returns how many captures were replayed.

    A document is placed among those that were there when it came, so all captures at once
    would give other stories than the runs did.
    """
    found = desk.archive.scan({})
    captures = [capture for capture in found if not isinstance(capture, DamagedSpan)]
    captures.sort(key=lambda capture: capture.run_id)
    # How often a page failed, and when it is due, is not in the archive: it is saved here and
    # restored at the end.
    pages = desk.store.pages.visits()
    desk.store.forget_derived()
    replayed_count = 0
    replayed_judgements: list[NumberedJudgement] = []
    for run_id, run_captures in groupby(captures, key=lambda capture: capture.run_id):
        _replay_judgements(desk, replayed_judgements, _judgements_before(desk, run_id))
        for capture in run_captures:
            _replay_capture(desk, capture)
            replayed_count += 1
            report(
                Progress(step="replay", done=replayed_count, total=len(captures), note=capture.url)
            )
        remedies = DocumentRemedies(replayed_judgements)
        read_documents(desk, run_id=run_id, report=report, remedies=remedies)
        in_force = judgements_in_force(replayed_judgements)
        group_documents(desk, judgements=in_force, report=report)
    _replay_judgements(desk, replayed_judgements, _ordered_judgements(desk))
    storylines.settle_storylines(desk, judgements=judgements_in_force(replayed_judgements))
    detect_networks(desk)
    # As of the last run: the stories are listed as that run listed them.
    last_run = desk.store.runs.last()
    if last_run:
        refresh_open_weeks(desk, last_run.finished or last_run.started)
    desk.store.pages.restore_visits(pages)
    return replayed_count


def _judgements_before(desk: Desk, run_id: int) -> list[NumberedJudgement]:
    """Judgements made before a run; a run holds the lock that judging needs, too."""
    run = desk.store.runs.get(run_id)
    return [
        (number, judgement)
        for number, judgement in _ordered_judgements(desk)
        if run and judgement.at < run.started
    ]


def _ordered_judgements(desk: Desk) -> list[NumberedJudgement]:
    """Judgements that say where documents belong or how they are read, and their undoing, in order.

    Others can be made while a run goes on, so that they are in no order with the runs.
    """
    numbered = desk.store.judgements.numbered(judge.STORY_VERBS | {UNDO_VERB})
    placing_ids = {
        str(number) for number, judgement in numbered if judgement.verb in judge.STORY_VERBS
    }
    placing = {
        number: judgement
        for number, judgement in numbered
        if judgement.verb != UNDO_VERB or judgement.object in placing_ids
    }
    return sorted({**placing, **dict(numbered_remedies(desk))}.items())


def _replay_judgements(
    desk: Desk, replayed_judgements: list[NumberedJudgement], until: list[NumberedJudgement]
) -> None:
    """Apply the judgements of `until` that are not yet in `replayed_judgements`, and add them.

    Both lists are in the order in which the judgements were made.
    """
    for number, judgement in until[len(replayed_judgements) :]:
        replayed_judgements.append((number, judgement))
        in_force = judgements_in_force(replayed_judgements)
        undone_id = int(judgement.object) if judgement.verb == UNDO_VERB else 0
        undone = dict(replayed_judgements).get(undone_id)
        if undone and undone.verb in judge.STORY_VERBS:
            judge.apply_undo(desk, undone_id, undone, in_force)
        elif judgement.verb in judge.STORY_VERBS:
            judge.apply_judgement(desk, number, judgement, in_force)
        else:
            reread_as_judged(desk, judgement.subject, DocumentRemedies(replayed_judgements))
            continue
        storylines.settle_storylines(desk, judgements=in_force)


def _replay_capture(desk: Desk, capture: Capture) -> None:
    feed = desk.store.feeds.get(capture.feed_id) if capture.feed_id else None
    try:
        exchange = desk.archive.read(capture.place)
    except ArchiveError as error:
        # An unchanged answer whose first record is lost: known, but without content.
        problem = Problem(subject=capture.url, reason=NOT_IN_ARCHIVE, detail=str(error))
        with desk.store.transaction():
            desk.store.captures.add(capture)
            desk.store.problems.record(capture.run_id, capture.at, [problem])
        return
    with desk.store.transaction():
        ingest.absorb_capture(desk, feed, capture, exchange)
