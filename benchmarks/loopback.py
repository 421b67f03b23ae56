"""Serve a folder of real feeds and pages over loopback, each feed from an address of its own.

Feeds answer at http://127.0.1.K:PORT/feed.xml and pages at http://127.0.2.K:PORT/ID.html,
so that "one request at a time per host" leaves many hosts at once, as on the real net.
"""

import gzip
import hashlib
import json
import sys
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self
from xml.sax.saxutils import escape

PAGE_HOSTS = 20


@dataclass(frozen=True)
class Served:
    """One body with its type and ETag."""

    body: bytes
    kind: str

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


class Handler(BaseHTTPRequestHandler):
    """Answers from a table of (host, path); 304 where the ETag matches."""

    protocol_version = "HTTP/1.1"
    table: dict[tuple[str, str], Served]

    def do_GET(self) -> None:
        host = (self.headers.get("Host") or "").split(":")[0]
        served = self.table.get((host, self.path))
        if served is None:
            self._answer(404, b"nothing here", "text/plain", "")
        elif self.headers.get("If-None-Match") == served.etag:
            self.send_response(304)
            self.send_header("ETag", served.etag)
            self.end_headers()
        else:
            self._answer(200, served.body, served.kind, served.etag)

    def _answer(self, status: int, body: bytes, kind: str, etag: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if etag:
            self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def feed_table(data: Path) -> dict[tuple[str, str], Served]:
    """Every feed at a host of its own."""
    files = sorted((data / "feeds").glob("*.xml"))
    return {
        (f"127.0.1.{number}", "/feed.xml"): Served(path.read_bytes(), "application/xml")
        for number, path in enumerate(files, 1)
    }


def page_table(data: Path, port: int) -> dict[tuple[str, str], Served]:
    """Every page, spread over a few hosts, and per host one RSS feed that names its pages."""
    table: dict[tuple[str, str], Served] = {}
    names: dict[str, list[str]] = {}
    for number, path in enumerate(sorted((data / "pages" / "html").glob("*.html.gz"))):
        host = f"127.0.2.{number % PAGE_HOSTS + 1}"
        name = path.name.removesuffix(".html.gz")
        table[host, f"/{name}.html"] = Served(gzip.decompress(path.read_bytes()), "text/html")
        names.setdefault(host, []).append(name)
    for host, held in names.items():
        items = "".join(
            f"<item><guid>{name}</guid><title>{escape(name[:12])}</title>"
            f"<link>http://{host}:{port}/{name}.html</link></item>"
            for name in held
        )
        feed = f"<rss version='2.0'><channel><title>{host}</title>{items}</channel></rss>"
        table[host, "/feed.xml"] = Served(feed.encode(), "application/rss+xml")
    return table


class Server(ThreadingHTTPServer):
    """Takes many visitors at once: with a short queue, some would wait a second to be let in."""

    daemon_threads = True
    request_queue_size = 256


class Loopback:
    """The server, in threads of its own process."""

    def __init__(self, data: Path, *, port: int = 0, pages: bool = True) -> None:
        handler = type("Table", (Handler,), {"table": {}})
        self._server = Server(("0.0.0.0", port), handler)  # many 127.x.y.z
        self.port = self._server.server_address[1]
        handler.table |= feed_table(data)
        if pages:
            handler.table |= page_table(data, self.port)
        self.table = handler.table

    def feeds(self) -> list[str]:
        return [f"http://{host}:{self.port}{path}" for host, path in self.table if "feed" in path]

    def allowed(self) -> list[str]:
        return sorted({f"{host}:{self.port}" for host, _ in self.table})

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()


def main() -> None:
    """Serve until standard input closes; first line out: what is served, as JSON."""
    data = Path(sys.argv[1])
    with Loopback(data, pages="--no-pages" not in sys.argv) as served:
        print(json.dumps({"feeds": served.feeds(), "allowed": served.allowed()}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
