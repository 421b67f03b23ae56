"""Lines under many articles of one site are left out of texts, and learning one is no edit."""

from datetime import UTC, datetime, timedelta

from coranto.steps import rebuild
from coranto.steps.desk import no_report

TUESDAY = "Tue, 10 Nov 2026 09:00:00 GMT"
BOX = "Sign up here and receive our letter by e-mail every morning at seven"
NEW_BOX = "Our new letter arrives in your mailbox when the first bakers open"
STORIES = {
    "/storm": ("Storm stops ferries", "All crossings of the lake are suspended until Friday."),
    "/museum": ("Museum of glass opens", "Four rooms in the former harbour office show vases."),
    "/garden": ("School gets a garden", "Pupils planted forty apple trees behind the gymnasium."),
    "/bridge": ("Bridge shut to lorries", "Engineers found cracks in the southern arch on Monday."),
    "/choir": ("Choir wins in Tirana", "Thirty singers came first of nineteen with old songs."),
}
MORE = "Further reports are expected from the responsible office during the coming week."


def publish(press, paths, box, **changes):
    press.feed("/feed.xml", *((path, STORIES[path][0], TUESDAY, "") for path in paths))
    for path in paths:
        title, text = STORIES[path]
        press.page(path, title, changes.get(path[1:], text), f"{text} {MORE}", box)


def texts(desk):
    start = datetime(2026, 1, 1, tzinfo=UTC)
    found = desk.store.documents.between(start, start + timedelta(days=700))
    return {document.title: (document.version, document.text) for document in found}


def with_box(desk, box=BOX):
    return {title for title, (_, text) in texts(desk).items() if box in text}


def test_a_box_of_the_first_run_is_left_out_of_all_its_articles(press, desk_of):
    publish(press, STORIES, BOX)

    desk_of().run()

    with desk_of.opened() as desk:
        (problem,) = desk.store.problems.recent(9)
        (line,) = desk.store.repeated_lines.of_source("paper-1")
        assert with_box(desk) == set()
        assert (problem.subject, problem.reason) == ("paper-1", "repeated line")
        assert (line.text, BOX in problem.detail) == (BOX, True)


def test_a_box_that_is_learnt_later_makes_no_new_version(press, desk_of):
    early, late = ["/storm", "/museum"], ["/garden", "/bridge"]
    publish(press, early, BOX)
    desk_of().run()
    publish(press, [*early, *late], BOX)

    ran = desk_of.run(days=1)

    with desk_of.opened() as desk:
        assert with_box(desk) == {STORIES[path][0] for path in early}
        assert {version for version, _ in texts(desk).values()} == {1}
    assert ran.read.edited == 0


def test_an_edit_of_an_article_that_has_the_box_does_not_remove_it(press, desk_of):
    early = ["/storm", "/museum"]
    publish(press, early, BOX)
    desk_of().run()
    edit = {"storm": STORIES["/storm"][1].replace("Friday", "Sunday")}
    press.feed("/feed.xml", *((p, STORIES[p][0], TUESDAY, "Edited.") for p in early))
    publish(press, STORIES, BOX, **edit)
    press.feed("/feed.xml", *((p, STORIES[p][0], TUESDAY, "Edited.") for p in STORIES))

    ran = desk_of.run(days=1)

    with desk_of.opened() as desk:
        version, text = texts(desk)["Storm stops ferries"]
        assert (version, "Sunday" in text, BOX in text) == (2, True, True)
    assert ran.read.edited == 1


def test_a_box_in_new_words_is_no_edit(press, desk_of):
    publish(press, STORIES, BOX)
    desk_of().run()
    publish(press, STORIES, NEW_BOX)
    press.feed("/feed.xml", *((p, STORIES[p][0], TUESDAY, "Touched.") for p in STORIES))

    ran = desk_of.run(days=1)

    with desk_of.opened() as desk:
        assert with_box(desk, NEW_BOX) == set()
        assert {version for version, _ in texts(desk).values()} == {1}
    assert ran.read.edited == 0


def test_a_rebuild_learns_the_same_lines_and_gives_the_same_texts(press, desk_of):
    publish(press, ["/storm", "/museum"], BOX)
    desk_of().run()
    publish(press, STORIES, BOX)
    desk_of.run(days=1)
    with desk_of.opened() as desk:
        before = texts(desk), desk.store.repeated_lines.of_source("paper-1")

    rebuild.rebuild_desk(desk_of.folder, report=no_report)

    with desk_of.opened() as desk:
        assert (texts(desk), desk.store.repeated_lines.of_source("paper-1")) == before
