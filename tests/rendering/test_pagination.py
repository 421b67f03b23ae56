"""A large edition stands on several pages; its items keep their addresses."""

import json
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html

from coranto.rendering import pagination
from coranto.rendering.site import render_site
from coranto.rendering.web.build_cache import BuildCache

FIRST = "editions/12/index.html"


@pytest.fixture
def files(large, about):
    return dict(render_site([large], about=about))


def trees(files):
    return {
        path: html.fromstring(body)
        for path, body in files.items()
        if path.startswith("editions/12/") and path.endswith(".html")
    }


def test_an_ordinary_edition_is_one_page(editions, about):
    assert set(pagination.assign_pages(editions[1])) == {1}
    assert "editions/12/2/index.html" not in dict(render_site(editions[:2], about=about))


def test_no_page_of_a_large_edition_is_too_large_and_none_is_a_stub(files):
    sizes = [len(files[path]) for path in trees(files)]

    assert len(sizes) > 1
    assert max(sizes) < 300_000
    assert min(sizes) > max(sizes) / 2


def test_every_item_stands_once_and_its_address_on_the_first_page_leads_to_it(large, files):
    pages = trees(files)
    stands = {
        anchor: path
        for path, page in pages.items()
        for anchor in page.xpath("//article[@class='item']/@id")
    }

    for section in large.draft.sections:
        for item in section.items:
            place = pages[FIRST].xpath("//*[@id=$name]", name=item.story_id)[0]
            if place.tag == "li":
                href = urlsplit(place.xpath("a/@href")[0])
                assert (urljoin(FIRST, href.path), href.fragment) == (
                    stands[item.story_id], item.story_id,
                )  # fmt: skip
    assert len(stands) == sum(len(section.items) for section in large.draft.sections)


def test_every_mark_has_its_evidence_on_its_own_page(files):
    for page in trees(files).values():
        marks = page.xpath("//sup[@class='cite']/a/@href")
        assert marks
        assert {one.removeprefix("#") for one in marks} == set(page.xpath("//section/ol/li/@id"))
        for back in page.xpath("//a[@class='back']/@href"):
            assert page.xpath("//*[@id=$name]", name=back.removeprefix("#"))


def test_programs_that_lead_into_an_edition_lead_to_the_right_page(large, files, about):
    base = about.base()
    pages = trees(files)
    links = [item["url"] for item in json.loads(files["feeds/items.json"])["items"]]
    links += [
        link
        for item in json.loads(files["feeds/items.json"])["items"]
        for link in html.fromstring(item["content_html"]).xpath("//sup/a/@href")
    ]
    front = html.fromstring(files["index.html"]).xpath("//article[@class='teaser']//h3/a/@href")
    links += [urljoin(base, href) for href in front]

    for link in links:
        path, _, anchor = link.removeprefix(base).partition("#")
        page = pages[path if path.endswith(".html") else f"{path}index.html"]
        assert page.xpath("//*[@id=$name]", name=anchor), link


def test_all_pages_stand_where_nothing_changed(large, about):
    first = BuildCache()
    list(render_site([large], about=about, ledger=first))

    again = dict(render_site([large], about=about, ledger=BuildCache(first.made_of)))

    assert again[FIRST] is again["editions/12/2/index.html"] is None
