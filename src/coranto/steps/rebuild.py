"""Derive everything again from the archive and the judgements, run by run.

The work is done on a copy of the database, which replaces the old one at the end: a rebuild
that is cut off leaves the desk as it was. Nothing is fetched.
"""

from dataclasses import replace
from itertools import groupby
from pathlib import Path

from coranto.model import Capture, Judgement
from coranto.steps.collection import ingest
from coranto.steps.collection.read import read_documents
from coranto.steps.desk import DATABASE_FILE, Desk, Progress, Report, open_desk
from coranto.steps.networks.detect import detect_networks
from coranto.steps.stories import judge, storylines
from coranto.steps.stories.group import group_documents
from coranto.store import Store


def rebuild_desk(folder: Path, *, report: Report) -> int:
    """Rebuild the desk in `folder`. Returns how many captures were replayed.

    Raises ArchiveError when the archive is damaged or another run holds it.
    """
    # A rebuild that was cut off leaves its copy, which is of no use any more.
    copy = folder / f"{DATABASE_FILE}.rebuilding"
    copy.unlink(missing_ok=True)
    with open_desk(folder) as desk, desk.archive.locked():
        desk.archive.repair()
        desk.store.copy_to(copy)
        with Store.open(copy) as store:
            replayed = _replay_runs(replace(desk, store=store), report)
        # Closed before it is replaced, so that nothing is written to the old file any more.
        desk.store.close()
        copy.replace(folder / DATABASE_FILE)
    return replayed


def _replay_runs(desk: Desk, report: Report) -> int:
    """Replay the runs one by one. Returns how many captures were replayed.

    A document is placed among those that were there when it came, so all captures at once
    would give other stories than the runs did.
    """
    captures = sorted(desk.archive.records({}), key=lambda capture: capture.run_id)
    # How often a page failed, and when it is due, is not in the archive: it is saved here and
    # restored at the end.
    pages = desk.store.pages.visits()
    desk.store.forget_derived()
    replayed_count = 0
    replayed_judgements: list[Judgement] = []
    for run_id, run_captures in groupby(captures, key=lambda capture: capture.run_id):
        _replay_judgements(desk, replayed_judgements, _judgements_before(desk, run_id))
        for capture in run_captures:
            _replay_capture(desk, capture)
            replayed_count += 1
            report(
                Progress(step="replay", done=replayed_count, total=len(captures), note=capture.url)
            )
        read_documents(desk, run_id=run_id, report=report)
        group_documents(desk, judgements=replayed_judgements, report=report)
    _replay_judgements(desk, replayed_judgements, desk.store.judgements.all())
    storylines.settle_storylines(desk, judgements=replayed_judgements)
    detect_networks(desk)
    desk.store.pages.restore_visits(pages)
    return replayed_count


def _judgements_before(desk: Desk, run_id: int) -> list[Judgement]:
    """Judgements made before a run; a run holds the lock that judging needs, too."""
    run = desk.store.runs.get(run_id)
    return [
        judgement for judgement in desk.store.judgements.all() if run and judgement.at < run.started
    ]


def _replay_judgements(
    desk: Desk, replayed_judgements: list[Judgement], until: list[Judgement]
) -> None:
    """Apply the judgements of `until` that are not yet in `replayed_judgements`, and add them.

    Both lists are in the order in which the judgements were made.
    """
    for judgement in until[len(replayed_judgements) :]:
        replayed_judgements.append(judgement)
        judge.apply_judgement(desk, judgement, replayed_judgements)
        storylines.settle_storylines(desk, judgements=replayed_judgements)


def _replay_capture(desk: Desk, capture: Capture) -> None:
    exchange = desk.archive.read(capture.place)
    feed = desk.store.feeds.get(capture.feed_id) if capture.feed_id else None
    with desk.store.transaction():
        ingest.absorb_capture(desk, feed, capture, exchange)
