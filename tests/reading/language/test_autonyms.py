"""Languages are known by the names that they have for themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.reading.language import autonyms, packs


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("español", "es"),
        ("ESPANOL", "es"),
        ("tieng-viet", "vi"),
        ("srpski", "sr"),
        ("српски", "sr"),
        ("kurdî", "ku"),
        ("中文", "zh"),
        ("한국어", "ko"),
        ("norsk", "no"),
        ("ido", "und"),
        ("ruotsi", "und"),
        ("", "und"),
    ],
)
def test_a_language_is_known_by_its_own_name_in_any_spelling(name, code):
    assert autonyms.language_of_autonym(name) == code


@given(st.text(max_size=200))
def test_any_words_are_a_language_or_none(name):
    code = autonyms.language_of_autonym(name)

    assert code == "und" or packs.primary_subtag(code) in packs.LANGUAGE_CODES
