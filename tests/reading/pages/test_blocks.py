"""Blocks of text: what a browser shows as one paragraph, and the lines of a text among them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.reading import pages
from coranto.reading.pages import blocks

PROSE = (
    "The quay of Lower Ombra stays open to walkers until the tin boats come in spring, they say."
)


def blocks_of(body: str) -> list[blocks.Block]:
    return blocks.page_blocks(pages.parse_html(f"<html><body>{body}</body></html>"))


def texts(page_blocks: list[blocks.Block]) -> list[str]:
    return [block.text for block in page_blocks]


def test_inline_elements_stay_in_a_block_and_line_breaks_end_one():
    body = "<p>A <b>tin</b> boat<span>s</span> <a href='/x'>here</a><br>Next</p>tail<div>End</div>"

    assert texts(blocks_of(body)) == ["A tin boats here", "Next", "tail", "End"]


def test_what_readers_do_not_see_is_no_text():
    body = "<p>Seen<script>var hidden;</script> twice</p><select><option>No</option></select>"

    assert texts(blocks_of(body)) == ["Seen twice"]


def test_the_share_of_links_counts_characters():
    (linked, half) = blocks_of("<li><a href='/x'>All of it</a></li><p><a>half</a> half</p>")

    assert (linked.link_share, round(half.link_share, 2)) == (1.0, 0.44)


def test_lines_find_their_blocks_in_the_order_of_the_page():
    page_blocks = blocks_of("<p>One</p><p>Same</p><p>Two</p><p>Same</p>")

    numbers = blocks.align_lines(["Same", "two.", "Same", "elsewhere"], page_blocks)

    assert numbers == [1, 2, 3, None]


def test_short_lines_are_not_found_in_the_menu_above():
    page_blocks = blocks_of(
        f"<li>Energy</li><h1>T</h1><h2>Energy</h2><p>{PROSE}</p><li>Energy</li>"
    )

    assert blocks.align_lines(["Energy", PROSE], page_blocks) == [2, 3]


def test_prose_is_counted_outside_of_menus_and_figures():
    page_blocks = blocks_of(
        f"<p>{PROSE}</p><p>1 {PROSE}</p><nav><p>2 {PROSE}</p></nav><p>Short.</p>"
    )

    count = blocks.count_prose([PROSE], page_blocks)

    assert count == (len(PROSE), 2 * len(PROSE) + 2)


def test_a_line_that_joins_blocks_is_divided():
    page_blocks = blocks_of(f"<div>20 November</div><div>{PROSE}</div><div>Newsletter</div>")

    lines = blocks.split_joined_lines([f"20 November {PROSE} Newsletter"], page_blocks)

    assert lines == ["20 November", PROSE, "Newsletter"]


def test_a_row_of_a_table_stays_one_line_unless_the_table_is_the_layout():
    page_blocks = blocks_of(
        f"<table><tr><td>Boat</td><td>Tin</td></tr><tr><td>Menu</td><td>{PROSE}</td></tr></table>"
    )

    lines = blocks.split_joined_lines(["Boat | Tin", f"Menu | {PROSE}"], page_blocks)

    assert lines == ["Boat | Tin", "Menu", PROSE]


def test_the_headline_is_the_heading_that_says_the_title():
    page_blocks = blocks_of("<h1>The Ferry</h1><h1>Tin boats for Ombra</h1><p>Text</p>")

    assert blocks.find_headline(page_blocks, "Tin boats for Ombra - The Ferry", 2) == 0
    assert blocks.find_headline(page_blocks, "Tin boats for Ombra", 2) == 1
    assert blocks.find_headline(page_blocks, "Another title", 2) == 1


def test_a_form_around_the_whole_page_is_its_layout():
    page_blocks = blocks_of(
        f"<form><h1>Tin boats</h1><p>{PROSE}</p><nav><p>{PROSE}</p></nav></form>"
    )

    beside = [blocks.is_beside_article(block, page_blocks[0]) for block in page_blocks]

    assert beside == [False, False, True]


@pytest.mark.parametrize(
    ("line", "ends"),
    [("It is so.", True), ("“It is so.”", True), ("他说是的。", True), ("کجا رفت؟", True),
     ("Նա ասաց։", True), ("Read more", False), ("12 November 2026", False)],
)  # fmt: skip
def test_sentences_end_in_every_script(line, ends):
    assert blocks.ends_as_sentence(line) is ends


MARKUP = st.lists(
    st.sampled_from(["<p>", "</p>", "<br>", "<a>", "</a>", "<td>", "<script>", "</script>", "<b>"])
    | st.text(max_size=20),
    max_size=40,
)


@settings(max_examples=80)
@given(MARKUP, st.lists(st.text(max_size=20), max_size=10))
def test_any_markup_has_blocks_and_any_lines_are_divided(markup, lines):
    page_blocks = blocks_of("".join(markup))

    assert all(block.text.strip() == block.text != "" for block in page_blocks)
    assert len(blocks.align_lines(lines, page_blocks)) == len(lines)
    assert len(blocks.split_joined_lines(lines, page_blocks)) >= len(lines)
