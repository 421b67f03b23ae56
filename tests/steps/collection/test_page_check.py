"""What comes for an article over real HTTP, and what of it is believed."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.steps.conftest import NOW, Answer

from coranto.cli.output import status_lines
from coranto.model import Page
from coranto.steps import rebuild, status
from coranto.steps.collection import page_check
from coranto.steps.desk import no_report
from coranto.steps.editions import compose
from coranto.steps.publication import publish

TUESDAY = "Tue, 10 Nov 2026 09:00:00 GMT"
STORM = (
    "The ferry company said on Tuesday that all crossings of the lake are suspended until Friday.",
    "Waves of four metres were measured at the northern pier, the highest in eleven years.",
    "“Nobody should go near the breakwater,” the harbour master Ilse Brandt told reporters.",
)
MUSEUM = (
    "A museum of glass opens its doors on Friday in the former harbour office, with four rooms.",
    "The director hopes for visitors from abroad, and for a second floor in two years' time.",
    "Children may blow a bottle of their own on Sundays, under the eyes of two masters.",
)
#: A wall in a language of which nothing is known, longer than a stub.
RIDDLE = (
    "Lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt.",
    "Ut labore et dolore magna aliqua ut enim ad minim veniam quis nostrud exercitation ullamco.",
)


def documents(desk):
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return list(desk.store.documents.between(start, start + timedelta(days=700)))


def read(desk_of):
    with desk_of.opened() as desk:
        return documents(desk), desk.store.problems.recent(20)


def reasons(problems):
    return [problem.reason for problem in problems]


def test_a_wall_is_not_the_article_and_is_named(press, desk_of):
    press.feed("/feed.xml", ("/storm", "Storm stops ferries", TUESDAY, STORM[0]))
    press.page("/storm", "Vlerësojmë privatësinë tuaj", "Ne dhe partnerët tanë përdorim cookies.")

    desk_of().run()

    with desk_of.opened() as desk:
        state = status.desk_status(desk, NOW)
        lines = "\n".join(status_lines(desk.settings, state, NOW))
    assert "1 page gave no article (1 consent)" in lines
    assert f"{press.url('/storm')}: consent" in lines
    (document,), (problem,) = read(desk_of)
    assert (document.title, document.text) == ("Storm stops ferries", STORM[0])
    assert (document.text_from, document.url) == ("feed", press.url("/storm"))
    assert (problem.subject, problem.reason) == (press.url("/storm"), "consent")


def test_a_wall_that_comes_later_is_no_edit(press, desk_of):
    press.feed("/feed.xml", ("/storm", "Storm stops ferries", TUESDAY, STORM[0]))
    press.page("/storm", "Storm stops ferries", *STORM)
    desk_of().run()
    press.page("/storm", "Please log in", "Log in to go on. Forgot your password?")

    ran = desk_of.run(days=1)

    (document,), problems = read(desk_of)
    assert (document.version, document.text, ran.read.edited) == (1, "\n".join(STORM), 0)
    assert reasons(problems) == ["login"]


def test_one_text_under_unlike_titles_is_the_text_of_none(press, desk_of):
    """In a language that no table knows, under the articles' own titles, without a summary."""
    press.feed(
        "/feed.xml",
        ("/storm", "Storm stops ferries", TUESDAY, ""),
        ("/museum", "Museum of glass opens", TUESDAY, ""),
    )
    for path, title in (("/storm", "Storm stops ferries"), ("/museum", "Museum of glass opens")):
        press.page(path, title, *RIDDLE)

    desk_of().run()

    found, problems = read(desk_of)
    assert [(document.text_from, document.text) for document in found] == [("none", "")] * 2
    assert reasons(problems) == ["no article"] * 2


def test_a_wire_report_under_two_headlines_is_believed(press, desk_of):
    press.feed(
        "/feed.xml",
        ("/a", "Storm stops ferries on the lake", TUESDAY, ""),
        ("/b", "Waves of four metres at the northern pier", TUESDAY, ""),
    )
    press.page("/a", "Storm stops ferries on the lake", *STORM)
    press.page("/b", "Waves of four metres at the northern pier", *STORM)

    desk_of().run()

    found, problems = read(desk_of)
    assert [document.text_from for document in found] == ["page", "page"]
    assert problems == []


