"""Compose a digest's draft from ranked stories: which items, where, in which order. Pure.

Writes no sentence itself: sources are quoted, and the edition's own phrases come from
`ItemWriter`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from coranto.analysis.copies import lineages
from coranto.editing import quotations, quoting, selection
from coranto.editing.item_text import (
    MAX_CARDS_PER_ITEM,
    ItemWriter,
    unquoted_link,
)
from coranto.editing.own_names import MAX_HEADING_CHARACTERS
from coranto.editing.quotations import CITATION_MARK_PATTERN
from coranto.editing.quoting import Quote, Span
from coranto.editing.ranking import RankedStory
from coranto.editing.rules import DeskTopic
from coranto.editing.sections import sections_in_order
from coranto.editing.selection import DigestLimits, PlacedStory
from coranto.editing.wording import load_wording
from coranto.model import Citation, Document, Draft, Item, Network, Section, Source
from coranto.reading.language import packs as language_names
from coranto.reading.language.shortening import shorten_line

#: The headline's story is one of this many first ones, preferably in the edition's language.
MAX_HEADLINE_CANDIDATES = 5
#: Stories that the lead names besides the headline's.
MAX_OTHER_STORIES_IN_LEAD = 3
#: Follow-ups of an item that are linked.
MAX_LATER_REPORTS = 4
#: Languages that one item quotes.
MAX_LANGUAGES_PER_ITEM = 3


def compose_digest(  # noqa: PLR0913 - each is named
    ranked: Sequence[RankedStory],
    *,
    number: int,
    title: str,
    first: date,
    last: date,
    language: str,
    languages: Sequence[str],
    topics: Sequence[DeskTopic] = (),
    folder_titles: Mapping[str, str] | None = None,
    section_by_document: Mapping[str, str] | None = None,
    sources: Mapping[str, Source],
    limits: DigestLimits | None = None,
    told: Mapping[str, Sequence[int]] | None = None,
    told_documents: Collection[str] = frozenset(),
    earlier: Mapping[str, Mapping[int, str]] | None = None,
    networks: Mapping[str, Sequence[Network]] | None = None,
    editors: Sequence[str] = (),
    beside: Draft | None = None,
    removed: Collection[str] = frozenset(),
    picked: Collection[str] = frozenset(),
) -> Draft:
    """The draft of digest no. `number`: headline, lead, and items by language.

    `topics` are the desk's own sections, which come first; then come the folders of
    `folder_titles`, for documents of which `section_by_document` names one. `languages` is the
    order of the others; languages not in it follow. `told` maps a story to the numbers of the
    editions that contained it; `earlier` maps it to those that contained an earlier story
    of its storyline, each with the heading there; `networks` maps a story to the networks of
    accounts that pushed it.
    `beside` is a draft that this one will be compared with: its stories are included
    whatever the limits, and no mark of its citations is given to another passage.
    `removed` are stories that an editor took out: neither headline nor lead names them.
    `picked` are stories that an editor wants: they are included whatever the limits and rules.
    """
    limits = limits or DigestLimits()
    required_ids = _story_ids(beside) | frozenset(picked)
    week = [
        selection.placed_in_section(
            replace(candidate, story=selection.without_older_documents(candidate.story, first)),
            numbers=_earlier_edition_headings(candidate.story.id, told or {}, earlier or {}),
            told_documents=told_documents,
            topics=topics,
            section_by_document=section_by_document,
        )
        for candidate in ranked
        if not candidate.is_excluded or candidate.story.id in required_ids
    ]
    writer = _item_writer(language, sources, networks or {}, beside)
    chosen = selection.choose_stories(week, limits, required_ids)
    headline_story = _headline_story(_without_removed(chosen, removed), writer)
    lead_quotes = _sentence_kept_for_lead(headline_story, writer, limits) if headline_story else []
    items = {placed.story.id: _story_item(placed, writer, limits) for placed in chosen}
    chosen = selection.within_word_limit(chosen, items, limits.words, required_ids)
    lead = (
        _lead_text(headline_story, lead_quotes, _without_removed(chosen, removed), writer)
        if headline_story
        else ""
    )
    titles = {topic.id: topic.title for topic in topics} | dict(folder_titles or {})
    sections = tuple(
        Section(
            id=id_,
            title=section_title,
            items=tuple(items[placed.story.id] for placed in chosen if placed.section == id_),
        )
        for id_, section_title in sections_in_order(
            {placed.section for placed in chosen},
            languages=languages,
            own_titles=titles,
            wording=writer.wording,
        )
    )
    return Draft(
        number=number,
        title=title,
        first=first,
        last=last,
        language=language,
        headline=(items[headline_story.story.id].heading if headline_story else "") or title,
        lead=lead,
        sections=sections,
        citations=_citations_in_order(writer.citations, lead, sections),
        editors=tuple(editors),
    )


def _story_ids(draft: Draft | None) -> frozenset[str]:
    sections = draft.sections if draft else ()
    return frozenset(item.story_id for section in sections for item in section.items)


def _earlier_edition_headings(
    story_id: str,
    editions_by_story: Mapping[str, Sequence[int]],
    earlier_headings: Mapping[str, Mapping[int, str]],
) -> dict[int, str]:
    """The editions with this story or an earlier one of its storyline → the heading, if known."""
    return dict.fromkeys(editions_by_story.get(story_id, ()), "") | dict(
        earlier_headings.get(story_id, {})
    )


def _item_writer(
    language: str,
    sources: Mapping[str, Source],
    networks: Mapping[str, Sequence[Network]],
    beside: Draft | None,
) -> ItemWriter:
    """The writer of the items; it gives no mark of the draft `beside` to another passage."""
    old_citations = beside.citations if beside else ()
    return ItemWriter(
        wording=load_wording(language),
        language=language,
        sources=sources,
        networks=networks,
        citations={citation.mark: replace(citation, line=0) for citation in old_citations},
    )


def _without_removed(stories: Sequence[PlacedStory], removed: Collection[str]) -> list[PlacedStory]:
    return [placed for placed in stories if placed.story.id not in removed]


# --- writing ------------------------------------------------------------------


def _headline_story(
    placed_stories: Sequence[PlacedStory], writer: ItemWriter
) -> PlacedStory | None:
    """The first story of the edition's language, if a leading one is; else the first of all."""
    stories_with_articles = [placed for placed in placed_stories if placed.may_lead]
    own_language = language_names.primary_subtag(writer.language)
    in_own_language = [
        placed
        for placed in stories_with_articles[:MAX_HEADLINE_CANDIDATES]
        if _story_language(placed) == own_language
    ]
    return next(iter(in_own_language or stories_with_articles), None)


