"""What `coranto status` says of feeds that hold nothing and of voices that fell silent."""

from datetime import UTC, datetime, timedelta

import pytest

from coranto.cli import output
from coranto.cli.editions import draft_due_edition
from coranto.model import Document, Source
from coranto.steps.status import desk_status

NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)
EMPTY = b"<rss version='2.0'><channel><title>The Paper</title></channel></rss>"


def came(desk, *, source, language, weeks, each=5):
    """Documents of a source, so many in each of those weeks before NOW."""
    for week in weeks:
        for number in range(each):
            name = f"{source}-{week}-{number}"
            seen = NOW - timedelta(days=7 * week + 1)
            document = Document(
                id=name,
                version=1,
                source_id=source,
                kind="article",
                key=name,
                url=f"https://{source}.example/{name}",
                title=name,
                text="",
                language=language,
                seen=seen,
            )
            desk.store.documents.add(document, set())


def add_source(desk, source_id, country):
    desk.store.sources.add(Source(id=source_id, name=source_id, country=country), NOW)


def test_a_feed_without_entries_is_broken_after_three_weeks(press, desk_of):
    press.feed("/feed.xml")
    desk = desk_of()
    desk.run()

    for days, broken in ((20, []), (22, ["the feed holds nothing: since 2026-11-15"])):
        with desk.opened() as opened:
            state = desk_status(opened, NOW + timedelta(days=days))
        assert [each.what for each in state.broken] == broken


def test_what_went_silent_is_named(desk_of):
    with desk_of().opened() as desk:
        add_source(desk, "gull", "FI")
        add_source(desk, "tern", "IR")
        came(desk, source="gull", language="en", weeks=range(8))
        came(desk, source="tern", language="fa", weeks=range(1, 8))

        state = desk_status(desk, NOW)

    assert [each.name for each in state.silent_languages] == ["fa"]
    assert [each.name for each in state.silent_countries] == ["IR"]


def test_nothing_unknown_goes_silent(desk_of):
    """Sources without a country, texts without a language: that is no voice of its own."""
    with desk_of().opened() as desk:
        add_source(desk, "gull", "")
        came(desk, source="gull", language="und", weeks=range(1, 8))

        state = desk_status(desk, NOW)

    assert (state.silent_languages, state.silent_countries) == ((), ())


def test_a_desk_that_did_not_look_says_nothing_of_silence(desk_of):
    """What came is counted back from the last run, not from today."""
    with desk_of().opened() as desk:
        add_source(desk, "gull", "FI")
        came(desk, source="gull", language="en", weeks=range(8))
        run = desk.store.runs.start(NOW)
        desk.store.runs.finish(run, NOW, "success", {})

        state = desk_status(desk, NOW + timedelta(days=14))

    assert state.silent_languages == ()


def status_text(desk, moment):
    return "\n".join(output.status_lines(desk.settings, desk_status(desk, moment), moment))


@pytest.mark.parametrize("hours_after_due", [0, 1, 30, 166])
def test_status_says_what_a_run_would_draft(press, desk_of, capsys, hours_after_due):
    """The week to Sunday is due on Monday at nine, and stays due until it is drafted."""
    press.page("/kiln", "The kiln opens", "The kiln opened at noon.", "Many came.")
    press.feed("/feed.xml", ("/kiln", "The kiln opens", "Tue, 10 Nov 2026 09:00:00 GMT", ""))
    desk = desk_of()
    desk.run()
    moment = datetime(2026, 11, 16, 9, tzinfo=UTC) + timedelta(hours=hours_after_due)

    with desk.opened() as opened:
        before = status_text(opened, moment)
        draft_due_edition(opened, moment)
        after = status_text(opened, moment)

    assert "no. 1 since Monday 2026-11-16 09:00 UTC: `coranto run` drafts it" in before
    assert "0001.md" in capsys.readouterr().out
    assert "draft of no. 1 waits" in after
    assert "no. 2 on Monday 2026-11-23 09:00 UTC" in after
