"""What the documents say is executed, and the reference is what the program says of itself."""

import importlib.util
import json
import re
import shlex
import subprocess
import sys
import threading
from datetime import UTC, datetime, time, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from coranto import settings
from coranto.cli.desks import fill_settings_template
from coranto.steps.editions.due import week_due

ROOT = Path(__file__).parents[1]
OPML = '<opml version="2.0"><body><outline text="Gull" xmlUrl="{}/feed.xml"/></body></opml>'


def middle_of_the_week_due():
    """Whichever day it is today."""
    first, _ = week_due(
        settings.parse(fill_settings_template("The Lake Digest")), datetime.now(UTC)
    )
    return datetime.combine(first + timedelta(days=2), time(12), tzinfo=UTC)


class Site(BaseHTTPRequestHandler):
    """A home page that names its feed, and one article of last week."""

    def do_GET(self):
        home = f"http://{self.headers['Host']}"
        date = format_datetime(middle_of_the_week_due())
        pages = {
            "/": "<link rel=alternate type=application/rss+xml href=/feed.xml><p>The Gull",
            "/feed.xml": f"<rss version='2.0'><channel><title>The Gull</title><item>"
            f"<title>Storm stops ferries</title><link>{home}/storm</link>"
            f"<pubDate>{date}</pubDate></item></channel></rss>",
            "/storm": "<article><h1>Storm stops ferries</h1><p>All crossings of the lake are "
            "suspended until Friday, the ferry company said.</p><p>Waves of four metres were "
            "measured at the northern pier on Tuesday.</p></article>",
        }
        body = pages.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        kind = "application/rss+xml" if self.path == "/feed.xml" else "text/html"
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def commands(document):
    """The shell lines of a document, in order."""
    for block in re.findall(r"```sh\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL):
        yield from (line for line in block.splitlines() if line.startswith("coranto "))


@pytest.mark.parametrize("name", ["README.md", "docs/tutorial.md"])
def test_the_commands_of_a_document_lead_to_a_published_edition(name, site, tmp_path):
    (tmp_path / "feeds.opml").write_text(OPML.format(f"http://{site}"), encoding="utf-8")

    for line in commands(ROOT / name):
        if "coranto serve" in line:
            continue  # it stays until Ctrl-C
        words = shlex.split(line.replace("https://example.org", f"http://{site}"))
        done = subprocess.run(
            [sys.executable, "-m", *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        if words[1] == "init":
            allow(tmp_path / "lake" / "coranto.toml", site)

    front = (tmp_path / "lake/site/index.html").read_text(encoding="utf-8")
    assert "Storm stops ferries" in front


def allow(path, host):
    """Let the desk visit the test's own server, as an editor would for a site inside."""
    text = path.read_text(encoding="utf-8")
    text = text.replace('# allow = ["intranet.example.org:8080"]', f"allow = {json.dumps([host])}")
    path.write_text(text.replace("# delay = 1.0", "delay = 0.0"), encoding="utf-8")


def test_the_reference_is_what_the_program_says_of_itself():
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)

    written = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    schema = (ROOT / "docs" / "edition.schema.json").read_bytes()

    assert written == generate.reference(), "run `make docs`"
    assert schema == generate.freezing.edition_schema(), "run `make docs`"


def test_links_between_documents_lead_somewhere():
    for document in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")]:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", document.read_text("utf-8")):
            if not target.startswith("https"):
                assert (document.parent / target).exists(), f"{document.name}: {target}"
