"""Corrections of published editions, and the citations of their newest versions."""

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
    """One correction of a published edition: its row in the database."""

    number: int
    version: int  #: 2 is the first correction
    at: datetime
    who: str
    reason: str
    headline: str
    frozen: str  #: SHA-256 of the frozen version
    told_in: int | None = None  #: the later edition that reports it; None while none does


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleCitation:
    """A document that changed or vanished after an edition cited it."""

    number: int  #: of the edition
    document_id: str
    version: int  #: the one it cites
    newest: int  #: of the document; the same when it only vanished
    passages: int  #: how many the edition cites
    lost: int  #: how many of these the newest version lacks; all when the document vanished
    reason: Literal["gone", "missing", ""] = ""  #: why its page is not there; "" when it is


class Corrections:
    """The tables `corrections` and `edition_citations`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sql = database.statements("corrections")

    def add(self, corrected: CorrectionRecord) -> None:
        """Record a correction; the same again changes nothing."""
        # A correction that a crash cut off is finished by running the command again.
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

    def of_edition(self, number: int) -> list[CorrectionRecord]:
        """The corrections of an edition, oldest first."""
        return [
            _correction_from_row(row) for row in self._sql.rows("corrections_of", number=number)
        ]

    def unreported(self) -> list[CorrectionRecord]:
        """Corrections that no later edition reports, oldest first."""
        return [_correction_from_row(row) for row in self._sql.rows("corrections_untold")]

    def mark_reported(self, told_in: int, corrections: Iterable[tuple[int, int]]) -> None:
        """Record that edition `told_in` reports corrections, given by number and version."""
        self._sql.write_many(
            "tell_correction",
            [
                {"told_in": told_in, "number": number, "version": version}
                for number, version in corrections
            ],
        )

    def stale_citations(self) -> list[StaleCitation]:
        """Cited documents that changed or vanished: vanished ones, lost passages, the rest."""
        # Readers can check nothing on a page that is gone, so all of its passages are lost.
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

    def editions_citing(self, document_id: str) -> list[tuple[int, int]]:
        """Numbers of the editions that cite a document, each with the version that it cites."""
        rows = self._sql.rows("editions_citing", id=document_id)
        return [(row["number"], row["version"]) for row in rows]

    def cited_spans(self, document_id: str, version: int) -> list[tuple[int, int]]:
        """Start and end of what editions cite of one version of a document, in its text."""
        rows = self._sql.rows("cited_spans", id=document_id, version=version)
        return [(row["start"], row["start"] + row["length"]) for row in rows]

    def replace_citations(self, number: int, citations: Iterable[Citation]) -> None:
        """Record the citations of an edition's newest version, in place of earlier ones."""
        # Only the newest: a correction that cites the new words settles the alarm.
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
