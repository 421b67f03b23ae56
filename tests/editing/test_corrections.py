"""What a correction changes: every part of an edition, named where readers find it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.editing.corrections import draft_changes
from coranto.model import Citation, Draft, Item, Section, Translated, Translation

CITATION = Citation(mark="a7k2", document_id="d1", version=1, start=0, end=5, text="Storm")
STORM = Item(story_id="s1", heading="Storm", body="“Storm”[^a7k2].")
EELS = Item(story_id="s2", heading="Eels", body="They came back.")
OWN = Item(story_id="", heading="From the desk", body="We moved.")
PERSIAN = Translation(
    language="fa",
    texts=(Translated(story_id="s1", heading="توفان", body="«توفان»", of=""),),
    titles={},
)
DRAFT = Draft(
    number=1,
    title="The Digest",
    first=date(2026, 11, 9),
    last=date(2026, 11, 15),
    language="en",
    headline="Storm",
    lead="It blew.",
    sections=(Section(id="en", title="English", items=(STORM, EELS, OWN)),),
    citations=(CITATION,),
    editors=("Ada",),
    translations=(PERSIAN,),
)


def with_items(*items, title="English"):
    return replace(DRAFT, sections=(Section(id="en", title=title, items=items),))


def told(new, old=DRAFT):
    return [(one.part, one.item, one.old, one.new) for one in draft_changes(old, new)]


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (DRAFT, []),
        (replace(DRAFT, lead_line=9), []),
        (replace(DRAFT, title="A Digest"), [("title", "", "The Digest", "A Digest")]),
        (
            replace(DRAFT, last=date(2026, 11, 16)),
            [("days", "", "2026-11-09 – 2026-11-15", "2026-11-09 – 2026-11-16")],
        ),
        (replace(DRAFT, editors=("Ada", "Bo")), [("editors", "", "Ada", "Ada, Bo")]),
        (replace(DRAFT, headline="Gale"), [("headline", "", "Storm", "Gale")]),
        (replace(DRAFT, lead="It rained."), [("lead", "", "It blew.", "It rained.")]),
        (with_items(STORM, EELS, OWN, title="In English"),
         [("section", "", "English", "In English")]),
        (with_items(replace(STORM, heading="Gale", line=7), EELS, OWN),
         [("heading", "s1", "Storm", "Gale")]),
        (with_items(replace(STORM, body="Calm."), EELS, OWN),
         [("item", "s1", STORM.body, "Calm.")]),
        (with_items(EELS, OWN), [("item", "s1", STORM.body, "")]),
        (with_items(STORM, EELS, replace(OWN, body="")),
         [("item", "From the desk", "We moved.", "")]),
        (with_items(EELS, STORM, OWN),
         [("order", "", "Storm\nEels\nFrom the desk", "Eels\nStorm\nFrom the desk")]),
        (replace(DRAFT, citations=(replace(CITATION, version=2),)),
         [("evidence", "", "Storm (d1@1 0–5)", "Storm (d1@2 0–5)")]),
        (replace(DRAFT, citations=(replace(CITATION, line=9),)), []),
        (replace(DRAFT, translations=()), [("translation", "s1", "توفان\n\n«توفان»", "")]),
    ],
)  # fmt: skip
def test_every_part_is_named_as_it_was_and_as_it_is(new, expected):
    assert told(new) == expected


def test_a_story_that_stands_in_another_section_is_told():
    posts = Section(id="posts", title="Posts", items=(OWN,))
    old = replace(with_items(STORM, EELS), sections=(*with_items(STORM, EELS).sections, posts))
    new = replace(old, sections=(*with_items(STORM).sections, replace(posts, items=(EELS, OWN))))

    assert told(new, old) == [("section", "s2", "English", "Posts")]


def test_an_item_that_is_new_is_told_whole_even_when_it_says_nothing():
    empty = Item(story_id="s3", heading="*Fog*", body="")

    assert told(with_items(STORM, EELS, OWN, empty)) == [("item", "s3", "", "\\*Fog\\*")]


def test_two_items_of_one_name_are_told_apart():
    twice = with_items(OWN, OWN)

    assert told(with_items(OWN, replace(OWN, body="We stayed.")), twice) == [
        ("item", "From the desk", "We moved.", "We stayed.")
    ]


TEXT = st.text(max_size=8)
ITEMS = st.lists(
    st.builds(Item, story_id=st.sampled_from(["", "s1", "s2"]), heading=TEXT, body=TEXT),
    max_size=4,
)


@given(old=ITEMS, new=ITEMS)
def test_nothing_is_changed_only_where_nothing_differs(old, new):
    """Items that differ in any word make a change; the same ones make none."""
    assert told(with_items(*old), with_items(*old)) == []
    if [(one.story_id, one.heading, one.body) for one in old] != [
        (one.story_id, one.heading, one.body) for one in new
    ]:
        assert told(with_items(*new), with_items(*old)) != []
