"""A text that is cut has at most so many characters, and says that it was cut."""

from hypothesis import given
from hypothesis import strategies as st

from coranto.reading.language.shortening import shorten_line, shorten_text


def test_a_text_is_cut_between_words():
    assert shorten_text("one two three four", 12) == "one two…"
    assert shorten_text("one two, three four", 14) == "one two…"
    assert shorten_text("short", 12) == "short"


def test_a_text_without_spaces_is_cut_anywhere():
    assert shorten_text("港口关闭大风来袭", 5) == "港口关闭…"
    assert shorten_text("https://ombra.example/a-long-address", 10) == "https://o…"


def test_a_line_is_one_line():
    assert shorten_line("one\n two\t three", 40) == "one two three"


@given(st.text(max_size=300), st.integers(2, 80))
def test_no_text_is_longer_than_asked(text, limit):
    assert len(shorten_text(text, limit)) <= limit
    assert len(shorten_line(text, limit)) <= limit
