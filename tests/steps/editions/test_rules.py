"""What coranto.toml says of an edition reaches its draft."""

from datetime import UTC, date, datetime

import pytest

from coranto.editing import draft as drafts
from coranto.errors import DeskError
from coranto.steps.editions import compose as composing

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
WEEK = {"first": date(2026, 11, 9), "last": date(2026, 11, 15)}
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
        settings.write_text(settings.read_text("utf-8") + lines, encoding="utf-8")
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
    with pytest.raises(DeskError, match="told already or muted"):
        composed('[[mute]]\nword = "storm"\n')
