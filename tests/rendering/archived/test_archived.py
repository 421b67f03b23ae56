"""A page of the archive is shown as it was, and nothing in it runs or asks for anything."""

import re
import threading
import tomllib
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.errors import SourceError
from coranto.rendering import archived
from coranto.rendering.archived import ArchivedResource, render_archived_page
from coranto.rendering.archived.styles import clean_style_attribute, clean_styles

PAYLOADS = list(
    chain.from_iterable(
        tomllib.loads(Path(__file__).with_name("payloads.toml").read_text("utf-8")).values()
    )
)
URL = "https://gull.example/ferry"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
TEXT = (
    "The ferry Mirabella ran aground.\n"
    "„Niemand wurde verletzt“, sagte der Hafenmeister.\n"
    "سلام بر همهٔ مسافران کشتی میرابلا"
)


def page(content, head="", attributes=""):
    return f"<!doctype html><html{attributes}><head>{head}</head><body>{content}</body></html>"


def shown(content, **options):
    return render_archived_page(page(content), url=URL, **options).html.decode()


class Elements(HTMLParser):
    """Another parser than the one that wrote the page: every element with its attributes."""

    def __init__(self, markup):
        super().__init__()
        self.tags, self.attributes, self.styles, self._in_style = [], [], [], False
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self._in_style = tag == "style"

    def handle_endtag(self, tag):
        self._in_style = False

    def handle_data(self, data):
        if self._in_style:
            self.styles.append(data)


OWN_TAGS = {"html", "head", "meta", "title", "style", "body"}
LIVE_STYLE = re.compile(
    r"url\s*\(|@import|image-set|expression|\\|src\s*\(|javascript:", re.IGNORECASE
)


def assert_dead(markup):
    elements = Elements(markup)
    assert set(elements.tags) <= archived._ALLOWED_TAGS | OWN_TAGS
    assert [elements.tags.count(tag) for tag in sorted(OWN_TAGS)] == [1, 1, 1, 2, 1, 1]
    for tag, name, value in elements.attributes:
        if tag == "meta":
            assert (name, value) in {
                ("charset", "utf-8"), ("name", "viewport"), ("content", "width=device-width"),
            }  # fmt: skip
            continue
        assert not name.startswith("on")
        assert name in archived._ALLOWED_ATTRIBUTES | {"src", "tabindex"}
        if name == "src":
            assert re.match(r"data:image/(png|jpe?g|gif|webp|avif);base64,", value)
        if name == "style":
            assert not LIVE_STYLE.search(value)
    assert not LIVE_STYLE.search("".join(elements.styles))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_page_is_dead(payload):
    assert len(PAYLOADS) >= 60

    for markup in (page(payload), page("<p>x</p>", head=payload), payload + page("<p>x</p>")):
        assert_dead(render_archived_page(markup, url=URL).html.decode())


@given(st.lists(st.sampled_from([*PAYLOADS, "<p>", "</p>", "<table>", '"', "'", "-->", "</style>"])
                | st.text(max_size=20), max_size=8))  # fmt: skip
def test_payloads_do_not_help_one_another(parts):
    assert_dead(render_archived_page(page("".join(parts)), url=URL).html.decode())


@given(st.text(alphabet="url(@import\\72;{}/*'\"<>-! srcimage-set:fixed", max_size=80))
def test_no_style_gets_through_that_loads(sheet):
    for cleaned in (clean_styles(sheet), clean_style_attribute(sheet)):
        assert not LIVE_STYLE.search(cleaned)
        assert "<" not in cleaned


def test_the_policy_forbids_everything_but_what_stands_in_the_page():
    directives = dict(part.split(" ", 1) if " " in part else (part, "")
                      for part in archived.POLICY.split("; "))  # fmt: skip

    assert directives["sandbox"] == ""
    assert directives["default-src"] == "'none'"
    assert directives["img-src"] == "data:"
    assert "script-src" not in directives


