"""Format what commands print, line by line. This module computes and decides nothing."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from coranto.analysis.gaps import CoverageGap
from coranto.errors import EXPLANATIONS
from coranto.reading.language import interface, packs
from coranto.settings import Settings

if TYPE_CHECKING:  # these import the readers of pages and feeds, which take time to load
    from coranto.jobs import RunResult, RunStart
    from coranto.steps.collection.collect import CollectionResult
    from coranto.steps.editions.due import EditionDue
    from coranto.steps.publication.stale_citations import StaleCitationDetails
    from coranto.steps.status import DeskStatus, FeedTrouble
    from coranto.steps.stories.group import GroupingResult
    from coranto.steps.today import Today

#: Broken feeds that `coranto status` lists; the rest is only counted.
MAX_SHOWN_FEEDS = 8
#: Repairs that a run lists; an older backup of the database may need thousands.
MAX_SHOWN_REPAIRS = 20
#: Changes listed of an article that was edited after it was cited.
MAX_SHOWN_CHANGES = 3


def status_lines(settings: Settings, state: "DeskStatus", now: datetime) -> Iterator[str]:
    """The output of `coranto status`, short enough for one screen."""
    counts = state.counts
    yield settings.desk.title
    yield f"  holds    {pluralise(counts.sources, 'source')}, {pluralise(counts.feeds, 'feed')}"
    yield (
        f"           {pluralise(counts.documents, 'document')} in "
        f"{pluralise(counts.stories, 'story')}, "
        f"{pluralise(counts.captures, 'capture')} in the archive"
    )
    yield f"           {pluralise(counts.editions, 'edition')} published"
    yield from _language_lines(settings.desk.language)
    for damage in state.damage:
        yield f"  damaged  {damage}"
    if state.damage:
        yield "           → `coranto doctor` says what can be done"
    yield from _last_run_lines(state)
    yield from _due_lines(state, now)
    yield from _alarm_lines(state)
    yield from _trouble_lines(state)
    yield from _wrong_page_lines(state)
    yield from _silence_lines(state.silent_languages, "language")
    yield from _silence_lines(state.silent_countries, "country")
    if counts.problems:
        things = pluralise(counts.problems, "thing")
        yield f"  left out {things}, each with its reason: coranto problems"


def _wrong_page_lines(state: "DeskStatus") -> Iterator[str]:
    """Pages that were not the article that their feed announced: its own text is used."""
    if state.beginnings:
        cut = pluralise(state.beginnings, "article")
        yield f"  pages    {cut} cut off by a wall: the text has the beginning only"
    if not state.wrong_pages:
        return
    kinds = ", ".join(f"{count:,} {reason}" for reason, count in state.wrong_pages.items())
    total = pluralise(sum(state.wrong_pages.values()), "page")
    yield f"  pages    {total} gave no article ({kinds}); the feeds' own text is used"
    for problem in state.latest_wrong_pages:
        yield f"             {problem.subject}: {problem.reason}"


def _language_lines(tag: str) -> Iterator[str]:
    """In which language Coranto's own words are, where it is not the edition's."""
    if not interface.has_interface(tag):
        name = packs.language_name(tag)
        yield f"  language {name}: Coranto has no words of its own in it; they are in English"


def _last_run_lines(state: "DeskStatus") -> Iterator[str]:
    run = state.last_run
    if run is None:
        yield "  last run never: `coranto run` begins"
        return
    outcome = run.status or "cut off"
    yield f"  last run {run.started:%Y-%m-%d %H:%M} UTC, {outcome}"
    if state.resumable:
        yield "           it was cut off; `coranto run` goes on with it"


def today_lines(today: "Today", now: datetime) -> Iterator[str]:
    """The output of `coranto today`."""
    yield f"The week in work: {today.first} to {today.last}"
    seen = f"since {today.last_visit:%Y-%m-%d %H:%M} UTC" if today.last_visit else "all of them"
    yield f"  stories  {today.stories:,}, {today.open_stories:,} of them undecided"
    yield f"  new      {today.new_stories:,}, {seen}: coranto inbox --since-visit"
    if today.run:
        yield (
            f"  run      at {today.run.at:%H:%M} UTC: {today.run.step}, "
            f"{today.run.done:,} of {today.run.total:,}"
        )
    for waiting_story in today.waiting:
        decision = waiting_story.decision
        text = f": {decision.reason}" if decision.reason else ""
        yield f"  {waiting_story.why:<9}{waiting_story.story_id}  {waiting_story.title}"
        yield f"           {decision.who}, {decision.at:%Y-%m-%d %H:%M} UTC{text}"
    yield from _due_lines(today.status, now)
    yield from _alarm_lines(today.status)
    yield from _trouble_lines(today.status)
    yield from _silence_lines(today.status.silent_languages, "language")
    yield from _silence_lines(today.status.silent_countries, "country")


def _due_lines(state: "DeskStatus", now: datetime) -> Iterator[str]:
    if state.due.state != "told":
        since = (
            f"no. {state.due.number} since {state.due.at:%A %Y-%m-%d %H:%M} {state.due.at.tzinfo}"
        )
        what = "its draft waits" if state.due.state == "drafted" else "`coranto run` drafts it"
        yield f"  due      {since}: {what}"
    else:
        yield f"  due      {_next_due_text(state.due, now)}"
    for number in state.drafts:
        yield f"           draft of no. {number} waits: `coranto check {number}`, then publish"


def _next_due_text(edition_due: "EditionDue", now: datetime) -> str:
    due = edition_due.next_at
    time_left = due - now
    # Hours are of use only when an edition is due soon.
    countdown = (
        f"in {time_left.days} days"
        if time_left >= timedelta(days=2)
        else f"in {format_time_span(time_left)}"
    )
    when = f"{due:%A %Y-%m-%d %H:%M} {due.tzinfo}"
    return f"no. {edition_due.next_number} on {when}, {countdown}"


def _alarm_lines(state: "DeskStatus") -> Iterator[str]:
    """Documents that an edition cites and that their outlet has since changed or removed."""
    from coranto.reading import diff

    for alarm in state.alarms:
        citation, document_id = alarm.doubt, alarm.doubt.document_id
        yield f"  alarm    no. {citation.number} cites {document_id}, {_describe_alarm(alarm)}"
        yield f"             {alarm.title}"
        yield f"             {alarm.url}"
        for change in alarm.changes[:MAX_SHOWN_CHANGES]:
            yield f"             {diff.format_changes([change])}"
        if len(alarm.changes) > MAX_SHOWN_CHANGES:
            more = pluralise(len(alarm.changes) - MAX_SHOWN_CHANGES, "change")
            yield f"             and {more} more: `coranto document {document_id} --changes`"
        yield (
            f"             → `coranto correct {citation.number}`, or, if it may stand, "
            f"`coranto correct {citation.number} --leave {document_id}`"
        )
    if state.doubts > len(state.alarms):
        more = pluralise(state.doubts - len(state.alarms), "alarm")
        yield f"           and {more} more behind these"


def _describe_alarm(alarm: "StaleCitationDetails") -> str:
    citation = alarm.doubt
    if citation.reason:
        return f"which the outlet has taken away: {EXPLANATIONS[citation.reason].what}"
    if not citation.lost:
        return "which was edited; the cited words still stand"
    return (
        f"which was edited: {citation.lost} of {pluralise(citation.passages, 'cited passage')} gone"
    )


def format_time_span(span: timedelta) -> str:
    """A time span in hours, or in minutes if it is shorter than two hours; at least 0."""
    minutes = max(0, int(span.total_seconds() // 60))
    return pluralise(minutes, "minute") if minutes < 120 else pluralise(minutes // 60, "hour")


def _trouble_lines(state: "DeskStatus") -> Iterator[str]:
    if not state.broken:
        yield "  broken   nothing"
        return
    yield f"  broken   {pluralise(len(state.broken), 'feed')}"
    for trouble in state.broken[:MAX_SHOWN_FEEDS]:
        yield from _broken_feed_lines(trouble)
    if len(state.broken) > MAX_SHOWN_FEEDS:
        yield f"           and {len(state.broken) - MAX_SHOWN_FEEDS} more: `coranto sources check`"
    for feed in state.moved:
        yield f"  moved    {feed.url}"
        yield f"           → {feed.moved_to}: accept with `coranto sources check --accept-moves`"


def _broken_feed_lines(trouble: "FeedTrouble") -> Iterator[str]:
    attempts = (
        f" ({pluralise(trouble.feed.failures, 'time')} in a row)"
        if trouble.feed.failures > 1
        else ""
    )
    yield f"           {trouble.feed.url}{attempts}"
    yield f"             {trouble.what}"
    yield f"             → {trouble.advice}"


def _silence_lines(gaps: tuple[CoverageGap, ...], kind: str) -> Iterator[str]:
    for gap in gaps:
        name = packs.language_name(gap.name) if kind == "language" else gap.name
        yield (
            f"  silent   {name}: {pluralise(gap.latest, 'document')} in the last 7 days, "
            f"usually {gap.usual:g} a week"
        )


def run_lines(result: "RunResult") -> Iterator[str]:
    """The summary of a run: repairs, what was collected, read and grouped, networks."""
    yield from start_lines(result.begun)
    yield from collection_lines(result.collected)
    yield (
        f"{pluralise(result.read.documents, 'new document')}, {result.read.edited} edited, "
        f"in {pluralise(result.grouped.stories, 'new story')}"
    )
    if result.grouped.embedded:
        yield embedding_line(result.grouped)
    if result.networks:
        yield (
            f"{pluralise(result.networks, 'network')} of accounts that act together beyond chance: "
            "`coranto networks`"
        )


def embedding_line(grouped: "GroupingResult") -> str:
    """How many documents the embedding model read, and how fast."""
    speed = grouped.embedded / max(grouped.embedding_seconds, 1e-3)
    return (
        f"{pluralise(grouped.embedded, 'document')} read by the embedding model, "
        f"{speed:,.0f} a second"
    )


def start_lines(begun: "RunStart") -> Iterator[str]:
    """What a run found when it began: repairs, damage, an earlier run that was cut off."""
    shown = begun.healed[:MAX_SHOWN_REPAIRS]
    yield from (f"healed: {repair}" for repair in shown)
    if len(begun.healed) > len(shown):
        yield f"healed: and {len(begun.healed) - len(shown):,} more"
    for damage in begun.damage:
        yield f"damaged: {damage}"
    if begun.damage:
        yield "  → `coranto doctor` says what can be done."
    if begun.resumed:
        yield "This went on with a run that had been cut off."


def collection_lines(result: "CollectionResult") -> Iterator[str]:
    """The summary of a collection: feeds visited and pages fetched."""
    yield (
        f"{pluralise(result.feeds, 'feed')} visited: {result.unchanged} unchanged, "
        f"{result.failed} failed; {pluralise(result.fresh, 'new entry')}"
    )
    yield f"{pluralise(result.pages, 'page')} fetched, {result.pages_failed} not to be had"
    if result.failed:
        yield "What failed and why: `coranto status`."


def pluralise(count: int, thing: str) -> str:
    """A count with its noun: "1 story", "2,000 stories"."""
    # Enough for the nouns that are used here: those on "y" have a consonant before it.
    if count == 1:
        return f"1 {thing}"
    plural = f"{thing[:-1]}ies" if thing.endswith("y") else f"{thing}s"
    return f"{count:,} {plural}"
