"""Stories of a week → the draft of the next edition, as a file that an editor changes.

What is chosen and how it is worded is decided in editing/; here it is loaded and written.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import msgspec

from coranto.analysis.stories import storylines
from coranto.editing import citations, corrections, draft, follow_ups, ranking
from coranto.editing.composing import digest
from coranto.editing.composing.selection import DigestLimits
from coranto.editing.ranking import RankedStory, WatchWord, WeekEvidence
from coranto.editing.rules import DeskTopic, EditorialRule, TopicGate
from coranto.editing.wording import load_wording
from coranto.errors import DeskError
from coranto.model import Draft, Story
from coranto.settings import tables
from coranto.steps.desk import Desk
from coranto.steps.editions import folders
from coranto.steps.editions.decisions import (
    decisions_by_story,
    former_ids_of,
    postponed_stories,
)
from coranto.steps.editions.files import composed_path, draft_path, write_editor_file
from coranto.steps.editions.week import (
    documents_in_editions,
    earlier_headings,
    editions_by_story,
    networks_by_story,
    sources_by_id,
    story_as_of,
    week_bounds,
)

#: States of stories that are not in an edition.
LEFT_OUT_STATES = frozenset({"dropped", "later"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositionResult:
    """The draft that was written, and what it was made of."""

    number: int
    path: Path
    first: date
    last: date
    stories: int
    documents: int
    ranked: tuple[RankedStory, ...]


def compose_draft(desk: Desk, *, first: date, last: date, now: datetime) -> CompositionResult:
    """Draft the next number and write its file.

    Raises DeskError when there is nothing to tell, or when the draft's file is there already:
    an editor's file is never replaced.
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
    composed_draft = build_draft(desk, ranked, number=number, first=first, last=last)
    story_ids = {item.story_id for section in composed_draft.sections for item in section.items}
    if not story_ids:
        raise DeskError(
            f"what was collected from {first} to {last} is left out, told already, muted, "
            "outside the topic or no report: there is nothing to tell. See `[gate]`, `[[mute]]` "
            "and `only_reports` in coranto.toml."
        )
    text = draft.format_draft(composed_draft, notes=citation_notes(desk, composed_draft, ranked))
    # The copy first: compared with it, an editor's changes show (see propose.py). A crash in
    # between leaves no draft, and composing again replaces the copy.
    write_editor_file(composed_path(desk, number), text)
    write_editor_file(path, text)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    with desk.store.transaction():
        desk.store.editions.compose(number, first, last, now, sha256)
    documents = sum(
        len(ranked_story.story.documents)
        for ranked_story in ranked
        if ranked_story.story.id in story_ids
    )
    return CompositionResult(
        number=number,
        path=path,
        first=first,
        last=last,
        stories=len(story_ids),
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
    required: Collection[str] = frozenset(),
) -> Draft:
    """The digest of ranked stories, with a note on every correction not yet told.

    `beside` is the editor's draft when additions to it are composed: its stories are told
    whatever the limits, and none of its citation marks is given to another passage. `removed`
    are ids of stories that the editor took out of it. `required` are ids of stories that are
    told whatever was decided about them.
    """
    settings, desk_table = desk.settings, desk.settings.desk
    in_drafts = (
        {item.story_id for section in beside.sections for item in section.items}
        if beside
        else set()
    )
    decided = decisions_by_story(
        desk,
        {
            ranked_story.story.id: former_ids_of(
                ranked_story.story.id, ranked_story.story.documents
            )
            for ranked_story in ranked
        },
        last=last,
    )
    picked = {id_ for id_, decisions in decided.items() if decisions.state == "picked"}
    picked |= set(required)
    left_out = {id_ for id_, decisions in decided.items() if decisions.state in LEFT_OUT_STATES}
    left_out -= picked
    ranked = [
        ranked_story
        for ranked_story in ranked
        # What stands in an editor's file stays there: an editor takes it out.
        if ranked_story.story.id in in_drafts or ranked_story.story.id not in left_out
    ]
    ids = [ranked_story.story.id for ranked_story in ranked]
    told = editions_by_story(desk, ids)
    ranked = follow_ups.fold_follow_ups(
        ranked,
        storylines.continued_within(desk.store.storylines.earlier_stories(ids)),
        # What was told before goes on in a number of its own.
        kept={*told, *in_drafts, *removed, *picked},
    )
    sections = folders.folder_sections(desk, [ranked_story.story for ranked_story in ranked])
    composed_draft = digest.compose_digest(
        ranked,
        number=number,
        title=desk_table.title,
        first=first,
        last=last,
        language=desk_table.language,
        languages=desk_table.languages,
        sources=sources_by_id(desk),
        topics=[DeskTopic(**msgspec.structs.asdict(section)) for section in settings.section],
        folder_titles=sections.titles,
        section_by_document=sections.by_document,
        limits=_digest_limits(settings.edition),
        told=told,
        told_documents=documents_in_editions(desk, ids),
        earlier=earlier_headings(desk, ids),
        networks=networks_by_story(desk, [ranked_story.story for ranked_story in ranked]),
        editors=desk_table.editors,
        beside=beside,
        removed=removed,
        picked=picked,
    )
    return _add_corrections(desk, composed_draft, beside)


