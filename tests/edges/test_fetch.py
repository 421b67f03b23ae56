"""Whatever a server does, a visit ends with an answer or a reason, in bounded time and space."""

import contextlib
import gzip
import itertools
import socket
import threading
import time
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coranto.edges.addresses import Allowed
from coranto.edges.fetch import Answer, Fetcher, FetchError, Limits, Request
from coranto.errors import SettingsError, SourceError

NOW = datetime(2026, 3, 7, 12, tzinfo=UTC)
QUICK = Limits(seconds=0.4, connect_seconds=0.3)


def sending(*parts, pause=0.0, forever=b""):
    """A server that sends parts, pausing, then maybe one part without end, then hangs up."""

    def behave(connection, asked):
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)
        while forever:
            connection.sendall(forever)

    return behave


def silent(connection, asked):
    time.sleep(8)


def failure(fetcher, request):
    with fetcher, pytest.raises(FetchError) as caught:
        fetcher.fetch(request)
    return caught.value


# What comes back


def test_an_answer_is_as_it_came(serve, visitor, reply):
    """Header names keep their case, bytes outside ASCII survive, the coding is kept."""
    body = gzip.compress(b"<rss/>")
    site = serve({"/f": reply(body, "200 Fine", X_Unusual="é", Content_Encoding="gzip")})

    with visitor(site) as fetcher:
        answer = fetcher.fetch(Request(url=site.url("/f#part")))

    assert (answer.url, answer.asked) == (site.url("/f"), site.url("/f#part"))
    assert (answer.status, answer.reason_phrase, answer.payload) == (200, "Fine", body)
    assert answer.headers == (
        ("X-Unusual", "é"),
        ("Content-Encoding", "gzip"),
        ("Content-Length", str(len(body))),
    )
    assert (answer.at, answer.hops, answer.moved_to) == (NOW, (), "")


def test_we_say_who_we_are_and_what_we_hold(serve, visitor, reply):
    site = serve({"/f": reply(status="304 Not Modified", ETag='"2"')})
    request = Request(
        url=site.url("/f"),
        etag='"1"',
        last_modified="Sat, 07 Mar 2026 10:00:00 GMT",
        purpose="feed",
    )

    with visitor(site) as fetcher:
        answer = fetcher.fetch(request)

    sent = site.asked[0].headers
    assert (answer.status, answer.payload) == (304, b"")
    assert sent["user-agent"] == "Coranto/test"
    assert sent["host"] == f"127.0.0.1:{site.port}"
    assert sent["if-none-match"] == '"1"'
    assert sent["if-modified-since"] == "Sat, 07 Mar 2026 10:00:00 GMT"
    assert "gzip" in sent["accept-encoding"]
    assert "rss" in sent["accept"]


@pytest.mark.parametrize("etag", ['"a\r\nX-Injected: 1"', '"\u06f1"', '"\0"', "\udc80"])
def test_a_stored_header_cannot_forge_ours(serve, visitor, reply, etag):
    site = serve({"/f": reply()})

    with visitor(site) as fetcher:
        fetcher.fetch(Request(url=site.url("/f"), etag=etag))

    assert not {"if-none-match", "x-injected"} & site.asked[0].headers.keys()


