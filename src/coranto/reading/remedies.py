"""Read a field of a document as a person chose, where feed and page differ. Pure."""

from collections.abc import Callable
from typing import TypeVar

from coranto.model import Entry, Origin, Page, Remedies, RemedyField

Value = TypeVar("Value")
#: Reads a field from an entry and a page, and says from which.
ReadField = Callable[[Entry, Page], tuple[Value, Origin]]


class ChosenReading:
    """The remedies of one document, while it is read."""

    def __init__(self, remedies: Remedies, entry: Entry, page: Page) -> None:
        self._remedies = remedies
        self._entry, self._page = entry, page
        self._judged: dict[RemedyField, int] = {}
        if remedies.ignores_page:
            self._judged["page"] = remedies.by_field["page"].id

    def read(self, name: RemedyField, read_field: ReadField[Value]) -> tuple[Value, Origin]:
        """The field from where a person chose; from both, where that gives nothing."""
        remedy = self._remedies.by_field.get(name)
        if remedy:
            # Reading it from one of the two alone leaves all other rules as they are.
            is_feed = remedy.choice == "feed"
            value, origin = read_field(
                self._entry if is_feed else Entry(key="", url="", title="", kind=self._entry.kind),
                Page() if is_feed else self._page,
            )
            if origin != "none":
                self._judged[name] = remedy.id
                return value, origin
        return read_field(self._entry, self._page)

    def language(self) -> tuple[str, Origin] | None:
        """The language that a person set; None when nobody did."""
        remedy = self._remedies.by_field.get("language")
        if remedy is None:
            return None
        self._judged["language"] = remedy.id
        return remedy.choice, "none"

    def judged(self) -> tuple[tuple[str, int], ...]:
        """The fields that were read as a person chose, with the ids of the judgements."""
        return tuple(sorted(self._judged.items()))
