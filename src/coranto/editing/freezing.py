"""A checked draft and what it cites → the edition as it is frozen. Pure; its bytes are stable."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from coranto.editing.ranking import Ranked
from coranto.model import (
    Citation,
    Document,
    Draft,
    Evidence,
    PublishedDocument,
    PublishedEdition,
    PublishedStory,
    Source,
    Story,
)

#: Characters shown on either side of a cited passage.
AROUND = 240


def freeze(  # noqa: PLR0913 - each is named
    draft: Draft,
    *,
    cited: Mapping[tuple[str, int], Document],
    stories: Sequence[Story],
    ranked: Mapping[str, Ranked],
    before: Mapping[str, tuple[str, ...]],
    sources: Mapping[str, Source],
    published: datetime,
    made_with: str,
) -> PublishedEdition:
    """The edition with everything its pages show, so that it never needs the store again.

    `before`: by story, the earlier stories of its storyline.
    """
    documents = {document.id: document for story in stories for document in story.documents}
    documents |= {document.id: document for document in cited.values()}
    kept = sorted(documents.values(), key=_time)
    headings = {item.story_id: item.heading for section in draft.sections for item in section.items}
    return PublishedEdition(
        draft=draft,
        published=published,
        evidence=tuple(
            evidence(citation, cited[citation.document_id, citation.version])
            for citation in draft.citations
        ),
        documents=tuple(_published(document) for document in kept),
        stories=tuple(
            _story(story, headings.get(story.id, ""), ranked.get(story.id), before)
            for story in stories
        ),
        sources=_sources(kept, sources),
        made_with=made_with,
    )


def evidence(citation: Citation, document: Document) -> Evidence:
    """A citation with the words around it in the version it cites."""
    before = document.text[max(0, citation.start - AROUND) : citation.start]
    after = document.text[citation.end : citation.end + AROUND]
    return Evidence(citation=citation, before=before, after=after)


def encode(edition: PublishedEdition) -> bytes:
    """The frozen edition as JSON: same edition, same bytes."""
    return (
        msgspec.json.format(msgspec.json.encode(edition, order="deterministic"), indent=1) + b"\n"
    )


def decode(body: bytes) -> PublishedEdition:
    """A frozen edition out of its JSON. Raises msgspec.ValidationError or DecodeError."""
    return msgspec.json.decode(body, type=PublishedEdition)


def _time(document: Document) -> tuple[datetime, str]:
    return document.published or document.seen, document.id


def _published(document: Document) -> PublishedDocument:
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


def _story(
    story: Story, heading: str, ranked: Ranked | None, before: Mapping[str, tuple[str, ...]]
) -> PublishedStory:
    ordered = sorted(story.documents, key=_time)
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


def _sources(documents: Iterable[Document], sources: Mapping[str, Source]) -> tuple[Source, ...]:
    used = sorted({document.source_id for document in documents})
    return tuple(sources[id_] for id_ in used if id_ in sources)
