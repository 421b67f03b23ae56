"""Write files atomically and durably, and hash them. Does not know what they contain."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: Suffix of a file's name while it is written; a crash may leave such a file behind.
PARTIAL_SUFFIX = ".part"


def replace_file(path: Path, body: bytes) -> None:
    """Replace a file's content atomically; creates its folder if it is missing.

    A reader, or a crash at any moment, sees the old bytes or the new ones. Raises OSError, for
    example on a full disk; the file then has its old bytes, and the partial file is removed. A
    symbolic link stays a link, and a replaced file keeps its permissions.
    """
    with _new_content(path) as partial:
        write_durably(partial, body)
        if path.exists():
            shutil.copymode(path, partial)


def copy_file(source: Path, path: Path) -> None:
    """Copy a file with its times, atomically as `replace_file` does. Raises OSError."""
    with _new_content(path) as partial:
        shutil.copy2(source, partial)
        with partial.open("rb") as file:
            os.fsync(file.fileno())


@contextmanager
def _new_content(path: Path) -> Iterator[Path]:
    """Yield the path of a partial file, which replaces the file if the block raises no error."""
    # Resolved: renaming over a symbolic link would replace the link, not the file.
    target = path.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + PARTIAL_SUFFIX)
    try:
        yield partial
        partial.replace(target)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def write_durably(path: Path, body: bytes) -> None:
    """Write a file and sync it, so that a rename that follows cannot reach the disk first."""
    with path.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    # A new or renamed file survives a crash only if its folder's entry is on the disk, too.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file, as hexadecimal digits. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
