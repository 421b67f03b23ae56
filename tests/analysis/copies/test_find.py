"""Copies: who reprints whom, how much of it, and what is no copy."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coranto.analysis.copies.find import CopyFinder
from coranto.model import Copy, Document

START = datetime(2026, 11, 9, 6, tzinfo=UTC)
WORDS = """
harbour ship library book rope storm lake captain reader lantern clock treaty shore customs atlas
gull mooring tug buoy crew poem shelf rescue tide wind cat island council notice lamp silence salt
""".split()


def prose(seed: int, words: int = 120) -> str:
    """Sentences nobody wrote, the same ones for the same seed."""
    chance = random.Random(seed)
    return " ".join(
        " ".join(f"{chance.choice(WORDS)}{chance.randrange(40)}" for _ in range(12)) + "."
        for _ in range(words // 12)
    )


def told(name: str, text: str, *, hours: float = 0, outlet: str = "", **facts: object) -> Document:
    moment = START + timedelta(hours=hours)
    given_facts = {"published": moment, "precise": "second", "language": "en"} | facts
    return Document(
        id=name,
        version=1,
        source_id=outlet or f"the-{name}",
        kind="article",
        key=name,
        url="",
        title=f"About {name}",
        text=text,
        seen=moment,
        **given_facts,  # type: ignore[arg-type]
    )


def found(*documents: Document) -> dict[str, Copy]:
    """The last word on each document."""
    finder = CopyFinder()
    copies = [copy for document in documents for copy in finder.add(document)]
    last = {copy.document_id: copy for copy in copies}
    return {name: copy for name, copy in last.items() if copy.origin_id or copy.credit}


def test_the_same_text_is_a_copy_of_what_came_first():
    copies = found(told("first", prose(1)), told("second", prose(1), hours=3))

    assert list(copies) == ["second"]
    assert (copies["second"].origin_id, copies["second"].overlap) == ("first", 1.0)
    assert [why.detail for why in copies["second"].reasons] == [
        "the very same text",
        "3 hours later",
    ]


@pytest.mark.parametrize(
    "cut",
    [
        pytest.param(lambda text: text[: len(text) // 3], id="first third"),
        pytest.param(lambda text: text[len(text) // 2 :], id="second half"),
        pytest.param(lambda text: text[:300] + text[600:], id="without its middle"),
        pytest.param(lambda text: f"{prose(8, 60)}\n{text[:600]}\n{prose(9, 60)}", id="wrapped"),
        pytest.param(lambda text: text.upper(), id="shouted"),
        pytest.param(lambda text: text.replace("ship", "vessel"), id="a word replaced"),
        pytest.param(lambda text: text.replace(". ", ".\n\n"), id="in other paragraphs"),
    ],
)
def test_a_text_cut_wrapped_or_edited_is_still_a_copy(cut):
    text = prose(2, 240)

    copies = found(told("origin", text), told("copy", cut(text), hours=1))

    assert copies["copy"].origin_id == "origin"


def test_passages_are_exact_and_as_long_as_can_be():
    text = prose(3, 240)
    taken = " ".join(text.split()[20:100])
    copy = f"{prose(4, 60)} {taken} {prose(5, 60)}"

    (passage,) = found(told("origin", text), told("copy", copy, hours=1))["copy"].passages

    assert copy[passage.start : passage.end] == taken.strip(" .")
    assert text[passage.origin_start : passage.origin_end] == taken.strip(" .")


def test_a_passage_goes_on_across_a_small_edit():
    text = prose(3, 120)
    words = text.split(" ")
    copy = " ".join([*words[:50], "reportedly", *words[51:]])

    (passage,) = found(told("origin", text), told("copy", copy, hours=1))["copy"].passages

    assert (passage.start, passage.end) == (0, len(copy) - 1)


def test_different_texts_of_the_same_words_are_no_copies():
    documents = [told(str(seed), prose(seed), hours=seed) for seed in range(50)]

    assert found(*documents) == {}


def test_two_articles_that_quote_one_statement_are_no_copies():
    statement = prose(6, 96)
    one = f"{prose(10, 48)}\n“{statement}” the minister said."
    two = f"At noon he spoke: “{statement}”\n{prose(11, 48)}"

    assert found(told("one", one), told("two", two, hours=1)) == {}


@pytest.mark.parametrize(
    ("language", "opening", "closing"),
    [("de", "„", "“"), ("fr", "« ", " »"), ("fa", "«", "»"), ("ru", "«", "»"), ("sv", "”", "”")],
)
def test_a_quotation_is_known_by_the_marks_of_its_language(language, opening, closing):
    quoted = f"{opening}{prose(6, 96)}{closing}"

    copies = found(
        told("one", f"{prose(10, 48)}\n{quoted}", language=language),
        told("two", f"{prose(11, 48)}\n{quoted}", hours=1, language=language),
    )

    assert copies == {}


def test_a_quotation_of_several_paragraphs_closes_in_its_last():
    quoted = f"“{prose(6, 60)}\n“{prose(7, 60)}”"

    copies = found(
        told("one", f"{prose(10, 48)}\n{quoted}"), told("two", f"{prose(11)}\n{quoted}", hours=1)
    )

    assert copies == {}


def test_what_a_site_prints_under_every_article_is_no_copy():
    """Known once three of its documents had it; what was said before is taken back."""
    box = prose(20, 60)
    finder = CopyFinder()
    said = [
        copy
        for number in range(5)
        for copy in finder.add(
            told(str(number), f"{prose(30 + number, 48)}\n{box}", outlet="site", hours=number)
        )
    ]

    last = {copy.document_id: copy.origin_id for copy in said}
    assert not any(last.values())
    assert len(finder.boilerplate()) == 1


def test_documents_of_unknown_outlets_teach_no_boilerplate():
    from dataclasses import replace

    finder = CopyFinder()
    for number in range(5):
        text = f"{prose(30 + number, 48)}\n{prose(20, 60)}"
        finder.add(replace(told(str(number), text, hours=number), source_id=""))

    assert finder.boilerplate() == frozenset()


def test_a_site_that_prints_one_text_often_teaches_no_boilerplate():
    finder = CopyFinder()
    for number in range(6):
        finder.add(told(str(number), f"{prose(1)}\n{prose(2)}", outlet="site", hours=number))

    assert finder.boilerplate() == frozenset()


def test_boilerplate_can_be_handed_on():
    box, learning = prose(20, 60), CopyFinder()
    for number in range(3):
        learning.add(told(str(number), f"{prose(30 + number, 48)}\n{box}", outlet="site"))
    finder = CopyFinder(boilerplate=learning.boilerplate())
    finder.add(told("one", f"{prose(40, 36)}\n{box}", outlet="site"))

    assert finder.add(told("two", f"{prose(41, 36)}\n{box}", outlet="site", hours=1)) == []


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "HOLLIN, 9 November (Lake Wire) – {text}"),
        ("en", "{text}\n(Lake Wire)"),
        ("en", "{text}\nSource: Lake Wire"),
        ("en", "Via Lake Wire\n{text}"),
        ("en", "Lake Wire reports: {text}"),
        ("sq", "{text}\nBurimi: Lake Wire"),
        ("sq", "HOLLIN, 9 nëntor /Lake Wire/ – {text}"),
        ("ru", "{text}\nИсточник: Lake Wire"),
        ("ru", "Как сообщает Lake Wire, {text}"),
        ("de", "Hollin (Lake Wire) - {text}"),
        ("fr", "{text}\n(Lake Wire)"),
        ("es", "{text}\nFuente: Lake Wire"),
        ("tr", "{text}\nKaynak: Lake Wire"),
        ("fa", "به گزارش Lake Wire، {text}"),
        ("ar", "{text}\nالمصدر: Lake Wire"),
        ("zh", "据Lake Wire报道，{text}"),
    ],
)
def test_a_stated_credit_decides_against_the_clock(language, written):
    copy = told("copy", written.format(text=prose(1)), hours=-2, language=language)
    origin = told("origin", prose(1), outlet="lake-wire", language=language)

    copies = found(copy, origin)

    assert [(one.document_id, one.origin_id) for one in copies.values()] == [("copy", "origin")]


def test_a_byline_is_a_credit():
    copies = found(
        told("copy", prose(1), hours=-1, authors=("Our staff, Lake Wire",)),
        told("origin", prose(1), outlet="lake-wire"),
    )

    assert copies["copy"].credit == "Lake Wire"


def test_outlets_on_one_machine_are_told_apart():
    """Their addresses say nothing: the credit does."""
    from dataclasses import replace

    origin = told("origin", prose(1), outlet="lake-wire")
    copy = told("copy", f"{prose(1)}\n(Lake Wire)", hours=-1)

    copies = found(
        replace(copy, url="http://127.0.0.1:8001/a"), replace(origin, url="http://127.0.0.1:8002/b")
    )

    assert copies["copy"].origin_id == "origin"


def test_an_agency_that_names_itself_copies_nobody():
    copies = found(
        told("outlet", prose(1)),
        told("agency", f"HOLLIN (Lake Wire) – {prose(1)}", hours=1, outlet="lake-wire"),
    )

    assert copies["outlet"].origin_id == "agency"


@pytest.mark.parametrize(
    ("language", "spelling"),
    [("fa", "رویترز"), ("ar", "رويترز"), ("ru", "Рейтер"), ("ja", "ロイター"), ("en", "Reuters")],
)
def test_a_credit_alone_names_an_origin_that_is_not_here(language, spelling):
    copies = found(told("copy", f"{prose(1)}\n({spelling})", language=language))

    assert (copies["copy"].origin_id, copies["copy"].credit) == ("", "Reuters")


def test_an_aside_in_brackets_is_no_credit():
    text = f"HOLLIN (updated) {prose(1)} (pictured) {prose(2)}\n(more follows)"

    assert found(told("one", text)) == {}


def test_an_original_that_comes_late_takes_its_copies_over():
    copies = found(
        told("outlet", prose(1), hours=2),
        told("blog", prose(1), hours=5),
        told("agency", f"{prose(1)} {prose(2)}", hours=0),
    )

    assert {name: copy.origin_id for name, copy in copies.items()} == {
        "outlet": "agency",
        "blog": "agency",
    }


def test_a_chain_leads_from_agency_to_outlet_to_blog():
    """The blog has what the outlet added, so it read the outlet and not the agency."""
    agency = prose(1, 240)
    outlet = f"{agency[:900]}\n{prose(2, 120)}"

    copies = found(
        told("agency", agency),
        told("outlet", outlet, hours=1),
        told("blog", f"{outlet}\n{prose(3, 24)}", hours=2),
    )

    assert {name: copy.origin_id for name, copy in copies.items()} == {
        "outlet": "agency",
        "blog": "outlet",
    }


def test_whom_a_copy_credits_is_its_origin_among_copies_of_one_text():
    copies = found(
        told("agency", prose(1)),
        told("outlet", prose(1), hours=1, outlet="velmora-courier"),
        told("blog", f"{prose(1)}\nvia Velmora Courier", hours=2),
    )

    assert copies["blog"].origin_id == "outlet"


def test_a_new_version_takes_the_place_of_the_old_one():
    finder = CopyFinder()
    finder.add(told("origin", prose(1)))
    finder.add(told("edited", prose(1), hours=1))

    (taken_back,) = finder.add(told("edited", prose(2), hours=1))

    assert (taken_back.document_id, taken_back.origin_id) == ("edited", "")
    assert finder.add(told("edited", prose(3), hours=1)) == []


def test_an_origin_that_was_rewritten_has_no_copies_any_more():
    finder = CopyFinder()
    finder.add(told("origin", prose(1)))
    finder.add(told("copy", prose(1), hours=1))

    (taken_back,) = finder.add(told("origin", prose(2)))

    assert (taken_back.document_id, taken_back.origin_id) == ("copy", "")


def test_what_is_forgotten_is_not_found_again_but_its_copies_are():
    finder = CopyFinder()
    finder.add(told("old", prose(1)))
    finder.add(told("copy", prose(1), hours=48))
    finder.forget(START + timedelta(hours=24))

    (copy,) = finder.add(told("new", prose(1), hours=72))

    assert copy.origin_id == "copy"


def test_known_documents_are_known_in_any_order():
    known = [told("later", prose(1), hours=2), told("first", prose(1))]

    (copy,) = CopyFinder(known).add(told("new", prose(1), hours=3))

    assert copy.origin_id == "first"


def test_text_without_spaces_is_compared_by_its_characters():
    chance = random.Random(1)
    text = "".join(chance.choice("湖船書港口風浪貓時鐘燈塔條約讀者館長水手") for _ in range(400))
    copies = found(
        told("origin", text, language="zh"), told("copy", text[100:300], language="zh", hours=1)
    )

    (passage,) = copies["copy"].passages
    assert (passage.start, passage.end) == (0, 200)
    assert (passage.origin_start, passage.origin_end) == (100, 300)


def test_persian_spelt_in_arabic_letters_is_the_same_text():
    text = "کتابخانهٔ شناور در نیمه‌شب از بندر جدا شد و با ۴۰ هزار کتاب و یک گربه به دریا رفت " * 3
    arabic = text.replace("ک", "ك").replace("ی", "ي").replace("۴", "٤")

    copies = found(
        told("origin", text, language="fa"), told("copy", arabic, language="fa", hours=1)
    )

    assert copies["copy"].overlap == 1.0


def test_a_document_without_text_is_known_by_its_title_if_that_is_long_enough():
    def headline(name: str, title: str, hours: int) -> Document:
        from dataclasses import replace

        return replace(told(name, "", hours=hours), title=title)

    long = "Library ship breaks loose in storm and drifts across the lake"
    copies = found(
        headline("one", long, 0),
        headline("two", long, 1),
        headline("three", "Live: the storm", 2),
        headline("four", "Live: the storm", 3),
    )

    assert [(copy.document_id, copy.origin_id) for copy in copies.values()] == [("two", "one")]


def test_ten_thousand_copies_all_lead_to_the_first():
    finder = CopyFinder()
    text = prose(1, 60)
    origins = [
        copy.origin_id
        for number in range(10_000)
        for copy in finder.add(told(str(number), text, hours=number / 100))
    ]

    assert origins == ["0"] * 9_999


@pytest.mark.parametrize(
    "text",
    ["", " ", "ship", "🐈" * 500, "\x00\ud800", "na " * 1_500_000, '"x" ' * 300_000, "(" * 300_000],
    ids=["empty", "space", "one word", "emoji", "broken", "one word often", "quotes", "brackets"],
)
def test_a_strange_text_is_compared_like_any_other(text):
    copies = found(told("one", text), told("two", text, hours=1), told("three", prose(1)))

    assert set(copies) <= {"two"}


@settings(max_examples=60)
@given(st.text(max_size=400), st.text(max_size=400))
@example("“" * 40 + "a b c " * 40, "”\n“" * 60)
def test_no_two_texts_make_it_fail_and_every_passage_is_where_it_says(one, two):
    for copy in found(told("one", one), told("two", two, hours=1)).values():
        for passage in copy.passages:
            assert 0 <= passage.start < passage.end <= len(two or "About two")
            assert 0 <= passage.origin_start < passage.origin_end <= len(one or "About one")
            assert 0 <= copy.overlap <= 1


@settings(max_examples=60)
@given(st.lists(st.text("abcdefgöß", min_size=1, max_size=6), min_size=8, max_size=120))
def test_any_text_is_a_copy_of_itself_under_another_name(words):
    text = " ".join(words)

    (copy,) = found(told("one", text), told("two", text, hours=1)).values()

    assert (copy.origin_id, copy.overlap, copy.origin_overlap) == ("one", 1.0, 1.0)


@settings(max_examples=40)
@given(st.permutations(range(5)))
def test_the_order_of_arrival_does_not_change_the_root(order):
    documents = [told(str(number), prose(1), hours=number) for number in range(5)]

    copies = found(*(documents[number] for number in order))

    roots = set()
    for name in copies:
        at = name
        while at in copies:
            at = copies[at].origin_id
        roots.add(at)
    assert roots == {"0"}
    assert len(copies) == 4
