"""Build the view of one piece of evidence: the passage, its context and its document. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from coranto.model import Evidence, PublishedDocument, Source
from coranto.reading.language import packs
from coranto.reading.language.shortening import shorten_text
from coranto.rendering import prose, sanitising
from coranto.rendering.i18n import Words

#: Longest heading or title shown, in characters.
MAX_TITLE_CHARACTERS = 300
#: Characters of context shown on either side of a passage.
CONTEXT_CHARACTERS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceView:
    """One piece of evidence: the passage, its context and its document."""

    number: int
    mark: str
    document: str  #: the id of the cited document
    before: str
    passage: str
    after: str
    language: str
    direction: str
    tongue: str  #: the language's name; "" when it is the edition's own
    outlet: str
    source: str  #: file name of the source's page
    title: str
    authors: str
    day: str
    version: int
    capture: str
    href: str  #: the page, scrolled to the passage; "" when it is no web address
    url: str
    post: bool


def evidence_view(  # noqa: PLR0913 - each is named
    evidence: Evidence,
    document: PublishedDocument | None,
    *,
    number: int,
    sources: Mapping[str, Source],
    words: Words,
    edition_language: str,
) -> EvidenceView:
    """The evidence as it is shown; without a `document`, what is not known is named as such.

    A damaged edition may cite a document that it does not hold.
    """
    passage = sanitising.strip_unsafe_characters(evidence.citation.text)
    proof = EvidenceView(
        number=number, mark=evidence.citation.mark, document=evidence.citation.document_id,
        before=_context_before(evidence.before), passage=passage,
        after=_context_after(evidence.after),
        language="und", direction="auto",
        tongue=words["unknown"], outlet=words["unknown"], source="", title="",
        authors="", day=words["unknown_date"], version=evidence.citation.version,
        capture="", href="", url="", post=False,
    )  # fmt: skip
    if document is None:
        return proof
    is_own_language = packs.primary_subtag(document.language) == packs.primary_subtag(
        edition_language
    )
    source = sources.get(document.source_id)
    return replace(
        proof,
        language=document.language,
        direction=prose.text_direction(document.language),
        tongue="" if is_own_language else words.tongue(document.language),
        outlet=outlet_name(sources, document),
        source=sanitising.safe_file_name(source.id) if source else "",
        title=shorten_text(document.title, MAX_TITLE_CHARACTERS),
        authors=shorten_text(", ".join(document.authors), MAX_TITLE_CHARACTERS),
        day=words.published(document),
        capture=document.capture,
        href=sanitising.passage_link(document.url, passage),
        url=sanitising.safe_link(document.url),
        post=document.kind == "post",
    )


def outlet_name(sources: Mapping[str, Source], document: PublishedDocument) -> str:
    """The name of a document's source; its id when nobody named it."""
    source = sources.get(document.source_id)
    return shorten_text(source.name if source else document.source_id, MAX_TITLE_CHARACTERS)


def _context_before(before: str) -> str:
    """The last words before a passage, from the start of a word."""
    text = sanitising.strip_unsafe_characters(before)[-CONTEXT_CHARACTERS:]
    return "…" + (text.partition(" ")[2] or text) if len(text) == CONTEXT_CHARACTERS else text


def _context_after(after: str) -> str:
    """The first words after a passage, to the end of a word."""
    text = sanitising.strip_unsafe_characters(after)[:CONTEXT_CHARACTERS]
    return (text.rpartition(" ")[0] or text) + "…" if len(text) == CONTEXT_CHARACTERS else text
