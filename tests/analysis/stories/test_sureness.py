"""A merge across outlets needs evidence beyond chance, and a story knows how sure it is."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from coranto.analysis.stories.group import StoryGrouper
from coranto.analysis.stories.judgements import story_id
from coranto.model import WEAK_SIGNAL, Document, Placement, Story, Why

START = datetime(2026, 11, 9, tzinfo=UTC)
WEAK = Why(signal=WEAK_SIGNAL, value=0.0, detail="little in common: Ombra, ferry")


def document(name, title, text="", *, hours=9.0, language="en"):
    published = START + timedelta(hours=hours)
    return Document(
        id=name,
        version=1,
        source_id=f"outlet of {name}",
        kind="article",
        key=f"https://{name}.example/a",
        url=f"https://{name}.example/a",
        title=title,
        text=text,
        language=language,
        published=published,
        seen=published,
    )


def group(documents):
    grouper, placements = StoryGrouper(), {}
    for each in documents:
        placements[each.id] = grouper.place(each)
        placements |= {moved.document_id: moved for moved in grouper.moved}
    return placements


def as_story(documents, placements):
    return Story(id="s1", documents=tuple(documents), placements=tuple(placements.values()))


UNRELATED = {
    "everyday words": [
        document("kite", "My first kite", "Last week I wrote about kites and tried a new design."),
        document("shelf", "Shelf design", "I wrote about chairs last week; now I tried a shelf."),
    ],
    "one subject": [
        document("ice", "Ice melts early", "Fishers of Velm fear for their trade as the climate "
                 "is changing and causing the ice to melt.", hours=6),
        document("vinho", "Menos vinho em 2050", "As vinhas sofrem com o aumento da temperatura "
                 "causado pelas alterações climáticas.", hours=15, language="pt"),
    ],
    "one tool": [
        document("hooks", "Writing hooks for the Zandel editor", "Zandel runs a hook on save."),
        document("themes", "A dark theme for Zandel", "Colours can be set in a file.", hours=10),
    ],
    "one name": [
        document("wolf", "Wolf Lindqvist paints the harbour", "An exhibition opens."),
        document("bank", "Lindqvist elected to the board", "The bank votes.", hours=12),
    ],
    "one year": [
        document("list", "Favourite records of 2026", "These are what I heard most this year."),
        document("goal", "What I want to cook in 2026", "A list of what I want to try this year.",
                 hours=13),
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", UNRELATED)
def test_what_could_be_chance_joins_no_outlets(kind):
    for ordered in permutations(UNRELATED[kind]):
        placements = group(ordered)

        assert len({placed.story_id for placed in placements.values()}) == 2


SAME_EVENT = {
    "names": [
        document("gull", "Ferry Mirabella runs aground off the Ombra lighthouse"),
        document("tern", "Mirabella ferry aground at Ombra: 214 wait at the lighthouse", hours=14),
    ],
    "numbers across languages": [
        document("gull", "Dam of Velmora cracks, 4,312 people of four villages leave"),
        document("rio", "La presa de Velmora se agrieta: 4,312 vecinos de cuatro pueblos",
                 hours=11, language="es"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("kind", SAME_EVENT)
def test_names_places_and_numbers_that_agree_join_outlets(kind):
    placements = group(SAME_EVENT[kind])

    assert len({placed.story_id for placed in placements.values()}) == 1


def test_documents_of_one_midnight_get_no_credit_for_closeness():
    """A feed that gives dates only puts everything of a day at one instant."""
    first, second = SAME_EVENT["names"]
    midnight = [document(each.id, each.title, hours=24) for each in (first, second)]
    morning = [document(each.id, each.title, hours=24.5) for each in (first, second)]

    dated, timed = group(midnight)["tern"], group(morning)["tern"]

    assert dated.score < timed.score
    details = {why.signal: why.detail for why in dated.reasons}
    assert details["time apart"] == "not known exactly: a time of day is missing"


def test_a_story_of_much_in_common_is_sure():
    text = "Captain Castellan and 214 passengers of the Mirabella waited off Ombra until morning."
    reports = [
        document("gull", "Ferry Mirabella runs aground off the Ombra lighthouse", text),
        document("tern", "Mirabella ferry aground at Ombra lighthouse", text[10:], hours=11),
    ]

    story = as_story(reports, group(reports))

    assert (story.sureness, story.weak_links) == ("sure", ())


def test_a_story_is_weak_where_little_joins_its_parts_and_says_what():
    gull, tern = document("gull", "Ferry Mirabella aground"), document("tern", "Ombra ferry")
    placements = {
        "gull": Placement(document_id="gull", story_id="s1", score=1.0, part="s1"),
        "tern": Placement(
            document_id="tern", story_id="s1", score=0.5, part="s2", reasons=(WEAK,)
        ),
    }  # fmt: skip

    story = as_story([gull, tern], placements)

    assert (story.sureness, story.weak_links) == ("weak", (WEAK,))
    assert story.parts == ((gull,), (tern,))


def test_a_part_that_is_left_out_makes_a_story_sure_again():
    """The week's documents count, not the older ones that a draft leaves out."""
    placements = {
        name: Placement(document_id=name, story_id="s1", score=1.0, part=part)
        for name, part in (("gull", "s1"), ("tern", "s2"))
    }

    assert as_story([document("tern", "Ombra ferry")], placements).sureness == "sure"


def test_a_later_report_that_belongs_to_both_parts_joins_them_surely():
    """The weakest *necessary* link counts: a third report may tell both surely."""
    first = document("first", "Ferry Mirabella aground off Ombra lighthouse: 214 wait")
    second = document("second", "The captain, Ada Castellan, held by Tarsk police", hours=12)
    whole = story_id("first")
    weak = Placement(
        document_id="second", story_id=whole, score=0.5, reasons=(WEAK,), part=story_id("second")
    )
    sure = Placement(document_id="first", story_id=whole, score=1.0)
    both = document("both", f"{first.title}: {second.title}", hours=13)

    grouper = StoryGrouper([(first, sure), (second, weak)])
    last = grouper.place(both)

    assert [moved.document_id for moved in grouper.moved] == ["second"]
    assert {last.part, grouper.moved[0].part} == {whole}
    assert WEAK not in grouper.moved[0].reasons
