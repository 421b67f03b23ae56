"""Serve a folder of files to a browser on this machine, over loopback only."""

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from coranto.errors import DeskError


class SiteRequestHandler(SimpleHTTPRequestHandler):
    """Serves the files of one folder, and the folder's own 404.html for missing files."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Send the site's own page for status 404."""
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def list_directory(self, path: Any) -> None:  # noqa: ARG002 - the library's signature
        """Refuse to list a folder, as the web server that publishes the site would."""
        self.send_error(404)

    def log_message(self, *arguments: Any) -> None:
        """Log nothing, to keep the terminal free for the editor."""


@dataclass(frozen=True, slots=True)
class SiteServer:
    """A running server."""

    address: str
    _thread: threading.Thread

    def wait(self) -> None:
        """Wait until Ctrl-C."""
        try:
            self._thread.join()
        except KeyboardInterrupt:
            return


@contextmanager
def serve_folder(root: Path, port: int) -> Iterator[SiteServer]:
    """Serve `root` on 127.0.0.1. Raises DeskError when the port is taken."""
    # A thread for each connection: browsers open connections ahead and leave them idle, on which
    # a server with one thread would wait.
    handler = functools.partial(SiteRequestHandler, directory=str(root))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise DeskError(
            f"port {port} cannot be used ({error.strerror}): choose another with --port."
        ) from None
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield SiteServer(f"http://127.0.0.1:{server.server_address[1]}/", thread)
    finally:
        server.shutdown()
        server.server_close()
