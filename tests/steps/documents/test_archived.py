"""The page of a document comes out of the archive, dead, and with the passage marked."""

from datetime import UTC, date, datetime

import pytest

from coranto.errors import DeskError
from coranto.model import Citation
from coranto.rendering.archived import POLICY
from coranto.steps.documents.archived import archived_page
from coranto.steps.documents.show import show_document

NOW = datetime(2026, 11, 15, 20, tzinfo=UTC)
DATE = "Tue, 10 Nov 2026 09:00:00 GMT"
FIRST = "The ferry Mirabella ran aground off the Ombra lighthouse with forty people on board."
SECOND = "Nobody was hurt, the harbour master said on Tuesday, and the tide will lift it at noon."


@pytest.fixture
def desk(press, desk_of):
    press.feed(
        "/feed.xml",
        ("/ferry", "Ferry runs aground", DATE, "A short summary of it."),
        ("/brief", "Brief", DATE, "The market square is closed on Friday, the council writes."),
    )
    press.page("/ferry", "Ferry runs aground", FIRST, SECOND, head="<script>alert(1)</script>")
    desk_of("/feed.xml").run()
    return desk_of


def document(opened, path):
    return next(
        stored
        for stored in opened.store.documents.by_ids(opened.store.documents.ids_beginning("d", 9))
        if stored.url.endswith(path)
    )


def test_the_page_is_shown_as_it_was_archived(desk, press):
    asked_before = len(press.asked)
    with desk.opened() as opened:
        ferry = document(opened, "/ferry")
        start = ferry.text.index("harbour master")

        page = archived_page(opened, ferry.id, passage=(start, start + len("harbour master")))

    html = page.html.decode()
    assert '<mark class="coranto-mark" id="coranto-passage">harbour master</mark>' in html
    assert FIRST in html
    assert "alert(1)" not in html
    assert (page.policy, page.url, page.is_marked) == (POLICY, press.url("/ferry"), True)
    assert len(press.asked) == asked_before


def test_an_older_version_has_the_page_of_its_own_time(desk, press):
    press.page("/ferry", "Ferry runs aground", FIRST, SECOND.replace("noon", "midnight"))
    desk.run(days=1)

    with desk.opened() as opened:
        ferry = document(opened, "/ferry")
        pages = [archived_page(opened, ferry.id, version).html.decode() for version in (1, 2)]

    assert ["midnight" in page for page in pages] == [False, True]


def test_what_editions_cite_is_marked_of_itself(desk):
    with desk.opened() as opened:
        ferry = document(opened, "/ferry")
        start = ferry.text.index("Nobody")
        citation = Citation(
            mark="c1", document_id=ferry.id, version=1, start=start, end=start + 15,
            text="Nobody was hurt",
        )  # fmt: skip
        opened.store.editions.compose(3, date(2026, 11, 9), date(2026, 11, 15), NOW, "0")
        opened.store.corrections.replace_citations(3, [citation])

        page = archived_page(opened, ferry.id, 1)
        shown = show_document(opened, ferry.id)

    assert ">Nobody was hurt</mark>" in page.html.decode()
    assert (shown.cited_in, shown.has_archived_page) == (((3, 1),), True)


def test_where_no_page_was_had_there_is_none_to_show(desk):
    with desk.opened() as opened:
        brief = document(opened, "/brief")

        with pytest.raises(DeskError, match="was read from a feed"):
            archived_page(opened, brief.id)


def test_a_page_that_the_archive_lost_is_said(desk):
    with desk.opened() as opened:
        ferry = document(opened, "/ferry")
        for file in opened.archive.folder.glob("*.warc.gz"):
            file.write_bytes(b"")

        with pytest.raises(DeskError, match="is not in the archive"):
            archived_page(opened, ferry.id)


@pytest.mark.parametrize(
    ("charset", "words"),
    [
        ("windows-1251", "Паром Мирабелла сел на мель у маяка, сообщил начальник порта."),
        ("shift_jis", "フェリーは灯台の近くで座礁したが、けが人はいないと港長が述べた。" * 3),
        ("windows-1256", "جنحت العبارة قرب المنارة ولم يصب أحد بأذى كما قال مدير الميناء. " * 3),
    ],
)
def test_the_charset_is_the_one_that_the_reader_decided_on(press, desk_of, charset, words):
    press.feed("/feed.xml", ("/alt", "", DATE, ""))
    press.page("/alt", "Title", words)
    body = press.answers["/alt"].body.decode().encode(charset)
    press.answers["/alt"].body = body
    press.answers["/alt"].kind = f"text/html; charset={charset}"
    desk_of("/feed.xml").run()

    with desk_of.opened() as opened:
        found = document(opened, "/alt")
        page = archived_page(opened, found.id, passage=(0, 12))

    assert words.strip() in page.html.decode("utf-8").replace("</mark>", "").replace(
        '<mark class="coranto-mark" id="coranto-passage">', ""
    )
    assert page.is_marked
