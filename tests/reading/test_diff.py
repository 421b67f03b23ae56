"""Edits, and what is none."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.model import Document
from coranto.reading import diff

TEXT = "Twelve boats left on Monday. The sea was calm. Nobody was hurt in the crossing."


def document(text: str = TEXT, title: str = "Twelve boats") -> Document:
    return Document(
        id="d1", version=1, source_id="ferry", kind="article", key="k",
        url="https://ferry.example/1", title=title, text=text, language="en",
        seen=datetime(2026, 11, 12, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.replace(". ", ".\n"),
        TEXT + "\nUpdated 5 minutes ago",
        TEXT + "\n1,204 views",
        TEXT + "\nКомментарии (12)",
        TEXT + "\n۱۲ دقیقه پیش",
        TEXT + "\nRead 1,101 times",
        TEXT + "\n202 mal gelesen",
        TEXT.replace("Monday", "Mon\u00adday"),
        TEXT.replace("  ", "\u00a0"),
    ],
)
def test_spaces_hyphens_and_ticking_lines_are_no_edit(text):
    assert not diff.has_changed(document(), document(text))
    assert diff.list_changes(document(), document(text)) == ()


#: A counter stands at the edge of a text of several lines.
LINES = (
    f"{TEXT}\n" + "The crew slept on board.\n" * 3 + "Fog came.\n" + "Ferries sail.\n" * 3 + "End."
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"Read 101 times\n{LINES}", f"Read 2,340 times\n{LINES}"),
        (f"{LINES}\n3 comments", f"{LINES}\n17 comments"),
        (f"{LINES}\nΑναγνώσεις: 12", f"{LINES}\nΑναγνώσεις: 99"),
        (f"{LINES}\nລວມ 5 ຄົນ", LINES),
    ],
)
def test_counters_in_any_language_are_no_edit(old, new):
    assert not diff.has_changed(document(old), document(new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"{LINES}\n12 people died.", f"{LINES}\n13 people died."),
        (LINES.replace("Fog", "12 dead\nFog"), LINES.replace("Fog", "13 dead\nFog")),
        ("12 dead", "13 dead"),
        (f"12 dead\n{TEXT}", f"13 dead\n{TEXT}"),
    ],
)
def test_a_number_in_the_text_is_a_word(old, new):
    assert diff.has_changed(document(old), document(new))


MUSEUM = "A museum of glass opens on Friday in the harbour office, with four rooms and a workshop."


def test_a_text_that_grew_is_the_same_article():
    grown = document(f"{TEXT} {MUSEUM} " * 3, title="What we know about the boats")

    assert not diff.is_other_text(document(), grown)
    assert diff.is_same_text(document(), grown)


def test_another_text_under_another_title_is_another_article():
    other = document(MUSEUM, title="Museum of glass opens")

    assert diff.is_other_text(document(), other)
    assert not diff.is_same_text(document(), other)


def test_a_text_under_its_own_title_is_no_other_article():
    assert not diff.is_other_text(document(), document(MUSEUM))


def test_too_few_words_tell_nothing():
    assert not diff.is_other_text(document("Boats left."), document(MUSEUM, title="Museum opens"))


def test_the_shape_of_quotation_marks_is_no_edit():
    old, new = document("He said 'no' and \"never\"."), document("He said ‘no’ and “never”.")

    assert not diff.has_changed(old, new)


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("Twelve", "Thirteen"),
        TEXT.replace("Nobody", "nobody"),
        TEXT + " The mayor resigned.",
        TEXT.replace(" The sea was calm.", ""),
        "",
        TEXT + "\nDeath toll: 13",
    ],
)
def test_words_and_numbers_are_edits(text):
    assert diff.has_changed(document(), document(text))


def test_a_new_headline_is_an_edit():
    changes = diff.list_changes(document(), document(title="Thirteen boats"))

    assert [change.kind for change in changes] == ["title"]
    assert diff.format_changes(changes) == "title: [-Twelve-]{+Thirteen+} boats"


def test_the_difference_shows_sentences_word_by_word():
    new = document(
        "Thirteen boats left on Monday. Nobody was hurt in the crossing. The mayor resigned."
    )

    shown = diff.format_changes(diff.list_changes(document(), new))

    assert shown == (
        "~ [-Twelve-]{+Thirteen+} boats left on Monday.\n- The sea was calm.\n+ The mayor resigned."
    )


def test_chinese_is_compared_by_character():
    changes = diff.list_changes(document("港口有十二艘船。"), document("港口有十三艘船。"))

    assert diff.format_changes(changes) == "~ 港口有十[-二-]{+三+}艘船。"


def test_very_long_texts_are_still_compared():
    old = document(" ".join(f"Boat number {n} left the quay." for n in range(4000)))
    new = document(" ".join(f"Boat number {n} left the quay." for n in range(3999, 1, -1)))

    changes = diff.list_changes(old, new)

    assert {change.old for change in changes} == {
        "Boat number 0 left the quay.",
        "Boat number 1 left the quay.",
    }


@settings(max_examples=80)
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_are_compared(first, second):
    changes = diff.list_changes(document(first), document(second))

    diff.format_changes(changes)
    for change in changes:
        if change.kind == "changed":
            old = "".join(piece.text for piece in change.pieces if piece.kind != "added")
            new = "".join(piece.text for piece in change.pieces if piece.kind != "removed")
            assert (old, new) == (change.old, change.new)


@settings(max_examples=80)
@given(st.text(max_size=200))
def test_a_text_does_not_differ_from_itself(words):
    assert not diff.has_changed(document(words), document(words))
    assert diff.list_changes(document(words), document(words)) == ()
