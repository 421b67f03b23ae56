"""Judgements: the decisions of people. Appended, never edited or deleted."""

from coranto.model import Judgement
from coranto.store import converters
from coranto.store.database import Database


class Judgements:
    """The table `judgements`."""

    def __init__(self, database: Database) -> None:
        self._sql = database.statements("judgements")

    def append(self, judgement: Judgement) -> None:
        """Add the decision of a person."""
        self._sql.write(
            "append_judgement",
            at=converters.from_time(judgement.at),
            who=judgement.who,
            verb=judgement.verb,
            subject=judgement.subject,
            object=judgement.object,
            reason=judgement.reason,
        )

    def all(self) -> list[Judgement]:
        """Every judgement, in the order they were made."""
        # A rebuild applies them again from the first, so their order is part of their meaning.
        return [
            Judgement(
                at=converters.to_time(row["at"]),
                who=row["who"],
                verb=row["verb"],
                subject=row["subject"],
                object=row["object"],
                reason=row["reason"],
            )
            for row in self._sql.rows("all_judgements")
        ]
