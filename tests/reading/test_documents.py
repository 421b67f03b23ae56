"""One document out of a feed's entry and its page: who is believed for what."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coranto.model import Document, Entry, Page, Source
from coranto.reading import documents

SEEN = datetime(2026, 11, 12, 9, tzinfo=UTC)
SOURCE = Source(id="ferry", name="The Ferry", homepage="https://ferry.example/")
URL = "https://ferry.example/news/tin"
LONG = (
    "The harbour council of Lower Ombra voted on Tuesday to replace its two wooden ferries "
    "with boats made of tin. Opponents fear the noise and have gathered four hundred names."
)
ENTRY = Entry(
    key="1",
    url=URL,
    title="Tin boats for Ombra",
    published_raw="Tue, 10 Nov 2026 13:05:00 GMT",
    authors=("By Jane Doe",),
    summary="<p>The council votes for tin.</p>",
)
PAGE = Page(
    title="Tin boats for Ombra, council says",
    text=LONG,
    authors=("Jane Doe",),
    published_raw="2026-11-10T14:05:00+01:00",
    published_kind="typed",
    site_name="The Ferry",
    language="en-GB",
    links=("https://ferry.example/minutes",),
)


def merge(entry: Entry | None = ENTRY, page: Page | None = PAGE, **other) -> Document:
    known = {
        "feed_language": "und", "source": SOURCE, "url": URL, "seen": SEEN, "capture": "ab"
    }  # fmt: skip
    return documents.build_document(entry=entry, page=page, **(known | other))


def test_the_page_is_believed_when_it_is_of_this_article():
    found = merge()

    assert (found.title, found.text, found.language) == (PAGE.title, LONG, "en-GB")
    assert found.published == datetime(2026, 11, 10, 13, 5, tzinfo=UTC)
    origins = (found.title_from, found.text_from, found.published_from, found.language_from)
    assert origins == ("page", "page", "page", "text")
    assert found.id == documents.document_id(found.key)
    assert found.version == 1


def test_the_feed_serves_where_the_page_cannot_be_had():
    found = merge(page=None)

    assert (found.title, found.text) == ("Tin boats for Ombra", "The council votes for tin.")
    assert (found.title_from, found.text_from, found.published_from) == ("feed",) * 3
    assert found.authors == ("Jane Doe",)


@pytest.mark.parametrize(
    ("feed", "page", "title"),
    [
        ('Ferry "safe" for lorries', "Ferry", 'Ferry "safe" for lorries'),
        ("Варка тоне біля причалу", "Варка тоне…", "Варка тоне біля причалу"),
        ("Tin boats for Ombra - The Ferry", "Tin boats for Ombra", "Tin boats for Ombra"),
        ("Tin boats for …", "Tin boats for Ombra", "Tin boats for Ombra"),
    ],
)
def test_a_title_that_is_the_beginning_of_the_other_is_a_stump(feed, page, title):
    found = merge(replace(ENTRY, title=feed), replace(PAGE, title=page))

    assert found.title == title


@pytest.mark.parametrize("title", ["The Ferry", "Weather and tides", ""])
def test_a_title_that_is_not_of_this_article_gives_way_to_the_feeds(title):
    found = merge(page=replace(PAGE, title=title))

    assert (found.title, found.title_from) == ("Tin boats for Ombra", "feed")


def test_a_feed_with_the_full_text_beats_a_stub():
    entry = replace(ENTRY, content=f"<p>{LONG}</p><p>{LONG} Again.</p><p>Read more: Boats</p>")

    found = merge(entry, replace(PAGE, text="Subscribe to read on."))

    assert found.text == f"{LONG}\n{LONG} Again."
    assert found.text_from == "feed"


def test_a_post_is_read_from_its_feed_and_has_no_title():
    entry = replace(
        ENTRY,
        kind="post",
        title="",
        authors=("@quaywatch@toot.example",),
        content='<p>No tin! <a href="https://ferry.example/minutes?utm_source=x">Why</a></p>',
    )

    found = merge(entry, PAGE)

    assert (found.kind, found.title, found.text) == ("post", "", "No tin! Why")
    assert found.authors == ("@quaywatch@toot.example",)
    assert found.links == ("https://ferry.example/minutes",)


@pytest.mark.parametrize(
    ("kind", "page", "feed", "day", "origin"),
    [
        ("typed", "2026-11-10", "Tue, 10 Nov 2026 13:05:00 GMT", 10, "feed"),  # the more exact
        ("typed", "2026-11-10T10:00:00", "Tue, 10 Nov 2026 13:05:00 GMT", 10, "feed"),  # a zone
        ("typed", "2026-11-02T10:00:00Z", "Tue, 10 Nov 2026 13:05:00 GMT", 2, "page"),  # disagree
        ("shown", "2026-11-02T10:00:00Z", "Tue, 10 Nov 2026 13:05:00 GMT", 10, "feed"),
        ("shown", "2026-11-02T10:00:00Z", "2026-11-10", 10, "feed"),
        ("shown", "2026-11-10T14:05:00Z", "2026-11-10", 10, "page"),  # the more exact
        ("guessed", "2026-11-02", "Tue, 10 Nov 2026 13:05:00 GMT", 10, "feed"),
        ("typed", "10/11/2026", "Tue, 10 Nov 2026 13:05:00 GMT", 10, "feed"),  # ambiguous
        ("typed", "1970-01-01T00:00:00Z", "Tue, 10 Nov 2026 13:05:00 GMT", 10, "feed"),  # absurd
        ("typed", "2027-11-10T00:00:00Z", "Tue, 10 Nov 2026 13:05:00 GMT", 10, "feed"),  # not yet
        ("typed", "2026-11-10T10:00:00Z", "yesterday-ish", 10, "page"),
        ("shown", "2026-11-10T10:00:00Z", "yesterday-ish", 10, "page"),
        ("shown", "2026-11-10T10:00:00Z", "", 10, "page"),
        ("guessed", "10 November 2026", "", 10, "guess"),
    ],
)
def test_which_date_is_believed(kind, page, feed, day, origin):
    claim = replace(PAGE, published_raw=page, published_kind=kind)

    found = merge(replace(ENTRY, published_raw=feed), claim)

    assert found.published is not None
    assert (found.published.day, found.published_from) == (day, origin)


def test_nothing_is_guessed_where_the_feed_says_something():
    """A date that nobody can read is no reason to take one that nobody wrote for it."""
    guess = replace(PAGE, published_raw="2 November 2026", published_kind="guessed")

    found = merge(replace(ENTRY, published_raw="the 40th of May"), guess)

    assert (found.published, found.published_raw) == (None, "the 40th of May")


def test_a_day_of_update_gives_way_to_a_day_that_the_page_shows():
    entry = replace(ENTRY, published_raw="", updated_raw="2026-11-11T08:00:00Z")

    found = merge(entry, replace(PAGE, published_raw="2026-11-09", published_kind="shown"))

    assert found.published == datetime(2026, 11, 9, tzinfo=UTC)


def test_an_unknown_date_stays_unknown_with_its_words():
    found = merge(replace(ENTRY, published_raw="the day of the herring"), None)

    assert (found.published, found.published_from, found.precise) == (None, "none", "none")
    assert found.published_raw == "the day of the herring"


def test_an_atom_entry_without_publication_has_its_update():
    found = merge(replace(ENTRY, published_raw="", updated_raw="2026-11-09T08:00:00Z"), None)

    assert found.published == datetime(2026, 11, 9, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "declared", "language", "origin"),
    [
        (LONG, "en-GB", "en-GB", "text"),  # the region of the declaration
        (LONG, "sq", "en", "text"),  # a theme's default
        (
            "Совет порта решил заменить деревянные паромы жестяными лодками. " * 3,
            "en",
            "ru",
            "text",
        ),
        ("Tin.", "fa", "fa", "page"),  # too short to contradict
    ],
)
def test_the_language_is_the_texts(text, declared, language, origin):
    entry, page = replace(ENTRY, title=""), Page(text=text, language=declared)

    found = merge(entry, page)

    assert (found.language, found.language_from) == (language, origin)


def test_close_languages_are_not_told_apart_against_the_declaration():
    text = "Lučka uprava odlučila je u utorak zamijeniti drvene trajekte limenim čamcima. " * 3

    found = merge(replace(ENTRY, title=""), Page(text=text, language="bs"))

    assert found.language == "bs"


def test_a_source_of_one_language_speaks_it():
    source = replace(SOURCE, languages=("sq",))

    found = merge(replace(ENTRY, title="Varkat", summary=""), None, source=source)

    assert (found.language, found.language_from) == ("sq", "none")


def test_forms_of_one_address_are_one_document():
    forms = ("https://ferry.example/news/tin", "http://www.ferry.example/news/tin?utm_source=feed")

    assert len({merge(replace(ENTRY, url=form), None).id for form in forms}) == 1


def test_the_pages_canonical_address_is_its_identity():
    found = merge(page=replace(PAGE, canonical="https://ferry.example/a/tin-boats"))

    assert found.url == "https://ferry.example/a/tin-boats"
    assert found.key == "https://ferry.example/a/tin-boats"


def test_entries_without_an_address_are_documents_of_their_own():
    one, two = (merge(replace(ENTRY, key=key, url=""), None) for key in "12")

    assert one.id != two.id


TEXT = st.text(max_size=60)
TAGS = st.sampled_from(["und", "en", "fa", "xx-yy-zz", "\ud800", ""]) | TEXT
KINDS = st.sampled_from(["typed", "shown", "guessed", "none"])
DATES = st.sampled_from(["", "2026-11-10", "10/11/2026", "1e99", "99999999999999"]) | TEXT
ENTRIES = st.builds(
    Entry, key=TEXT, url=TEXT, title=TEXT, kind=st.sampled_from(["article", "post"]),
    published_raw=DATES, updated_raw=DATES, language=TAGS, authors=st.tuples(TEXT, TEXT),
    summary=TEXT, content=TEXT,
)  # fmt: skip
PAGES = st.builds(
    Page, title=TEXT, text=TEXT, authors=st.tuples(TEXT), published_raw=DATES, language=TAGS,
    published_kind=KINDS, canonical=st.sampled_from(["", "https://ferry.example/x"]),
)  # fmt: skip


@settings(max_examples=100)
@given(st.none() | ENTRIES, st.none() | PAGES, TAGS, TEXT, st.datetimes(timezones=st.just(UTC)))
def test_anything_merges_and_can_be_stored(entry, page, feed_language, url, seen):
    found = merge(entry, page, feed_language=feed_language, url=url, seen=seen)

    found.title.encode()
    found.text.encode()
    found.key.encode()
    found.published_raw.encode()
    assert found.published is None or found.published <= seen + timedelta(days=4)
