"""Damage to a desk's files is named, nothing is lost silently, and there is a way out."""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from tests.steps.conftest import Answer

from coranto.edges import warc_repair
from coranto.errors import ArchiveError, DeskError, StoreError
from coranto.steps import doctor, status
from coranto.steps.collection import read as reading
from coranto.steps.desk import no_report, open_desk
from coranto.steps.rebuild import rebuild_desk

NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)

DATE = "Tue, 10 Nov 2026 09:00:00 GMT"


def texts(folder):
    with closing(sqlite3.connect(folder / "coranto.db")) as database:
        return database.execute(
            "SELECT document_id, version, title, text FROM versions ORDER BY 1, 2"
        ).fetchall()


def archive_files(folder):
    return sorted((folder / "archive").glob("*.warc.gz"))


def publish_articles(press, *names):
    """A feed with an article for each name, and their pages."""
    items = []
    for name in names:
        press.page(f"/{name}", f"The {name} opens", f"The {name} opened at noon.", "Many came.")
        items.append((f"/{name}", f"The {name} opens", DATE, "Short."))
    press.feed("/feed.xml", *items)


@pytest.fixture
def desk(press, desk_of):
    """A desk that has run once."""
    publish_articles(press, "kiln", "weir")
    made = desk_of()
    made.run()
    return made


def damage_of(desk):
    with desk.opened() as opened:
        return status.desk_status(opened, NOW).damage


def flip(path, position):
    data = bytearray(path.read_bytes())
    data[position] ^= 0x10
    path.write_bytes(data)


# --- the archive --------------------------------------------------------------