def _sentence_kept_for_lead(
    headline_story: PlacedStory, writer: ItemWriter, limits: DigestLimits
) -> list[Quote]:
    """A sentence reserved for the lead before the item is written, where few can be quoted.

    No sentence occurs in an edition twice, so the item would leave nothing for the lead.
    """
    documents = _documents_by_language(headline_story, writer)[0]
    quotable_count = quoting.count_quotable_sentences(documents)
    if 1 < quotable_count <= limits.sentences:
        return quoting.choose_quotes(documents, count=1, already_quoted=writer.quoted_sentences)
    return []


def _lead_text(
    headline_story: PlacedStory,
    kept_quotes: Sequence[Quote],
    chosen: Sequence[PlacedStory],
    writer: ItemWriter,
) -> str:
    """One more sentence of the headline's story, and links to other stories of the edition."""
    documents = _documents_by_language(headline_story, writer)[0]
    quotes = kept_quotes or quoting.choose_quotes(
        documents, count=1, already_quoted=writer.quoted_sentences
    )
    quoted_document = quotes[0].document if quotes else documents[0]
    parts = [writer.report(quoted_document, [quote.span for quote in quotes])]
    other_documents = [
        placed.documents[0]
        for placed in chosen
        if placed.documents and placed is not headline_story
    ][:MAX_OTHER_STORIES_IN_LEAD]
    if other_documents:
        links = writer.wording["semicolon"].join(
            unquoted_link(document_heading(document, writer), document.url)
            for document in other_documents
        )
        parts.append(
            f"{writer.wording['in_this_number']}{writer.wording['colon']}{links}{writer.wording['stop']}"
        )
    return "\n\n".join(parts)


