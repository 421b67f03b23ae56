"""Pages that hold only a part of their article say so."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.reading import pages
from coranto.reading.pages import parts

URL = "https://kiln.example/news/fire-7"


def problems(body: str, head: str = "", url: str = URL):
    tree = pages.parse_html(f"<html><head>{head}</head><body><p>x</p>{body}</body></html>")
    return parts.find_part_problems(tree, url=url)


@pytest.mark.parametrize(
    ("head", "body", "count"),
    [
        ('<link rel="next" href="?page=2">', "", 2),
        ('<link rel="next" href="?page=2">', "<div class=pager>Seite 1 von 4</div>", 4),
        ("", '<nav class="pagination">Page 1 of 3 <a href="?page=2">Next</a></nav>', 3),
        ("", '<ul class="pager"><a href="/news/fire-7/2">2</a><a href="fire-7/3">3</a></ul>', 3),
        ("", '<p class="page-links">صفحات: 1 <a href="/news/fire-7/page/2/">2</a></p>', 2),
        ("", '<div class="pages_nav">1/5 <a rel="next" href="/news/fire-7?seite=2">→</a></div>', 5),
    ],
)  # fmt: skip
def test_a_page_with_a_next_part_is_said_to_be_a_part(head, body, count):
    (problem,) = problems(body, head)

    assert problem.reason == "part of an article"
    assert problem.detail.startswith(f"page 1 of {count};")


def test_a_part_may_be_numbered_before_the_ending():
    (problem,) = problems(
        '<a rel="next" href="/b/kiln-2.html">2</a>', url="https://kiln.example/b/kiln.html"
    )

    assert "kiln-2.html" in problem.detail


@pytest.mark.parametrize(
    "body",
    [
        '<a rel="next" href="/news/goose-8">Next article</a>',
        '<a rel="next" href="/news/fire-8">Next article</a>',
        '<nav class="pagination"><a href="/news/page/2">Older</a></nav>',
        '<nav class="pagination"><a href="?comments_page=2">More comments</a></nav>',
        '<nav class="pagination"><a href="?cpage=2#comments">More comments</a></nav>',
        '<a href="?page=2">2</a>',
        '<p class="page">Page 1 of 3</p>',
        "",
    ],
)
def test_a_link_to_another_page_makes_no_part(body):
    assert problems(body) == ()


@settings(max_examples=100)
@given(st.text(max_size=40), st.text(max_size=30))
def test_any_links_are_read(href, url):
    tree = pages.parse_html("<html><body><a rel=next>x</a></body></html>")
    link = next(tree.iter("a"))
    link.set("href", "".join(char for char in href if char.isprintable()))

    assert len(parts.find_part_problems(tree, url=url)) <= 1
