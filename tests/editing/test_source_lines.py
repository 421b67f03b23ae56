"""What stands on an item's lines about its sources, and what its readers know already."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from coranto.editing import source_lines
from coranto.editing.source_lines import ItemFacts
from coranto.editing.wording import load_wording
from coranto.model import Disclosure, Document, Source

REPORT = Document(
    id="dquay", version=1, source_id="tide", kind="article", key="k", language="it",
    url="https://tide.example/quay", title="Chiuso il molo di Alra", text="Il molo è chiuso.",
    authors=("Piera Onda",), seen=datetime(2026, 11, 12, tzinfo=UTC),
    published=datetime(2026, 11, 11, 7, tzinfo=UTC),
)  # fmt: skip
TIDE = Source(id="tide", name="La Marea", kind="newspaper")
KNOWN = ItemFacts(heading="Chiuso il molo di Alra", language="it", day="11 November 2026")


def line(*documents, source=TIDE, facts=KNOWN, language="en"):
    return source_lines.source_line(
        documents, source, facts=facts, wording=load_wording(language), edition_language=language
    )


def test_a_line_says_only_what_the_item_does_not():
    assert line(REPORT) == "- **[La Marea](https://tide.example/quay)** · Piera Onda"


def test_a_line_says_what_differs_from_the_item():
    facts = ItemFacts(heading="Pier closed", language="en", day="9 November 2026")

    assert line(REPORT, facts=facts) == (
        "- **La Marea** · Piera Onda · 11 November 2026 · Italian · "
        "[“Chiuso il molo di Alra”](https://tide.example/quay)"
    )


@pytest.mark.parametrize(
    ("title", "heading", "language", "is_same"),
    [
        ("Pier closed after storm", "Storm: pier closed", "en", True),
        ("Pier closed", "Farmers block the road", "en", False),
        ("Der Kai ist nach dem Sturm gesperrt", "Sturm: Kai gesperrt", "de", True),
        ("اسکله بسته شد", "اسکله بسته شد", "fa", True),
        ("埠頭が閉鎖", "埠頭が閉鎖される", "ja", True),
        ("", "Pier closed", "en", True),
    ],
)
def test_a_headline_is_shown_where_it_says_something_else(title, heading, language, is_same):
    assert source_lines.is_same_headline(title, heading, language) == is_same


def test_an_outlet_s_second_document_is_linked_by_its_title():
    second = replace(REPORT, id="d2", url="https://tide.example/2", title="Parla il sindaco")

    assert line(REPORT, second).endswith(
        "· Piera Onda · [“Parla il sindaco”](https://tide.example/2)"
    )


def test_an_outlet_that_signs_as_its_own_author_is_named_once():
    assert line(replace(REPORT, authors=("La Marea",))).count("La Marea") == 1


def test_a_disclosure_is_a_short_tag_at_the_outlet_s_name():
    owned = replace(
        TIDE,
        disclosures=tuple(
            Disclosure(relation=relation, value=value, reference="a register")
            for relation, value in [
                ("owner", "Vela “Holding”"), ("owner", "Vela “Holding”"), ("funder", "Tide Fund"),
                ("affiliation", "Port of Alra"), ("affiliation", "Third Body"),
            ]
        ),
    )  # fmt: skip

    assert "** *Owner: Vela &#8220;Holding&#8221;; Affiliated with: Port of Alra* ·" in line(
        REPORT, source=owned
    )


def test_without_an_address_a_title_quotes_nothing():
    bare = replace(REPORT, url="", title="Molo “chiuso”")
    facts = replace(KNOWN, heading="Something else")

    assert line(bare, facts=facts) == "- **La Marea** · Piera Onda · Molo &#8220;chiuso&#8221;"


@pytest.mark.parametrize("language", ["en", "fa", "ja", "ru"])
def test_the_first_line_gives_the_day_and_a_document_without_one_says_so(language):
    wording = load_wording(language)
    undated = replace(REPORT, published=None)

    assert wording["date_unknown"] in line(undated, language=language)
    assert wording.day(REPORT) in line(REPORT, facts=replace(KNOWN, day=""), language=language)
