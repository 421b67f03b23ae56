"""Copies: which document reprints which, and which words."""

import json
from collections.abc import Iterable, Sequence

from coranto.model import Copy, Passage
from coranto.store import converters
from coranto.store.converters import Row, Values
from coranto.store.database import Database, as_keys, split_batches


class Copies:
    """The table `copies`: at most one origin per document."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sql = database.statements("copies")

    def keep(self, copies: Iterable[Copy]) -> None:
        """Record what documents reprint, in place of what was recorded before.

        Of several copies of one document the last counts. One without origin and credit
        removes the earlier record.
        """
        # An original may be collected after its copies: the document that looked like the
        # original is then a copy, and the other way round.
        last_by_document = {copy.document_id: copy for copy in copies}
        copies_to_keep = [
            copy for copy in last_by_document.values() if copy.origin_id or copy.credit
        ]
        with self._database.transaction():
            self.drop(sorted(last_by_document))
            self._sql.write_many("keep_copy", [_copy_values(copy) for copy in copies_to_keep])

    def drop(self, document_ids: Sequence[str]) -> None:
        """Delete what is recorded of these documents as copies."""
        for keys in split_batches(document_ids):
            self._sql.write("drop_copies", keys=as_keys(keys))

    def for_documents(self, document_ids: Iterable[str]) -> list[Copy]:
        """The copies among these documents, by id; documents that reprint nothing are left out."""
        return [_copy_from_row(row) for row in self._sql.stream("copies_of", document_ids)]

    def copies_of_documents(self, document_ids: Iterable[str]) -> list[str]:
        """Ids of the documents that reprint one of these."""
        return [row["document_id"] for row in self._sql.stream("copying", document_ids)]


def _copy_values(copy: Copy) -> Values:
    # Lists, not objects: long reprints have many passages, and names would outweigh the numbers.
    passages = [
        [passage.start, passage.end, passage.origin_start, passage.origin_end]
        for passage in copy.passages
    ]
    return {
        "document_id": copy.document_id,
        "origin_id": copy.origin_id,
        "overlap": copy.overlap,
        "origin_overlap": copy.origin_overlap,
        "passages": json.dumps(passages),
        "credit": copy.credit,
        "reasons": converters.from_reasons(copy.reasons),
    }


def _copy_from_row(row: Row) -> Copy:
    return Copy(
        document_id=row["document_id"],
        origin_id=row["origin_id"],
        overlap=row["overlap"],
        origin_overlap=row["origin_overlap"],
        passages=tuple(
            Passage(start=start, end=end, origin_start=origin_start, origin_end=origin_end)
            for start, end, origin_start, origin_end in json.loads(row["passages"])
        ),
        credit=row["credit"],
        reasons=converters.to_reasons(row["reasons"]),
    )