def canonical(press, path):
    return f'<link rel="canonical" href="{press.url(path)}">'


def test_a_canonical_that_unlike_pages_claim_joins_none_of_them(press, desk_of):
    press.feed(
        "/feed.xml",
        ("/news/storm", "Storm stops ferries", TUESDAY, STORM[0]),
        ("/news/museum", "Museum of glass opens", TUESDAY, MUSEUM[0]),
    )
    head = canonical(press, "/news/all")
    press.page("/news/storm", "Storm stops ferries", *STORM, head=head)
    press.page("/news/museum", "Museum of glass opens", *MUSEUM, head=head)

    ran = desk_of().run()

    found, problems = read(desk_of)
    assert {document.title: document.url for document in found} == {
        "Storm stops ferries": press.url("/news/storm"),
        "Museum of glass opens": press.url("/news/museum"),
    }
    assert set(reasons(problems)) == {"canonical shared"}
    assert ran.read.edited == 0


def test_a_canonical_joins_two_addresses_of_one_article(press, desk_of):
    press.feed(
        "/feed.xml",
        ("/storm", "Storm stops ferries", TUESDAY, STORM[0]),
        ("/top/storm-2", "Storm stops ferries", TUESDAY, STORM[0]),
    )
    press.page("/storm", "Storm stops ferries", *STORM)
    press.page("/top/storm-2", "Storm stops ferries", *STORM, head=canonical(press, "/storm"))

    desk_of().run()

    (document,), problems = read(desk_of)
    assert document.url == press.url("/storm")
    assert problems == []


@pytest.mark.parametrize("links", [("/live", "/live"), ("/live#1", "/live#2"), ("/", "/")])
def test_entries_that_share_a_link_stay_apart(press, desk_of, links):
    items = (("1", "Storm stops ferries", STORM[0]), ("2", "Museum of glass opens", MUSEUM[0]))
    told = "".join(
        f"<item><guid>{guid}</guid><title>{title}</title><link>{press.url(link)}</link>"
        f"<pubDate>{TUESDAY}</pubDate><description>{text}</description></item>"
        for (guid, title, text), link in zip(items, links, strict=True)
    )
    feed = f"<rss version='2.0'><channel><title>Paper</title>{told}</channel></rss>"
    press.answers["/feed.xml"] = Answer(feed.encode(), "application/rss+xml")
    press.page(links[0].partition("#")[0], "Live", *RIDDLE)

    desk_of().run()

    found, problems = read(desk_of)
    assert {(document.title, document.text) for document in found} == {
        (title, text) for _, title, text in items
    }
    assert problems == []


def test_an_entry_that_comes_later_under_a_shared_link_is_no_edit(press, desk_of):
    item = (
        "<item><guid>{}</guid><title>{}</title><link>{}</link><pubDate>{}</pubDate>"
        "<description>{}</description></item>"
    )
    channel = "<rss version='2.0'><channel><title>Paper</title>{}</channel></rss>"
    link = press.url("/minutes")
    first = item.format(1, "Storm stops ferries", link, TUESDAY, STORM[0])
    second = item.format(2, "Museum of glass opens", link, TUESDAY, MUSEUM[0])
    press.answers["/feed.xml"] = Answer(channel.format(first).encode(), "application/rss+xml")
    desk_of().run()
    press.answers["/feed.xml"] = Answer(
        channel.format(second + first).encode(), "application/rss+xml"
    )

    ran = desk_of.run(days=1)

    found, _ = read(desk_of)
    assert [document.version for document in found] == [1, 1]
    assert (ran.read.documents, ran.read.edited) == (1, 0)


def test_one_entry_with_a_corrected_slug_is_one_document(press, desk_of):
    item = (
        "<rss version='2.0'><channel><title>Paper</title><item><guid>7</guid><title>{}</title>"
        "<link>{}</link><pubDate>{}</pubDate><description>{}</description></item></channel></rss>"
    )
    for path in ("/sturm", "/storm"):
        press.page(path, "Storm stops ferries", *STORM)
    first = item.format("Sturm stops ferries", press.url("/sturm"), TUESDAY, STORM[0])
    press.answers["/feed.xml"] = Answer(first.encode(), "application/rss+xml")
    desk_of().run()
    second = item.format("Storm stops ferries", press.url("/storm"), TUESDAY, STORM[0])
    press.answers["/feed.xml"] = Answer(second.encode(), "application/rss+xml")

    desk_of.run(days=1)

    found, _ = read(desk_of)
    assert len(found) == 1


