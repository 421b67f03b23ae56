"""Which earlier story a story goes on with."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.analysis.stories import storylines
from coranto.analysis.stories.storylines import (
    MAX_COMPARED_TOPICS,
    MAX_KEPT_TOPICS,
    MAX_TIME_APART,
    MIN_TIME_APART,
    EarlierStory,
    StoryTopic,
)
from coranto.model import Document, Story
from coranto.reading.language import transliteration

NOW = datetime(2026, 11, 9, 8, tzinfo=UTC)
WEEK = timedelta(weeks=1)
NAMES = ("mirabella", "ombra", "korrin", "veldra")


def document(name, title, text="", **facts):
    return Document(
        id=name,
        version=1,
        source_id="gull",
        kind="article",
        key=name,
        url=f"https://gull.example/{name}",
        title=title,
        text=text,
        published=NOW,
        seen=NOW,
        **{"language": "en", **facts},
    )


def story(*documents):
    return Story(id="s1", documents=documents)


def name(written):
    return f"n:{transliteration.consonant_skeleton(written.lower())}"


def topic(name, *, stories=1):
    return StoryTopic(name=name, shown=name.title(), weight=2.0, stories=stories)


def earlier(name, *, names=NAMES, weeks=3.0):
    return EarlierStory(story_id=name, first=NOW - weeks * WEEK, topics=frozenset(names))


FOUR = tuple(topic(name) for name in NAMES)


def follow(*stories, topics=FOUR, **facts):
    return storylines.link_to_earlier_story(
        "s1", NOW, topics=topics, total=200, earlier=stories, **facts
    )


def test_a_story_goes_on_with_one_that_shares_its_names_and_says_why():
    link = follow(earlier("s0"))

    assert link.follows == "s0"
    names, time = link.reasons
    assert names.detail == "4 of its 4 rarest names and words: Mirabella, Ombra, Korrin, Veldra"
    assert (time.value, time.detail) == (-0.06, "3 weeks")
    assert link.score == pytest.approx(sum(why.value for why in link.reasons), abs=0.0005)


def test_a_story_like_no_other_begins_a_storyline():
    link = follow(earlier("s0", names=("mirabella", "tomato")))

    assert (link.follows, link.reasons) == ("", ())


def test_two_names_are_a_coincidence():
    topics = [topic("mirabella"), topic("ombra")]

    assert follow(earlier("s0"), topics=topics).follows == ""


def test_of_two_alike_the_later_chapter_is_gone_on_with():
    assert follow(earlier("s0", weeks=6), earlier("s2", weeks=1)).follows == "s2"


@pytest.mark.parametrize(
    "apart", [MAX_TIME_APART + timedelta(hours=1), MIN_TIME_APART - timedelta(hours=1)]
)
def test_too_long_ago_and_just_now_are_no_earlier_chapters(apart):
    other = replace(earlier("s0"), first=NOW - apart)

    assert follow(other).follows == ""


def test_stories_held_apart_stay_apart():
    assert follow(earlier("s0"), apart={"s0"}).follows == ""


def test_what_everybody_tells_is_not_looked_for():
    topics = [
        topic("harbour", stories=storylines.MAX_STORIES_PER_TOPIC + 1),
        topic("mirabella"),
        topic("quay", stories=9),
    ]

    found = storylines.rarest_topics(topics, 500)

    assert [one.name for one in found] == ["mirabella", "quay"]


def test_a_name_weighs_more_than_a_word_and_is_shown_as_written():
    found = storylines.extract_topics(story(document("d1", "The Mirabella stays in zwockle")))

    assert found[name("Mirabella")].weight > found["en:zwockl"].weight
    assert found[name("Mirabella")].words == "Mirabella"


def test_what_all_documents_tell_weighs_more_than_what_one_of_them_tells():
    found = storylines.extract_topics(
        story(document("d1", "Korrin sails"), document("d2", "Korrin dines with Vanello"))
    )

    assert found[name("Korrin")].weight > found[name("Vanello")].weight


def test_a_place_is_the_same_in_every_language_and_a_day_is_no_topic():
    found = [
        set(storylines.extract_topics(story(document("d1", title, language=language))))
        for title, language in (
            ("Monday, 9 November, Albania", "en"),
            ("Montag, Albanien, November", "de"),
        )
    ]

    assert found == [{"g:AL"}, {"g:AL"}]


def test_a_name_is_the_same_in_another_script():
    russian = storylines.extract_topics(
        story(document("d1", "Корабль «Мирабелла» сел", language="ru"))
    )

    assert name("Mirabella") in russian


TEXTS = st.text(max_size=300)


@settings(max_examples=60)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4))
def test_whatever_strangers_write_has_few_topics(texts):
    documents = [document(f"d{n}", title, text) for n, (title, text) in enumerate(texts)]

    found = storylines.extract_topics(story(*documents))

    assert len(found) <= MAX_KEPT_TOPICS
    assert all(0 < one.weight <= storylines.NAME_WEIGHT for one in found.values())


@pytest.mark.parametrize("text", ["", "A" * 1_000_000, "\x00\ud800", "Ω " * 100_000])
def test_hostile_texts_have_topics_too(text):
    found = storylines.extract_topics(story(document("d1", text, text)))

    chosen = storylines.rarest_topics(
        [
            StoryTopic(name=name, shown=one.words, weight=one.weight, stories=0)
            for name, one in found.items()
        ],
        0,
    )
    assert len(chosen) <= MAX_COMPARED_TOPICS