def _story_language(placed: PlacedStory) -> str:
    return language_names.primary_subtag(placed.documents[0].language)


def _story_item(placed: PlacedStory, writer: ItemWriter, limits: DigestLimits) -> Item:
    if not placed.documents:
        return _posts_item(placed, writer)
    groups = _documents_by_language(placed, writer)
    # The first language is quoted with several sentences, each other one with a single one:
    # readers of the edition can read the first, and the others show that it was reported there.
    reports = _quoted_spans(groups[0], limits.sentences, writer)
    reports += [report for group in groups[1:] for report in _quoted_spans(group, 1, writer)]
    parts = [writer.report(document, spans) for document, spans in reports]
    quoted_source_ids = {document.source_id for document, _ in reports}
    other_documents = sorted(
        (document for document in placed.documents if document.source_id not in quoted_source_ids),
        key=lambda document: (document.published or document.seen, document.id),
    )
    parts.append(_reporting_outlets(placed, other_documents, writer))
    # Readers are warned only where nobody else confirms what a source without names says.
    if placed.ranked.independence and placed.ranked.independence.count == 1:
        parts.append(writer.anonymity_warning(placed.documents))
    parts.append(_later_reports(placed, writer))
    parts.append(_earlier_editions_note(placed, writer))
    parts.append(
        writer.ownership_note(
            [*(document for document, _ in reports), *placed.posts[:MAX_CARDS_PER_ITEM]]
        )
    )
    parts.append(writer.network_note(placed.story))
    parts += [writer.card(post) for post in placed.posts[:MAX_CARDS_PER_ITEM]]
    return Item(
        story_id=placed.story.id,
        heading=document_heading(reports[0][0], writer),
        body="\n\n".join(part for part in parts if part),
    )


def _later_reports(placed: PlacedStory, writer: ItemWriter) -> str:
    """What followed within the week: a link to the first report of each outlet."""
    first_by_source = {document.source_id: document for document in reversed(placed.story.later)}
    reports = sorted(
        first_by_source.values(), key=lambda each: (each.published or each.seen, each.id)
    )
    links = writer.wording["semicolon"].join(
        unquoted_link(document_heading(document, writer), document.url)
        for document in reports[:MAX_LATER_REPORTS]
    )
    if not links:
        return ""
    return (
        f"{writer.wording['later_in_week']}{writer.wording['colon']}{links}{writer.wording['stop']}"
    )


def _documents_by_language(placed: PlacedStory, writer: ItemWriter) -> list[list[Document]]:
    """The documents that may be quoted, one list for each language, the best first.

    The edition's own language comes first. Reprints are left out, since they say nothing
    that the original does not, unless a language has nothing else.
    """
    reprints = selection.reprint_ids(placed.ranked)
    by_language: dict[str, list[Document]] = {}
    for document in placed.documents:
        by_language.setdefault(language_names.primary_subtag(document.language), []).append(
            document
        )
    own_language = language_names.primary_subtag(writer.language)
    languages = sorted(by_language, key=lambda language: language != own_language)[
        :MAX_LANGUAGES_PER_ITEM
    ]
    return [
        [document for document in by_language[language] if document.id not in reprints]
        or by_language[language][:1]
        for language in languages
    ]


