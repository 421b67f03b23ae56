"""A draft prepared for the checks: its parts, quotations, links and marks by line. Pure.

Finds no faults itself, and reads nothing from the store: what the store knows is in `Context`.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from coranto.editing import (
    markdown,
    markdown_links,
    own_names,
    quotations,
    sentence_marks,
    source_lines,
    visible_text,
)
from coranto.editing.markdown_links import MarkdownElement
from coranto.editing.own_names import OwnName
from coranto.editing.quotations import ParagraphPiece, Quotation
from coranto.editing.sentence_marks import Sentence
from coranto.editing.visible_text import VisibleParagraph
from coranto.editing.wording import Wording, load_wording
from coranto.model import Citation, Copy, Document, Draft, Item, Network, Source, Story
from coranto.reading import urls
from coranto.reading.language import text as words

#: Characters that end sentences, and some outlets' names.
_SENTENCE_ENDINGS = ("!", "?", ".", "…", "؟", "。")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the store knows of a draft's citations and stories."""

    documents: Mapping[tuple[str, int], Document]  #: by id and version, as far as they exist
    newest: Mapping[str, Document] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    #: By story, the numbers of the editions that contained it.
    told: Mapping[str, Sequence[int]] = field(default_factory=dict)
    number: int | None = None  #: in the file's name; None for a draft without a file
    #: By story, the numbers that contained an earlier story of its storyline.
    continued: Mapping[str, Sequence[int]] = field(default_factory=dict)
    #: Pairs of the draft's headings that an embedding model finds to be of one event.
    alike_headings: Collection[frozenset[str]] = ()
    #: By heading of the draft, the latest numbers with a heading that the model finds so.
    alike_numbers: Mapping[str, Sequence[int]] = field(default_factory=dict)
    #: By a page's key, why its last fetch failed.
    troubles: Mapping[str, str] = field(default_factory=dict)
    #: By address, where it redirected when it was last fetched.
    redirects: Mapping[str, str] = field(default_factory=dict)
    #: By source and language, how many documents of the week there are.
    week: Mapping[tuple[str, str], int] = field(default_factory=dict)
    week_speakers: Mapping[str, int] = field(default_factory=dict)  #: speaker's key → times quoted
    week_names: Mapping[str, str] = field(default_factory=dict)  #: speaker's key → name
    copies: Sequence[Copy] = ()  #: of the documents of the draft's stories
    #: By story, the networks of accounts that pushed it beyond chance.
    networks: Mapping[str, Sequence[Network]] = field(default_factory=dict)
    minutes: float = 0  #: that reading the edition may take; 0 for no limit
    signatures: int = 0  #: that the desk requires
    signed: Sequence[str] = ()  #: who signed exactly this text
    signed_before: Sequence[str] = ()  #: who signed an earlier text of the draft
    #: The draft's stories that exist, by id; None when the store was not asked.
    stories: Mapping[str, Story] | None = None
    week_stories: Sequence[str] = ()  #: ids
    #: Names, titles and reasons that the desk itself wrote down: in an edition their quotation
    #: marks quote no source.
    own_words: Sequence[str] = ()
    language: str = ""  #: of the edition as published, else of the desk; "" when not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The lead or an item: Markdown and the line it starts on."""

    markdown: str
    line: int
    item: Item | None = None


