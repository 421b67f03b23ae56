"""A published edition is proven against its manifest, the store and the archive."""

import hashlib
import json
from datetime import UTC, date, datetime
from importlib import metadata

import pytest

from coranto.errors import DeskError
from coranto.steps.editions import compose as composing
from coranto.steps.publication import frozen
from coranto.steps.publication import publish as publishing
from coranto.steps.publication.verify import verify_edition

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)


@pytest.fixture
def desk(press, desk_of):
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
        composing.compose_draft(opened, first=date(2026, 11, 9), last=date(2026, 11, 15), now=NOW)
        publishing.publish_edition(opened, 1, now=NOW)
        yield opened


def test_an_untouched_edition_is_as_it_was_published(desk):
    verified = verify_edition(desk, 1)

    assert verified.faults == ()
    assert verified.files == len(list(frozen.version_folder(desk, 1).iterdir())) - 1
    assert verified.captures >= 1
    assert verified.citations >= 1


@pytest.mark.parametrize("name", ["edition.md", "edition.json", "edition.eml", "evidence.wacz"])
def test_a_changed_byte_is_found_and_its_file_is_named(desk, name):
    path = frozen.version_folder(desk, 1) / name
    path.write_bytes(path.read_bytes().replace(b"Storm", b"Stoam", 1))

    faults = verify_edition(desk, 1).faults

    assert any(fault.startswith(f"{name} was changed") for fault in faults)


def test_changing_the_manifest_as_well_does_not_hide_a_change(desk):
    folder = frozen.version_folder(desk, 1)
    path = folder / "edition.json"
    path.write_bytes(path.read_bytes().replace(b"Storm", b"Stoam", 1))
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["files"]["edition.json"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))

    assert any("the desk noted" in fault for fault in verify_edition(desk, 1).faults)


def test_the_manifest_names_the_libraries_that_shape_an_edition(desk):
    manifest = json.loads((frozen.version_folder(desk, 1) / "manifest.json").read_bytes())

    assert set(frozen.RENDERING_LIBRARIES) <= set(manifest["libraries"])
    assert manifest["libraries"]["jinja2"] == metadata.version("jinja2")


def test_lost_and_added_files_are_named(desk):
    folder = frozen.version_folder(desk, 1)
    (folder / "edition.eml").unlink()
    (folder / "note.txt").write_text("a note")

    faults = verify_edition(desk, 1).faults

    assert "edition.eml is gone." in faults
    assert "note.txt is not in the manifest." in faults


def test_an_edition_that_is_no_json_is_a_fault_and_no_crash(desk):
    (frozen.version_folder(desk, 1) / "edition.json").write_bytes(b"{")

    assert any("cannot be read" in fault for fault in verify_edition(desk, 1).faults)


def test_a_torn_archive_is_named_with_the_address_it_was_captured_from(desk):
    for path in desk.archive.folder.glob("*.warc.gz"):
        path.write_bytes(path.read_bytes()[:200])

    faults = verify_edition(desk, 1).faults

    assert any("/storm" in fault for fault in faults)


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"files": 3}', b"\xff"])
def test_a_manifest_that_cannot_be_read_is_refused_in_words(desk, body):
    (frozen.version_folder(desk, 1) / "manifest.json").write_bytes(body)

    with pytest.raises(DeskError, match="restore it"):
        verify_edition(desk, 1)


def test_what_was_never_published_cannot_be_verified(desk):
    with pytest.raises(DeskError, match=r"no\. 7 cannot be verified"):
        verify_edition(desk, 7)


def test_a_document_whose_text_was_changed_is_named(desk):
    """Beyond what is cited: an edition's numbers and findings rest on whole texts."""
    manifest = json.loads((frozen.version_folder(desk, 1) / "manifest.json").read_bytes())
    first = manifest["documents"][0]
    assert len(first["text"]) == 64
    first["text"] = "0" * 64
    (frozen.version_folder(desk, 1) / "manifest.json").write_text(json.dumps(manifest))

    assert any(
        fault.startswith(f"{first['document']}@1") and "has another text now" in fault
        for fault in verify_edition(desk, 1).faults
    )


@pytest.mark.parametrize(
    "documents",
    [
        None,
        ["a"],
        [{"text": "x"}],
        3,
        [{"document": "a", "version": 10**30, "url": "", "text": "x"}],
    ],
)
def test_a_manifest_that_lists_no_documents_is_a_fault_and_no_crash(desk, documents):
    path = frozen.version_folder(desk, 1) / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"documents": documents}))

    assert verify_edition(desk, 1).faults == (
        "manifest.json does not list its documents: their texts were not compared.",
    )
