"""From stories to a frozen edition: what is drafted, refused, kept and never overwritten."""

from datetime import UTC, date, datetime

import pytest

from coranto.editing import freezing
from coranto.errors import DeskError, DraftError
from coranto.steps.editions import check as checking
from coranto.steps.editions import compose as composing
from coranto.steps.editions import due, files, week
from coranto.steps.publication import frozen, site
from coranto.steps.publication import publish as publishing

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
WEEK = {"first": date(2026, 11, 9), "last": date(2026, 11, 15)}
TUESDAY = "Tue, 10 Nov 2026 09:00:00 GMT"
STORM = (
    "The ferry company said on Tuesday that all crossings of the lake are suspended until Friday.",
    "Waves of four metres were measured at the northern pier, the highest in eleven years.",
    "“Nobody should go near the breakwater,” the harbour master Ilse Brandt told reporters.",
)


@pytest.fixture
def desk(press, desk_of):
    press.feed("/feed.xml", ("/storm", "Storm stops ferries on the lake", TUESDAY, "Short."))
    press.page("/storm", "Storm stops ferries on the lake", *STORM)
    desk_of().run()
    with desk_of.opened() as opened:
        yield opened


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_draft_quotes_its_source_and_passes_its_checks(desk):
    composed = composing.compose_draft(desk, **WEEK, now=NOW)

    text = composed.path.read_text(encoding="utf-8")
    checked = checking.check_draft(desk, text, number=1)
    assert any(sentence in text for sentence in STORM)
    assert not [finding for finding in checked.findings if finding.severity == "error"]


def test_a_changed_quotation_is_named_by_its_line_and_stops_publication(desk):
    composed = composing.compose_draft(desk, **WEEK, now=NOW)
    change(composed.path, "“The ferry company said on Tuesday", "“The ferry firm said on Tuesday")

    with pytest.raises(DeskError, match=r"line 11: “The ferry firm said"):
        publishing.publish_edition(desk, 1, now=NOW)

    assert not frozen.version_folder(desk, 1).exists()


def test_an_editors_own_sentence_may_be_added(desk):
    composed = composing.compose_draft(desk, **WEEK, now=NOW)
    change(composed.path, "## In English", "Nobody was hurt, as far as we know.\n\n## In English")

    published = publishing.publish_edition(desk, 1, now=NOW)

    assert "Nobody was hurt" in (published.site / "editions/1/index.html").read_text("utf-8")


def test_a_published_number_is_never_overwritten(desk):
    composing.compose_draft(desk, **WEEK, now=NOW)
    published = publishing.publish_edition(desk, 1, now=NOW)
    before = {path: path.read_bytes() for path in published.frozen.iterdir()}

    with pytest.raises(DeskError, match="was published on 2026-11-16 and is frozen"):
        publishing.publish_edition(desk, 1, now=NOW)

    assert {path: path.read_bytes() for path in published.frozen.iterdir()} == before


def test_an_editors_file_is_never_replaced(desk):
    composed = composing.compose_draft(desk, **WEEK, now=NOW)
    composed.path.write_text("my own work", encoding="utf-8")

    with pytest.raises(DeskError, match="may hold an editor's work"):
        composing.compose_draft(desk, **WEEK, now=NOW)

    assert composed.path.read_text(encoding="utf-8") == "my own work"


def test_a_draft_in_another_encoding_is_refused_with_its_line(desk):
    composed = composing.compose_draft(desk, **WEEK, now=NOW)
    composed.path.write_bytes(composed.path.read_bytes() + b"\xe9")

    with pytest.raises(DraftError, match="not UTF-8"):
        publishing.publish_edition(desk, 1, now=NOW)


def test_a_week_in_which_nothing_came_has_no_draft(desk):
    with pytest.raises(DeskError, match="there is nothing to tell"):
        composing.compose_draft(desk, first=date(2026, 10, 5), last=date(2026, 10, 11), now=NOW)


