"""The threads that fetch: they take jobs when a host's turn comes and hand results back.

Holds at most as many unfinished or untaken results as there are threads.
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

STOP_TIMEOUT_SECONDS = (
    2.0  #: seconds to wait for threads that were told to stop; a name lookup cannot be
)


class WorkerPool(Generic[Job, Result]):
    """Threads at work on jobs. Leaving the context stops them, whatever they are doing."""

    def __init__(
        self,
        *,
        run: Callable[[Job, HostSlot[Job]], Result],
        manners: CrawlDelays,
        workers: int,
        abort: Callable[[], None],
    ) -> None:
        self._run = run
        self._workers = workers
        self._abort = abort
        self._turns: HostQueue[Job] = HostQueue(manners)
        self._results: queue.SimpleQueue[tuple[Job, Result | SourceError] | None]
        self._results = queue.SimpleQueue()
        self._room = threading.Semaphore(workers)
        self._threads: list[threading.Thread] = []
        self.outstanding = 0  #: jobs added whose result was not taken

    def add(self, host: str, job: Job) -> None:
        """Queue a job for a host; start another thread while there are too few."""
        self.outstanding += 1
        self._turns.add(host, job)
        if len(self._threads) < self._workers:
            thread = threading.Thread(target=self._work, name="fetch", daemon=True)
            self._threads.append(thread)
            thread.start()

    def next(self) -> tuple[Job, Result | SourceError]:
        """Wait for the next result, in whatever order they come."""
        result = self._results.get()
        if result is None:
            raise RuntimeError("a fetching thread ended by a fault of its own, printed above")
        self._room.release()
        self.outstanding -= 1
        return result

    def _work(self) -> None:
        try:
            while True:
                self._room.acquire()
                taken = self._turns.take()
                if taken is None:
                    return
                host, job = taken
                with HostSlot(self._turns, host) as turn:
                    result = self._result(job, turn)
                self._results.put((job, result))
        finally:
            self._results.put(None)

    def _result(self, job: Job, turn: HostSlot[Job]) -> Result | SourceError:
        try:
            return self._run(job, turn)
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
        self._turns.close()
        self._room.release(self._workers)
        if self.outstanding:
            self._abort()
        until = time.monotonic() + STOP_TIMEOUT_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
