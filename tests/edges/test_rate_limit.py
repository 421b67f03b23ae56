"""One request at a time per host, a pause between two, many hosts at once."""

import itertools
import threading
import time

import pytest

from coranto.edges.rate_limit import CrawlDelays, HostQueue, HostSlot
from coranto.edges.worker_pool import WorkerPool
from coranto.errors import SourceError


def hire(run, *, workers=4, delay=0.0, abort=lambda: None):
    return WorkerPool(run=run, delays=CrawlDelays(delay=delay), workers=workers, abort=abort)


def test_jobs_of_one_host_come_one_by_one_in_order():
    running, most = [0], [0]

    def run(job, slot):
        running[0] += 1
        most[0] = max(most[0], running[0])
        time.sleep(0.002)
        running[0] -= 1
        return job

    with hire(run) as crew:
        for number in range(10):
            crew.add("a.example", number)
        results = [crew.next()[1] for _ in range(10)]

    assert (results, most) == (list(range(10)), [1])


def test_many_hosts_are_served_at_once():
    """Each job waits for all others to be under way: only possible when they are."""
    barrier = threading.Barrier(4, timeout=5)

    with hire(lambda job, slot: barrier.wait()) as crew:
        for number in range(4):
            crew.add(f"{number}.example", number)
        results = {crew.next()[1] for _ in range(4)}

    assert results == {0, 1, 2, 3}


def test_a_hosts_many_jobs_do_not_hold_up_the_others():
    order = []

    def run(job, slot):
        order.append(job)

    with hire(run, workers=1, delay=0.05) as crew:
        for host in ("a", "a", "a", "b", "c"):
            crew.add(host, host)
        for _ in range(5):
            crew.next()

    assert order[:3] == ["a", "b", "c"]


def test_a_pause_is_kept_between_two_requests():
    moments = []

    with hire(lambda job, slot: moments.append(time.monotonic()), delay=0.05) as crew:
        for number in range(3):
            crew.add("a.example", number)
        for _ in range(3):
            crew.next()

    assert min(b - a for a, b in itertools.pairwise(moments)) >= 0.05


def test_no_more_results_are_made_than_there_is_room_for():
    done = []

    def run(job, slot):
        done.append(job)
        return job

    with hire(run, workers=2) as crew:
        for number in range(20):
            crew.add(f"{number}.example", number)
        crew.next()
        time.sleep(0.05)
        made = len(done)
        for _ in range(19):
            crew.next()

    assert made <= 3


def test_two_visitors_that_want_each_others_host_do_not_deadlock():
    """As two sites that redirect to each other: a turn is given back before another is taken."""

    def run(job, slot):
        slot.acquire_for_request(job[0])
        time.sleep(0.01)
        slot.acquire_for_request(job[1])
        return job

    with hire(run, workers=2) as crew:
        crew.add("a", ("a", "b"))
        crew.add("b", ("b", "a"))
        results = {crew.next()[1] for _ in range(2)}

    assert results == {("a", "b"), ("b", "a")}


def test_a_source_error_is_a_result():
    def run(job, slot):
        raise SourceError("missing", job)

    with hire(run) as crew:
        crew.add("a", "a page")
        _, result = crew.next()

    assert isinstance(result, SourceError)
    assert result.reason == "missing"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_our_own_is_not_swallowed():
    def run(job, slot):
        raise ZeroDivisionError

    with hire(run) as crew:
        crew.add("a", "a page")
        with pytest.raises(RuntimeError):
            crew.next()


def test_leaving_early_stops_whoever_waits():
    """A worker waiting for another host's turn, and one at work, both end at once."""
    stopped = threading.Event()
    under_way = threading.Barrier(3, timeout=5)

    def run(job, slot):
        under_way.wait()
        if job == "works":
            stopped.wait(5)
        else:
            slot.acquire_for_request("a")
        return job

    with hire(run, workers=2, abort=stopped.set) as crew:
        crew.add("a", "works")
        crew.add("b", "waits")
        under_way.wait()

    assert not any(thread.is_alive() for thread in crew._threads)


def test_a_held_turn_is_used_once_and_then_asked_for_again():
    queue = HostQueue(CrawlDelays(delay=0.03))
    with HostSlot(queue) as slot:
        slot.acquire("a")
        slot.acquire_for_request("a")
        first = time.monotonic()
        slot.acquire_for_request("a")
        second = time.monotonic()

    assert second - first >= 0.03


def test_closed_turns_are_refused():
    queue = HostQueue(CrawlDelays(delay=0))
    queue.close()

    with pytest.raises(SourceError):
        queue.acquire_host("a")
    assert queue.next_job() is None
