"""A file lock that one process at a time can hold. Does not know what it protects."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def exclusive_lock(path: Path) -> Iterator[None]:
    """Hold the lock of this file, which is created if it is missing.

    Raises BlockingIOError while another process holds it, OSError if it cannot be created.
    """
    # flock, not a file whose existence means "locked": the system releases it when we crash.
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
