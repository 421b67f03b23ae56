"""Show a folder of files to this machine's browser. Knows loopback HTTP, and nothing else."""

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
    """Files of one folder; the folder's own 404.html where there is none."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own page when something is not found."""
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
        """No list of files: a web server that shows the site has none either."""
        self.send_error(404)

    def log_message(self, *arguments: Any) -> None:
        """Say nothing: the terminal is the editor's."""


@dataclass(frozen=True, slots=True)
class SiteServer:
    """A running server."""

    address: str
    _thread: threading.Thread

    def wait(self) -> None:
        """Until Ctrl-C."""
        try:
            self._thread.join()
        except KeyboardInterrupt:
            return


@contextmanager
def serve_folder(root: Path, port: int) -> Iterator[SiteServer]:
    """Serve `root` on 127.0.0.1. Raises DeskError when the port is taken."""
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
