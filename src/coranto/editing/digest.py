"""Compose a digest's draft out of ranked stories. Pure: what is told, where, in which order."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from coranto.analysis.copies import lineages
from coranto.editing import quotations, quoting, selection
from coranto.editing.item_text import CARDS, HEADING, Teller, link, shortened
from coranto.editing.quotations import LINK, MARK
from coranto.editing.quoting import Quote, Span
from coranto.editing.ranking import Ranked
from coranto.editing.rules import Topic
from coranto.editing.selection import POSTS, SEVERAL, UNKNOWN, Limits, Told
from coranto.editing.wording import wording
from coranto.model import Citation, Document, Draft, Item, Network, Section, Source
from coranto.reading.language import packs as language_names
from coranto.reading.language import text

#: The headline is one of the first stories, preferably in the edition's language.
HEADLINES = 5
#: Stories besides the headline's that the lead names.
NAMED = 3
#: Languages in which one item quotes.
TOLD_IN = 3


def compose(  # noqa: PLR0913 - each is named
    ranked: Sequence[Ranked],
    *,
    number: int,
    title: str,
    first: date,
    last: date,
    language: str,
    languages: Sequence[str],
    topics: Sequence[Topic] = (),
    sources: Mapping[str, Source],
    limits: Limits | None = None,
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
    limits = limits or Limits()
    kept = _stories_of(beside)
    week = [
        selection.told(
            replace(one, story=selection.of_week(one.story, first)),
            numbers=_numbers(one.story.id, told or {}, earlier or {}),
            told_documents=told_documents,
            topics=topics,
        )
        for one in ranked
        if not one.is_muted or one.story.id in kept
    ]
    teller = _teller(language, sources, networks or {}, beside)
    chosen = selection.choose(week, limits, kept)
    top = _top(_without(chosen, removed), teller)
    spared = _spared(top, teller, limits) if top else []
    items = {one.story.id: _item(one, teller, limits) for one in chosen}
    chosen = _within(chosen, items, limits.words, kept)
    lead = _lead(top, spared, _without(chosen, removed), teller) if top else ""
    sections = _sections(chosen, items, teller, languages, topics=topics)
    return Draft(
        number=number,
        title=title,
        first=first,
        last=last,
        language=language,
        headline=(items[top.story.id].heading if top else "") or title,
        lead=lead,
        sections=sections,
        citations=_in_order(teller.citations, lead, sections),
        editors=tuple(editors),
    )


def _stories_of(draft: Draft | None) -> frozenset[str]:
    sections = draft.sections if draft else ()
    return frozenset(item.story_id for section in sections for item in section.items)


def _numbers(
    story_id: str,
    told: Mapping[str, Sequence[int]],
    earlier: Mapping[str, Mapping[int, str]],
) -> dict[int, str]:
    """The numbers that told a story, or what it goes on with, and the headings there, if known."""
    return dict.fromkeys(told.get(story_id, ()), "") | dict(earlier.get(story_id, {}))


def _teller(
    language: str,
    sources: Mapping[str, Source],
    networks: Mapping[str, Sequence[Network]],
    beside: Draft | None,
) -> Teller:
    """Who tells the stories, and gives no mark of a draft `beside` to another passage."""
    held = beside.citations if beside else ()
    return Teller(
        wording=wording(language),
        language=language,
        sources=sources,
        networks=networks,
        citations={citation.mark: replace(citation, line=0) for citation in held},
    )


def _without(chosen: Sequence[Told], removed: Collection[str]) -> list[Told]:
    return [one for one in chosen if one.story.id not in removed]


def _within(
    chosen: Sequence[Told], items: Mapping[str, Item], words: int, kept: Collection[str]
) -> list[Told]:
    """The first stories that have room in so many words; the first and those kept stay."""
    left = words
    found: list[Told] = []
    for one in chosen:
        left -= len(text.words(MARK.sub("", LINK.sub(r"\1", items[one.story.id].body))))
        if left >= 0 or not found or one.story.id in kept:
            found.append(one)
    return found


# --- writing ------------------------------------------------------------------


def _top(chosen: Sequence[Told], teller: Teller) -> Told | None:
    """The story of the headline: in the edition's language, if a leading one is."""
    stories = [one for one in chosen if one.documents]
    own = language_names.primary(teller.language)
    in_own = [one for one in stories[:HEADLINES] if _language(one) == own]
    return next(iter(in_own or stories), None)


def _spared(top: Told, teller: Teller, limits: Limits) -> list[Quote]:
    """A sentence that the lead takes before the item does: where few can be quoted.

    No sentence stands in an edition twice.
    """
    documents = _by_language(top, teller)[0]
    left = quoting.quotable(documents)
    if 1 < left <= limits.sentences:
        return quoting.choose(documents, count=1, said=teller.said)
    return []


def _lead(top: Told, spared: Sequence[Quote], chosen: Sequence[Told], teller: Teller) -> str:
    """One more sentence of the headline's story, and what else is in."""
    documents = _by_language(top, teller)[0]
    quotes = spared or quoting.choose(documents, count=1, said=teller.said)
    told = quotes[0].document if quotes else documents[0]
    parts = [teller.report(told, [quote.span for quote in quotes])]
    others = [one.documents[0] for one in chosen if one.documents and one is not top][:NAMED]
    if others:
        named = teller.wording.semicolon.join(
            link(heading(other, teller), other.url) for other in others
        )
        parts.append(f"{teller.wording.in_this_number}{teller.wording.colon}{named}.")
    return "\n\n".join(parts)


def _language(one: Told) -> str:
    return language_names.primary(one.documents[0].language)


