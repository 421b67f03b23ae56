"""One table of quotation marks for all rooms, and where a quotation ends."""

import pytest

from coranto.reading.language import packs, quotation_marks


@pytest.mark.parametrize("language", packs.available_packs())
def test_each_pack_closes_what_it_opens(language):
    closers = quotation_marks.closers_by_opener(language)

    for opening, closing in packs.load_pack(language).quote_marks:
        assert opening == quotation_marks.SINGLE_OPENER or closing in closers[opening]


def test_an_apostrophe_in_a_word_closes_nothing():
    text = "‘it isn’t’ she said"

    assert quotation_marks.find_closing_mark(text, 1, "’") == text.index(" she") - 1


@pytest.mark.parametrize(
    "text", ["“a „b“ c”", "«a «b» c»", r"“a \” b”"], ids=["two kinds", "one kind", "escaped"]
)
def test_a_quotation_ends_behind_those_nested_in_it(text):
    closers = quotation_marks.closers_by_opener("en")

    assert quotation_marks.find_outer_closing_mark(text, 0, closers[text[0]]) == len(text) - 1


def test_what_is_never_closed_has_no_end():
    assert quotation_marks.find_closing_mark("“open", 1, "”") == -1
    assert quotation_marks.find_outer_closing_mark("“open", 0, "”") == -1
