"""Texts made comparable."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from coranto.analysis.networks.text_keys import (
    CNT_NORMALISER,
    KEEPABLE_ASPECTS,
    Normaliser,
    cnt_chunks,
    cnt_pieces,
)

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
    assert Normaliser().spoken("https://lake.example/a 🚢") is None


@given(st.text(st.sampled_from("ab \t\n\u00a0\u2003\u200c\u0640\u3000"), max_size=9))
def test_space_of_every_kind_is_one_space(text):
    key = Normaliser(keep=frozenset({"case", "links"})).key(text) or ""

    assert key == " ".join(key.split())
    assert CNT_NORMALISER.folded(text) == " ".join(text.strip(" '").split())


def test_words_are_told_in_their_order():
    spoken = Normaliser().spoken("Shut! the #ferry, the ferry’s shut")

    assert spoken == "shut the #ferry the ferry’s shut"


def cnt_words(text):
    """The different words that CNT finds, in alphabetical order, with a space between."""
    chunks = (cnt_chunks(text) or "").split(" ")
    pieces = [piece for chunk in chunks if chunk for piece in (cnt_pieces(chunk) or "").split(" ")]
    return " ".join(sorted(set(filter(None, pieces)))) or None


def test_cnt_compares_as_it_does():
    assert CNT_NORMALISER.folded("'@Mira The ferry https://lake.example/a") == "the ferry"
    assert CNT_NORMALISER.folded("https://lake.example/a") == ""
    assert cnt_words("It's an 'orange' test, ok?! #tag") == "! # , ? an it's ok orange tag test"
    assert cnt_words("@mira https://lake.example/a") is None


def test_a_narrow_no_break_space_parts_words_and_not_a_mark_from_its_letter():
    assert cnt_words("a\u202fb") == "a b"
    assert cnt_words("a\u202f\u0301b") == "a \u0301b"
    assert cnt_words("a\u00a0\u0301b") == "a b \u0301"


#: CNT's own expression for what stands between words.
BETWEEN = regex.compile(
    r"\b\p{Word_Break=WSegSpace}*'?", flags=regex.WORD | regex.UNICODE | regex.V1
)
#: Of every kind of space one: joining, breaking, separating, and none though it looks like it.
SPACES = "\u00a0\u202f\u2003\u2007\u2028\x85\x1c\u3000\u180e\u200b \r\n\t"
SIGNS = st.text(SPACES + "ab12'’‘…“–«.,:;_!-#\"яßµ漢\u05d0\u0301\u200d🇫🇮👩🚀", max_size=12)


@given(SIGNS | st.text(max_size=30))
def test_cnts_words_are_those_of_its_expression(text):
    words = {word for part in BETWEEN.split(text.strip(" '").lower()) for word in part.split()}

    if "@" not in text and "://" not in text:
        assert cnt_words(text) == (" ".join(sorted(words)) or None)


@given(st.text(max_size=60), st.sets(st.sampled_from(KEEPABLE_ASPECTS)))
def test_a_key_is_its_own_key(text, keep):
    normaliser = Normaliser(keep=frozenset(keep))
    key = normaliser.key(text)

    assert key is None or isinstance(key, str)
    assert all((normaliser.spoken(text) or "one").split(" "))
