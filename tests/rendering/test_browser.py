"""The site in a real browser: accessible in both directions and schemes, and sufficient to itself.

Needs Chromium; without it, these tests are skipped and say so.
"""

import http.server
import json
import threading
from dataclasses import replace
from functools import partial
from importlib import resources

import pytest

from coranto.rendering import fonts
from coranto.rendering.site import render_site

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")

KINDS = {
    "front": "index.html",
    "edition": "editions/12/index.html",
    "story": "stories/scrane/index.html",
    "storyline": "storylines/seel/index.html",
    "source": "sources/ombra-courier/index.html",
    "sources": "sources/index.html",
    "archive": "archive/index.html",
    "about": "about/index.html",
    "search": "search/index.html",
    "feeds": "feeds/index.html",
    "corrections": "corrections/index.html",
    "missing": "404.html",
}
#: WCAG 2.2 AA and all it builds on, and what axe-core calls good practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


def written(folder, editions, about):
    for path, body in render_site(editions, about=about):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
    return folder


@pytest.fixture
def site(tmp_path, editions, about):
    """Where the public site's own folder is called as in its address, for the page of any place."""
    return written(tmp_path / "digest", editions[:2], about)


@pytest.fixture
def persian_site(tmp_path, editions, about):
    draft = replace(editions[2].draft, number=12)
    there = replace(about, language="fa", title="اسکله", cadence="دوشنبه‌ها")
    return written(tmp_path / "digest", [replace(editions[2], draft=draft)], there)


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """Tests print nothing."""


@pytest.fixture
def home(tmp_path):
    """The site's address, served on loopback."""
    handler = partial(Quiet, directory=tmp_path)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/digest/"
        server.shutdown()


def listening(context):
    page = context.new_page()
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    return page


@pytest.fixture
def online(browser):
    context = browser.new_context()
    yield listening(context)
    context.close()


@pytest.fixture
def offline(browser):
    """A page with the network cut, and what it asked for all the same."""
    context = browser.new_context(offline=True)
    yield listening(context)
    context.close()


def axe(page, *, only=None):
    """What axe-core finds wrong, as lines."""
    rules = {"type": "rule", "values": only} if only else {"type": "tag", "values": RULES}
    found = page.evaluate(f"axe.run(document, {json.dumps({'runOnly': rules})})")
    assert found["passes"]
    return [f"{one['id']}: {node['html']}" for one in found["violations"] for node in one["nodes"]]


def examine(page, address):
    """A page in light, then its colours in dark."""
    page.emulate_media(color_scheme="light")
    page.goto(address)
    page.evaluate((resources.files("axe_playwright_python") / "axe.min.js").read_text("utf-8"))
    found = axe(page)
    page.emulate_media(color_scheme="dark")
    return found + axe(page, only=["color-contrast"])


def test_axe_finds_nothing_on_any_kind_of_page(site, home, online):
    for kind, path in KINDS.items():
        assert examine(online, home + path) == [], kind


def test_axe_finds_nothing_on_an_edition_of_several_pages(tmp_path, large, about, home, online):
    written(tmp_path / "digest", [large], about)

    for path in (KINDS["edition"], "editions/12/2/index.html"):
        assert examine(online, home + path) == [], path


def test_axe_finds_nothing_in_persian(persian_site, home, online):
    for kind, path in KINDS.items():
        assert examine(online, home + path) == [], kind


def test_a_phone_shows_every_kind_of_page_without_sideways_scrolling(site, home, online):
    online.set_viewport_size({"width": 320, "height": 640})

    for kind, path in KINDS.items():
        online.goto(home + path)
        assert online.evaluate("document.documentElement.scrollWidth") <= 320, kind


def test_a_telephone_shows_who_is_behind_every_source(site, home, online):
    """What a table's last column says is in sight, without scrolling sideways."""
    online.set_viewport_size({"width": 360, "height": 640})
    online.goto(home + KINDS["sources"])

    ends = online.evaluate(
        "[...document.querySelectorAll('td:last-child')].map(one => one.getBoundingClientRect())"
        ".map(box => box.width > 100 && box.left >= 0 && box.right <= innerWidth)"
    )
    assert ends
    assert all(ends)


def test_a_title_that_runs_the_other_way_stands_on_the_page_s_side(persian_site, home, online):
    online.set_viewport_size({"width": 800, "height": 640})
    online.goto(home + "sources/ombra-courier/index.html")

    ends = online.evaluate(
        "(() => { const range = document.createRange();"
        "range.selectNodeContents(document.querySelector('h1'));"
        "return [range.getBoundingClientRect().right,"
        "document.querySelector('main').getBoundingClientRect().right]; })()"
    )
    assert ends[0] == pytest.approx(ends[1], abs=2)


def test_an_edition_s_parts_stand_in_order_at_every_width(tmp_path, corrected, about, home, online):
    """What tells of a correction has no place of its own where there was none."""
    parts = [".superseded", "h1", ".lead", ".sections", ".corrections", ".evidence", ".turning"]
    for edition in (replace(corrected, corrections=()), corrected):
        written(tmp_path / "digest", [edition], about)
        # Both are of one second: without the mark, the browser may keep the first.
        address = f"{home}{KINDS['edition']}?version={edition.version}"
        for width in (360, 768, 1440):
            online.set_viewport_size({"width": width, "height": 900})
            online.goto(address)
            found = [one for one in parts if online.locator(one).count()]
            places = [online.locator(one).first.bounding_box()["y"] for one in found]
            assert places == sorted(set(places)), (width, found)
    assert found == parts


