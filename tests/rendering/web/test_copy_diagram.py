"""The picture of who copied whom."""

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from coranto.model import Copy, PublishedDocument
from coranto.rendering.i18n import words_for
from coranto.rendering.site import render_site
from coranto.rendering.web.copy_diagram import DIAGRAM_WIDTH, MAX_SHOWN_REPORTS, build_copy_diagram


def report(name, hour, *, kind="article"):
    return PublishedDocument(
        id=name, version=1, source_id=f"outlet {name}", kind=kind, url="", title=name,
        language="en", published=datetime(2026, 11, 10, hour % 24, tzinfo=UTC), published_raw="",
        authors=(), seen=datetime(2026, 11, 11, tzinfo=UTC), capture="",
    )  # fmt: skip


def copy(name, origin, credit=""):
    return Copy(document_id=name, origin_id=origin, overlap=0.9, origin_overlap=0.5, credit=credit)


def drawn(reports, copies, language="en"):
    return build_copy_diagram(
        reports,
        copies,
        outlets={one.source_id: one.source_id.title() for one in reports},
        words=words_for(language),
    )


FOUR = [report(name, hour) for hour, name in enumerate("abcd")]


def test_where_nobody_copied_there_is_no_picture():
    assert drawn(FOUR, []) is None


def test_each_copy_stands_under_its_origin_and_further_in():
    made = drawn(FOUR, [copy("c", "a"), copy("d", "c")])

    assert [branch.outlet for branch in made.branches] == [
        "Outlet A", "Outlet C", "Outlet D", "Outlet B",
    ]  # fmt: skip
    assert [branch.is_copy for branch in made.branches] == [False, True, True, False]
    assert made.branches[0].x < made.branches[1].x < made.branches[2].x
    assert made.branches[1].told == (
        "Outlet C, 10 November 2026, English, copied from Outlet A, 90% of its words"
    )


def test_a_credited_origin_that_is_not_here_is_named():
    made = drawn(FOUR, [copy("b", "", "Lake Wire")])

    assert made.branches[1].line == ""
    assert made.branches[1].below.endswith("credits Lake Wire")


def test_the_picture_is_mirrored_where_the_page_is():
    left, right = (drawn(FOUR, [copy("c", "a")], language) for language in ("en", "fa"))

    assert [one.x for one in right.branches] == [DIAGRAM_WIDTH - one.x for one in left.branches]


def test_many_reports_are_counted_rather_than_drawn():
    reports = [report(f"n{number:03}", number) for number in range(MAX_SHOWN_REPORTS + 7)]

    made = drawn(reports, [copy("n001", "n000")])

    assert (len(made.branches), made.more) == (MAX_SHOWN_REPORTS, 7)


names = st.sampled_from("abcdefg")


@settings(max_examples=100)
@given(st.lists(st.tuples(names, names), max_size=9))
def test_whatever_copies_whatever_every_report_is_drawn_once(pairs):
    """Circles and copies of themselves come from no finder, but maybe from a damaged file."""
    reports = [report(name, hour) for hour, name in enumerate("abcdefg")]

    made = drawn(reports, [copy(*pair) for pair in pairs])

    if pairs:
        assert sorted(one.outlet for one in made.branches) == [f"Outlet {n}" for n in "ABCDEFG"]


def test_the_story_s_page_says_in_words_what_it_draws(editions, about):
    page = html.fromstring(dict(render_site(editions, about=about))["stories/scrane/index.html"])

    (image,) = page.xpath("//svg[@role='img']")
    named = image.get("aria-labelledby").split()
    assert [page.get_element_by_id(each).tag for each in named] == ["title", "desc"]
    told = [item.text_content() for item in page.xpath("//section[.//svg]/details//li")]
    assert len(told) == 3
    assert "copied from" in told[1]
    assert "credits Lake Wire" in told[2]


def test_earlier_stories_of_the_storyline_are_linked(editions, about):
    page = html.fromstring(dict(render_site(editions, about=about))["stories/scrane/index.html"])

    links = page.xpath("//section[@aria-labelledby='before']//li/a/@href")
    assert links[0] == "../../stories/seel/index.html"
