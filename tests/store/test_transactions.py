"""All or nothing, also when a part fails, also when something else than SQL does."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from coranto.errors import StoreError
from coranto.model import Disclosure, Feed, Problem, Source
from coranto.store import Store
from coranto.store.database import describe_error

NOW = datetime(2026, 11, 9, 8, tzinfo=UTC)


def source(name: str) -> Source:
    return Source(id=name, name=name.title())


def test_what_fails_leaves_nothing():
    def work(store: Store) -> None:
        with store.transaction():
            store.sources.add(source("gull"), NOW)
            raise KeyboardInterrupt

    with Store.memory() as store:
        with pytest.raises(KeyboardInterrupt):
            work(store)

        assert store.sources.all() == []


def test_a_part_can_fail_alone():
    """Whoever catches a part's error keeps what the rest did."""
    with Store.memory() as store:
        with store.transaction():
            store.sources.add(source("gull"), NOW)
            with pytest.raises(StoreError):
                store.sources.add(source("gull"), NOW)
            store.sources.add(source("tern"), NOW)

        assert [each.id for each in store.sources.all()] == ["gull", "tern"]


def test_a_method_of_several_statements_is_one_transaction():
    """A source whose disclosures cannot be kept is not kept either."""
    bad = Disclosure(relation="owner", value="half \ud800", reference="")
    with Store.memory() as store:
        with pytest.raises(StoreError, match="surrogate"):
            store.sources.add(Source(id="gull", name="Gull", disclosures=(bad,)), NOW)

        assert store.sources.all() == []


def test_readers_see_the_last_whole_state(tmp_path: Path):
    """`coranto status` may run while `coranto run` works."""
    with Store.open(tmp_path / "a.db") as writer, Store.open(tmp_path / "a.db") as reader:
        with writer.transaction():
            writer.sources.add(source("gull"), NOW)
            during = reader.sources.all()
        after = reader.sources.all()

    assert (len(during), len(after)) == (0, 1)


def test_writers_wait_for_each_other_then_give_up(tmp_path: Path):
    with (
        Store.open(tmp_path / "a.db") as writer,
        writer.transaction(),
        closing(sqlite3.connect(tmp_path / "a.db", timeout=0)) as impatient,
        pytest.raises(StoreError, match="another program is using it"),
    ):
        Store(impatient).sources.add(source("gull"), NOW)


def test_what_contradicts_is_refused_in_words():
    feed = Feed(id="f", source_id="nobody", url="https://a.example/")

    with Store.memory() as store, pytest.raises(StoreError, match="contradicts"):
        store.feeds.add(feed, NOW)


def test_a_full_disk_is_named():
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute("PRAGMA page_size = 512")
        connection.execute("PRAGMA max_page_count = 2")
        try:
            connection.executescript("CREATE TABLE a (b); INSERT INTO a VALUES (randomblob(9000))")
        except sqlite3.OperationalError as error:
            words = str(describe_error(error))

    assert "make room" in words


def test_a_full_disk_undoes_the_whole_transaction(tmp_path: Path):
    def work(store: Store) -> None:
        with store.transaction():
            store.sources.add(source("gull"), NOW)
            store.problems.record(1, NOW, [Problem(subject="x" * 100_000, reason="odd")])

    with Store.open(tmp_path / "a.db") as store:
        connection = store._database.connection
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")

        with pytest.raises(StoreError, match="disk is full"):
            work(store)

        assert store.sources.all() == []
        assert not connection.in_transaction


def test_a_number_too_large_is_refused_in_words():
    with Store.memory() as store, pytest.raises(StoreError, match="too large"):
        store.runs.get(1 << 80)
