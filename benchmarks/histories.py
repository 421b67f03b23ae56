"""Keys and versions of made-up articles whose pages claim what is not so.

    python benchmarks/histories.py [--show]

Each history is a feed and its pages over two runs against a server of its own on loopback: a
canonical address that unlike pages share, one link for many entries, a corrected slug, a wall or
another article on the second visit, a counter, a real edit. What is stored after the second run is
compared with what is right: which articles there are, at which address they are shown and linked,
and in how many versions.
The exit status is 1 when a key or a version is wrong.
"""

import argparse
import json
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from xml.sax.saxutils import escape

from coranto import jobs
from coranto.cli.desks import fill_settings_template
from coranto.model import Feed, Source
from coranto.steps.collection import collect
from coranto.steps.desk import no_report, open_desk
from history_kinds import ELSEWHERE, History, Visit, histories

START = datetime(2026, 11, 28, 20, tzinfo=UTC)
DATE = "Sat, 28 Nov 2026 09:00:00 GMT"


@dataclass
class Site:
    """A server that answers what a visit says; paths in markup become its addresses."""

    visit: Visit = field(default_factory=lambda: Visit(items=(), pages={}))

    def __post_init__(self) -> None:
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                status, kind, body, location = site.answer(self.path)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                if location:
                    self.send_header("Location", location)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.root = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.elsewhere = self.root.replace("http://127.0.0.1", ELSEWHERE)
        Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def answer(self, path: str) -> tuple[int, str, bytes, str]:
        if path == "/feed.xml":
            return 200, "application/rss+xml", self.feed(), ""
        page = self.visit.pages.get(path)
        if path == "/" and page is None:
            front = "<title>Paper</title><body><p>Many short notes of the day stand here.</p>"
            return 200, "text/html", front.encode(), ""
        if page is None:
            return 404, "text/plain", b"", ""
        if page.location:
            return 302, "text/html", b"", self.address(page.location)
        markup = page.markup
        for attribute in ("href", "content"):
            markup = markup.replace(f'{attribute}="/', f'{attribute}="{self.root}/')
        return 200, "text/html; charset=utf-8", markup.encode(), ""

    def address(self, path: str) -> str:
        """A path at this site, or an address at the other one, with the server's port."""
        return path.replace(ELSEWHERE, self.elsewhere) if ELSEWHERE in path else self.root + path

    def feed(self) -> bytes:
        items = "".join(
            f"<item><guid>{escape(item.guid or item.path)}</guid>"
            f"<title>{escape(item.title)}</title><link>{self.root}{escape(item.path)}</link><pubDate>{DATE}</pubDate>"
            f"<description>{escape(item.summary)}</description></item>"
            for item in self.visit.items
        )
        return f"<rss version='2.0'><channel><title>Paper</title>{items}</channel></rss>".encode()


def play(history: History, site: Site, folder: Path) -> tuple[frozenset[tuple[str, str, int]], int]:
    """Titles, paths and versions that are stored after both runs, and the edits that were told."""
    make_desk(folder, site)
    edited = 0
    for number, visit in enumerate(history.visits):
        site.visit = visit
        at = START + timedelta(days=number)
        with open_desk(folder) as desk, collect.fetcher_for(desk, clock=lambda at=at: at) as http:
            ran = jobs.run_steps(desk, http, clock=lambda at=at: at, report=no_report)
            edited += ran.read.edited
    with open_desk(folder) as desk:
        stored = desk.store.documents.between(START - timedelta(days=9), START + timedelta(days=9))
        found = frozenset(
            (document.title, shown_path(site, document.url), document.version)
            for document in stored
        )
    return found, edited


def shown_path(site: Site, url: str) -> str:
    return url.removeprefix(site.root).replace(site.elsewhere, ELSEWHERE)


def make_desk(folder: Path, site: Site) -> None:
    folder.mkdir()
    settings = fill_settings_template("Histories").replace("# delay = 1.0", "delay = 0.0")
    hosts = [address.partition("//")[2] for address in (site.root, site.elsewhere)]
    allow = f"allow = {json.dumps(hosts)}"
    settings = settings.replace('# allow = ["intranet.example.org:8080"]', allow)
    (folder / "coranto.toml").write_text(settings, encoding="utf-8")
    with open_desk(folder) as desk:
        desk.store.sources.add(Source(id="paper", name="Paper", homepage=f"{site.root}/"), START)
        desk.store.feeds.add(Feed(id="f", source_id="paper", url=f"{site.root}/feed.xml"), START)


def is_key_right(history: History, found: frozenset[tuple[str, str, int]]) -> bool:
    """Whether the same articles are stored, each under its address where that is its own."""
    paths = {title: path for title, path, _ in history.right}
    return sorted(title for title, _, _ in found) == sorted(paths) and all(
        not paths[title] or path.endswith(paths[title]) for title, path, _ in found
    )


def is_version_right(history: History, found: frozenset[tuple[str, str, int]], edited: int) -> bool:
    versions = {title: version for title, _, version in history.right}
    return edited == history.edited and all(
        versions.get(title, version) == version for title, _, version in found
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--show", action="store_true", help="show what went wrong")
    # As for every benchmark; nothing is read from there.
    parser.add_argument("--data", type=Path, help=argparse.SUPPRESS)
    show = parser.parse_args().show
    wrong_keys = wrong_versions = count = 0
    with tempfile.TemporaryDirectory() as scratch:
        for count, history in enumerate(histories(), 1):
            site = Site()
            found, edited = play(history, site, Path(scratch) / str(count))
            site.server.shutdown()
            key_right = is_key_right(history, found)
            version_right = is_version_right(history, found, edited)
            wrong_keys += not key_right
            wrong_versions += not version_right
            if show and not (key_right and version_right):
                print(f"{history.name}: {sorted(found)}, {edited} edited")
                print(f"    right: {sorted(history.right)}, {history.edited} edited")
    print(f"{count} histories: {wrong_keys} wrong keys, {wrong_versions} wrong versions")
    sys.exit(1 if wrong_keys or wrong_versions else 0)


if __name__ == "__main__":
    main()
