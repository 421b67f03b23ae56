"""Stories: which document belongs to which story, and why."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from coranto.model import Document, Placement, Story
from coranto.reading.language import text
from coranto.store import converters
from coranto.store.converters import Row, Values
from coranto.store.database import Database, split_batches
from coranto.store.documents import document_from_row
from coranto.store.search import match_all_words
from coranto.store.storylines import Storylines


class Stories:
    """The table `placements`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sql = database.statements("stories")
        self._storylines = Storylines(database)

    def place(self, placements: Iterable[Placement]) -> None:
        """Put documents into stories, each out of the one that it was in before.

        The storylines of the stories on both sides become unsettled.
        """
        rows = [_placement_values(placement) for placement in placements]
        with self._database.transaction():
            self._unsettle_storylines(rows)
            self._sql.write_many("place", rows)

    def _unsettle_storylines(self, rows: Sequence[Values]) -> None:
        # Read before the placements are written: afterwards, nobody knows the old stories.
        document_ids = [row["document_id"] for row in rows]
        left_story_ids = {
            row["story_id"] for row in self._sql.stream("stories_holding", document_ids)
        }
        story_ids = sorted(left_story_ids | {row["story_id"] for row in rows})
        for keys in split_batches(story_ids):
            self._storylines.unsettle(keys)

    def placements(self, story_ids: Iterable[str]) -> list[Placement]:
        """The documents of these stories, with the reasons for each."""
        return [_placement_from_row(row) for row in self._sql.stream("placements_in", story_ids)]

    def placement(self, document_id: str) -> Placement | None:
        """The story of a document; None when it has not been placed."""
        row = self._sql.row("placement", document_id=document_id)
        return None if row is None else _placement_from_row(row)

    def placed_between(
        self, first: datetime, last: datetime
    ) -> Iterator[tuple[Document, Placement]]:
        """Placed documents published (else first seen) from `first` until before `last`.

        Oldest first, loaded in batches.
        """
        window = self._sql.rows(
            "placed_ids_between", first=converters.from_time(first), last=converters.from_time(last)
        )
        rows = self._sql.stream("placed_by_id", [row["id"] for row in window])
        return ((document_from_row(row), _placement_from_row(row)) for row in rows)

    def story(self, story_id: str) -> Story | None:
        """One story with its documents."""
        return next(iter(self.stories([story_id])), None)

    def existing_ids(self, story_ids: Iterable[str]) -> set[str]:
        """Those of these ids that are stories with a document."""
        return {row["story_id"] for row in self._sql.stream("story_ids_among", story_ids)}

    def languages(self, story_ids: Iterable[str]) -> set[str]:
        """The languages of the documents of these stories."""
        return {row["language"] for row in self._sql.stream("languages_of_stories", story_ids)}

    def with_words(self, words: str) -> set[str]:
        """Ids of stories with a document that holds all of the words; none for no words."""
        expression = match_all_words(text.search_form(words))
        if not expression:
            return set()
        rows = self._sql.rows("stories_with_words", expression=expression)
        return {row["story_id"] for row in rows}

    def between(self, first: datetime, last: datetime) -> list[str]:
        """Ids of stories with a document from `first` until before `last`, by the first such."""
        rows = self._sql.rows(
            "stories_between", first=converters.from_time(first), last=converters.from_time(last)
        )
        return [row["story_id"] for row in rows]

    def stories(self, ids: Iterable[str]) -> list[Story]:
        """Whole stories, in the order asked; unknown ids are left out."""
        wanted_ids = list(ids)
        documents: dict[str, list[Document]] = defaultdict(list)
        placements: dict[str, list[Placement]] = defaultdict(list)
        for row in self._sql.stream("documents_of_stories", wanted_ids):
            documents[row["story_id"]].append(document_from_row(row))
            placements[row["story_id"]].append(_placement_from_row(row))
        return [
            Story(
                id=story_id,
                documents=tuple(documents[story_id]),
                placements=tuple(placements[story_id]),
            )
            for story_id in wanted_ids
            if story_id in documents
        ]


def _placement_values(placement: Placement) -> Values:
    return {
        "document_id": placement.document_id,
        "story_id": placement.story_id,
        "score": placement.score,
        "reasons": converters.from_reasons(placement.reasons),
        "part": placement.part,
    }


def _placement_from_row(row: Row) -> Placement:
    return Placement(
        document_id=row["document_id"],
        story_id=row["story_id"],
        score=row["score"],
        reasons=converters.to_reasons(row["reasons"]),
        part=row["part"],
    )
