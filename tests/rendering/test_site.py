"""The site: every link leads somewhere, nothing foreign is alive, the same bytes every time."""

import json
import posixpath
import re
from dataclasses import replace
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

from coranto.rendering.site import DeskAbout, render_site

TAGS = set(
    """
    html head meta title link body a header p nav ul li main article h1 h2 h3 h4 h5 h6 div section
    ol span bdi sup strong em blockquote mark footer dl dt dd details summary table thead tbody tr
    th td form label input button noscript script br wbr code pre hr svg desc g path circle text
    """.split()
)
ATTRIBUTES = set(
    """
    lang dir charset http-equiv content name property rel type title href class id aria-label
    aria-labelledby aria-current aria-hidden tabindex value role scope src for maxlength
    autocomplete method action data-none data-found data-edition data-shards data-figures data-dot
    data-head interestfor popover viewbox direction d cx cy r x y
    """.split()
)
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></style></script><script>alert(1)</script>",
    "[x](javascript:alert(1)) ![x](https://spy.example/pixel.gif)",
    "[^evil] [^post] \\[^evil]",
    "{{ 7 * 7 }} {% include 'x' %}",
    "<!-- --> ]]> <![CDATA[ &lt;script&gt; &#60;script&#62;",
    "../../../etc/passwd",
    "a\x00b\x1b[31m\x08\ud800\ufffe",
    "\u202egnol eb ot\u2066 tsuj",
    "Z" + "\u0301" * 400,
    "> quote\n# heading\n- list\n    code\n```\n",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "*" * 200 + "_" * 200 + "[" * 200,
    "",
]


def rendered(editions, about):
    return dict(render_site(editions, about=about))


def pages(files):
    return {path: html.fromstring(body) for path, body in files.items() if path.endswith("html")}


def harmless(page):
    """Only what our templates use is alive."""
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        assert element.tag in TAGS
        assert set(element.attrib) <= ATTRIBUTES
        for name in {"href", "src", "action"} & set(element.attrib):
            parts = urlsplit(element.get(name))
            assert parts.scheme in {"", "http", "https", "mailto"}
            assert parts.scheme or not parts.netloc
        if element.get("type") == "application/ld+json":
            assert json.loads(element.text)["@type"] == "NewsArticle"
        elif element.tag == "script":
            assert element.text is None
            assert element.get("src") == "search.js"
        if element.tag == "meta":
            assert element.get("http-equiv") in {None, "Content-Security-Policy"}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_markup_from_a_source_is_alive(with_text, about, text):
    files = rendered([with_text(text)], replace(about, title=text, topic=text, description=text))

    for page in pages(files).values():
        harmless(page)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,<script>", "//x.example/", 'https://x/" onx="1']
)
def test_addresses_that_run_are_not_linked(with_text, about, url):
    files = rendered([with_text("text", url=url)], replace(about, address=url, contact=url))

    for page in pages(files).values():
        harmless(page)


def test_a_word_of_a_megabyte_does_no_harm(with_text, about):
    files = rendered([with_text("w" * 1_000_000)], about)

    for page in pages(files).values():
        harmless(page)
        assert all(len(title.text_content()) < 500 for title in page.xpath("//title|//h1|//h3"))


@pytest.mark.parametrize("identifier", ["../../etc/passwd", "/root", "a/b", "CON", "..", "\x00"])
def test_ids_never_become_foreign_paths(with_text, about, identifier):
    for path in rendered([with_text(identifier)], about):
        assert re.fullmatch(r"([a-z0-9-]+/)*[a-z0-9-]+(\.[a-z0-9]+)+", path)


def test_every_link_inside_leads_to_a_page_and_a_place_on_it(editions, about):
    files = rendered(editions, about)
    found = pages(files)
    anchors = {path: set(page.xpath("//@id")) for path, page in found.items()}

    for path, page in found.items():
        for target in page.xpath("//@href | //@src"):
            parts = urlsplit(target)
            if parts.scheme or path == "404.html":
                continue
            place = posixpath.normpath(posixpath.join(posixpath.dirname(path), parts.path))
            place = path if not parts.path else place
            assert place in files, (path, target)
            if parts.fragment:
                assert unquote(parts.fragment) in anchors[place], (path, target)


def test_ids_are_unique_on_each_page(editions, about):
    for path, page in pages(rendered(editions, about)).items():
        ids = page.xpath("//@id")

        assert len(ids) == len(set(ids)), path