def test_publication_that_was_cut_off_after_freezing_is_completed(desk):
    composing.compose_draft(desk, **WEEK, now=NOW)
    text = files.read_draft_text(desk, 1)
    edition = publishing.build_edition(desk, checking.check_draft(desk, text, number=1), now=NOW)
    folder = frozen.write_version(desk, edition, text, about=site.about_desk(desk))
    body = (folder / "edition.json").read_bytes()

    publishing.publish_edition(desk, 1, now=datetime(2026, 11, 17, tzinfo=UTC))

    assert (folder / "edition.json").read_bytes() == body
    assert desk.store.editions.get(1).state == "published"


def test_a_site_that_was_cut_off_is_completed_by_publishing_again(desk):
    composing.compose_draft(desk, **WEEK, now=NOW)
    published = publishing.publish_edition(desk, 1, now=NOW)
    body = (published.frozen / "edition.json").read_bytes()
    (published.site / "feeds/items.atom").unlink()

    again = publishing.publish_edition(desk, 1, now=datetime(2026, 11, 17, tzinfo=UTC))

    assert (again.was_frozen, again.written) == (True, 1)
    assert (published.site / "feeds/items.atom").exists()
    assert (published.frozen / "edition.json").read_bytes() == body


def test_what_a_cut_off_publication_left_is_no_edition(desk):
    composing.compose_draft(desk, **WEEK, now=NOW)
    torn = frozen.version_folder(desk, 2).with_suffix(".part")
    torn.mkdir(parents=True)
    (torn / "edition.json").write_text('{"torn', encoding="utf-8")

    publishing.publish_edition(desk, 1, now=NOW)

    assert frozen.frozen_numbers(desk) == [1]


def test_a_published_edition_whose_folder_is_gone_stays_on_the_site(desk):
    composing.compose_draft(desk, **WEEK, now=NOW)
    published = publishing.publish_edition(desk, 1, now=NOW)
    published.frozen.rename(published.frozen.with_name("lost"))

    with pytest.raises(DeskError, match="is gone: restore it"):
        publishing.publish_edition(desk, 1, now=NOW)

    assert (published.site / "editions/1/index.html").exists()


def test_another_number_at_the_top_is_found_by_the_check(desk):
    composed = composing.compose_draft(desk, **WEEK, now=NOW)
    change(composed.path, "number: 1", "number: 7")

    findings = checking.check_draft(desk, files.read_draft_text(desk, 1), number=1).findings

    assert [(each.line, each.check) for each in findings if each.severity == "error"] == [
        (2, "number")
    ]


@pytest.mark.parametrize("days", [(date.min, date(2026, 11, 15)), (date(2026, 11, 9), date.max)])
def test_days_at_the_ends_of_the_calendar_are_refused_in_words(days):
    with pytest.raises(DeskError, match="name other days"):
        week.week_bounds(*days, "Asia/Tokyo" if days[0] == date.min else "America/Lima")


def test_a_frozen_edition_comes_back_as_it_was(desk):
    composing.compose_draft(desk, **WEEK, now=NOW)
    publishing.publish_edition(desk, 1, now=NOW)
    body = (frozen.version_folder(desk, 1) / "edition.json").read_bytes()

    assert freezing.encode_edition(freezing.decode_edition(body)) == body


def test_the_site_is_written_again_only_where_it_changed(desk):
    composing.compose_draft(desk, **WEEK, now=NOW)
    publishing.publish_edition(desk, 1, now=NOW)

    assert site.write_site(desk) == 0


def test_what_was_published_after_the_week_is_left_to_the_next_edition(desk):
    story = desk.store.stories.story(
        desk.store.stories.between(*week.week_bounds(WEEK["first"], WEEK["last"], "UTC"))[0]
    )

    assert week.story_as_of(story, datetime(2026, 11, 10, 9, tzinfo=UTC)).documents == ()
    assert week.story_as_of(story, datetime(2026, 11, 10, 10, tzinfo=UTC)) == story


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (datetime(2026, 11, 16, 8, 59, tzinfo=UTC), date(2026, 11, 2)),
        (datetime(2026, 11, 16, 9, tzinfo=UTC), date(2026, 11, 9)),
        (datetime(2026, 11, 22, 23, tzinfo=UTC), date(2026, 11, 9)),
    ],
)
def test_the_week_that_is_due_ends_the_day_before(desk, now, first):
    assert due.week_due(desk.settings, now)[0] == first
