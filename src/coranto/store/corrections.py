"""Corrections of published editions, and what those editions cite now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from coranto.model import Citation
from coranto.store import converters
from coranto.store.converters import Row
from coranto.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRecord:
    """A version of a published edition after its first, as the desk keeps account of it."""

    number: int
    version: int  #: 2 is the first correction
    at: datetime
    who: str
    reason: str
    headline: str
    frozen: str  #: SHA-256 of the frozen version
    told_in: int | None = None  #: the later edition that tells of it


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleCitation:
    """A document that changed or vanished after an edition cited it."""

    number: int  #: of the edition
    document_id: str
    version: int  #: the one it cites
    newest: int  #: of the document; the same when it only vanished
    passages: int  #: that the edition cites of it
    lost: int  #: of these, not in the newest version; all of them when it vanished
    reason: Literal["gone", "missing", ""] = ""  #: why its page is not there; "": it is


class Corrections:
    """The tables `corrections` and `edition_citations`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sql = database.statements("corrections")

    def add(self, corrected: CorrectionRecord) -> None:
        """Note a correction; the same again changes nothing."""
        self._sql.write(
            "add_correction",
            number=corrected.number,
            version=corrected.version,
            at=converters.from_time(corrected.at),
            who=corrected.who,
            reason=corrected.reason,
            headline=corrected.headline,
            frozen=corrected.frozen,
        )

    def of(self, number: int) -> list[CorrectionRecord]:
        """The corrections of an edition, oldest first."""
        return [
            _correction_from_row(row) for row in self._sql.rows("corrections_of", number=number)
        ]

    def untold(self) -> list[CorrectionRecord]:
        """Corrections that no later edition tells of, oldest first."""
        return [_correction_from_row(row) for row in self._sql.rows("corrections_untold")]

    def tell(self, told_in: int, corrections: Iterable[tuple[int, int]]) -> None:
        """Note that an edition tells of corrections, given by number and version."""
        self._sql.write_many(
            "tell_correction",
            [
                {"told_in": told_in, "number": number, "version": version}
                for number, version in corrections
            ],
        )

    def doubts(self) -> list[StaleCitation]:
        """What changed or vanished after it was cited: vanished, then lost, then changed."""
        vanished = [
            StaleCitation(
                number=row["number"],
                document_id=row["document_id"],
                version=row["version"],
                newest=row["version"],
                passages=row["passages"],
                lost=row["passages"],
                reason=row["reason"],
            )
            for row in self._sql.rows("citations_vanished")
        ]
        changed = [StaleCitation(**dict(row)) for row in self._sql.rows("citations_changed")]
        return [*vanished, *changed]

    def cite(self, number: int, citations: Iterable[Citation]) -> None:
        """Note what an edition's newest version cites, in place of what was noted before."""
        with self._database.transaction():
            self._sql.write("forget_citations", number=number)
            self._sql.write_many(
                "add_citation",
                [
                    {
                        "number": number,
                        "mark": citation.mark,
                        "document_id": citation.document_id,
                        "version": citation.version,
                        "start": citation.start,
                        "length": citation.end - citation.start,
                    }
                    for citation in citations
                ],
            )


def _correction_from_row(row: Row) -> CorrectionRecord:
    return CorrectionRecord(
        number=row["number"],
        version=row["version"],
        at=converters.to_time(row["at"]),
        who=row["who"],
        reason=row["reason"],
        headline=row["headline"],
        frozen=row["frozen"],
        told_in=row["told_in"],
    )
