"""Runs, polls, problems, captures: what the desk did and what became of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from coranto.model import Capture, Feed, Problem, RecordLocation, Source
from coranto.store import Store
from coranto.store.polls import Poll, PollOutcome

NOW = datetime(2026, 11, 9, 8, tzinfo=UTC)
DAY = timedelta(days=1)
CAPTURE = Capture(
    sha256="ab" * 32,
    url="https://gull.example/feed",
    asked="https://gull.example/old",
    at=NOW,
    status=200,
    content_type="application/rss+xml; charset=utf-8",
    place=RecordLocation(file="2026/1.warc.gz", offset=120, length=80),
    run_id=1,
    feed_id="f",
)


@pytest.fixture
def store():
    with Store.memory() as store:
        store.sources.add(Source(id="gull", name="Gull"), NOW)
        store.feeds.add(Feed(id="f", source_id="gull", url="https://gull.example/feed"), NOW)
        yield store


def visit(
    store: Store, day: int, *, entries: int, outcome: PollOutcome = "new", status: int | None = 200
) -> Poll:
    """A visit to the feed in a run of its own."""
    at = NOW + day * DAY
    poll = Poll(
        run_id=store.runs.start(at),
        feed_id="f",
        at=at,
        outcome=outcome,
        status=status,
        entries=entries,
    )
    store.polls.record(poll)
    return poll


def test_a_run_that_was_cut_off_is_found_again(store: Store):
    run = store.runs.start(NOW)
    found = store.runs.unfinished()

    store.runs.finish(run, NOW + DAY, "partial", {"new": 3, "why": "été"})

    assert found == run
    assert store.runs.unfinished() is None
    last = store.runs.last()
    assert last == store.runs.get(run)
    assert last
    assert (last.started, last.finished, last.status) == (NOW, NOW + DAY, "partial")
    assert last.summary == {"new": 3, "why": "été"}


def test_an_old_cut_off_run_is_not_resumed_after_a_whole_one(store: Store):
    store.runs.start(NOW)
    store.runs.finish(store.runs.start(NOW + DAY), NOW + DAY, "success", {})

    assert store.runs.unfinished() is None


def test_the_first_visit_of_a_feed_in_a_run_counts(store: Store):
    """A visit that is replayed after a crash does not turn fresh entries into known ones."""
    poll = Poll(run_id=store.runs.start(NOW), feed_id="f", at=NOW, outcome="new", fresh=7)

    store.polls.record(poll)
    store.polls.record(replace(poll, fresh=0))

    assert store.polls.of_run(poll.run_id) == [poll]
    assert store.polls.feeds_polled_in(poll.run_id) == {"f"}


def test_the_latest_visit_is_known(store: Store):
    visit(store, 0, entries=3)
    latest = visit(store, 2, entries=0, outcome="failed", status=None)
    visit(store, 1, entries=3)

    assert store.polls.latest() == {"f": latest}
    assert store.polls.outcomes(latest.run_id) == {"failed": 1}


def test_a_feed_is_empty_since_its_first_empty_answer(store: Store):
    """Failures and "not modified" say nothing about entries."""
    visit(store, 0, entries=5)
    visit(store, 1, entries=0, outcome="failed", status=500)
    visit(store, 2, entries=0, outcome="unchanged", status=304)
    visit(store, 3, entries=0)
    visit(store, 4, entries=0)

    assert store.polls.empty_since("f") == NOW + 3 * DAY
    assert store.polls.empty_feeds() == {"f": NOW + 3 * DAY}


def test_a_feed_that_has_entries_again_is_not_empty(store: Store):
    visit(store, 0, entries=0)
    visit(store, 1, entries=1)
    visit(store, 2, entries=0, outcome="unchanged", status=304)

    assert store.polls.empty_since("f") is None
    assert store.polls.empty_feeds() == {}


def test_a_feed_that_was_never_visited_is_not_empty(store: Store):
    assert store.polls.empty_since("f") is None


def test_a_problem_is_kept_once_and_seen_again(store: Store):
    odd = Problem(subject="entry 3", reason="no link", detail="x")
    bad = Problem(subject="entry 4", reason="bad date")
    store.problems.record(1, NOW, [odd, bad])

    store.problems.record(2, NOW + DAY, [odd])

    assert store.problems.recent(10) == [odd, bad]
    assert store.problems.recent(1) == [odd]
    assert store.problems.count() == 2


def test_a_capture_comes_back_whole_and_is_kept_once(store: Store):
    number = store.captures.add(CAPTURE)

    assert store.captures.add(CAPTURE) == number
    assert store.captures.get(number) == CAPTURE
    assert store.captures.by_sha256(CAPTURE.sha256) == CAPTURE
    assert store.captures.count() == 1


def test_the_newest_capture_of_an_address_is_found(store: Store):
    place = CAPTURE.place
    newer = replace(CAPTURE, at=NOW + DAY, place=replace(place, offset=200, length=50))
    store.captures.add(newer)
    store.captures.add(CAPTURE)

    assert store.captures.latest(CAPTURE.url) == newer
    assert store.captures.latest("https://nowhere.example/") is None
    assert store.captures.ends() == {"2026/1.warc.gz": 250}


def test_answers_to_robots_txt_are_found_by_their_time(store: Store):
    """Faults of the site are nothing to go by; a redirect leads to what is."""
    statuses = [200, 301, 404, 503]
    for number, status in enumerate(statuses):
        store.captures.add(
            replace(
                CAPTURE,
                url=f"https://{status}.example/robots.txt",
                status=status,
                at=NOW + number * DAY,
                place=replace(CAPTURE.place, offset=number),
            )
        )
    store.captures.add(CAPTURE)

    assert [each.status for each in store.captures.robots(NOW)] == [200, 301, 404]
    assert [each.status for each in store.captures.robots(NOW + DAY)] == [301, 404]


def test_where_an_address_led_is_what_it_last_answered(store: Store):
    asked = "https://gull.example/old"
    store.captures.add(CAPTURE)
    moved = replace(CAPTURE, url="https://gull.example/new", at=NOW + DAY)
    store.captures.add(
        replace(moved, place=RecordLocation(file="2026/1.warc.gz", offset=200, length=80))
    )

    assert store.captures.redirects([asked, "https://gull.example/feed", ""]) == {
        asked: "https://gull.example/new"
    }


def test_what_could_not_be_had_is_told_with_its_reason(store: Store):
    store.pages.request([("a", "https://gull.example/a"), ("b", "https://gull.example/b")])
    store.pages.record_failure("a", "gone", "410", None)

    assert store.pages.troubles(["a", "b", "c"]) == {"a": "gone"}


def test_the_newest_runs_come_first(store):
    for hour in range(3):
        run_id = store.runs.start(NOW.replace(hour=hour))
        store.runs.finish(run_id, NOW.replace(hour=hour + 1), "success", {"hour": hour})

    assert [run.summary["hour"] for run in store.runs.recent(2)] == [2, 1]
