"""Serve made-up sites over loopback, one port each. Quiet, bounded, stops at once.

Knows HTTP and nothing of the outlets: it is handed answers by path.
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

HOST = "127.0.0.1"
#: Seconds a silent client is listened to.
_CLIENT_TIMEOUT_SECONDS = 5
_NOT_FOUND = SiteResponse(status=404, content_type="text/plain", body=b"Nothing is moored here.\n")


class _Handler(BaseHTTPRequestHandler):
    server: "_Site"
    protocol_version = "HTTP/1.1"
    server_version = "Ombra/1"
    sys_version = ""
    timeout = _CLIENT_TIMEOUT_SECONDS

    def do_GET(self) -> None:
        self._send(self.server.answer(self.path), with_body=True)

    def do_HEAD(self) -> None:
        self._send(self.server.answer(self.path), with_body=False)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name
        """Say nothing."""

    def _send(self, answer: SiteResponse, *, with_body: bool) -> None:
        if answer.delay and self.server.stopping.wait(answer.delay):
            self.close_connection = True
            return
        fresh = _is_not_modified(answer, self.headers)
        body = b"" if fresh else answer.body
        self.send_response(304 if fresh else answer.status)
        if answer.compressed and not fresh and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        for name, value in _response_headers(answer, is_fresh=fresh).items():
            self.send_header(name, value)
        if not fresh:
            self.send_header("Content-Length", str(len(body)))
        # A connection each: nothing stays open when the site is stopped.
        self.send_header("Connection", "close")
        self.end_headers()
        if with_body:
            self.wfile.write(body)


class _Site(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int) -> None:
        self.stopping = threading.Event()
        self._answers: Mapping[str, SiteResponse] = {}
        super().__init__((HOST, port), _Handler)

    def answer(self, target: str) -> SiteResponse:
        """What stands at this address; its query is ignored, as real sites do."""
        return self._answers.get(urlsplit(target).path, _NOT_FOUND)

    def show(self, answers: Mapping[str, SiteResponse]) -> None:
        """From now on answer like this."""
        self._answers = answers

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that hangs up is its own affair."""


class LoopbackSites:
    """Several sites on loopback, each on its own port, started on entering."""

    def __init__(self, names: tuple[str, ...], *, first_port: int) -> None:
        self._sites = {name: _bind_site(first_port + place) for place, name in enumerate(names)}
        self._threads = [
            threading.Thread(target=site.serve_forever, args=(0.05,), daemon=True)
            for site in self._sites.values()
        ]

    def port(self, name: str) -> int:
        """The port a site listens on."""
        return self._sites[name].server_address[1]

    def show(self, name: str, answers: Mapping[str, SiteResponse]) -> None:
        """Let a site answer like this from now on."""
        self._sites[name].show(answers)

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
    """A site on this port, or on any free one when it is taken."""
    try:
        return _Site(port)
    except OSError:
        return _Site(0)


def _response_headers(answer: SiteResponse, *, is_fresh: bool) -> dict[str, str]:
    headers = {"ETag": answer.etag, "Last-Modified": answer.last_modified}
    if not is_fresh:
        headers |= {"Content-Type": answer.content_type, "Location": answer.location}
    if answer.compressed:
        headers["Vary"] = "Accept-Encoding"
    return {name: value for name, value in headers.items() if value}


def _is_not_modified(answer: SiteResponse, headers: Message) -> bool:
    """Whether the client already has this answer (RFC 9110, 13.2.2: the tag decides first)."""
    if answer.status != 200:
        return False
    tags = headers.get("If-None-Match", "")
    if tags:
        return bool(answer.etag) and answer.etag in tags
    since = headers.get("If-Modified-Since", "")
    if not since or not answer.last_modified:
        return False
    try:
        return parsedate_to_datetime(since) >= parsedate_to_datetime(answer.last_modified)
    except (ValueError, TypeError):
        return False
