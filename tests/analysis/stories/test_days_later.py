"""Stories of a stream that tell one event within three days are one storyline."""

from datetime import UTC, datetime, timedelta

from coranto.analysis.stories.days_later import StorylineGrouper
from coranto.model import Document, Placement

START = datetime(2026, 11, 9, tzinfo=UTC)


class ScriptedGrouper:
    """Places documents as told: by document, its story, what it continues, and what moves."""

    def __init__(self, script):
        self._script = script
        self.moved = []
        self.before = None

    def place(self, document):
        story, self._continued, moved = self._script[document.id]
        self.moved = [place(name, to) for name, to in moved.items()]
        return place(document.id, story)

    def continued_stories(self):
        return self._continued

    def forget(self, before):
        self.before = before


def place(name, story):
    return Placement(document_id=name, story_id=story, score=1.0)


def document(name, *, days):
    at = START + timedelta(days=days)
    return Document(
        id=name, version=1, source_id="gull", kind="article", key=name, url="", title=name,
        text="", language="en", published=at, seen=at,
    )  # fmt: skip


def run(script, days):
    grouper = StorylineGrouper(ScriptedGrouper(script))
    return grouper, [grouper.place(document(name, days=days[name])) for name in script]


def storylines(steps):
    """The last storyline written of each document."""
    return {placed.placement.document_id: placed.storyline for step in steps for placed in step}


def test_a_story_belongs_to_the_storyline_of_the_story_that_it_tells_days_later():
    script = {"a": ("s1", [], {}), "b": ("s2", ["s1"], {}), "c": ("s3", ["s2"], {})}

    _, steps = run(script, {"a": 0, "b": 2, "c": 3})

    assert storylines(steps) == {"a": "s1", "b": "s1", "c": "s1"}
    assert steps[1][0].continues == "s1"


def test_a_storyline_ends_three_days_after_its_first_report():
    """Or else a month of follow-ups would be one event."""
    script = {"a": ("s1", [], {}), "b": ("s2", ["s1"], {}), "c": ("s3", ["s2"], {})}

    _, steps = run(script, {"a": 0, "b": 2, "c": 3.1})

    assert storylines(steps) == {"a": "s1", "b": "s1", "c": "s3"}


def test_the_next_likely_story_is_continued_where_the_likeliest_is_too_old():
    script = {"a": ("s1", [], {}), "b": ("s2", [], {}), "c": ("s3", ["s1", "s2"], {})}

    _, steps = run(script, {"a": 0, "b": 2, "c": 4})

    assert storylines(steps)["c"] == "s2"


def test_stories_that_become_one_bring_their_storylines_together():
    """All documents of the younger storyline are written again."""
    script = {
        "a": ("s1", [], {}),
        "b": ("s2", [], {}),
        "c": ("s3", ["s2"], {}),
        "d": ("s1", [], {"b": "s1"}),
    }

    _, steps = run(script, {"a": 0, "b": 1, "c": 2, "d": 2.5})

    assert [placed.placement.document_id for placed in steps[3]] == ["d", "b", "c"]
    assert storylines(steps) == dict.fromkeys("abcd", "s1")
    assert steps[3][1].placement.story_id == "s1"


def test_a_document_is_in_its_new_story_when_its_own_arrival_moved_it():
    script = {"a": ("s1", [], {}), "b": ("s2", [], {"b": "s1"})}

    _, (_, (placed,)) = run(script, {"a": 0, "b": 1})

    assert (placed.placement.story_id, placed.storyline) == ("s1", "s1")


def test_what_was_forgotten_is_continued_no_more():
    script = {"a": ("s1", [], {}), "b": ("s2", ["s1"], {})}
    grouper = StorylineGrouper(ScriptedGrouper(script))
    grouper.place(document("a", days=0))
    grouper.forget(START + timedelta(days=1))

    (placed,) = grouper.place(document("b", days=2))

    assert (placed.storyline, placed.continues) == ("s2", "")
