"""What composing writes is what readers see: passages come through character by character."""

from datetime import UTC, datetime

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from lxml import html

from coranto.editing import markdown
from coranto.editing.composing.item_text import ItemWriter
from coranto.editing.wording import load_wording
from coranto.model import Document, Source
from coranto.reading.language.text import clean_text
from coranto.rendering import prose, sanitising
from coranto.rendering.prose import CitationMark, TokenAnnotator

ACTIVE = ["*", "_", "[^a7k2]", "](", "<b>", "&amp;", "\\", "`", "“", "”", "# ", "1. ", "- ", "متن"]


def teller(language="en"):
    source = Source(id="ombra-courier", name="*Ombra* Courier")
    return ItemWriter(
        wording=load_wording(language), language=language, sources={source.id: source},
    )  # fmt: skip


def document(text, language="de", kind="article"):
    return Document(
        id="daaaabbbbcccc", version=1, source_id="ombra-courier", kind=kind, key="k",
        url="https://ombra.example/a_b(c)?d=1&e=2", title="Ein *Titel* [mit] <allem>", text=text,
        language=language, seen=datetime(2026, 11, 10, tzinfo=UTC), authors=("A_B_",),
    )  # fmt: skip


def shown(told, text):
    marks = {
        mark: CitationMark(
            number="1", href=f"#e-{mark}", passage=one.text, language="de", post=True
        )
        for mark, one in told.citations.items()
    }
    read = prose.parse_markdown(text, known_marks=frozenset(marks))
    annotator = TokenAnnotator(marks=marks, link_targets={}, language="en")
    made = prose.to_html(read, annotator)
    return html.fragment_fromstring(str(made), create_parent="div")


@given(st.lists(st.sampled_from(ACTIVE) | st.text(max_size=6), min_size=1, max_size=12))
@settings(max_examples=100)
@example(["“", "Wer", "”", " sagt er."])
@example(["Taste ` neben “ und „"])
def test_a_quoted_passage_is_shown_character_by_character(pieces):
    text = clean_text(" ".join(pieces)).replace("\n", " ")
    assume(text and sanitising.strip_unsafe_characters(text) == text)
    told = teller()

    page = shown(told, "So: " + told.quote(document(text), 0, len(text)))

    assert page.xpath("string(//span[@class='quote'])") == text


def test_a_source_line_names_outlet_author_title_and_unknown_date():
    told = teller()

    page = shown(
        told, told.source_list([(document("Text."), [])], heading="Ferry adrift", language="en")
    )

    assert page.text_content().strip() == (
        "*Ombra* Courier · A_B_ · date unknown · German · “Ein *Titel* [mit] <allem>”"
    )
    assert page.xpath("//a/@href") == ["https://ombra.example/a_b%28c%29?d=1&e=2"]


def test_a_posts_card_shows_its_lines_and_its_author():
    told = teller()
    post = document("# Oben\n1. noch *immer*", kind="post")

    card = shown(told, told.card(post))[0]

    assert card.get("class") == "post"
    assert [part.get("class") for part in card] == ["words", "words", "by"]
    assert card[0].text_content() == "# Oben1"
    assert card[1].text_content() == "1. noch *immer*1"


def test_other_outlets_stand_apart_from_what_is_told():
    told = teller()

    page = shown(told, told.list_outlets("Also reported by", [document("Text.")]))

    assert page[0].get("class") == "also"
    assert markdown.unescape(page.text_content()).startswith("Also reported by: *Ombra* Courier")
