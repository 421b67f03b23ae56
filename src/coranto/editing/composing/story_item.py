"""Write the item of a placed story: what is quoted, from which sources, and in which order. Pure.

Writes no sentence itself: sources are quoted, and the edition's own phrases come from
`ItemWriter`.
"""

from collections.abc import Sequence

from coranto.analysis.copies import lineages
from coranto.editing import quotations, quoting
from coranto.editing.composing import selection
from coranto.editing.composing.item_text import MAX_CARDS_PER_ITEM, ItemWriter, unquoted_link
from coranto.editing.composing.selection import PlacedStory
from coranto.editing.own_names import MAX_HEADING_CHARACTERS
from coranto.editing.quoting import Span
from coranto.model import Document, Item
from coranto.reading.language import packs
from coranto.reading.language.shortening import shorten_line

#: Follow-ups of an item that are linked.
MAX_LATER_REPORTS = 4
#: Languages that one item quotes.
MAX_LANGUAGES_PER_ITEM = 3


def write_item(placed: PlacedStory, writer: ItemWriter, *, sentences: int) -> Item:
    """The item of a story: its first language is quoted with up to `sentences` sentences."""
    if not placed.documents:
        return _posts_item(placed, writer)
    groups = documents_by_language(placed, writer)
    # The first language is quoted with several sentences, each other one with a single one:
    # readers of the edition can read the first, and the others show that it was reported there.
    reports = _quoted_spans(groups[0], sentences, writer)
    reports += [report for group in groups[1:] for report in _quoted_spans(group, 1, writer)]
    heading = document_heading(reports[0][0], writer)
    parts = [
        *writer.report_sentences(reports),
        writer.source_list(reports, heading=heading, language=_known_language(placed, writer)),
    ]
    quoted_source_ids = {document.source_id for document, _ in reports}
    other_documents = sorted(
        (document for document in placed.documents if document.source_id not in quoted_source_ids),
        key=lambda document: (document.published or document.seen, document.id),
    )
    parts += _reporting_outlets(placed, other_documents, writer)
    # Readers are warned only where nobody else confirms what a source without names says.
    if placed.ranked.independence and placed.ranked.independence.count == 1:
        parts.append(writer.anonymity_warning(placed.documents))
    parts += [_later_reports(placed, writer), _earlier_editions_note(placed, writer)]
    parts.append(writer.network_note(placed.story))
    parts += [writer.card(post) for post in placed.posts[:MAX_CARDS_PER_ITEM]]
    return Item(
        story_id=placed.story.id,
        heading=heading,
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


def _known_language(placed: PlacedStory, writer: ItemWriter) -> str:
    """The language that readers of an item take its sources to be in: the section's, if any."""
    languages = {packs.primary_subtag(document.language) for document in placed.documents}
    return placed.section if placed.section in languages else writer.language


def documents_by_language(placed: PlacedStory, writer: ItemWriter) -> list[list[Document]]:
    """The documents that may be quoted, one list for each language, the best first.

    The edition's own language comes first. Reprints are left out, since they say nothing
    that the original does not, unless a language has nothing else.
    """
    reprints = selection.reprint_ids(placed.ranked)
    by_language: dict[str, list[Document]] = {}
    for document in placed.documents:
        by_language.setdefault(packs.primary_subtag(document.language), []).append(document)
    own_language = packs.primary_subtag(writer.language)
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


def _reporting_outlets(
    placed: PlacedStory, others: Sequence[Document], writer: ItemWriter
) -> list[str]:
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
    return [independence_note, others_note]


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
    parts = [writer.network_note(placed.story), *cards]
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