def test_with_the_network_cut_every_page_looks_the_same(site, home, online, offline):
    for kind, path in KINDS.items():
        if kind != "missing":  # its links begin at the public site's root
            online.goto(home + path)
            offline.goto((site / path).as_uri())
            for page in (online, offline):
                page.evaluate("document.fonts.ready.then(() => true)")
            assert online.screenshot() == offline.screenshot(), kind

    assert [url for url in online.asked if not url.startswith(home)] == []
    assert [url for url in offline.asked if not url.startswith("file:")] == []


@pytest.mark.skipif(not fonts.font_files(), reason="this build went without typefaces")
def test_latin_cyrillic_and_arabic_letters_stand_in_typefaces_of_the_site(site, home, online):
    online.goto(home + "editions/12/index.html")
    online.evaluate("document.fonts.ready.then(() => true)")

    used = online.evaluate(
        "[...document.fonts].filter(face => face.status == 'loaded').map(face => face.unicodeRange)"
    )
    faces = " ".join(used).lower()
    assert "u+20-7e" in faces
    assert "u+400-52f" in faces
    assert "u+600-6ff" in faces


def test_pointing_at_a_number_shows_the_passage_where_it_was_said(site, offline):
    offline.goto((site / "editions/12/index.html").as_uri())
    number = offline.locator(".item .cite a").first
    entry = offline.locator(number.get_attribute("href"))

    number.scroll_into_view_if_needed()
    number.hover()

    offline.wait_for_selector(":popover-open")
    assert entry.evaluate("one => one.matches(':popover-open')")
    shown = entry.inner_text()
    assert shown.startswith("The crane has asked for nothing and has been given less.\n")
    assert "Ombra Courier, 10 November 2026" in shown


def test_the_text_around_a_passage_comes_on_request(site, offline):
    offline.goto((site / "editions/12/index.html").as_uri())
    number = offline.locator(".item .cite a").first
    entry = offline.locator(number.get_attribute("href"))

    number.click()
    passage = entry.locator("blockquote")
    before = passage.inner_text()
    entry.locator("summary").click()

    assert before == "The crane has asked for nothing and has been given less."
    assert before in passage.inner_text()
    assert len(passage.inner_text()) > len(before)


def test_without_script_a_number_leads_to_its_passage(site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "editions/12/index.html").as_uri())

    page.locator(".item .cite a").first.click()

    target = page.locator("li:target")
    assert target.locator("mark").inner_text().startswith("The crane has asked")
    context.close()


def test_searching_finds_items_of_every_edition_without_the_network(site, offline):
    offline.goto((site / "search/index.html").as_uri())

    offline.fill("#query", "ngjalat LAGUNE")

    playwright.expect(offline.locator("#count")).to_have_text("Found: 2")
    links = offline.locator("#found .title a")
    assert [one.get_attribute("href") for one in links.all()] == [
        "../editions/12/index.html#seel",
        "../editions/11/index.html#seel",
    ]


def test_an_archive_of_years_is_searched_part_by_part(tmp_path, offline, editions, about):
    """The newest editions answer while the older ones are still being read."""
    old = [
        replace(editions[0], draft=replace(editions[0].draft, number=number))
        for number in (1, 21, 41)
    ]
    folder = written(tmp_path / "digest", [*old, editions[1]], about)
    offline.goto((folder / "search/index.html").as_uri())
    assert not [url for url in offline.asked if url.endswith("0.js")]

    offline.fill("#query", "crane fog")

    playwright.expect(offline.locator("#count")).to_have_text("Found: 4")
    parts = [url.rpartition("/")[2] for url in offline.asked if url.endswith("0.js")]
    assert parts == ["0040.js", "0020.js", "0000.js"]


HOSTILE = [
    "<script>alert(1)</script><img src=https://spy.example/x onerror=alert(1)>",
    "w" * 1_000_000,
    "\u202egnol eb ot\u2066 tsuj" * 20,
    "Z" + "\u0301" * 400 + " [^evil] [^post]",
    "[x](javascript:alert(1)) ![x](https://spy.example/pixel.gif)",
]


@pytest.fixture(params=HOSTILE)
def hostile_site(request, tmp_path, with_text, about):
    return written(tmp_path / "digest", [with_text(request.param)], about)


def test_nothing_that_strangers_wrote_runs_asks_or_breaks_the_page(hostile_site, home, online):
    online.set_viewport_size({"width": 360, "height": 640})
    online.on("dialog", lambda dialog: pytest.fail(f"a dialog opened: {dialog.message}"))
    paths = sorted(str(path.relative_to(hostile_site)) for path in hostile_site.rglob("*.html"))

    for path in paths:
        online.goto(home + path)
        assert online.evaluate("document.documentElement.scrollWidth") <= 360, path

    assert len(paths) >= 10
    assert [url for url in online.asked if not url.startswith(home)] == []
