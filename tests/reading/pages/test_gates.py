"""A text in a dialog, or around a form or a button, and what of it is believed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.model import Entry
from coranto.reading import pages
from coranto.reading.pages import identity
from coranto.reading.pages.gates import gate_texts, is_gate_text

URL = "https://ombra.example/2026/11/28/storm"
TITLE = "Storm stops the ferries of Ombra"
#: A wall's words, in a language of which no table knows any.
RIDDLE = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor. "
REPORT = "All ferries of the lake stay in port, as a storm with waves of four metres came up. "


def read(body, *, head=""):
    markup = f"<!doctype html><html><head><title>{TITLE}</title>{head}</head><body>{body}</body>"
    return pages.read_page(markup.encode(), url=URL)


def kind_of(page, *, title=TITLE):
    entry = Entry(key="k", url=URL, title=title) if title else None
    mismatch = identity.find_mismatch(entry, "", page, url=URL, asked=URL)
    return mismatch.kind if mismatch else ""


@pytest.mark.parametrize(
    "gate",
    [
        "<div role=dialog><p>{}</p></div>",
        "<dialog open><p>{}</p></dialog>",
        "<div><p>{}</p><p><button>OK</button></p></div>",
        "<div><p>{}</p><form><label><input type=email></label></form></div>",
        "<main><form><div><input type=password></div></form><p>{}</p></main>",
    ],
)
@pytest.mark.parametrize("repeats", [2, 20])
def test_a_gate_under_the_articles_title_is_not_the_article(gate, repeats):
    page = read(f"<h1>{TITLE}</h1>{gate.format(RIDDLE * repeats)}")

    assert page.is_gate
    assert kind_of(page) in ("no article", "another article", "login")


@pytest.mark.parametrize("repeats", [2, 20])
def test_an_article_with_a_button_is_believed(repeats):
    page = read(f"<h1>{TITLE}</h1><div><p>{REPORT * repeats}</p><button>Share</button></div>")

    assert kind_of(page) == ""


def test_a_form_of_the_sites_frame_is_no_gate():
    form = "<form><input type=email><button>OK</button></form>"
    page = read(f"<article><h1>{TITLE}</h1><p>{RIDDLE * 3}</p></article><footer>{form}</footer>")

    assert not page.is_gate


def test_an_article_longer_than_any_gate_is_none():
    page = read(f"<h1>{TITLE}</h1><div><p>{RIDDLE * 60}</p><button>Share</button></div>")

    assert not page.is_gate


def test_a_page_named_as_its_site_gives_no_article_where_nothing_announced_one():
    header = f'<header><a href="/">{TITLE}</a></header>'
    page = read(f"{header}<div><p>{RIDDLE * 3}</p></div>")

    assert page.is_named_as_site
    assert kind_of(page, title="") == "no article"


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:type" content="article">',
        '<meta name="description" content="What happened on the lake">',
        '<meta property="article:published_time" content="2026-11-28T10:00:00Z">',
    ],
)
def test_a_page_that_says_it_is_an_article_is_believed_where_it_tells_of_its_title(head):
    def page_of(words, head):
        return read(f"<div><p>{words * 3}</p><button>OK</button></div>", head=head)

    assert kind_of(page_of(REPORT, head), title="") == ""
    assert kind_of(page_of(REPORT, ""), title="") == "no article"
    assert kind_of(page_of(RIDDLE, head), title="") == "no article"


@given(st.text(max_size=300), st.lists(st.text(max_size=50), max_size=5))
def test_any_text_is_compared(text, gates):
    assert is_gate_text(text, gates) in (True, False)


def test_many_controls_take_no_longer_than_a_few():
    tree = pages.parse_html("<html><body>" + "<div><button>a</button>" * 200 + "</body></html>")

    assert len(gate_texts(tree)) <= 60
