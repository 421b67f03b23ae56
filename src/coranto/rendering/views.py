"""A published edition as its readers meet it: numbered, linked, in words. Pure.

The site, the feeds and the mail all show this; each says where evidence is found.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup

from coranto.model import (
    Citation,
    Evidence,
    Item,
    PublishedDocument,
    PublishedEdition,
    Section,
    Source,
)
from coranto.reading.language import packs
from coranto.rendering import pagination, prose, sanitising
from coranto.rendering.i18n import Words, words_for

#: Longest heading or title shown, in characters: longer ones are no titles.
MAX_TITLE_CHARACTERS = 300
#: Words shown around a passage, in characters.
CONTEXT_CHARACTERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceView:
    """One piece of evidence: the passage, and where it stands."""

    number: int
    mark: str
    document: str  #: the id of the cited document
    before: str
    passage: str
    after: str
    language: str
    direction: str
    tongue: str  #: the language's name; "" when it is the edition's own
    outlet: str
    source: str  #: file name of the source's page
    title: str
    authors: str
    day: str
    version: int
    capture: str
    href: str  #: the page, scrolled to the passage; "" when it is no web address
    url: str
    post: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """One story as the page tells it."""

    id: str
    name: str  #: anchor on the edition's page, unique there
    story: str  #: file name of its story's page; "" for what belongs to no story
    heading: str
    language: str  #: of the heading; "" when it is the edition's own
    direction: str
    read: prose.Prose
    body: Markup
    proofs: tuple[EvidenceView, ...]
    outlets: tuple[str, ...]
    sheet: int  #: the page of the edition that it stands on, from 1

    @property
    def folder(self) -> str:
        """From the edition's first page to its own: "", or "2/"."""
        return pagination.page_folder(self.sheet)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A section with its items."""

    id: str
    title: str
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionView:
    """One edition, ready to be shown."""

    number: int
    title: str
    headline: str
    first: date
    last: date
    span: str
    published: PublishedEdition
    words: Words
    language: str
    direction: str
    lead: Markup
    lead_read: prose.Prose
    sections: tuple[SectionView, ...]
    proofs: tuple[EvidenceView, ...]
    editors: tuple[str, ...]
    made_with: str

    def items(self) -> Iterator[ItemView]:
        """All items in order."""
        for section in self.sections:
            yield from section.items


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLinks:
    """Where an edition's evidence is found: before and behind the mark."""

    before: str | None  #: the way to the edition's first page; None: numbers lead nowhere
    anchors: bool = False  #: marks can be returned to
    sheets: bool = True  #: a large edition stands on several pages; else on one

    def page(self, sheet: int) -> str:
        """The way to one of the edition's pages; "" on the page itself."""
        return pagination.page_path(self.before, sheet) if self.before else ""


#: On the edition's own page.
LINKS_ON_SAME_PAGE = EvidenceLinks(before="", anchors=True)
#: In a file of its own that has no pages as the site has: a book, a page for print.
LINKS_IN_ONE_FILE = EvidenceLinks(before="", anchors=True, sheets=False)
#: Where there is no web page to lead to.
NO_EVIDENCE_LINKS = EvidenceLinks(before=None)


def edition_view(
    edition: PublishedEdition, *, evidence: EvidenceLinks = LINKS_ON_SAME_PAGE
) -> EditionView:
    """The edition with marks numbered by first use and linked to their evidence."""
    return _EditionViewBuilder(edition, evidence).view()


