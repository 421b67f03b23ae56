"""What counts as a quotation, and what vouches for it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.editing import visible_text
from coranto.editing.quotations import find_quotations, paragraph_pieces, quote_passage

LANGUAGES = ("en", "fa", "sq", "ar", "ru", "de", "fr", "es", "ja", "sv", "he", "und")
PASSAGE = st.text(
    st.one_of(
        st.sampled_from("“”„‟«»‹›「」『』‘’\"'\\[]()^*_<>&;#8220 a."),
        st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]),
    ),
    min_size=1,
    max_size=60,
)


def texts(markdown, language="en"):
    return [(found.text, found.marks) for found in find_quotations(markdown, language)]


@pytest.mark.parametrize(
    "markdown",
    ["“Yes.”[^a]", "„Yes.“[^a]", "„Yes.”[^a]", "«Yes.»[^a]", '"Yes."[^a]', "「Yes.」[^a]",
     "‘Yes.’[^a]", "“Yes.” said the captain.[^a]", "> Yes.[^a]", "> “Yes.”[^a]"],
)  # fmt: skip
def test_quotation_marks_of_every_kind_are_seen(markdown):
    (found,) = find_quotations(markdown, "en")

    assert found.text.strip("“”") == "Yes."
    assert found.marks == ("a",)


def test_a_quotation_inside_a_quotation_belongs_to_it():
    assert texts("“He said “no” to it.”[^a]") == [("He said “no” to it.", ("a",))]


def test_a_german_quotation_inside_an_english_one_stays_as_it_is():
    passage = "Er sagte: „Wer eine Karte einführt, führt ein Land ein.“"

    assert quote_passage(passage, "en") == f"“{passage}”"


def test_french_sets_no_break_spaces_inside_of_its_marks():
    """They belong to the marks: the passage that is compared with its source has none."""
    quoted = quote_passage("Le pont est rouvert.", "fr")

    assert quoted == "«\u00a0Le pont est rouvert.\u00a0»"
    for markdown in (quoted, "«Le pont est rouvert.»"):
        assert texts(f"{markdown}[^a]", "fr") == [("Le pont est rouvert.", ("a",))]


def test_each_quotation_takes_the_marks_behind_it():
    assert texts("“One.”[^a][^b] “Two.”[^c]") == [("One.", ("a", "b")), ("Two.", ("c",))]


def test_a_quotation_without_a_mark_in_its_paragraph_has_none():
    assert texts("“One.”\n\n“Two.”[^c]") == [("One.", ()), ("Two.", ("c",))]


def test_a_title_in_a_link_is_told_by_its_address():
    title, quoted = find_quotations("[“A title”](https://b.example/x): “So.”[^a]", "en")

    assert (title.text, title.link) == ("A title", "https://b.example/x")
    assert (quoted.text, quoted.link) == ("So.", "")


def test_an_apostrophe_is_no_quotation_mark():
    assert texts('it’s the captain’s ‘99 boat and 5\\" of rope') == []


def test_a_mark_without_its_partner_is_reported():
    assert [found.is_closed for found in find_quotations("He said “no.[^a]", "en")] == [False]
    assert [found.is_closed for found in find_quotations("He said no.”[^a]", "en")] == [False]


def test_a_reflowed_quotation_reads_the_same():
    assert texts("“One long\nsentence.”[^a]") == [("One long sentence.", ("a",))]


def test_lines_are_counted_from_one():
    found = find_quotations("“a”[^a]\n\nwords\n“b”[^b]\n\n> c[^c]\n>\n> d[^d]", "en")

    assert [quotation.line for quotation in found] == [1, 4, 6, 8]


def test_words_behind_a_card_s_mark_are_quoted_as_well():
    """Nothing can be slipped into a post behind its citation."""
    assert texts("> Real.[^a] Forged.") == [("Real. Forged.", ("a",))]


def test_a_card_s_foot_is_no_quotation():
    assert texts("> — **@captain@ombra.example**, [today](https://b.example)") == []


def test_code_in_a_block_quote_is_no_card_s_foot():
    assert texts("> ~~~\n> — Forged words.\n> ~~~") == [("— Forged words.", ())]


@settings(max_examples=100)
@given(PASSAGE, st.sampled_from(LANGUAGES))
def test_a_quoted_passage_is_given_back_character_by_character(passage, language):
    assert texts(f"He: {quote_passage(passage, language)}[^a7k2]", language) == [
        (passage, ("a7k2",))
    ]


@settings(max_examples=100)
@given(st.text(st.sampled_from('“”„«»"[]()^a>\\\n —‘’'), max_size=200))
def test_nothing_an_editor_types_is_too_much(markdown):
    lines = markdown.count("\n") + 1

    assert all(1 <= found.line <= lines for found in find_quotations(markdown, "de"))


@pytest.mark.parametrize("flood", ["“", "”", "[", "[^", "[a](", "‘", '"', "> ", "\\", "„“"])
def test_floods_take_linear_time(flood):
    assert len(find_quotations(flood * 50_000, "en")) <= 50_000


def test_an_address_may_hold_brackets():
    (paragraph,) = visible_text.read_paragraphs("[x](https://a.example/b_(c))")
    (piece,) = paragraph_pieces(paragraph, "en")

    assert (piece.kind, piece.text) == ("link", "https://a.example/b_(c)")
