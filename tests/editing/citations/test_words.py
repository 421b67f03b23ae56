"""Words of an editor are found in a text as they stand there, and go into a draft unharmed."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.editing import draft as drafts
from coranto.editing.citations import words as citing
from coranto.errors import DraftError
from coranto.model import Document, Draft, Item, Section

SEEN = datetime(2026, 11, 10, tzinfo=UTC)


def document(text, language="en"):
    return Document(
        id="dferry", key="k", url="https://ombra.example/1", source_id="courier",
        kind="article", version=1, language=language, published=SEEN, seen=SEEN, title="Ferry",
        text=text, capture="c", title_from="page", text_from="page", published_from="page",
        language_from="page",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("source", "words", "place"),
    [
        ("The ferry sank at noon.", "ferry sank", "ferry sank"),
        ("The ferry\n  sank at noon.", "ferry sank", "ferry\n  sank"),
        ("He said “it sank”.", 'said "it sank"', "said “it sank”"),
        ("Сказал: «тонет».", "„тонет“", "«тонет»"),
        ("کشتی می\u200cرود.", "کشتی میرود", "کشتی می\u200cرود"),
        ("Das Schiff\u00adfahrtsamt", "Schifffahrtsamt", "Schiff\u00adfahrtsamt"),
        ("渡轮在湖上搁浅。", "湖上", "湖上"),
        ("friendship and ship", "ship", "ship"),
        ("nothing like it", "ferry", None),
        ("any text", "   ", None),
        ("a.b", "a-b", None),
    ],
)
def test_words_are_found_as_they_stand(source, words, place):
    """White space, invisible characters and the style of marks may differ; letters may not."""
    spans = citing.find_words(source, words)

    assert [source[slice(*span)] for span in spans] == ([place] if place else [])


def test_a_word_inside_another_is_found_only_where_it_stands_nowhere_alone():
    assert citing.find_words("friendship and ship", "ship") == [(15, 19)]
    assert citing.find_words("friendships", "ship") == [(6, 10)]


@given(st.text(max_size=60), st.text(max_size=30))
def test_any_words_are_searched_in_any_text(source, words):
    for start, end in citing.find_words(source, words):
        assert 0 <= start < end <= len(source)


def draft_text(line_end="\n"):
    draft = Draft(
        number=7, title="The Ombra Digest", first=date(2026, 11, 9), last=date(2026, 11, 15),
        language="en", headline="Ferry aground", lead="A lead.", lead_line=0, citations=(),
        sections=(
            Section(id="en", title="English", items=(
                Item(story_id="sferry", heading="Ferry aground", body="First.\n\nSecond."),
                Item(story_id="sfair", heading="Fair opens", body="Third."),
            )),
        ),
    )  # fmt: skip
    return drafts.format_draft(draft).replace("\n", line_end)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("name", ["sferry", "{#sfer}", "sfair"])
def test_a_quotation_goes_to_the_end_of_its_item_and_nothing_else_changes(name, line_end):
    text = draft_text(line_end)
    draft = drafts.parse_draft(text)
    item = citing.find_item(draft, name)
    passage = citing.quote_span(
        document("The ferry sank at noon."), (4, 14), language="en", draft=draft, note="Courier"
    )

    changed = citing.add_to_item(text, item, passage.quotation, passage)

    (changed_item,) = (
        other
        for section in drafts.parse_draft(changed).sections
        for other in section.items
        if other.story_id == item.story_id
    )
    assert changed_item.body == f"{item.body}\n\n“ferry sank”[^{passage.citation.mark}]"
    assert drafts.parse_draft(changed).citations[0].text == "ferry sank"
    without_additions = [
        line
        for line in changed.split(line_end)
        if line not in {passage.quotation, passage.definition, ""}
    ]
    assert without_additions == [line for line in text.split(line_end) if line]


def test_a_passage_that_the_draft_cites_already_is_defined_once():
    text, source = draft_text(), document("The ferry sank at noon.")
    for _ in range(2):
        draft = drafts.parse_draft(text)
        passage = citing.quote_span(source, (4, 14), language="en", draft=draft, note="")
        text = citing.add_to_item(
            text, citing.find_item(draft, "sferry"), passage.quotation, passage
        )

    assert len(drafts.parse_draft(text).citations) == 1
    assert text.count(passage.definition) == 1


@pytest.mark.parametrize(
    ("name", "message"), [("sf", "several items"), ("sx", "no item"), ("", "no item")]
)
def test_an_item_is_named_without_doubt(name, message):
    with pytest.raises(DraftError, match=message):
        citing.find_item(drafts.parse_draft(draft_text()), name)
