"""Headings typed without a name are given one; nothing else of the file changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.editing import draft as drafts
from coranto.editing import heading_names

DRAFT = """\
---
number: 7
title: The Ombra Digest
first: 2026-11-09
last: 2026-11-15
language: en
---

# Ferry aground {#no-name}

## English

### Ferry aground

It is aground.[^a7k2]

### Fair opens {#sfair}

It opened.[^a7k2][^b7k2]

### بازار باز شد

[^a7k2]: dferry@1 0–4 “Ferr”
[^b7k2]: dfair@1 0–4 “Fair”
"""


def test_sections_and_items_without_a_name_are_found_with_what_they_cite():
    headings = heading_names.find_unnamed_headings(DRAFT)

    assert [(h.line, h.is_section, h.title, h.document_ids) for h in headings] == [
        (11, True, "English", ()),
        (13, False, "Ferry aground", ("dferry",)),
        (21, False, "بازار باز شد", ()),
    ]
    assert heading_names.find_names(DRAFT) == {"no-name", "sfair"}


def test_a_damaged_name_is_no_missing_one():
    """Given another name, the item would lose its story."""
    assert heading_names.find_unnamed_headings("### Ferry aground {#sfe") == []


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("English", "en"),
        ("ENGLISH", "en"),
        ("Around the lake", "around-the-lake"),
        ("Häfen", "hafen"),
        ("Fun", "section-fun"),
        ("…", "section"),
        ("Taken already", "taken-already-2"),
    ],
)
def test_a_section_is_named_by_its_language_or_its_title(title, name):
    taken = {"taken-already"}

    assert heading_names.section_name(title, {"english": "en"}, taken) == name


@pytest.mark.parametrize(
    ("title", "name"),
    [("Ferry aground", "own-ferry-aground-2"), ("Базар", "own-bazar"), ("!!", "own-item")],
)
def test_an_item_without_a_story_has_a_name_that_is_no_story_s(title, name):
    given_name = heading_names.own_item_name(title, {"own-ferry-aground"})

    assert given_name == name
    assert heading_names.is_own_item_name(given_name)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_only_the_headings_change(line_end):
    text = DRAFT.replace("\n", line_end)

    named = heading_names.write_names(text, {11: "en", 13: "sferry", 21: "own-bazar"})

    assert (
        named.replace(" {#en}", "").replace(" {#sferry}", "").replace(" {#own-bazar}", "") == text
    )
    draft = drafts.parse_draft(named)
    assert [item.story_id for item in draft.sections[0].items] == ["sferry", "sfair", "own-bazar"]
    assert draft.sections[0].id == "en"


@given(st.text(alphabet="#{} \n\r\u2028\x0b[^a]:@1“”–ab", max_size=80))
def test_any_text_can_be_given_names(text):
    headings = heading_names.find_unnamed_headings(text)

    named = heading_names.write_names(text, {heading.line: "own-x" for heading in headings})

    assert named.count("{#own-x}") == text.count("{#own-x}") + len(headings)
