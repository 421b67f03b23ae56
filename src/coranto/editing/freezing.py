"""Freeze a checked draft and what it cites as a published edition. Pure.

The same edition always gives the same bytes, since the manifest names their hash.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import msgspec

from coranto.editing.ranking import RankedStory
from coranto.model import (
    Citation,
    Correction,
    Document,
    Draft,
    Evidence,
    Network,
    PublishedDocument,
    PublishedEdition,
    PublishedStory,
    Source,
    Story,
)

#: Characters shown on either side of a cited passage.
CONTEXT_CHARACTERS = 240


def freeze_edition(  # noqa: PLR0913 - each is named
    draft: Draft,
    *,
    cited: Mapping[tuple[str, int], Document],
    stories: Sequence[Story],
    ranked: Mapping[str, RankedStory],
    before: Mapping[str, tuple[str, ...]],
    networks: Mapping[str, tuple[Network, ...]],
    sources: Mapping[str, Source],
    published: datetime,
    made_with: str,
) -> PublishedEdition:
    """The edition with everything its pages show, so that it never needs the store again.

    `before`: by story, the ids of the earlier stories of its storyline. `networks`: by story,
    the networks of accounts that pushed it.
    """
    documents = {document.id: document for story in stories for document in story.documents}
    documents |= {document.id: document for document in cited.values()}
    ordered_documents = sorted(documents.values(), key=_chronological_key)
    headings = {item.story_id: item.heading for section in draft.sections for item in section.items}
    return PublishedEdition(
        draft=draft,
        published=published,
        evidence=tuple(
            citation_evidence(citation, cited[citation.document_id, citation.version])
            for citation in draft.citations
        ),
        documents=tuple(_published_document(document) for document in ordered_documents),
        stories=tuple(
            replace(
                _published_story(story, headings.get(story.id, ""), ranked.get(story.id), before),
                networks=networks.get(story.id, ()),
            )
            for story in stories
        ),
        sources=_used_sources(ordered_documents, sources),
        made_with=made_with,
    )


def correct_edition(  # noqa: PLR0913 - each is named
    before: PublishedEdition,
    draft: Draft,
    *,
    correction: Correction,
    cited: Mapping[tuple[str, int], Document],
    stories: Sequence[Story],
    sources: Mapping[str, Source],
    made_with: str,
) -> PublishedEdition:
    """The edition's next version: what `before` froze stays, what the draft adds is frozen now.

    `stories` are those that the edition did not contain before.
    """
    fresh = {document.id: document for story in stories for document in story.documents}
    fresh |= {document.id: document for document in cited.values()}
    frozen_versions = {(document.id, document.version) for document in before.documents}
    added = [
        document
        for document in fresh.values()
        if (document.id, document.version) not in frozen_versions
    ]
    # One version of a document is frozen per edition: a newer one replaces the older one.
    added_ids = {document.id for document in added}
    kept_documents = [document for document in before.documents if document.id not in added_ids]
    known_source_ids = {source.id for source in before.sources}
    return replace(
        before,
        draft=draft,
        evidence=_corrected_evidence(before, draft, cited),
        documents=tuple(
            sorted([*kept_documents, *map(_published_document, added)], key=_chronological_key)
        ),
        stories=_corrected_stories(before, draft, stories),
        sources=(
            *before.sources,
            *(
                source
                for source in _used_sources(added, sources)
                if source.id not in known_source_ids
            ),
        ),
        made_with=made_with,
        corrections=(*before.corrections, correction),
    )


def _corrected_evidence(
    before: PublishedEdition, draft: Draft, cited: Mapping[tuple[str, int], Document]
) -> tuple[Evidence, ...]:
    # What was shown as evidence must not change, so it is taken from the edition itself; the
    # line of a citation in the draft's file does not matter.
    evidence_by_citation = {
        replace(evidence.citation, line=0): evidence for evidence in before.evidence
    }
    return tuple(
        evidence_by_citation.get(replace(citation, line=0))
        or citation_evidence(citation, cited[citation.document_id, citation.version])
        for citation in draft.citations
    )


def _corrected_stories(
    before: PublishedEdition, draft: Draft, stories: Sequence[Story]
) -> tuple[PublishedStory, ...]:
    """The stories that are still in the draft, by their headings now, and the new ones."""
    headings = {item.story_id: item.heading for section in draft.sections for item in section.items}
    kept_stories = (
        replace(story, title=headings[story.id] or story.title)
        for story in before.stories
        if story.id in headings
    )
    new_stories = (
        _published_story(story, headings.get(story.id, ""), None, {}) for story in stories
    )
    return (*kept_stories, *new_stories)


def citation_evidence(citation: Citation, document: Document) -> Evidence:
    """A citation with the words around it in the version it cites."""
    before = document.text[max(0, citation.start - CONTEXT_CHARACTERS) : citation.start]
    after = document.text[citation.end : citation.end + CONTEXT_CHARACTERS]
    return Evidence(citation=citation, before=before, after=after)


def encode_edition(edition: PublishedEdition) -> bytes:
    """The frozen edition as JSON. Equal editions give equal bytes."""
    return (
        msgspec.json.format(msgspec.json.encode(edition, order="deterministic"), indent=1) + b"\n"
    )


def decode_edition(body: bytes) -> PublishedEdition:
    """The edition in this JSON. Raises msgspec.ValidationError or msgspec.DecodeError."""
    return msgspec.json.decode(body, type=PublishedEdition)


def edition_schema() -> bytes:
    """The JSON Schema (draft 2020-12) of a frozen edition."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **msgspec.json.schema(PublishedEdition),
    }
    return json.dumps(schema, ensure_ascii=False, indent=1).encode() + b"\n"


def _chronological_key(document: Document | PublishedDocument) -> tuple[datetime, str]:
    return document.published or document.seen, document.id


def _published_document(document: Document) -> PublishedDocument:
    return PublishedDocument(
        id=document.id,
        version=document.version,
        source_id=document.source_id,
        kind=document.kind,
        url=document.url,
        title=document.title,
        language=document.language,
        published=document.published,
        published_raw=document.published_raw,
        precise=document.precise,
        authors=document.authors,
        seen=document.seen,
        capture=document.capture,
    )


def _published_story(
    story: Story, heading: str, ranked: RankedStory | None, before: Mapping[str, tuple[str, ...]]
) -> PublishedStory:
    ordered = sorted(story.documents, key=_chronological_key)
    return PublishedStory(
        id=story.id,
        title=heading or ordered[0].title,
        documents=tuple(document.id for document in ordered),
        reasons={
            placement.document_id: placement.reasons
            for placement in sorted(story.placements, key=lambda placed: placed.document_id)
        },
        ranking=ranked.reasons if ranked else (),
        copies=ranked.copies if ranked else (),
        independence=ranked.independence.reasons if ranked and ranked.independence else (),
        before=before.get(story.id, ()),
    )


def _used_sources(
    documents: Iterable[Document], sources: Mapping[str, Source]
) -> tuple[Source, ...]:
    used = sorted({document.source_id for document in documents})
    # How much the desk wants a source is its own affair: readers learn what counted for a story.
    return tuple(replace(sources[id_], tier=None, weight=None) for id_ in used if id_ in sources)
