"""Files that are written whole or not at all, and their hashes. Knows no formats and no reasons."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

#: The end of a file's name while it is written: a crash may leave one behind.
PARTIAL_SUFFIX = ".part"


def replace_file(path: Path, body: bytes) -> None:
    """Give a file new content in one move; its folder is made where it is not there.

    A reader, or a crash at any moment, sees the old bytes or the new ones. Raises OSError, for
    example on a full disk; the file then has its old bytes, and nothing new lies beside it. A
    symbolic link stays one, and a file that is replaced keeps its permissions.
    """
    with _new_content(path) as partial:
        write_durably(partial, body)
        if path.exists():
            shutil.copymode(path, partial)


def copy_file(source: Path, path: Path) -> None:
    """Copy a file with its times, in one move as `replace_file` does. Raises OSError."""
    with _new_content(path) as partial:
        shutil.copy2(source, partial)
        with partial.open("rb") as file:
            os.fsync(file.fileno())


@contextmanager
def _new_content(path: Path) -> Iterator[Path]:
    """Where to write what becomes the file's content when the block ends without an error."""
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
    """Write a file and wait until the disk has it: a move that follows must not come first."""
    with path.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file, as hexadecimal digits. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
