"""Past numbers: imported once, shown as earlier editions, told apart from the desk's own."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from coranto.editing import freezing
from coranto.errors import DeskError
from coranto.steps.collection import collect
from coranto.steps.desk import no_report
from coranto.steps.publication import frozen, import_batches, import_issues
from coranto.steps.publication.import_issues import NumberingRules
from coranto.steps.publication.verify import verify_edition

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
PLAIN = NumberingRules()


def issue(number, words="Eels came back."):
    return (
        f"---\ntitle: Lake Digest no. {number}\ndate: 2024-05-{number:02d}\n---\n\nLead.\n\n"
        f"## News\n\n### Eels {number}\n\n{words} [Courier](https://courier.example/{number})\n"
    )


@pytest.fixture
def desk(desk_of):
    desk_of()
    with desk_of.opened() as opened:
        yield opened


@pytest.fixture
def past(tmp_path):
    folder = tmp_path / "past"
    folder.mkdir()
    for number in (6, 7, 8):
        (folder / f"{number}.md").write_text(issue(number), encoding="utf-8")
    return folder


def take(desk, path, wanted=PLAIN):
    return import_issues.import_files(desk, path, wanted, now=NOW, report=no_report)


def reasons(done):
    return {one.subject: one.reason for one in done.problems}


def test_past_numbers_become_earlier_editions_and_the_next_goes_on(desk, past):
    done = take(desk, past)

    assert done.numbers == [6, 7, 8]
    assert desk.store.editions.next_number(1) == 9
    page = (desk.site / "editions/7/index.html").read_text("utf-8")
    assert "Eels 7" in page
    assert 'href="https://courier.example/7"' in page
    assert "its quotations have not been checked" in page
    assert "editions/6/index.html" in page
    assert 'href="edition.epub"' in page
    assert verify_edition(desk, 7).faults == ()


def test_importing_again_changes_nothing(desk, past):
    take(desk, past)
    before = {path: path.read_bytes() for path in desk.published.rglob("*") if path.is_file()}

    done = take(desk, past)

    assert (done.numbers, done.unchanged, done.problems) == ([], 3, [])
    assert before == {
        path: path.read_bytes() for path in desk.published.rglob("*") if path.is_file()
    }


def test_another_text_for_a_number_is_refused_and_named(desk, past):
    take(desk, past)
    (past / "7.md").write_text(issue(7, "Salt."), encoding="utf-8")

    done = take(desk, past)

    assert reasons(done) == {"7.md": "no. 7: imported before with another text"}


def test_what_cannot_be_imported_is_named_and_the_rest_goes_on(desk, past):
    (past / "undated.md").write_text("# Digest 9\n\nText.", encoding="utf-8")
    (past / "2024-05-20-x.md").write_text("# A greeting\n\nText.", encoding="utf-8")
    (past / "logo.gif").write_bytes(b"GIF89a")
    (past / "broken.xml").write_bytes(b"\x00\x01 no feed")
    (past / "twice.md").write_text(issue(8), encoding="utf-8")

    done = take(desk, past)

    assert done.numbers == [6, 7, 8]
    assert reasons(done) == {
        "undated.md": "no date",
        "2024-05-20-x.md": "no number",
        "logo.gif": "no Markdown, HTML or feed",
        "broken.xml": "not a feed",
        "twice.md": "twice",
    }


MARKDOWN = "# Digest no. 9\n\nEels."
RSS = (
    '<rss version="2.0"><channel><title>Digest</title><item><title>Digest no. 9</title>'
    "<description>Eels.</description></item></channel></rss>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>Digest</title><id>a</id><entry><id>b</id>'
    "<title>Digest no. 9</title><content>Eels.</content></entry></feed>"
)
JSON = (
    '{"version": "https://jsonfeed.org/version/1.1", "title": "Digest", "items": '
    '[{"id": "b", "title": "Digest no. 9", "content_text": "Eels."}]}'
)
META = '<meta property="article:published_time" content="2024-05-06">'
PAGE = "<!doctype html><title>Digest no. 9</title><p>Eels.</p>"


@pytest.mark.parametrize(
    "form",
    [("a.md", MARKDOWN, "# D", "---\ndate: 2024-05-06\n---\n", "`date: 2024-05-06`"),
     ("a.html", PAGE, "<title>", META, META),
     ("a.xml", RSS, "</item>", "<pubDate>2024-05-06</pubDate>", "`pubDate` in RSS"),
     ("a.xml", ATOM, "</entry>", "<published>2024-05-06</published>", "`published` in Atom"),
     ("a.json", JSON, '"id"', '"date_published": "2024-05-06", ', "`date_published` in JSON")],
)  # fmt: skip
def test_how_a_date_is_given_is_said_for_each_form_and_is_so(desk, tmp_path, form):
    name, text, before, date, says = form
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    (problem,) = take(desk, file).problems
    file.write_text(text.replace(before, date + before, 1), encoding="utf-8")

    assert problem.reason == "no date"
    assert says in problem.detail
    assert take(desk, file).numbers == [9]


def test_numbers_are_counted_by_date_where_titles_name_none(desk, tmp_path):
    folder = tmp_path / "past"
    folder.mkdir()
    for day, title in (("2024-05-13", "Salt"), ("2024-05-06", "Eels")):
        (folder / f"{day}-x.md").write_text(f"# {title}\n\nText.", encoding="utf-8")

    done = take(desk, folder, NumberingRules(start=277))

    assert done.numbers == [277, 278]
    assert "Eels" in (desk.published / "0277/edition.md").read_text("utf-8")


def test_a_feed_is_imported_from_its_address(press, desk):
    press.feed("/old.xml", ("/n4", "Digest no. 4", "Mon, 06 May 2024 08:00:00 GMT", "Eels."))

    with collect.fetcher_for(desk, clock=lambda: NOW) as fetcher:
        done = import_issues.import_address(
            desk, fetcher, press.url("/old.xml"), PLAIN, now=NOW, report=no_report
        )

    assert done.numbers == [4]
    assert press.url("/n4") in (desk.published / "0004/edition.json").read_text("utf-8")


def test_a_path_that_is_not_there_is_said_to_be_so(desk, tmp_path):
    with pytest.raises(DeskError, match="is not there"):
        take(desk, tmp_path / "none")


def test_a_file_that_is_too_large_is_named_and_not_read(desk, past):
    with (past / "huge.xml").open("wb") as file:
        file.truncate(import_issues.MAX_FILE_BYTES + 1)

    done = take(desk, past)

    assert reasons(done) == {"huge.xml": "too big"}
    assert done.numbers == [6, 7, 8]


def test_nothing_foreign_is_alive_on_the_page_of_a_past_number(desk, tmp_path):
    page = (
        "<html><head><title>Digest 5 <script>x()</script></title>"
        '<meta property="article:published_time" content="2024-05-13"></head><body><article>'
        "<h2>A</h2><p>Text <script>alert(1)</script><img src=x onerror=alert(1)>"
        '<a href="javascript:alert(1)">way</a> \u202eevil [^aa] <b>*x*</b></p></article></body>'
    )
    (tmp_path / "5.html").write_text(page, encoding="utf-8")

    done = take(desk, tmp_path / "5.html")

    shown = (desk.site / "editions/5/index.html").read_text("utf-8")
    assert done.numbers == [5]
    for alive in ("alert(1)", "onerror", "javascript:", "\u202e", "<em>x"):
        assert alive not in shown


# --- a series that goes on here -----------------------------------------------


def publish_own(desk, number):
    """An edition that the desk itself published, as far as importing looks at it."""
    take_one(desk, number)
    folder = frozen.version_folder(desk, number)
    edition = replace(frozen.read_version(folder), imported="")
    (folder / frozen.EDITION_FILE).write_bytes(freezing.encode_edition(edition))


def take_one(desk, number):
    path = desk.folder / f"own-{number}.md"
    path.write_text(issue(number), encoding="utf-8")
    take(desk, path)


def test_a_live_series_is_asked_about_first_and_can_decline(desk, past):
    publish_own(desk, 4)
    plans = []

    def decline(plan):
        plans.append(plan)
        return False

    done = import_issues.import_files(desk, past, PLAIN, now=NOW, report=no_report, confirm=decline)

    assert done.was_declined
    assert (plans[0].numbers, plans[0].last_own) == ((6, 7, 8), 4)
    assert (plans[0].next_before, plans[0].next_after) == (5, 9)
    assert frozen.frozen_numbers(desk) == [4]


def test_a_desk_without_numbers_of_its_own_is_not_asked(desk, past):
    def never(plan):
        raise AssertionError(plan)

    done = import_issues.import_files(desk, past, PLAIN, now=NOW, report=no_report, confirm=never)

    assert done.numbers == [6, 7, 8]


def test_an_import_is_undone_and_can_be_done_again(desk, past):
    take_one(desk, 3)
    take(desk, past)

    undone = import_batches.undo_last_import(desk)

    assert undone.numbers == (6, 7, 8)
    assert frozen.frozen_numbers(desk) == [3]
    assert desk.store.editions.next_number(1) == 4
    assert not (desk.site / "editions/7/index.html").exists()
    assert (desk.folder / import_batches.UNDONE_FOLDER / "0007").is_dir()
    assert take(desk, past).numbers == [6, 7, 8]
    assert import_batches.undo_last_import(desk).numbers == (6, 7, 8)
    assert import_batches.undo_last_import(desk).numbers == (3,)
    with pytest.raises(DeskError, match="nothing to undo"):
        import_batches.undo_last_import(desk)
