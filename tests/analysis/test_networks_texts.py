"""Texts made comparable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.analysis.networks_texts import KEEPABLE, Normaliser, cnt_key, cnt_words

PLAIN = "the ferry is shut"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("case", "The FERRY is shut"),
        ("space", "the  ferry\nis shut "),
        ("mentions", "@mira the ferry is shut @tilda"),
        ("links", "the ferry is shut https://lake.example/a?b=1"),
        ("emoji", "the ferry is shut 🚢⚓️👩🏽‍🚀🇫🇮"),
    ],
)
def test_what_does_not_count_can_be_kept(kind, text):
    assert Normaliser().key(text) == PLAIN
    kept = Normaliser(keep=frozenset({kind})).key(text)
    assert kept != PLAIN


def test_arabic_and_persian_letters_are_folded():
    persian, arabic = "کشتی\u200cها ۱۲", "كشتي ها ١٢"

    assert Normaliser().key(persian) == Normaliser().key(arabic)
    assert Normaliser(keep=frozenset({"letters"})).key(persian) != Normaliser(
        keep=frozenset({"letters"})
    ).key(arabic)


def test_texts_of_only_links_have_no_key():
    assert Normaliser().key("https://lake.example/a @mira") is None
    assert Normaliser().words("https://lake.example/a 🚢") is None


def test_words_are_a_set():
    assert Normaliser().words("Shut! the #ferry, the ferry’s shut") == "#ferry ferry’s shut the"


def test_cnt_compares_as_it_does():
    assert cnt_key("'@Mira The ferry https://lake.example/a") == "the ferry"
    assert cnt_key("https://lake.example/a") == ""
    assert cnt_words("It's an 'orange' test, ok?! #tag") == "! # , ? an it's ok orange tag test"
    assert cnt_words("@mira https://lake.example/a") is None


@given(st.text(max_size=60), st.sets(st.sampled_from(KEEPABLE)))
def test_a_key_is_its_own_key(text, keep):
    normaliser = Normaliser(keep=frozenset(keep))
    key = normaliser.key(text)

    assert key is None or isinstance(key, str)
    assert (normaliser.words(text) or "") == " ".join(
        sorted((normaliser.words(text) or "").split())
    )
