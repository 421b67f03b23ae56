"""Derive everything again from the archive and the judgements, run by run, as it came.

The work is done on a copy of the database, which takes the old one's place at the end:
a rebuild that is cut off leaves the desk as it was.
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
    copy = folder / f"{DATABASE_FILE}.rebuilding"
    copy.unlink(missing_ok=True)
    with open_desk(folder) as desk, desk.archive.locked():
        desk.archive.repair()
        desk.store.copy_to(copy)
        with Store.open(copy) as store:
            replayed = _replay_runs(replace(desk, store=store), report)
        desk.store.close()
        copy.replace(folder / DATABASE_FILE)
    return replayed


def _replay_runs(desk: Desk, report: Report) -> int:
    """Replay the runs one by one: what was known when a document came decides what it is."""
    captures = sorted(desk.archive.records({}), key=lambda capture: capture.run_id)
    pages = desk.store.pages.visits()
    desk.store.forget_derived()
    done = 0
    judged: list[Judgement] = []
    for run_id, of_run in groupby(captures, key=lambda capture: capture.run_id):
        _replay_judgements(desk, judged, _judgements_before(desk, run_id))
        for capture in of_run:
            _replay_capture(desk, capture)
            done += 1
            report(Progress(step="replay", done=done, total=len(captures), note=capture.url))
        read_documents(desk, run_id=run_id, report=report)
        group_documents(desk, judgements=judged, report=report)
    _replay_judgements(desk, judged, desk.store.judgements.all())
    storylines.settle_storylines(desk, judgements=judged)
    detect_networks(desk)
    desk.store.pages.restore_visits(pages)
    return done


def _judgements_before(desk: Desk, run_id: int) -> list[Judgement]:
    """Judgements made before a run: nobody judges while one goes on."""
    run = desk.store.runs.get(run_id)
    return [one for one in desk.store.judgements.all() if run and one.at < run.started]


def _replay_judgements(desk: Desk, judged: list[Judgement], until: list[Judgement]) -> None:
    """Carry out, once more, the judgements that come after `judged`, which grows by them."""
    for judgement in until[len(judged) :]:
        judged.append(judgement)
        judge.apply_judgement(desk, judgement, judged)
        storylines.settle_storylines(desk, judgements=judged)


def _replay_capture(desk: Desk, capture: Capture) -> None:
    exchange = desk.archive.read(capture.place)
    feed = desk.store.feeds.get(capture.feed_id) if capture.feed_id else None
    with desk.store.transaction():
        ingest.absorb_capture(desk, feed, capture, exchange)
