"""Which sentences are quoted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.editing.quoting import Salience, choose, is_whole, quotable, stands_alone


def chosen(documents, *, count=3, used=None):
    weights = Salience.of([documents]).weights(documents)
    spans = choose(documents[0], weights, count=count, used=set() if used is None else used)
    return [documents[0].text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    "sentence",
    [
        "The ferry Mirabella ran aground on a sandbank early on Tuesday.",
        "Harbour master Korrin said “the lighthouse was lit, and the radio was not”.",
        "کشاورزان دره روز چهارشنبه گوجه‌فرنگی را روی پله‌ها ریختند و رفتند؟",
        "渡轮周二清晨在奥姆布拉灯塔附近的沙洲上搁浅。",
        "Паром «Мирабелла» сел на мель у маяка рано утром во вторник.",
    ],
)
def test_a_whole_sentence_can_be_quoted(sentence):
    assert is_whole(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Too short.",
        "A heading of many words that has no full stop at its end",
        "The summary breaks off in the middle of the sentence and then…",
        "The summary breaks off in the middle of the sentence and then [...]",
        "The captain said “the lighthouse was lit, and then he fell asleep.",
        "the lighthouse was lit”, the captain said to the assembled reporters.",
        "A bracket is (never closed in this otherwise very decent sentence.",
        'An odd " mark stands in this otherwise very decent little sentence.',
        "Subscribe to our newsletter for more on harbours, ferries and tomatoes.",
        "All rights reserved by the Ombra Courier and its distinguished heirs.",
        "More about this ferry stands at https://ombra-courier.example/ferry today.",
        "One line of a sentence that goes on\nin the next paragraph of it.",
        "W" + "o" * 400 + "rd.",
    ],
)  # fmt: skip
def test_a_scrap_cannot(sentence):
    assert not is_whole(sentence)


@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("He later left for lunch with all of the harbour's cats.", "en"),
        ("But the radio was not.", "en"),
        ("وی افزود که پله‌ها شسته می‌شوند.", "fa"),
        ("با این حال، قیمت‌ها پایین نمی‌آید.", "fa"),
        ("وأضاف أن السلالم ستغسل.", "ar"),
        ("Ai tha se fari ishte ndezur.", "sq"),
        ("Однако маяк горел.", "ru"),
        ("“The lighthouse was lit.”", "en"),
        ("他说灯塔是亮的。", "zh"),
        ("and so it ended.", "xx"),
    ],
)
def test_a_sentence_that_points_back_does_not_stand_alone(sentence, language):
    assert not stands_alone(sentence, language)


def test_a_sentence_with_a_name_stands_alone():
    assert stands_alone("Herbert left for lunch.", "en")


def test_what_is_chosen_stands_in_the_text_in_its_order(world):
    found = chosen(world.documents[:3])

    assert found[0].startswith("The ferry Mirabella ran aground")
    assert [world.documents[0].text.index(text) for text in found] == sorted(
        world.documents[0].text.index(text) for text in found
    )
    assert not any(text.startswith(("He later", "Read more")) for text in found)


def test_no_sentence_is_chosen_twice(world):
    used: set[str] = set()
    first = chosen(world.documents[:1], count=2, used=used)
    second = chosen(world.documents[:1], count=9, used=used)

    assert not set(first) & set(second)


def test_a_title_is_not_quoted_from_its_text(world):
    title = "The Ombra lighthouse was lit during the whole of the night."
    document = world.document(
        "x", "x", title, f"{title}\nThe radio was silent from one o'clock on."
    )

    assert chosen([document]) == ["The radio was silent from one o'clock on."]


def test_sentences_that_lean_are_taken_where_there_is_no_other(world):
    document = world.document("x", "x", "T", "He later left for lunch with all of the cats.")

    assert quotable(document) == 1


@settings(deadline=None, max_examples=80)
@given(st.text(st.one_of(st.sampled_from("aA “”.!?\n«»([—"), st.characters()), max_size=400))
def test_every_passage_is_exactly_in_the_text(world, text):
    document = world.document("x", "x", "Title", text)

    for passage in chosen([document]):
        assert passage in text
        assert "\n" not in passage
