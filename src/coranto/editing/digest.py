"""Compose a digest's draft out of ranked stories. Pure: what is told, where, in which order."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from coranto.analysis.copies import lineages
from coranto.editing import quotations, quoting, selection
from coranto.editing.item_text import (
    MAX_CARDS_PER_ITEM,
    MAX_HEADING_CHARACTERS,
    ItemWriter,
    shorten_line,
    unquoted_link,
)
from coranto.editing.quotations import CITATION_MARK_PATTERN, LINK_PATTERN
from coranto.editing.quoting import Quote, Span
from coranto.editing.ranking import RankedStory
from coranto.editing.rules import DeskTopic
from coranto.editing.selection import (
    POSTS_SECTION,
    SEVERAL_LANGUAGES,
    UNKNOWN_LANGUAGE,
    DigestLimits,
    PlacedStory,
)
from coranto.editing.wording import load_wording
from coranto.model import Citation, Document, Draft, Item, Network, Section, Source
from coranto.reading.language import packs as language_names
from coranto.reading.language import text

#: The headline is one of the first stories, preferably in the edition's language.
MAX_HEADLINE_CANDIDATES = 5
#: Stories besides the headline's that the lead names.
MAX_OTHER_STORIES_IN_LEAD = 3
#: Languages in which one item quotes.
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
    sources: Mapping[str, Source],
    limits: DigestLimits | None = None,
    told: Mapping[str, Sequence[int]] | None = None,
    told_documents: Collection[str] = frozenset(),
    earlier: Mapping[str, Mapping[int, str]] | None = None,
    networks: Mapping[str, Sequence[Network]] | None = None,
    editors: Sequence[str] = (),
    beside: Draft | None = None,
    removed: Collection[str] = frozenset(),
) -> Draft:
    """The draft of digest no. `number`: headline, lead, and items by language.

    `topics` are sections of the desk's own, which come first. `languages` is the order of
    the others; languages it does not name follow. `earlier` are, by story, the
    numbers that told what it goes on with, and their headings; `networks` those of
    accounts that pushed it.
    `beside` is a draft that this one will be compared with: its stories are told
    whatever the limits, and no mark of its citations is given to another passage.
    `removed` are stories that neither headline nor lead names: an editor took them out.
    """
    limits = limits or DigestLimits()
    kept = _story_ids(beside)
    week = [
        selection.placed_in_section(
            replace(one, story=selection.without_older_documents(one.story, first)),
            numbers=_earlier_edition_headings(one.story.id, told or {}, earlier or {}),
            told_documents=told_documents,
            topics=topics,
        )
        for one in ranked
        if not one.is_muted or one.story.id in kept
    ]
    teller = _item_writer(language, sources, networks or {}, beside)
    chosen = selection.choose_stories(week, limits, kept)
    top = _headline_story(_without_removed(chosen, removed), teller)
    spared = _sentence_kept_for_lead(top, teller, limits) if top else []
    items = {one.story.id: _story_item(one, teller, limits) for one in chosen}
    chosen = _within_word_limit(chosen, items, limits.words, kept)
    lead = _lead_text(top, spared, _without_removed(chosen, removed), teller) if top else ""
    sections = _edition_sections(chosen, items, teller, languages, topics=topics)
    return Draft(
        number=number,
        title=title,
        first=first,
        last=last,
        language=language,
        headline=(items[top.story.id].heading if top else "") or title,
        lead=lead,
        sections=sections,
        citations=_citations_in_order(teller.citations, lead, sections),
        editors=tuple(editors),
    )


def _story_ids(draft: Draft | None) -> frozenset[str]:
    sections = draft.sections if draft else ()
    return frozenset(item.story_id for section in sections for item in section.items)


def _earlier_edition_headings(
    story_id: str,
    told: Mapping[str, Sequence[int]],
    earlier: Mapping[str, Mapping[int, str]],
) -> dict[int, str]:
    """The numbers that told a story, or what it goes on with, and the headings there, if known."""
    return dict.fromkeys(told.get(story_id, ()), "") | dict(earlier.get(story_id, {}))


def _item_writer(
    language: str,
    sources: Mapping[str, Source],
    networks: Mapping[str, Sequence[Network]],
    beside: Draft | None,
) -> ItemWriter:
    """Who tells the stories, and gives no mark of a draft `beside` to another passage."""
    held = beside.citations if beside else ()
    return ItemWriter(
        wording=load_wording(language),
        language=language,
        sources=sources,
        networks=networks,
        citations={citation.mark: replace(citation, line=0) for citation in held},
    )


def _without_removed(chosen: Sequence[PlacedStory], removed: Collection[str]) -> list[PlacedStory]:
    return [one for one in chosen if one.story.id not in removed]


def _within_word_limit(
    chosen: Sequence[PlacedStory], items: Mapping[str, Item], words: int, kept: Collection[str]
) -> list[PlacedStory]:
    """The first stories that have room in so many words; the first and those kept stay."""
    left = words
    found: list[PlacedStory] = []
    for one in chosen:
        left -= len(
            text.split_words(
                CITATION_MARK_PATTERN.sub("", LINK_PATTERN.sub(r"\1", items[one.story.id].body))
            )
        )
        if left >= 0 or not found or one.story.id in kept:
            found.append(one)
    return found


# --- writing ------------------------------------------------------------------


def _headline_story(chosen: Sequence[PlacedStory], teller: ItemWriter) -> PlacedStory | None:
    """The story of the headline: in the edition's language, if a leading one is."""
    stories = [one for one in chosen if one.documents]
    own = language_names.primary_subtag(teller.language)
    in_own = [one for one in stories[:MAX_HEADLINE_CANDIDATES] if _story_language(one) == own]
    return next(iter(in_own or stories), None)