def _digest_limits(edition: tables.EditionTable) -> DigestLimits:
    values = msgspec.structs.asdict(edition)
    return DigestLimits(**{name: value for name, value in values.items() if name != "sections"})


def _add_corrections(desk: Desk, composed_draft: Draft, beside: Draft | None) -> Draft:
    """Add a section with a note on each correction that no edition has told readers of."""
    wording = load_wording(composed_draft.language)
    reported_versions = set(corrections.reported_corrections(beside)) if beside else set()
    notes = [
        corrections.correction_item(
            number=correction.number,
            version=correction.version,
            headline=correction.headline,
            at=correction.at,
            reason=correction.reason,
            wording=wording,
        )
        for correction in desk.store.corrections.unreported()
        if (correction.number, correction.version) not in reported_versions
    ]
    last = (corrections.corrections_section(notes, wording),) if notes else ()
    return replace(composed_draft, sections=(*composed_draft.sections, *last))


def citation_notes(
    desk: Desk, composed_draft: Draft, ranked: Sequence[RankedStory]
) -> dict[str, str]:
    """By the mark of each citation, a note on what is cited: outlet, date and address."""
    cited = {
        (document.id, document.version): document
        for ranked_story in ranked
        for document in ranked_story.story.documents
    }
    return citations.citation_notes(
        composed_draft.citations,
        documents=cited,
        sources=sources_by_id(desk),
        wording=load_wording(composed_draft.language),
    )


def rank_stories(desk: Desk, *, first: date, last: date, now: datetime) -> list[RankedStory]:
    """The week's stories, best first, each with the reasons of its score."""
    return rank_some_stories(
        desk, load_week_stories(desk, first=first, last=last), last=last, now=now
    )


def load_week_stories(desk: Desk, *, first: date, last: date) -> list[Story]:
    """The stories of a week as of its end, with those that were put off to it."""
    start, end = week_bounds(first, last, desk.settings.cadence.zone)
    ids = desk.store.stories.between(start, end)
    postponed_ids = [id_ for id_ in postponed_stories(desk, first) if id_ not in set(ids)]
    current_stories = desk.store.stories.stories([*ids, *postponed_ids])
    # Composing late must give what composing in time would have given.
    return [story_as_of(story, end) for story in current_stories]


def rank_some_stories(
    desk: Desk,
    stories: Sequence[Story],
    *,
    last: date,
    now: datetime,
    evidence: WeekEvidence | None = None,
) -> list[RankedStory]:
    """Stories of the week that ends on `last`, best first.

    `evidence` is what the whole week shows where these are not all of its stories.
    """
    _, end = week_bounds(last, last, desk.settings.cadence.zone)
    ids = [story.id for story in stories]
    return ranking.rank_stories(
        stories,
        sources=sources_by_id(desk),
        watch=[
            WatchWord(word=watch_word.word, variants=watch_word.variants)
            for watch_word in desk.settings.watch
        ],
        told=editions_by_story(desk, ids),
        told_documents=documents_in_editions(desk, ids),
        earlier=earlier_headings(desk, ids),
        copies=desk.store.copies.for_documents(
            document.id for story in stories for document in story.documents
        ),
        # Composed late, its reports are as old as they were at the end of the week.
        now=min(now, end),
        weights=desk.settings.ranking,
        pins=_ranking_rules(desk.settings.pin),
        mutes=_ranking_rules(desk.settings.mute),
        gate=_topic_gate(desk.settings.gate),
        folders=desk.store.sources.folders(),
        folder_by_document=folders.folder_by_document(desk, stories),
        evidence=evidence,
    )


def _topic_gate(gate: tables.GateTable) -> TopicGate | None:
    if not gate.must_hold_one_of:
        return None
    return TopicGate(words=gate.must_hold_one_of, where=gate.where)


def _ranking_rules(rule_tables: Sequence[tables.RuleTable]) -> list[EditorialRule]:
    return [EditorialRule(**msgspec.structs.asdict(rule)) for rule in rule_tables]
