"""A published edition is corrected in public, and what was published before stays."""

import hashlib
import json
import shutil
from datetime import UTC, date, datetime

import feedparser
import pytest

from coranto.errors import DeskError
from coranto.steps.desk import open_desk
from coranto.steps.editions import compose as composing
from coranto.steps.editions import files
from coranto.steps.publication import correct as correcting
from coranto.steps.publication import frozen
from coranto.steps.publication import publish as publishing
from coranto.steps.publication.verify import verify_edition

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
LATER = datetime(2026, 11, 18, 15, tzinfo=UTC)
WEEK = {"first": date(2026, 11, 9), "last": date(2026, 11, 15)}
OWN = "Nobody was hurt, as far as we know."


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A desk that has published no. 1, made once: tests work on copies."""
    return tmp_path_factory.mktemp("built") / "desk"


@pytest.fixture
def desk(press, desk_of, built, tmp_path):
    if not built.exists():
        publish_first(press, desk_of)
        desk_of.folder.rename(built)
    shutil.copytree(built, tmp_path / "copy")
    with open_desk(tmp_path / "copy") as opened:
        yield opened


def publish_first(press, desk_of):
    press.feed(
        "/feed.xml",
        ("/storm", "Storm stops ferries", "Tue, 10 Nov 2026 09:00:00 GMT", "Short."),
    )
    press.page(
        "/storm",
        "Storm stops ferries",
        "The ferry company said on Tuesday that all crossings are suspended until Friday.",
        "Waves of four metres were measured at the northern pier, the highest in years.",
    )
    desk_of().run()
    with desk_of.opened() as opened:
        composed = composing.compose_draft(opened, **WEEK, now=NOW)
        change(composed.path, "## In English", f"{OWN}\n\n## In English")
        publishing.publish_edition(opened, 1, now=NOW)


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def corrected(desk, old="Nobody was", new="Two people were", at=LATER):
    change(files.draft_path(desk, 1), old, new)
    return correcting.correct_edition(
        desk, 1, who="Ada Quill", reason="The hospital says otherwise.", now=at
    )


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def page(desk, path):
    return (desk.site / path).read_text(encoding="utf-8")


def test_a_correction_is_a_new_version_and_the_first_one_stays_byte_for_byte(desk):
    before = contents(frozen.version_folder(desk, 1))

    done = corrected(desk)

    assert contents(frozen.version_folder(desk, 1)) == before
    assert done.version == 2
    assert [(each.part, each.item) for each in done.changes] == [("lead", "")]
    manifest = json.loads((done.frozen / "manifest.json").read_bytes())
    assert manifest["corrects"] == hashlib.sha256(before["manifest.json"]).hexdigest()


def test_readers_see_what_was_struck_what_is_new_who_and_why(desk):
    corrected(desk)

    for path in ("editions/1/index.html", "corrections/index.html"):
        shown = page(desk, path)
        assert "<del>Nobody was</del><ins>Two people were</ins>" in shown
        assert "Ada Quill" in shown
        assert "The hospital says otherwise." in shown
        assert "18 November 2026" in shown


def test_the_first_version_stays_readable_and_says_that_it_was_corrected(desk):
    corrected(desk)

    shown = page(desk, "editions/1/versions/1/index.html")

    assert OWN in shown
    assert "It was corrected on 18 November 2026" in shown


def test_every_version_is_verified(desk):
    corrected(desk)
    corrected(desk, "hurt", "wounded", at=LATER.replace(hour=16))

    verified = verify_edition(desk, 1)

    assert (verified.versions, verified.faults) == (3, ())


def test_a_changed_byte_of_a_correction_and_a_broken_chain_are_named(desk):
    folder = corrected(desk).frozen
    path = folder / "edition.json"
    path.write_bytes(path.read_bytes().replace(b"Two people", b"Six people", 1))
    first = frozen.version_folder(desk, 1) / "manifest.json"
    first.write_bytes(first.read_bytes() + b"\n")

    faults = verify_edition(desk, 1).faults

    assert any(fault.startswith("0001-2: edition.json was changed") for fault in faults)
    assert any("0001-2/edition.json is not the one that the desk noted" in each for each in faults)
    assert "0001-2 does not correct what stands in 0001 now." in faults


def test_a_correction_whose_folder_is_lost_is_named(desk):
    folder = corrected(desk).frozen
    folder.rename(folder.with_name("lost"))

    assert any(
        "a correction that the desk noted is gone" in each
        for each in verify_edition(desk, 1).faults
    )


def test_what_changes_nothing_is_no_correction(desk):
    with pytest.raises(DeskError, match="there is nothing to correct"):
        correcting.correct_edition(desk, 1, who="Ada", reason="Because.", now=LATER)


@pytest.mark.parametrize(("who", "reason"), [("", "Because."), ("Ada", " ")])
def test_a_correction_names_who_and_why(desk, who, reason):
    with pytest.raises(DeskError, match="readers are told both"):
        correcting.correct_edition(desk, 1, who=who, reason=reason, now=LATER)


def test_a_correction_passes_the_same_checks_as_the_edition(desk):
    with pytest.raises(DeskError, match="cannot be published"):
        corrected(desk, "“The ferry company", "“The ferry firm")

    assert len(frozen.version_folders(desk, 1)) == 1


def test_what_is_not_published_cannot_be_corrected(desk):
    with pytest.raises(DeskError, match="not published"):
        correcting.reopen_edition(desk, 2)


def test_opening_an_edition_brings_its_file_back_and_shows_what_it_changes(desk):
    path = files.draft_path(desk, 1)
    path.unlink()

    opened = correcting.reopen_edition(desk, 1)
    change(path, "Nobody was", "Two people were")

    assert (opened.was_missing, opened.changes) == (True, ())
    assert [each.part for each in correcting.reopen_edition(desk, 1).changes] == ["lead"]


def test_a_correction_that_was_cut_off_after_freezing_is_completed(desk):
    done = corrected(desk)
    for path in ("editions/1/versions/1/index.html", "corrections/index.html"):
        (desk.site / path).unlink()

    again = correcting.correct_edition(desk, 1, who="Ada Quill", reason="Again.", now=LATER)

    assert (again.version, again.frozen) == (2, done.frozen)
    assert (done.was_frozen, again.was_frozen) == (False, True)
    assert "Two people" in page(desk, "corrections/index.html")


def test_two_at_once_are_refused_in_words(desk):
    with frozen.publication_lock(desk), pytest.raises(DeskError, match="another `coranto publish`"):
        corrected(desk)


def test_feeds_hold_the_corrected_edition_as_an_updated_entry_under_its_old_id(desk):
    before = feedparser.parse((desk.site / "feeds/editions.atom").read_bytes()).entries[0]
    corrected(desk)

    after = feedparser.parse((desk.site / "feeds/editions.atom").read_bytes()).entries[0]

    assert (after.id, after.published) == (before.id, before.published)
    assert after.updated == LATER.isoformat()
    assert "The hospital says otherwise." in after.content[0].value


def test_the_next_edition_tells_of_a_correction_once(desk):
    corrected(desk)

    text = composing.compose_draft(desk, **WEEK, now=LATER).path.read_text(encoding="utf-8")
    publishing.publish_edition(desk, 2, now=LATER)

    assert "## Corrections {#corrections}" in text
    note = "No. 1 was corrected on 18 November 2026: The hospital says otherwise."
    assert note in text
    assert note in page(desk, "editions/2/index.html")
    with pytest.raises(DeskError, match="told already"):
        composing.compose_draft(desk, **WEEK, now=LATER)


@pytest.mark.parametrize(("key", "old", "new"), [("language", "en", "fa"), ("number", "1", "2")])
def test_a_correction_that_makes_it_another_edition_is_refused_by_name(desk, key, old, new):
    change(files.draft_path(desk, 1), f"{key}: {old}", f"{key}: {new}")

    with pytest.raises(DeskError, match=f"{key}: {old}"):
        correcting.reopen_edition(desk, 1)
    with pytest.raises(DeskError, match=f"{key}: {old}|this is no. {new}"):
        correcting.correct_edition(desk, 1, who="Ada", reason="why", now=LATER)
