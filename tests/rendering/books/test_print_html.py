"""The page for print: a note for every citation, no dead links, nothing foreign alive."""

import io
import re

import pytest

from coranto.edges import pdf
from coranto.rendering.books.print_html import MAX_TEXT_CHARACTERS, render_print_html

FOREIGN = (
    "<script>alert(1)</script>",
    "</style>}{@page{background:url(file:///etc/passwd)}",
    "\u202eevil\u2066",
    "[^evil] “x”[^aaaa]",
    "a" + "\u0301" * 2000,
    "a\x00b\ud800c\ufffe",
)


def ids(page):
    return re.findall(r'\bid="([^"]+)"', page)


def test_the_page_is_as_kept(editions, about, golden):
    golden("paper.html", render_print_html(editions[1], about=about).encode())


def test_a_persian_page_is_as_kept(editions, about, golden):
    golden("paper-persian.html", render_print_html(editions[2], about=about).encode())


def test_every_citation_has_one_note_and_every_way_leads_somewhere(editions, about):
    for edition in editions:
        page = render_print_html(edition, about=about)

        assert len(ids(page)) == len(set(ids(page)))
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids(page))
        assert {f"e-{one.citation.mark}" for one in edition.evidence} <= set(ids(page))


def test_no_id_stands_twice_in_a_large_edition(large, about):
    """On the site it stands on several pages, each of which has its own."""
    found = ids(render_print_html(large, about=about))

    assert len(found) == len(set(found))
    assert sum(one.startswith("c-") for one in found) > 1


def test_a_second_note_on_one_page_points_to_the_first(editions, about):
    page = render_print_html(editions[1], about=about)

    assert '<a href="#e-lmlk">see note 1</a>' in page


def test_no_direction_is_left_for_the_engine_to_find_out(editions, about):
    page = render_print_html(editions[1], about=about)

    assert 'dir="auto"' not in page
    assert '<strong dir="rtl">دریانیوز</strong>' in page


@pytest.mark.parametrize("text", FOREIGN)
def test_what_strangers_write_stays_text(with_text, about, text):
    page = render_print_html(with_text(text), about=about)

    assert "<script" not in page
    assert page.count("</style>") == 1
    assert not re.search("[\x00\u202a-\u202e\u2066-\u2069\ufffe\ud800-\udfff]", page)


def test_an_endless_word_can_be_broken_and_has_an_end(with_text, about):
    page = render_print_html(with_text("ب" * 100_000), about=about)
    texts = re.findall(r">([^<>]+)", page.partition("<body>")[2])

    assert max(len(text.replace("\u200b", "")) for text in texts) <= MAX_TEXT_CHARACTERS + 1
    assert max(len(run) for text in texts for run in re.split("[\\s\u200b]", text)) <= 80


def test_a_corrected_edition_says_what_was_changed(corrected, about):
    page = render_print_html(corrected, about=about)

    assert "Corrected 18 November 2026" in page
    assert '<bdi dir="ltr">R. Nettle</bdi>: <bdi dir="ltr">It was the other crane.</bdi>' in page
    assert "<del>" in page
    assert "<ins>" in page


@pytest.mark.parametrize("text", ["ب" * 20_000, "".join(FOREIGN)])
def test_a_hostile_edition_is_printed_on_a_few_pages(with_text, about, text):
    if reason := pdf.missing_requirement():
        pytest.skip(reason)
    pypdf = pytest.importorskip("pypdf", reason="reading a PDF needs pypdf")

    body = pdf.render_pdf(render_print_html(with_text(text), about=about))

    assert len(pypdf.PdfReader(io.BytesIO(body)).pages) < 40
    assert b"/etc/passwd" not in body
    assert b"/JavaScript" not in body
