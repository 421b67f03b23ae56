"""PDF files: tagged, with their fonts in, the same bytes every time, asking nobody."""

import io
import os
import subprocess
import sys

import pytest

from coranto.edges import pdf

pytestmark = pytest.mark.skipif(
    bool(pdf.missing_requirement()), reason=pdf.missing_requirement() or "can be made"
)

PAGE = """<!doctype html><html lang="fa" dir="rtl"><head><title>The Quay, No. 12</title>
<meta name="dcterms.created" content="2026-11-16T09:00:00Z"><style>
@font-face { font-family: Paper; src: url("font:serif"); }
@font-face { font-family: Naskh; src: url("font:naskh"); }
body { font-family: Paper, Naskh; }</style></head>
<body><h1 id="top">کشتی ۴۶۷</h1><p>Ferry <a href="#top">back</a>
<a href="https://quay.example/a">there</a></p><img alt="map" src="http://127.0.0.1:1/map.png">
<img alt="secret" src="file:///etc/hostname"></body></html>"""


def opened(body):
    pypdf = pytest.importorskip("pypdf", reason="reading a PDF needs pypdf")
    return pypdf.PdfReader(io.BytesIO(body))


def test_a_pdf_is_tagged_titled_and_tells_its_language():
    catalogue = opened(pdf.render_pdf(PAGE)).trailer["/Root"]

    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/StructTreeRoot"]["/K"]
    assert catalogue["/Lang"] == "fa"
    assert catalogue["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in catalogue["/Metadata"].get_data()


def test_its_fonts_are_in_it():
    fonts = opened(pdf.render_pdf(PAGE)).pages[0]["/Resources"]["/Font"].values()
    descriptors = [
        font.get_object()["/DescendantFonts"][0]["/FontDescriptor"].get_object() for font in fonts
    ]

    assert len(descriptors) >= 2
    assert all("/FontFile2" in one or "/FontFile3" in one for one in descriptors)


def test_links_lead_into_the_page_and_out_of_it():
    links = [link.get_object() for link in opened(pdf.render_pdf(PAGE)).pages[0]["/Annots"]]

    assert [link.get("/Dest") for link in links] == ["top", None]
    assert links[1]["/A"]["/URI"] == "https://quay.example/a"


def test_nothing_is_fetched():
    page = opened(pdf.render_pdf(PAGE)).pages[0]

    assert "/XObject" not in page["/Resources"] or not page["/Resources"]["/XObject"]


def test_the_same_page_gives_the_same_bytes_anywhere(tmp_path):
    """In another folder, time zone, language and with another hash seed."""
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    program = (
        "import sys; from coranto.edges import pdf;"
        "sys.stdout.buffer.write(pdf.render_pdf(open('page.html', encoding='utf-8').read()))"
    )
    elsewhere = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "3", "HOME": str(tmp_path)}

    other = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, **elsewhere},
        capture_output=True,
        check=True,
    )

    assert other.stdout == pdf.render_pdf(PAGE)


def test_what_shapes_a_pdf_is_named():
    assert {"weasyprint", "pango", "fontpkg-amiri"} <= set(pdf.library_versions())
