"""Storylines: named by their earliest story, whatever order editions and links come in."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coranto.rendering.web.cross_edition import CrossEditionIndex
from coranto.rendering.web.storylines import StorylineIndex


def linked(edition, links):
    """The edition with each story's earlier ones as `links` says."""
    stories = tuple(replace(one, before=links.get(one.id, ())) for one in edition.stories)
    return replace(edition, stories=stories)


def lines_of(*editions):
    return StorylineIndex(CrossEditionIndex(editions))


def told(line):
    return [one.story.id for one in line.chapters]


def test_a_story_that_continues_nothing_told_stands_alone(editions):
    lines = lines_of(linked(editions[0], {"scrane": ("snever-told",)}))

    assert lines.all_storylines() == []
    assert lines.storyline_of("scrane") is None


def test_links_join_into_one_line_named_by_its_earliest_story(editions):
    lines = lines_of(linked(editions[0], {"scrane": ("seel",), "sgull": ("scrane",)}))

    (line,) = lines.all_storylines()
    assert sorted(told(line)) == ["scrane", "seel", "sgull"]
    assert line.name == told(line)[0]
    assert lines.storyline_of("sgull") is line


def test_a_circle_of_links_is_one_line(editions):
    lines = lines_of(linked(editions[0], {"scrane": ("sgull",), "sgull": ("scrane", "sgull")}))

    assert [sorted(told(line)) for line in lines.all_storylines()] == [["scrane", "sgull"]]


IDS = ["scrane", "sgull", "sfog", "ssalt", "seel", "slight", "srope"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(links=st.dictionaries(st.sampled_from(IDS), st.lists(st.sampled_from(IDS), max_size=3)))
def test_every_story_is_in_one_line_at_most_with_all_it_continues(editions, links):
    links = {story: tuple(before) for story, before in links.items()}
    lines = lines_of(linked(editions[0], links))

    chapters = [one for line in lines.all_storylines() for one in told(line)]
    assert len(chapters) == len(set(chapters))
    for story, before in links.items():
        for earlier in before:
            assert (
                story == earlier
                or lines.storyline_of(story) is lines.storyline_of(earlier) is not None
            )
