"""Which hosts are left alone for the rest of a run: they asked for it, or do not answer.

This module knows hosts and times. It opens no connection.
"""

import time
from collections import defaultdict
from dataclasses import dataclass

from coranto.errors import Reason, SourceError

#: Longest Retry-After that is waited for; a host that asks for more is not visited in this run.
MAX_RETRY_AFTER_SECONDS = 5.0
#: A host that keeps us waiting so long in a row, or so often, is not asked again in this run.
MAX_HOST_WAIT_SECONDS = 60.0
MAX_TIMEOUTS_IN_A_ROW = 3
#: An answer that takes longer counts as waiting, too: a server can send a byte every second.
SLOW_ANSWER_SECONDS = 10.0


class PausedHostError(SourceError):
    """A host was not asked, since it is left alone for now. Recorded as any SourceError."""


@dataclass(slots=True)
class _HostWait:
    """How long a host has kept us waiting in a row."""

    seconds: float = 0.0
    timeouts: int = 0


class HostPauses:
    """The hosts that are left alone. One request at a time is sent to a host."""

    def __init__(self) -> None:
        #: Host → the time.monotonic() until which it is left alone, the reason, and why.
        self._pauses: dict[str, tuple[float, Reason, str]] = {}
        self._waits: defaultdict[str, _HostWait] = defaultdict(_HostWait)

    def check(self, host: str) -> None:
        """Raise PausedHostError when a host is left alone now."""
        if host in self._pauses:
            paused_until, reason, detail = self._pauses[host]
            if time.monotonic() < paused_until:
                raise PausedHostError(reason, detail)

    def pause(self, host: str, seconds: float) -> None:
        """Leave a host alone for as long as it asks."""
        detail = f"{host} asked to be left alone for {seconds:.0f} s"
        self._pauses[host] = (time.monotonic() + seconds, "too many requests", detail)

    def record_answer(self, host: str, seconds: float) -> None:
        """Note an answer and the seconds that it took; a quick one ends the waiting."""
        if seconds < SLOW_ANSWER_SECONDS:
            self._waits.pop(host, None)
        else:
            self._add_wait(host, seconds, timeouts=0)

    def record_timeout(self, host: str, seconds: float) -> None:
        """Note that no answer came in so many seconds."""
        self._add_wait(host, seconds, timeouts=1)

    def _add_wait(self, host: str, seconds: float, *, timeouts: int) -> None:
        wait = self._waits[host]
        wait.seconds += seconds
        wait.timeouts += timeouts
        # One more of the same would hold the run up for longer than a host may.
        is_over = wait.seconds + seconds > MAX_HOST_WAIT_SECONDS
        if is_over or wait.timeouts >= MAX_TIMEOUTS_IN_A_ROW:
            detail = f"{host} kept us waiting for {wait.seconds:.0f} s: left for the next run"
            self._pauses[host] = (float("inf"), "timed out", detail)