class _EditionViewBuilder:
    """Everything looked up once per edition."""

    def __init__(self, edition: PublishedEdition, evidence: EvidenceLinks) -> None:
        self.edition = edition
        self.evidence = evidence
        self.words = words_for(edition.draft.language)
        self.documents_by_version = {
            (document.id, document.version): document for document in edition.documents
        }
        self.newest_documents = {document.id: document for document in edition.documents}
        self.sources = {source.id: source for source in edition.sources}
        self.evidence_by_mark = {proof.citation.mark: proof for proof in edition.evidence}
        for citation in edition.draft.citations:
            self.evidence_by_mark.setdefault(
                citation.mark, Evidence(citation=citation, before="", after="")
            )
        self.link_targets = {
            prose.normalise_address(document.url): prose.LinkTarget(
                title=document.title, language=document.language
            )
            for document in edition.documents
        }
        self.stories = {story.id: story for story in edition.stories}
        self.proofs: dict[str, EvidenceView] = {}
        self.anchors: set[str] = set()
        items = sum(len(section.items) for section in edition.draft.sections)
        self.page_numbers = iter(
            pagination.assign_pages(edition) if evidence.sheets else (1,) * items
        )
        self.page_number = 1
        self.anchored_marks: set[tuple[int, str]] = set()

    def view(self) -> EditionView:
        draft = self.edition.draft
        lead = self._parse(draft.lead)
        return EditionView(
            number=draft.number,
            title=draft.title,
            headline=sanitising.clip_text(draft.headline, MAX_TITLE_CHARACTERS),
            first=draft.first,
            last=draft.last,
            span=self.words.span(draft.first, draft.last),
            published=self.edition,
            words=self.words,
            language=draft.language,
            direction=packs.writing_direction(draft.language),
            lead=self._render_prose(lead)[0],
            lead_read=lead,
            sections=tuple(self._section_view(section) for section in draft.sections),
            proofs=tuple(self.proofs.values()),
            editors=draft.editors,
            made_with=self.edition.made_with,
        )

    def _section_view(self, section: Section) -> SectionView:
        items = tuple(self._item_view(item) for item in section.items)
        title = sanitising.clip_text(section.title, MAX_TITLE_CHARACTERS)
        return SectionView(
            id=sanitising.safe_file_name(section.id.lower()), title=title, items=items
        )

    def _item_view(self, item: Item) -> ItemView:
        self.page_number = next(self.page_numbers)
        parsed = self._parse(item.body)
        body, proofs = self._render_prose(parsed)
        language = self._heading_language(item)
        foreign = packs.primary_subtag(language) != packs.primary_subtag(
            self.edition.draft.language
        )
        return ItemView(
            id=item.story_id,
            name=self._anchor(item),
            story=sanitising.safe_file_name(item.story_id) if item.story_id in self.stories else "",
            heading=sanitising.clip_text(" ".join(item.heading.split()), MAX_TITLE_CHARACTERS),
            language=language if foreign and language != "und" else "",
            direction=prose.text_direction(language)
            if foreign
            else _heading_direction(item.heading, language),
            read=parsed,
            body=body,
            proofs=proofs,
            outlets=self._outlet_names(item, proofs),
            sheet=self.page_number,
        )

    def _anchor(self, item: Item) -> str:
        """The story's name; a count for what has none or was told above."""
        name = sanitising.safe_file_name(item.story_id) if item.story_id else ""
        if not name or name in self.anchors:
            name = f"item-{len(self.anchors) + 1}"
        self.anchors.add(name)
        return name

    def _parse(self, markdown: str) -> prose.Prose:
        return prose.parse_markdown(markdown, known_marks=frozenset(self.evidence_by_mark))

    def _render_prose(self, parsed: prose.Prose) -> tuple[Markup, tuple[EvidenceView, ...]]:
        marks: dict[str, prose.CitationMark] = {}
        for mark in dict.fromkeys(parsed.marks):
            marks[mark] = self._citation_mark(
                mark, first=(self.page_number, mark) not in self.anchored_marks
            )
            self.anchored_marks.add((self.page_number, mark))
        body = prose.to_html(
            parsed,
            marks=marks,
            link_targets=self.link_targets,
            language=self.edition.draft.language,
        )
        return _drop_repeated_anchors(body, marks), tuple(self.proofs[mark] for mark in marks)

    def _citation_mark(self, mark: str, *, first: bool) -> prose.CitationMark:
        proof = self.proofs.setdefault(mark, self._evidence_view(mark, len(self.proofs) + 1))
        leads = self.evidence.before is not None
        return prose.CitationMark(
            number=self.words.number(proof.number),
            href=f"{self.evidence.page(self.page_number)}#e-{mark}" if leads else "",
            anchor=f"c-{mark}" if self.evidence.anchors and first else "",
            shows=f"e-{mark}" if self.evidence.anchors else "",
            title="" if self.evidence.anchors else f"{proof.outlet}, {proof.day}",
            passage=proof.passage,
            language=proof.language,
            post=proof.post,
            foot=f"{self.words['capture']} {proof.capture[:12]}" if proof.capture else "",
            foot_title=f"SHA-256 {proof.capture[:64]}",
        )

    def _cited_document(self, citation: Citation) -> PublishedDocument | None:
        exact = self.documents_by_version.get((citation.document_id, citation.version))
        return exact or self.newest_documents.get(citation.document_id)

    def _evidence_view(self, mark: str, number: int) -> EvidenceView:
        evidence = self.evidence_by_mark[mark]
        passage = sanitising.strip_unsafe_characters(evidence.citation.text)
        proof = EvidenceView(
            number=number, mark=mark, document=evidence.citation.document_id,
            before=_context_before(evidence.before), passage=passage,
            after=_context_after(evidence.after),
            language="und", direction="auto",
            tongue=self.words["unknown"], outlet=self.words["unknown"], source="", title="",
            authors="", day=self.words["unknown_date"], version=evidence.citation.version,
            capture="", href="", url="", post=False,
        )  # fmt: skip
        document = self._cited_document(evidence.citation)
        return self._with_source(proof, document) if document else proof

    def _with_source(self, proof: EvidenceView, document: PublishedDocument) -> EvidenceView:
        is_own_language = packs.primary_subtag(document.language) == packs.primary_subtag(
            self.words.language
        )
        source = self.sources.get(document.source_id)
        return replace(
            proof,
            language=document.language,
            direction=prose.text_direction(document.language),
            tongue="" if is_own_language else self.words.tongue(document.language),
            outlet=self._outlet_name(document),
            source=sanitising.safe_file_name(source.id) if source else "",
            title=sanitising.clip_text(document.title, MAX_TITLE_CHARACTERS),
            authors=sanitising.clip_text(", ".join(document.authors), MAX_TITLE_CHARACTERS),
            day=self.words.published(document),
            capture=document.capture,
            href=sanitising.passage_link(document.url, proof.passage),
            url=sanitising.safe_link(document.url),
            post=document.kind == "post",
        )

    def _outlet_name(self, document: PublishedDocument) -> str:
        """The name of a document's source; its id when nobody named it."""
        return outlet_name(self.sources, document)

    def _outlet_names(self, item: Item, proofs: Iterable[EvidenceView]) -> tuple[str, ...]:
        """Who tells the story, those quoted first."""
        story = self.stories.get(item.story_id)
        others = (
            [
                self.newest_documents[document_id]
                for document_id in story.documents
                if document_id in self.newest_documents
            ]
            if story
            else []
        )
        names = [proof.outlet for proof in proofs] + [
            self._outlet_name(document) for document in others
        ]
        return tuple(dict.fromkeys(names))

    def _heading_language(self, item: Item) -> str:
        """The language of the document whose title the heading is, else the edition's."""
        story = self.stories.get(item.story_id)
        start = item.heading.rstrip("… .")
        for document_id in story.documents if story else ():
            document = self.newest_documents.get(document_id)
            if document and start and document.title.startswith(start):
                return document.language
        return self.edition.draft.language


