"""Documents, versions, search, stories, and forgetting them all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.errors import StoreError
from coranto.model import Capture, Document, Entry, Judgement, Placement, RecordLocation, Why
from coranto.store import Store
from coranto.store.entries import EntryRow

NOW = datetime(2026, 11, 9, 8, 30, 15, 250, tzinfo=UTC)
HOUR = timedelta(hours=1)
FERRY = Document(
    id="dferry",
    version=1,
    source_id="gull",
    kind="article",
    key="https://gull.example/ferry",
    url="https://gull.example/ferry?lang=en",
    title="Ferry late again",
    text="The ferry was late.\nNobody knows why.",
    language="en",
    published=NOW - HOUR,
    published_raw="2026-11-09T09:30+02:00",
    precise="second",
    authors=("Ines", "Öykü"),
    site_name="Gull Herald",
    links=("https://port.example/",),
    title_from="page",
    text_from="page",
    published_from="feed",
    language_from="text",
    seen=NOW,
    capture="ab" * 32,
    text_sha256="cd" * 32,
)


@pytest.fixture
def store():
    with Store.memory() as store:
        yield store


def document(name: str, **changes: object) -> Document:
    """A document like FERRY under another name."""
    return replace(FERRY, id=f"d{name}", key=f"https://gull.example/{name}", **changes)  # type: ignore[arg-type]


def test_a_document_comes_back_whole(store: Store):
    store.documents.add(FERRY, ["https://gull.example/amp/ferry"])

    assert store.documents.get("dferry") == FERRY
    assert store.documents.by_key(FERRY.key) == FERRY
    assert store.documents.by_key("https://gull.example/amp/ferry") == FERRY
    assert store.documents.by_key("https://gull.example/other") is None
    assert store.documents.count() == 1


def test_unknown_stays_unknown(store: Store):
    bare = Document(
        id="d1", version=1, source_id="s", kind="post", key="k", url="", title="", text="", seen=NOW
    )
    store.documents.add(bare, [])

    assert store.documents.get("d1") == bare
    assert list(store.documents.between(NOW, NOW + HOUR)) == [bare]


def test_a_document_is_added_once(store: Store):
    store.documents.add(FERRY, [])

    with pytest.raises(StoreError, match="contradicts"):
        store.documents.add(FERRY, [])


def test_a_new_version_is_shown_and_the_old_one_kept(store: Store):
    store.documents.add(FERRY, [])
    store.documents.mark_grouped(["dferry"])
    edited = replace(FERRY, version=2, title="Ferry on time", seen=NOW + HOUR)

    store.documents.add_version(edited)

    assert store.documents.get("dferry") == edited
    assert store.documents.get("dferry", 1) == FERRY
    assert store.documents.get("dferry", 3) is None
    assert store.documents.versions("dferry") == [FERRY, edited]
    assert [id_ for _, id_ in store.documents.ungrouped()] == [edited.id]


def test_a_version_without_a_date_keeps_its_place_in_time(store: Store):
    """It is placed where it was first seen, not where it was edited."""
    store.documents.add(replace(FERRY, published=None), [])
    store.documents.add_version(replace(FERRY, published=None, version=2, seen=NOW + 50 * HOUR))

    assert [each.version for each in store.documents.between(NOW, NOW + HOUR)] == [2]


def test_a_key_leads_to_one_document_for_good(store: Store):
    store.documents.add(FERRY, [])
    store.documents.add(document("other"), [FERRY.key])
    store.documents.add_keys("dother", ["short"])

    assert store.documents.by_key(FERRY.key) == FERRY
    found = store.documents.by_key("short")
    assert found
    assert found.id == "dother"


def test_many_come_in_the_order_asked(store: Store):
    names = [f"{number:04}" for number in range(1100)]
    with store.transaction():
        for name in names:
            store.documents.add(document(name), [])
    asked = [f"d{name}" for name in reversed(names)]

    found = store.documents.by_ids([asked[0], "dunknown", *asked[1:]])

    assert [each.id for each in found] == asked
    assert [id_ for _, id_ in store.documents.ungrouped()] == asked[::-1]


def test_a_span_of_time_has_its_start_but_not_its_end(store: Store):
    store.documents.add(document("first", published=NOW), [])
    store.documents.add(document("last", published=NOW + HOUR), [])
    store.documents.add(document("undated", published=None, seen=NOW + HOUR / 2), [])

    found = [each.id for each in store.documents.between(NOW, NOW + HOUR)]

    assert found == ["dfirst", "dundated"]
    assert store.documents.counts_by_language(NOW, NOW + HOUR) == {"en": 2}
    assert store.documents.counts_by_source(NOW, NOW + HOUR) == {("gull", "en"): 2}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("ferry", True),
        ("FERRY late", True),
        ("late ferry nobody", True),
        ("ferry captain", False),
        ("ferr", False),
        ("", False),
        ("  --- ", False),
    ],
)
def test_all_words_must_be_found(store: Store, words: str, found: bool):
    store.documents.add(FERRY, [])

    assert bool(store.documents.search(words)) is found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("كشتی دیر رسید", "کشتی"),
        ("渡轮晚点了", "晚点"),
        ("Straße gesperrt", "STRASSE"),
        ("Паром опоздал", "паром"),
    ],
)
def test_spellings_of_a_word_meet(store: Store, text: str, words: str):
    store.documents.add(replace(FERRY, text=text), [])

    assert [hit.document_id for hit in store.documents.search(words)] == ["dferry"]


def test_a_hit_tells_what_it_is_and_titles_count_more(store: Store):
    store.documents.add(document("text", title="Weather", text="Ferry, and much else " * 3), [])
    store.documents.add(FERRY, [])

    first, second = store.documents.search("ferry")

    assert (first.document_id, second.document_id) == ("dferry", "dtext")
    assert first.score > second.score
    assert (first.title, first.url, first.language) == (FERRY.title, FERRY.url, "en")
    assert (first.version, first.source_id, first.at) == (1, "gull", FERRY.published)
    assert store.documents.search("ferry", limit=1) == [first]


def test_only_the_newest_version_is_found(store: Store):
    store.documents.add(FERRY, [])
    store.documents.add_version(replace(FERRY, version=2, title="Ship late", text="Ship"))

    assert store.documents.search("ferry") == []
    assert [hit.version for hit in store.documents.search("ship")] == [2]


@settings(max_examples=100)
@given(
    st.one_of(
        st.text(st.characters(), max_size=60),
        st.lists(
            st.sampled_from(
                ["ferry", '"', "NEAR(", ")", "OR", "NOT", "AND", "*", "title:", "^", "-", "{", "+"]
            )
        ).map(" ".join),
    )
)
def test_no_search_is_an_error(words: str):
    with Store.memory() as store:
        store.documents.add(FERRY, [])

        assert len(store.documents.search(words)) <= 1


@settings(max_examples=60)
@given(st.text(st.characters(), max_size=40), st.text(st.characters(), max_size=200))
def test_any_document_comes_back_or_is_refused(title: str, text: str):
    strange = replace(FERRY, title=title, text=text, authors=(title,), links=(text,))
    with Store.memory() as store:
        try:
            store.documents.add(strange, [title])
        except StoreError:
            assert any("\ud800" <= char <= "\udfff" for char in title + text)
            assert store.documents.count() == 0
        else:
            assert store.documents.get("dferry") == strange


# --- stories


def placed(name: str, story: str, *reasons: Why) -> Placement:
    return Placement(document_id=f"d{name}", story_id=story, score=0.5, reasons=reasons)


WHY = Why(signal="shared words", value=0.4, detail="ferry, öl")


def test_a_story_has_its_documents_in_the_order_they_were_published(store: Store):
    later, first = document("b", published=NOW), document("a", published=NOW - HOUR)
    for each in (later, first):
        store.documents.add(each, [])

    store.stories.place([placed("b", "s1", WHY), placed("a", "s1")])

    story = store.stories.story("s1")
    assert story
    assert story.documents == (first, later)
    assert story.placements == (placed("a", "s1"), placed("b", "s1", WHY))
    assert story.span() == (NOW - HOUR, NOW)
    assert store.stories.placement("db") == placed("b", "s1", WHY)
    assert store.stories.placement("dx") is None
    assert store.stories.story("s9") is None


def test_a_document_that_is_placed_again_leaves_its_story(store: Store):
    store.documents.add(FERRY, [])
    store.stories.place([placed("ferry", "s1")])
    store.stories.place([placed("ferry", "s2", WHY)])

    assert store.stories.story("s1") is None
    assert store.stories.placement("dferry") == placed("ferry", "s2", WHY)


def test_stories_of_a_week_come_whole(store: Store):
    """One document within the week is enough; its story's others come along."""
    week = timedelta(days=7)
    old = document("old", published=NOW - 2 * week)
    new = document("new", published=NOW)
    gone = document("gone", published=NOW - week)
    for each in (new, old, gone):
        store.documents.add(each, [])
    store.stories.place([placed("old", "s1"), placed("new", "s1"), placed("gone", "s2")])

    ids = store.stories.between(NOW, NOW + week)

    assert ids == ["s1"]
    [story] = store.stories.stories([*ids, "unknown"])
    assert story.documents == (old, new)
    assert list(store.stories.placed_between(NOW - week, NOW + week)) == [
        (gone, placed("gone", "s2")),
        (new, placed("new", "s1")),
    ]


