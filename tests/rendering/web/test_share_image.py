"""The picture of an edition: of the right size, the same bytes, and never of empty boxes."""

import struct
from dataclasses import replace

import pytest
from lxml import etree

from coranto.rendering import fonts
from coranto.rendering.site import render_site
from coranto.rendering.views import NO_EVIDENCE_LINKS, edition_view
from coranto.rendering.web import share_image

built = pytest.mark.skipif(not fonts.font_files(), reason="this build went without typefaces")
SVG = "{http://www.w3.org/2000/svg}"


def drawn(edition, about):
    drawing = share_image.share_image_svg(edition_view(edition, evidence=NO_EVIDENCE_LINKS), about)
    return [one.text or "" for one in etree.fromstring(drawing).iter(f"{SVG}text")]


def headed(edition, headline):
    return replace(edition, draft=replace(edition.draft, headline=headline))


@built
def test_a_picture_has_the_size_that_networks_ask_for(editions, about):
    body = share_image.render_share_image(editions[1], about=about)

    assert body[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", body[16:24]) == (1200, 630)
    assert len(body) < 300_000


@built
def test_the_same_edition_gives_the_same_picture(editions, about):
    assert share_image.render_share_image(
        editions[2], about=about
    ) == share_image.render_share_image(editions[2], about=about)


@built
def test_another_headline_gives_another_picture(editions, about):
    other = headed(editions[1], "Eels")

    assert share_image.render_share_image(
        editions[1], about=about
    ) != share_image.render_share_image(other, about=about)


def test_it_names_the_series_the_number_the_days_and_the_languages(editions, about):
    texts = drawn(editions[1], about)

    assert texts[:2] == ["The Quay", "No. 12 · 9–15 November 2026"]
    assert " ".join(texts[2:-1]) == "The ferry that did not come down"
    assert texts[-1] == "Albanian, Arabic, English, Persian, Russian"


def test_letters_that_no_typeface_holds_are_left_out_with_their_line(editions, about):
    texts = drawn(headed(editions[1], "漁師は帰らない"), replace(about, title="波止場"))

    assert texts == ["", "No. 12 · 9–15 November 2026", "", texts[-1]]


@pytest.mark.parametrize(
    "text",
    ["<script>", "&lt;", "]]>", '"/><image href="https://spy.example/"/>', "w" * 1_000_000,
     "a\x00b\ufffe\ud800", "\u202egnol", "Z" + "\u0301" * 400, ""],
)  # fmt: skip
def test_no_headline_breaks_the_picture(with_text, about, text):
    edition = with_text(text)
    drawing = share_image.share_image_svg(
        edition_view(edition, evidence=NO_EVIDENCE_LINKS), replace(about, title=text)
    )

    found = {one.tag.removeprefix(SVG) for one in etree.fromstring(drawing).iter()}
    assert found == {"svg", "rect", "path", "text"}
    assert len(drawing) < 5_000
    assert (
        share_image.render_share_image(edition, about=replace(about, title=text))
        or not fonts.font_files()
    )


def test_where_an_edition_is_shared_its_picture_is_named(editions, about):
    files = dict(render_site(editions, about=about, downloads={12: ["card.png", "edition.pdf"]}))

    page = files["editions/12/index.html"].decode()
    address = "https://quay.example/digest/editions/12/card.png"
    assert f'<meta property="og:image" content="{address}">' in page
    assert 'href="card.png"' not in page
    assert "og:image" not in files["editions/11/index.html"].decode()


def test_a_site_without_an_address_names_its_picture_from_the_page(editions, about):
    homeless = replace(about, address="")
    files = dict(render_site(editions, about=homeless, downloads={12: ["card.png"]}))

    page = files["editions/12/index.html"].decode()
    assert '<meta property="og:image" content="../../editions/12/card.png">' in page
