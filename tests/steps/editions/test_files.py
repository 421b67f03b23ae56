"""No byte of an editor's file is lost, and none that is not UTF-8 ends in a traceback."""

from datetime import UTC, date, datetime

import pytest
from tests.conftest import disk_full_after

from coranto.errors import DeskError, DraftError
from coranto.steps.editions import compose, files, propose, translate
from coranto.steps.publication import correct, publish

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
WEEK = {"first": date(2026, 11, 9), "last": date(2026, 11, 15)}
TUESDAY = "Tue, 10 Nov 2026 09:00:00 GMT"
STORM = "The ferry company said on Tuesday that all crossings of the lake are suspended."
NOT_UTF_8 = "ما با هم".encode("cp1256")


@pytest.fixture
def desk(press, desk_of):
    press.feed("/feed.xml", ("/storm", "Storm stops ferries on the lake", TUESDAY, "Short."))
    press.page("/storm", "Storm stops ferries on the lake", STORM, STORM.replace("all", "most"))
    desk_of().run()
    with desk_of.opened() as opened:
        compose.compose_draft(opened, **WEEK, now=NOW)
        yield opened


def test_a_translator_keeps_every_word_on_a_full_disk(desk):
    path = translate.write_translation_file(desk, 1, "fa").path
    text = path.read_text("utf-8").replace("{", "متن {", 1)
    path.write_text(text, encoding="utf-8")

    with disk_full_after(100), pytest.raises(DeskError, match="it is as it was before"):
        translate.write_translation_file(desk, 1, "fa")

    assert path.read_text("utf-8") == text


def test_a_draft_on_a_full_disk_is_not_half_there(desk):
    path = files.draft_path(desk, 1)
    path.unlink()

    with disk_full_after(100), pytest.raises(DeskError, match="could not be written"):
        compose.compose_draft(desk, **WEEK, now=NOW)

    assert not path.exists()
    assert not list(path.parent.rglob("*.part"))


def test_a_draft_to_correct_on_a_full_disk_is_not_half_there(desk):
    publish.publish_edition(desk, 1, now=NOW)
    path = files.draft_path(desk, 1)
    path.unlink()

    with disk_full_after(100), pytest.raises(DeskError, match="could not be written"):
        correct.reopen_edition(desk, 1)

    assert not path.exists()


def test_a_draft_that_is_not_utf_8_is_named_with_its_line(desk):
    path = files.draft_path(desk, 1)
    path.write_bytes(path.read_bytes() + NOT_UTF_8)
    line = path.read_bytes().count(b"\n") + 1

    for read in (
        files.read_draft_text,
        lambda *about: translate.write_translation_file(*about, "fa"),
    ):
        with pytest.raises(DraftError, match=f"line {line}: this is not UTF-8"):
            read(desk, 1)
    with pytest.raises(
        DeskError, match=f"nothing was changed. Mend line {line}: this is not UTF-8"
    ):
        propose.propose_additions(desk, now=NOW)


def test_a_translation_that_is_not_utf_8_is_named_and_stays(desk):
    path = translate.write_translation_file(desk, 1, "fa").path
    body = path.read_bytes() + NOT_UTF_8
    path.write_bytes(body)

    with pytest.raises(DraftError, match=r"0001\.fa\.md, line \d+: this is not UTF-8"):
        translate.write_translation_file(desk, 1, "fa")

    assert path.read_bytes() == body


def test_a_byte_order_mark_and_windows_lines_are_read(desk):
    path = files.draft_path(desk, 1)
    text = path.read_text("utf-8")
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    assert files.read_draft_text(desk, 1) == text.replace("\n", "\r\n")
    assert propose.propose_additions(desk, now=NOW).number == 1
