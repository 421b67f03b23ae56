"""Whatever a server or a proxy does, a visit ends with an answer or a reason, in bounds."""

import contextlib
import socket
import threading
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coranto.edges.addresses import AllowedHosts
from coranto.edges.fetch import FetchError, Request, ResponseLimits
from coranto.errors import SettingsError, SourceError

QUICK = ResponseLimits(seconds=0.4, connect_seconds=0.3)


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
    limits = ResponseLimits(seconds=0.5, connect_seconds=0.3, bytes=300_000)

    error = failure(visitor(site, limits=limits), Request(url=site.url()))

    assert error.reason == reason


def test_nobody_listening_is_no_connection(serve, visitor):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        allowed = AllowedHosts(hosts=frozenset({held.getsockname()}))
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


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


def test_a_proxy_that_is_down_is_named(visitor):
    """The site itself was never asked."""
    fetcher = visitor(proxy="http://127.0.0.1:1", lookup=unknown_here)

    with fetcher, pytest.raises(SourceError, match=r"the proxy 127\.0\.0\.1: ") as caught:
        fetcher.fetch(Request(url="http://gull.example/feed"))

    assert caught.value.reason == "no connection"


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