def test_another_article_at_an_address_is_no_edit_of_the_one_before(press, desk_of):
    press.feed("/feed.xml", ("/today", "Storm stops ferries", TUESDAY, STORM[0]))
    press.page("/today", "Storm stops ferries", *STORM)
    desk_of().run()
    press.feed("/feed.xml", ("/today", "Museum of glass opens", TUESDAY, MUSEUM[0]))
    press.page("/today", "Museum of glass opens", *MUSEUM)

    ran = desk_of.run(days=1)

    found, problems = read(desk_of)
    assert {document.title: document.version for document in found} == {
        "Storm stops ferries": 1,
        "Museum of glass opens": 1,
    }
    assert ran.read.edited == 0
    assert reasons(problems) == ["another article"]
    desk_of.run(days=2)
    assert len(read(desk_of)[0]) == 2


def test_a_shortener_gives_its_end_as_link_and_key(press, desk_of):
    end = press.url("/storm").replace("127.0.0.1", "localhost")
    press.feed("/feed.xml", ("/s/x1", "Storm stops ferries", TUESDAY, STORM[0]))
    press.answers["/s/x1"] = Answer(b"", status=301, headers={"Location": end})
    press.page("/storm", "Storm stops ferries", *STORM)
    desk = desk_of()
    path = desk.folder / "coranto.toml"
    hosts = [press.host, press.host.replace("127.0.0.1", "localhost")]
    text = path.read_text("utf-8").replace(json.dumps([press.host]), json.dumps(hosts))
    path.write_text(text, encoding="utf-8")

    desk.run()

    (document,), _ = read(desk_of)
    assert (document.url, document.text) == (end, "\n".join(STORM))


def test_a_deleted_article_that_leads_to_the_front_page_is_not_the_front_page(press, desk_of):
    press.feed("/feed.xml", ("/2026/storm", "Storm stops ferries", TUESDAY, STORM[0]))
    press.answers["/2026/storm"] = Answer(b"", status=302, headers={"Location": press.url("/")})
    press.page("/", "The Paper", *MUSEUM, *MUSEUM)

    desk_of().run()

    (document,), problems = read(desk_of)
    assert (document.text, document.url) == (STORM[0], press.url("/2026/storm"))
    assert reasons(problems) == ["front page"]


def test_what_was_never_there_is_not_said_to_be_gone(press, desk_of):
    """A quotation of the feed's own text is no worse for a page that was a wall and went away."""
    press.feed("/feed.xml", ("/storm", "Storm stops ferries", TUESDAY, " ".join(STORM)))
    press.page("/storm", "Please log in", "Log in to go on. Forgot your password?")
    desk = desk_of()
    desk.run()
    with desk.opened() as opened:
        week = {"first": date(2026, 11, 9), "last": date(2026, 11, 15)}
        compose.compose_draft(opened, **week, now=NOW)
        publish.publish_edition(opened, 1, now=NOW)
    del press.answers["/storm"]

    desk.run(days=2)

    with desk.opened() as opened:
        assert status.desk_status(opened, NOW).alarms == ()


def test_a_page_without_an_entry_is_measured_by_the_stored_article(press, desk_of):
    press.feed("/feed.xml", ("/storm", "Storm stops ferries", TUESDAY, STORM[0]))
    press.page("/storm", "Storm stops ferries", *STORM)
    desk_of().run()
    wall = Page(title="Ave", titles=("Ave",), text="\n".join(RIDDLE))
    article = Page(title="Storm stops ferries", text="\n".join(STORM))

    with desk_of.opened() as desk:
        key = documents(desk)[0].key
        capture = desk.store.captures.get(desk.store.pages.get(key).capture_id)
        with desk.store.transaction():
            checks = [
                page_check.check_page(desk, key, None, page, capture) for page in (wall, article)
            ]

    assert [check.page for check in checks] == [None, article]


