"""Build the view of a published edition that all output formats render. Pure.

Citations are numbered and linked, dates and names are in words. The site, the feeds, the mail
and the books render the same view; each says by `EvidenceLinks` where its evidence stands.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from coranto.model import (
    Citation,
    Evidence,
    Item,
    PublishedDocument,
    PublishedEdition,
    Section,
)
from coranto.reading.language import packs
from coranto.reading.language.shortening import shorten_text
from coranto.rendering import pagination, prose, sanitising
from coranto.rendering.evidence_views import (
    MAX_TITLE_CHARACTERS,
    EvidenceView,
    evidence_view,
    outlet_name,
)
from coranto.rendering.i18n import Words, words_for


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    """One item of an edition, ready to be rendered."""

    id: str
    name: str  #: anchor on the edition's page, unique there
    story: str  #: file name of its story's page; "" when it belongs to none
    heading: str
    language: str  #: of the heading; "" when it is the edition's own
    direction: str
    read: prose.Prose
    body: Markup  #: the whole text
    report: Markup  #: the text before its list of sources
    sources: Markup  #: its list of sources, where this stands beside the text; else ""
    addenda: Markup  #: what follows that list there: who else reports it, cards; else ""
    teaser: Markup  #: its beginning, for lists of items
    proofs: tuple[EvidenceView, ...]
    outlets: tuple[str, ...]
    sheet: int  #: number of the edition's page that holds it, from 1

    @property
    def folder(self) -> str:
        """The folder of its page relative to the edition's first page: "" or "2/"."""
        return pagination.page_folder(self.sheet)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """One section of an edition with its items."""

    id: str
    title: str
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionView:
    """One edition, ready to be rendered."""

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
    """How an output format links the marks in the text with their evidence."""

    before: str | None  #: link to the edition's first page; None: marks are not linked
    anchors: bool = False  #: whether marks have ids, so that evidence can link back
    sheets: bool = True  #: whether a large edition is split into pages
    side_notes: bool = False  #: whether sources stand beside the text, and outlets' lists open

    def page(self, sheet: int) -> str:
        """The link to one of the edition's pages; "" on the page itself."""
        return pagination.page_path(self.before, sheet) if self.before else ""


#: For the edition's own page.
LINKS_ON_SAME_PAGE = EvidenceLinks(before="", anchors=True, side_notes=True)
#: For one file that holds the whole edition: a book, a page for print.
LINKS_IN_ONE_FILE = EvidenceLinks(before="", anchors=True, sheets=False)
#: Where there is no web page to link to.
NO_EVIDENCE_LINKS = EvidenceLinks(before=None)


def edition_view(
    edition: PublishedEdition, *, evidence: EvidenceLinks = LINKS_ON_SAME_PAGE
) -> EditionView:
    """The view of an edition: marks numbered by first use and linked to their evidence."""
    return _EditionViewBuilder(edition, evidence).view()


