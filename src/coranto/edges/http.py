"""Send one HTTP request over a checked connection and read one response within limits.

This module follows no redirects, undoes no content coding, keeps no cookies, and reads no
environment variables but those that name the machine's certificates. It connects only to the
address that was checked, so a name that resolves differently afterwards (DNS rebinding) gains
nothing.
"""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urlsplit

import httpcore2

from coranto.edges.addresses import (
    DEFAULT_PORTS,
    AllowedHosts,
    Lookup,
    Target,
    check_proxied_host,
    clean_host,
    resolve_host,
)
from coranto.edges.limits import ResponseLimits
from coranto.errors import SettingsError, SourceError

HostCheck = Callable[[str, int], tuple[str, ...]]
KEEP_ALIVE_SECONDS = 15.0  #: seconds a connection waits for the next request to its host
MAX_ADDRESSES_TRIED = 4  #: of one host, before it counts as not answering


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A response as received: transfer coding undone, content coding kept."""

    status: int
    reason_phrase: str
    headers: tuple[tuple[str, str], ...]
    payload: bytes


class Deadline(threading.local):
    """The time by which the response that this thread waits for must be complete."""

    at: float = float("inf")  #: of time.monotonic()
    connected: bool = False  #: whether a connection was made for it

    def remaining_seconds(self, timeout: float | None) -> float:
        """Seconds that an operation may take. Raises ReadTimeout when none are left."""
        remaining = self.at - time.monotonic()
        if remaining <= 0:
            raise httpcore2.ReadTimeout("the whole response took too long")
        return remaining if timeout is None else min(timeout, remaining)


class BoundedStream(httpcore2.NetworkStream):
    """A connection whose every operation ends by the deadline of the whole response.

    Timeouts of the HTTP library bound single reads: a server that sends a byte every few
    seconds would never exceed them.
    """

    def __init__(self, inner: httpcore2.NetworkStream, network: "GuardedNetwork") -> None:
        self._inner = inner
        self._network = network
        network.live.add(self)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read once, until the deadline at the latest."""
        return self._inner.read(max_bytes, self._network.deadline.remaining_seconds(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write the whole buffer, each step until the deadline at the latest."""
        self._inner.write(buffer, self._network.deadline.remaining_seconds(timeout))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        """Continue the connection in TLS."""
        remaining = self._network.deadline.remaining_seconds(timeout)
        inner = self._inner.start_tls(ssl_context, server_hostname, remaining)
        self._network.live.discard(self)
        return BoundedStream(inner, self._network)

    def close(self) -> None:
        """Close the connection."""
        self._network.live.discard(self)
        self._inner.close()

    def abort(self) -> None:
        """Wake the thread that reads or writes here; called from another thread."""
        tcp_socket = self._inner.get_extra_info("socket")
        # The base class's shutdown: that of a TLS socket would drop the TLS layer, which the
        # other thread still uses.
        with contextlib.suppress(OSError):  # the connection was closed in between
            socket.socket.shutdown(tcp_socket, socket.SHUT_RDWR)

    def get_extra_info(self, info: str) -> Any:
        """Pass on what the inner connection says."""
        return self._inner.get_extra_info(info)


class GuardedNetwork(httpcore2.NetworkBackend):
    """Connects only to the addresses that a check returned."""

    def __init__(self, check: HostCheck, deadline: Deadline) -> None:
        self._check = check
        self._inner = httpcore2.SyncBackend()
        self.deadline = deadline
        self.live: set[BoundedStream] = set()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Resolve and check a host, then connect to the checked address. Raises SourceError."""
        addresses = self._check(host, port)[:MAX_ADDRESSES_TRIED]
        give_up_at = time.monotonic() + self.deadline.remaining_seconds(timeout)
        for untried, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            # The remaining time is shared, so that a dead IPv6 route leaves some for IPv4.
            seconds_for_address = max(give_up_at - time.monotonic(), 0.1) / untried
            try:
                inner = self._inner.connect_tcp(
                    address, port, seconds_for_address, local_address, socket_options or ()
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if untried == 1:
                    raise
            else:
                self.deadline.connected = True
                return BoundedStream(inner, self)
        raise SourceError("no such host", host)

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ARG002 - the base class's signature
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002 - as above
    ) -> httpcore2.NetworkStream:
        """Refuse: a web address never leads to a Unix socket."""
        raise SourceError("inside address", path)

    def abort(self) -> None:
        """Wake every thread that waits for the network."""
        for stream in list(self.live):
            stream.abort()


class HttpClient:
    """Sends requests, through a proxy if there is one. Safe to share among threads."""

    def __init__(
        self,
        *,
        limits: ResponseLimits,
        allowed: AllowedHosts,
        lookup: Lookup = socket.getaddrinfo,
        proxy: str = "",
        connections: int = 16,
    ) -> None:
        self._limits = limits
        self._connections = connections
        self._deadline = Deadline()
        self._proxy = proxy_settings(proxy) if proxy else {}
        self._via = f"the proxy {_parse_proxy(proxy)[1]}" if proxy else ""

        def check(host: str, port: int) -> tuple[str, ...]:
            return resolve_host(host, port, allowed=allowed, lookup=lookup)

        def check_proxied(host: str, port: int) -> None:
            check_proxied_host(host, port, allowed=allowed, lookup=lookup)

        self._check_target = check_proxied if proxy else None
        self._network = GuardedNetwork(
            _proxy_host_check(proxy, lookup) if proxy else check, self._deadline
        )

    @cached_property
    def _plain_pool(self) -> httpcore2.ConnectionPool:
        return self._make_pool(None)

    @cached_property
    def _tls_pool(self) -> httpcore2.ConnectionPool:
        # Made once, and only when needed: reading the certificates takes about 35 ms.
        return self._make_pool(httpcore2.default_ssl_context())

    def _make_pool(self, context: ssl.SSLContext | None) -> httpcore2.ConnectionPool:
        pool_class = httpcore2.HTTPProxy if self._proxy else httpcore2.ConnectionPool
        return pool_class(
            ssl_context=context,
            max_connections=self._connections,
            max_keepalive_connections=self._connections,
            keepalive_expiry=KEEP_ALIVE_SECONDS,
            network_backend=self._network,
            **self._proxy,
        )

    def get(self, target: Target, headers: Iterable[tuple[str, str]]) -> Response:
        """Request an address and read the whole response within the limits.

        Raises SourceError for every failure of the network, the server or the proxy.
        """
        if self._check_target:
            self._check_target(target.host, target.port)
        self._deadline.at = time.monotonic() + self._limits.seconds
        request = self._request(target, headers)
        self._deadline.connected = False
        try:
            return self._ask(target, request)
        except StaleConnectionError as stale:
            # The connection was new: trying again would repeat a real failure.
            if self._deadline.connected:
                raise stale.error from stale
        return self._ask_again(target, request)

    def _ask_again(self, target: Target, request: httpcore2.Request) -> Response:
        # A server may close a kept-alive connection at the moment it is used again.
        try:
            return self._ask(target, request)
        except StaleConnectionError as stale:
            raise stale.error from stale

    def _request(self, target: Target, headers: Iterable[tuple[str, str]]) -> httpcore2.Request:
        limits = self._limits
        return httpcore2.Request(
            "GET",
            httpcore2.URL(
                scheme=target.scheme, host=target.host, port=target.port, target=target.path
            ),
            headers=[("Host", target.authority), *headers],
            extensions={
                "timeout": {
                    "connect": limits.connect_seconds,
                    "read": limits.seconds,
                    "write": limits.seconds,
                    "pool": limits.seconds,
                }
            },
        )

    def _ask(self, target: Target, request: httpcore2.Request) -> Response:
        pool = self._tls_pool if target.scheme == "https" else self._plain_pool
        try:
            response = pool.handle_request(request)
        except _HTTP_LIBRARY_ERRORS as error:
            raise _connection_error(error, via=self._via) from error
        try:
            return self._read(response)
        except _HTTP_LIBRARY_ERRORS as error:
            raise _transfer_error(error) from error
        finally:
            response.close()

    def _read(self, response: httpcore2.Response) -> Response:
        headers = tuple(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers
        )
        declared_length = next(
            (value for name, value in headers if name.lower() == "content-length"), ""
        )
        # Refuse before reading where the server declares the size; it may also lie or be silent.
        if declared_length.isdecimal() and int(declared_length[:20]) > self._limits.bytes:
            raise SourceError("too big", f"{declared_length[:20]} bytes")
        parts, size = [], 0
        for part in response.iter_stream():
            size += len(part)
            if size > self._limits.bytes:
                raise SourceError("too big", f"more than {self._limits.bytes} bytes")
            parts.append(part)
        phrase = response.extensions.get("reason_phrase", b"")
        return Response(
            status=response.status,
            reason_phrase=phrase.decode("latin-1"),
            headers=headers,
            payload=b"".join(parts),
        )

    def abort(self) -> None:
        """Wake every thread that waits for a response: its request ends with an error."""
        self._network.abort()

    def close(self) -> None:
        """Close all connections."""
        for name in ("_plain_pool", "_tls_pool"):
            if name in self.__dict__:
                self.__dict__[name].close()


class StaleConnectionError(Exception):
    """No response came, maybe because the connection was old: HttpClient tries once more."""

    def __init__(self, error: SourceError) -> None:
        self.error = error
        super().__init__(str(error))


_HTTP_LIBRARY_ERRORS = (
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.ProxyError,
    httpcore2.UnsupportedProtocol,
)


def _connection_error(error: Exception, *, via: str) -> SourceError | StaleConnectionError:
    """The error to raise; `via` names the proxy if the connection goes to one."""
    cause = error.args[0] if error.args else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return SourceError("certificate", cause.verify_message)
    not_connected = isinstance(error, httpcore2.ConnectError | httpcore2.ConnectTimeout)
    if via and not_connected and not isinstance(cause, ssl.SSLError):
        return SourceError("no connection", f"{via}: {_error_text(cause) or 'no answer'}")
    if isinstance(error, httpcore2.NetworkError | httpcore2.RemoteProtocolError):
        # A server that closes without sending a byte counts as unreachable, not as speaking
        # something other than HTTP.
        is_silent = "without sending" in str(error) or isinstance(error, httpcore2.NetworkError)
        source_error = SourceError("no connection" if is_silent else "protocol", _error_text(cause))
        is_stale = not isinstance(error, httpcore2.ConnectError)
        return StaleConnectionError(source_error) if is_stale else source_error
    if isinstance(error, httpcore2.ProxyError):
        return SourceError("no connection", f"the proxy answered {_error_text(cause)}")
    is_slow = isinstance(error, httpcore2.TimeoutException)
    return SourceError("timed out") if is_slow else SourceError("bad address", _error_text(cause))


def _transfer_error(error: Exception) -> SourceError:
    cause = error.args[0] if error.args else error
    if isinstance(error, httpcore2.TimeoutException):
        return SourceError("timed out", "in the middle of its answer")
    broke_off = isinstance(error, httpcore2.NetworkError) or "peer closed" in str(error)
    return SourceError("truncated" if broke_off else "protocol", _error_text(cause))


def _error_text(cause: object) -> str:
    text = (cause.strerror if isinstance(cause, OSError) else None) or str(cause)
    return text[:200]


def proxy_settings(proxy: str) -> dict[str, Any]:
    """Connection pool arguments for a proxy address. Raises SettingsError if it is unusable."""
    parts, host, port = _parse_proxy(proxy)
    settings: dict[str, Any] = {
        "proxy_url": httpcore2.URL(scheme=parts.scheme, host=host, port=port, target="/")
    }
    if parts.username is not None:
        settings["proxy_auth"] = (
            unquote(parts.username).encode(),
            unquote(parts.password or "").encode(),
        )
    if parts.scheme == "https":
        settings["proxy_ssl_context"] = httpcore2.default_ssl_context()
    return settings


def _proxy_host_check(proxy: str, lookup: Lookup) -> HostCheck:
    """A check that accepts the proxy, which may be in a private network, by its name and port."""
    # With a proxy, the only connections are to the proxy itself, which the user chose.
    _parts, proxy_host, proxy_port = _parse_proxy(proxy)
    allowed = AllowedHosts(hosts=frozenset({(proxy_host, proxy_port)}))
    return lambda host, port: resolve_host(host, port, allowed=allowed, lookup=lookup)


def _parse_proxy(proxy: str) -> tuple[Any, str, int]:
    try:
        parts = urlsplit(proxy)
        host = clean_host(parts.hostname or "")
        usual = DEFAULT_PORTS[parts.scheme]
        port = usual if parts.port is None else parts.port
    except (ValueError, KeyError, SourceError) as error:
        raise SettingsError(f"the proxy {proxy!r} is not of the form http://host:port") from error
    return parts, host, port
