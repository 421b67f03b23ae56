"""The database is laid out, upgraded and refused as it should be."""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from coranto.errors import StoreError
from coranto.store import Store, schema


def layout(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    """Every table and index with its definition, comments and spaces aside."""
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {
        (kind, name): re.sub(r"--.*|\s+", "", sql) for kind, name, sql in rows if "yoyo" not in name
    }


def test_the_migrations_arrive_at_the_schema(tmp_path: Path):
    """A desk that was upgraded step by step has the tables of one made today."""
    with closing(sqlite3.connect(":memory:")) as written:
        written.executescript(schema.SCHEMA_FILE.read_text(encoding="utf-8"))
        expected = layout(written)

    Store.open(tmp_path / "coranto.db").close()

    with closing(sqlite3.connect(tmp_path / "coranto.db")) as migrated:
        assert layout(migrated) == expected


def test_opening_again_changes_nothing(tmp_path: Path):
    path = tmp_path / "coranto.db"
    Store.open(path).close()
    before = path.read_bytes()

    Store.open(path).close()

    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "folder", ["plain", "with space", "q?uestion#hash", "100%25", "شهر", "a'b"]
)
def test_a_desk_may_stand_in_any_folder(tmp_path: Path, folder: str):
    path = tmp_path / folder / "coranto.db"
    path.parent.mkdir()

    with Store.open(path) as store:
        assert store.sources.all() == []

    assert [each.name for each in path.parent.iterdir()] == ["coranto.db"]


def test_a_first_opening_that_was_cut_off_is_taken_up_again(tmp_path: Path):
    """Until the one transaction of all migrations ends, only yoyo's own tables exist."""
    path = tmp_path / "coranto.db"
    Store.open(path).close()
    with closing(sqlite3.connect(path)) as cut:
        for (name,) in cut.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%yoyo%'"
            " AND name NOT LIKE 'document_search_%' AND name NOT LIKE 'sqlite_%'"
        ).fetchall():
            cut.execute(f"DROP TABLE {name}")
        cut.execute("DELETE FROM _yoyo_migrations")
        cut.execute("PRAGMA user_version = 0")
        cut.execute("PRAGMA application_id = 0")
        cut.commit()

    with Store.open(path) as store:
        assert store.documents.count() == 0


def test_no_name_of_user_or_machine_is_kept(tmp_path: Path):
    """A desk's folder is handed around; whose computer it was made on is nobody's business."""
    Store.open(tmp_path / "coranto.db").close()

    with closing(sqlite3.connect(tmp_path / "coranto.db")) as connection:
        assert connection.execute("SELECT count(*) FROM _yoyo_log").fetchone() == (0,)


def test_a_newer_database_is_refused(tmp_path: Path):
    path = tmp_path / "coranto.db"
    Store.open(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {schema.newest_version() + 1}")

    with pytest.raises(StoreError, match="newer Coranto"):
        Store.open(path)


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path):
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE cookies (name)")
    before = path.read_bytes()

    with pytest.raises(StoreError, match="another program"):
        Store.open(path)

    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(tmp_path: Path):
    path = tmp_path / "coranto.db"
    path.write_bytes(b"this is no database, however long it may be " * 50)

    with pytest.raises(StoreError, match="not a database"):
        Store.open(path)


def test_a_folder_that_is_missing_is_named(tmp_path: Path):
    with pytest.raises(StoreError, match="folder exists"):
        Store.open(tmp_path / "nowhere" / "coranto.db")


def test_a_damaged_database_is_refused_with_advice(tmp_path: Path):
    path = tmp_path / "coranto.db"
    Store.open(path).close()
    whole = bytearray(path.read_bytes())
    whole[4096:] = b"\xff" * (len(whole) - 4096)
    path.write_bytes(whole)

    with pytest.raises(StoreError, match="coranto doctor"):
        Store.open(path)


def test_a_copy_holds_what_the_desk_held(tmp_path: Path):
    with Store.open(tmp_path / "coranto.db") as store:
        run = store.runs.start(datetime(2026, 11, 9, tzinfo=UTC))
        store.copy_to(tmp_path / "copy.db")

    with Store.open(tmp_path / "copy.db") as copy:
        assert copy.runs.unfinished() == run
