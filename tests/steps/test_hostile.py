"""What strangers send harms nothing: each ends in a recorded reason, and no markup is live."""

import gzip
import json
import re
import zlib
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import brotli
import pytest
from lxml import html

from coranto.steps import status
from coranto.steps.editions import compose as composing
from coranto.steps.publication import publish as publishing

DATE = "Tue, 10 Nov 2026 09:00:00 GMT"
NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)
ITEM = "<item><title>Storm stops ferries</title><link>{link}</link></item>"
FEED = f"<rss version='2.0'><channel><title>Paper</title>{ITEM}</channel></rss>".replace(
    "{link}", "http://127.0.0.1:1/x"
).encode()
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><rss version='2.0'><channel><title>&j;</title></channel></rss>"
).encode()
DEEP = b"<rss version='2.0'><channel>" + b"<a>" * 100_000


def deflated(size):
    engine = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = b"\0" * 1_000_000
    return b"".join(engine.compress(zeros) for _ in range(size // 1_000_000)) + engine.flush()


#: What is served as a feed, its headers, and why it must be refused.
REFUSED = {
    "laughs": (LAUGHS, {}, "too deep"),
    "deep": (DEEP, {}, "too deep"),
    "gzip bomb": (deflated(200_000_000), {"Content-Encoding": "gzip"}, "too big"),
    "brotli bomb": (
        brotli.compress(b"\0" * 100_000_000, quality=1),
        {"Content-Encoding": "br"},
        "too big",
    ),
    "broken gzip": (gzip.compress(FEED)[:40], {"Content-Encoding": "gzip"}, "truncated"),
    "no gzip": (FEED, {"Content-Encoding": "gzip"}, "bad encoding"),
    "huge": (FEED + b" " * 21_000_000, {}, "too big"),
    "page": (b"<!doctype html><title>Hello</title><p>no feed", {}, "not a feed"),
    "empty": (b"", {}, "not a feed"),
    "noise": (bytes(range(256)) * 40, {}, "not a feed"),
}


def answer(press, path, body, headers):
    press.feed(path)
    press.answers[path].body = body
    press.answers[path].headers = headers


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_feed_ends_in_its_reason_and_the_others_go_on(press, desk_of, name):
    body, headers, reason = REFUSED[name]
    answer(press, "/bad.xml", body, headers)
    press.feed("/good.xml", ("/storm", "Storm stops ferries", DATE, "All crossings suspended."))

    ran = desk_of("/bad.xml", "/good.xml").run()

    with desk_of.opened() as desk:
        assert [broken.reason for broken in status.desk_status(desk, NOW).broken] == [reason]
    assert ran.read.documents == 1


SCRIPT = "<script>alert(1)</script>"
HOSTILE_TITLES = [
    f"{SCRIPT}Ferries stop",
    '"><img src=x onerror=alert(1)>Ferries stop',
    "</title><svg onload=alert(1)>Ferries stop",
    "[Ferries](javascript:alert(1)) stop",
    "\u202espotS seirreF\u202c \u2066x\u2069",
    "F" + "́" * 3000 + "erries stop",
    "[^a7k2] Ferries stop [^zzzz]: x",
    "Ferries \x00 stop \x07\x1b[31m",
    "{{ 7*7 }} {% raw %} Ferries stop",
    "F" * 1_000_000,
]


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def hostile_feed(press):
    items = "".join(
        f"<item><guid>../../../etc/passwd{n}</guid><title>{escaped(title)}</title>"
        f"<link>{press.url(f'/a/{n}')}</link><pubDate>{DATE}</pubDate>"
        f"<author>{escaped(SCRIPT)}</author>"
        f"<description>{escaped(body(title, n))}</description></item>"
        for n, title in enumerate(HOSTILE_TITLES)
    )
    for scheme in ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//[::1"):
        items += f"<item><guid>{scheme}</guid><title>Odd link</title><link>{scheme}</link></item>"
    feed = f"<rss version='2.0'><channel><title>{escaped(SCRIPT)}</title>{items}</channel></rss>"
    answer(press, "/feed.xml", feed.encode("utf-8", "surrogatepass") + b"\xff\xfe", {})


def body(title, number):
    return (
        f"<p onclick=alert(1)>{title[:2000]} at the northern pier number {number}.</p>"
        f"<iframe src=javascript:alert(1)></iframe>{SCRIPT}"
        f"<p>The harbour master said “nobody may cross {SCRIPT} the lake until Friday”.</p>"
    )


LIVE_ELEMENTS = {"img", "svg", "iframe", "object", "embed", "base", "form", "math", "video"}


def test_no_markup_of_a_source_is_live_in_what_is_published(press, desk_of):
    hostile_feed(press)
    desk_of().run()

    with desk_of.opened() as desk:
        composed = composing.compose_draft(
            desk, first=date(2026, 11, 9), last=date(2026, 11, 15), now=NOW
        )
        publishing.publish_edition(desk, composed.number, now=NOW)
        site = desk.site

    pages = list(site.rglob("*.html"))
    assert pages
    for page in pages:
        tree = html.fromstring(page.read_bytes())
        for element in tree.iter():
            if not isinstance(element.tag, str):
                continue
            assert element.tag not in LIVE_ELEMENTS or is_ours(element), (page, element.tag)
            if element.tag == "script" and not element.get("src"):
                # Data for search engines: no script, and whole whatever a source wrote.
                assert element.get("type") == "application/ld+json", page
                json.loads(element.text)
            for name, value in element.attrib.items():
                assert not name.startswith("on"), (page, name)
                if name in ("href", "src", "action"):
                    assert urlsplit(value).scheme in ("", "http", "https", "mailto"), (page, value)
    assert not re.search(r"[\u202a-\u202e]", "".join(p.read_text(encoding="utf-8") for p in pages))
    assert all(site in path.resolve().parents for path in site.rglob("*"))


def is_ours(element):
    """The search form is the site's own."""
    return element.tag == "form" and element.get("role") == "search"
