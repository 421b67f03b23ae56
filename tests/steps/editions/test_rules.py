"""What coranto.toml says of an edition reaches its draft."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from coranto.editing import draft as drafts
from coranto.errors import DeskError
from coranto.steps import rebuild
from coranto.steps.collection import tiers
from coranto.steps.desk import no_report
from coranto.steps.editions import compose as composing

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
WEEK = {"first": date(2026, 11, 9), "last": date(2026, 11, 15)}
TUESDAY = "Tue, 10 Nov 2026 09:00:00 GMT"
TEXT = "The ferry company said on Tuesday that all crossings of the lake are suspended."


@pytest.fixture
def composed(press, desk_of):
    """Compose with these lines added to coranto.toml."""
    press.feed("/feed.xml", ("/storm", "Storm stops ferries", "Tue, 10 Nov 2026 09:00:00 GMT", "."))
    press.page("/storm", "Storm stops ferries", TEXT, "Waves of four metres were measured.")
    made = desk_of()
    made.run()

    def compose(lines):
        settings = made.folder / "coranto.toml"
        text = settings.read_text("utf-8")
        # A new desk's file has the table already, without words.
        text = text.replace("\n[gate]\n", "\n") if "[gate]" in lines else text
        settings.write_text(text + lines, encoding="utf-8")
        with made.opened() as desk:
            done = composing.compose_draft(desk, **WEEK, now=NOW)
        return drafts.parse_draft(done.path.read_text("utf-8")), done

    return compose


def test_a_section_of_the_desk_s_own_gathers_its_stories(composed):
    draft, _ = composed(
        '[[section]]\nid = "ships"\ntitle = "Ships"\nwords = ["ferry", "ferries"]\n'
    )

    assert [(section.id, section.title) for section in draft.sections] == [("ships", "Ships")]


def test_a_pin_is_a_reason_of_the_ranking(composed):
    _, done = composed('[[pin]]\noutlet = "Paper 1"\nreason = "ours"\n')

    assert "outlet Paper 1 (ours)" in [why.detail for why in done.ranked[0].reasons]


def test_where_all_is_muted_there_is_nothing_to_tell(composed):
    with pytest.raises(DeskError, match="told already, muted, outside the topic or no report"):
        composed('[[mute]]\nword = "storm"\n')


def test_where_all_is_outside_the_gate_there_is_nothing_to_tell(composed):
    with pytest.raises(DeskError, match="outside the topic"):
        composed('[gate]\nmust_hold_one_of = ["tomato"]\nwhere = "body"\n')


def test_the_gate_lets_through_what_holds_its_word_where_it_counts(composed):
    draft, _ = composed('[gate]\nmust_hold_one_of = ["tomato", "ferries"]\nwhere = "title"\n')

    assert len(draft.sections) == 1


def test_folders_of_the_list_of_feeds_are_sections_and_have_a_tier(press, desk_of):
    """Both are kept by a rebuild, which derives everything else again."""
    press.feed("/feed.xml", ("/storm", "Storm stops ferries", TUESDAY, TEXT))
    made = desk_of()
    with made.opened() as desk:
        (feed,) = desk.store.feeds.all()
        desk.store.feeds.update(replace(feed, folder=("Lakes", "North"), pages="never"))
        tiers.set_folder(desk, "Lakes/North", tier=1, weight=2.0)
    made.run()
    settings = made.folder / "coranto.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace('# sections = "languages"', 'sections = "folders"'), "utf-8")

    rebuild.rebuild_desk(made.folder, report=no_report)
    with made.opened() as desk:
        done = composing.compose_draft(desk, **WEEK, now=NOW)

    draft = drafts.parse_draft(done.path.read_text("utf-8"))
    assert [(section.id, section.title) for section in draft.sections] == [
        ("folder-lakes", "Lakes")
    ]
    reasons = {why.signal: (why.value, why.detail) for why in done.ranked[0].reasons}
    assert reasons["tier"] == (1.0, "Lakes/North/: 1")
    assert reasons["weight"] == (1.0, "Lakes/North/: 2")


def test_a_draft_composed_late_is_as_one_composed_in_time(press, desk_of):
    press.feed("/feed.xml", ("/storm", "Storm stops ferries", TUESDAY, TEXT))
    made = desk_of()
    made.run()
    with made.opened() as desk:
        in_time = composing.rank_stories(desk, **WEEK, now=NOW)
        late = composing.rank_stories(desk, **WEEK, now=NOW + timedelta(days=60))

    assert [ranked.score for ranked in in_time] == [ranked.score for ranked in late]
