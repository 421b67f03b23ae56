"""Notice that a file was saved, by looking at it now and then: nothing to install or to set up."""

import threading
from collections.abc import Iterator
from pathlib import Path

#: Seconds between two looks: shorter than it takes to turn to the other window.
LOOK = 0.3

State = tuple[int, int, int] | None


def saved(path: Path, *, every: float = LOOK) -> Iterator[Path]:
    """The path, at once and each time the file is another than before, until interrupted.

    A file that is away, as some editors leave it for a moment, is waited for.
    """
    before = state(path)
    yield path
    pause = threading.Event()
    while True:
        pause.wait(every)
        now = state(path)
        if now not in {None, before}:
            before = now
            yield path


def state(path: Path) -> State:
    """What changes when a file is saved; None while there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
