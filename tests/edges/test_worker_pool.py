"""Many visits at once: every host in its turn, every request answered, all ended at the end."""

import itertools
import threading
import time
from datetime import UTC, datetime

import pytest

from coranto.edges.addresses import AllowedHosts
from coranto.edges.fetch import FetchedResponse, Fetcher, Request, ResponseLimits

QUICK = ResponseLimits(seconds=0.4, connect_seconds=0.3)


def silent(connection, asked):
    time.sleep(8)


def outcomes(fetcher, requests):
    with fetcher:
        return {
            request.url: result.payload if isinstance(result, FetchedResponse) else result.reason
            for request, result in fetcher.fetch_all(requests)
        }


def test_all_are_answered_good_and_bad(serve, visitor, reply):
    good = [serve({f"/{n}": reply(b"%d" % n) for n in range(5)}) for _ in range(3)]
    slow = serve({"/": silent})
    requests = [Request(url=site.url(f"/{n}")) for site in good for n in range(5)]
    bad = {slow.url(): "timed out", "http://10.0.0.1/": "inside address", "nonsense": "bad address"}

    found = outcomes(
        visitor(*good, slow, limits=QUICK), [*requests, *(Request(url=url) for url in bad)]
    )

    assert found == {site.url(f"/{n}"): b"%d" % n for site in good for n in range(5)} | bad


def test_a_host_is_asked_one_thing_at_a_time(serve, visitor, reply):
    def slow(connection, asked):
        time.sleep(0.01)
        connection.sendall(reply(b"x"))
        return True

    sites = [serve({f"/{n}": slow for n in range(6)}) for _ in range(3)]
    requests = [Request(url=site.url(f"/{n}")) for n in range(6) for site in sites]

    outcomes(visitor(*sites, workers=8), requests)

    assert [site.most_at_once for site in sites] == [1, 1, 1]


def test_a_redirect_waits_for_the_other_hosts_turn(serve, visitor, reply):
    def slow(connection, asked):
        time.sleep(0.02)
        connection.sendall(reply(b"x"))
        return True

    busy = serve({f"/{n}": slow for n in range(4)})
    other = serve({f"/{n}": reply(b"", "302 On", Location=busy.url(f"/{n}")) for n in range(4)})
    requests = [Request(url=site.url(f"/{n}")) for n in range(4) for site in (busy, other)]

    outcomes(visitor(busy, other, workers=8), requests)

    assert (len(busy.asked), busy.most_at_once) == (8, 1)


def test_a_pause_is_left_between_two_requests(serve, visitor, reply):
    site = serve({f"/{n}": reply() for n in range(3)})

    outcomes(visitor(site, delay=0.1), [Request(url=site.url(f"/{n}")) for n in range(3)])

    moments = [asked.at for asked in site.asked]
    assert min(b - a for a, b in itertools.pairwise(moments)) >= 0.1


def test_requests_are_read_as_they_are_needed(serve, visitor, reply):
    """An iterable that grows by what the answers tell is followed to its end."""
    site = serve({f"/{n}": reply() for n in range(5)})

    class Growing:
        def __init__(self):
            self.waiting = [Request(url=site.url("/0"))]

        def __iter__(self):
            return self

        def __next__(self):
            if not self.waiting:
                raise StopIteration
            return self.waiting.pop()

    growing = Growing()
    with visitor(site) as fetcher:
        for number, _ in enumerate(fetcher.fetch_all(growing), 1):
            if number < 5:
                growing.waiting.append(Request(url=site.url(f"/{number}")))

    assert site.targets == [f"/{n}" for n in range(5)]


def test_an_endless_iterable_is_not_read_to_its_end(serve, visitor, reply):
    site = serve({"/": reply()})

    def endless():
        while True:
            yield Request(url=site.url())

    with visitor(site) as fetcher:
        results = fetcher.fetch_all(endless())
        first = [next(results) for _ in range(3)]
        results.close()

    assert len(first) == 3


def test_leaving_early_ends_everything(serve, visitor, reply):
    """As Ctrl-C does: those that wait for a slow server are woken."""
    quick, slow = serve({"/": reply()}), serve({"/": silent})

    with visitor(quick, slow, limits=ResponseLimits(seconds=60)) as fetcher:
        for _ in fetcher.fetch_all([Request(url=site.url()) for site in (slow, quick)]):
            break

    assert not [thread for thread in threading.enumerate() if thread.name == "fetch"]


def test_a_fetcher_can_be_used_again(serve, visitor, reply):
    site = serve({"/a": reply(b"a"), "/b": reply(b"b")})

    with visitor(site) as fetcher:
        first = [result.payload for _, result in fetcher.fetch_all([Request(url=site.url("/a"))])]
        second = [result.payload for _, result in fetcher.fetch_all([Request(url=site.url("/b"))])]

    assert (first, second, site.connections) == ([b"a"], [b"b"], 1)


def test_no_request_loads_no_http_library():
    fetcher = Fetcher(
        limits=ResponseLimits(),
        allowed=AllowedHosts(),
        user_agent="x",
        clock=lambda: datetime.now(UTC),
    )

    with fetcher:
        assert list(fetcher.fetch_all([])) == []
    assert "_client" not in fetcher.__dict__


# Wishes to be left alone


@pytest.mark.parametrize("status", ["429 Slow Down", "503 Busy"])
def test_a_host_that_asks_for_rest_gets_it(serve, visitor, reply, status):
    site = serve({"/a": reply(b"", status, Retry_After="3600"), "/b": reply()})
    requests = [Request(url=site.url("/a")), Request(url=site.url("/b"))]

    found = outcomes(visitor(site), requests)

    assert site.targets == ["/a"]
    assert found == {site.url("/a"): b"", site.url("/b"): "too many requests"}


def test_a_short_rest_is_waited_for(serve, visitor, reply):
    site = serve({"/a": reply(b"", "429 Slow Down", Retry_After="1"), "/b": reply(b"b")})
    requests = [Request(url=site.url("/a")), Request(url=site.url("/b"))]

    found = outcomes(visitor(site, delay=0.01), requests)

    assert found[site.url("/b")] == b"b"
    assert site.asked[1].at - site.asked[0].at >= 1
