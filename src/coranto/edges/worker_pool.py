"""The threads that fetch: they take jobs whose host is free and return results.

There are never more results in progress or waiting to be read than there are threads.
"""

import queue
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Generic, Self, TypeVar

from coranto.edges.rate_limit import CrawlDelays, HostQueue, HostSlot
from coranto.errors import SourceError

Job = TypeVar("Job")
Result = TypeVar("Result")

#: Longest wait for threads to stop; one that waits for a name lookup cannot be interrupted.
STOP_TIMEOUT_SECONDS = 2.0


class WorkerPool(Generic[Job, Result]):
    """Threads that run jobs. Leaving the context stops them, whatever they are doing."""

    def __init__(
        self,
        *,
        run: Callable[[Job, HostSlot[Job]], Result],
        delays: CrawlDelays,
        workers: int,
        abort: Callable[[], None],
    ) -> None:
        self._run = run
        self._workers = workers
        self._abort = abort
        self._host_queue: HostQueue[Job] = HostQueue(delays)
        self._results: queue.SimpleQueue[tuple[Job, Result | SourceError] | None]
        self._results = queue.SimpleQueue()
        self._result_slots = threading.Semaphore(workers)
        self._threads: list[threading.Thread] = []
        self.outstanding = 0  #: jobs whose result was not yet read

    def add(self, host: str, job: Job) -> None:
        """Queue a job for a host; starts another thread unless all are running."""
        self.outstanding += 1
        self._host_queue.add(host, job)
        if len(self._threads) < self._workers:
            # Daemon threads: one that hangs in a name lookup must not keep the process alive.
            thread = threading.Thread(target=self._work, name="fetch", daemon=True)
            self._threads.append(thread)
            thread.start()

    def next(self) -> tuple[Job, Result | SourceError]:
        """Wait for the next result; results come in the order in which jobs end."""
        result = self._results.get()
        if result is None:
            raise RuntimeError("a fetching thread ended by a fault of its own, printed above")
        self._result_slots.release()
        self.outstanding -= 1
        return result

    def _work(self) -> None:
        try:
            while True:
                # Before a job is taken: so many results wait in memory, however slow the reader.
                self._result_slots.acquire()
                host_and_job = self._host_queue.next_job()
                if host_and_job is None:
                    return
                host, job = host_and_job
                with HostSlot(self._host_queue, host) as slot:
                    result = self._run_job(job, slot)
                self._results.put((job, result))
        finally:
            self._results.put(None)  # wakes next(), which reports that a thread ended

    def _run_job(self, job: Job, slot: HostSlot[Job]) -> Result | SourceError:
        try:
            return self._run(job, slot)
        except SourceError as error:
            return error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._host_queue.close()
        self._result_slots.release(self._workers)
        if self.outstanding:
            self._abort()
        give_up_at = time.monotonic() + STOP_TIMEOUT_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, give_up_at - time.monotonic()))
