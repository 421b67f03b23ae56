"""Documents → stories, copies and storylines: place new documents among those of their days.

The result may depend on what the desk holds only, not on where an earlier run was cut off:
stretches of time are therefore cut by the calendar.
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
from coranto.steps.stories.judge import load_judgements

#: Documents that are placed, and stored, at once.
DOCUMENTS_PER_BATCH = 200
#: Documents are placed in stretches of this length, each beside the documents of the days
#: around it: memory stays that of a few weeks, however much came at once.
STRETCH_LENGTH = timedelta(days=14)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class GroupingResult:
    """Counts of one grouping."""

    documents: int = 0
    stories: int = 0  #: that are new
    copies: int = 0  #: among the documents
    continued: int = 0  #: stories that continue an earlier one
    embedded: int = 0  #: documents that an embedding model was asked about
    embedding_seconds: float = 0.0  #: that the model took for them


def group_documents(
    desk: Desk, *, report: Report, judgements: Sequence[Judgement] | None = None
) -> GroupingResult:
    """Place every document that has no story yet, in the order of publication.

    `judgements` are those that had been made by then; by default, all there are. A rebuild
    gives those from before the run that it replays.
    """
    judgements_so_far = load_judgements(desk) if judgements is None else judgements
    result = GroupingResult()
    waiting = desk.store.documents.ungrouped()
    with open_vectors(desk) as vectors:
        for number, stretch in groupby(
            waiting, key=lambda time_and_id: _stretch_number(time_and_id[0])
        ):
            placing = _Stretch(desk, number, [id_ for _, id_ in stretch], vectors)
            placing.place(judgements_so_far, result, total=len(waiting), report=report)
        if vectors:
            result.embedded = vectors.embedded_documents
            result.embedding_seconds = round(vectors.embedding_seconds, 3)
    result.continued = storylines.settle_storylines(desk, judgements=judgements_so_far)
    return result


def _stretch_number(moment: datetime) -> int:
    return (moment - EPOCH) // STRETCH_LENGTH


class _Stretch:
    """The new documents of two weeks, and those already placed in the days around them."""

    def __init__(
        self, desk: Desk, number: int, ids: Sequence[str], vectors: DeskVectors | None
    ) -> None:
        from coranto.analysis.copies.find import CopyFinder  # loads numpy, which few commands need

        self._desk = desk
        self._start = EPOCH + number * STRETCH_LENGTH
        self._ids = ids
        # The passages of a copy are offsets into both texts: when the original is edited, its
        # copies are compared with it again.
        self._again = [
            id_ for id_ in desk.store.copies.copies_of_documents(ids) if id_ not in set(ids)
        ]
        self._vectors = vectors
        self._copies = CopyFinder()

    def _iterate_placed_documents(self) -> Iterator[tuple[Document, Placement]]:
        """Documents that are placed already; each is added to the copy finder, too."""
        new = {*self._ids, *self._again}
        placed_documents = self._desk.store.stories.placed_between(
            self._start - stories.COMPARISON_WINDOW,
            self._start + STRETCH_LENGTH + stories.COMPARISON_WINDOW,
        )
        for document, placement in placed_documents:
            if document.id not in new:
                self._copies.add(document)
            yield document, placement

    def place(
        self, judgements: Sequence[Judgement], result: GroupingResult, *, total: int, report: Report
    ) -> None:
        """Place the documents batch by batch, and find what they reprint.

        They are marked as grouped only at the end. After a crash the whole stretch is placed
        again, beside the same documents, and comes out the same.
        """
        store, copies = self._desk.store, list[Copy]()
        grouper = stories.StoryGrouper(
            self._iterate_placed_documents(), judgements=judgements, vectors=self._vectors
        )
        for batch in _split_batches(self._ids):
            documents = _load_in_order(self._desk, batch)
            # All at once: one request to the endpoint instead of one for each document.
            if self._vectors:
                self._vectors.prepare(documents)
            placements = list(_place_documents(grouper, documents))
            store.stories.place(placements)
            copies += self._find_copies(documents)
            result.documents += len(batch)
            result.stories += sum(
                placement.story_id == story_id(placement.document_id) for placement in placements
            )
            report(Progress(step="group", done=result.documents, total=total))
        copies += self._find_copies(_load_in_order(self._desk, self._again))
        with store.transaction():
            store.copies.drop([*self._ids, *self._again])
            store.copies.keep(copies)
            store.documents.mark_grouped(self._ids)
        result.copies += len({copy.document_id for copy in copies if copy.origin_id})

    def _find_copies(self, documents: Sequence[Document]) -> list[Copy]:
        return [copy for document in documents for copy in self._copies.add(document)]


def _place_documents(
    grouper: stories.StoryGrouper, documents: Sequence[Document]
) -> Iterator[Placement]:
    """The placements of documents and of others that they moved, in order.

    A document may come up several times: its last placement counts.
    """
    for document in documents:
        yield grouper.place(document)
        yield from grouper.moved


def _load_in_order(desk: Desk, ids: Sequence[str]) -> list[Document]:
    documents = {document.id: document for document in desk.store.documents.by_ids(ids)}
    return [documents[id_] for id_ in ids]


def _split_batches(ids: Sequence[str]) -> Iterator[list[str]]:
    return (
        list(ids[start : start + DOCUMENTS_PER_BATCH])
        for start in range(0, len(ids), DOCUMENTS_PER_BATCH)
    )