class _EditionViewBuilder:
    """Builds the view of one edition; holds the look-up tables and what was numbered so far."""

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
            # Markdown normalises the addresses of links, so the table must be looked up by the same
            # form.
            prose.normalise_address(document.url): self._link_target(document)
            for document in edition.documents
        }
        self.stories = {story.id: story for story in edition.stories}
        self.proofs: dict[str, EvidenceView] = {}
        items = [item for section in edition.draft.sections for item in section.items]
        self.pages = pagination.assign_pages(edition) if evidence.sheets else (1,) * len(items)
        self.anchors = _item_anchors(items)
        self.positions = iter(range(len(items)))
        self.page_number = 1
        self.item_positions = {
            f"#{item.story_id}": position
            # The first one has the story's name.
            for position, item in reversed(list(enumerate(items)))
            if item.story_id
        }
        self.item_links_by_page: dict[int, Mapping[str, prose.ItemLink]] = {}
        self.heading_languages = [self._heading_language(item) for item in items]
        # Ids must be unique on a page; each page of a large edition has its own.
        self.anchored_marks: set[tuple[int, str]] = set()

    def view(self) -> EditionView:
        draft = self.edition.draft
        lead = self._parse(draft.lead)
        return EditionView(
            number=draft.number,
            title=draft.title,
            headline=shorten_text(draft.headline, MAX_TITLE_CHARACTERS),
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
            # Editions are frozen with the name of the package, which has no capital.
            made_with=self.edition.made_with[:1].upper() + self.edition.made_with[1:],
        )

    def _section_view(self, section: Section) -> SectionView:
        items = tuple(self._item_view(item) for item in section.items)
        title = shorten_text(section.title, MAX_TITLE_CHARACTERS)
        return SectionView(
            id=sanitising.safe_file_name(section.id.lower()), title=title, items=items
        )

    def _item_view(self, item: Item) -> ItemView:
        position = next(self.positions)
        self.page_number = self.pages[position]
        parsed = self._parse(item.body)
        parts = [
            self._render_prose(part) for part in prose.split_at_sources(parsed, self.link_targets)
        ]
        report, sources, addenda = (part for part, _ in parts)
        proofs = tuple(dict.fromkeys(proof for _, part_proofs in parts for proof in part_proofs))
        language = self.heading_languages[position]
        is_foreign = packs.primary_subtag(language) != packs.primary_subtag(
            self.edition.draft.language
        )
        return ItemView(
            id=item.story_id,
            name=self.anchors[position],
            story=sanitising.safe_file_name(item.story_id) if item.story_id in self.stories else "",
            heading=shorten_text(" ".join(item.heading.split()), MAX_TITLE_CHARACTERS),
            language=language if is_foreign and language != "und" else "",
            direction=prose.text_direction(language)
            if is_foreign
            else _heading_direction(item.heading, language),
            read=parsed,
            body=report + sources + addenda,
            report=report,
            sources=sources,
            addenda=addenda,
            teaser=self._excerpt(parsed),
            proofs=proofs,
            outlets=self._outlet_names(item, proofs),
            sheet=self.page_number,
        )

    def _parse(self, markdown: str) -> prose.Prose:
        return prose.parse_markdown(markdown, known_marks=frozenset(self.evidence_by_mark))

    def _render_prose(self, parsed: prose.Prose) -> tuple[Markup, tuple[EvidenceView, ...]]:
        marks: dict[str, prose.CitationMark] = {}
        for mark in dict.fromkeys(parsed.marks):
            marks[mark] = self._citation_mark(
                mark, first=(self.page_number, mark) not in self.anchored_marks
            )
            self.anchored_marks.add((self.page_number, mark))
        body = prose.to_html(parsed, self._annotator(marks))
        return _drop_repeated_anchors(body, marks), tuple(self.proofs[mark] for mark in marks)

    def _excerpt(self, parsed: prose.Prose) -> Markup:
        marks = {
            mark: self._citation_mark(mark, first=False) for mark in dict.fromkeys(parsed.marks)
        }
        return prose.excerpt_html(parsed, self._annotator(marks))

    def _annotator(self, marks: Mapping[str, prose.CitationMark]) -> prose.TokenAnnotator:
        return prose.TokenAnnotator(
            marks=marks,
            link_targets=self.link_targets,
            language=self.edition.draft.language,
            item_links=self._item_links(self.page_number),
            folds_outlets=self.evidence.side_notes,
        )

    def _item_links(self, page_number: int) -> Mapping[str, prose.ItemLink]:
        """Where links to items lead from a page: the same for each text on it."""
        if page_number not in self.item_links_by_page:
            self.item_links_by_page[page_number] = {
                target: prose.ItemLink(
                    href=self._item_href(position, page_number),
                    language=self.heading_languages[position],
                )
                for target, position in self.item_positions.items()
            }
        return self.item_links_by_page[page_number]

    def _item_href(self, position: int, from_page: int) -> str:
        """The address of an item, from a page of the edition; "" without a page."""
        if self.evidence.before is None:
            return ""
        page, anchor = self.pages[position], self.anchors[position]
        first = self.evidence.page(page) or pagination.relative_page(from_page, page)
        return f"{first}#{anchor}"

    def _link_target(self, document: PublishedDocument) -> prose.LinkTarget:
        is_own = packs.primary_subtag(document.language) == packs.primary_subtag(
            self.edition.draft.language
        )
        facts = (
            shorten_text(self.words["comma"].join(document.authors), MAX_TITLE_CHARACTERS),
            self.words.published(document),
            "" if is_own else self.words.tongue(document.language),
        )
        capture = document.capture
        return prose.LinkTarget(
            title=document.title,
            language=document.language,
            outlet=self._outlet_name(document),
            facts=tuple(filter(None, facts)),
            archived=f"{self.words['capture']} {capture[:12]}" if capture else "",
            archived_title=f"SHA-256 {capture[:64]}",
        )

    def _citation_mark(self, mark: str, *, first: bool) -> prose.CitationMark:
        proof = self.proofs.setdefault(mark, self._evidence_view(mark, len(self.proofs) + 1))
        has_links = self.evidence.before is not None
        return prose.CitationMark(
            number=self.words.number(proof.number),
            href=f"{self.evidence.page(self.page_number)}#e-{mark}" if has_links else "",
            anchor=f"c-{mark}" if self.evidence.anchors and first else "",
            shows=f"e-{mark}" if self.evidence.anchors else "",
            title=""
            if self.evidence.anchors
            else f"{proof.outlet}{self.words['comma']}{proof.day}",
            passage=proof.passage,
            language=proof.language,
            post=proof.post,
            foot=f"{self.words['capture']} {proof.capture[:12]}" if proof.capture else "",
            foot_title=f"SHA-256 {proof.capture[:64]}",
        )

    def _cited_document(self, citation: Citation) -> PublishedDocument | None:
        exact = self.documents_by_version.get((citation.document_id, citation.version))
        # An edition may cite a version that it does not hold; outlet and title are known from
        # another.
        return exact or self.newest_documents.get(citation.document_id)

    def _evidence_view(self, mark: str, number: int) -> EvidenceView:
        evidence = self.evidence_by_mark[mark]
        return evidence_view(
            evidence,
            self._cited_document(evidence.citation),
            number=number,
            sources=self.sources,
            words=self.words,
            edition_language=self.edition.draft.language,
        )

    def _outlet_name(self, document: PublishedDocument) -> str:
        """The name of a document's source; its id when nobody named it."""
        return outlet_name(self.sources, document)

    def _outlet_names(self, item: Item, proofs: Iterable[EvidenceView]) -> tuple[str, ...]:
        """The outlets that report the story, those quoted first."""
        story = self.stories.get(item.story_id)
        other_documents = (
            [
                self.newest_documents[document_id]
                for document_id in story.documents
                if document_id in self.newest_documents
            ]
            if story
            else []
        )
        names = [proof.outlet for proof in proofs] + [
            self._outlet_name(document) for document in other_documents
        ]
        return tuple(dict.fromkeys(names))

    def _heading_language(self, item: Item) -> str:
        """The language of the document whose title is the heading, or else the edition's."""
        story = self.stories.get(item.story_id)
        # Drafts clip a long title with an ellipsis, so its start is compared.
        start = item.heading.rstrip("… .")
        for document_id in story.documents if story else ():
            document = self.newest_documents.get(document_id)
            if document and start and document.title.startswith(start):
                return document.language
        return self.edition.draft.language


