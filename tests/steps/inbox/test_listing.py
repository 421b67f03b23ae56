"""Pages of the inbox stand still while stories come in, and filters combine."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coranto.errors import DeskError
from coranto.model import Judgement
from coranto.model.members import Actor
from coranto.steps.editions import compose
from coranto.steps.inbox.deciding import decide
from coranto.steps.inbox.filters import InboxFilter, parse_filter
from coranto.steps.inbox.judging import judge_story, undo_story_judgement
from coranto.steps.inbox.listing import (
    InboxCursor,
    find_inbox_story,
    list_stories,
    parse_cursor,
)
from coranto.steps.inbox.visits import last_visit, record_visit
from coranto.store.inbox import summaries

from .conftest import FIRST, LAST, MONDAY, NOW

INES = Actor(name="Ines")
DAYS = {"first": FIRST, "last": LAST, "now": NOW}


def listed(written, query="", **asked):
    inbox_filter = parse_filter(query).filter
    return list_stories(written.desk, inbox_filter, first=FIRST, last=LAST, now=NOW, **asked)


def names(written, query="", **asked):
    by_id = {id_: name for name, id_ in written.ids.items()}
    return {by_id[story.id] for story in listed(written, query, **asked).stories}


def all_pages(written, limit, between=lambda: None):
    """The ids of all pages; `between` is called before each but the first."""
    page = listed(written, limit=limit)
    ids = [story.id for story in page.stories]
    while page.next_cursor:
        between()
        page = listed(written, limit=limit, after=page.next_cursor)
        ids += [story.id for story in page.stories]
    return ids


def test_the_stored_list_is_the_ranking_of_the_week(written):
    for name, sources in {"ferry": ("gull", "tern"), "pie": ("gull",), "kite": ("tern",)}.items():
        written.add(name, *sources)
    not_stored = listed(written)

    written.refresh()

    ranked = compose.rank_stories(written.desk, first=FIRST, last=LAST, now=NOW)
    page = listed(written)
    assert [story.summary for story in page.stories] == [
        story.summary for story in not_stored.stories
    ]
    assert [(story.id, story.summary.ranking) for story in page.stories] == [
        (one.story.id, one.reasons) for one in ranked
    ]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(1, 5), st.lists(st.sampled_from(["gull", "tern", "auk"]), max_size=4))
def test_pages_hold_each_story_once_while_stories_come_in(written, limit, coming):
    for number in range(6):
        written.add(f"old {written.made} {number}", "gull")
    written.refresh()
    before = [story.id for story in listed(written, limit=500).stories]
    waiting = list(coming)

    def between():
        if waiting:
            # Two outlets: it ranks above the stories that are listed.
            written.add(f"new {written.made}", waiting.pop(), "skua")
            written.refresh()

    assert all_pages(written, limit, between) == before


def test_what_came_since_the_first_page_waits_to_be_asked_for(written):
    for number in range(3):
        written.add(f"old {number}")
    written.refresh()
    page = listed(written, limit=2)
    written.add("new", "gull", "tern", language="de")
    written.refresh()

    same_page = listed(written, limit=2, after=page.snapshot)
    only_english = listed(written, "language=en", limit=2, after=page.snapshot)

    assert same_page.stories == page.stories
    assert (same_page.newer, same_page.total) == (1, 3)
    assert only_english.newer == 0
    assert listed(written).newer == 0


def test_a_cursor_of_a_list_that_is_not_kept_goes_on_behind_its_story(written, monkeypatch):
    monkeypatch.setattr(summaries, "MAX_ORDERS_PER_WEEK", 1)
    for number in range(4):
        written.add(f"old {number}")
    written.refresh()
    page = listed(written, limit=2)
    written.add("new", "gull", "tern")
    written.refresh()

    rest = listed(written, after=page.next_cursor)

    everything = [story.id for story in listed(written).stories]
    assert [story.id for story in page.stories + rest.stories] == everything[1:]


@given(st.text(max_size=60))
def test_any_text_is_a_cursor_or_refused_in_words(text):
    try:
        cursor = parse_cursor(text)
    except DeskError as error:
        assert "no place in the inbox" in str(error)
    else:
        assert parse_cursor(str(cursor)) == cursor


@given(
    st.integers(0, 10**11), st.integers(0, 10**11), st.from_regex("s[a-z2-7]{12}", fullmatch=True)
)
def test_a_cursor_is_read_back(generation, position, story_id):
    cursor = InboxCursor(generation=generation, position=position, story_id=story_id)

    assert parse_cursor(str(cursor)) == cursor


def test_filters_combine(written):
    written.add("ferry", "gull", "tern", language="de")
    written.add("pie", "gull", language="de")
    written.add("kite", "auk", "skua", language="pt", weak=True)
    written.add("shout", "auk", kind="post")
    decide(
        written.desk, verb="assign", story_ids=[written.ids["pie"]], actor=INES, now=NOW,
        target="Ines",
    )  # fmt: skip
    decide(written.desk, verb="drop", story_ids=[written.ids["kite"]], actor=INES, now=NOW)
    written.refresh()

    assert names(written, "language=de") == {"ferry", "pie"}
    assert names(written, "language=de&independent=2") == {"ferry"}
    assert names(written, "outlet=auk&kind=post") == {"shout"}
    assert names(written, "sure=weak") == {"kite"}
    assert names(written, "state=dropped") == {"kite"}
    assert names(written, "state=open&language=de&language=pt") == {"ferry", "pie"}
    assert names(written, "assigned=me", actor=INES) == names(written, "assigned=Ines") == {"pie"}
    assert names(written, "q=kite says") == {"kite"}
    assert names(written, "section=posts&country=AT&tier=2") == {"shout"}


def test_a_facet_counts_what_another_choice_in_its_field_would_leave(written):
    written.add("ferry", "gull", "tern", language="de")
    written.add("pie", "gull", language="de")
    written.add("kite", "auk", language="pt")
    written.refresh()

    page = listed(written, "language=de")

    counts = {
        facet.key: {value.value: value.count for value in facet.values} for facet in page.facets
    }
    assert counts["language"] == {"de": 2, "pt": 1}
    assert counts["outlet"] == {"gull": 2, "tern": 1}
    labels = {
        (facet.key, value.value): value.label for facet in page.facets for value in facet.values
    }
    assert (labels["outlet", "gull"], labels["section", "de"]) == ("Gull", "In German")


def test_since_my_last_visit_is_one_time_and_the_persons_own(written):
    written.add("ferry")
    written.refresh()
    record_visit(written.desk, INES, NOW)
    written.add("pie", seen=NOW + timedelta(hours=1))
    written.refresh()

    assert names(written, "since=visit", actor=INES) == {"pie"}
    assert names(written, "since=visit", actor=Actor(name="Omar")) == {"ferry", "pie"}
    assert [story.is_new for story in listed(written, "q=ferry", actor=INES).stories] == [False]
    assert last_visit(written.desk, INES) == NOW


def test_what_a_run_has_fetched_but_not_listed_is_new_afterwards(written):
    """It is first seen before the visit, and the person could not see it."""
    written.add("ferry")
    written.refresh()
    record_visit(written.desk, INES, NOW)

    written.add("pie", seen=NOW - timedelta(minutes=1))
    written.refresh()

    assert names(written, "since=visit", actor=INES) == {"pie"}


def test_a_judgement_lists_its_stories_as_a_whole_ranking_would(written):
    written.add("ferry", "gull", "tern")
    written.add("boat", "auk", "skua")
    written.add("pie", "gull")
    written.refresh()
    before = listed(written)

    judge_story(
        written.desk,
        Judgement(
            at=NOW, who="Ines", verb="merge", subject=written.ids["boat"],
            object=written.ids["ferry"],
        ),
    )  # fmt: skip

    judged = listed(written)
    written.refresh()
    assert judged.stories == listed(written).stories
    assert [story.summary.independent for story in judged.stories] == [4, 1]
    assert {story.id for story in listed(written, after=before.snapshot).stories} == {
        written.ids["ferry"],
        written.ids["pie"],
    }


def test_a_story_alone_is_as_in_the_list(written):
    written.add("ferry", "gull", "tern")
    written.add("pie")
    decide(written.desk, verb="drop", story_ids=[written.ids["pie"]], actor=INES, now=NOW)
    not_stored = find_inbox_story(written.desk, written.ids["pie"], **DAYS)

    written.refresh()

    in_list = {story.id: story for story in listed(written).stories}
    assert find_inbox_story(written.desk, written.ids["pie"], **DAYS) == not_stored
    assert not_stored == in_list[written.ids["pie"]]
    assert find_inbox_story(written.desk, "snone", **DAYS) is None


def test_listing_writes_nothing(written):
    written.add("ferry")
    written.refresh()
    changes = written.desk.store._database.connection.total_changes

    listed(written, "q=ferry&since=visit", actor=INES)

    assert written.desk.store._database.connection.total_changes == changes


def test_a_week_that_no_run_has_listed_is_ranked_when_asked_for(written):
    written.add("ferry")

    page = list_stories(
        written.desk, InboxFilter(), first=date(2026, 11, 9), last=date(2026, 11, 10),
        now=MONDAY + timedelta(days=30),
    )  # fmt: skip

    assert [story.id for story in page.stories] == [written.ids["ferry"]]


def test_a_merge_that_is_taken_back_lists_its_stories_as_before(written):
    written.add("ferry", "gull", "tern")
    written.add("boat", "auk", "skua")
    written.refresh()
    before = listed(written)
    merge = judge_story(
        written.desk,
        Judgement(
            at=NOW, who="Ines", verb="merge", subject=written.ids["boat"],
            object=written.ids["ferry"],
        ),
    )  # fmt: skip

    undo_story_judgement(written.desk, merge.id, actor=INES, at=NOW)

    assert listed(written).stories == before.stories
