"""Files are written whole or not at all, whatever goes wrong."""

import os

import pytest
from tests.conftest import disk_full_after

from coranto.edges.files import copy_file, file_sha256, replace_file

OLD = b"An editor's words.\n"


@pytest.mark.parametrize("room", [0, 1, 4096, 99_999])
def test_a_full_disk_leaves_the_old_file_and_nothing_beside_it(tmp_path, room):
    path = tmp_path / "0001.md"
    path.write_bytes(OLD)

    with disk_full_after(room), pytest.raises(OSError, match="File too large"):
        replace_file(path, b"x" * 100_000)

    assert path.read_bytes() == OLD
    assert [file.name for file in tmp_path.iterdir()] == ["0001.md"]


def test_a_copy_on_a_full_disk_leaves_the_old_file(tmp_path):
    (tmp_path / "new").write_bytes(b"x" * 100_000)
    path = tmp_path / "old"
    path.write_bytes(OLD)

    with disk_full_after(4096), pytest.raises(OSError, match="File too large"):
        copy_file(tmp_path / "new", path)

    assert path.read_bytes() == OLD
    assert sorted(file.name for file in tmp_path.iterdir()) == ["new", "old"]


def test_a_file_is_made_with_its_folder(tmp_path):
    replace_file(tmp_path / "editions" / "0001.md", b"new")

    assert (tmp_path / "editions" / "0001.md").read_bytes() == b"new"


def test_a_link_stays_a_link_and_permissions_stay(tmp_path):
    """Some editors keep their files in a folder that is shared, and link them."""
    shared = tmp_path / "shared.md"
    shared.write_bytes(OLD)
    shared.chmod(0o600)
    (tmp_path / "0001.md").symlink_to(shared)

    replace_file(tmp_path / "0001.md", b"new")

    assert (tmp_path / "0001.md").is_symlink()
    assert shared.read_bytes() == b"new"
    assert shared.stat().st_mode & 0o777 == 0o600


def test_a_copy_keeps_the_times_of_its_source(tmp_path):
    source, path = tmp_path / "source", tmp_path / "copy"
    source.write_bytes(b"PDF")
    os.utime(source, ns=(1_000_000_000, 2_000_000_000))

    copy_file(source, path)

    assert path.stat().st_mtime_ns == 2_000_000_000
    assert file_sha256(path) == file_sha256(source)
