"""Where documents were before a judgement moved them, so that it can be taken back. Derived."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coranto.model import Placement
from coranto.store import converters
from coranto.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedMove:
    """A document that a judgement put into another story, or another part of its story."""

    before: Placement
    moved_to: str  #: the story that the judgement put it into


class JudgedMoves:
    """The table `judged_moves`."""

    def __init__(self, database: Database) -> None:
        self._sql = database.statements("inbox")

    def keep(
        self, judgement_id: int, before: Iterable[Placement], moved_to: Mapping[str, str]
    ) -> None:
        """Store where documents were; `moved_to` has the story that each was put into."""
        self._sql.write_many(
            "keep_move",
            [
                {
                    "judgement_id": judgement_id,
                    "document_id": placement.document_id,
                    "story_id": placement.story_id,
                    "score": placement.score,
                    "reasons": converters.from_reasons(placement.reasons),
                    "part": placement.part,
                    "moved_to": moved_to[placement.document_id],
                }
                for placement in before
            ],
        )

    def of_judgement(self, judgement_id: int) -> list[JudgedMove]:
        """The documents that a judgement moved."""
        return [
            JudgedMove(
                before=Placement(
                    document_id=row["document_id"],
                    story_id=row["story_id"],
                    score=row["score"],
                    reasons=converters.to_reasons(row["reasons"]),
                    part=row["part"],
                ),
                moved_to=row["moved_to"],
            )
            for row in self._sql.rows("moves_of", judgement_id=judgement_id)
        ]
