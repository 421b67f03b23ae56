"""Notice that a file was saved, by looking at it now and then: nothing to install or to set up."""

import threading
from collections.abc import Iterator
from pathlib import Path

#: Seconds between two looks: shorter than it takes to turn to the other window.
POLL_SECONDS = 0.3
#: Looks in a row after which a file that is away has not just been saved.
MISSING_POLLS = 4

FileState = tuple[int, int, int] | None


def watch_saves(path: Path, *, every: float = POLL_SECONDS) -> Iterator[Path]:
    """The path, at once and each time the file is another than before, until interrupted.

    A file that is away, as some editors leave it for a moment, is waited for; once it has been
    away for some looks, the path is given, too.
    """
    before = file_state(path)
    yield path
    pause = threading.Event()
    looks = 0
    while True:
        pause.wait(every)
        now = file_state(path)
        looks = 0 if now else looks + 1
        if (now and now != before) or looks == MISSING_POLLS:
            before = now
            yield path


def file_state(path: Path) -> FileState:
    """What changes when a file is saved; None while there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
