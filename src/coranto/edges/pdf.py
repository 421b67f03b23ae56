"""Print an HTML page as a PDF file with WeasyPrint. Optional: needs `coranto[pdf]`.

This module makes no network request: only the addresses of the extra's own fonts can be
fetched. The same page gives the same bytes.
"""

import hashlib
import zlib
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

#: PDF/UA-1 (ISO 14289-1), the accessible variant: tagged, with title and language.
PDF_VARIANT = "pdf/ua-1"
#: Packages whose versions change the bytes of a PDF.
PDF_LIBRARIES = (
    "weasyprint", "pydyf", "fonttools", "tinycss2", "tinyhtml5", "cssselect2",
    "fontpkg-spectral", "fontpkg-amiri",
)  # fmt: skip
#: The page's own address; without one, WeasyPrint takes the current working folder.
BASE_URL = "https://page.invalid/"
#: Address in the page → family, weight and style of the font. Amiri is for Arabic script. No
#: font is variable: subsetting a variable font writes the current time into the PDF.
FONTS_BY_URL: Mapping[str, tuple[str, int, str]] = {
    "font:serif": ("Spectral", 400, "normal"),
    "font:serif-italic": ("Spectral", 400, "italic"),
    "font:serif-bold": ("Spectral", 700, "normal"),
    "font:naskh": ("Amiri", 400, "normal"),
    "font:naskh-bold": ("Amiri", 700, "normal"),
}


def missing_requirement() -> str:
    """Why no PDF can be made on this machine and what to do about it; "" if one can."""
    try:
        import fontpkg
        import weasyprint  # noqa: F401 - loads Pango
    except ImportError:
        return 'a PDF needs `pip install "coranto[pdf]"`'
    except OSError as error:  # WeasyPrint loads the C library Pango when it is imported
        return (
            "a PDF needs the library Pango (on Debian: `apt install libpango-1.0-0 "
            f"libpangoft2-1.0-0 libharfbuzz-subset0`): {str(error).splitlines()[0]}"
        )
    try:
        for family, weight, style in FONTS_BY_URL.values():
            fontpkg.path(family, weight, style)
    except fontpkg.FontpkgError:
        return 'a PDF needs its fonts: `pip install "coranto[pdf]"`'
    return ""


def library_versions() -> dict[str, str]:
    """Versions of everything that changes the bytes of a PDF, including Pango and zlib."""
    from weasyprint.text.ffi import pango

    versions = {name: metadata.version(name) for name in PDF_LIBRARIES}
    return versions | {"pango": str(pango.pango_version()), "zlib": zlib.ZLIB_RUNTIME_VERSION}


def render_pdf(html: str) -> bytes:
    """Print a page as a tagged PDF. Call `missing_requirement` first."""
    from weasyprint import HTML

    # A PDF's identifier is random by default; taken from the page, the bytes stay the same.
    identifier = hashlib.sha256(html.encode()).hexdigest()[:32].encode()
    page = HTML(string=html, base_url=BASE_URL, url_fetcher=_font_fetcher())
    body: bytes = page.write_pdf(
        pdf_variant=PDF_VARIANT, pdf_tags=True, pdf_identifier=identifier, custom_metadata=False
    )
    return body


def _font_fetcher() -> Any:
    """A fetcher that serves the fonts and refuses every other address."""
    import fontpkg
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    def fetch(url: str, headers: object = None) -> Any:  # noqa: ARG001 - WeasyPrint's signature
        if url not in FONTS_BY_URL:
            raise ValueError(url)  # WeasyPrint continues without the resource
        body = Path(fontpkg.path(*FONTS_BY_URL[url])).read_bytes()
        return URLFetcherResponse(url, body, {"Content-Type": "font/ttf"})

    fetcher = URLFetcher()
    fetcher.fetch = fetch
    return fetcher
