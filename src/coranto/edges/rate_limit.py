"""Rate limiting: one request at a time per host, a pause between two, many hosts at once.

This module knows hosts and jobs, not what a job does. It opens no connection.
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
    """When each host may be requested again; shared by the queues of one fetcher."""

    delay: float  #: seconds between two requests to one host
    #: Host → the time.monotonic() from which it may be requested again.
    free_at: dict[str, float] = field(default_factory=dict)
    #: Host → seconds between two requests, where its robots.txt asks for a Crawl-delay.
    requested_delays: dict[str, float] = field(default_factory=dict)

    def pause_after(self, host: str) -> float:
        """Seconds to wait after a request to a host."""
        return max(self.delay, self.requested_delays.get(host, 0.0))

    def postpone(self, host: str, seconds: float) -> None:
        """Send nothing to a host for so many seconds from now, or longer if noted before."""
        if seconds > 0:
            until = time.monotonic() + seconds
            self.free_at[host] = max(until, self.free_at.get(host, 0.0))


class HostQueue(Generic[Job]):
    """Jobs that wait until their host is free. Safe to share among threads."""

    def __init__(self, delays: CrawlDelays) -> None:
        self._delays = delays
        self._lock = threading.Lock()
        self._job_ready = threading.Condition(self._lock)  # a waiting job may be due
        self._host_freed = threading.Condition(self._lock)  # a host became free
        self._waiting_jobs: dict[str, deque[Job]] = {}
        self._due_hosts: list[tuple[float, int, str]] = []  # a heap of hosts with waiting jobs
        self._sequence = itertools.count()
        self._busy_hosts: set[str] = set()
        self._closed = False

    def add(self, host: str, job: Job) -> None:
        """Queue a job for a host, behind those it already has."""
        with self._lock:
            jobs = self._waiting_jobs.setdefault(host, deque())
            jobs.append(job)
            if len(jobs) == 1 and host not in self._busy_hosts:
                self._schedule_host(host)

    def _schedule_host(self, host: str) -> None:
        at = self._delays.free_at.get(host, 0.0)
        heapq.heappush(self._due_hosts, (at, next(self._sequence), host))
        self._job_ready.notify()

    def next_job(self) -> tuple[str, Job] | None:
        """Wait for a job whose host is free, and mark the host busy. None once closed."""
        with self._lock:
            while not self._closed:
                wait = self._next_wait()
                if wait == 0:
                    return self._pop_job()
                self._job_ready.wait(wait)
            return None

    def _next_wait(self) -> float | None:
        """Seconds until the first job is due; None if no job waits."""
        while self._due_hosts:
            at, _, host = self._due_hosts[0]
            free_at = self._delays.free_at.get(host, 0.0)
            # The heap may hold stale entries; checking them here is cheaper than removing them
            # from the middle of the heap when a host becomes busy or is postponed.
            if host in self._busy_hosts or host not in self._waiting_jobs:
                heapq.heappop(self._due_hosts)  # release_host() puts it back
            elif at < free_at:
                heapq.heapreplace(self._due_hosts, (free_at, next(self._sequence), host))
            else:
                return max(0.0, at - time.monotonic())
        return None

    def _pop_job(self) -> tuple[str, Job]:
        _, _, host = heapq.heappop(self._due_hosts)
        jobs = self._waiting_jobs[host]
        job = jobs.popleft()
        if not jobs:
            del self._waiting_jobs[host]
        self._busy_hosts.add(host)
        return host, job

    def acquire_host(self, host: str) -> None:
        """Wait until a host is free and mark it busy. Raises SourceError("timed out") if closed."""
        with self._lock:
            while not self._closed:
                wait_seconds = self._delays.free_at.get(host, 0.0) - time.monotonic()
                if host not in self._busy_hosts and wait_seconds <= 0:
                    self._busy_hosts.add(host)
                    return
                self._host_freed.wait(None if host in self._busy_hosts else wait_seconds)
            raise SourceError("timed out", "fetching was stopped")

    def release_host(self, host: str) -> None:
        """Mark a host as no longer busy; its pause begins."""
        with self._lock:
            self._delays.postpone(host, self._delays.pause_after(host))
        self.release_unused_host(host)

    def release_unused_host(self, host: str) -> None:
        """Mark a host as no longer busy to which nothing was sent: no pause is due."""
        with self._lock:
            self._busy_hosts.discard(host)
            if host in self._waiting_jobs:
                self._schedule_host(host)
            self._host_freed.notify_all()

    def close(self) -> None:
        """Drop the waiting jobs and wake all threads."""
        with self._lock:
            self._closed = True
            self._waiting_jobs.clear()
            self._job_ready.notify_all()
            self._host_freed.notify_all()


class HostSlot(Generic[Job]):
    """One thread's right to send requests to one host at a time.

    It releases its host before it waits for another, so that two threads whose requests
    redirect to each other's hosts cannot deadlock.
    """

    def __init__(self, queue: HostQueue[Job], host: str = "") -> None:
        self._queue = queue
        self._host = host
        self._is_used = False

    def acquire(self, host: str) -> None:
        """Hold this host; waits until it is free."""
        if host != self._host:
            self.release()
            self._queue.acquire_host(host)
            self._host, self._is_used = host, False

    def acquire_for_request(self, host: str) -> None:
        """Hold this host for one request, after the pause that follows an earlier one."""
        if self._is_used:
            self.release()
        self.acquire(host)
        self._is_used = True

    def release(self) -> None:
        """Release the held host, if there is one."""
        if self._host:
            self._queue.release_host(self._host)
        self._host, self._is_used = "", False

    def release_unused(self) -> None:
        """Release the held host; without a pause if no request was sent to it."""
        if self._host and not self._is_used:
            self._queue.release_unused_host(self._host)
            self._host = ""
        self.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
