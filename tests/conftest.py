"""What all tests share: how Hypothesis searches, and a disk that is full."""

import resource
import signal
from contextlib import contextmanager

from hypothesis import settings

# A busy machine can need longer than Hypothesis' 200 ms for an example that is right.
settings.register_profile("coranto", deadline=None)
settings.load_profile("coranto")


@contextmanager
def disk_full_after(size):
    """Writing a file beyond `size` bytes fails, as it does where the disk is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
