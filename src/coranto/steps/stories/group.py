"""Documents → stories, copies and storylines: place what is new among the news of its days.

What is found depends on what the desk holds, not on where an earlier run was cut off:
stretches of time are cut by the calendar.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from coranto.analysis.stories import group as stories
from coranto.analysis.stories.judgements import story_id
from coranto.model import Copy, Document, Judgement, Placement
from coranto.steps.desk import Desk, Progress, Report
from coranto.steps.stories import storylines
from coranto.steps.stories.embed import DeskVectors, open_vectors

DOCUMENTS_PER_BATCH = 200
#: Documents are placed in stretches of this length, each beside the documents of its
#: surroundings: memory stays that of a few weeks, however much came at once.
STRETCH_LENGTH = timedelta(days=14)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class GroupingResult:
    """What grouping came to."""

    documents: int = 0
    stories: int = 0  #: that are new
    copies: int = 0  #: among the documents
    continued: int = 0  #: stories that go on with an earlier one


def group_documents(
    desk: Desk, *, report: Report, judgements: Sequence[Judgement] | None = None
) -> GroupingResult:
    """Place every document that has no story yet, in the order of their publication.

    `judgements` are all that were made until then, by default all there are.
    """
    judged = desk.store.judgements.all() if judgements is None else judgements
    result = GroupingResult()
    waiting = desk.store.documents.waiting()
    with open_vectors(desk) as vectors:
        for number, stretch in groupby(waiting, key=lambda each: _stretch_number(each[0])):
            placing = _Stretch(desk, number, [id_ for _, id_ in stretch], vectors)
            placing.place(judged, result, total=len(waiting), report=report)
    result.continued = storylines.settle_storylines(desk, judgements=judged)
    return result


def _stretch_number(moment: datetime) -> int:
    return (moment - EPOCH) // STRETCH_LENGTH


class _Stretch:
    """The new documents of two weeks, beside what is known of the days around them."""

    def __init__(
        self, desk: Desk, number: int, ids: Sequence[str], vectors: DeskVectors | None
    ) -> None:
        from coranto.analysis.copies.find import CopyFinder  # loads numpy, which few commands need

        self._desk = desk
        self._start = EPOCH + number * STRETCH_LENGTH
        self._ids = ids
        # Who reprints an edited text is to be looked at again, with its new words.
        self._again = [id_ for id_ in desk.store.copies.copying(ids) if id_ not in set(ids)]
        self._vectors = vectors
        self._copies = CopyFinder()

    def _known(self) -> Iterator[tuple[Document, Placement]]:
        """What is placed already; the copy finder learns of it on the way."""
        new = {*self._ids, *self._again}
        known = self._desk.store.stories.known(
            self._start - stories.COMPARISON_WINDOW,
            self._start + STRETCH_LENGTH + stories.COMPARISON_WINDOW,
        )
        for document, placement in known:
            if document.id not in new:
                self._copies.add(document)
            yield document, placement

    def place(
        self, judgements: Sequence[Judgement], result: GroupingResult, *, total: int, report: Report
    ) -> None:
        """Place the documents batch by batch, and find what they reprint.

        They count as grouped when all of it is done: what is known beside them is the same
        when an earlier attempt was cut off.
        """
        store, copies = self._desk.store, list[Copy]()
        grouper = stories.StoryGrouper(self._known(), judgements=judgements, vectors=self._vectors)
        for batch in _split_batches(self._ids):
            documents = _load_in_order(self._desk, batch)
            if self._vectors:
                self._vectors.prepare(documents)
            placements = list(_place_documents(grouper, documents))
            store.stories.place(placements)
            copies += self._found(documents)
            result.documents += len(batch)
            result.stories += sum(one.story_id == story_id(one.document_id) for one in placements)
            report(Progress(step="group", done=result.documents, total=total))
        copies += self._found(_load_in_order(self._desk, self._again))
        with store.transaction():
            store.copies.drop([*self._ids, *self._again])
            store.copies.keep(copies)
            store.documents.mark_grouped(self._ids)
        result.copies += len({copy.document_id for copy in copies if copy.origin_id})

    def _found(self, documents: Sequence[Document]) -> list[Copy]:
        return [copy for document in documents for copy in self._copies.add(document)]


def _place_documents(
    grouper: stories.StoryGrouper, documents: Sequence[Document]
) -> Iterator[Placement]:
    """Where documents belong, and others that they moved; the last word on each counts."""
    for document in documents:
        yield grouper.place(document)
        yield from grouper.moved


def _load_in_order(desk: Desk, ids: Sequence[str]) -> list[Document]:
    documents = {document.id: document for document in desk.store.documents.many(ids)}
    return [documents[id_] for id_ in ids]


def _split_batches(ids: Sequence[str]) -> Iterator[list[str]]:
    return (
        list(ids[start : start + DOCUMENTS_PER_BATCH])
        for start in range(0, len(ids), DOCUMENTS_PER_BATCH)
    )
