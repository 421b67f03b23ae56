"""What the command line tells people, line by line. Formats only."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from coranto.analysis.gaps import CoverageGap
from coranto.errors import EXPLANATIONS
from coranto.reading import diff
from coranto.reading.language import packs
from coranto.settings import Settings

if TYPE_CHECKING:  # these load the reading rooms, which most commands can do without
    from coranto.jobs import RunResult
    from coranto.steps.collection.collect import CollectionResult
    from coranto.steps.publication.stale_citations import StaleCitationDetails
    from coranto.steps.status import DeskStatus, FeedTrouble

#: Broken feeds shown in one screen; the rest is counted.
MAX_SHOWN_FEEDS = 8
#: Changes shown of an article that was edited after it was cited.
MAX_SHOWN_CHANGES = 3


def status_lines(settings: Settings, state: "DeskStatus", now: datetime) -> Iterator[str]:
    """The desk in one screen."""
    counts = state.counts
    yield settings.desk.title
    yield f"  holds    {pluralise(counts.sources, 'source')}, {pluralise(counts.feeds, 'feed')}"
    yield (
        f"           {pluralise(counts.documents, 'document')} in "
        f"{pluralise(counts.stories, 'story')}, "
        f"{pluralise(counts.captures, 'capture')} in the archive"
    )
    yield f"           {pluralise(counts.editions, 'edition')} published"
    yield from _last_run_lines(state)
    yield from _due_lines(state, now)
    yield from _alarm_lines(state)
    yield from _trouble_lines(state)
    yield from _silence_lines(state.silent_languages, "language")
    yield from _silence_lines(state.silent_countries, "country")
    if counts.problems:
        things = pluralise(counts.problems, "thing")
        yield f"  left out {things}, each with its reason: coranto problems"


def _last_run_lines(state: "DeskStatus") -> Iterator[str]:
    run = state.last_run
    if run is None:
        yield "  last run never: `coranto run` begins"
        return
    how = run.status or "cut off"
    yield f"  last run {run.started:%Y-%m-%d %H:%M} UTC, {how}"
    if state.resumable:
        yield "           it was cut off; `coranto run` goes on with it"


def _due_lines(state: "DeskStatus", now: datetime) -> Iterator[str]:
    due = state.next_due
    left = due - now
    when = f"in {left.days} days" if left >= timedelta(days=2) else f"in {format_time_span(left)}"
    yield f"  due      no. {state.next_number} on {due:%A %Y-%m-%d %H:%M} {due.tzinfo}, {when}"
    for number in state.drafts:
        yield f"           draft of no. {number} waits: `coranto check {number}`, then publish"


def _alarm_lines(state: "DeskStatus") -> Iterator[str]:
    """What an edition cites and its outlet has changed or taken away since."""
    for alarm in state.alarms:
        doubt = alarm.doubt
        yield f"  alarm    no. {doubt.number} cites {doubt.document_id}, {_describe_alarm(alarm)}"
        yield f"             {alarm.title}"
        yield f"             {alarm.url}"
        for change in alarm.changes[:MAX_SHOWN_CHANGES]:
            yield f"             {diff.format_changes([change])}"
        if len(alarm.changes) > MAX_SHOWN_CHANGES:
            more = pluralise(len(alarm.changes) - MAX_SHOWN_CHANGES, "change")
            yield f"             and {more} more: `coranto document {doubt.document_id} --changes`"
        yield (
            f"             → `coranto correct {doubt.number}`, or, if it may stand, "
            f"`coranto correct {doubt.number} --leave {doubt.document_id}`"
        )
    if state.doubts > len(state.alarms):
        more = pluralise(state.doubts - len(state.alarms), "alarm")
        yield f"           and {more} more behind these"


def _describe_alarm(alarm: "StaleCitationDetails") -> str:
    doubt = alarm.doubt
    if doubt.reason:
        return f"which the outlet has taken away: {EXPLANATIONS[doubt.reason].what}"
    if not doubt.lost:
        return "which was edited; the cited words still stand"
    return f"which was edited: {doubt.lost} of {pluralise(doubt.passages, 'cited passage')} gone"


def format_time_span(span: timedelta) -> str:
    """A time span in hours, or minutes when it is short."""
    minutes = max(0, int(span.total_seconds() // 60))
    return pluralise(minutes, "minute") if minutes < 120 else pluralise(minutes // 60, "hour")


def _trouble_lines(state: "DeskStatus") -> Iterator[str]:
    if not state.broken:
        yield "  broken   nothing"
        return
    yield f"  broken   {pluralise(len(state.broken), 'feed')}"
    for broken in state.broken[:MAX_SHOWN_FEEDS]:
        yield from _broken_feed_lines(broken)
    if len(state.broken) > MAX_SHOWN_FEEDS:
        yield f"           and {len(state.broken) - MAX_SHOWN_FEEDS} more: `coranto sources check`"
    for feed in state.moved:
        yield f"  moved    {feed.url}"
        yield f"           → {feed.moved_to}: accept with `coranto sources check --accept-moves`"


def _broken_feed_lines(broken: "FeedTrouble") -> Iterator[str]:
    tries = (
        f" ({pluralise(broken.feed.failures, 'time')} in a row)" if broken.feed.failures > 1 else ""
    )
    yield f"           {broken.feed.url}{tries}"
    yield f"             {broken.what}"
    yield f"             → {broken.advice}"


def _silence_lines(silences: tuple[CoverageGap, ...], kind: str) -> Iterator[str]:
    for silence in silences:
        name = packs.language_name(silence.name) if kind == "language" else silence.name
        yield (
            f"  silent   {name}: {pluralise(silence.latest, 'document')} in the last 7 days, "
            f"usually {silence.usual:g} a week"
        )


def run_lines(ran: "RunResult") -> Iterator[str]:
    """The summary of a run."""
    for healed in ran.begun.healed:
        yield f"healed: {healed}"
    if ran.begun.resumed:
        yield "This went on with a run that had been cut off."
    yield from collection_lines(ran.collected)
    yield (
        f"{pluralise(ran.read.documents, 'new document')}, {ran.read.edited} edited, "
        f"in {pluralise(ran.grouped.stories, 'new story')}"
    )
    if ran.networks:
        yield (
            f"{pluralise(ran.networks, 'network')} of accounts that act together beyond chance: "
            "`coranto networks`"
        )


def collection_lines(collected: "CollectionResult") -> Iterator[str]:
    """The summary of a round of visits."""
    yield (
        f"{pluralise(collected.feeds, 'feed')} visited: {collected.unchanged} unchanged, "
        f"{collected.failed} failed; {pluralise(collected.fresh, 'new entry')}"
    )
    yield f"{pluralise(collected.pages, 'page')} fetched, {collected.pages_failed} not to be had"
    if collected.failed:
        yield "What failed and why: `coranto status`."


def pluralise(count: int, thing: str) -> str:
    """A count and its thing: "1 story", "2,000 stories"."""
    if count == 1:
        return f"1 {thing}"
    plural = f"{thing[:-1]}ies" if thing.endswith("y") else f"{thing}s"
    return f"{count:,} {plural}"
