"""One visit: what is sent, what comes back, where redirects lead, and where never."""

import gzip
import time
from datetime import UTC, datetime

import pytest

from coranto.edges.fetch import FetchError, Request, ResponseLimits

NOW = datetime(2026, 3, 7, 12, tzinfo=UTC)


def sending(*parts, pause=0.0, forever=b""):
    """A server that sends parts, pausing, then maybe one part without end, then hangs up."""

    def behave(connection, asked):
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)
        while forever:
            connection.sendall(forever)

    return behave


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
    assert len(site.asked) <= ResponseLimits().redirects + 1


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