def test_a_story_shows_its_documents_newest_versions(store: Store):
    store.documents.add(FERRY, [])
    store.stories.place([placed("ferry", "s1")])
    edited = replace(FERRY, version=2, title="Ferry on time")
    store.documents.add_version(edited)

    story = store.stories.story("s1")

    assert story
    assert story.documents == (edited,)


def test_judgements_are_kept_in_their_order(store: Store):
    first = Judgement(at=NOW, who="Ines", verb="merge", subject="s1", object="s2", reason="same")
    second = Judgement(
        at=NOW - HOUR, who="Öykü", verb="reject", subject="s3", member_id="m1", through="api"
    )
    store.judgements.append(first)
    store.judgements.append(second)

    assert store.judgements.all() == [first, second]


def test_what_is_derived_is_forgotten_and_the_rest_is_not(store: Store):
    place = RecordLocation(file="a", offset=0, length=1)
    capture = Capture(
        sha256="0", url="u", at=NOW, status=200, content_type="", place=place, run_id=1
    )
    row = EntryRow(entry=Entry(key="1", url="", title=""), page_key="", fingerprint="1")
    judgement = Judgement(at=NOW, who="Ines", verb="reject", subject="s1")
    store.captures.add(capture)
    store.entries.upsert("f", [row], 1, NOW)
    store.pages.request([("k", "u")])
    store.documents.add(FERRY, [])
    store.stories.place([placed("ferry", "s1")])
    store.judgements.append(judgement)

    store.forget_derived()

    assert store.overview.counts().documents == store.captures.count() == 0
    assert store.entries.unread_keys() == []
    assert store.documents.search("ferry") == []
    assert store.stories.placement("dferry") is None
    assert store.judgements.all() == [judgement]
    assert store.pages.get("k")
    store.documents.add(FERRY, [])
    assert len(store.documents.search("ferry")) == 1
