"""Editions and the overview."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from coranto.errors import StoreError
from coranto.model import Document, Feed, Placement, Problem, Source, Why
from coranto.store import Store
from coranto.store.polls import Poll
from coranto.store.status_counts import DeskCounts

NOW = datetime(2026, 11, 9, 8, tzinfo=UTC)
DAY = timedelta(days=1)
WEEK = (date(2026, 11, 2), date(2026, 11, 8))
WHY = Why(signal="outlets", value=2.0, detail="Gull, Tern")


@pytest.fixture
def store():
    with Store.memory() as store:
        yield store


def test_numbers_follow_what_is_published(store: Store):
    """A draft keeps its number until it is published."""
    numbers = [store.editions.next_number(7)]
    store.editions.compose(7, *WEEK, NOW, "aa")
    numbers.append(store.editions.next_number(7))
    store.editions.publish(7, NOW, "ff", {}, [])
    numbers.append(store.editions.next_number(7))

    assert numbers == [7, 7, 8]


def test_a_draft_can_be_composed_again(store: Store):
    store.editions.compose(1, *WEEK, NOW, "aa")
    store.editions.compose(1, *WEEK, NOW + DAY, "bb")

    edition = store.editions.get(1)

    assert edition
    assert (edition.state, edition.composed, edition.composed_at) == ("draft", "bb", NOW + DAY)
    assert (edition.first, edition.last) == WEEK
    assert (edition.published_at, edition.frozen) == (None, "")
    assert store.editions.get(2) is None


def test_a_published_edition_is_frozen(store: Store):
    store.editions.compose(1, *WEEK, NOW, "aa")
    store.editions.publish(1, NOW, "ff", {"s1": (WHY,)}, ["d1", "d2"])
    published = store.editions.get(1)

    with pytest.raises(StoreError, match="published"):
        store.editions.compose(1, *WEEK, NOW, "cc")
    with pytest.raises(StoreError, match="published"):
        store.editions.publish(1, NOW, "ee", {}, [])
    store.editions.publish(1, NOW + DAY, "ff", {"s2": ()}, ["d9"])

    assert store.editions.all() == [published]
    assert store.editions.published_document_ids(1) == {"d1", "d2"}
    assert store.editions.rankings(1) == {"s1": (WHY,)}


def test_what_was_never_composed_is_not_published(store: Store):
    with pytest.raises(StoreError, match="never composed"):
        store.editions.publish(1, NOW, "ff", {}, [])


def test_where_a_story_was_told_is_known(store: Store):
    for number in (1, 2):
        store.editions.compose(number, *WEEK, NOW, "aa")
        store.editions.publish(number, NOW, "ff", {"s1": (), f"s{number + 1}": ()}, [])

    assert store.editions.numbers_by_story(["s1", "s2", "s9"]) == {"s1": [1, 2], "s2": [1]}


def test_an_empty_desk_counts_nothing(store: Store):
    assert store.overview.counts() == DeskCounts(
        sources=0, feeds=0, documents=0, stories=0, captures=0, editions=0, problems=0
    )


def populate(store: Store) -> None:
    """Two sources; documents of this week and of three weeks ago."""
    for name, country in (("gull", "FI"), ("tern", "")):
        store.sources.add(Source(id=name, name=name, country=country), NOW)
        feed = Feed(id=name, source_id=name, url=f"https://{name}.example/")
        store.feeds.add(feed, NOW)
    seen = {"a": ("gull", "en", 1), "b": ("gull", "sq", 2), "c": ("tern", "en", 22)}
    for name, (source, language, days) in seen.items():
        document = Document(
            id=f"d{name}",
            version=1,
            source_id=source,
            kind="article",
            key=name,
            url="",
            title=name,
            text="",
            language=language,
            seen=NOW - days * DAY,
        )
        store.documents.add(document, [])
    store.stories.place(
        Placement(document_id=f"d{name}", story_id=story, score=1.0)
        for name, story in (("a", "s1"), ("b", "s1"), ("c", "s2"))
    )


def test_counts_are_of_what_is_in_use(store: Store):
    populate(store)
    store.editions.compose(1, *WEEK, NOW, "aa")
    store.problems.record(1, NOW, [Problem(subject="x", reason="odd")])
    store.sources.remove("tern", NOW)

    assert store.overview.counts() == DeskCounts(
        sources=1, feeds=1, documents=3, stories=2, captures=0, editions=0, problems=1
    )


def test_weeks_are_counted_back_from_now(store: Store):
    """The last number is that of the seven days before now."""
    populate(store)

    assert store.overview.weekly("language", 4, NOW) == {"en": [1, 0, 0, 1], "sq": [0, 0, 0, 1]}
    assert store.overview.weekly("country", 4, NOW) == {"FI": [0, 0, 0, 2], "": [1, 0, 0, 0]}
    assert store.overview.weekly("country", 1, NOW) == {"FI": [2]}


def test_broken_feeds_are_those_that_fail_now(store: Store):
    populate(store)
    run = store.runs.start(NOW)
    poll = Poll(run_id=run, feed_id="gull", at=NOW, outcome="failed", reason="gone")
    store.polls.record(poll)
    store.polls.record(Poll(run_id=run, feed_id="tern", at=NOW, outcome="new"))
    tern = store.feeds.get("tern")
    assert tern
    only_gull = [each.feed.id for each in store.overview.broken_feeds()]

    store.feeds.update(replace(tern, failures=3))

    assert only_gull == ["gull"]
    broken = store.overview.broken_feeds()
    assert [(each.feed.id, each.poll and each.poll.reason) for each in broken] == [
        ("gull", "gone"),
        ("tern", ""),
    ]
