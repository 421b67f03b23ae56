"""Editions: their numbers and states, and their stories. The frozen edition is a file."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from coranto.errors import StoreError
from coranto.model import Why
from coranto.store import converters
from coranto.store.converters import Row
from coranto.store.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Digest no. N: its row in the database."""

    number: int
    first: date  #: inclusive
    last: date  #: inclusive
    state: Literal["draft", "published"]
    composed_at: datetime
    composed: str  #: SHA-256 of the draft file as composed
    published_at: datetime | None
    frozen: str  #: SHA-256 of the frozen edition; "" for a draft


class Editions:
    """The tables `editions`, `edition_stories` and `edition_documents`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sql = database.statements("editions")

    def next_number(self, first_number: int) -> int:
        """The number after the last published one, at least `first_number`.

        A draft does not count: composing again before it is published gives the same number.
        """
        published: int | None = self._sql.value("last_published")
        return first_number if published is None else max(published + 1, first_number)

    def compose(self, number: int, first: date, last: date, at: datetime, sha256: str) -> None:
        """Record a draft, in place of an older one. Raises StoreError if it is published."""
        # The statement itself leaves published rows alone, so that no test before it is out
        # of date when it runs; no changed row means that the edition is published.
        changed_rows = self._sql.write(
            "compose_edition",
            number=number,
            first=first.isoformat(),
            last=last.isoformat(),
            at=converters.from_time(at),
            composed=sha256,
        )
        if not changed_rows:
            raise StoreError(f"no. {number} is published and cannot be composed again")

    def publish(  # noqa: PLR0913 - one row each of three tables
        self,
        number: int,
        at: datetime,
        frozen: str,
        stories: Mapping[str, Sequence[Why]],
        documents: Iterable[str],
        *,
        headings: Mapping[str, str] | None = None,
    ) -> None:
        """Record that a draft was published as `frozen` (SHA-256), with its stories' rankings.

        `headings`: story id → the heading of its item.

        The same again changes nothing. Raises StoreError where there is no draft of this
        number, or it was published with other content.
        """
        with self._database.transaction():
            edition = self.get(number)
            # A publication that was cut off is finished by running it again.
            if edition is not None and edition.state == "published" and edition.frozen == frozen:
                return
            changed_rows = self._sql.write(
                "publish_edition", number=number, at=converters.from_time(at), frozen=frozen
            )
            if not changed_rows:
                raise StoreError(f"no. {number} is published already, or was never composed")
            story_rows = [
                {
                    "number": number,
                    "story_id": story_id,
                    "heading": (headings or {}).get(story_id, ""),
                    "ranking": converters.from_reasons(reasons),
                }
                for story_id, reasons in stories.items()
            ]
            document_rows = [
                {"number": number, "document_id": document_id} for document_id in documents
            ]
            self._sql.write_many("tell_story", story_rows)
            self._sql.write_many("tell_document", document_rows)

    def forget(self, number: int) -> None:
        """Forget an edition that was imported and taken out again."""
        with self._database.transaction():
            for name in (
                "forget_stories_told",
                "forget_documents_told",
                "forget_citations",
                "forget_edition",
            ):
                self._sql.write(name, number=number)

    def get(self, number: int) -> Edition | None:
        """The edition of this number."""
        row = self._sql.row("get_edition", number=number)
        return None if row is None else _edition_from_row(row)

    def all(self) -> list[Edition]:
        """Every edition, by number."""
        return [_edition_from_row(row) for row in self._sql.rows("all_editions")]

    def numbers_by_story(self, story_ids: Iterable[str]) -> dict[str, list[int]]:
        """Story id → the published numbers that told it; stories never told are left out."""
        numbers: dict[str, list[int]] = defaultdict(list)
        for row in self._sql.stream("told", story_ids):
            numbers[row["story_id"]].append(row["number"])
        return dict(numbers)

    def headings(self, story_ids: Iterable[str]) -> dict[str, dict[int, str]]:
        """Story id → number → heading of its item there; stories never told are left out."""
        headings: dict[str, dict[int, str]] = defaultdict(dict)
        for row in self._sql.stream("told", story_ids):
            headings[row["story_id"]][row["number"]] = row["heading"]
        return dict(headings)

    def latest_headings(self, number: int, editions: int) -> list[tuple[int, str]]:
        """Numbers and headings of the items of the last few editions before `number`."""
        rows = self._sql.rows("latest_headings", number=number, editions=editions)
        return [(row["number"], row["heading"]) for row in rows]

    def published_document_ids(self, number: int) -> set[str]:
        """Ids of the documents that the stories of an edition had when it was published."""
        # Stories grow afterwards; what came since is what a later edition may tell.
        return {row["document_id"] for row in self._sql.rows("documents_told", number=number)}

    def rankings(self, number: int) -> dict[str, tuple[Why, ...]]:
        """Story id → the reasons for its rank in a published edition."""
        rows = self._sql.rows("rankings", number=number)
        return {row["story_id"]: converters.to_reasons(row["ranking"]) for row in rows}


def _edition_from_row(row: Row) -> Edition:
    return Edition(
        number=row["number"],
        first=date.fromisoformat(row["first"]),
        last=date.fromisoformat(row["last"]),
        state=row["state"],
        composed_at=converters.to_time(row["composed_at"]),
        composed=row["composed"],
        published_at=converters.to_time_or_none(row["published_at"]),
        frozen=row["frozen"],
    )
