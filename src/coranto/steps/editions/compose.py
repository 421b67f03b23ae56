"""Stories of a week → the draft of the next edition, as a file that an editor changes."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from coranto.editing import citations, corrections, digest, draft, ranking
from coranto.editing.ranking import RankedStory, WatchWord
from coranto.editing.rules import DeskTopic, EditorialRule
from coranto.editing.selection import DigestLimits
from coranto.editing.wording import load_wording
from coranto.errors import DeskError
from coranto.model import Draft
from coranto.settings import WEEKDAYS, Settings, tables
from coranto.steps.desk import Desk
from coranto.steps.editions.files import composed_path, draft_path, write_editor_file
from coranto.steps.editions.week import (
    networks_by_story,
    sources_by_id,
    story_as_of,
    week_bounds,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositionResult:
    """A draft that was written, and what it was made of."""

    number: int
    path: Path
    first: date
    last: date
    stories: int
    documents: int
    ranked: tuple[RankedStory, ...]


def week_due(settings: Settings, now: datetime) -> tuple[date, date]:
    """First and last day of the week that the latest due edition tells of."""
    zone = ZoneInfo(settings.cadence.zone)
    local = now.astimezone(zone)
    back = (local.weekday() - WEEKDAYS.index(settings.cadence.day)) % 7
    due = local.date() - timedelta(days=back)
    if back == 0 and local.timetz() < settings.cadence.clock():
        due -= timedelta(days=7)
    return due - timedelta(days=7), due - timedelta(days=1)


def compose_draft(desk: Desk, *, first: date, last: date, now: datetime) -> CompositionResult:
    """Draft the next number. Raises DeskError when there is nothing to tell, or a draft waits.

    The draft is written beside the database in one move; an editor's file is never replaced.
    """
    if last < first:
        raise DeskError(f"the week ends ({last}) before it begins ({first}).")
    number = desk.store.editions.next_number(desk.settings.cadence.first_number)
    path = draft_path(desk, number)
    if path.exists():
        raise DeskError(
            f"{path} is there already and may hold an editor's work: what is new is proposed "
            f"beside it. Publish it with `coranto publish {number}`, or move it away."
        )
    ranked = rank_stories(desk, first=first, last=last, now=now)
    if not ranked:
        raise DeskError(f"nothing was collected from {first} to {last}: there is nothing to tell.")
    composed = build_draft(desk, ranked, number=number, first=first, last=last)
    told = {item.story_id for section in composed.sections for item in section.items}
    if not told:
        raise DeskError(
            f"what was collected from {first} to {last} is told already or muted: there is "
            "nothing to tell."
        )
    text = draft.format_draft(composed, notes=citation_notes(desk, composed, ranked))
    write_editor_file(composed_path(desk, number), text)
    write_editor_file(path, text)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    with desk.store.transaction():
        desk.store.editions.compose(number, first, last, now, sha256)
    documents = sum(len(one.story.documents) for one in ranked if one.story.id in told)
    return CompositionResult(
        number=number,
        path=path,
        first=first,
        last=last,
        stories=len(told),
        documents=documents,
        ranked=tuple(ranked),
    )


def build_draft(  # noqa: PLR0913 - each is named
    desk: Desk,
    ranked: Sequence[RankedStory],
    *,
    number: int,
    first: date,
    last: date,
    beside: Draft | None = None,
    removed: Collection[str] = frozenset(),
) -> Draft:
    """The digest of these stories. Those `beside` tells stay; its marks keep their meaning."""
    settings, words = desk.settings, desk.settings.desk
    ids = [one.story.id for one in ranked]
    composed = digest.compose_digest(
        ranked,
        number=number,
        title=words.title,
        first=first,
        last=last,
        language=words.language,
        languages=words.languages,
        sources=sources_by_id(desk),
        topics=[DeskTopic(id=one.id, title=one.title, words=one.words) for one in settings.section],
        limits=DigestLimits(**msgspec.structs.asdict(settings.edition)),
        told=_editions_by_story(desk, ids),
        told_documents=_documents_in_editions(desk, ids),
        earlier=_earlier_headings(desk, ids),
        networks=networks_by_story(desk, [one.story for one in ranked]),
        editors=words.editors,
        beside=beside,
        removed=removed,
    )
    return _add_corrections(desk, composed, beside)


def _add_corrections(desk: Desk, composed: Draft, beside: Draft | None) -> Draft:
    """The draft with a note on each correction that no edition has told of."""
    said = load_wording(composed.language)
    told = set(corrections.reported_corrections(beside)) if beside else set()
    notes = [
        corrections.correction_item(
            number=one.number,
            version=one.version,
            headline=one.headline,
            at=one.at,
            reason=one.reason,
            wording=said,
        )
        for one in desk.store.corrections.untold()
        if (one.number, one.version) not in told
    ]
    last = (corrections.corrections_section(notes, said),) if notes else ()
    return replace(composed, sections=(*composed.sections, *last))


def citation_notes(desk: Desk, composed: Draft, ranked: Sequence[RankedStory]) -> dict[str, str]:
    """For every citation of a draft, by its mark, what a person wants to know of it."""
    cited = {
        (document.id, document.version): document
        for one in ranked
        for document in one.story.documents
    }
    return citations.citation_notes(
        composed.citations,
        documents=cited,
        sources=sources_by_id(desk),
        wording=load_wording(composed.language),
    )


def _editions_by_story(desk: Desk, story_ids: Sequence[str]) -> Mapping[str, Sequence[int]]:
    return desk.store.editions.told(story_ids)


def _documents_in_editions(desk: Desk, story_ids: Sequence[str]) -> set[str]:
    numbers = {number for told in _editions_by_story(desk, story_ids).values() for number in told}
    return {id_ for number in numbers for id_ in desk.store.editions.documents_told(number)}


def _earlier_headings(desk: Desk, story_ids: Sequence[str]) -> dict[str, dict[int, str]]:
    """By story, the numbers that told what it goes on with, and their headings."""
    before = desk.store.storylines.before(story_ids)
    told = desk.store.editions.headings({each for chain in before.values() for each in chain})
    found: dict[str, dict[int, str]] = {}
    for story_id, chain in before.items():
        for each in chain:
            found.setdefault(story_id, {}).update(told.get(each, {}))
    return {story_id: numbers for story_id, numbers in found.items() if numbers}


def rank_stories(desk: Desk, *, first: date, last: date, now: datetime) -> list[RankedStory]:
    """The week's stories, best first, each with its reasons."""
    start, end = week_bounds(first, last, desk.settings.cadence.zone)
    found = desk.store.stories.stories(desk.store.stories.between(start, end))
    stories = [story_as_of(story, end) for story in found]
    return ranking.rank_stories(
        stories,
        sources=sources_by_id(desk),
        watch=[WatchWord(word=w.word, variants=w.variants) for w in desk.settings.watch],
        told=_editions_by_story(desk, [story.id for story in stories]),
        told_documents=_documents_in_editions(desk, [story.id for story in stories]),
        earlier=_earlier_headings(desk, [story.id for story in stories]),
        copies=desk.store.copies.of(one.id for story in stories for one in story.documents),
        now=now,
        weights=desk.settings.ranking,
        pins=_ranking_rules(desk.settings.pin),
        mutes=_ranking_rules(desk.settings.mute),
    )


def _ranking_rules(given: Sequence[tables.RuleTable]) -> list[EditorialRule]:
    return [EditorialRule(**msgspec.structs.asdict(rule)) for rule in given]
