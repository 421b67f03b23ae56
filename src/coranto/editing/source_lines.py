"""Write the line that says of an item's source what its sentence does not. Pure.

`- **[La Gazette](https://…)** · Solange Verdier · French`: one entry of a list for each outlet,
with only what differs from the item's day and section. A headline is shown where it says
something else than the item's heading.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from coranto.editing import markdown, quotations
from coranto.editing.own_names import MAX_NAME_CHARACTERS, MAX_TITLE_CHARACTERS
from coranto.editing.visible_text import VisibleParagraph
from coranto.editing.wording import Wording
from coranto.model import Document, Source
from coranto.reading import urls
from coranto.reading.language import packs, text
from coranto.reading.language.shortening import shorten_line
from coranto.reading.language.unsafe_characters import strip_unsafe_characters

#: Between the parts of a line, in every language.
SEPARATOR = " · "
#: Authors named of each document.
MAX_AUTHORS = 3
#: Relations of an outlet's disclosures that stand at its name.
DISCLOSED_RELATIONS = frozenset({"owner", "affiliation"})
#: Disclosures that stand at an outlet's name; its page lists all of them.
MAX_DISCLOSURES = 2
#: Share of a headline's words that the item's heading has as well, from which it says the same.
SAME_HEADLINE_WORD_SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """What the reader of an item knows already, so that no source repeats it."""

    heading: str
    language: str  #: of the section, or of the edition where the section is of no language
    day: str = ""  #: of the item's first report, as written; "" before the first line


def source_line(
    documents: Sequence[Document],
    source: Source | None,
    *,
    facts: ItemFacts,
    wording: Wording,
    edition_language: str,
) -> str:
    """The entry of one outlet with the documents of it that the item quotes."""
    outlet = outlet_name(documents[0], source)
    first, *later = documents
    name = quotations.escape_quotation_marks(outlet)
    first_parts = list(_document_parts(first, outlet, facts, wording))
    title = _headline_link(first, facts, edition_language)
    if title:
        first_parts.append(title)
    elif first.url:
        name = markdown.link_around(name, first.url)
    tag = disclosure_tag(source, wording)
    parts = [f"**{name}**{f' {tag}' if tag else ''}", *first_parts]
    for document in later:
        parts += [
            part for part in _document_parts(document, outlet, facts, wording) if part not in parts
        ]
        if document.url or document.title:
            parts.append(
                _title_link(document, edition_language) or _untitled_link(document, wording)
            )
    return f"- {SEPARATOR.join(parts)}"


def outlet_name(document: Document, source: Source | None) -> str:
    """The name of a document's source, shortened."""
    name = (source.name if source else document.site_name) or document.source_id
    # An aggregator did not say whose it is: the site that it is read on is all that is known.
    return shorten_line(name or urls.host(document.url), MAX_NAME_CHARACTERS)


def disclosure_tag(source: Source | None, wording: Wording) -> str:
    """Who owns or directs an outlet, in emphasis: "*Owner: Vela Holding*"; "" if not noted."""
    disclosures = wording["semicolon"].join(_disclosures(source, wording))
    return f"*{quotations.escape_quotation_marks(disclosures)}*" if disclosures else ""


def _shown_parts(document: Document, source: Source | None, wording: Wording) -> Iterator[str]:
    """Every part that a document's line may have, as a reader sees it."""
    outlet = outlet_name(document, source)
    disclosures = wording["semicolon"].join(_disclosures(source, wording))
    parts = (
        outlet,
        f"{outlet} {disclosures}",
        wording["comma"].join(_author_names(document, outlet)),
        wording.day(document),
        wording.language_name(document.language),
    )
    for part in parts:
        # A name may have the separator in it.
        yield from strip_unsafe_characters(part).split(SEPARATOR.strip())


def known_parts(
    documents: Iterable[Document], sources: Mapping[str, Source], wording: Wording
) -> frozenset[str]:
    """Every part that lines of these documents may have, with single spaces."""
    return frozenset(
        " ".join(part.split())
        for document in documents
        for part in _shown_parts(document, sources.get(document.source_id), wording)
    )


def is_source_line(paragraph: VisibleParagraph, known: Container[str]) -> bool:
    """Whether a paragraph says of a source what is known of it, and nothing else."""
    shown = paragraph.text
    # The links behind its beginning are headlines, which have checks of their own.
    for start, end, _ in sorted(paragraph.links, reverse=True):
        if start > 0:
            shown = shown[:start] + shown[end:]
    parts = [" ".join(part.split()) for part in shown.split(SEPARATOR.strip()) if part.strip()]
    return (
        bool(paragraph.links and parts)
        and not paragraph.marks
        and all(part in known for part in parts)
    )


def is_same_headline(title: str, heading: str, language: str) -> bool:
    """Whether a headline says nothing that the heading, in the same language, does not."""
    words = set(text.tokens(title, language))
    shared = words & set(text.tokens(heading, language))
    return len(shared) >= SAME_HEADLINE_WORD_SHARE * len(words)


def _document_parts(
    document: Document, outlet: str, facts: ItemFacts, wording: Wording
) -> Iterator[str]:
    """Author, day and language, each only where the item does not say it."""
    if authors := _author_names(document, outlet):
        yield quotations.escape_quotation_marks(wording["comma"].join(authors))
    if (day := wording.day(document)) != facts.day:
        yield markdown.escape(day)
    if packs.primary_subtag(document.language) != packs.primary_subtag(facts.language):
        yield markdown.escape(wording.language_name(document.language))


def _author_names(document: Document, outlet: str) -> list[str]:
    names = (shorten_line(name, MAX_NAME_CHARACTERS) for name in document.authors[:MAX_AUTHORS])
    # An outlet that signs as its own author is named once.
    return [name for name in names if name and name != outlet]


def _disclosures(source: Source | None, wording: Wording) -> list[str]:
    facts = [
        f"{wording.relation(fact.relation)}{wording['colon']}{value}"
        for fact in (source.disclosures if source else ())
        if fact.relation in DISCLOSED_RELATIONS
        and (value := shorten_line(fact.value, MAX_NAME_CHARACTERS))
    ]
    return list(dict.fromkeys(facts))[:MAX_DISCLOSURES]


def _headline_link(document: Document, facts: ItemFacts, edition_language: str) -> str:
    """The document's headline as a link, where it says something else than the heading."""
    if is_same_headline(document.title, facts.heading, document.language):
        return ""
    return _title_link(document, edition_language)


def _title_link(document: Document, edition_language: str) -> str:
    title = shorten_line(document.title, MAX_TITLE_CHARACTERS)
    if not title:
        return ""
    quoted_title = quotations.quote_passage(title, edition_language)
    # A title in quotation marks without a link would be a quotation that cites nothing.
    return (
        markdown.link_around(quoted_title, document.url)
        if document.url
        else quotations.escape_quotation_marks(title)
    )


def _untitled_link(document: Document, wording: Wording) -> str:
    return markdown.link(wording["untitled"], document.url)
