"""Whose turn it is: one request at a time per host, a pause between two, many hosts at once.

Knows hosts and jobs, not what a job is. Nothing here opens a connection.
"""

import heapq
import itertools
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from types import TracebackType
from typing import Generic, Self, TypeVar

from coranto.errors import SourceError

Job = TypeVar("Job")


@dataclass(slots=True, kw_only=True)
class CrawlDelays:
    """When each host may be asked again; outlives the queues that respect it."""

    delay: float  #: seconds between two requests to one host
    free_at: dict[str, float] = field(default_factory=dict)  #: of time.monotonic()
    slower: dict[str, float] = field(default_factory=dict)  #: seconds, where a site asks for more

    def pause_after(self, host: str) -> float:
        """Seconds to leave a host alone after a request to it."""
        return max(self.delay, self.slower.get(host, 0.0))

    def rest(self, host: str, seconds: float) -> None:
        """Leave a host alone for so long from now on, or longer if that was agreed before."""
        if seconds > 0:
            until = time.monotonic() + seconds
            self.free_at[host] = max(until, self.free_at.get(host, 0.0))


class HostQueue(Generic[Job]):
    """Jobs that wait for their host's turn. Shared among threads."""

    def __init__(self, manners: CrawlDelays) -> None:
        self._manners = manners
        self._lock = threading.Lock()
        self._ready = threading.Condition(self._lock)  # a waiting job may be due
        self._left = threading.Condition(self._lock)  # a host became free
        self._waiting: dict[str, deque[Job]] = {}
        self._due: list[tuple[float, int, str]] = []  # a heap of hosts with waiting jobs
        self._count = itertools.count()
        self._busy: set[str] = set()
        self._closed = False

    def add(self, host: str, job: Job) -> None:
        """Queue a job for a host, behind those it already has."""
        with self._lock:
            jobs = self._waiting.setdefault(host, deque())
            jobs.append(job)
            if len(jobs) == 1 and host not in self._busy:
                self._push(host)

    def _push(self, host: str) -> None:
        at = self._manners.free_at.get(host, 0.0)
        heapq.heappush(self._due, (at, next(self._count), host))
        self._ready.notify()

    def take(self) -> tuple[str, Job] | None:
        """Wait for a job whose host is free, and take that host's turn. None once closed."""
        with self._lock:
            while not self._closed:
                wait = self._next_wait()
                if wait == 0:
                    return self._pop()
                self._ready.wait(wait)
            return None

    def _next_wait(self) -> float | None:
        """Seconds until the first job is due; None when none waits."""
        while self._due:
            at, _, host = self._due[0]
            free_at = self._manners.free_at.get(host, 0.0)
            if host in self._busy or host not in self._waiting:
                heapq.heappop(self._due)  # leave() puts it back
            elif at < free_at:
                heapq.heapreplace(self._due, (free_at, next(self._count), host))
            else:
                return max(0.0, at - time.monotonic())
        return None

    def _pop(self) -> tuple[str, Job]:
        _, _, host = heapq.heappop(self._due)
        jobs = self._waiting[host]
        job = jobs.popleft()
        if not jobs:
            del self._waiting[host]
        self._busy.add(host)
        return host, job

    def enter(self, host: str) -> None:
        """Wait for a host's turn. Raises SourceError("timed out") once closed."""
        with self._lock:
            while not self._closed:
                left = self._manners.free_at.get(host, 0.0) - time.monotonic()
                if host not in self._busy and left <= 0:
                    self._busy.add(host)
                    return
                self._left.wait(None if host in self._busy else left)
            raise SourceError("timed out", "fetching was stopped")

    def leave(self, host: str) -> None:
        """Give a host's turn back; its pause begins."""
        with self._lock:
            self._busy.discard(host)
            self._manners.rest(host, self._manners.pause_after(host))
            if host in self._waiting:
                self._push(host)
            self._left.notify_all()

    def close(self) -> None:
        """Drop what waits and wake everybody."""
        with self._lock:
            self._closed = True
            self._waiting.clear()
            self._ready.notify_all()
            self._left.notify_all()


class HostSlot(Generic[Job]):
    """One visitor's hold on one host at a time. Never waits while holding, so none deadlock."""

    def __init__(self, turns: HostQueue[Job], host: str = "") -> None:
        self._turns = turns
        self._host = host
        self._is_used = False

    def hold(self, host: str) -> None:
        """Have this host's turn, waiting for it if need be."""
        if host != self._host:
            self.release()
            self._turns.enter(host)
            self._host, self._is_used = host, False

    def use(self, host: str) -> None:
        """Have this host's turn for one request, after the pause that a former one asks for."""
        if self._is_used:
            self.release()
        self.hold(host)
        self._is_used = True

    def release(self) -> None:
        """Give back whatever turn is held."""
        if self._host:
            self._turns.leave(self._host)
        self._host, self._is_used = "", False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