def _quoted_spans(
    documents: Sequence[Document], count: int, writer: ItemWriter
) -> list[tuple[Document, list[Span]]]:
    """Documents with the spans to quote, best first; the first one with no span if none can be."""
    spans: dict[str, list[Span]] = {}
    for quote in quoting.choose_quotes(
        documents, count=count, already_quoted=writer.quoted_sentences
    ):
        spans.setdefault(quote.document.id, []).append(quote.span)
    return [
        (document, sorted(spans[document.id])) for document in documents if document.id in spans
    ] or [(documents[0], [])]


def _reporting_outlets(placed: PlacedStory, others: Sequence[Document], writer: ItemWriter) -> str:
    """How many outlets report it, how many independently, and a list of those not quoted."""
    independence = placed.ranked.independence
    articles = [document for document in placed.ranked.story.documents if document.kind != "post"]
    origins = (
        lineages.group_by_origin(articles, placed.ranked.copies) if placed.ranked.copies else ()
    )
    # Reports that may be of several events are never said to be independent.
    independence_note = "" if placed.story.sureness == "sure" else writer.wording["joined_weakly"]
    if independence and not independence_note:
        independence_note = writer.independence_note(articles, independence, origins)
    others_note = writer.list_outlets(writer.wording["also"], others)
    others_note += writer.wording["stop"] if others_note else ""
    return " ".join(filter(None, (independence_note, others_note)))


def _number_with_title(number: str, title: str) -> str:
    """For example "no. 7 (Bridge shut)"; the number alone where no title is known."""
    short_title = quotations.escape_quotation_marks(shorten_line(title, MAX_HEADING_CHARACTERS))
    return f"{number} ({short_title})" if title else number


def _earlier_editions_note(placed: PlacedStory, writer: ItemWriter) -> str:
    """The sentence that says in which editions the story was before; "" if in none."""
    if not placed.numbers:
        return ""
    numbers = [
        _number_with_title(writer.wording.number(number), title)
        for number, title in placed.numbers.items()
    ]
    if not placed.fresh and not any(placed.numbers.values()):
        return writer.wording.say("told_before", numbers=numbers)
    if not placed.fresh or len(placed.fresh) == len(placed.story.documents):
        return writer.wording.say("all_new", numbers=numbers)
    return writer.list_outlets(writer.wording.say("new_since", numbers=numbers), placed.fresh)


def _posts_item(placed: PlacedStory, writer: ItemWriter) -> Item:
    post = placed.posts[0]
    cards = [writer.card(post) for post in placed.posts[:MAX_CARDS_PER_ITEM]]
    parts = [
        writer.ownership_note(placed.posts[:MAX_CARDS_PER_ITEM]),
        writer.network_note(placed.story),
        *cards,
    ]
    return Item(
        story_id=placed.story.id,
        heading=document_heading(post, writer),
        body="\n\n".join(part for part in parts if part),
    )


def document_heading(document: Document, writer: ItemWriter) -> str:
    """A document's title as a heading; for a post, its author and first words."""
    # Half the length, since the author's name stands in front of a post's words.
    if document.kind == "post":
        words = shorten_line(document.text, MAX_HEADING_CHARACTERS // 2)
        return f"{writer.author(document)}{writer.wording['colon']}{words}".strip()
    heading = shorten_line(document.title, MAX_HEADING_CHARACTERS) or shorten_line(
        document.text, MAX_HEADING_CHARACTERS
    )
    return heading or writer.wording["untitled"]


# --- order --------------------------------------------------------------------


def _citations_in_order(
    citations: Mapping[str, Citation], lead: str, sections: Sequence[Section]
) -> tuple[Citation, ...]:
    """The citations that the texts use, in reading order."""
    bodies = [item.body for section in sections for item in section.items]
    marks = dict.fromkeys(
        mark for body in (lead, *bodies) for mark in CITATION_MARK_PATTERN.findall(body)
    )
    return tuple(citations[mark] for mark in marks if mark in citations)
