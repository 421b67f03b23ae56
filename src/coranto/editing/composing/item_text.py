"""Write one story as an item's Markdown: who reported it, when, in which words. Pure.

Words of sources stand in quotation marks or links only; all other words are the edition's
own phrases, in `languages/interface`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from coranto.analysis.copies.lineages import Independence, Lineage
from coranto.analysis.networks import story_pushes
from coranto.editing import citations, markdown, quotations, sentences, source_lines
from coranto.editing.own_names import MAX_NAME_CHARACTERS
from coranto.editing.quoting import QuotedSentences, Span
from coranto.editing.source_lines import ItemFacts
from coranto.editing.wording import Wording
from coranto.model import Citation, Document, Network, Source, Story
from coranto.reading.language import packs
from coranto.reading.language.shortening import shorten_line

#: Outlets listed that an item does not quote; the others are counted.
MAX_OTHER_OUTLETS = 10
#: Posts shown in full per item.
MAX_CARDS_PER_ITEM = 2
#: Origins named of texts that several outlets printed.
MAX_ORIGINS = 2
#: A document and its passages to quote, in order.
Report = tuple[Document, Sequence[Span]]
#: Kinds of sources in which something can be said to stand.
PERIODICAL_KINDS = frozenset({"newspaper", "blog"})
#: Kinds of sources that need not say who is responsible for them.
ANONYMOUS_SOURCE_KINDS = frozenset({"account", "blog"})
#: Characters of a text in which phrases for unnamed people are searched.
MAX_SEARCHED_CHARACTERS = 6_000
#: Lines of a post that its card shows.
MAX_CARD_LINES = 12
#: Characters of a post that its card shows.
MAX_CARD_CHARACTERS = 1_000


@dataclass(slots=True, kw_only=True)
class ItemWriter:
    """Writes the items of one edition; keeps its citations and what it has already quoted."""

    wording: Wording
    language: str  #: of the edition's own words
    sources: Mapping[str, Source]
    networks: Mapping[str, Sequence[Network]] = field(default_factory=dict)  #: by story
    citations: dict[str, Citation] = field(default_factory=dict)  #: by mark
    quoted_sentences: QuotedSentences = field(
        default_factory=QuotedSentences
    )  #: sentences quoted so far

    def report_sentences(self, reports: Sequence[Report]) -> list[str]:
        """A paragraph for each outlet and language: who writes it, and the quoted sentences."""
        paragraphs: dict[tuple[str, str], list[str]] = {}
        openings: dict[tuple[str, str], str] = {}
        for document, spans in reports:
            if spans:
                key = document.source_id, packs.primary_subtag(document.language)
                name = f"**{quotations.escape_quotation_marks(self.outlet(document))}**"
                openings.setdefault(key, self._attribution(document, name, is_first=not openings))
                paragraphs.setdefault(key, []).extend(
                    self.quote(document, start, end) for start, end in spans
                )
        return [
            f"{openings[key]}{self.wording['colon']}{' '.join(quotes)}"
            for key, quotes in paragraphs.items()
        ]

    def lead_sentence(self, report: Report) -> str:
        """The same as one paragraph with a link, since a lead has no list of sources."""
        document, spans = report
        # The link stands around the emphasis: behind ")**" a letter without a space before it
        # would leave the emphasis open (CommonMark, right-flanking delimiter runs).
        name = f"**{quotations.escape_quotation_marks(self.outlet(document))}**"
        if document.url:
            name = markdown.link_around(name, document.url)
        if not spans:
            return name + self.wording["stop"]
        quoted = " ".join(self.quote(document, start, end) for start, end in spans)
        attribution = self._attribution(document, name, is_first=True)
        return f"{attribution}{self.wording['colon']}{quoted}"

    def _attribution(self, document: Document, name: str, *, is_first: bool) -> str:
        source = self.sources.get(document.source_id)
        is_periodical = source is not None and source.kind in PERIODICAL_KINDS
        phrase = "in_outlet" if is_periodical and not is_first else "writes"
        return self.wording.say(phrase, outlet=name)

    def source_list(self, reports: Sequence[Report], *, heading: str, language: str) -> str:
        """A list with one line for each outlet quoted; `language` is the section's."""
        by_source: dict[str, list[Document]] = {}
        for document, _ in reports:
            by_source.setdefault(document.source_id, []).append(document)
        facts = ItemFacts(heading=heading, language=language)
        lines: list[str] = []
        for source_id, documents in by_source.items():
            lines.append(
                source_lines.source_line(
                    documents,
                    self.sources.get(source_id),
                    facts=facts,
                    wording=self.wording,
                    edition_language=self.language,
                )
            )
            # The first line gives the item's day; the others give theirs where it is another.
            facts = replace(facts, day=facts.day or self.wording.day(documents[0]))
        return "\n".join(lines)

    def quote(self, document: Document, start: int, end: int) -> str:
        """The passage `text[start:end]` in quotation marks, with its citation mark."""
        mark = self.cite(document, start, end)
        return quotations.quote_passage(document.text[start:end], self.language) + mark

    def cite(self, document: Document, start: int, end: int) -> str:
        """The citation mark of a passage; adds the citation to `citations`."""
        citation = citations.cite_passage(document, start, end)
        # Two passages may share the first characters of their hash; the later gets a longer mark.
        same_mark = self.citations.get(citation.mark)
        if same_mark and same_mark != citation:
            citation = citations.cite_passage(document, start, end, taken_marks=self.citations)
        self.citations[citation.mark] = citation
        return f"[^{citation.mark}]"

    def list_outlets(self, label: str, documents: Iterable[Document]) -> str:
        """A list of the documents' outlets, once each: "Also reported by: **[B](url)**"."""
        first_by_source: dict[str, Document] = {}
        for document in documents:
            first_by_source.setdefault(document.source_id, document)
        outlets = [
            self._outlet_link(document)
            for document in list(first_by_source.values())[:MAX_OTHER_OUTLETS]
        ]
        if len(first_by_source) > MAX_OTHER_OUTLETS:
            outlets.append(self.wording.say("more", count=len(first_by_source) - MAX_OTHER_OUTLETS))
        return (
            f"{label}{self.wording['colon']}{self.wording['comma'].join(outlets)}"
            if outlets
            else ""
        )

    def independence_note(
        self, documents: Sequence[Document], independence: Independence, origins: Sequence[Lineage]
    ) -> str:
        """How many outlets report it, how many independently, and where copies come from."""
        if independence.outlets < 2:
            return ""
        # Origins are of interest only where some outlets copied.
        is_all = independence.count == independence.outlets
        words = self.wording.say(
            "all_independent" if is_all else "counted",
            outlets=independence.outlets,
            independent=independence.count,
        )
        origin_names = list(
            dict.fromkeys(
                filter(None, (self._origin_name(documents, lineage) for lineage in origins))
            )
        )
        if not is_all and origin_names:
            origin_list = self.wording["comma"].join(origin_names[:MAX_ORIGINS])
            label = f"{self.wording['semicolon']}{self.wording['origin']}{self.wording['colon']}"
            words += f"{label}{origin_list}"
        return " ".join([f"{words}{self.wording['stop']}", *self._shared_owner_notes(documents)])

    def anonymity_warning(self, documents: Sequence[Document]) -> str:
        """A warning where a story's only source does not say who is behind it; else ""."""
        if any(document.kind != "post" and self._is_anonymous(document) for document in documents):
            return self.wording["only_source"]
        if any(
            sentences.has_unnamed_sources(
                document.text[:MAX_SEARCHED_CHARACTERS], document.language
            )
            for document in documents
        ):
            return self.wording["unnamed"]
        return ""

    def _is_anonymous(self, document: Document) -> bool:
        source = self.sources.get(document.source_id)
        return (
            source is not None
            and source.kind in ANONYMOUS_SOURCE_KINDS
            and not source.disclosures
            and not document.authors
        )

    def _origin_name(self, documents: Sequence[Document], lineage: Lineage) -> str:
        """The agency or outlet that copies of one text come from; "" where nobody copied it."""
        # An agency is only credited by its copies: its own text was not collected, so there
        # is nothing to link, and the phrase says so.
        if lineage.agency:
            name = quotations.escape_quotation_marks(
                shorten_line(lineage.agency, MAX_NAME_CHARACTERS)
            )
            return f"**{name}** ({self.wording['credited']})"
        sources = {document.source_id for document in documents if document.id in lineage.documents}
        roots = [document for document in documents if document.id == lineage.root]
        return self._outlet_link(roots[0]) if roots and len(sources) > 1 else ""

    def _shared_owner_notes(self, documents: Sequence[Document]) -> Iterator[str]:
        """For each owner of several outlets of the story, a sentence that lists them."""
        owned: dict[str, dict[str, str]] = {}
        for document in documents:
            source = self.sources.get(document.source_id)
            for fact in source.disclosures if source else ():
                if fact.relation == "owner":
                    outlets = owned.setdefault(fact.value, {})
                    outlets[document.source_id] = self.outlet(document)
        for owner, outlets in sorted(owned.items()):
            if len(outlets) > 1:
                name = quotations.escape_quotation_marks(shorten_line(owner, MAX_NAME_CHARACTERS))
                outlet_list = self.wording["comma"].join(
                    f"**{quotations.escape_quotation_marks(outlet)}**"
                    for outlet in outlets.values()
                )
                owner_phrase = self.wording.say("one_owner", owner=name)
                yield f"{owner_phrase}{self.wording['colon']}{outlet_list}{self.wording['stop']}"

    def network_note(self, story: Story) -> str:
        """For each network that pushed the story: how many accounts, how fast, its outer posts."""
        posts = {
            document.id: document
            for document in story.documents
            if document.kind == "post" and document.text.strip()
        }
        return " ".join(
            self._push_note(pushed_part, posts)
            for network in self.networks.get(story.id, ())
            if (pushed_part := story_pushes.network_within_story(network, posts))
        )

    def _push_note(self, network: Network, posts: Mapping[str, Document]) -> str:
        times = {post.id: post.published or post.seen for post in posts.values()}
        push = story_pushes.strongest_push(network, times)
        words = self.wording.say(
            "pushed",
            accounts=push.accounts,
            seconds=push.seconds,
        )
        # The first and the last post prove the time between them.
        marks = [
            self.cite(post, *card_lines(post.text)[0])
            for post in (posts[push.posts[0]], posts[push.posts[-1]])
        ]
        return f"{words}{''.join(marks)}{self.wording['stop']}"

    def card(self, post: Document) -> str:
        """A post as a block quote: its lines with their marks, then author and time."""
        lines = []
        for start, end in card_lines(post.text):
            line = markdown.escape_line(post.text[start:end])
            lines.append(f"> {line}{self.cite(post, start, end)}")
        if not lines:
            return ""
        if _stripped_length(post.text) > card_lines(post.text)[-1][1]:
            lines[-1] += " …"
        tag = source_lines.disclosure_tag(self.sources.get(post.source_id), self.wording)
        author = f"**{quotations.escape_quotation_marks(self.author(post))}**"
        foot = f"> — {author}{f' {tag}' if tag else ''}{self.wording['comma']}"
        lines.append(foot + markdown.link(self.wording.minute(post), post.url))
        # An empty quoted line keeps each line a paragraph of its own, as the post had it.
        return "\n>\n".join(lines)

    def outlet(self, document: Document) -> str:
        """The name of a document's source, shortened."""
        return source_lines.outlet_name(document, self.sources.get(document.source_id))

    def author(self, post: Document) -> str:
        """The author of a post; the source's name where none is known."""
        return shorten_line(
            post.authors[0] if post.authors else "", MAX_NAME_CHARACTERS
        ) or self.outlet(post)

    def _outlet_link(self, document: Document) -> str:
        return f"**{unquoted_link(self.outlet(document), document.url)}**"


def unquoted_link(words: str, url: str) -> str:
    """Plain words as a link; without an address, as text whose marks quote nothing."""
    return markdown.link(words, url) if url else quotations.escape_quotation_marks(words)


def card_lines(text: str) -> list[tuple[int, int]]:
    """The lines of a post that its card shows, as (start, end); cut at a word where too long."""
    spans: list[tuple[int, int]] = []
    at, characters_left = 0, MAX_CARD_CHARACTERS
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped and characters_left > 0 and len(spans) < MAX_CARD_LINES:
            start = at + line.index(stripped)
            end = start + len(stripped)
            if len(stripped) > characters_left:
                # A script without spaces has no word's end: it is cut at the length itself.
                cut = text.rfind(" ", start + 1, start + characters_left)
                end = cut if cut > start else start + characters_left
            spans.append((start, end))
            characters_left -= end - start
        at += len(line) + 1
    return spans


def _stripped_length(text: str) -> int:
    return len(text.rstrip())