def test_items_of_no_story_have_places_of_their_own(editions, about):
    draft = editions[1].draft
    own = replace(draft.sections[1].items[0], story_id="", body="Ours.")
    section = replace(draft.sections[1], items=(own, own, *draft.sections[0].items * 2))
    edition = replace(editions[1], draft=replace(draft, sections=(section,)))

    page = pages(rendered([edition], about))["editions/12/index.html"]

    items = page.xpath("//article[contains(@class, 'item')]/@id")
    assert items == ["item-1", "item-2", "scrane", "item-4"]


def test_the_page_shown_for_missing_ones_works_at_any_address(editions, about):
    page = pages(rendered(editions, about))["404.html"]

    inside = [one for one in page.xpath("//@href") if not urlsplit(one).scheme]
    assert [one for one in inside if not one.startswith(("/digest/", "#text"))] == []


def test_the_same_editions_give_the_same_bytes(editions, about):
    assert rendered(editions, about) == rendered(list(reversed(editions)), about)


def test_no_page_asks_anyone_for_anything(editions, about):
    for path, page in pages(rendered(editions, about)).items():
        policy = page.xpath("//meta[@http-equiv]/@content")[0]

        assert policy.startswith("default-src 'none'; style-src 'self'; font-src 'self'; ")
        assert ("script-src" in policy) == (path == "search/index.html")
        assert not page.xpath("//@style | //style | //img | //iframe")
        assert not page.xpath("//script[not(@src or @type='application/ld+json')]")
        for link in page.xpath("//link[@rel='stylesheet' or @rel='icon']/@href"):
            assert not urlsplit(link).scheme


def test_each_edition_has_its_language_and_direction(editions, about):
    found = pages(rendered(editions, about))

    assert found["editions/12/index.html"].attrib == {"lang": "en", "dir": "ltr"}
    assert found["editions/13/index.html"].attrib == {"lang": "fa", "dir": "rtl"}
    assert found["index.html"].attrib == {"lang": "fa", "dir": "rtl"}
    assert found["archive/index.html"].attrib == {"lang": "en", "dir": "ltr"}


def test_every_number_leads_to_the_exact_passage_and_back(editions, about):
    page = pages(rendered(editions, about))["editions/12/index.html"]
    passages = {one.citation.mark: one.citation.text for one in editions[1].evidence}

    for number in page.xpath("//sup[@class='cite']/a"):
        entry = page.get_element_by_id(number.get("href")[1:])
        mark = number.get("href").removeprefix("#e-")
        assert entry.xpath("string(.//mark)") == passages[mark]
        assert entry.get("value") == number.text
        assert entry.xpath(".//a[@class='back']/@href") == [f"#c-{mark}"]
    assert len(page.xpath("//section[@id='evidence']/ol/li")) == len(passages)


def test_evidence_names_outlet_date_version_copy_and_language(editions, about):
    page = pages(rendered(editions, about))["editions/12/index.html"]
    citation = next(one.citation for one in editions[1].evidence if "۷" in one.citation.text)

    entry = page.get_element_by_id(f"e-{citation.mark}")

    quote = entry.xpath("./blockquote")[0]
    where = " ".join(entry.xpath("./p")[0].text_content().split())
    capture = next(one.capture for one in editions[1].documents if one.id == citation.document_id)
    assert (quote.get("lang"), quote.get("dir")) == ("fa", "rtl")
    assert quote.text_content().startswith("به گزارش دریانیوز، جرثقیل")
    assert where.endswith(
        f"دریانیوز, 10 November 2026, Persian · version 1 · archived copy {capture[:12]}"
    )
    assert "#:~:text=" in entry.xpath("./div[@class='ways']/a/@href")[0]


def test_an_unknown_date_is_shown_as_unknown(editions, about):
    files = rendered(editions, about)

    assert "date unknown" in files["sources/ombra-courier/index.html"].decode()
    assert "date unknown" in files["stories/slight/index.html"].decode()


def test_who_is_behind_a_source_has_its_reference_or_is_unreviewed(editions, about):
    found = pages(rendered(editions, about))

    known = " ".join(found["sources/ombra-courier/index.html"].text_content().split())
    assert (
        "Owner Vela Holding S.p.A., as of 2025-03 (reference; registers/outlets.csv, 17)" in known
    )
    assert "(reference: Annual report 2024, p. 61)" in known
    assert "Unreviewed:" in found["sources/daryanews/index.html"].text_content()


