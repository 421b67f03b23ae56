"""What is no report is known by its form, in several languages; what is a report is not."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.editing.composing.selection import DigestLimits
from coranto.editing.ranking.form import (
    document_form,
    find_repeated_texts,
    outlet_mark,
)
from coranto.model import Document, Story

REPORT = "The ferry Mirabella ran aground off Ombra on Tuesday, the harbour office said."
ADVICE = "Choose a dry place and put the seeds there before the first frost. " * 8


def document(title, text=REPORT, language="en", name="x", **facts):
    at = datetime(2026, 11, 10, tzinfo=UTC)
    return Document(
        id=f"d{name}", version=1, kind="article", source_id="gull", key=name,
        url=f"https://gull.example/{name}", title=title, text=text, language=language,
        published=at, seen=at, **facts,
    )  # fmt: skip


def details(title, text=REPORT, language="en", **facts):
    written = document(title, text, language, **facts)
    return "; ".join(mark.detail for mark in document_form(written, find_repeated_texts([])).marks)


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Ferry Mirabella runs aground off Ombra, 14 rescued"),
        ("en", "3 killed as crane falls on Veldra quay"),
        ("en", "8 dead, 20 missing after storm on Lake Ombra"),
        ("en", "Top court in Velmora rules 6-3 against ferry tax"),
        ("en", "World War I shell found in harbour of Tarsk"),
        ("en", "Skipper of Mirabella: ‘My ship was stolen’"),
        ("en", "'I'm not going to sail,' says skipper of Mirabella"),
        ("en", "Velmora&#039;s ferry runs aground off Ombra"),
        ("pt", "Balsa Mirabella encalha perto de Ombra - 10/11/2026"),
        ("fr", "Velmora manque le rendez-vous des trois rives à Ombra"),
        ("en", "Velmora to review its ferry law after 2 accidents"),
        ("de", "Fähre Mirabella läuft vor Ombra auf Grund"),
        ("ru", "Паром «Мирабелла» сел на мель у Омбры, 14 спасены"),
        ("fa", "کشتی میرابلا در ساحل اومبرا به گل نشست"),
        ("zh", "渡轮在奥姆布拉附近搁浅，14人获救"),
    ],
)
def test_a_report_has_no_mark(language, title):
    assert details(title, REPORT if language == "en" else "", language).strip() in {
        "", "no text to quote: 0 characters",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "title", "detail"),
    [
        ("en", "10 best harbours for a long weekend", "a list: “10 … best”"),
        ("en", "The 7 most famous wrecks of Lake Ombra", "a list: “7 … most famous”"),
        ("de", "5 Tipps für den Winter an Bord", "a list: “5 … tipps”"),
        ("fr", "Les 12 plus belles plages du lac", "a list: “12 … plus belles”"),
        ("fa", "۱۰ نکته برای سفر به اومبرا", "a list: “10 … نکته”"),
        ("en", "How to moor a ferry in a storm", "a guide: “how to”"),
        ("en", "What is the ferry tax? The law of Velmora explained", "a guide: “explained”"),
        ("es", "Cómo cuidar un barco de madera", "a guide: “como”"),
        ("ru", "Как выбрать лодку для озера", "a guide: “как”"),
        ("en", "Book review: The Lantern of Tarsk", "a review: “book review”"),
        ("en", "Joke Manager | Mondays at Sea #643", "a standing part: “#643”"),
        ("en", "Crossword - February 27, 2026", "a standing part: “crossword”"),
        (
            "en",
            "All of Ombra today - February 17, 2026",
            "a standing part: “today february 17 2026”",
        ),
        ("en", "2026.07: Ships and sails", "a standing part: “2026.07:”"),
        ("en", "Is the ferry law any good?", "asks a question"),
        ("ar", "هل ينجح قانون العبارات؟", "asks a question"),
        ("en", "I let a robot plan my voyage", "first person in the title: “i”"),
        ("en", "You will not believe this lighthouse", "speaks to readers in the title: “you”"),
        ("en", "Subscribe to the Gull before Friday", "advertises: “subscribe”"),
    ],
)
def test_a_title_shows_what_is_no_report(language, title, detail):
    assert detail in details(title, language=language).split("; ")


def test_a_note_without_a_headline_is_known():
    """Such a title is the beginning of its text, cut off."""
    text = "The mayor of Tarsk has a new hat , it is made of felt and of the feathers of gulls."

    assert details("The mayor of Tarsk has a new hat, it is made...", text) == (
        "no headline of its own"
    )


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("I took my boat to Tarsk and I liked it. " * 10, "first person"),
        ("You should bring your own rope, and your coat. " * 10, "speaks to readers"),
        ("1. Rope\n2. Tar\n3. Sailcloth\nAll of it was bought in Tarsk on Monday.", "a list of 3"),
        ("for (x = 0; x < 9; x++) { a[x] = b; }\n" * 5, "signs of code"),
        ("Rope from Tarsk\n" * 8, "8 of 8 lines are no sentences"),
        (REPORT * 150, "longer than a report"),
        ("From the show Mondays at Sea, with @skipper_tarsk", "tags: “@skipper_tarsk”"),
        ("The whole voyage: https://video.example/tarsk", "a short text around a link"),
    ],
)
def test_a_text_shows_what_is_no_report(text, detail):
    assert detail in details("Voyage of the Mirabella", text)


def test_words_in_quotation_marks_are_not_the_writer_s():
    said = "“I lost my ship and my coat, and I want them back,” the skipper of Tarsk said. " * 10

    assert details("Skipper of Mirabella speaks in Tarsk", said) == ""


def test_one_text_under_three_titles_is_none_of_theirs():
    teaser = "From the show of the week, with the skippers of Tarsk and Ombra."
    shows = [document(f"Part {n} of a voyage", teaser, name=f"n{n}") for n in range(3)]

    form = document_form(shows[0], find_repeated_texts(shows))

    assert [mark.detail for mark in form.marks] == ["the same text under several titles"]


def test_an_outlet_is_marked_by_most_of_its_texts_never_by_few():
    assert outlet_mark(1, 2) is None
    assert outlet_mark(2, 5) is None
    assert outlet_mark(3, 5).detail == "3 of this outlet's 5 texts are no reports by their form"


def test_what_is_no_report_is_not_drafted_unless_a_person_wants_it(world):
    guide = world.document("guide", "ombra-courier", "How to sow tomatoes", ADVICE)
    story = Story(id="sguide", documents=(guide,))

    assert "How to sow" not in str(world.compose([*world.stories, story]))
    assert "How to sow" in str(
        world.compose([*world.stories, story], limits=DigestLimits(only_reports=False))
    )


@given(st.text(max_size=200), st.text(max_size=600), st.sampled_from(["en", "fa", "zh", "und"]))
def test_any_text_has_a_form(title, text, language):
    form = document_form(document(title, text, language), find_repeated_texts([]))

    assert 0 <= form.strength <= 3


@pytest.mark.parametrize("filling", ["a", "“", "1. ", "# ", "{", "A b ", "’", "I "])
def test_the_form_of_a_huge_text_takes_no_time(filling):
    huge = filling * 50_000

    assert document_form(document(huge, huge), find_repeated_texts([])).strength <= 3