def test_a_rebuild_believes_what_the_runs_believed(press, desk_of):
    press.feed(
        "/feed.xml",
        ("/storm", "Storm stops ferries", TUESDAY, ""),
        ("/museum", "Museum of glass opens", TUESDAY, ""),
        ("/today", "Vines are cut early", TUESDAY, MUSEUM[2]),
    )
    for path, title in (("/storm", "Storm stops ferries"), ("/museum", "Museum of glass opens")):
        press.page(path, title, *RIDDLE)
    press.page("/today", "Vines are cut early", *MUSEUM)
    desk_of().run()
    press.feed("/feed.xml", ("/today", "Storm stops ferries again", TUESDAY, STORM[0]))
    press.page("/today", "Storm stops ferries again", *STORM)
    desk_of.run(days=1)
    before = read(desk_of)[0]

    rebuild.rebuild_desk(desk_of.folder, report=no_report)

    assert read(desk_of)[0] == before


PAID = (
    '<script type="application/ld+json">'
    '{"@type": "NewsArticle", "headline": "Storm stops ferries", "isAccessibleForFree": false}'
    "</script>"
)
LONG_STORM = tuple(
    f"On day {day} the following was said. {line}" for day in "12345" for line in STORM
)


def test_a_text_that_a_wall_cuts_off_is_marked(press, desk_of):
    press.feed("/feed.xml", ("/storm", "Storm stops ferries", TUESDAY, STORM[0]))
    press.page("/storm", "Storm stops ferries", *LONG_STORM, "Nobody should go…", head=PAID)

    desk_of().run()

    (document,), problems = read(desk_of)
    with desk_of.opened() as desk:
        lines = "\n".join(status_lines(desk.settings, status.desk_status(desk, NOW), NOW))
    assert (document.text_from, document.is_beginning) == ("page", True)
    assert reasons(problems) == ["beginning only"]
    assert "1 article cut off by a wall" in lines


def test_a_wall_that_cuts_off_later_is_no_edit(press, desk_of):
    press.feed("/feed.xml", ("/storm", "Storm stops ferries", TUESDAY, STORM[0]))
    press.page("/storm", "Storm stops ferries", *LONG_STORM)
    desk_of().run()
    press.feed("/feed.xml", ("/storm", "Storm stops ferries", TUESDAY, f"{STORM[0]} More."))
    press.page("/storm", "Storm stops ferries", *LONG_STORM[:12], "Nobody should…", head=PAID)

    ran = desk_of.run(days=1)

    (document,), _ = read(desk_of)
    assert (document.version, document.is_beginning, ran.read.edited) == (1, False, 0)


def test_a_whole_text_in_place_of_a_beginning_is_a_version_and_no_edit(press, desk_of):
    press.feed("/feed.xml", ("/storm", "Storm stops ferries", TUESDAY, STORM[0]))
    press.page("/storm", "Storm stops ferries", *LONG_STORM[:12], "Nobody should…", head=PAID)
    desk_of().run()
    press.feed("/feed.xml", ("/storm", "Storm stops ferries", TUESDAY, f"{STORM[0]} More."))
    press.page("/storm", "Storm stops ferries", *LONG_STORM)

    ran = desk_of.run(days=1)

    (document,), _ = read(desk_of)
    assert (document.version, document.is_beginning, ran.read.edited) == (2, False, 0)


def brief(press, text, day):
    return (
        f"<item><title>News in brief</title><link>{press.url('/brief')}</link>"
        f"<pubDate>{day}</pubDate><description>{text}</description></item>"
    )


def test_briefs_without_ids_under_one_link_and_title_are_as_many_documents(press, desk_of):
    """The first was alone under the link when it was read, and is not doubled."""
    channel = "<rss version='2.0'><channel><title>The Paper</title>{}</channel></rss>"
    old = brief(press, STORM[0], TUESDAY)
    new = brief(press, MUSEUM[0], TUESDAY.replace("10 Nov", "11 Nov"))
    press.answers["/feed.xml"] = Answer(channel.format(old).encode(), "application/rss+xml")
    desk_of().run()
    press.answers["/feed.xml"] = Answer(channel.format(new + old).encode(), "application/rss+xml")

    ran = desk_of.run(days=1)

    found, _ = read(desk_of)
    texts = sorted((document.version, document.text) for document in found)
    assert (texts, ran.read.edited) == ([(1, MUSEUM[0]), (1, STORM[0])], 0)