def _item(one: Told, teller: Teller, limits: Limits) -> Item:
    if not one.documents:
        return _posts_item(one, teller)
    groups = _by_language(one, teller)
    # What the first language tells in several sentences, others tell in one.
    reports = _quoted(groups[0], limits.sentences, teller)
    reports += [each for group in groups[1:] for each in _quoted(group, 1, teller)]
    parts = [teller.report(document, spans) for document, spans in reports]
    told = {document.source_id for document, _ in reports}
    others = sorted(
        (document for document in one.documents if document.source_id not in told),
        key=lambda document: (document.published or document.seen, document.id),
    )
    parts.append(_who_reports(one, others, teller))
    if one.ranked.independence and one.ranked.independence.count == 1:
        parts.append(teller.anonymous(one.documents))
    parts.append(_before(one, teller))
    parts.append(teller.owners([*(document for document, _ in reports), *one.posts[:CARDS]]))
    parts.append(teller.pushed(one.story))
    parts += [teller.card(post) for post in one.posts[:CARDS]]
    return Item(
        story_id=one.story.id,
        heading=heading(reports[0][0], teller),
        body="\n\n".join(part for part in parts if part),
    )


def _by_language(one: Told, teller: Teller) -> list[list[Document]]:
    """The documents that may tell the story, the best first, by language.

    The edition's own language comes first: its readers should be told in it. Reprints
    tell nothing that what they reprint does not.
    """
    reprints = selection.reprints(one.ranked)
    found: dict[str, list[Document]] = {}
    for document in one.documents:
        found.setdefault(language_names.primary(document.language), []).append(document)
    own = language_names.primary(teller.language)
    best = sorted(found, key=lambda language: language != own)[:TOLD_IN]
    return [
        [document for document in found[language] if document.id not in reprints]
        or found[language][:1]
        for language in best
    ]


def _quoted(
    documents: Sequence[Document], count: int, teller: Teller
) -> list[tuple[Document, list[Span]]]:
    """The documents that are quoted, the best first; else one of which nothing can be."""
    spans: dict[str, list[Span]] = {}
    for quote in quoting.choose(documents, count=count, said=teller.said):
        spans.setdefault(quote.document.id, []).append(quote.span)
    return [(one, sorted(spans[one.id])) for one in documents if one.id in spans] or [
        (documents[0], [])
    ]


def _who_reports(one: Told, others: Sequence[Document], teller: Teller) -> str:
    """How many outlets report it and how many on their own; and those not quoted."""
    independence = one.ranked.independence
    articles = [document for document in one.ranked.story.documents if document.kind != "post"]
    found = lineages.lineages(articles, one.ranked.copies) if one.ranked.copies else ()
    counted = teller.counted(articles, independence, found) if independence else ""
    also = teller.others(teller.wording.also, others)
    return " ".join(filter(None, (counted, also and f"{also}.")))


def _before(one: Told, teller: Teller) -> str:
    """What readers of earlier numbers need to know."""
    if not one.numbers:
        return ""
    numbers = teller.wording.comma.join(
        f"{teller.wording.number(number)} ({quotations.unquoted(shortened(title, HEADING))})"
        if title
        else teller.wording.number(number)
        for number, title in one.numbers.items()
    )
    if not one.fresh and not any(one.numbers.values()):
        return teller.wording.told_before.format(numbers=numbers)
    if not one.fresh or len(one.fresh) == len(one.story.documents):
        return teller.wording.all_new.format(numbers=numbers)
    return teller.others(teller.wording.new_since.format(numbers=numbers), one.fresh)


def _posts_item(one: Told, teller: Teller) -> Item:
    post = one.posts[0]
    cards = [teller.card(post) for post in one.posts[:CARDS]]
    parts = [teller.owners(one.posts[:CARDS]), teller.pushed(one.story), *cards]
    return Item(
        story_id=one.story.id,
        heading=heading(post, teller),
        body="\n\n".join(part for part in parts if part),
    )


def heading(document: Document, teller: Teller) -> str:
    """A document's title as a heading; a post's author and first words."""
    if document.kind == "post":
        words = shortened(document.text, HEADING // 2)
        return f"{teller.author(document)}{teller.wording.colon}{words}".strip()
    found = shortened(document.title, HEADING) or shortened(document.text, HEADING)
    return found or teller.wording.untitled


# --- order --------------------------------------------------------------------


def _sections(
    chosen: Sequence[Told],
    items: Mapping[str, Item],
    teller: Teller,
    languages: Sequence[str],
    *,
    topics: Sequence[Topic],
) -> tuple[Section, ...]:
    """The desk's topics, stories in several languages, each language, posts on their own."""
    titles = {topic.id: topic.title for topic in topics}
    wanted = [language_names.primary(language) for language in languages]
    found = {one.section for one in chosen}
    rest = sorted(found - {SEVERAL, UNKNOWN, POSTS, *titles, *wanted})
    order = dict.fromkeys([*titles, SEVERAL, *wanted, *rest, UNKNOWN, POSTS])
    return tuple(
        Section(
            id=section,
            title=titles.get(section) or _title(section, teller),
            items=tuple(items[one.story.id] for one in chosen if one.section == section),
        )
        for section in order
        if section in found
    )


def _title(section: str, teller: Teller) -> str:
    titles = {SEVERAL: teller.wording.several, POSTS: teller.wording.posts}
    return titles.get(section) or teller.wording.language_name(section)


def _in_order(
    citations: Mapping[str, Citation], lead: str, sections: Sequence[Section]
) -> tuple[Citation, ...]:
    """Citations as a reader comes upon them."""
    bodies = [item.body for section in sections for item in section.items]
    marks = dict.fromkeys(match for body in (lead, *bodies) for match in MARK.findall(body))
    return tuple(citations[mark] for mark in marks if mark in citations)
