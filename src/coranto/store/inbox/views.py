"""Saved views of the inbox, and when each person last looked at it."""

from dataclasses import dataclass
from datetime import datetime

from coranto.model import SavedView
from coranto.store import converters
from coranto.store.converters import Row
from coranto.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A person's last visit of the inbox."""

    at: datetime
    through: datetime  #: documents first seen later are new to the person


class SavedViews:
    """The table `saved_views`."""

    def __init__(self, database: Database) -> None:
        self._sql = database.statements("inbox")

    def save(self, view: SavedView) -> int:
        """Save a view under its name, in place of the owner's that had it. Returns its id."""
        return self._sql.insert(
            "save_view",
            name=view.name,
            query=view.query,
            owner=view.owner,
            made_by=view.made_by,
            made_at=converters.from_time(view.made_at),
        )

    def visible_to(self, owner: str) -> list[SavedView]:
        """The views that all share, then those of one person; each by name."""
        return [_view_from_row(row) for row in self._sql.rows("views_for", owner=owner)]

    def get(self, view_id: int) -> SavedView | None:
        """The view with this id."""
        row = self._sql.row("get_view", id=view_id)
        return None if row is None else _view_from_row(row)

    def delete(self, view_id: int) -> None:
        """Delete a view."""
        self._sql.write("delete_view", id=view_id)


class Visits:
    """The table `visits`."""

    def __init__(self, database: Database) -> None:
        self._sql = database.statements("inbox")

    def record(self, visitor: str, visit: Visit) -> None:
        """Record a visit in place of the one before."""
        self._sql.write(
            "record_visit",
            visitor=visitor,
            at=converters.from_time(visit.at),
            through=converters.from_time(visit.through),
        )

    def get(self, visitor: str) -> Visit | None:
        """The last visit of a person."""
        row = self._sql.row("get_visit", visitor=visitor)
        if row is None:
            return None
        return Visit(at=converters.to_time(row["at"]), through=converters.to_time(row["through"]))

    def newest_arrival(self) -> datetime | None:
        """When the newest document that is in a story was first seen; None without any."""
        return converters.to_time_or_none(self._sql.value("newest_listed"))


def _view_from_row(row: Row) -> SavedView:
    return SavedView(
        id=row["id"],
        name=row["name"],
        query=row["query"],
        owner=row["owner"],
        made_by=row["made_by"],
        made_at=converters.to_time(row["made_at"]),
    )
