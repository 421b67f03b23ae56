"""A small press on loopback, and desks that read it."""

import hashlib
import json
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from coranto import jobs
from coranto.cli.desks import fill_settings_template
from coranto.model import Feed, Source
from coranto.steps.collection import collect as collecting
from coranto.steps.desk import no_report, open_desk

NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)


@dataclass
class Answer:
    body: bytes
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def etag(self):
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


class Press:
    """Answers by path; what it was asked for is kept in `asked`."""

    def __init__(self):
        press = self
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                press.asked.append(self.path)
                answer = press.answers.get(self.path) or Answer(b"nothing", "text/plain", 404)
                if answer.status == 200 and self.headers.get("If-None-Match") == answer.etag:
                    self.send_response(304)
                    self.end_headers()
                    return
                self.send_response(answer.status)
                self.send_header("Content-Type", answer.kind)
                self.send_header("Content-Length", str(len(answer.body)))
                if answer.status == 200:
                    self.send_header("ETag", answer.etag)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(answer.body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def host(self):
        return f"127.0.0.1:{self.server.server_address[1]}"

    def url(self, path):
        return f"http://{self.host}{path}"

    def page(self, path, title, *paragraphs, head=""):
        text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        self.answers[path] = Answer(
            f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head>"
            f"<body><nav>Home News</nav><article><h1>{title}</h1>{text}</article></body>"
            "</html>".encode()
        )

    def feed(self, path, *items):
        told = "".join(
            f"<item><guid>{link}</guid><title>{title}</title><link>{self.url(link)}</link>"
            f"<pubDate>{date}</pubDate><description>{summary}</description></item>"
            for link, title, date, summary in items
        )
        self.answers[path] = Answer(
            f"<rss version='2.0'><channel><title>The Paper</title><language>en</language>"
            f"{told}</channel></rss>".encode(),
            "application/rss+xml",
        )


@pytest.fixture
def press():
    made = Press()
    yield made
    made.server.shutdown()
    made.server.server_close()


def make_desk(folder, press, feeds=("/feed.xml",)):
    """A desk that reads the press: one source per feed."""
    folder.mkdir(parents=True)
    text = fill_settings_template("The Test Digest").replace("# delay = 1.0", "delay = 0.0")
    allow = f"allow = {json.dumps([press.host])}"
    text = text.replace('# allow = ["intranet.example.org:8080"]', allow)
    (folder / "coranto.toml").write_text(text, encoding="utf-8")
    with open_desk(folder) as desk:
        for number, path in enumerate(feeds, 1):
            source = Source(id=f"paper-{number}", name=f"Paper {number}", homepage=press.url("/"))
            desk.store.sources.add(source, NOW)
            url = press.url(path)
            id_ = hashlib.sha256(url.encode()).hexdigest()[:12]
            desk.store.feeds.add(Feed(id=id_, source_id=source.id, url=url), NOW)
    return folder


def run(folder, at=NOW):
    """One whole run with a clock that stands at `at`."""
    with (
        open_desk(folder) as desk,
        collecting.fetcher_for(desk, clock=lambda: at) as fetcher,
    ):
        return jobs.run_steps(desk, fetcher, clock=lambda: at, report=no_report)


@pytest.fixture
def desk_of(tmp_path, press):
    """Make a desk that reads the press, and run it: `run = desk_of(feeds)`, `run(at)`."""

    class Made:
        folder = tmp_path / "desk"

        def __call__(self, *feeds):
            make_desk(self.folder, press, feeds or ("/feed.xml",))
            return self

        def run(self, *, days=0):
            return run(self.folder, NOW + timedelta(days=days))

        def opened(self):
            return open_desk(self.folder)

    return Made()


@pytest.fixture
def new_desk(press):
    """Make a desk in a folder that reads these feeds of the press."""
    return lambda folder, feeds: make_desk(folder, press, feeds)
