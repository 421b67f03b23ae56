"""Derive everything again from the archive and the judgements, run by run, as it came.

The work is done on a copy of the database, which takes the old one's place at the end:
a rebuild that is cut off leaves the desk as it was.
"""

from dataclasses import replace
from itertools import groupby
from pathlib import Path

from coranto.model import Capture, Judgement
from coranto.steps.collection import ingest
from coranto.steps.collection.read import read
from coranto.steps.desk import DATABASE, Desk, Progress, Report, open_desk
from coranto.steps.networks.detect import detect
from coranto.steps.stories import judge, storylines
from coranto.steps.stories.group import group
from coranto.store import Store


def rebuild(folder: Path, *, report: Report) -> int:
    """Rebuild the desk in `folder`. Returns how many captures were replayed.

    Raises ArchiveError when the archive is damaged or another run holds it.
    """
    copy = folder / f"{DATABASE}.rebuilding"
    copy.unlink(missing_ok=True)
    with open_desk(folder) as desk, desk.archive.locked():
        desk.archive.repair()
        desk.store.copy_to(copy)
        with Store.open(copy) as store:
            replayed = _refill(replace(desk, store=store), report)
        desk.store.close()
        copy.replace(folder / DATABASE)
    return replayed


def _refill(desk: Desk, report: Report) -> int:
    """Replay the runs one by one: what was known when a document came decides what it is."""
    captures = sorted(desk.archive.records({}), key=lambda capture: capture.run_id)
    pages = desk.store.pages.visits()
    desk.store.forget_derived()
    done = 0
    judged: list[Judgement] = []
    for run_id, of_run in groupby(captures, key=lambda capture: capture.run_id):
        _judge(desk, judged, _before(desk, run_id))
        for capture in of_run:
            _replay(desk, capture)
            done += 1
            report(Progress(step="replay", done=done, total=len(captures), note=capture.url))
        read(desk, run_id=run_id, report=report)
        group(desk, judgements=judged, report=report)
    _judge(desk, judged, desk.store.judgements.all())
    storylines.settle(desk, judgements=judged)
    detect(desk)
    desk.store.pages.restore_visits(pages)
    return done


def _before(desk: Desk, run_id: int) -> list[Judgement]:
    """Judgements made before a run: nobody judges while one goes on."""
    run = desk.store.runs.get(run_id)
    return [one for one in desk.store.judgements.all() if run and one.at < run.started]


def _judge(desk: Desk, judged: list[Judgement], until: list[Judgement]) -> None:
    """Carry out, once more, the judgements that come after `judged`, which grows by them."""
    for judgement in until[len(judged) :]:
        judged.append(judgement)
        judge.carry_out(desk, judgement, judged)
        storylines.settle(desk, judgements=judged)


def _replay(desk: Desk, capture: Capture) -> None:
    exchange = desk.archive.read(capture.place)
    feed = desk.store.feeds.get(capture.feed_id) if capture.feed_id else None
    with desk.store.transaction():
        ingest.absorb(desk, feed, capture, exchange)
