"""Copies and storylines are found where documents are placed, and stay right."""

from datetime import UTC, datetime, timedelta

from coranto.steps import rebuild as rebuilding
from coranto.steps.desk import no_report
from coranto.steps.stories.group import group_documents

WIRE = (
    "The ferry Mirabella ran aground off the Ombra lighthouse before dawn on Tuesday.",
    "All two hundred and fourteen passengers were brought ashore in fishing boats by noon.",
    "The harbour master said that the lamp was lit and that the radio was not.",
    "A tug from Veldra is expected to pull the ship free at the next spring tide.",
)
OTHER = (
    "Growers of the upper valley poured four tons of tomatoes on the ministry steps.",
    "They ask for the price of last year, and for a road without holes in it.",
)


def item(name, title, *, day, hour):
    return (f"/{name}", title, f"{day:02} Nov 2026 {hour:02}:00:00 GMT", "Short.")


def weeks(press, desk_of):
    """A wire story and its reprint; four weeks later, what became of it."""
    press.page("/wire", "Ferry Mirabella aground off Ombra", *WIRE)
    press.page("/reprint", "Ship stuck off Ombra", *WIRE)
    press.page("/tomato", "Tomatoes on ministry steps", *OTHER)
    press.feed(
        "/feed.xml",
        item("wire", "Ferry Mirabella aground off Ombra", day=1, hour=6),
        item("tomato", "Tomatoes on ministry steps", day=1, hour=9),
    )
    press.feed("/b.xml", item("reprint", "Ship stuck off Ombra", day=1, hour=11))
    desk_of("/feed.xml", "/b.xml").run()
    press.page(
        "/trial",
        "Mirabella captain on trial in Ombra",
        "The captain of the ferry Mirabella stands trial in Ombra over the lighthouse he missed.",
        "Passengers and the harbour master of Ombra are to speak; the tug from Veldra is not.",
    )
    press.feed("/feed.xml", item("trial", "Mirabella captain on trial in Ombra", day=14, hour=9))
    desk_of.run(days=1)
    return desk_of


def content(desk):
    start = datetime(2026, 1, 1, tzinfo=UTC)
    known = list(desk.store.stories.placed_between(start, start + timedelta(days=700)))
    names = {document.id: document.url.rpartition("/")[2] for document, _ in known}
    stories = {placed.story_id: names[document.id] for document, placed in reversed(known)}
    links = desk.store.storylines.links(stories)
    copies = desk.store.copies.for_documents(names)
    return {
        "copies": {names[copy.document_id]: names.get(copy.origin_id) for copy in copies},
        "passages": [copy.passages for copy in copies],
        "goes on": {stories[one]: stories[link.follows] for one, link in links.items()},
        "reasons": [link.reasons for link in links.values()],
    }


def test_a_reprint_and_a_storyline_are_found_and_explained(press, desk_of):
    with weeks(press, desk_of).opened() as desk:
        found = content(desk)

    assert found["copies"] == {"reprint": "wire"}
    assert found["goes on"] == {"trial": "wire"}
    assert "Mirabella" in found["reasons"][0][0].detail


def test_grouping_again_changes_nothing(press, desk_of):
    with weeks(press, desk_of).opened() as desk:
        before = content(desk)

        grouped = group_documents(desk, report=no_report)

        assert (grouped.documents, grouped.copies) == (0, 0)
        assert content(desk) == before


def test_an_edited_original_has_its_reprint_looked_at_again(press, desk_of):
    """Passages are offsets into texts: they follow the newest version of both."""
    made = weeks(press, desk_of)
    press.page("/wire", "Ferry Mirabella aground off Ombra", "Corrected at noon today.", *WIRE)
    press.feed(
        "/feed.xml",
        (*item("wire", "Ferry Mirabella aground off Ombra", day=1, hour=6)[:3], "Corrected."),
    )

    made.run(days=2)

    with made.opened() as desk:
        (copy,) = desk.store.copies.for_documents(
            one.id
            for one in desk.store.documents.between(
                datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC)
            )
        )
        texts = {
            one.id: one.text
            for one in desk.store.documents.by_ids([copy.document_id, copy.origin_id])
        }
    first = copy.passages[0]
    assert texts[copy.origin_id].startswith("Corrected")
    assert (
        texts[copy.document_id][first.start : first.end]
        == texts[copy.origin_id][first.origin_start : first.origin_end]
    )


def test_copies_and_storylines_are_rebuilt_alike(press, desk_of):
    with weeks(press, desk_of).opened() as desk:
        before = content(desk)

    rebuilding.rebuild_desk(desk_of.folder, report=no_report)

    with desk_of.opened() as desk:
        assert content(desk) == before


def test_a_grouping_that_was_cut_off_is_done_again_alike(press, desk_of):
    """Placed but not marked: what a crash between placing and copying leaves."""
    made = weeks(press, desk_of)
    with made.opened() as desk:
        before = content(desk)
        start = datetime(2026, 1, 1, tzinfo=UTC)
        ids = [one.id for one in desk.store.documents.between(start, start + timedelta(days=700))]
        desk.store.copies.drop(ids)
        desk.store._database.connection.execute("UPDATE documents SET is_grouped = 0")

        group_documents(desk, report=no_report)

        assert content(desk) == before