def _sentence_kept_for_lead(
    top: PlacedStory, teller: ItemWriter, limits: DigestLimits
) -> list[Quote]:
    """A sentence that the lead takes before the item does: where few can be quoted.

    No sentence stands in an edition twice.
    """
    documents = _documents_by_language(top, teller)[0]
    left = quoting.count_quotable_sentences(documents)
    if 1 < left <= limits.sentences:
        return quoting.choose_quotes(documents, count=1, said=teller.said)
    return []


def _lead_text(
    top: PlacedStory, spared: Sequence[Quote], chosen: Sequence[PlacedStory], teller: ItemWriter
) -> str:
    """One more sentence of the headline's story, and what else is in."""
    documents = _documents_by_language(top, teller)[0]
    quotes = spared or quoting.choose_quotes(documents, count=1, said=teller.said)
    told = quotes[0].document if quotes else documents[0]
    parts = [teller.report(told, [quote.span for quote in quotes])]
    others = [one.documents[0] for one in chosen if one.documents and one is not top][
        :MAX_OTHER_STORIES_IN_LEAD
    ]
    if others:
        named = teller.wording.semicolon.join(
            unquoted_link(document_heading(other, teller), other.url) for other in others
        )
        parts.append(f"{teller.wording.in_this_number}{teller.wording.colon}{named}.")
    return "\n\n".join(parts)


def _story_language(one: PlacedStory) -> str:
    return language_names.primary_subtag(one.documents[0].language)


def _story_item(one: PlacedStory, teller: ItemWriter, limits: DigestLimits) -> Item:
    if not one.documents:
        return _posts_item(one, teller)
    groups = _documents_by_language(one, teller)
    # What the first language tells in several sentences, others tell in one.
    reports = _quoted_spans(groups[0], limits.sentences, teller)
    reports += [each for group in groups[1:] for each in _quoted_spans(group, 1, teller)]
    parts = [teller.report(document, spans) for document, spans in reports]
    told = {document.source_id for document, _ in reports}
    others = sorted(
        (document for document in one.documents if document.source_id not in told),
        key=lambda document: (document.published or document.seen, document.id),
    )
    parts.append(_reporting_outlets(one, others, teller))
    if one.ranked.independence and one.ranked.independence.count == 1:
        parts.append(teller.anonymous(one.documents))
    parts.append(_earlier_editions_note(one, teller))
    parts.append(
        teller.owners([*(document for document, _ in reports), *one.posts[:MAX_CARDS_PER_ITEM]])
    )
    parts.append(teller.pushed(one.story))
    parts += [teller.card(post) for post in one.posts[:MAX_CARDS_PER_ITEM]]
    return Item(
        story_id=one.story.id,
        heading=document_heading(reports[0][0], teller),
        body="\n\n".join(part for part in parts if part),
    )


def _documents_by_language(one: PlacedStory, teller: ItemWriter) -> list[list[Document]]:
    """The documents that may tell the story, the best first, by language.

    The edition's own language comes first: its readers should be told in it. Reprints
    tell nothing that what they reprint does not.
    """
    reprints = selection.reprint_ids(one.ranked)
    found: dict[str, list[Document]] = {}
    for document in one.documents:
        found.setdefault(language_names.primary_subtag(document.language), []).append(document)
    own = language_names.primary_subtag(teller.language)
    best = sorted(found, key=lambda language: language != own)[:MAX_LANGUAGES_PER_ITEM]
    return [
        [document for document in found[language] if document.id not in reprints]
        or found[language][:1]
        for language in best
    ]