def test_a_rebuild_refuses_when_the_archive_holds_less_than_the_database_knows(desk):
    before = texts(desk.folder)
    [file] = archive_files(desk.folder)
    os.truncate(file, file.stat().st_size // 2)

    with pytest.raises(ArchiveError, match=file.name):
        rebuild_desk(desk.folder, report=no_report)

    assert texts(desk.folder) == before
    assert before


def test_a_rebuild_keeps_the_old_database_until_a_person_lets_it_go(desk):
    first = rebuild_desk(desk.folder, report=no_report)
    second = rebuild_desk(desk.folder, report=no_report)

    assert first.kept != second.kept
    assert doctor.examine_desk(desk.folder).kept == (first.kept, second.kept)
    assert doctor.let_go_of_kept_databases(desk.folder) == [first.kept, second.kept]
    assert doctor.examine_desk(desk.folder).kept == ()


@pytest.mark.parametrize("remaining", [0.0, 0.4, 0.95])
def test_a_shortened_file_is_noticed_and_the_desk_works_on_in_another(press, desk, remaining):
    [file] = archive_files(desk.folder)
    size = int(file.stat().st_size * remaining)
    os.truncate(file, size)
    publish_articles(press, "kiln", "weir", "lock")

    result = desk.run()

    assert any("was shortened" in line for line in result.begun.damage)
    assert result.status == "partial"
    assert any("was shortened" in line for line in damage_of(desk))
    assert file.stat().st_size == size
    assert len(archive_files(desk.folder)) == 2
    assert "The lock opens" in {title for _, _, title, _ in texts(desk.folder)}


def test_a_flipped_bit_is_noticed_by_a_run_and_by_status(desk):
    [file] = archive_files(desk.folder)
    flip(file, file.stat().st_size // 2)

    assert any("is damaged" in line for line in damage_of(desk))
    assert any("is damaged" in line for line in desk.run().begun.damage)


def test_a_restored_file_is_well_again(press, desk):
    [file] = archive_files(desk.folder)
    whole = file.read_bytes()
    os.truncate(file, len(whole) // 2)
    publish_articles(press, "kiln", "weir", "lock")
    desk.run()

    file.write_bytes(whole)

    assert damage_of(desk) == ()
    assert doctor.examine_desk(desk.folder).diagnoses == ()
    assert rebuild_desk(desk.folder, report=no_report).replayed > 0


def test_an_archive_that_is_not_there_is_no_reason_to_begin_another(desk):
    (desk.folder / "archive").rename(desk.folder / "elsewhere")

    with pytest.raises(ArchiveError, match="mount"):
        desk.run()

    assert not (desk.folder / "archive").exists()
    assert damage_of(desk) != ()


def test_a_loss_that_a_person_accepts_is_no_fault_any_more(desk):
    before = texts(desk.folder)
    [file] = archive_files(desk.folder)
    os.truncate(file, file.stat().st_size // 2)

    lost = doctor.accept_loss(desk.folder)

    assert lost[file.name] > 0
    assert texts(desk.folder) == before
    assert desk.run().status == "success"


class UntaggedAnswer(Answer):
    """An answer that is the same each time and never says so: it is archived as a reference."""

    @property
    def etag(self):
        return f'"{uuid4()}"'


def test_a_desk_whose_loss_was_accepted_can_be_rebuilt(press, desk):
    """Also where an unchanged answer refers to a record of a file that is gone."""
    for path, answer in press.answers.items():
        press.answers[path] = UntaggedAnswer(answer.body, answer.kind)
    desk.run(days=1)
    first, *others = archive_files(desk.folder)
    assert others
    first.unlink()
    doctor.accept_loss(desk.folder)

    rebuild_desk(desk.folder, report=no_report)

    assert doctor.examine_desk(desk.folder).diagnoses == ()


def test_a_database_that_is_open_elsewhere_is_not_replaced(desk):
    before = texts(desk.folder)

    with desk.opened() as other:
        other.store.documents.count()
        with pytest.raises(StoreError, match="another program has it open"):
            rebuild_desk(desk.folder, report=no_report)

    assert texts(desk.folder) == before
    assert doctor.examine_desk(desk.folder).kept == ()


def test_a_page_that_was_lost_before_it_was_read_is_fetched_again(press, desk):
    [file] = archive_files(desk.folder)
    with closing(sqlite3.connect(desk.folder / "coranto.db")) as database:
        database.executescript(
            "DELETE FROM addresses; DELETE FROM placements; DELETE FROM copies;"
            "DELETE FROM versions; DELETE FROM documents; UPDATE pages SET is_read = 0;"
        )
    press.asked.clear()
    with file.open("r+b") as stream:
        stream.seek(file.stat().st_size // 3)
        stream.write(b"\0" * (file.stat().st_size * 2 // 3))

    desk.run()

    assert "/kiln" in press.asked
    assert any("opened at noon" in text for _, _, _, text in texts(desk.folder))


def test_what_a_crash_tore_is_no_damage_and_the_next_run_heals_it(desk):
    [file] = archive_files(desk.folder)
    with file.open("ab") as stream:
        stream.write(b"\x1f\x8b\x08 torn")

    assert damage_of(desk) == ()
    assert doctor.examine_desk(desk.folder).diagnoses == ()
    begun = desk.run().begun
    assert begun.damage == ()
    assert "unfinished record" in begun.healed[0]


# --- the database -------------------------------------------------------------


@pytest.mark.parametrize("is_empty_file", [True, False])
def test_a_missing_database_beside_a_full_archive_is_no_new_desk(desk, is_empty_file):
    expected = [row[2:] for row in texts(desk.folder)]
    database = desk.folder / "coranto.db"
    database.unlink()
    if is_empty_file:
        database.touch()

    with pytest.raises(StoreError, match="doctor --new-database"), desk.opened():
        pass
    assert not database.exists() or not database.stat().st_size

    doctor.make_new_database(desk.folder)
    desk.run()

    assert [row[2:] for row in texts(desk.folder)] == expected


def test_an_older_backup_heals_itself_by_what_the_archive_holds(press, desk):
    """Runs and feeds that only the archive knows come back as well."""
    shutil.copy(desk.folder / "coranto.db", desk.folder / "backup")
    with desk.opened() as opened:
        feed = opened.store.feeds.all()[0]
    publish_articles(press, "kiln", "weir", "lock")
    desk.run(days=1)
    with closing(sqlite3.connect(desk.folder / "coranto.db")) as database:
        runs_before = database.execute("SELECT max(id) FROM runs").fetchone()
    before = texts(desk.folder)
    (desk.folder / "backup").replace(desk.folder / "coranto.db")
    with closing(sqlite3.connect(desk.folder / "coranto.db")) as database:
        database.executescript("DELETE FROM polls; DELETE FROM feeds;")

    result = desk.run(days=1)

    with desk.opened() as opened:
        [restored] = opened.store.feeds.all()
        assert (restored.id, restored.url) == (feed.id, feed.url)
        assert opened.store.sources.get(restored.source_id) is not None
        assert opened.store.runs.last().id == runs_before[0] + 1
    assert any("only the archive knew" in line for line in result.begun.healed)
    assert texts(desk.folder) == before


def test_a_database_with_a_damaged_page_stops_the_run_and_has_a_way_out(desk):
    expected = sorted(row[2:] for row in texts(desk.folder))
    database = desk.folder / "coranto.db"
    size = database.stat().st_size
    with database.open("r+b") as stream:
        stream.seek(size // 4096 // 2 * 4096)
        stream.write(os.urandom(4096 * 8))

    with pytest.raises(StoreError, match="doctor"):
        desk.run()
    assert doctor.examine_desk(desk.folder).diagnoses[0].part == "database"

    doctor.make_new_database(desk.folder)
    desk.run()

    assert sorted(row[2:] for row in texts(desk.folder)) == expected
    assert (desk.folder / "coranto.db.damaged").exists()


def test_a_text_that_changed_in_the_database_is_found(desk):
    with closing(sqlite3.connect(desk.folder / "coranto.db")) as database:
        database.execute("UPDATE versions SET text = replace(text, 'noon', 'nooo')")
        database.commit()

    [diagnosis] = doctor.examine_desk(desk.folder).diagnoses

    assert "is not the one stored" in diagnosis.faults[0]
    rebuild_desk(desk.folder, report=no_report)
    assert doctor.examine_desk(desk.folder).diagnoses == ()


def test_a_database_that_can_be_used_is_not_replaced(desk):
    with pytest.raises(DeskError, match="nothing was changed"):
        doctor.make_new_database(desk.folder)


def test_a_sound_desk_is_said_to_be_sound(desk):
    examination = doctor.examine_desk(desk.folder)

    assert examination.diagnoses == ()
    with open_desk(desk.folder) as opened:
        assert examination.captures == opened.store.captures.count()


# --- while a run goes on ------------------------------------------------------


def damage_last_record(folder):
    [file] = archive_files(folder)
    flip(file, file.stat().st_size - 20)


def test_a_page_that_is_damaged_while_a_run_goes_on_does_not_stop_it(press, desk, monkeypatch):
    """It is a problem of that page, which the next run fetches anew."""
    publish_articles(press, "kiln", "weir", "lock")
    read_documents = reading.read_documents

    def damage_and_read(opened, **options):
        damage_last_record(desk.folder)
        return read_documents(opened, **options)

    monkeypatch.setattr(reading, "read_documents", damage_and_read)
    desk.run()
    monkeypatch.undo()

    with desk.opened() as opened:
        problems = {problem.reason for problem in opened.store.problems.recent(9)}
    assert "not in the archive" in problems
    assert "The lock opens" in {title for _, _, title, _ in texts(desk.folder)}
    assert not any("lock opened at noon" in text for _, _, _, text in texts(desk.folder))

    desk.run()

    assert any("lock opened at noon" in text for _, _, _, text in texts(desk.folder))


def test_a_page_that_was_read_keeps_its_text_when_it_is_damaged_later(press, desk, monkeypatch):
    before = texts(desk.folder)
    damage_last_record(desk.folder)
    with closing(sqlite3.connect(desk.folder / "coranto.db")) as database:
        database.executescript("UPDATE entries SET is_read = 0")

    with desk.opened() as opened:
        reading.read_documents(opened, run_id=1, report=no_report)

    assert texts(desk.folder) == before


def test_the_ways_out_wait_for_a_run_to_end(desk):
    kept = rebuild_desk(desk.folder, report=no_report).kept

    with desk.opened() as running, running.archive.locked():
        for way_out in (
            doctor.accept_loss, doctor.make_new_database, doctor.let_go_of_kept_databases
        ):  # fmt: skip
            with pytest.raises(ArchiveError, match="another run is writing"):
                way_out(desk.folder)

    assert kept.exists()


def test_a_loss_can_be_accepted_though_no_file_is_left(desk):
    shutil.rmtree(desk.folder / "archive")

    assert doctor.accept_loss(desk.folder).total() > 0

    assert desk.run().status == "success"


def test_only_databases_that_a_rebuild_kept_are_deleted(desk):
    kept = rebuild_desk(desk.folder, report=no_report).kept
    others = [
        desk.folder / f"{kept.name}{suffix}" for suffix in (".zip", "-notes.txt", "-2-copy", " (1)")
    ]
    log = desk.folder / f"{kept.name}-wal"
    for path in (*others, log):
        path.write_bytes(b"mine")

    assert doctor.examine_desk(desk.folder).kept == (kept,)
    assert doctor.let_go_of_kept_databases(desk.folder) == [kept]

    assert all(path.exists() for path in others)
    assert not log.exists()


def test_an_unchanged_answer_whose_content_is_lost_counts_as_lost(press, desk):
    for path, answer in press.answers.items():
        press.answers[path] = UntaggedAnswer(answer.body, answer.kind)
    desk.run(days=1)
    first, second = archive_files(desk.folder)
    first.unlink()

    faults = "\n".join(doctor.examine_desk(desk.folder).diagnoses[0].faults)
    assert f"{second.name} has lost" in faults
    assert "whose content stood in a lost record" in faults
    with pytest.raises(ArchiveError, match=second.name):
        rebuild_desk(desk.folder, report=no_report)

    assert set(doctor.accept_loss(desk.folder)) == {first.name}
    assert doctor.examine_desk(desk.folder).diagnoses == ()


def test_a_file_that_the_system_cannot_read_is_a_fault_and_no_crash(desk):
    unreadable = desk.folder / "archive" / "coranto-20261101-00001.warc.gz"
    unreadable.mkdir()

    assert next(warc_repair.scan_records(unreadable)).error
    desk.run()


def test_no_database_is_made_of_an_archive_that_is_not_mounted(desk):
    (desk.folder / "archive").rename(desk.folder / "elsewhere")
    (desk.folder / "coranto.db").write_bytes(b"no database" * 999)

    with pytest.raises(DeskError, match="mount"):
        doctor.make_new_database(desk.folder)

    assert (desk.folder / "coranto.db").read_bytes().startswith(b"no database")
    assert not (desk.folder / "archive").exists()
