"""Speak HTTP over connections that were checked: one request, one response, in bounds.

Follows no redirect, undoes no content coding, keeps no cookie, reads no environment
variable but those that name the machine's certificates. A connection is only ever made
to the address that was checked, so a name that changes its mind in between gains nothing.
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
    """What came back, as it came: transfer coding undone, content coding kept."""

    status: int
    reason_phrase: str
    headers: tuple[tuple[str, str], ...]
    payload: bytes


class Deadline(threading.local):
    """When the response that this thread waits for must be complete."""

    at: float = float("inf")  #: of time.monotonic()
    connected: bool = False  #: whether a connection was made for it

    def left(self, timeout: float | None) -> float:
        """Seconds an operation may take. Raises ReadTimeout when none are left."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("the whole response took too long")
        return left if timeout is None else min(timeout, left)


class BoundedStream(httpcore2.NetworkStream):
    """A connection whose every operation ends by the deadline of the whole response."""

    def __init__(self, inner: httpcore2.NetworkStream, network: "GuardedNetwork") -> None:
        self._inner = inner
        self._network = network
        network.live.add(self)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read once, at most until the deadline."""
        return self._inner.read(max_bytes, self._network.deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it, each step at most until the deadline."""
        self._inner.write(buffer, self._network.deadline.left(timeout))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        """Continue in TLS."""
        left = self._network.deadline.left(timeout)
        inner = self._inner.start_tls(ssl_context, server_hostname, left)
        self._network.live.discard(self)
        return BoundedStream(inner, self._network)

    def close(self) -> None:
        """Close the connection."""
        self._network.live.discard(self)
        self._inner.close()

    def abort(self) -> None:
        """Wake whoever reads or writes here, from another thread."""
        held = self._inner.get_extra_info("socket")
        with contextlib.suppress(OSError):  # it was closed in between
            socket.socket.shutdown(held, socket.SHUT_RDWR)

    def get_extra_info(self, info: str) -> Any:
        """What the connection itself tells."""
        return self._inner.get_extra_info(info)


class GuardedNetwork(httpcore2.NetworkBackend):
    """Connects to the addresses that a check allowed, and to no other."""

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
        """Resolve, check, and connect to what was checked. Raises SourceError."""
        addresses = self._check(host, port)[:MAX_ADDRESSES_TRIED]
        until = time.monotonic() + self.deadline.left(timeout)
        for last, address in enumerate(addresses, 1 - len(addresses)):
            # The remaining time is shared, so that a dead IPv6 route leaves some for IPv4.
            share = max(until - time.monotonic(), 0.1) / (1 - last)
            try:
                inner = self._inner.connect_tcp(
                    address, port, share, local_address, socket_options or ()
                )
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if last == 0:
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
        """Never: a web address does not lead to one."""
        raise SourceError("inside address", path)

    def abort(self) -> None:
        """Wake every thread that waits for the network."""
        for stream in list(self.live):
            stream.abort()


class HttpClient:
    """Sends requests, through a proxy when there is one. Safe to share among threads."""

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
    def _plain(self) -> httpcore2.ConnectionPool:
        return self._pool(None)

    @cached_property
    def _secure(self) -> httpcore2.ConnectionPool:
        # Made once, and only when needed: reading the certificates costs about 35 ms.
        return self._pool(httpcore2.default_ssl_context())

    def _pool(self, context: ssl.SSLContext | None) -> httpcore2.ConnectionPool:
        kind = httpcore2.HTTPProxy if self._proxy else httpcore2.ConnectionPool
        return kind(
            ssl_context=context,
            max_connections=self._connections,
            max_keepalive_connections=self._connections,
            keepalive_expiry=KEEP_ALIVE_SECONDS,
            network_backend=self._network,
            **self._proxy,
        )

    def get(self, target: Target, headers: Iterable[tuple[str, str]]) -> Response:
        """Ask for an address and read the whole response within the limits.

        Raises SourceError for everything that can go wrong between here and there.
        """
        if self._check_target:
            self._check_target(target.host, target.port)
        self._deadline.at = time.monotonic() + self._limits.seconds
        request = self._request(target, headers)
        self._deadline.connected = False
        try:
            return self._ask(target, request)
        except StaleConnectionError as stale:
            if self._deadline.connected:
                raise stale.error from stale
        return self._ask_again(target, request)

    def _ask_again(self, target: Target, request: httpcore2.Request) -> Response:
        # A connection kept alive may be closed by the server just as it is used again.
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
        pool = self._secure if target.scheme == "https" else self._plain
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
        headers = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in response.headers)
        claimed = next((v for k, v in headers if k.lower() == "content-length"), "")
        if claimed.isdecimal() and int(claimed[:20]) > self._limits.bytes:
            raise SourceError("too big", f"{claimed[:20]} bytes")
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
        """Wake every thread that waits for an answer: it ends with an error."""
        self._network.abort()

    def close(self) -> None:
        """Close all connections."""
        for name in ("_plain", "_secure"):
            if name in self.__dict__:
                self.__dict__[name].close()


class StaleConnectionError(Exception):
    """No answer came, maybe only because an old connection was used: Wire tries once more."""

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
    """What went wrong; `via` names who is connected to when that is not the site itself."""
    cause = error.args[0] if error.args else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return SourceError("certificate", cause.verify_message)
    not_connected = isinstance(error, httpcore2.ConnectError | httpcore2.ConnectTimeout)
    if via and not_connected and not isinstance(cause, ssl.SSLError):
        return SourceError("no connection", f"{via}: {_error_text(cause) or 'no answer'}")
    if isinstance(error, httpcore2.NetworkError | httpcore2.RemoteProtocolError):
        is_silent = "without sending" in str(error) or isinstance(error, httpcore2.NetworkError)
        failed = SourceError("no connection" if is_silent else "protocol", _error_text(cause))
        is_stale = not isinstance(error, httpcore2.ConnectError)
        return StaleConnectionError(failed) if is_stale else failed
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
    said = (cause.strerror if isinstance(cause, OSError) else None) or str(cause)
    return said[:200]


def proxy_settings(proxy: str) -> dict[str, Any]:
    """The pool's arguments for a proxy's address. Raises SettingsError for one it cannot use."""
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
    """The user named the proxy, so it may be inside; nothing else is connected to."""
    _parts, host, port = _parse_proxy(proxy)
    allowed = AllowedHosts(hosts=frozenset({(host, port)}))
    return lambda asked, its_port: resolve_host(asked, its_port, allowed=allowed, lookup=lookup)


def _parse_proxy(proxy: str) -> tuple[Any, str, int]:
    try:
        parts = urlsplit(proxy)
        host = clean_host(parts.hostname or "")
        usual = DEFAULT_PORTS[parts.scheme]
        port = usual if parts.port is None else parts.port
    except (ValueError, KeyError, SourceError) as error:
        raise SettingsError(f"the proxy {proxy!r} is not of the form http://host:port") from error
    return parts, host, port
