"""A site proves itself, wherever it was copied to, and names every file that differs."""

import hashlib
import json
import os
import shutil
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from coranto.cli import main
from coranto.errors import DeskError
from coranto.steps.desk import open_desk
from coranto.steps.editions import compose as composing
from coranto.steps.editions import files
from coranto.steps.publication import correct as correcting
from coranto.steps.publication import publish as publishing
from coranto.steps.publication.prove_site import verify_site

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    return tmp_path_factory.mktemp("built") / "site"


@pytest.fixture
def site(press, desk_of, built, tmp_path):
    """A copy of a site with one edition and its correction, far from any desk."""
    if not built.exists():
        publish(press, desk_of)
        shutil.copytree(desk_of.folder / "site", built)
    return shutil.copytree(built, tmp_path / "elsewhere")


def publish(press, desk_of):
    press.feed("/feed.xml", ("/storm", "Storm", "Tue, 10 Nov 2026 09:00:00 GMT", ""))
    press.page("/storm", "Storm stops ferries", "Waves of four metres were measured at the pier.")
    desk_of().run()
    with open_desk(desk_of.folder) as desk:
        composing.compose_draft(desk, first=date(2026, 11, 9), last=date(2026, 11, 15), now=NOW)
        publishing.publish_edition(desk, 1, now=NOW)
        path = files.draft_path(desk, 1)
        path.write_text(path.read_text("utf-8").replace("\n## ", "\nYes.\n\n## ", 1), "utf-8")
        correcting.correct_edition(desk, 1, who="Ada", reason="Asked.", now=NOW)


def changed(path):
    body = path.read_bytes()
    middle = len(body) // 2
    path.write_bytes(body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :])


def test_an_untouched_copy_is_as_it_was_published(site):
    proven = verify_site(site)

    assert proven.faults == ()
    assert (proven.editions, proven.captures) == (2, 2)
    assert proven.listed == hashlib.sha256((site / "files.json").read_bytes()).hexdigest()


def test_every_file_is_looked_at(site):
    """One changed byte in any file of the site, and that file is named."""
    for path in sorted(site.rglob("*")):
        if path.is_file() and path.name != "files.json" and path.stat().st_size:
            body = path.read_bytes()
            changed(path)

            faults = verify_site(site).faults

            name = path.relative_to(site).as_posix()
            assert any(fault.startswith(f"{name} was changed") for fault in faults), name
            path.write_bytes(body)


def test_changing_the_list_as_well_does_not_hide_a_changed_edition(site):
    for name in ("editions/1/edition.json", "editions/1/versions/1/evidence.wacz"):
        changed(site / name)
        listed = json.loads((site / "files.json").read_bytes())
        listed[name] = hashlib.sha256((site / name).read_bytes()).hexdigest()
        (site / "files.json").write_text(json.dumps(listed))

    faults = "\n".join(verify_site(site).faults)

    assert "editions/1/edition.json was changed" in faults
    assert "editions/1/versions/1/evidence.wacz was changed" in faults
    assert "by its manifest" in faults


def test_evidence_that_lacks_a_cited_capture_is_named(site):
    for name in ("manifest.json", "evidence.wacz"):
        (site / "editions/1" / name).unlink()
    (site / "editions/1/manifest.json").write_text('{"files": {}}')
    empty = (site / "editions/1/evidence.wacz").with_suffix(".part")
    write_empty(empty)
    empty.rename(site / "editions/1/evidence.wacz")

    assert any("lacks capture" in fault for fault in verify_site(site).faults)


def write_empty(path):
    from coranto.edges import wacz

    wacz.write_package(
        path, (), pages=(), about=wacz.WaczMetadata(title="None", created=NOW, bytes=0)
    )


def test_lost_and_added_files_are_named(site):
    (site / "style.css").unlink()
    (site / "tracker.js").write_text("spy()")

    faults = verify_site(site).faults

    assert "style.css is gone." in faults
    assert "tracker.js is not in files.json." in faults


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"../x": "0"}', b"\xff" * 9])
def test_a_folder_that_is_no_site_is_refused_in_words(site, body):
    (site / "files.json").write_bytes(body)

    with pytest.raises(DeskError, match="is no site of Coranto"):
        verify_site(site)


@pytest.mark.parametrize("body", [b"", b"{}", b"[" * 100_000, b'{"files": {"a": 1}}'])
def test_a_broken_manifest_is_a_fault_and_no_crash(site, body):
    (site / "editions/1/manifest.json").write_bytes(body)

    assert any("manifest.json cannot be read" in fault for fault in verify_site(site).faults)


def test_the_command_takes_a_number_or_a_site(site, tmp_path):
    def ran(*words):
        return CliRunner().invoke(main, ["verify", *words])

    (site / "note.txt").write_text("mine")
    assert ran(str(site)).exit_code == 1
    (site / "note.txt").unlink()
    result = ran(str(site))
    assert result.exit_code == 0
    assert "is as it was published" in result.output
    assert "SHA-256 of its list of files: " in result.output
    assert ran(str(tmp_path / "nowhere")).exit_code == 2
    assert ran("twelve").exit_code == 2


def test_a_listed_name_that_no_file_can_have_is_a_fault_and_no_crash(site):
    listing = site / "files.json"
    names = ["a\0b", "x" * 300, "pipe", "leads-away"]
    os.mkfifo(site / "pipe")
    (site / "leads-away").symlink_to(site.parent)
    listing.write_text(json.dumps(json.loads(listing.read_text()) | dict.fromkeys(names, "0" * 64)))

    faults = verify_site(site).faults

    for name in names:
        assert f"{name} is gone." in faults
