"""Judgements: the decisions of people. Appended, never edited or deleted."""

from collections.abc import Collection, Iterable

from coranto.model import Judgement
from coranto.store import converters
from coranto.store.converters import Row
from coranto.store.database import Database, as_keys


class Judgements:
    """The table `judgements`."""

    def __init__(self, database: Database) -> None:
        self._sql = database.statements("judgements")

    def append(self, judgement: Judgement) -> int:
        """Add the decision of a person and return its id."""
        return self._sql.insert(
            "append_judgement",
            at=converters.from_time(judgement.at),
            who=judgement.who,
            verb=judgement.verb,
            subject=judgement.subject,
            object=judgement.object,
            reason=judgement.reason,
            member_id=judgement.member_id,
            through=judgement.through,
        )

    def all(self) -> list[Judgement]:
        """Every judgement, in the order they were made."""
        # A rebuild applies them again from the first, so their order is part of their meaning.
        return [_judgement_from_row(row) for row in self._sql.rows("all_judgements")]

    def with_verbs(self, verbs: Collection[str]) -> list[Judgement]:
        """Judgements with one of these verbs, in the order they were made."""
        rows = self._sql.rows("judgements_with_verbs", keys=as_keys(sorted(verbs)))
        return [_judgement_from_row(row) for row in rows]

    def numbered(self, verbs: Collection[str]) -> list[tuple[int, Judgement]]:
        """Judgements with one of these verbs, each with its id; by id."""
        rows = self._sql.rows("judgements_with_verbs", keys=as_keys(sorted(verbs)))
        return [(row["id"], _judgement_from_row(row)) for row in rows]

    def about(self, subjects: Iterable[str], verbs: Collection[str]) -> list[tuple[int, Judgement]]:
        """Judgements with one of these verbs about these subjects, each with its id; by id."""
        keys = as_keys(sorted(verbs))
        rows = self._sql.stream("judgements_about", subjects, verbs=keys)
        return sorted(
            ((row["id"], _judgement_from_row(row)) for row in rows),
            key=lambda numbered: numbered[0],
        )

    def naming(self, ids: Iterable[str]) -> list[tuple[int, Judgement]]:
        """Judgements whose subject or object is one of these, each with its id; by id."""
        numbered = {
            row["id"]: _judgement_from_row(row)
            for row in self._sql.stream("judgements_naming", ids)
        }
        return sorted(numbered.items())

    def subjects_of(self, verbs: Collection[str]) -> set[str]:
        """What judgements with one of these verbs are about."""
        rows = self._sql.rows("subjects_of", keys=as_keys(sorted(verbs)))
        return {row["subject"] for row in rows}

    def get(self, judgement_id: int) -> Judgement | None:
        """The judgement with this id."""
        row = self._sql.row("get_judgement", id=judgement_id)
        return None if row is None else _judgement_from_row(row)

    def last_id(self) -> int:
        """The id of the newest judgement; 0 when there is none."""
        return self._sql.value("last_judgement") or 0


def _judgement_from_row(row: Row) -> Judgement:
    return Judgement(
        at=converters.to_time(row["at"]),
        who=row["who"],
        verb=row["verb"],
        subject=row["subject"],
        object=row["object"],
        reason=row["reason"],
        member_id=row["member_id"],
        through=row["through"],
    )
