"""Sources, feeds and what is disclosed come back as they were given."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.errors import StoreError
from coranto.model import Disclosure, Feed, Source
from coranto.store import Store
from coranto.store.polls import Poll

NOW = datetime(2026, 11, 9, 8, tzinfo=UTC)
OWNER = Disclosure(
    relation="owner",
    value="Harbour Trust",
    reference="https://register.example/7",
    as_of="2025",
    register="register.csv",
    row="7",
)
GULL = Source(
    id="gull",
    name="Gull Herald",
    homepage="https://gull.example/",
    kind="newspaper",
    country="FI",
    languages=("en", "sq"),
    disclosures=(OWNER,),
)
FEED = Feed(
    id="0" * 12,
    source_id="gull",
    url="https://gull.example/feed",
    kind="atom",
    title="Gull",
    selector="a.story",
    pages="never",
    attributes={"category": "/harbour", "ä": "<&>"},
    folder=("North", "Coast"),
    etag='"abc"',
    last_modified="Mon, 09 Nov 2026 08:00:00 GMT",
    failures=2,
    not_before=NOW + timedelta(hours=1),
    moved_to="https://gull.example/new",
)


@pytest.fixture
def store():
    with Store.memory() as store:
        yield store


def test_a_source_comes_back_whole(store: Store):
    store.sources.add(GULL, NOW)

    assert store.sources.get("gull") == GULL
    assert store.sources.all() == [GULL]


def test_an_unknown_source_is_none(store: Store):
    assert store.sources.get("nobody") is None


def test_an_update_replaces_facts_and_keeps_disclosures(store: Store):
    store.sources.add(GULL, NOW)

    store.sources.update(replace(GULL, name="The Gull", country="AX", disclosures=()))

    assert store.sources.get("gull") == replace(GULL, name="The Gull", country="AX")


def test_the_same_fact_is_disclosed_once(store: Store):
    """A register imported twice adds nothing; the same fact from elsewhere is a second fact."""
    store.sources.add(GULL, NOW)
    elsewhere = replace(OWNER, register="other.json")

    first = store.sources.disclose("gull", [OWNER, elsewhere], NOW)
    second = store.sources.disclose("gull", [OWNER, elsewhere], NOW)

    assert (first, second) == (1, 0)
    gull = store.sources.get("gull")
    assert gull
    assert gull.disclosures == (OWNER, elsewhere)


def test_a_removed_source_stays_in_history_with_its_feeds(store: Store):
    store.sources.add(GULL, NOW)
    store.feeds.add(FEED, NOW)

    store.sources.remove("gull", NOW)
    store.sources.remove("gull", NOW + timedelta(days=9))

    assert store.sources.all() == []
    assert store.sources.with_removed() == [replace(GULL, removed=NOW)]
    assert store.feeds.all() == []
    assert store.feeds.with_removed() == [replace(FEED, removed=NOW)]
    assert store.feeds.due(NOW + timedelta(days=9)) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Gull Herald", "gull-herald"),
        ("  «Чайка»  ", "chayka"),
        ("海鸥报", "haioubao"),
        ("Zëri i Detit", "zeri-i-detit"),
        ("///", "source"),
        ("", "source"),
        ("../../etc/passwd", "etc-passwd"),
        ("x" * 500, "x" * 48),
    ],
)
def test_ids_are_readable(store: Store, name: str, expected: str):
    assert store.sources.unused_id(name) == expected


def test_ids_are_unique_also_among_the_removed(store: Store):
    store.sources.add(GULL, NOW)
    store.sources.remove("gull", NOW)
    store.sources.add(Source(id="gull-2", name="Gull"), NOW)

    assert store.sources.unused_id("Gull") == "gull-3"


@settings(max_examples=100)
@given(st.text(st.characters(), max_size=80))
def test_any_name_gives_an_id_safe_in_paths(name: str):
    with Store.memory() as store:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", store.sources.unused_id(name))


def test_a_feed_comes_back_whole(store: Store):
    store.sources.add(GULL, NOW)
    store.feeds.add(FEED, NOW)

    assert store.feeds.get(FEED.id) == FEED
    assert store.feeds.by_url(FEED.url) == FEED
    assert store.feeds.of_source("gull") == [FEED]


def test_an_address_is_one_feed(store: Store):
    store.sources.add(GULL, NOW)
    store.feeds.add(FEED, NOW)

    with pytest.raises(StoreError, match="contradicts"):
        store.feeds.add(replace(FEED, id="1" * 12), NOW)


def test_feeds_that_wait_are_not_due_and_the_longest_unvisited_come_first(store: Store):
    store.sources.add(GULL, NOW)
    for name in "abc":
        feed = replace(FEED, id=name, url=f"https://{name}.example/", not_before=None)
        store.feeds.add(feed, NOW)
    store.feeds.add(FEED, NOW)
    run = store.runs.start(NOW)
    store.polls.record(Poll(run_id=run, feed_id="a", at=NOW, outcome="new"))
    later = NOW - timedelta(days=1)
    store.polls.record(Poll(run_id=run, feed_id="b", at=later, outcome="failed"))

    assert [feed.id for feed in store.feeds.due(NOW)] == ["c", "b", "a"]
    assert FEED in store.feeds.due(NOW + timedelta(hours=1))


def test_a_feeds_state_is_updated(store: Store):
    store.sources.add(GULL, NOW)
    store.feeds.add(FEED, NOW)
    moved = replace(FEED, failures=0, not_before=None, url="https://gull.example/new", etag="")

    store.feeds.update(moved)

    assert store.feeds.get(FEED.id) == moved


def test_a_wait_that_a_wrong_clock_noted_is_forgotten(store: Store):
    """No wait is longer than a day, so a time beyond that was no wait."""
    store.sources.add(GULL, NOW)
    for name, wait in (("soon", timedelta(hours=19)), ("odd", timedelta(days=400))):
        feed = replace(FEED, id=name, url=f"https://{name}.example/", not_before=NOW + wait)
        store.feeds.add(feed, NOW)

    assert [feed.id for feed in store.feeds.due(NOW)] == ["odd"]
