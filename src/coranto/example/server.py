"""Serve made-up sites over loopback, each on a port of its own.

Knows HTTP and nothing about the outlets: it is given a response for each path. Logs nothing,
listens on loopback only, and stops without waiting for clients.
"""

import gzip
import threading
from collections.abc import Mapping
from email.message import Message
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from coranto.example.sites import SiteResponse

#: Loopback only: no other machine can reach the sites.
HOST = "127.0.0.1"
#: Seconds until the connection of a silent client is closed.
_CLIENT_TIMEOUT_SECONDS = 5
_NOT_FOUND = SiteResponse(status=404, content_type="text/plain", body=b"Nothing is moored here.\n")


class _Handler(BaseHTTPRequestHandler):
    server: "_Site"
    protocol_version = "HTTP/1.1"
    server_version = "Ombra/1"
    sys_version = ""
    timeout = _CLIENT_TIMEOUT_SECONDS

    def do_GET(self) -> None:
        self._send(self.server.response_for(self.path), with_body=True)

    def do_HEAD(self) -> None:
        self._send(self.server.response_for(self.path), with_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name
        """Log nothing."""

    def _send(self, response: SiteResponse, *, with_body: bool) -> None:
        # Waiting on the event, not sleeping: a slow feed must not hold up the end of the server.
        if response.delay and self.server.stopping.wait(response.delay):
            self.close_connection = True
            return
        is_fresh = _is_not_modified(response, self.headers)
        body = b"" if is_fresh else response.body
        self.send_response(304 if is_fresh else response.status)
        if (
            response.compressed
            and not is_fresh
            and "gzip" in self.headers.get("Accept-Encoding", "")
        ):
            # Without the time of compression, the same page gives the same bytes.
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        for name, value in _response_headers(response, is_fresh=is_fresh).items():
            self.send_header(name, value)
        if not is_fresh:
            self.send_header("Content-Length", str(len(body)))
        # One request for each connection: none is open when the site stops.
        self.send_header("Connection", "close")
        self.end_headers()
        if with_body:
            self.wfile.write(body)


class _Site(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int) -> None:
        self.stopping = threading.Event()
        self._responses: Mapping[str, SiteResponse] = {}
        super().__init__((HOST, port), _Handler)

    def response_for(self, target: str) -> SiteResponse:
        """The response for a request target; its query is ignored, as real sites do."""
        return self._responses.get(urlsplit(target).path, _NOT_FOUND)

    def set_responses(self, responses: Mapping[str, SiteResponse]) -> None:
        """Replace the responses of the site."""
        self._responses = responses

    def handle_error(self, request: object, client_address: object) -> None:
        """Ignore the error: clients may close their connection at any time."""


class LoopbackSites:
    """Several sites, each on its own port; a context manager that starts and stops them."""

    def __init__(self, names: tuple[str, ...], *, first_port: int) -> None:
        self._sites = {name: _bind_site(first_port + place) for place, name in enumerate(names)}
        self._threads = [
            threading.Thread(target=site.serve_forever, args=(0.05,), daemon=True)
            for site in self._sites.values()
        ]

    def port(self, name: str) -> int:
        """The port that a site listens on."""
        return self._sites[name].server_address[1]

    def set_responses(self, name: str, responses: Mapping[str, SiteResponse]) -> None:
        """Replace the responses of one site."""
        self._sites[name].set_responses(responses)

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for site in self._sites.values():
            site.stopping.set()
            site.shutdown()
            site.server_close()
        for thread in self._threads:
            thread.join()


def _bind_site(port: int) -> _Site:
    """A site on this port, or on any free port when it is taken."""
    try:
        return _Site(port)
    except OSError:
        return _Site(0)


def _response_headers(response: SiteResponse, *, is_fresh: bool) -> dict[str, str]:
    headers = {"ETag": response.etag, "Last-Modified": response.last_modified}
    if not is_fresh:
        headers |= {"Content-Type": response.content_type, "Location": response.location}
    if response.compressed:
        headers["Vary"] = "Accept-Encoding"
    return {name: value for name, value in headers.items() if value}


def _is_not_modified(response: SiteResponse, headers: Message) -> bool:
    """Whether the client already has this response."""
    if response.status != 200:
        return False
    tags = headers.get("If-None-Match", "")
    # RFC 9110, 13.2.2: a client that sends If-None-Match is answered by the tag alone.
    if tags:
        return bool(response.etag) and response.etag in tags
    since = headers.get("If-Modified-Since", "")
    if not since or not response.last_modified:
        return False
    try:
        return parsedate_to_datetime(since) >= parsedate_to_datetime(response.last_modified)
    except (ValueError, TypeError):
        return False
