"""Entries and the pages they lead to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.errors import StoreError
from coranto.model import Entry
from coranto.reading.schedule import RevisitTimes
from coranto.store import Store
from coranto.store.entries import EntryRow, UpsertResult
from coranto.store.pages import DuePage, UnreadPage

NOW = datetime(2026, 11, 9, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
LOOK = RevisitTimes(at=NOW, again=NOW + 20 * HOUR, since=NOW - 72 * HOUR)


@pytest.fixture
def store():
    with Store.memory() as store:
        yield store


def row(key: str, *, fingerprint: str = "1", page: str = "", title: str = "") -> EntryRow:
    entry = Entry(key=key, url=page, title=title or key)
    return EntryRow(entry=entry, page_key=page, fingerprint=fingerprint)


def unread(store: Store) -> list[str]:
    return [stored.entry.key for stored in store.entries.unread()]


def test_an_entry_comes_back_whole(store: Store):
    entry = Entry(
        key="tag:gull.example,2026:1",
        url="https://gull.example/1",
        title="Ferry late",
        kind="post",
        published_raw="10 mars 2026",
        updated_raw="10.11.2026",
        language="fr",
        authors=("Ines", "Öykü"),
        summary="<p>late</p>",
        content="<p>very late</p>",
        tags=("sea",),
        source_name="The Gull",
        source_url="https://gull.example/",
        is_aggregated=True,
    )
    store.entries.upsert("f", [EntryRow(entry=entry, page_key="p", fingerprint="1")], 7, NOW)

    [stored] = store.entries.unread()

    assert stored.entry == entry
    assert (stored.feed_id, stored.page_key, stored.capture_id) == ("f", "p", 7)
    assert stored.first_seen == NOW
    assert store.entries.get("f", entry.key) == stored
    assert store.entries.for_page("p") == [stored]


def test_the_same_feed_again_changes_nothing(store: Store):
    rows = [row("1", page="p1"), row("2", page="p2")]
    first = store.entries.upsert("f", rows, 1, NOW)
    store.entries.mark_read([("f", "1"), ("f", "2")])

    second = store.entries.upsert("f", rows, 2, NOW + HOUR)

    assert first == UpsertResult(fresh=2, changed=[])
    assert second == UpsertResult(fresh=0, changed=[])
    assert unread(store) == []


def test_a_changed_entry_is_unread_and_keeps_when_it_was_first_seen(store: Store):
    store.entries.upsert("f", [row("1", page="p1"), row("2")], 1, NOW)
    store.entries.mark_read([("f", "1"), ("f", "2")])

    changed = row("1", page="p1", fingerprint="2", title="Ferry on time")
    upserted = store.entries.upsert("f", [changed, row("2")], 2, NOW + HOUR)

    assert upserted == UpsertResult(fresh=0, changed=["p1"])
    [stored] = store.entries.unread()
    assert stored.entry.title == "Ferry on time"
    assert (stored.capture_id, stored.first_seen) == (2, NOW)


def test_of_one_key_twice_in_a_feed_the_first_counts(store: Store):
    """Else every visit would find a changed entry."""
    twice = [row("1", fingerprint="a"), row("1", fingerprint="b")]
    store.entries.upsert("f", twice, 1, NOW)

    assert store.entries.upsert("f", twice, 2, NOW) == UpsertResult(fresh=0, changed=[])


def test_entries_are_read_in_the_order_they_came(store: Store):
    store.entries.upsert("f", [row("b"), row("a")], 1, NOW)
    store.entries.upsert("g", [row("a")], 2, NOW)
    store.entries.upsert("f", [row("b", fingerprint="2")], 3, NOW)

    assert [(s.feed_id, s.entry.key) for s in store.entries.unread()] == [
        ("f", "a"),
        ("g", "a"),
        ("f", "b"),
    ]
    assert [(k.feed_id, k.key) for k in store.entries.unread_keys()] == [
        ("f", "a"),
        ("g", "a"),
        ("f", "b"),
    ]


def test_entries_may_be_marked_while_they_are_read(store: Store):
    keys = [f"{number:04}" for number in range(1200)]
    store.entries.upsert("f", [row(key) for key in keys], 1, NOW)

    seen = []
    for stored in store.entries.unread():
        seen.append(stored.entry.key)
        store.entries.mark_read([("f", stored.entry.key)])

    assert seen == keys
    assert unread(store) == []


@settings(max_examples=100)
@given(st.lists(st.text(st.characters(), max_size=20), max_size=6), st.text(st.characters()))
def test_any_text_comes_back_or_is_refused(keys: list[str], text: str):
    """Strangers' texts hold NULs and worse: what is kept is exact, and kept once."""
    rows = [
        EntryRow(
            entry=Entry(key=key, url=text, title=text, authors=(text,), content=text),
            page_key=text,
            fingerprint="1",
        )
        for key in keys
    ]
    with Store.memory() as store:
        try:
            store.entries.upsert("f", rows, 1, NOW)
        except StoreError:
            assert any("\ud800" <= char <= "\udfff" for char in text + "".join(keys))
            return

        again = store.entries.upsert("f", rows, 2, NOW)
        stored = {each.entry.key: each.entry for each in store.entries.unread()}

    assert again.fresh == 0
    assert stored == {each.entry.key: each.entry for each in rows}


