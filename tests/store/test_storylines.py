"""Storylines and copies as the store keeps them."""

from datetime import UTC, datetime, timedelta

import pytest

from coranto.analysis.stories.storylines import (
    DisplayedTopic,
    EarlierStory,
    StorylineLink,
    StoryTopic,
)
from coranto.model import Copy, Document, Passage, Placement, Why
from coranto.store import Store

NOW = datetime(2026, 11, 9, 8, tzinfo=UTC)
DAY = timedelta(days=1)
WHY = Why(signal="shared passages", value=0.9, detail="210 words")
COPY = Copy(
    document_id="d2",
    origin_id="d1",
    overlap=0.9,
    origin_overlap=0.45,
    passages=(Passage(start=3, end=90, origin_start=0, origin_end=87),),
    credit="Lake Wire",
    reasons=(WHY,),
)


@pytest.fixture
def store():
    """Three documents, one a day, each in a story of its own."""
    with Store.memory() as store:
        for number in (1, 2, 3):
            store.documents.add(document(number), [])
            store.stories.place([placement(number, f"s{number}")])
        yield store


def document(number):
    return Document(
        id=f"d{number}",
        version=1,
        source_id="gull",
        kind="article",
        key=f"https://gull.example/{number}",
        url=f"https://gull.example/{number}",
        title="Ferry late",
        text="The ferry was late.",
        published=NOW + number * DAY,
        seen=NOW + number * DAY,
    )


def placement(number, story):
    return Placement(document_id=f"d{number}", story_id=story, score=1.0)


def follow(store, number, follows=""):
    store.storylines.store_links(
        [StorylineLink(story_id=f"s{number}", first=NOW + number * DAY, follows=follows, score=0.5)]
    )


def unsettled(store):
    return [story for story, _ in store.storylines.unsettled()]


def test_a_copy_is_kept_with_its_passages_and_reasons(store: Store):
    store.copies.keep([COPY])

    assert store.copies.for_documents(["d1", "d2", "d9"]) == [COPY]
    assert store.copies.copies_of_documents(["d1"]) == ["d2"]


def test_the_last_word_on_a_document_counts(store: Store):
    credited = Copy(document_id="d2", origin_id="", overlap=0, origin_overlap=0, credit="Lake Wire")

    store.copies.keep([COPY, credited])

    assert store.copies.for_documents(["d2"]) == [credited]


def test_a_copy_of_nothing_takes_back_what_was_known(store: Store):
    """An original that comes late turns the copy around: the first is no copy any more."""
    none = Copy(document_id="d2", origin_id="", overlap=0, origin_overlap=0)
    reverse = Copy(document_id="d1", origin_id="d2", overlap=0.4, origin_overlap=0.9)
    store.copies.keep([COPY])

    store.copies.keep([reverse, none])

    assert store.copies.for_documents(["d1", "d2"]) == [reverse]


def test_a_dropped_copy_is_forgotten(store: Store):
    store.copies.keep([COPY])
    store.copies.drop(["d2"])

    assert store.copies.for_documents(["d2"]) == []


def test_new_stories_are_unsettled_the_earliest_first(store: Store):
    assert store.storylines.unsettled() == [(f"s{n}", NOW + n * DAY) for n in (1, 2, 3)]


def test_a_described_story_is_counted_but_not_settled(store: Store):
    store.storylines.store_topics(
        "s1", NOW + DAY, {"ferry": DisplayedTopic(words="Ferry", weight=2.0)}
    )

    assert store.storylines.count(NOW, NOW + DAY) == 1
    assert unsettled(store) == ["s1", "s2", "s3"]


def test_a_changed_story_unsettles_itself_and_what_goes_on_with_it(store: Store):
    follow(store, 1)
    follow(store, 2, "s1")
    follow(store, 3)

    store.stories.place([placement(1, "s1")])

    assert unsettled(store) == ["s1", "s2"]


def test_a_moved_document_unsettles_both_stories(store: Store):
    for number in (1, 2, 3):
        follow(store, number)

    store.stories.place([placement(3, "s2")])

    assert unsettled(store) == ["s2"]
    assert store.storylines.links(["s3"]) == {}


def test_topics_tell_how_many_stories_share_them(store: Store):
    for number, names in ((1, ("ferry", "quay")), (2, ("ferry",)), (3, ("ferry", "quay"))):
        topics = {name: DisplayedTopic(words=name.title(), weight=2.0) for name in names}
        store.storylines.store_topics(f"s{number}", NOW + number * DAY, topics)

    assert store.storylines.topics("s3", NOW + 2 * DAY, NOW + 3 * DAY, 9) == [
        StoryTopic(name="ferry", shown="Ferry", weight=2.0, stories=2),
        StoryTopic(name="quay", shown="Quay", weight=2.0, stories=1),
    ]
    assert store.storylines.stories_with_topics(["quay", "moon"], NOW, NOW + 3 * DAY, 1) == [
        EarlierStory(story_id="s1", first=NOW + DAY, topics=frozenset({"quay"}))
    ]


def test_only_stories_with_enough_in_common_are_given(store: Store):
    for number, names in ((1, ("ferry", "quay")), (2, ("ferry",))):
        topics = {name: DisplayedTopic(words=name, weight=2.0) for name in names}
        store.storylines.store_topics(f"s{number}", NOW + number * DAY, topics)

    found = store.storylines.stories_with_topics(["ferry", "quay"], NOW, NOW + 3 * DAY, 2)

    assert [one.story_id for one in found] == ["s1"]
    assert [one.stories for one in store.storylines.topics("s1", NOW, NOW + 3 * DAY, 1)] == [1, 1]


def test_describing_again_leaves_nothing_of_before(store: Store):
    store.storylines.store_topics("s1", NOW, {"ferry": DisplayedTopic(words="Ferry", weight=2.0)})
    store.storylines.store_topics("s1", NOW, {"quay": DisplayedTopic(words="Quay", weight=1.0)})

    assert [topic.name for topic in store.storylines.topics("s1", NOW, NOW, 9)] == ["quay"]


def test_a_storyline_is_told_back_to_its_beginning(store: Store):
    follow(store, 1)
    follow(store, 2, "s1")
    follow(store, 3, "s2")

    assert store.storylines.earlier_stories(["s3", "s1"]) == {"s3": ("s2", "s1"), "s1": ()}
    assert store.storylines.following(["s1"]) == ["s2"]


def test_a_damaged_storyline_ends(store: Store):
    follow(store, 1, "s2")
    follow(store, 2, "s1")

    assert store.storylines.earlier_stories(["s1"]) == {"s1": ("s2",)}


def test_a_rebuild_forgets_copies_and_storylines(store: Store):
    store.copies.keep([COPY])
    store.storylines.store_topics("s1", NOW, {"ferry": DisplayedTopic(words="Ferry", weight=2.0)})
    follow(store, 2, "s1")

    store.forget_derived()

    assert store.copies.for_documents(["d2"]) == []
    assert store.storylines.links(["s2"]) == {}
    assert store.storylines.stories_with_topics(["ferry"], NOW - DAY, NOW + DAY, 1) == []
    assert store.storylines.unsettled() == []