def test_transfer_coding_is_undone(serve, visitor):
    chunks = b"4\r\nnews\r\n6\r\n of th\r\n5\r\ne day\r\n0\r\n\r\n"
    site = serve({"/": sending(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", chunks)})

    with visitor(site) as fetcher:
        assert fetcher.fetch(Request(url=site.url())).payload == b"news of the day"


def test_a_connection_is_kept_for_the_next_request(serve, visitor, reply):
    site = serve({"/a": reply(b"a"), "/b": reply(b"b")})

    with visitor(site) as fetcher:
        for path in ("/a", "/b", "/a"):
            fetcher.fetch(Request(url=site.url(path)))

    assert site.connections == 1


def test_a_connection_that_the_server_dropped_is_made_anew(serve, visitor, reply):
    def drop(connection, asked):
        if len(site.asked) == 2:
            return False
        connection.sendall(reply(b"news"))
        return True

    site = serve({"/": drop})
    with visitor(site) as fetcher:
        answers = [fetcher.fetch(Request(url=site.url())) for _ in range(2)]

    assert [answer.payload for answer in answers] == [b"news", b"news"]
    assert len(site.asked) == 3


# Redirects


def test_redirects_are_followed_and_kept(serve, visitor, reply):
    site = serve(
        {
            "/old": reply(b"gone on", "301 Moved", Location="/new"),
            "/new": reply(b"", "302 Found", Location="newest?x=1"),
            "/newest?x=1": reply(b"here"),
        }
    )

    with visitor(site) as fetcher:
        answer = fetcher.fetch(Request(url=site.url("/old")))

    assert (answer.url, answer.payload) == (site.url("/newest?x=1"), b"here")
    assert [(hop.url, hop.status, hop.payload) for hop in answer.hops] == [
        (site.url("/old"), 301, b"gone on"),
        (site.url("/new"), 302, b""),
    ]
    assert answer.moved_to == site.url("/new")


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        ((301,), "/1"),
        ((308,), "/1"),
        ((301, 308), "/2"),
        ((301, 302), "/1"),
        ((302, 301), ""),
        ((303,), ""),
        ((307,), ""),
    ],
)
def test_only_permanent_redirects_from_the_start_are_a_move(serve, visitor, reply, statuses, moved):
    paths = {
        f"/{n}": reply(b"", f"{status} On", Location=f"/{n + 1}")
        for n, status in enumerate(statuses)
    }
    site = serve({**paths, f"/{len(statuses)}": reply(b"here")})

    with visitor(site) as fetcher:
        answer = fetcher.fetch(Request(url=site.url("/0")))

    assert answer.moved_to == (site.url(moved) if moved else "")


def test_a_redirect_to_an_address_in_utf_8_is_understood(serve, visitor, reply):
    location = "/zürich".encode().decode("latin-1")
    site = serve({"/": reply(b"", "302 On", Location=location), "/z%C3%BCrich": reply(b"here")})

    with visitor(site) as fetcher:
        assert fetcher.fetch(Request(url=site.url())).payload == b"here"


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("/", "too many redirects"),
        ("/more", "too many redirects"),
        ("http://10.0.0.1/", "inside address"),
        ("http://[::ffff:169.254.169.254]/latest", "inside address"),
        ("//2130706433/", "inside address"),
        ("http://localhost:1/", "inside address"),
        ("ftp://news.example/", "bad address"),
        ("file:///etc/passwd", "bad address"),
        ("javascript:alert(1)", "bad address"),
        ("http://[::1/", "bad address"),
        ("http://" + "a" * 70 + ".example/", "bad address"),
    ],
)
def test_a_redirect_into_nowhere_ends_with_its_reason(serve, visitor, reply, location, reason):
    def onward(connection, asked):
        connection.sendall(reply(b"", "302 On", Location=f"/{len(site.asked)}"))
        return True

    paths = {f"/{n}": onward for n in range(20)}
    site = serve({"/": reply(b"", "302 On", Location=location), "/more": onward, **paths})

    error = failure(visitor(site), Request(url=site.url()))

    assert error.reason == reason
    assert error.hops[0].status == 302
    assert len(site.asked) <= Limits().redirects + 1


# Inside addresses


def test_an_inside_host_is_never_connected_to(serve, visitor, reply):
    site = serve({"/": reply(b"secret")})

    for host in ("127.0.0.1", "localhost", "127.1", "2130706433", "[::ffff:127.0.0.1]"):
        error = failure(visitor(), Request(url=site.url(host=host)))
        assert error.reason == "inside address"

    assert site.connections == 0


def test_what_was_checked_is_what_is_connected_to(serve, visitor, reply):
    """A name that changes its mind after the check gains nothing: it is not asked again."""
    site = serve({"/": reply(b"news")})
    answers = iter(["127.0.0.1"])

    def lookup(host, port, family, kind):
        return [(0, 0, 0, "", (next(answers), port))]

    with visitor(site, hosts=["news.example"], lookup=lookup) as fetcher:
        answer = fetcher.fetch(Request(url=site.url(host="news.example")))

    assert answer.payload == b"news"
    assert site.asked[0].headers["host"] == f"news.example:{site.port}"


def test_a_name_that_turns_inside_is_refused_when_it_does(serve, visitor, reply):
    """The connection is gone by then, so the name is looked up and checked again."""
    site = serve({"/": reply(b"news", Connection="close")})
    answers = iter(["127.0.0.1", "127.0.0.1"])

    def lookup(host, port, family, kind):
        return [(0, 0, 0, "", (next(answers), port))]

    fetcher = visitor(lookup=lookup)
    for _ in range(2):
        assert failure(fetcher, Request(url=site.url(host="news.example"))).reason == (
            "inside address"
        )
    assert site.connections == 0