def test_what_the_page_says_and_how_it_runs_is_kept():
    markup = page(
        "<h1 class=big>عنوان</h1><table><tr><td colspan=2>x</table><ruby>漢<rt>kan</ruby>",
        head="<title>خبر &amp; نظر</title><style>.big{color:red}</style>",
        attributes=" lang=fa dir=rtl",
    )

    html = render_archived_page(markup, url=URL).html.decode()

    assert '<html lang="fa" dir="rtl">' in html
    assert "<title>خبر &amp; نظر</title>" in html
    assert ".big{color:red}" in html
    assert '<h1 class="big">عنوان</h1>' in html
    assert '<td colspan="2">' in html


def test_links_lead_nowhere_but_are_named():
    assert '<a title="https://gull.example/next">more</a>' in shown("<a href=/next>more</a>")


def test_what_stands_in_for_scripts_is_shown():
    assert "<p>Please read on.</p>" in shown("<noscript><p>Please read on.</p></noscript>")


def test_a_dialog_that_covers_the_page_is_put_into_its_flow():
    html = shown("<div style='position:fixed;color:red'>cookies</div>")

    assert re.search(r'<div style="color:red;?">cookies', html)


# --- pictures and style sheets -----------------------------------------------------


def held(**bodies):
    resources = {
        f"https://gull.example/{name.replace('_', '.')}": ArchivedResource(
            body=body, content_type="text/css" if name.endswith("css") else "image/png"
        )
        for name, body in bodies.items()
    }
    return resources.get


def test_a_picture_of_the_archive_stands_in_the_page():
    html = shown("<img data-src=boat.png src=empty.gif alt=boat>", load=held(boat_png=PNG))

    assert 'src="data:image/png;base64,iVBOR' in html


@pytest.mark.parametrize(
    "body", [b"<svg onload=alert(1)>", b"<html>", b"", b"\x89PNG\r\n\x1a\n" + b"\0" * 1_000_001]
)
def test_what_is_no_picture_or_too_large_is_shown_by_its_words(body):
    html = shown("<img src=boat.png alt='a boat'>", load=held(boat_png=body))

    assert '<span class="coranto-picture">a boat</span>' in html


def test_a_picture_that_the_archive_lacks_is_shown_by_its_words():
    assert '<span class="coranto-picture">a boat</span>' in shown("<img src=b.png alt='a boat'>")


def test_a_style_sheet_of_the_archive_is_cleaned_like_the_pages_own():
    sheet = b".big{color:red}.x{background:url(https://evil.example/x)}"

    markup = page("<p class=big>x", head="<link rel=stylesheet href=site.css>")
    html = render_archived_page(markup, url=URL, load=held(site_css=sheet)).html.decode()

    assert ".big{color:red}" in html
    assert "evil.example" not in html


# --- passages ----------------------------------------------------------------------

ARTICLE = (
    "<nav>Niemand wurde verletzt</nav><h1>The ferry</h1><p>The <b>ferry</b>\n Mirabella ran\u00ad"
    " aground.</p><p>„Niemand wurde <i>verletzt</i>“, sagte der Hafenmeister.</p>"
    "<p dir=rtl>سلام بر همهٔ <a href=/x>مسافران</a> کشتی ميرابلا</p>"
)


def marked_text(html):
    parts = re.findall(r'<mark class="coranto-mark"[^>]*>(.*?)</mark>', html, re.DOTALL)
    return " ".join(" ".join(parts).split())


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ferry Mirabella ran aground", "ferry Mirabella ran\u00ad aground"),
        ("Niemand wurde verletzt", "Niemand wurde verletzt"),
        ("بر همهٔ مسافران کشتی میرابلا", "بر همهٔ مسافران کشتی ميرابلا"),
    ],
)
def test_a_passage_is_marked_across_elements(words, expected):
    start = TEXT.index(words)

    rendered = render_archived_page(
        page(ARTICLE), url=URL, text=TEXT, spans=[(start, start + len(words))]
    )

    html = rendered.html.decode()
    assert rendered.is_marked
    assert marked_text(html) == expected
    assert html.count('id="coranto-passage"') == 1


