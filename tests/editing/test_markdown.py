"""Plain text goes through Markdown without losing or gaining a character."""

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from coranto.editing import markdown

RENDERER = MarkdownIt("commonmark", {"html": False})
#: What cleaned text can hold in one line, with all that Markdown acts upon.
LINE = st.text(
    st.one_of(
        st.sampled_from("\\`*_{}[]()#+-.!|<>&~=\"'“”:/ 1a"),
        st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs", "Cn", "Co"]),
    ),
    max_size=60,
).map(lambda text: " ".join(text.split()))


def seen(source):
    """What a reader sees of a piece of Markdown."""
    return html.unescape(re.sub(r"<[^>]*>", "", RENDERER.render(source))).strip()


@settings(max_examples=100)
@given(LINE.filter(bool))
def test_escaped_text_renders_as_itself(text):
    assert seen(f"x {markdown.escape(text)} x") == f"x {text} x"


@settings(max_examples=100)
@given(LINE.filter(bool))
def test_escaped_text_at_the_start_of_a_line_renders_as_itself(text):
    assert seen(markdown.escape_line(text)) == text


@settings(max_examples=100)
@given(st.text(max_size=60))
def test_unescaping_undoes_escaping(text):
    assert markdown.unescape(markdown.escape(text)) == text


@pytest.mark.parametrize(
    "line",
    ["# No heading", "- no list", "1. no list", "1) no list", "> no quotation", "===", "---",
     "    no code", "```no code", "+ no list", "[a]: http://b.example", "&amp; &copy;"],
)  # fmt: skip
def test_nothing_at_the_start_of_a_line_is_markup(line):
    assert seen(markdown.escape_line(line.strip())) == line.strip()


@pytest.mark.parametrize(
    "url",
    ["https://a.example/x(y)", "https://a.example/a b", "https://a.example/?a=1&copy;=2",
     "https://a.example/<b>", 'https://a.example/"q"', "https://a.example/\\x", "https://a.example/]"],
)  # fmt: skip
def test_an_address_stays_inside_its_link(url):
    rendered = RENDERER.render(markdown.link("A [title](x) *here*", url))

    assert re.fullmatch(r'<p><a href="[^"<>]*">A \[title\]\(x\) \*here\*</a></p>\n', rendered)


def test_text_without_an_address_is_no_link():
    assert markdown.link("A_title", "") == r"A\_title"
