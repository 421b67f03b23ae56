"""Documents → stories: place what is new among the stories of its days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from coranto.analysis import stories
from coranto.model import Document
from coranto.steps.desk import Desk, Progress, Report

BATCH = 200
#: Documents are placed in stretches of this length, each beside the documents of its
#: surroundings: memory stays that of a few weeks, however much came at once.
STRETCH = timedelta(days=14)


@dataclass(slots=True)
class Grouped:
    """What grouping came to."""

    documents: int = 0
    stories: int = 0  #: that are new


def group(desk: Desk, *, report: Report) -> Grouped:
    """Place every document that has no story yet, in the order of their publication."""
    result = Grouped()
    waiting = desk.store.documents.waiting()
    for _, stretch in groupby(waiting, key=lambda moment_and_id: _stretch(moment_and_id[0])):
        _place(desk, list(stretch), result, total=len(waiting), report=report)
    return result


def _stretch(moment: datetime) -> int:
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // STRETCH


def _place(
    desk: Desk, stretch: list[tuple[datetime, str]], result: Grouped, *, total: int, report: Report
) -> None:
    known = desk.store.stories.known(
        stretch[0][0] - stories.WINDOW, stretch[-1][0] + stories.WINDOW
    )
    grouper = stories.Grouper(known, judgements=desk.store.judgements.all())
    for batch in _batches([id_ for _, id_ in stretch]):
        placements = [grouper.place(document) for document in _in_order(desk, batch)]
        with desk.store.transaction():
            desk.store.stories.place(placements)
            desk.store.documents.mark_grouped(batch)
        result.documents += len(batch)
        result.stories += sum(placed.reasons[0].signal == "first report" for placed in placements)
        report(Progress(step="group", done=result.documents, total=total))


def _in_order(desk: Desk, ids: list[str]) -> list[Document]:
    documents = {document.id: document for document in desk.store.documents.many(ids)}
    return [documents[id_] for id_ in ids]


def _batches(ids: list[str]) -> Iterator[list[str]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))
