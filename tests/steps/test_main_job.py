"""The main job over real HTTP: what comes in, what does not, and what a second run does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from coranto.steps import rebuild as rebuilding
from coranto.steps import status
from coranto.steps.collection import collect
from coranto.steps.desk import no_report
from coranto.store.pages import DuePage

DATE = "Tue, 10 Nov 2026 09:00:00 GMT"
NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)
STORM = (
    "The ferry company said on Tuesday that all crossings of the lake are suspended until Friday.",
    "Waves of four metres were measured at the northern pier, the highest in eleven years.",
    "“Nobody should go near the breakwater,” the harbour master Ilse Brandt told reporters.",
)


def documents(desk):
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return list(desk.store.documents.between(start, start + timedelta(days=700)))


def archive_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in (folder / "archive").rglob("*") if path.is_file())


def test_a_page_is_read_with_its_feed(press, desk_of):
    press.feed("/feed.xml", ("/storm", "Storm stops ferries", DATE, "Short."))
    press.page("/storm", "Storm stops ferries", *STORM)

    desk_of().run()

    with desk_of.opened() as desk:
        (document,) = documents(desk)
    assert document.text == "\n".join(STORM)
    assert document.text_from == "page"
    assert document.published == datetime(2026, 11, 10, 9, tzinfo=UTC)


def test_where_the_page_cannot_be_had_the_feeds_own_text_stands(press, desk_of):
    press.feed("/feed.xml", ("/storm", "Storm stops ferries", DATE, STORM[0]))

    desk_of().run()

    with desk_of.opened() as desk:
        (document,) = documents(desk)
        assert desk.store.pages.failures_by_reason() == {"missing": 1}
    assert document.text == STORM[0]
    assert document.text_from == "feed"


def test_a_second_run_on_unchanged_feeds_changes_nothing(press, desk_of):
    press.feed("/feed.xml", ("/storm", "Storm stops ferries", DATE, "Short."))
    press.page("/storm", "Storm stops ferries", *STORM)
    desk_of().run()
    before = archive_bytes(desk_of.folder)

    ran = desk_of.run()

    assert ran.collected.unchanged == 1
    assert ran.read.documents == 0
    assert archive_bytes(desk_of.folder) == before


def test_an_edited_article_is_a_new_version_of_the_same_document(press, desk_of):
    press.feed("/feed.xml", ("/storm", "Storm stops ferries", DATE, "Short."))
    press.page("/storm", "Storm stops ferries", *STORM)
    desk_of().run()
    press.feed("/feed.xml", ("/storm", "Storm stops ferries", DATE, "Short, corrected."))
    press.page("/storm", "Storm stops ferries", STORM[0].replace("Friday", "Sunday"), *STORM[1:])

    ran = desk_of.run(days=1)

    with desk_of.opened() as desk:
        (document,) = documents(desk)
        versions = desk.store.documents.versions(document.id)
    assert ran.read.edited == 1
    assert [version.version for version in versions] == [1, 2]
    assert "until Friday" in versions[0].text
    assert "until Sunday" in versions[1].text


def test_a_page_that_is_had_later_is_no_edit(press, desk_of):
    """It is a new version, since the old one may be cited, but the outlet changed nothing."""
    press.feed("/feed.xml", ("/storm", "Storm stops ferries", DATE, "Short."))
    press.page("/storm", "Storm stops ferries", *STORM)
    press.answers["/storm"].status = 503
    desk = desk_of()
    desk.run()
    press.answers["/storm"].status = 200

    ran = desk.run(days=1)

    with desk.opened() as opened:
        (document,) = documents(opened)
    assert (document.version, document.text_from, ran.read.edited) == (2, "page", 0)


def test_one_article_under_several_addresses_and_feeds_is_one_document(press, desk_of):
    press.feed("/a.xml", ("/storm?utm_source=a", "Storm stops ferries", DATE, "Short."))
    press.feed("/b.xml", ("/storm/amp/", "Storm stops ferries", DATE, "Short."))
    press.page("/storm", "Storm stops ferries", *STORM)
    press.page("/storm/amp/", "Storm stops ferries", *STORM)

    desk_of("/a.xml", "/b.xml").run()

    with desk_of.opened() as desk:
        assert len(documents(desk)) == 1


def test_a_feed_that_fails_is_named_with_its_reason_and_left_alone_for_a_while(press, desk_of):
    press.feed("/feed.xml")
    press.answers["/feed.xml"].status = 410

    ran = desk_of().run()

    with desk_of.opened() as desk:
        state = status.desk_status(desk, NOW)
        (broken,) = state.broken
        assert ran.status == "failure"
        assert broken.reason == "gone"
        assert broken.feed.not_before > NOW
        assert desk.store.feeds.due(NOW) == []


def test_a_desk_without_a_network_leaves_no_feed_alone(press, desk_of):
    """Else a week offline would be followed by a week in which nothing is visited."""
    made = desk_of("/a.xml", "/b.xml", "/c.xml")
    press.server.shutdown()
    press.server.server_close()

    ran = made.run()

    with made.opened() as desk:
        assert (ran.status, ran.collected.failed) == ("failure", 3)
        assert [feed.failures for feed in desk.store.feeds.due(NOW)] == [0, 0, 0]


def test_every_host_has_its_turn_before_one_has_a_second():
    """A list of ten thousand articles must not take all pages of a run."""
    addresses = ["https://a.example/1", "https://a.example/2", "https://b.example/1"]
    due = [DuePage(key=url, url=url) for url in addresses]

    assert [page.url for page in collect.interleave_hosts(due)] == [
        addresses[0],
        addresses[2],
        addresses[1],
    ]


def test_a_contact_in_any_script_is_sent(press, desk_of):
    """Headers are ASCII: an address in another script is percent-encoded, not a crash."""
    made = desk_of()
    path = made.folder / "coranto.toml"
    path.write_text(path.read_text().replace('# contact = "desk@', 'contact = "büro@'))

    with made.opened() as desk:
        agent = collect.user_agent(desk.settings)

    assert agent.endswith("(press review; b%C3%BCro@example.org)")


def test_a_feed_that_moved_is_read_and_its_new_address_shown(press, desk_of):
    press.feed("/new.xml", ("/storm", "Storm stops ferries", DATE, STORM[0]))
    press.feed("/feed.xml")
    press.answers["/feed.xml"].status = 301
    press.answers["/feed.xml"].headers["Location"] = press.url("/new.xml")

    desk_of().run()

    with desk_of.opened() as desk:
        (moved,) = status.desk_status(desk, NOW).moved
        assert moved.moved_to == press.url("/new.xml")
        assert len(documents(desk)) == 1


def test_a_move_is_noticed_where_the_feed_itself_is_unchanged(press, desk_of):
    """A feed that has moved and says nothing new answers with a redirect to a 304."""
    press.feed("/new.xml", ("/storm", "Storm stops ferries", DATE, STORM[0]))
    press.answers["/feed.xml"] = press.answers["/new.xml"]
    desk = desk_of()
    desk.run()
    press.feed("/feed.xml")
    press.answers["/feed.xml"].status = 301
    press.answers["/feed.xml"].headers["Location"] = press.url("/new.xml")

    ran = desk.run()

    with desk.opened() as opened:
        (moved,) = status.desk_status(opened, NOW).moved
    assert ran.collected.unchanged == 1
    assert moved.moved_to == press.url("/new.xml")


def content(desk):
    """All that was derived, without times of day and row numbers."""
    found = documents(desk)
    return {
        "versions": [version for one in found for version in desk.store.documents.versions(one.id)],
        "placements": [desk.store.stories.placement(one.id) for one in found],
        "copies": desk.store.copies.for_documents(one.id for one in found),
        "storylines": desk.store.storylines.unsettled(),
        "counts": desk.store.overview.counts(),
        "pages": desk.store.pages.visits(),
    }


def test_rebuilding_from_the_archive_arrives_at_the_same_content(press, desk_of):
    press.feed(
        "/feed.xml",
        ("/storm", "Storm stops ferries", DATE, "Short."),
        ("/lost", "Page lost", DATE, "Only the feed tells of this."),
    )
    press.page("/storm", "Storm stops ferries", *STORM)
    desk_of().run()
    press.feed("/feed.xml", ("/storm", "Storm stops ferries", DATE, "Short, corrected."))
    press.page("/storm", "Storm stops ferries", STORM[0].replace("Friday", "Sunday"), *STORM[1:])
    desk_of.run(days=1)
    with desk_of.opened() as desk:
        before = content(desk)

    rebuilt = rebuilding.rebuild_desk(desk_of.folder, report=no_report)

    with desk_of.opened() as desk:
        assert rebuilt.replayed > 0
        assert rebuilt.kept.exists()
        assert content(desk) == before