def test_the_next_address_is_tried_when_one_is_dead(serve, visitor, reply):
    site = serve({"/": reply(b"news")})

    def lookup(host, port, family, kind):
        return [(0, 0, 0, "", (address, port)) for address in ("127.0.0.2", "127.0.0.1")]

    with visitor(site, hosts=["news.example"], lookup=lookup) as fetcher:
        assert fetcher.fetch(Request(url=site.url(host="news.example"))).payload == b"news"


# Servers that misbehave

HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        pytest.param(sending(HEAD + b"\r\n", forever=b"x" * 65536), "too big", id="endless"),
        pytest.param(
            sending(
                HEAD + b"Transfer-Encoding: chunked\r\n\r\n",
                forever=b"400\r\n" + b"x" * 1024 + b"\r\n",
            ),
            "too big",
            id="endless chunks",
        ),
        pytest.param(
            sending(HEAD + b"Content-Length: 999999999\r\n\r\n"), "too big", id="announced"
        ),
        pytest.param(
            sending(HEAD + b"Content-Length: " + b"9" * 4000 + b"\r\n\r\n"), "protocol", id="absurd"
        ),
        pytest.param(sending(HEAD + b"Content-Length: 9\r\n\r\nhalf"), "truncated", id="cut short"),
        pytest.param(
            sending(HEAD + b"Transfer-Encoding: chunked\r\n\r\nff\r\nhalf"),
            "truncated",
            id="cut chunk",
        ),
        pytest.param(
            sending(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), "protocol", id="bad chunk"
        ),
        pytest.param(sending(HEAD + b"Content-Length: -1\r\n\r\n"), "protocol", id="negative"),
        pytest.param(
            sending(HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
            "protocol",
            id="two",
        ),
        pytest.param(sending(b"not http at all\r\n\r\n"), "protocol", id="no HTTP"),
        pytest.param(sending(b"HTTP/1.1 OK\r\n\r\n"), "protocol", id="no status"),
        pytest.param(sending(HEAD + b"a b: c\r\n\r\n"), "protocol", id="bad header"),
        pytest.param(
            sending(HEAD, forever=b"X: " + b"y" * 9000 + b"\r\n"), "protocol", id="headers"
        ),
        pytest.param(sending(b"", forever=b"y" * 9000), "protocol", id="one endless line"),
        pytest.param(sending(), "no connection", id="hangs up"),
        pytest.param(sending(HEAD), "no connection", id="hangs up in the headers"),
        pytest.param(silent, "timed out", id="silent"),
        pytest.param(sending(*[b"H"] * 99, pause=0.05), "timed out", id="a byte a while"),
        pytest.param(
            sending(HEAD + b"\r\n", *[b"x"] * 99, pause=0.05), "timed out", id="body, byte by byte"
        ),
        pytest.param(
            sending(*[b"HTTP/1.1 102 Wait\r\n\r\n"] * 99, pause=0.05),
            "timed out",
            id="keeps waiting",
        ),
    ],
)
def test_a_server_that_misbehaves_is_a_reason_in_bounded_time(serve, visitor, behaviour, reason):
    site = serve({"/": behaviour})
    limits = Limits(seconds=0.5, connect_seconds=0.3, bytes=300_000)

    error = failure(visitor(site, limits=limits), Request(url=site.url()))

    assert error.reason == reason


def test_nobody_listening_is_no_connection(serve, visitor):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        allowed = Allowed(hosts=frozenset({held.getsockname()}))
        fetcher = visitor()
        fetcher.allowed = allowed
        error = failure(fetcher, Request(url=f"http://127.0.0.1:{held.getsockname()[1]}/"))

    assert (error.reason, error.detail) == ("no connection", "Connection refused")


def test_an_unknown_name_is_no_such_host(visitor):
    def unknown(*asked):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    error = failure(visitor(lookup=unknown), Request(url="http://nowhere.example/"))

    assert (error.reason, error.detail) == ("no such host", "nowhere.example")


def test_a_certificate_that_nobody_vouches_for_is_refused(serve, visitor, reply, self_signed):
    site = serve({"/": reply(b"news")}, tls=self_signed)

    assert failure(visitor(site), Request(url=site.url(host="localhost"))).reason == "certificate"