def test_of_the_same_words_those_are_marked_that_stand_behind_the_same():
    """Words of a passage stand in menus and teasers, too."""
    start = TEXT.index("Niemand")

    html = shown(ARTICLE, text=TEXT, spans=[(start, start + len("Niemand wurde"))])

    assert "<nav>Niemand wurde verletzt</nav>" in html
    assert marked_text(html) == "Niemand wurde"


def test_a_passage_with_something_between_its_lines_is_marked_line_by_line():
    html = shown(
        ARTICLE.replace("</p><p>„", "</p><p>Advertisement: buy boats</p><p>„"),
        text=TEXT,
        spans=[(0, len(TEXT))],
    )

    assert "Advertisement" not in marked_text(html)
    assert marked_text(html).startswith("The ferry Mirabella")
    assert marked_text(html).endswith("ميرابلا")


def test_a_passage_that_is_not_there_is_said():
    rendered = render_archived_page(page("<p>Other words."), url=URL, text=TEXT, spans=[(0, 20)])

    assert not rendered.is_marked


@given(st.text(alphabet=" aبä\n\u200c“\u0301漢", max_size=60), st.data())
def test_marks_add_nothing_and_lose_nothing(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))

    plain = shown(f"<p>{text}</p>")
    marked = shown(f"<p>{text}</p>", text=text, spans=[(start, end)])

    assert re.sub(r"</?mark[^>]*>", "", marked) == plain


# --- bounds ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        "<b>" * 3_000,
        "<p " + "a=b " * 30_000 + ">",
        "<i>x" * 70_000,
    ],
)
def test_what_is_too_deep_or_big_is_refused(content):
    with pytest.raises(SourceError):
        shown(content)


@pytest.mark.parametrize(
    "content",
    [
        "<style>" + "/*" * 100_000 + "</style>",
        "<style>" + "url " * 70_000 + "</style>",
        "<style>" + "@" * 200_000 + "</style>",
        "<p style='" + "position: " * 20_000 + "'>x",
        "&" * 500_000,
        "<p>" + "a " * 400_000,
    ],
)
def test_long_pages_take_little_time(content):
    thread = threading.Thread(
        target=shown, args=(content,), kwargs={"text": "a b", "spans": [(0, 3)]}, daemon=True
    )
    thread.start()
    thread.join(timeout=15)

    assert not thread.is_alive()


# --- in a browser ------------------------------------------------------------------


def test_a_browser_runs_and_fetches_nothing_even_without_policy_and_sandbox(browser):
    """Each of the three walls holds alone: here only the first stands."""
    control, tab = browser.new_page(), browser.new_page()
    control.set_content(PAYLOADS[0])
    assert control.evaluate("window.ran"), "as it came, the page runs"
    control.close()
    addresses, ran = [], []
    tab.on("request", lambda request: addresses.append(request.url))
    for payload in PAYLOADS:
        tab.set_content(shown(payload))
        tab.evaluate("document.querySelectorAll('*').forEach((element) => element.click?.())")
        ran += [payload] if tab.evaluate("window.ran") else []
    tab.close()

    assert ran == []
    assert [address for address in addresses if not address.startswith(("data:", "about:"))] == []


def test_a_browser_scrolls_to_the_passage(browser, tmp_path):
    words = "the boat was late"
    content = "<p>line</p>" * 300 + f"<p>Then {words}.</p>" + "<p>line</p>" * 300
    file = tmp_path / "page.html"
    file.write_text(shown(content, text=words, spans=[(0, len(words))]), encoding="utf-8")
    tab = browser.new_page()

    tab.goto(f"{file.as_uri()}#coranto-passage")
    is_seen = tab.evaluate(
        "() => { const box = document.getElementById('coranto-passage').getBoundingClientRect();"
        " return box.top >= 0 && box.bottom <= window.innerHeight; }"
    )
    tab.close()

    assert is_seen
