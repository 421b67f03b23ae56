"""Sources and the facts disclosed about them. Removed ones stay in history."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import count

from coranto.model import Disclosure, Folder, Source
from coranto.store import converters
from coranto.store.converters import Row, Values
from coranto.store.database import Database

#: Longest id made from a name, since ids are parts of addresses and file names.
MAX_ID_CHARACTERS = 48


class Sources:
    """The tables `sources`, `disclosures` and `folders`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sql = database.statements("sources")

    def add(self, source: Source, at: datetime) -> None:
        """Add a source with its disclosures. Raises StoreError if its id is taken."""
        with self._database.transaction():
            self._sql.write(
                "add_source", **_source_values(source), added_at=converters.from_time(at)
            )
            self.disclose(source.id, source.disclosures, at)

    def get(self, source_id: str) -> Source | None:
        """The source of this id, removed or not."""
        row = self._sql.row("get_source", id=source_id)
        if row is None:
            return None
        disclosure_rows = self._sql.rows("disclosures_of_source", source_id=source_id)
        return _source_from_row(
            row, [_disclosure_from_row(disclosure_row) for disclosure_row in disclosure_rows]
        )

    def all(self) -> list[Source]:
        """Every source that is not removed, by id."""
        return [source for source in self.with_removed() if source.removed is None]

    def with_removed(self) -> list[Source]:
        """Every source there ever was, by id."""
        disclosures_by_source: dict[str, list[Disclosure]] = defaultdict(list)
        for row in self._sql.rows("all_disclosures"):
            disclosures_by_source[row["source_id"]].append(_disclosure_from_row(row))
        return [
            _source_from_row(row, disclosures_by_source[row["id"]])
            for row in self._sql.rows("all_sources")
        ]

    def names(self, ids: Iterable[str]) -> dict[str, str]:
        """The names of these sources; unknown ids are left out."""
        return {row["id"]: row["name"] for row in self._sql.stream("names_of_sources", ids)}

    def update(self, source: Source) -> None:
        """Replace the fields of a source, except its disclosures: see `disclose`."""
        self._sql.write("update_source", **_source_values(source))

    def remove(self, source_id: str, at: datetime) -> None:
        """Mark a source and its feeds as removed; its documents stay."""
        removed_at = converters.from_time(at)
        with self._database.transaction():
            self._sql.write("remove_source", id=source_id, removed_at=removed_at)
            self._sql.write("remove_feeds_of_source", source_id=source_id, removed_at=removed_at)

    def unused_id(self, name: str) -> str:
        """A readable ASCII id for a source of this name, which no source has or had."""
        slug = make_slug(name)
        taken_ids = {row["id"] for row in self._sql.rows("ids_like", prefix=slug)}
        candidate_ids = (slug if number == 1 else f"{slug}-{number}" for number in count(1))
        return next(candidate_id for candidate_id in candidate_ids if candidate_id not in taken_ids)

    def disclose(self, source_id: str, disclosures: Iterable[Disclosure], at: datetime) -> int:
        """Add facts about a source and return how many of them are new."""
        # Relation, value, register and row identify a fact: a register that is imported twice
        # adds nothing, the same fact from another register is one more.
        rows: list[Values] = [
            {
                "source_id": source_id,
                "relation": disclosure.relation,
                "value": disclosure.value,
                "reference": disclosure.reference,
                "as_of": disclosure.as_of,
                "register": disclosure.register,
                "register_row": disclosure.row,
                "recorded_at": converters.from_time(at),
            }
            for disclosure in disclosures
        ]
        return self._sql.write_many("disclose", rows)

    def set_folder(self, folder: Folder) -> None:
        """Set the tier and weight of a folder of feeds."""
        self._sql.write(
            "set_folder",
            path=converters.from_list(folder.path),
            tier=folder.tier,
            weight=folder.weight,
        )

    def folders(self) -> dict[tuple[str, ...], Folder]:
        """By path, the folders for which a person set something."""
        folders = (
            Folder(path=converters.to_tuple(row["path"]), tier=row["tier"], weight=row["weight"])
            for row in self._sql.rows("all_folders")
        )
        return {folder.path: folder for folder in folders}


def make_slug(name: str) -> str:
    """The name in lower-case ASCII letters, digits and single hyphens; "source" if none remain."""
    from anyascii import anyascii  # 30 ms, and needed only for a new source

    # Cut first: a name may come from a stranger's file, and one sign may become many letters.
    letters = anyascii(name[: 4 * MAX_ID_CHARACTERS]).lower()
    words = "".join(char if char.isascii() and char.isalnum() else " " for char in letters).split()
    return "-".join(words)[:MAX_ID_CHARACTERS].strip("-") or "source"


def _source_values(source: Source) -> Values:
    return {
        "id": source.id,
        "name": source.name,
        "homepage": source.homepage,
        "kind": source.kind,
        "country": source.country,
        "languages": converters.from_list(source.languages),
        "removed_at": converters.from_time_or_none(source.removed),
        "tier": source.tier,
        "weight": source.weight,
    }


def _source_from_row(row: Row, disclosures: Iterable[Disclosure]) -> Source:
    return Source(
        id=row["id"],
        name=row["name"],
        homepage=row["homepage"],
        kind=row["kind"],
        country=row["country"],
        languages=converters.to_tuple(row["languages"]),
        disclosures=tuple(disclosures),
        removed=converters.to_time_or_none(row["removed_at"]),
        tier=row["tier"],
        weight=row["weight"],
    )


def _disclosure_from_row(row: Row) -> Disclosure:
    return Disclosure(
        relation=row["relation"],
        value=row["value"],
        reference=row["reference"],
        as_of=row["as_of"],
        register=row["register"],
        row=row["register_row"],
    )