@pytest.fixture
def trusted(certificate, monkeypatch):
    """A machine on which that certificate is vouched for."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))


def test_a_certificate_that_the_machine_trusts_is_enough(
    serve, visitor, reply, self_signed, trusted
):
    """But for its own name only."""
    site = serve({"/": reply(b"news")}, tls=self_signed)

    with visitor(site) as fetcher:
        assert fetcher.fetch(Request(url=site.url(host="localhost"))).payload == b"news"
    assert failure(visitor(site), Request(url=site.url())).reason == "certificate"


def test_a_server_that_speaks_no_tls_is_no_connection(serve, visitor):
    def speak(connection):
        connection.recv(1)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    site = serve({}, greet=speak)

    error = failure(visitor(site), Request(url=f"https://localhost:{site.port}/"))

    assert error.reason == "no connection"


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=200), st.booleans())
def test_any_bytes_are_an_answer_or_a_reason(serve, visitor, garbage, is_body):
    site = serve({"/": sending((HEAD + b"Content-Length: 9\r\n" if is_body else b"") + garbage)})

    with visitor(site, limits=QUICK) as fetcher:
        try:
            fetcher.fetch(Request(url=site.url()))
        except SourceError as error:
            assert error.reason in ("protocol", "truncated", "no connection", "timed out")


@pytest.mark.parametrize("url", ["", "news", "javascript:alert(1)", "http://\udc80/", "http://\0/"])
def test_what_is_no_address_is_a_reason(visitor, url):
    assert failure(visitor(), Request(url=url)).reason == "bad address"


def test_a_user_agent_is_plain(visitor):
    with pytest.raises(SettingsError):
        visitor(user_agent="Coranto\r\nX: y")


# Proxies


def unknown_here(host, port, family, kind):
    """Names are known to the proxy only; addresses are themselves."""
    if host == "127.0.0.1":
        return [(0, 0, 0, "", (host, port))]
    raise OSError


def test_a_proxy_is_used_and_may_be_inside(serve, visitor, reply):
    proxy = serve(
        {"http://news.example:80/f": reply(b"news"), "http://news.example/f": reply(b"news")}
    )
    fetcher = visitor(proxy=f"http://user:word@127.0.0.1:{proxy.port}", lookup=unknown_here)

    with fetcher:
        answer = fetcher.fetch(Request(url="http://news.example/f"))

    assert answer.payload == b"news"
    assert proxy.asked[0].headers["proxy-authorization"].startswith("Basic ")


def test_a_proxy_tunnels_what_is_encrypted(serve, visitor, reply, self_signed, trusted):
    site = serve({"/": reply(b"news")}, tls=self_signed)

    def pump(source, sink):
        with contextlib.suppress(OSError):  # one end was closed
            while data := source.recv(65536):
                sink.sendall(data)

    def tunnel(connection, asked):
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        with socket.create_connection(("127.0.0.1", site.port)) as onward:
            threading.Thread(target=pump, args=[onward, connection], daemon=True).start()
            pump(connection, onward)

    proxy = serve({f"localhost:{site.port}": tunnel})

    with visitor(site, proxy=f"http://127.0.0.1:{proxy.port}") as fetcher:
        assert fetcher.fetch(Request(url=site.url(host="localhost"))).payload == b"news"


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "http://0x7f.1/", "https://[::1]/"])
def test_a_proxy_is_not_asked_for_inside_addresses(serve, visitor, reply, url):
    proxy = serve({})
    fetcher = visitor(proxy=f"http://127.0.0.1:{proxy.port}", lookup=unknown_here)

    assert failure(fetcher, Request(url=url)).reason == "inside address"
    assert proxy.asked == []


def test_a_proxy_that_refuses_is_named(serve, visitor, reply):
    proxy = serve({"news.example:443": reply(b"", "407 Log In")})
    fetcher = visitor(proxy=f"http://127.0.0.1:{proxy.port}", lookup=unknown_here)

    error = failure(fetcher, Request(url="https://news.example/"))

    assert (error.reason, error.detail) == ("no connection", "the proxy answered 407 Log In")


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:9", "127.0.0.1:8080", "http://:80"])
def test_a_proxy_that_cannot_be_used_is_said(visitor, proxy):
    with pytest.raises(SettingsError), visitor(proxy=proxy) as fetcher:
        fetcher.fetch(Request(url="http://news.example/"))


def test_the_environment_is_not_believed(serve, visitor, reply, monkeypatch):
    proxy, site = serve({}), serve({"/": reply(b"news")})
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")

    with visitor(site) as fetcher:
        fetcher.fetch(Request(url=site.url()))

    assert (proxy.asked, site.targets) == ([], ["/"])


# Many at once


def outcomes(fetcher, requests):
    with fetcher:
        return {
            request.url: result.payload if isinstance(result, Answer) else result.reason
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

    with visitor(quick, slow, limits=Limits(seconds=60)) as fetcher:
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
        limits=Limits(), allowed=Allowed(), user_agent="x", clock=lambda: datetime.now(UTC)
    )

    with fetcher:
        assert list(fetcher.fetch_all([])) == []
    assert "_wire" not in fetcher.__dict__


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