def _quoted_spans(
    documents: Sequence[Document], count: int, teller: ItemWriter
) -> list[tuple[Document, list[Span]]]:
    """The documents that are quoted, the best first; else one of which nothing can be."""
    spans: dict[str, list[Span]] = {}
    for quote in quoting.choose_quotes(documents, count=count, said=teller.said):
        spans.setdefault(quote.document.id, []).append(quote.span)
    return [(one, sorted(spans[one.id])) for one in documents if one.id in spans] or [
        (documents[0], [])
    ]


def _reporting_outlets(one: PlacedStory, others: Sequence[Document], teller: ItemWriter) -> str:
    """How many outlets report it and how many on their own; and those not quoted."""
    independence = one.ranked.independence
    articles = [document for document in one.ranked.story.documents if document.kind != "post"]
    found = lineages.group_by_origin(articles, one.ranked.copies) if one.ranked.copies else ()
    counted = teller.counted(articles, independence, found) if independence else ""
    also = teller.others(teller.wording.also, others)
    return " ".join(filter(None, (counted, also and f"{also}.")))


def _number_with_title(number: str, title: str) -> str:
    """Such as: no. 7 (Bridge shut); the number alone where no title is known."""
    short_title = quotations.escape_quotation_marks(shorten_line(title, MAX_HEADING_CHARACTERS))
    return f"{number} ({short_title})" if title else number


def _earlier_editions_note(one: PlacedStory, teller: ItemWriter) -> str:
    """What readers of earlier numbers need to know."""
    if not one.numbers:
        return ""
    numbers = teller.wording.comma.join(
        _number_with_title(teller.wording.number(number), title)
        for number, title in one.numbers.items()
    )
    if not one.fresh and not any(one.numbers.values()):
        return teller.wording.told_before.format(numbers=numbers)
    if not one.fresh or len(one.fresh) == len(one.story.documents):
        return teller.wording.all_new.format(numbers=numbers)
    return teller.others(teller.wording.new_since.format(numbers=numbers), one.fresh)


def _posts_item(one: PlacedStory, teller: ItemWriter) -> Item:
    post = one.posts[0]
    cards = [teller.card(post) for post in one.posts[:MAX_CARDS_PER_ITEM]]
    parts = [teller.owners(one.posts[:MAX_CARDS_PER_ITEM]), teller.pushed(one.story), *cards]
    return Item(
        story_id=one.story.id,
        heading=document_heading(post, teller),
        body="\n\n".join(part for part in parts if part),
    )


def document_heading(document: Document, teller: ItemWriter) -> str:
    """A document's title as a heading; a post's author and first words."""
    if document.kind == "post":
        words = shorten_line(document.text, MAX_HEADING_CHARACTERS // 2)
        return f"{teller.author(document)}{teller.wording.colon}{words}".strip()
    found = shorten_line(document.title, MAX_HEADING_CHARACTERS) or shorten_line(
        document.text, MAX_HEADING_CHARACTERS
    )
    return found or teller.wording.untitled


# --- order --------------------------------------------------------------------


def _edition_sections(
    chosen: Sequence[PlacedStory],
    items: Mapping[str, Item],
    teller: ItemWriter,
    languages: Sequence[str],
    *,
    topics: Sequence[DeskTopic],
) -> tuple[Section, ...]:
    """The desk's topics, stories in several languages, each language, posts on their own."""
    titles = {topic.id: topic.title for topic in topics}
    wanted = [language_names.primary_subtag(language) for language in languages]
    found = {one.section for one in chosen}
    rest = sorted(found - {SEVERAL_LANGUAGES, UNKNOWN_LANGUAGE, POSTS_SECTION, *titles, *wanted})
    order = dict.fromkeys(
        [*titles, SEVERAL_LANGUAGES, *wanted, *rest, UNKNOWN_LANGUAGE, POSTS_SECTION]
    )
    return tuple(
        Section(
            id=section,
            title=titles.get(section) or _section_title(section, teller),
            items=tuple(items[one.story.id] for one in chosen if one.section == section),
        )
        for section in order
        if section in found
    )


def _section_title(section: str, teller: ItemWriter) -> str:
    titles = {SEVERAL_LANGUAGES: teller.wording.several, POSTS_SECTION: teller.wording.posts}
    return titles.get(section) or teller.wording.language_name(section)


def _citations_in_order(
    citations: Mapping[str, Citation], lead: str, sections: Sequence[Section]
) -> tuple[Citation, ...]:
    """Citations as a reader comes upon them."""
    bodies = [item.body for section in sections for item in section.items]
    marks = dict.fromkeys(
        match for body in (lead, *bodies) for match in CITATION_MARK_PATTERN.findall(body)
    )
    return tuple(citations[mark] for mark in marks if mark in citations)
