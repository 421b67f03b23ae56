"""Find damage in a database: its pages and indexes, references, and the hashes of texts."""

from collections.abc import Iterator

from coranto.store.database import Database

#: Faults that SQLite lists before it stops looking.
MAX_LISTED_FAULTS = 20


class Integrity:
    """Reads the whole database; writes nothing."""

    def __init__(self, database: Database) -> None:
        self._sql = database.statements("integrity")

    def find_structural_faults(self) -> list[str]:
        """What SQLite finds wrong with pages and rows, in its own words; [] when sound."""
        lines = [row[0] for row in self._sql.rows("quick_check", faults=MAX_LISTED_FAULTS)]
        return [] if lines == ["ok"] else lines

    def find_faults(self) -> Iterator[str]:
        """Everything that can be found wrong; takes as long as reading the database twice."""
        # Imported here: it loads the readers of pages (40 ms), and every command reads this module.
        from coranto.reading.documents import text_sha256

        lines = [row[0] for row in self._sql.rows("integrity_check", faults=MAX_LISTED_FAULTS)]
        if lines != ["ok"]:
            yield from lines
        for row in self._sql.rows("foreign_key_check"):
            yield f"a row of {row[0]} names a row of {row[2]} that is not there"
        ids = [row["id"] for row in self._sql.rows("version_ids")]
        for row in self._sql.stream("version_texts", ids):
            if text_sha256(row["title"], row["text"]) != row["text_sha256"]:
                yield f"the text of {row['document_id']}@{row['version']} is not the one stored"
