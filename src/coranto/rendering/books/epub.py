"""Render one edition as an EPUB 3 book. Pure; same edition, same bytes."""

import io
import re
import textwrap
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import lxml.etree
import lxml.html
from markupsafe import Markup

from coranto.model import PublishedEdition
from coranto.reading.language.shortening import shorten_text
from coranto.rendering import corrections, sanitising
from coranto.rendering.books.footnotes import Footnote, footnote_picker
from coranto.rendering.desk_about import DeskAbout
from coranto.rendering.evidence_views import EvidenceView
from coranto.rendering.pages import read_static_file, template_environment
from coranto.rendering.views import (
    LINKS_IN_ONE_FILE,
    EditionView,
    ItemView,
    edition_view,
)

#: Namespace of EPUB's attributes in XHTML (EPUB 3.3, section 6.1).
EPUB_NAMESPACE = "http://www.idpf.org/2007/ops"
#: The attribute `xml:lang`, which XHTML has besides `lang`.
XML_LANG_ATTRIBUTE = "{http://www.w3.org/XML/1998/namespace}lang"
lxml.etree.register_namespace("epub", EPUB_NAMESPACE)
#: The earliest time stamp in a ZIP file.
EARLIEST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
#: A well-formed language tag (RFC 5646); EPUB checkers refuse any other.
_LANGUAGE_TAG_PATTERN = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One text of the book: the lead, a section, or the sources with their disclosures."""

    name: str  #: of its file, without the extension
    title: str
    body: Markup
    items: tuple[ItemView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterItem:
    """An item of a chapter: XHTML and its notes."""

    item: ItemView
    body: Markup
    notes: list[Footnote]


def render_epub(edition: PublishedEdition, *, about: DeskAbout) -> bytes:
    """The edition as a book: a text for each section, the evidence as pop-up footnotes."""
    view = edition_view(edition, evidence=LINKS_IN_ONE_FILE)
    files = _Book(view, about).files()
    stamp = edition.updated.timetuple()[:6]
    buffer = io.BytesIO()
    # Stored, not compressed: builds of zlib do not all compress to the same bytes.
    with zipfile.ZipFile(buffer, "w") as book:
        for name, body in files:
            entry = zipfile.ZipInfo(name, max(stamp, EARLIEST_ZIP_TIME))
            # Unix: otherwise the byte depends on the machine that writes the file.
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            book.writestr(entry, body)
    return buffer.getvalue()


class _Book:
    """Renders the files of one book."""

    def __init__(self, view: EditionView, about: DeskAbout) -> None:
        self.shown = view
        self.about = about
        self.corrections = corrections.correction_views(view.published, view.words)
        self.pick_footnotes = footnote_picker()
        self.chapter_by_mark: dict[str, str] = {}  #: mark → name of the chapter that holds its note

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield name and bytes of every file, in the order of the archive."""
        # A mark may be in a chapter before the one with its note, so all texts are rendered before
        # any link to a note.
        chapters = [self._link_notes(chapter) for chapter in self._chapters()]
        base = sanitising.safe_link(self.about.base())
        place = f"{base or self.shown.title}editions/{self.shown.number}#{self.shown.language}"
        values = {
            "chapters": chapters,
            # Derived from the address and the language: every build of the edition is the same
            # book.
            "identifier": uuid.uuid5(
                uuid.NAMESPACE_URL, sanitising.strip_unsafe_characters(place)
            ).urn,
            "updated": self.shown.published.updated.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "published": self.shown.published.published.strftime("%Y-%m-%d"),
            "web": f"{base}editions/{self.shown.number}/" if base else "",
            "lines": textwrap.wrap(shorten_text(self.shown.headline, 160), 22)[:8],
        }
        # First and uncompressed (EPUB OCF), so that programs know the file by its first bytes.
        yield "mimetype", b"application/epub+zip"
        yield "META-INF/container.xml", read_static_file("epub-container.xml")
        yield "EPUB/package.opf", self._file("epub-package.opf", **values)
        yield "EPUB/nav.xhtml", self._file("epub-nav.xhtml", **values)
        yield "EPUB/style.css", read_static_file("epub.css")
        yield "EPUB/cover.svg", self._file("epub-cover.svg", **values)
        yield "EPUB/title.xhtml", self._file("epub-title.xhtml", **values)
        for chapter in chapters:
            text = self._file("epub-text.xhtml", chapter=chapter)
            yield f"EPUB/{chapter.name}.xhtml", text

    def _file(self, template: str, **values: object) -> bytes:
        return self._render(template, **values).encode()

    def _render(self, template: str, **values: object) -> str:
        return (
            template_environment()
            .get_template(template)
            .render(
                edition=self.shown,
                words=self.shown.words,
                about=self.about,
                tag=_valid_language_tag(self.shown.language),
                known=_valid_language_tag,
                corrections=self.corrections,
                **values,
            )
        )

    def _chapters(self) -> Iterator[Chapter]:
        lead_marks = set(self.shown.lead_read.marks)
        proofs = [proof for proof in self.shown.proofs if proof.mark in lead_marks]
        notes = self._notes("lead", proofs)
        body = self._render("epub-lead.xhtml", lead=html_to_xhtml(self.shown.lead), notes=notes)
        yield Chapter(name="lead", title=self.shown.headline, body=Markup(body))  # noqa: S704 - as above
        for section_number, section in enumerate(self.shown.sections, 1):
            if section.items:
                name = f"section-{section_number}"
                chapter_items = [
                    ChapterItem(
                        item=item,
                        body=html_to_xhtml(item.body),
                        notes=self._notes(name, item.proofs),
                    )
                    for item in section.items
                ]
                body = self._render("epub-section.xhtml", section=section, told=chapter_items)
                yield Chapter(
                    name=name,
                    title=section.title,
                    body=Markup(body),  # noqa: S704 - the template escapes
                    items=section.items,
                )
        title = self.shown.words["disclosures"]
        body = self._render("epub-sources.xhtml")
        yield Chapter(name="sources", title=title, body=Markup(body))  # noqa: S704 - as above

    def _notes(self, chapter: str, proofs: Sequence[EvidenceView]) -> list[Footnote]:
        picked = self.pick_footnotes(proofs)
        self.chapter_by_mark |= {proof.mark: chapter for proof, _ in picked}
        return picked

    def _link_notes(self, chapter: Chapter) -> Chapter:
        """The chapter with its links to notes in other chapters' files."""

        def note_link(match: re.Match[str]) -> str:
            note_chapter = self.chapter_by_mark[match[1]]
            file = "" if note_chapter == chapter.name else f"{note_chapter}.xhtml"
            return f'href="{file}#e-{match[1]}"'

        body = re.sub(r'href="#e-([0-9a-z]+)"', note_link, str(chapter.body))
        return replace(chapter, body=Markup(body))  # noqa: S704 - only addresses changed


def _valid_language_tag(language: str) -> str:
    return language if _LANGUAGE_TAG_PATTERN.fullmatch(language) else "und"


def html_to_xhtml(fragment: Markup) -> Markup:
    """Safe HTML as XHTML, its citations marked as references to notes."""
    parse: Any = lxml.html.fragment_fromstring
    root = parse(str(fragment) or "<p></p>", create_parent="div")
    for element in root.iter():
        # An attribute of the site's pages that EPUB's schema does not know.
        element.attrib.pop("interestfor", None)
        if "lang" in element.attrib:
            element.set("lang", _valid_language_tag(element.get("lang")))
            element.set(XML_LANG_ATTRIBUTE, element.get("lang"))
        if element.get("role") == "doc-noteref":
            element.set(f"{{{EPUB_NAMESPACE}}}type", "noteref")
    xhtml = "".join(lxml.etree.tostring(child, encoding="unicode", method="xml") for child in root)
    return Markup(xhtml)  # noqa: S704 - says what was sanitised in another way
