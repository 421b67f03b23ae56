"""Compose a digest's draft from ranked stories: which items, where, in which order. Pure.

Writes no item itself: that is `story_item`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from coranto.editing import quoting
from coranto.editing.composing import selection, story_item
from coranto.editing.composing.item_text import ItemWriter, unquoted_link
from coranto.editing.composing.sections import sections_in_order
from coranto.editing.composing.selection import DigestLimits, PlacedStory
from coranto.editing.quotations import CITATION_MARK_PATTERN
from coranto.editing.quoting import Quote
from coranto.editing.ranking import RankedStory
from coranto.editing.rules import DeskTopic
from coranto.editing.wording import load_wording
from coranto.model import Citation, Draft, Item, Network, Section, Source
from coranto.reading.language import packs as language_names

#: The headline's story is one of this many first ones, preferably in the edition's language.
MAX_HEADLINE_CANDIDATES = 5
#: Stories that the lead names besides the headline's.
MAX_OTHER_STORIES_IN_LEAD = 3


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
    items = {
        placed.story.id: story_item.write_item(placed, writer, sentences=limits.sentences)
        for placed in chosen
    }
    chosen = selection.within_word_limit(chosen, items, limits.words, required_ids)
    lead = (
        _lead_text(headline_story, lead_quotes, _without_removed(chosen, removed), items, writer)
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
    documents = story_item.documents_by_language(headline_story, writer)[0]
    quotable_count = quoting.count_quotable_sentences(documents)
    if 1 < quotable_count <= limits.sentences:
        return quoting.choose_quotes(documents, count=1, already_quoted=writer.quoted_sentences)
    return []


def _lead_text(
    headline_story: PlacedStory,
    kept_quotes: Sequence[Quote],
    chosen: Sequence[PlacedStory],
    items: Mapping[str, Item],
    writer: ItemWriter,
) -> str:
    """One more sentence of the headline's story, and links to other items of the edition."""
    documents = story_item.documents_by_language(headline_story, writer)[0]
    quotes = kept_quotes or quoting.choose_quotes(
        documents, count=1, already_quoted=writer.quoted_sentences
    )
    quoted_document = quotes[0].document if quotes else documents[0]
    parts = [writer.lead_sentence((quoted_document, [quote.span for quote in quotes]))]
    other_items = [
        items[placed.story.id]
        for placed in chosen
        if placed.documents and placed is not headline_story
    ][:MAX_OTHER_STORIES_IN_LEAD]
    if other_items:
        links = writer.wording["semicolon"].join(
            unquoted_link(item.heading, f"#{item.story_id}") for item in other_items
        )
        parts.append(
            f"{writer.wording['in_this_number']}{writer.wording['colon']}{links}{writer.wording['stop']}"
        )
    return "\n\n".join(parts)


def _story_language(placed: PlacedStory) -> str:
    return language_names.primary_subtag(placed.documents[0].language)


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