def _item_anchors(items: Sequence[Item]) -> list[str]:
    """Unique anchors: the story's name, or a number for what has none or is a repetition."""
    anchors: dict[str, None] = {}
    for item in items:
        name = sanitising.safe_file_name(item.story_id) if item.story_id else ""
        if not name or name in anchors:
            name = f"item-{len(anchors) + 1}"
        anchors[name] = None
    return list(anchors)


def _heading_direction(heading: str, language: str) -> str:
    """The direction of a heading in a language: by its letters where they leave no doubt."""
    # A post has no title, so its first words become the heading, which may be in another script
    # than the language suggests. A heading of mixed scripts keeps the direction of its language.
    letter_directions = {unicodedata.bidirectional(char) for char in heading} & {"L", "R", "AL"}
    language_direction = prose.text_direction(language)
    if letter_directions == {"L"} and language_direction == "rtl":
        return "ltr"
    return (
        "rtl"
        if letter_directions and "L" not in letter_directions and language_direction == "ltr"
        else language_direction
    )


def _drop_repeated_anchors(body: Markup, marks: Mapping[str, prose.CitationMark]) -> Markup:
    """Keep only the first id of each mark: a mark may be used twice in one text."""
    text = str(body)
    for mark in marks.values():
        anchor = f' id="{mark.anchor}"'
        if mark.anchor and text.count(anchor) > 1:
            head, _, tail = text.partition(anchor)
            text = head + anchor + tail.replace(anchor, "")
    return Markup(text)  # noqa: S704 - only takes away from what was sanitised