def test_a_page_is_wanted_once(store: Store):
    store.pages.request([("k", "https://gull.example/1"), ("j", "https://gull.example/2")])
    store.pages.request([("k", "https://gull.example/1?again")])

    assert store.pages.due(NOW, 10) == [
        DuePage(key="k", url="https://gull.example/1"),
        DuePage(key="j", url="https://gull.example/2"),
    ]
    assert store.pages.due(NOW, 1) == [DuePage(key="k", url="https://gull.example/1")]
    assert store.pages.count_due(NOW) == 2


def test_a_held_page_is_read_once(store: Store):
    store.pages.request([("k", "u")])
    store.pages.record_fetched("k", 5, '"tag"', "Monday", LOOK)
    held = list(store.pages.unread())

    store.pages.mark_read(["k"])
    store.pages.record_fetched("k", 5, '"tag"', "Monday", LOOK)

    assert held == [UnreadPage(key="k", url="u", capture_id=5)]
    assert list(store.pages.unread()) == []
    assert store.pages.due(NOW, 10) == []


def test_a_page_with_a_newer_capture_is_read_again(store: Store):
    store.pages.request([("k", "u")])
    store.pages.record_fetched("k", 5, "", "", LOOK)
    store.pages.mark_read(["k"])

    store.pages.record_fetched("k", 6, "", "", LOOK)

    assert [page.capture_id for page in store.pages.unread()] == [6]


def test_a_page_of_a_changed_entry_is_asked_for_with_its_tag(store: Store):
    store.pages.request([("k", "u")])
    store.pages.record_fetched("k", 5, '"tag"', "Monday", LOOK)
    store.pages.mark_read(["k"])

    store.pages.request_again(["k", "unknown"])

    assert store.pages.due(NOW, 10) == [
        DuePage(key="k", url="u", etag='"tag"', last_modified="Monday")
    ]
    store.pages.record_unchanged("k", LOOK)
    assert store.pages.due(NOW, 10) == []
    assert list(store.pages.unread()) == []


def test_a_page_that_failed_waits_and_is_given_up(store: Store):
    store.pages.request([("k", "u"), ("j", "v")])

    store.pages.record_failure("k", "timed out", "after 30 s", NOW + HOUR)
    store.pages.record_failure("j", "gone", "", None)

    assert store.pages.due(NOW, 10) == []
    assert store.pages.due(NOW + HOUR, 10) == [DuePage(key="k", url="u", attempts=1)]
    assert store.pages.failures_by_reason() == {"gone": 1, "timed out": 1}
    page = store.pages.get("j")
    assert page
    assert (page.state, page.reason, page.attempts) == ("failed", "gone", 1)


def test_visits_are_restored_after_a_rebuild(store: Store):
    """What was tried in vain is not in the archive."""
    store.pages.request([("k", "u"), ("j", "v")])
    store.pages.record_failure("k", "timed out", "", NOW + HOUR)
    store.pages.record_fetched("j", 5, '"tag"', "", LOOK)
    store.pages.mark_read(["j"])
    before = [store.pages.get("k"), store.pages.get("j")]
    visits = store.pages.visits()

    store.forget_derived()
    store.pages.record_fetched("k", 1, "", "", LOOK)
    store.pages.restore_visits(visits)

    k, j = before
    assert k
    assert j
    assert store.pages.get("k") == replace(k, capture_id=1)
    assert store.pages.get("j") == replace(j, capture_id=None)


def test_a_page_is_looked_at_again_until_it_is_old(store: Store):
    """Outlets edit in the first days."""
    store.pages.request([("k", "u")])
    store.pages.record_fetched("k", 1, "", "", LOOK)

    assert store.pages.due(NOW + 19 * HOUR, 10) == []
    assert [page.key for page in store.pages.due(NOW + 20 * HOUR, 10)] == ["k"]

    late = NOW + 80 * HOUR
    store.pages.record_unchanged(
        "k", RevisitTimes(at=late, again=late + HOUR, since=late - 72 * HOUR)
    )

    assert store.pages.due(late + 1000 * HOUR, 10) == []


def test_a_page_is_due_when_its_wait_was_noted_by_a_wrong_clock(store):
    store.pages.request([("k", "https://gull.example/1"), ("l", "https://gull.example/2")])
    store.pages.record_failure("k", "timed out", "", NOW + timedelta(days=90))
    store.pages.record_failure("l", "timed out", "", NOW + timedelta(hours=2))

    assert [page.key for page in store.pages.due(NOW, 10)] == ["k"]
    assert store.pages.count_due(NOW) == 1
