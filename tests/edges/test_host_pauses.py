"""A host that does not answer is left for the next run; one that answers slowly, too."""

import time

import pytest

from coranto.edges import host_pauses
from coranto.edges.fetch import FetchedResponse, Request, ResponseLimits
from coranto.edges.host_pauses import HostPauses, PausedHostError


def is_paused(pauses, host="gull.example"):
    try:
        pauses.check(host)
    except PausedHostError:
        return True
    return False


@pytest.mark.parametrize(
    ("seconds", "timeouts_until_paused"), [(30.0, 2), (10.0, 3), (1.0, 3), (45.0, 1), (300.0, 1)]
)
def test_no_host_holds_a_run_up_for_more_than_a_minute(seconds, timeouts_until_paused):
    pauses = HostPauses()

    states = []
    for _ in range(timeouts_until_paused):
        states.append(is_paused(pauses))
        pauses.record_timeout("gull.example", seconds)

    assert states == [False] * timeouts_until_paused
    assert is_paused(pauses)
    assert not is_paused(pauses, "tern.example")


def test_a_quick_answer_ends_the_waiting():
    pauses = HostPauses()

    for _ in range(20):
        pauses.record_timeout("gull.example", 20.0)
        pauses.record_answer("gull.example", 0.3)

    assert not is_paused(pauses)


def test_a_server_that_sends_a_byte_every_second_is_waited_for_no_longer():
    pauses = HostPauses()

    pauses.record_answer("gull.example", 29.0)
    pauses.record_answer("gull.example", 29.0)
    pauses.record_answer("gull.example", 29.0)

    assert is_paused(pauses)


def test_of_many_pages_on_a_silent_host_three_are_asked_for(serve, visitor, reply):
    def say_nothing(connection, asked):
        time.sleep(3)

    silent = serve({f"/{n}": say_nothing for n in range(12)})
    lively = serve({f"/{n}": reply(b"here") for n in range(12)})
    requests = [Request(url=silent.url(f"/{n}")) for n in range(12)]
    requests += [Request(url=lively.url(f"/{n}", host="localhost")) for n in range(12)]

    with visitor(
        silent, lively, limits=ResponseLimits(seconds=0.3, connect_seconds=0.3)
    ) as fetcher:
        outcomes = dict(fetcher.fetch_all(requests))

    failures = [one for one in outcomes.values() if not isinstance(one, FetchedResponse)]
    assert len(failures) == 12
    assert [failure.is_postponed for failure in failures].count(False) <= (
        host_pauses.MAX_TIMEOUTS_IN_A_ROW
    )
    assert {failure.reason for failure in failures} == {"timed out"}


@pytest.mark.parametrize("robots", [False, True])
def test_what_is_left_for_the_next_run_waits_out_no_delay(serve, visitor, robots):
    """A hundred pages of a host that does not answer are passed over at once."""

    def say_nothing(connection, asked):
        time.sleep(2)

    silent = serve(dict.fromkeys(["/robots.txt", *(f"/{n}" for n in range(100))], say_nothing))
    requests = [Request(url=silent.url(f"/{n}")) for n in range(100)]
    started = time.monotonic()

    with visitor(
        silent, limits=ResponseLimits(seconds=0.3, connect_seconds=0.3), delay=0.5, robots=robots
    ) as fetcher:
        outcomes = list(fetcher.fetch_all(requests))

    assert len(outcomes) == 100
    assert time.monotonic() - started < 10
