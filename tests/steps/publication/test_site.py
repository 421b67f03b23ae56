"""The site is written only where it changed, and comes out as if it were written whole."""

import json
import shutil
from datetime import UTC, date, datetime, timedelta

import pytest

from coranto.steps.desk import open_desk
from coranto.steps.editions import compose as composing
from coranto.steps.editions import files
from coranto.steps.publication import correct as correcting
from coranto.steps.publication import publish as publishing
from coranto.steps.publication import site

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
FERRIES = (
    "The ferry company said that the harbour master Ilse Brandt decides on every crossing.",
    "The northern pier was built in 1911 and has been mended after every storm since.",
)
TEXTS = {
    "Eels come back": ("Fishermen of Varna counted four hundred eels below the old mill.",),
    "Bridge is closed": ("Engineers found rust in nine cables above the Corvo gorge.",),
    "Fog": ("Nobody in Pellestra saw the morning sun for eleven days in a row.",),
}


@pytest.fixture
def desk(press, desk_of):
    """A desk with stories of three weeks, some of which go on."""
    weeks = {
        "Tue, 27 Oct 2026 09:00:00 GMT": ("Storm stops ferries on the lake", "Eels come back"),
        "Tue, 03 Nov 2026 09:00:00 GMT": ("Ferries sail on the lake again", "Bridge is closed"),
        "Sun, 15 Nov 2026 09:00:00 GMT": ("Ferries on the lake stop for repairs", "Fog"),
    }
    items = []
    for at, (day, titles) in enumerate(weeks.items()):
        for title in titles:
            link = f"/{title.split()[0].lower()}-{at}"
            items.append((link, title, day, ""))
            press.page(link, title, *TEXTS.get(title, FERRIES))
    press.feed("/feed.xml", *items)
    desk_of().run()
    with desk_of.opened() as opened:
        yield opened


def publish(desk, number):
    first = date(2026, 10, 26) + timedelta(weeks=number - 1)
    moment = NOW + timedelta(weeks=number - 1)
    composing.compose_draft(desk, first=first, last=first + timedelta(days=6), now=moment)
    return publishing.publish_edition(desk, number, now=moment)


def correct(desk, number):
    path = files.draft_path(desk, number)
    text = path.read_text("utf-8")
    path.write_text(text.replace("\n## ", "\nNobody was hurt.\n\n## ", 1), encoding="utf-8")
    moment = NOW + timedelta(weeks=4)
    return correcting.correct_edition(desk, number, who="Ada", reason="Asked.", now=moment)


def site_files(desk):
    return {
        path.relative_to(desk.site).as_posix(): path.read_bytes()
        for path in desk.site.rglob("*")
        if path.is_file()
    }


def whole(desk):
    """The site as it is when all of it is written at once."""
    shutil.rmtree(desk.site)
    site.write_site(desk)
    return site_files(desk)


def test_what_was_written_bit_by_bit_is_what_is_written_at_once(desk):
    for step in (publish, publish, correct, publish):
        number = 1 if step is correct else desk.store.editions.next_number(1)
        step(desk, number)

        found = site_files(desk)

        assert found == whole(desk)


def test_a_new_edition_leaves_most_pages_as_they_are(desk):
    publish(desk, 1)
    publish(desk, 2)
    before = {path: path.stat().st_mtime_ns for path in desk.site.rglob("*.html")}

    publish(desk, 3)

    kept = {path for path, time in before.items() if path.stat().st_mtime_ns == time}
    assert [path for path in kept if path.parent.parent == desk.site / "stories"]
    assert desk.site / "editions/2/index.html" not in kept


def test_a_page_that_somebody_changed_is_put_right(desk):
    publish(desk, 1)
    page = desk.site / "editions/1/index.html"
    body = page.read_bytes()
    page.write_bytes(body.replace(b"Storm", b"Stoam"))

    assert site.write_site(desk) == 1
    assert page.read_bytes() == body


def test_new_settings_are_seen_on_every_page(desk):
    publish(desk, 1)
    path = desk.folder / "coranto.toml"
    path.write_text(path.read_text("utf-8").replace('topic = ""', 'topic = "Lakes"'), "utf-8")

    with open_desk(desk.folder) as again:
        site.write_site(again)
        found = site_files(again)
        assert b"Lakes" in found["editions/1/index.html"]
        assert found == whole(again)


def test_a_list_that_leads_out_of_the_site_removes_nothing_there(desk):
    publish(desk, 1)
    note = desk.folder / "note.txt"
    note.write_text("mine")
    path = desk.site / site.LISTING_FILE
    listed = json.loads(path.read_bytes()) | {"../note.txt": "0", str(note): "0"}
    path.write_text(json.dumps(listed))

    site.write_site(desk)

    assert note.read_text() == "mine"


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff"])
def test_a_broken_list_costs_only_time(desk, body):
    publish(desk, 1)
    (desk.site / site.LISTING_FILE).write_bytes(body)

    assert site.write_site(desk) == 0


def test_what_a_crash_left_of_a_file_is_removed(desk):
    publish(desk, 1)
    torn = desk.site / "editions/1/index.html.part"
    torn.write_text("<!doc")

    site.write_site(desk)

    assert not torn.exists()
