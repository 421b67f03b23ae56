"""Documents → stories and storylines: place what is new among the news of its days.

Each batch is one transaction. What is found depends on what the desk holds, not on
where an earlier run was cut off: stretches of time are cut by the calendar.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from coranto.analysis import stories
from coranto.model import Document, Judgement, Placement
from coranto.steps import storylines
from coranto.steps.desk import Desk, Progress, Report

BATCH = 200
#: Documents are placed in stretches of this length, each beside the documents of its
#: surroundings: memory stays that of a few weeks, however much came at once.
STRETCH = timedelta(days=14)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Grouped:
    """What grouping came to."""

    documents: int = 0
    stories: int = 0  #: that are new
    continued: int = 0  #: stories that go on with an earlier one


def group(desk: Desk, *, report: Report, judgements: Sequence[Judgement] | None = None) -> Grouped:
    """Place every document that has no story yet, in the order of their publication.

    `judgements` are all that were made until then, by default all there are.
    """
    judged = desk.store.judgements.all() if judgements is None else judgements
    result = Grouped()
    waiting = desk.store.documents.waiting()
    for number, stretch in groupby(waiting, key=lambda moment_and_id: _stretch(moment_and_id[0])):
        ids = [id_ for _, id_ in stretch]
        _Stretch(desk, number, ids, judged).place(result, total=len(waiting), report=report)
    result.continued = storylines.settle(desk, judgements=judged)
    return result


def _stretch(moment: datetime) -> int:
    return (moment - EPOCH) // STRETCH


class _Stretch:
    """The new documents of two weeks, beside what is known of the days around them."""

    def __init__(
        self, desk: Desk, number: int, ids: Sequence[str], judgements: Sequence[Judgement]
    ) -> None:
        self._desk = desk
        self._start = EPOCH + number * STRETCH
        self._ids = ids
        known = desk.store.stories.known(
            self._start - stories.WINDOW, self._start + STRETCH + stories.WINDOW
        )
        self._grouper = stories.Grouper(known, judgements=judgements)

    def place(self, result: Grouped, *, total: int, report: Report) -> None:
        """Place the documents batch by batch."""
        for batch in _batches(self._ids):
            documents = _in_order(self._desk, batch)
            placements = [self._grouper.place(document) for document in documents]
            self._keep(batch, placements)
            result.documents += len(batch)
            result.stories += sum(one.reasons[0].signal == "first report" for one in placements)
            report(Progress(step="group", done=result.documents, total=total))

    def _keep(self, ids: list[str], placements: list[Placement]) -> None:
        store = self._desk.store
        with store.transaction():
            store.stories.place(placements)
            store.documents.mark_grouped(ids)


def _in_order(desk: Desk, ids: Sequence[str]) -> list[Document]:
    documents = {document.id: document for document in desk.store.documents.many(ids)}
    return [documents[id_] for id_ in ids]


def _batches(ids: Sequence[str]) -> Iterator[list[str]]:
    return (list(ids[start : start + BATCH]) for start in range(0, len(ids), BATCH))