@dataclass(frozen=True, kw_only=True)
class Manuscript:
    """A draft with what several checks need of it, each computed once."""

    draft: Draft
    context: Context
    text: str = ""  #: the draft's file; "" when there is none

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Lead and items in order."""
        lead = Part(markdown=self.draft.lead, line=self.draft.lead_line)
        return (lead, *(Part(markdown=i.body, line=i.body_line, item=i) for i in self.items))

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Items of all sections in order."""
        return tuple(item for section in self.draft.sections for item in section.items)

    @cached_property
    def told_items(self) -> tuple[tuple[Item, Part], ...]:
        """Items of all sections in order, each with its part."""
        return tuple((part.item, part) for part in self.parts if part.item)

    @cached_property
    def citations(self) -> Mapping[str, Citation]:
        """Citations by their marks."""
        return {citation.mark: citation for citation in self.draft.citations}

    @cached_property
    def quotations(self) -> tuple[Quotation, ...]:
        """Every quotation of the parts with its line in the file, without those in links.

        Titles of works in marks of their own are none.
        """
        return tuple(
            quotation
            for _, quotation in self.quotations_by_part
            if not quotation.link and not quotation.is_title
        )

    @cached_property
    def quotations_by_part(self) -> tuple[tuple[Part, Quotation], ...]:
        """The quotations of the parts, each with its part and its line in the file."""
        return tuple(
            (part, quotation)
            for part in self.parts
            for quotation in quotations.quotations_in_paragraphs(
                self.paragraphs(part), self.draft.language, own_names=self.own_names
            )
        )

    @cached_property
    def quotations_in_headings(self) -> tuple[tuple[Part | None, Quotation], ...]:
        """The quotations of plain lines; those of an item's heading with its part."""
        lines: list[tuple[Part | None, str, int]] = [
            (None, self.draft.title, self.front("title")),
            (None, self.draft.headline, self.headline_line),
            *((None, section.title, section.line) for section in self.draft.sections),
            *((part, item.heading, item.line) for item, part in self.told_items),
        ]
        return tuple(
            (part, quotation)
            for part, text, line in lines
            for quotation in quotations.find_plain_quotations(
                text, self.draft.language, line=line, own_names=self.own_names
            )
        )

    @cached_property
    def own_names(self) -> tuple[OwnName, ...]:
        """Names and titles with quotation marks that the desk writes as a whole."""
        return own_names.names_with_quotation_marks(
            self.documents,
            self.context.sources.values(),
            self.context.own_words,
            self.wording,
        )

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """Every document that the draft cites, and those of its stories."""
        stories = (self.context.stories or {}).values()
        documents = (
            *self.cited(self.citations),
            *(document for story in stories for document in story.documents),
        )
        return tuple({(each.id, each.version): each for each in documents}.values())

    def paragraphs(self, part: Part) -> Sequence[VisibleParagraph]:
        """The part's paragraphs as readers see them; lines as in the file."""
        return self._paragraphs[part]

    @cached_property
    def _paragraphs(self) -> dict[Part, tuple[VisibleParagraph, ...]]:
        return {
            part: tuple(
                replace(paragraph, line=part.line + paragraph.line - 1)
                for paragraph in visible_text.read_paragraphs(part.markdown)
            )
            for part in self.parts
        }

    @cached_property
    def used(self) -> Mapping[str, int]:
        """Citation marks in the text, each with the line of its first use."""
        first_lines: dict[str, int] = {}
        for part in self.parts:
            for paragraph in self.paragraphs(part):
                for at, mark in paragraph.marks:
                    first_lines.setdefault(mark, paragraph.line_at(at))
        return first_lines

    @cached_property
    def wording(self) -> Wording:
        """The edition's own phrases."""
        return load_wording(self.draft.language)

    @cached_property
    def headline_line(self) -> int:
        """The line of the file where the headline stands; 1 without the file."""
        lines = enumerate(self.text.split("\n"), start=1)
        return next((number for number, line in lines if line.startswith(("# ", "#\t"))), 1)

    @cached_property
    def normal(self) -> str:
        """The normalised text of the lead and all items, for comparisons."""
        return "\n".join(_normalise_markdown(part.markdown) for part in self.parts)

    def marks(self, part: Part) -> list[str]:
        """The citations of a part, in order."""
        return list(
            dict.fromkeys(
                mark for paragraph in self.paragraphs(part) for _, mark in paragraph.marks
            )
        )

    def told(self, part: Part) -> list[Document]:
        """The documents that a part cites or links."""
        documents = {document.id: document for document in self.cited(self.marks(part))}
        for document in self.linked(part):
            documents.setdefault(document.id, document)
        return list(documents.values())

    def linked(self, part: Part) -> list[Document]:
        """The linked ones among the documents that a part cites and those of its story."""
        stories = self.context.stories or {}
        story = stories.get(part.item.story_id) if part.item else None
        keys = {urls.document_key(element.target) for element in self.elements(part)}
        candidates = (*self.cited(self.marks(part)), *(story.documents if story else ()))
        linked_documents: dict[str, Document] = {}
        for document in candidates:
            if document.key in keys or urls.document_key(document.url) in keys:
                linked_documents.setdefault(document.id, document)
        return list(linked_documents.values())

    def claimed(self, part: Part) -> int | None:
        """The number of independent sources that a part states; None when it states none."""
        # The desk's own phrase is searched with its blanks as numbers. An editor may have
        # taken the emphasis off, so it does not count.
        body = part.markdown.replace("*", "")
        for phrase, blank in (("counted", "independent"), ("all_independent", "outlets")):
            numbers = dict.fromkeys(("outlets", "independent"), r"\d{1,6}") | {blank: r"(\d{1,6})"}
            for pattern in self.wording.patterns(phrase, numbers):
                if match := re.search(pattern, body):
                    return int(match[1])
        return None

    @cached_property
    def framed(self) -> re.Pattern[str]:
        """A pattern for the start of the sentences that `ItemWriter` writes into every edition."""
        phrases = (
            "counted", "all_independent", "told_before", "all_new", "pushed", "only_source",
            "unnamed", "joined_weakly", "owners", "one_owner", "new_since", "in_this_number",
            "later_in_week",
        )  # fmt: skip
        starts = [
            pattern
            for phrase in phrases
            for pattern in self.wording.patterns(phrase, defaultdict(lambda: r".{1,300}?"))
        ]
        # “Ombra Today!” ends like a sentence, so the list that names it would be taken for
        # the editors' own words.
        names = [
            source.name
            for source in self.context.sources.values()
            if source.name.endswith(_SENTENCE_ENDINGS)
        ]
        outlets = [rf"{re.escape(name)}\Z" for name in sorted(names)]
        return re.compile("|".join([*starts, *outlets]))

    @cached_property
    def _unbroken_notes(self) -> re.Pattern[str]:
        """A pattern for what a draft says of earlier editions and of owners, as one sentence."""
        # "n.º 4" and "第 4 号で既報。" look like a sentence's end to a splitter, as does the colon
        # before a list of outlets to an Armenian one.
        blanks: defaultdict[str, str] = defaultdict(lambda: r".{1,1000}?")
        notes = [
            pattern
            for phrase in ("told_before", "all_new", "new_since")
            for pattern in self.wording.patterns(phrase, blanks)
        ]
        end = rf"{re.escape(self.wording['colon'])}.{{1,1000}}?{re.escape(self.wording['stop'])}"
        owners = (f"{pattern}{end}" for pattern in self.wording.patterns("one_owner", blanks))
        return re.compile("|".join([*notes, *owners]))

    @cached_property
    def _number_words(self) -> str:
        """A pattern for what stands before the number of an edition, normalised: "no.", "№"."""
        phrases = ("told_before", "all_new", "new_since", "corrected_heading")
        forms = (form for phrase in phrases for form in self.wording.forms(phrase))
        starts = [words.normalise(form.partition("{")[0]).split() for form in forms]
        marks = dict.fromkeys(start[-1] for start in starts if start)
        # "Piano 4" names no edition where words have spaces between them.
        patterns = (
            ("" if words.is_unspaced(mark) else r"(?<!\w)") + re.escape(mark) for mark in marks
        )
        return "|".join([*patterns, "№", "#"])

    def is_number_of_edition(self, own: str, at: int) -> bool:
        """Whether the number at offset `at` of a sentence is that of an edition."""
        before = words.normalise(own[:at])
        return re.search(rf"(?:{self._number_words})\Z", before) is not None

    def names_number(self, part: Part, number: int) -> bool:
        """Whether a part names an earlier number: "no. 41"."""
        # One "no." may stand before several numbers: "told in no. 3, 7 and 41".
        # Digits are bounded by digits only: Chinese and Japanese write no spaces around them.
        pattern = rf"(?:{self._number_words})\s*(?:\d+[^.\n]{{0,200}})?(?<!\d){number}(?!\d)"
        return re.search(pattern, _normalise_markdown(part.markdown)) is not None

    def cited(self, marks: Collection[str]) -> list[Document]:
        """The document versions that these marks point to; those that do not exist are left out."""
        pointers = dict.fromkeys(
            (citation.document_id, citation.version)
            for mark in marks
            if (citation := self.citations.get(mark))
        )
        documents = self.context.documents
        return [documents[pointer] for pointer in pointers if pointer in documents]

    def pieces(
        self, part: Part, *, with_source_lines: bool = True
    ) -> Iterator[list[ParagraphPiece]]:
        """The part's paragraphs in pieces, without cards of posts; lines as in the file."""
        for paragraph in self.paragraphs(part):
            is_left_out = not with_source_lines and source_lines.is_source_line(
                paragraph, self._known_parts
            )
            if paragraph.kind != "quoted" and not is_left_out:
                yield list(
                    quotations.paragraph_pieces(
                        paragraph, self.draft.language, own_names=self.own_names
                    )
                )

    def sentences(self, part: Part) -> Sequence[Sentence]:
        """The part's sentences, without cards of posts; lines as in the file."""
        return self._sentences[part]

    @cached_property
    def _sentences(self) -> dict[Part, tuple[Sentence, ...]]:
        language = self.draft.language
        return {
            part: tuple(
                sentence
                for pieces in self.pieces(part, with_source_lines=False)
                for sentence in sentence_marks.split_sentences(
                    pieces, language, unbroken=self._unbroken_notes
                )
            )
            for part in self.parts
        }

    @cached_property
    def _known_parts(self) -> frozenset[str]:
        return source_lines.known_parts(self.documents, self.context.sources, self.wording)

    def elements(self, part: Part) -> Sequence[MarkdownElement]:
        """The part's links, pictures and pieces of HTML; lines as in the file."""
        return self._elements[part]

    @cached_property
    def _elements(self) -> dict[Part, tuple[MarkdownElement, ...]]:
        return {
            part: tuple(
                replace(element, line=part.line + element.line - 1)
                for element in markdown_links.find_elements(part.markdown)
            )
            for part in self.parts
        }

    def front(self, key: str) -> int:
        """The line of a key such as "last" in the front matter; 1 without the file."""
        for number, line in enumerate(self.text.split("\n"), start=1):
            if line.partition(":")[0].strip() == key:
                return number
        return 1


def _normalise_markdown(body: str) -> str:
    return words.normalise(markdown.unescape(body.replace("*", "")))
