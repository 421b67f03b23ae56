"""A ranked story → its summary, as the inbox lists it. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from coranto.editing.composing import selection
from coranto.editing.own_names import MAX_TITLE_CHARACTERS
from coranto.editing.ranking import RankedStory
from coranto.editing.ranking.standing import source_standing
from coranto.editing.rules import DeskTopic
from coranto.model import (
    Document,
    Folder,
    Network,
    Source,
    StoryLabels,
    StoryNetwork,
    StoryOutlet,
    StorySummary,
)
from coranto.reading.language import packs
from coranto.reading.language.shortening import shorten_line
from coranto.steps.editions.decisions import former_ids_of


@dataclass(frozen=True, kw_only=True)
class WeekContext:
    """What a summary says of a story besides what its ranking knows."""

    first: date
    sources: Mapping[str, Source]
    folders: Mapping[tuple[str, ...], Folder]
    folder_by_document: Mapping[str, tuple[str, ...]]
    topics: Sequence[DeskTopic]
    section_by_document: Mapping[str, str]
    watch_words: Sequence[str]
    told: Mapping[str, Sequence[int]]
    told_documents: frozenset[str]
    earlier: Mapping[str, Mapping[int, str]]
    networks: Mapping[str, Sequence[Network]]
    arrivals: Mapping[str, datetime]  #: by document, when it was first seen


def summarise_story(ranked: RankedStory, context: WeekContext) -> StorySummary:
    """The summary of one story."""
    story = ranked.story
    placed = selection.placed_in_section(
        replace(ranked, story=selection.without_older_documents(story, context.first)),
        numbers={},
        told_documents=context.told_documents,
        topics=context.topics,
        section_by_document=context.section_by_document,
    )
    best_document = next(iter((*placed.documents, *placed.posts)), story.documents[0])
    arrivals = [context.arrivals.get(document.id, document.seen) for document in story.documents]
    first_at, last_at = story.span()
    independence = ranked.independence
    return StorySummary(
        story_id=story.id,
        title=shorten_line(best_document.title or best_document.text, MAX_TITLE_CHARACTERS),
        title_language=best_document.language,
        title_document=best_document.id,
        languages=_languages(story.documents),
        outlets=_outlets(story.documents, context),
        kinds=_kinds(story.documents, context.sources),
        section=placed.section,
        folders=_folders(story.documents, context),
        watch_words=_watch_words(ranked, context.watch_words),
        documents=len(story.documents),
        posts=sum(document.kind == "post" for document in story.documents),
        copies=len(ranked.copies),
        independent=independence.count if independence else 0,
        independence=independence.reasons if independence else (),
        networks=tuple(
            StoryNetwork(
                network_id=network.id, accounts=len(network.accounts), posts=len(network.posts)
            )
            for network in context.networks.get(story.id, ())
        ),
        told=tuple(sorted(context.told.get(story.id, ()))),
        continues=tuple(sorted(context.earlier.get(story.id, {}).items())),
        sureness=story.sureness,
        weak_links=story.weak_links,
        first_at=first_at,
        last_at=last_at,
        arrived_at=min(arrivals),
        renewed_at=max(arrivals),
        score=ranked.score,
        ranking=ranked.reasons,
        is_excluded=ranked.is_excluded,
        is_no_report=ranked.is_no_report,
        former_ids=former_ids_of(story.id, story.documents),
    )


def label_story(summary: StorySummary) -> StoryLabels:
    """What filters look at of a story, by the keys that they have in a query."""
    return StoryLabels(
        values={
            "language": summary.languages,
            "country": tuple(sorted({outlet.country for outlet in summary.outlets} - {""})),
            "outlet": tuple(outlet.source_id for outlet in summary.outlets),
            "tier": tuple(sorted({str(outlet.tier) for outlet in summary.outlets})),
            "section": (summary.section,),
            "folder": summary.folders,
            "kind": summary.kinds,
            "watch": summary.watch_words,
            "sure": (summary.sureness,),
        },
        independent=summary.independent,
        renewed_at=summary.renewed_at,
        former_ids=summary.former_ids,
    )


def _languages(documents: Sequence[Document]) -> tuple[str, ...]:
    counts = Counter(packs.primary_subtag(document.language) for document in documents)
    return tuple(language for language, _ in counts.most_common())


def _outlets(documents: Sequence[Document], context: WeekContext) -> tuple[StoryOutlet, ...]:
    counts = Counter(document.source_id for document in documents)
    paths: dict[str, tuple[str, ...]] = {}
    for document in documents:
        paths.setdefault(document.source_id, context.folder_by_document.get(document.id, ()))
    outlets = []
    for source_id, count in counts.items():
        source = context.sources.get(source_id)
        standing = source_standing(source, paths[source_id], context.folders)
        outlets.append(
            StoryOutlet(
                source_id=source_id,
                name=source.name if source else source_id,
                country=source.country if source else "",
                tier=standing.tier,
                documents=count,
            )
        )
    return tuple(outlets)


def _kinds(documents: Sequence[Document], sources: Mapping[str, Source]) -> tuple[str, ...]:
    document_kinds: set[str] = {document.kind for document in documents}
    source_kinds: set[str] = {
        sources[document.source_id].kind for document in documents if document.source_id in sources
    }
    return tuple(sorted(document_kinds | source_kinds))


def _folders(documents: Sequence[Document], context: WeekContext) -> tuple[str, ...]:
    paths = {context.folder_by_document.get(document.id, ()) for document in documents}
    return tuple(
        sorted({"/".join(path[:depth]) for path in paths for depth in range(1, len(path) + 1)})
    )


def _watch_words(ranked: RankedStory, words: Sequence[str]) -> tuple[str, ...]:
    """The desk's words that the ranking noticed, which it lists in one line."""
    details = [why.detail for why in ranked.reasons if why.signal == "watch words"]
    return tuple(word for word in words if any(f", {word}, " in f", {line}, " for line in details))