def outlet_name(sources: Mapping[str, Source], document: PublishedDocument) -> str:
    """The name of a document's source; its id when nobody named it."""
    source = sources.get(document.source_id)
    return sanitising.clip_text(source.name if source else document.source_id, MAX_TITLE_CHARACTERS)


def _heading_direction(heading: str, language: str) -> str:
    """Which way a heading runs that is taken to be in a language: no post's words are named so."""
    letter_directions = {unicodedata.bidirectional(char) for char in heading} & {"L", "R", "AL"}
    usual = prose.text_direction(language)
    if letter_directions == {"L"} and usual == "rtl":
        return "ltr"
    return "rtl" if letter_directions and "L" not in letter_directions and usual == "ltr" else usual


def _drop_repeated_anchors(body: Markup, marks: Mapping[str, prose.CitationMark]) -> Markup:
    """An id stands once on a page, also for a mark that is used twice in one text."""
    text = str(body)
    for mark in marks.values():
        anchor = f' id="{mark.anchor}"'
        if mark.anchor and text.count(anchor) > 1:
            head, _, tail = text.partition(anchor)
            text = head + anchor + tail.replace(anchor, "")
    return Markup(text)  # noqa: S704 - only takes away from what was sanitised


def _context_before(before: str) -> str:
    """The last words before a passage, from a word's beginning."""
    text = sanitising.strip_unsafe_characters(before)[-CONTEXT_CHARACTERS:]
    return "…" + (text.partition(" ")[2] or text) if len(text) == CONTEXT_CHARACTERS else text


def _context_after(after: str) -> str:
    """The first words behind a passage, up to a word's end."""
    text = sanitising.strip_unsafe_characters(after)[:CONTEXT_CHARACTERS]
    return (text.rpartition(" ")[0] or text) + "…" if len(text) == CONTEXT_CHARACTERS else text
