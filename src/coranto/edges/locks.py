"""One writer at a time: a file that is locked while one is at work. Knows no reasons."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def exclusive_lock(path: Path) -> Iterator[None]:
    """Hold the lock of this file, made if need be; the system lets go of it when we die.

    Raises BlockingIOError while another process holds it, OSError where no file can be.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
