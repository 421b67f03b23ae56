"""A person chooses how a document is read: at once, in later runs, and through rebuilds."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from coranto.cli import main
from coranto.errors import DeskError
from coranto.model.members import Actor
from coranto.steps import rebuild
from coranto.steps.desk import no_report, open_desk
from coranto.steps.documents.remedies import remedy_document, undo_remedy
from coranto.steps.documents.show import show_document
from coranto.store.runs import RunProgress

DATE = "Tue, 10 Nov 2026 09:00:00 GMT"
SUMMARY = "Forty people were on board when the ferry Mirabella ran aground near the lighthouse."
#: A teaser that the reader takes for the article, since it names the same things.
WALL = (
    "The ferry Mirabella ran aground near the lighthouse: our subscribers read who was on board.",
    "Forty days for nothing, then ten a month: the people on board of our club read everything.",
)
INES = Actor(name="Ines", member_id="m1", through="desk")
AFTER_RUN = datetime(2026, 11, 15, 21, tzinfo=UTC)


@pytest.fixture
def desk(press, desk_of):
    press.feed(
        "/feed.xml",
        ("/ferry", "Ferry runs aground", DATE, SUMMARY),
        ("/brief", "Market closed", DATE, "The market square is closed on Friday, they write."),
    )
    press.page("/ferry", "Ferry runs aground", *WALL)
    desk_of("/feed.xml").run()
    return desk_of


def load(opened, path):
    ids = opened.store.documents.ids_beginning("d", 9)
    return next(
        document for document in opened.store.documents.by_ids(ids) if document.url.endswith(path)
    )


def choose(opened, path, field, choice, now=AFTER_RUN):
    document_id = load(opened, path).id
    return remedy_document(
        opened, document_id, field=field, choice=choice, actor=INES, now=now, reason="a wall"
    )


def test_the_feeds_text_is_read_at_once_and_is_no_edit(desk):
    with desk.opened() as opened:
        assert load(opened, "/ferry").text == "\n".join(WALL)

        result = choose(opened, "/ferry", "text", "feed")
        shown = show_document(opened, result.document.id)

    assert (result.document.text, result.document.version) == (SUMMARY, 2)
    assert result.is_new_version
    assert [version.cause for version in shown.versions] == ["first", "judged"]
    fact = next(fact for fact in shown.facts if fact.name == "text")
    assert (fact.origin, fact.judged_by, fact.read_from) == ("judged", "Ines", "feed")


def test_the_judgement_names_the_member_and_the_way(desk):
    with desk.opened() as opened:
        result = choose(opened, "/ferry", "text", "feed")

        judgement = opened.store.judgements.get(result.judgement_id)

    assert (judgement.verb, judgement.object) == ("remedy", "text: feed")
    assert (judgement.member_id, judgement.through, judgement.reason) == ("m1", "desk", "a wall")


def test_a_page_that_is_not_the_article_gives_nothing(desk):
    with desk.opened() as opened:
        result = choose(opened, "/ferry", "page", "not the article")

    assert (result.document.text, result.document.text_from) == (SUMMARY, "feed")


def test_the_language_is_set_in_any_spelling(desk):
    with desk.opened() as opened:
        result = choose(opened, "/ferry", "language", "pt_br")

    assert result.document.language == "pt-BR"


def test_title_and_date_are_chosen_alike(press, desk_of):
    press.feed("/feed.xml", ("/ferry", "Ferry runs aground", DATE, SUMMARY))
    head = '<meta property="article:published_time" content="2026-11-09T06:00:00Z">'
    press.page("/ferry", "Ferry runs aground: latest", *WALL, head=head)
    desk_of("/feed.xml").run()
    with desk_of.opened() as opened:
        before = load(opened, "/ferry")

        title = choose(opened, "/ferry", "title", "feed").document
        date = choose(opened, "/ferry", "published", "feed").document

    assert (before.title, before.published.day) == ("Ferry runs aground: latest", 9)
    assert title.title == "Ferry runs aground"
    assert (date.published.day, dict(date.judged).keys()) == (10, {"title", "published"})


def test_an_undone_remedy_leaves_the_document_as_it_was(desk):
    with desk.opened() as opened:
        before = load(opened, "/ferry")
        result = choose(opened, "/ferry", "text", "feed")

        undone = undo_remedy(opened, result.judgement_id, actor=INES, now=AFTER_RUN)

        with pytest.raises(DeskError, match="does not hold any more"):
            undo_remedy(opened, result.judgement_id, actor=INES, now=AFTER_RUN)
    assert undone.document.text == before.text
    assert (undone.document.version, undone.document.judged) == (3, ())


def test_a_later_remedy_of_the_same_field_wins_and_its_undoing_gives_way_to_the_earlier(desk):
    with desk.opened() as opened:
        choose(opened, "/ferry", "language", "de")
        second = choose(opened, "/ferry", "language", "nl")

        undone = undo_remedy(opened, second.judgement_id, actor=INES, now=AFTER_RUN)

    assert (second.document.language, undone.document.language) == ("nl", "de")


def test_a_remedy_holds_in_later_runs(desk, press):
    """A page that is fetched anew is still not the article, and an edit of the feed is one."""
    with desk.opened() as opened:
        choose(opened, "/ferry", "text", "feed")
    press.page("/ferry", "Ferry runs aground", *WALL, "And 813 partners now.")
    newer = SUMMARY.replace("Forty", "Fifty")
    press.feed("/feed.xml", ("/ferry", "Ferry runs aground", DATE, newer))

    desk.run(days=1)

    with desk.opened() as opened:
        document = load(opened, "/ferry")
        shown = show_document(opened, document.id)
    assert document.text == newer
    assert [version.cause for version in shown.versions] == ["first", "judged", "edited"]


def all_rows(folder):
    with open_desk(folder) as opened:
        connection = opened.store._database.connection
        return {
            table: sorted(map(tuple, connection.execute(f"SELECT * FROM {table}")))  # noqa: S608
            for table in ("documents", "versions", "placements", "addresses", "judgements")
        }


def test_remedies_come_out_of_a_rebuild_as_they_went_in(desk, press):
    """Remedies between runs are followed where they were made, undone ones too."""
    with desk.opened() as opened:
        choose(opened, "/ferry", "text", "feed")
        taken_back = choose(opened, "/ferry", "language", "de")
    press.page("/ferry", "Ferry runs aground", *WALL, "And 813 partners now.")
    desk.run(days=1)
    with desk.opened() as opened:
        later = AFTER_RUN + timedelta(days=1)
        undo_remedy(opened, taken_back.judgement_id, actor=INES, now=later)
        choose(opened, "/ferry", "page", "not the article", now=later)
    before = all_rows(desk.folder)

    rebuild.rebuild_desk(desk.folder, report=no_report)

    assert all_rows(desk.folder) == before


@pytest.mark.parametrize(
    ("path", "field", "choice", "words"),
    [
        ("/brief", "text", "page", "the page gives no text"),
        ("/ferry", "text", "elsewhere", "is no choice for the text"),
        ("/ferry", "language", "gibberish!", "is no language"),
        ("/ferry", "colour", "red", "cannot be chosen"),
        ("/ferry", "page", "feed", "is no choice for the page"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(desk, path, field, choice, words):
    before = all_rows(desk.folder)

    with desk.opened() as opened, pytest.raises(DeskError, match=words):
        choose(opened, path, field, choice)

    assert all_rows(desk.folder) == before


def test_a_page_that_no_feed_announced_is_not_emptied(press, desk_of):
    press.page("/", "Home", "<a href=/ferry>Ferry runs aground at the Ombra lighthouse</a>")
    press.feed("/feed.xml", ("/ferry", "", DATE, ""))
    press.page("/ferry", "Ferry", *WALL)
    desk_of("/feed.xml").run()

    with desk_of.opened() as opened, pytest.raises(DeskError, match="nothing is left of it"):
        choose(opened, "/ferry", "page", "not the article")


def test_while_a_run_goes_on_that_is_said(desk):
    with desk.opened() as running, running.archive.locked(), desk.opened() as opened:
        run_id = running.store.runs.start(AFTER_RUN)
        running.store.runs.record_progress(
            RunProgress(run_id=run_id, step="collect", done=3, total=9, at=AFTER_RUN)
        )
        with pytest.raises(DeskError, match=r"a run goes on \(collect, 3 of 9"):
            choose(opened, "/ferry", "text", "feed")
        assert load(opened, "/ferry").version == 1


def typed(desk, *words, status=0):
    result = CliRunner().invoke(main, [*words, "--desk", str(desk.folder)])
    assert result.exit_code == status, result.output
    return result.output


def test_the_command_line_chooses_shows_and_takes_back(desk):
    with desk.opened() as opened:
        document_id = load(opened, "/ferry").id

    said = typed(desk, "remedy", document_id, "--text", "feed", "--language", "de", "--who", "Ines")
    shown = typed(desk, "document", document_id)
    number = said.split(":")[0]
    undone = typed(desk, "remedy", document_id, "--undo", number, "--who", "Ines")

    assert "text → feed" in said
    assert "(judged by Ines, from the feed)" in shown
    assert "remedy  1: text → feed, by Ines" in shown
    assert undone.startswith("Taken back: text → feed.")


def test_the_command_line_asks_what_to_choose(desk):
    assert "name what is to be chosen" in typed(desk, "remedy", "d1", "--who", "I", status=2)
