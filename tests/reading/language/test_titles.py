"""In titles only tags that set words in type are markup; all else is words."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.reading.language.titles import title_words


@pytest.mark.parametrize(
    "title",
    [
        "What the <title> element is for",
        "Il tag <marquee> compie trent'anni",
        "Gewinn<Verlust bei der Fähre",
        "List<String> or array?",
        "Warum <b> nicht <strong> ist",
        "The <p> element, explained",
        "x < y > z",
        "I <3 porcelain",
        "Почему <script> опасен: интервью",
        "なぜ<table>は残ったか",
        "a<b and c>d",
    ],
)
def test_words_in_angle_brackets_are_words(title):
    assert title_words(title) == title


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<b>Kiln</b> opens", "Kiln opens"),
        ("Kiln <em>opens", "Kiln opens"),
        ("Kiln opens</i>", "Kiln opens"),
        ("H<sub>2</sub>O", "H2O"),
        ("Kiln<br/>opens<BR>late", "Kiln opens late"),
        ('<a href="/1?a=2&amp;b=3">Kiln</a> opens', "Kiln opens"),
        ("<span class=big>Kiln", "Kiln"),
        ("<h2>Pec <em>otevírá</em></h2>", "Pec otevírá"),
        ("Kiln <img src='k.png' alt='>'> opens", "Kiln opens"),
        ("Fish &amp; chips &lt;b&gt;", "Fish & chips <b>"),
        ("<![CDATA[Kiln]]>", "Kiln"),
    ],
)
def test_tags_that_set_type_are_markup(markup, words):
    assert title_words(markup) == words


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("<script>steal()</script>Kiln opens", "Kiln opens"),
        ("Kiln <style>b{color:red}</style>opens", "Kiln opens"),
        ("Kiln <!-- desk: check --> opens", "Kiln opens"),
        ("Kiln <script>a<b</script>opens", "Kiln opens"),
        ("The <script></script> pair", "The <script></script> pair"),
    ],
)
def test_scripts_and_comments_that_are_whole_are_left_out(markup, words):
    assert title_words(markup) == words


PIECES = ["<b>", "</b>", "<", ">", '"', "'", "a", " ", "=", "/", "<!--", "-->", "<script>",
          "</script>", "&lt;", "&#99999999;"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES)))
def test_any_title_gives_one_line(pieces):
    words = title_words("".join(pieces))

    assert words == " ".join(words.split())


@pytest.mark.parametrize(
    "piece", ["<b ", "<b>", "</b>", "<!--", "<script>", '<b "', "<b '\"", '<b ""', "<a href=x "]
)
def test_a_hostile_title_takes_linear_time(piece):
    started = time.process_time()

    title_words(piece * (50_000 // len(piece)))

    assert time.process_time() - started < 1
