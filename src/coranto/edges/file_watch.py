"""Notice that a file was saved, by polling it.

Polling works on every system and file system, with nothing to install. This module does not
read the file.
"""

import threading
from collections.abc import Iterator
from pathlib import Path

#: Seconds between two polls: shorter than it takes an editor to switch to the other window.
POLL_SECONDS = 0.3
#: Polls in a row after which a missing file counts as removed, not as just being saved.
MISSING_POLLS = 4

FileState = tuple[int, int, int] | None


def watch_saves(path: Path, *, every: float = POLL_SECONDS) -> Iterator[Path]:
    """Yield the path at once and each time the file has changed, until interrupted.

    A file that is missing for a moment, as some editors save it, is waited for. After
    MISSING_POLLS polls the path is yielded once, so that the caller can report it missing.
    """
    last_state = file_state(path)
    yield path
    pause = threading.Event()
    missing_polls = 0
    while True:
        pause.wait(every)
        state = file_state(path)
        missing_polls = 0 if state else missing_polls + 1
        if (state and state != last_state) or missing_polls == MISSING_POLLS:
            last_state = state
            yield path


def file_state(path: Path) -> FileState:
    """Modification time, size and inode of a file; None if there is no file."""
    # The inode, since some editors write a new file and rename it over the old one.
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
