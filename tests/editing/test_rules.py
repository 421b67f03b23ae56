"""What a desk decides beforehand, and that it says so."""

from dataclasses import replace

import pytest

from coranto.editing import rules as steering
from coranto.editing.composing.selection import DigestLimits
from coranto.editing.rules import DeskTopic, EditorialRule
from coranto.model import Story


def order(world, **steered):
    return [one.story.id for one in world.rank(**steered)]


def reason(world, story_id, signal, **steered):
    (ranked,) = [one for one in world.rank(**steered) if one.story.id == story_id]
    return next((why.detail for why in ranked.reasons if why.signal == signal), "")


def sections(composed):
    return {section.id: [item.story_id for item in section.items] for section in composed.sections}


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (EditorialRule(story="spost"), "story spost"),
        (EditorialRule(outlet="captain"), "outlet captain"),
        (EditorialRule(outlet="CAPTAIN", reason="asked for"), "outlet CAPTAIN (asked for)"),
        (
            EditorialRule(word="radio"),
            "word “radio” in “The *lighthouse* [was] lit. # Ask the radio.”",
        ),
    ],
)
def test_what_is_pinned_leads_and_says_why(world, rule, words):
    assert order(world)[0] == "sferry"
    assert order(world, pins=[rule])[0] == "spost"
    assert reason(world, "spost", "pinned", pins=[rule]) == words


def test_what_is_muted_comes_last_says_why_and_is_not_told(world):
    rule = EditorialRule(word="tomato", variants=("گوجه",), reason="not our field")

    assert order(world, mutes=[rule])[-1] == "stomato"
    assert "گوجه‌ها" in reason(world, "stomato", "muted", mutes=[rule])
    assert "fa" not in sections(world.compose(mutes=[rule]))


def test_a_pin_outweighs_a_mute(world):
    composed = world.compose(
        pins=[EditorialRule(story="stomato")], mutes=[EditorialRule(word="گوجه")]
    )

    assert sections(composed)["fa"] == ["stomato"]


def test_a_muted_outlet_is_left_out_of_stories_that_others_tell(world):
    rule = EditorialRule(outlet="Veldra Post")
    composed = world.compose(mutes=[rule])
    (ferry,) = [one for one in world.rank(mutes=[rule]) if one.story.id == "sferry"]

    assert {one.source_id for one in ferry.story.documents} == {"ombra-courier", "gazeta-liri"}
    assert ferry.independence.count == 2
    assert "Veldra Post" not in composed.sections[0].items[0].body


def test_a_story_that_only_muted_outlets_tell_is_muted(world):
    rules = [EditorialRule(outlet="ruznameh")]

    assert reason(world, "stomato", "muted", mutes=rules) == "outlet ruznameh"


def test_a_word_is_looked_for_in_titles_only(world):
    """A story that mentions the horoscope in passing is none."""
    assert reason(world, "sferry", "muted", mutes=[EditorialRule(word="lighthouse")]) == ""


def test_a_rule_that_names_nothing_findable_means_nothing(world):
    assert (
        steering.describe_matching_rule(world.stories[0], [EditorialRule(word=" ")], world.sources)
        == ""
    )


def test_a_topic_has_its_own_section_before_the_languages(world):
    topics = [DeskTopic(id="harbour", title="Ships & harbours", words=("ferry", "traget"))]
    composed = world.compose(topics=topics)

    assert [section.id for section in composed.sections] == ["harbour", "fa", "posts"]
    assert composed.sections[0].title == "Ships & harbours"


def test_a_topic_that_one_report_of_many_mentions_is_not_the_story_s(world):
    odd = replace(world.documents[1], id="dodd", text="The harbour has a kiosk. " * 3)
    topic = DeskTopic(id="kiosks", title="Kiosks", words=("kiosk",))
    story = Story(id="s1", documents=(world.documents[0], world.documents[2], odd))

    assert steering.find_topic_id(story.documents, [topic]) == ""
    assert steering.find_topic_id([odd, world.documents[0]], [topic]) == "kiosks"


def test_sections_and_the_whole_edition_have_their_limits(world):
    stories = [
        Story(id=f"s{n}", documents=(replace(world.documents[0], id=f"d{n}"),)) for n in range(6)
    ]

    assert len(sections(world.compose(stories, limits=DigestLimits(per_section=2)))["en"]) == 2
    assert len(sections(world.compose(stories, limits=DigestLimits(words=60)))["en"]) < 6
    assert len(sections(world.compose(stories, limits=DigestLimits(words=1)))["en"]) == 1


def test_words_of_a_topic_count_only_as_far_into_a_document_as_the_desk_says(world):
    told = replace(world.documents[0], title="Ferry aground", text="Nothing. " * 60 + "A kiosk.")

    def topics(where):
        return [DeskTopic(id="kiosks", title="Kiosks", words=("kiosk",), where=where)]

    assert steering.find_topic_id([told], topics("body")) == "kiosks"
    assert steering.find_topic_id([told], topics("lead")) == ""
    led = replace(told, text="A kiosk burnt down.")
    assert steering.find_topic_id([led], topics("lead")) == "kiosks"
    assert steering.find_topic_id([led], topics("title")) == ""


def test_a_folder_makes_a_section_behind_the_topics(world):
    composed = world.compose(
        folder_titles={"folder-lakes": "Lakes"}, section_by_document={"dtomato": "folder-lakes"}
    )

    assert composed.sections[0].title == "Lakes"


def test_stories_of_several_outlets_get_a_section_where_a_language_overflows(world):
    lone = [
        Story(id=f"s{n}", documents=(replace(world.documents[1], id=f"d{n}", text=f"Tide {n}."),))
        for n in range(6)
    ]
    both = Story(id="sboth", documents=world.documents[:2])

    few = sections(world.compose([*lone[:2], both], limits=DigestLimits(per_section=3)))
    many = sections(world.compose([*lone, both], limits=DigestLimits(per_section=3)))

    assert (len(few["en"]), "outlets" in few) == (3, False)
    assert (len(many["en"]), many["outlets"], len(many["brief"])) == (3, ["sboth"], 3)


def test_an_outlet_s_lone_stories_give_way_to_others_and_fill_what_these_leave(world):
    def lone(source, n):
        told = replace(world.documents[1], id=f"d{n}", text=f"Tide {n}.", source_id=source)
        return Story(id=f"s{n}", documents=(told,))

    many = [lone("veldra-post", n) for n in range(6)]
    other = replace(lone("gazeta-liri", 9), id="sother")

    few = sections(world.compose([*many, other], limits=DigestLimits(items=3, per_outlet=2)))
    all_seven = sections(world.compose([*many, other], limits=DigestLimits(per_outlet=2)))

    assert "sother" in few["en"]
    assert len(all_seven["en"]) == 7