def test_a_document_without_a_title_is_listed_by_what_is_cited_of_it(editions, about):
    cited = editions[-1].evidence[0].citation
    untitled = tuple(
        replace(one, title="") if one.id == cited.document_id else one
        for one in editions[-1].documents
    )
    (document,) = [one for one in untitled if one.id == cited.document_id]
    files = rendered([*editions[:-1], replace(editions[-1], documents=untitled)], about)
    page = pages(files)[f"sources/{document.source_id}/index.html"]

    shown = [one.text_content() for one in page.xpath("//ol[@class='timeline']//p[@class='title']")]
    assert any(title and cited.text.startswith(title.rstrip("…")) for title in shown)
    assert document.kind.capitalize() not in shown


def test_a_story_lists_its_reports_with_reasons_and_editions(editions, about):
    page = pages(rendered(editions, about))["stories/scrane/index.html"]

    reports = [" ".join(one.text_content().split()) for one in page.xpath("//ol/li")]
    assert len(reports) == 3
    assert "First report of this story." in reports[0]
    assert "shared words: crane, ferry, fog +0.62" in reports[1]
    assert "Covered in: No. 11, No. 12, No. 13" in reports[1]


def test_stories_that_continue_one_another_have_a_page_together(editions, about):
    found = pages(rendered(editions, about))
    page = found["storylines/seel/index.html"]

    chapters = page.xpath("//section[@class='chapter']/h3/a/@href")
    assert chapters == ["../../stories/seel/index.html", "../../stories/scrane/index.html"]
    assert page.xpath("//table//th[@scope='row']/a/text()")[0] == "دریانیوز"
    assert len(page.xpath("//section[@class='chapter']//ol/li")) == 4
    assert page.xpath("//svg//text[@class='outlet']")
    for story in ("seel", "scrane"):
        line = found[f"stories/{story}/index.html"].xpath("//p[@class='kicker']/a/@href")
        assert "../../storylines/seel/index.html" in line
    after = found["stories/seel/index.html"].xpath("//section[@aria-labelledby='after']//a/@href")
    assert after[0] == "../../stories/scrane/index.html"


def test_an_edition_names_others_that_tell_its_stories(editions, about):
    lone = replace(editions[0], stories=())
    found = pages(rendered([lone, *editions[1:]], about))

    related = "//section[@class='related']//a/@href"
    assert found["editions/12/index.html"].xpath(related) == ["../../editions/13/index.html"]
    assert found["editions/11/index.html"].xpath(related) == []


def test_editions_lead_to_their_neighbours(editions, about):
    page = pages(rendered(editions, about))["editions/12/index.html"]

    assert page.xpath("//a[@rel='prev']/@href") == ["../../editions/11/index.html"]
    assert page.xpath("//a[@rel='next']/@href") == ["../../editions/13/index.html"]


def test_a_desk_without_editions_has_a_site_and_no_feeds():
    files = rendered([], DeskAbout(title="The Quay"))

    assert "No edition has been published yet." in files["index.html"].decode()
    assert not [path for path in files if path.startswith("feeds/")]
    assert b"feeds/" not in files["index.html"]


def test_public_addresses_are_given_only_when_there_is_one(editions, about):
    here = pages(rendered(editions, about))["editions/12/index.html"]
    nowhere = pages(rendered(editions, replace(about, address="")))["editions/12/index.html"]

    canonical = "//link[@rel='canonical']/@href"
    assert here.xpath(canonical) == ["https://quay.example/digest/editions/12/"]
    assert nowhere.xpath(canonical) == []


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("editions/12/index.html", "edition.html"),
        ("editions/13/index.html", "edition-persian.html"),
        ("stories/scrane/index.html", "story.html"),
        ("storylines/seel/index.html", "storyline.html"),
        ("sources/ombra-courier/index.html", "source.html"),
    ],
)
def test_pages_look_as_they_did(editions, about, golden, path, name):
    golden(name, rendered(editions, about)[path])


def test_the_front_page_looks_as_it_did(editions, about, golden):
    golden("front.html", rendered(editions[:2], about)["index.html"])


def test_a_post_s_words_as_a_heading_run_their_own_way(editions, about):
    body = dict(render_site([editions[2]], about=about))["editions/13/index.html"].decode()

    assert '<h3 id="h-spost-up" dir="ltr">Captain, from above</h3>' in body
