"""Write one story as an item's Markdown: who reported it, when, in which words. Pure.

Words of sources stand in quotation marks or links only; all other words are the edition's
own phrases, in `languages/interface`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from coranto.analysis.copies.lineages import Independence, Lineage
from coranto.analysis.networks import story_pushes
from coranto.editing import citations, markdown, quotations, sentences
from coranto.editing.own_names import MAX_NAME_CHARACTERS, MAX_TITLE_CHARACTERS
from coranto.editing.quoting import QuotedSentences, Span
from coranto.editing.wording import Wording
from coranto.model import Citation, Document, Network, Source, Story
from coranto.reading import urls
from coranto.reading.language.shortening import shorten_line

#: Authors named of each document.
MAX_AUTHORS = 3
#: Outlets listed that an item does not quote; the others are counted.
MAX_OTHER_OUTLETS = 10
#: Posts shown in full per item.
MAX_CARDS_PER_ITEM = 2
#: Origins named of texts that several outlets printed.
MAX_ORIGINS = 2
#: Relations of an outlet's disclosures that are named where it is quoted.
DISCLOSED_RELATIONS = frozenset({"owner", "affiliation"})
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
    disclosed: set[str] = field(default_factory=set)  #: sources whose owners have been named

    def report(self, document: Document, spans: Sequence[Span]) -> str:
        """A paragraph: outlet, author, title, date, and the quoted sentences with their marks."""
        quoted = " ".join(self.quote(document, start, end) for start, end in spans)
        end = f"{self.wording['colon']}{quoted}" if quoted else self.wording["stop"]
        return self.attribution(document) + end

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

    def attribution(self, document: Document) -> str:
        """The source: "**Outlet**, Author, [“Title”](url) (10 November 2026, Persian)"."""
        outlet = self.outlet(document)
        authors = [
            shorten_line(name, MAX_NAME_CHARACTERS)
            for name in document.authors[:MAX_AUTHORS]
            if name != outlet  # an outlet that signs as its own author is named once
        ]
        parts = [
            f"**{quotations.escape_quotation_marks(outlet)}**",
            *map(quotations.escape_quotation_marks, authors),
        ]
        # A title in quotation marks without a link would be a quotation that cites nothing.
        if title := shorten_line(document.title, MAX_TITLE_CHARACTERS):
            quoted_title = quotations.quote_passage(title, self.language)
            parts.append(
                f"[{quoted_title}]({markdown.escape_url(document.url)})"
                if document.url
                else f"*{quotations.escape_quotation_marks(title)}*"
            )
        elif document.url:
            parts.append(markdown.link(self.wording["untitled"], document.url))
        dateline = markdown.escape(self.wording.dateline(document))
        return f"{self.wording['comma'].join(parts)} ({dateline})"

    def list_outlets(self, label: str, documents: Iterable[Document]) -> str:
        """A list of the documents' outlets, once each: "Also reported by: **[B](url)** (…)"."""
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

    def ownership_note(self, documents: Iterable[Document]) -> str:
        """Who owns or directs the quoted outlets; each outlet once in an edition."""
        notes: list[str] = []
        for document in documents:
            source = self.sources.get(document.source_id)
            facts = [
                shorten_line(fact.value, MAX_TITLE_CHARACTERS)
                for fact in (source.disclosures if source else ())
                if fact.relation in DISCLOSED_RELATIONS
            ]
            if facts and document.source_id not in self.disclosed:
                self.disclosed.add(document.source_id)
                values = self.wording["comma"].join(dict.fromkeys(facts))
                notes.append(
                    quotations.escape_quotation_marks(f"{self.outlet(document)} – {values}")
                )
        # An owner such as "Ombra Media Inc." would end the sentence with two full stops.
        note_list = self.wording["semicolon"].join(notes).removesuffix(".")
        if not notes:
            return ""
        return f"{self.wording['owners']}{self.wording['colon']}{note_list}{self.wording['stop']}"

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
        foot = (
            f"> — **{quotations.escape_quotation_marks(self.author(post))}**{self.wording['comma']}"
        )
        lines.append(foot + markdown.link(self.wording.minute(post), post.url))
        # An empty quoted line keeps each line a paragraph of its own, as the post had it.
        return "\n>\n".join(lines)

    def outlet(self, document: Document) -> str:
        """The name of a document's source, shortened."""
        source = self.sources.get(document.source_id)
        name = (source.name if source else document.site_name) or document.source_id
        # An aggregator did not say whose it is: the site that it is read on is all that is known.
        return shorten_line(name or urls.host(document.url), MAX_NAME_CHARACTERS)

    def author(self, post: Document) -> str:
        """The author of a post; the source's name where none is known."""
        return shorten_line(
            post.authors[0] if post.authors else "", MAX_NAME_CHARACTERS
        ) or self.outlet(post)

    def _outlet_link(self, document: Document) -> str:
        name = unquoted_link(self.outlet(document), document.url)
        return f"**{name}** ({markdown.escape(self.wording.dateline(document))})"


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
