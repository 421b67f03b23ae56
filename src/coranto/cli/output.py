"""What the command line tells people, line by line. Formats only."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from coranto.analysis.gaps import Silence
from coranto.errors import EXPLANATIONS
from coranto.reading import diff
from coranto.reading.language import packs
from coranto.settings import Settings

if TYPE_CHECKING:  # these load the reading rooms, which most commands can do without
    from coranto.jobs import Ran
    from coranto.steps.collection.collect import Collected
    from coranto.steps.publication.stale_citations import Alarm
    from coranto.steps.status import Broken, State

#: Broken feeds shown in one screen; the rest is counted.
SHOWN = 8
#: Changes shown of an article that was edited after it was cited.
CHANGES = 3


def status(settings: Settings, state: "State", now: datetime) -> Iterator[str]:
    """The desk in one screen."""
    counts = state.counts
    yield settings.desk.title
    yield f"  holds    {many(counts.sources, 'source')}, {many(counts.feeds, 'feed')}"
    yield (
        f"           {many(counts.documents, 'document')} in {many(counts.stories, 'story')}, "
        f"{many(counts.captures, 'capture')} in the archive"
    )
    yield f"           {many(counts.editions, 'edition')} published"
    yield from _last_run(state)
    yield from _due(state, now)
    yield from _alarms(state)
    yield from _broken(state)
    yield from _silent(state.silent_languages, "language")
    yield from _silent(state.silent_countries, "country")
    if counts.problems:
        yield f"  left out {many(counts.problems, 'thing')}, each with its reason: coranto problems"


def _last_run(state: "State") -> Iterator[str]:
    run = state.last_run
    if run is None:
        yield "  last run never: `coranto run` begins"
        return
    how = run.status or "cut off"
    yield f"  last run {run.started:%Y-%m-%d %H:%M} UTC, {how}"
    if state.resumable:
        yield "           it was cut off; `coranto run` goes on with it"


def _due(state: "State", now: datetime) -> Iterator[str]:
    due = state.next_due
    left = due - now
    when = f"in {left.days} days" if left >= timedelta(days=2) else f"in {hours(left)}"
    yield f"  due      no. {state.next_number} on {due:%A %Y-%m-%d %H:%M} {due.tzinfo}, {when}"
    for number in state.drafts:
        yield f"           draft of no. {number} waits: `coranto check {number}`, then publish"


def _alarms(state: "State") -> Iterator[str]:
    """What an edition cites and its outlet has changed or taken away since."""
    for alarm in state.alarms:
        doubt = alarm.doubt
        yield f"  alarm    no. {doubt.number} cites {doubt.document_id}, {_happened(alarm)}"
        yield f"             {alarm.title}"
        yield f"             {alarm.url}"
        for change in alarm.changes[:CHANGES]:
            yield f"             {diff.as_text([change])}"
        if len(alarm.changes) > CHANGES:
            more = many(len(alarm.changes) - CHANGES, "change")
            yield f"             and {more} more: `coranto document {doubt.document_id} --changes`"
        yield (
            f"             → `coranto correct {doubt.number}`, or, if it may stand, "
            f"`coranto correct {doubt.number} --leave {doubt.document_id}`"
        )
    if state.doubts > len(state.alarms):
        yield f"           and {many(state.doubts - len(state.alarms), 'alarm')} more behind these"


def _happened(alarm: "Alarm") -> str:
    doubt = alarm.doubt
    if doubt.reason:
        return f"which the outlet has taken away: {EXPLANATIONS[doubt.reason].what}"
    if not doubt.lost:
        return "which was edited; the cited words still stand"
    return f"which was edited: {doubt.lost} of {many(doubt.passages, 'cited passage')} gone"


def hours(span: timedelta) -> str:
    """A time span in hours, or minutes when it is short."""
    minutes = max(0, int(span.total_seconds() // 60))
    return many(minutes, "minute") if minutes < 120 else many(minutes // 60, "hour")


def _broken(state: "State") -> Iterator[str]:
    if not state.broken:
        yield "  broken   nothing"
        return
    yield f"  broken   {many(len(state.broken), 'feed')}"
    for broken in state.broken[:SHOWN]:
        yield from _broken_feed(broken)
    if len(state.broken) > SHOWN:
        yield f"           and {len(state.broken) - SHOWN} more: `coranto sources check`"
    for feed in state.moved:
        yield f"  moved    {feed.url}"
        yield f"           → {feed.moved_to}: accept with `coranto sources check --accept-moves`"


def _broken_feed(broken: "Broken") -> Iterator[str]:
    tries = f" ({many(broken.feed.failures, 'time')} in a row)" if broken.feed.failures > 1 else ""
    yield f"           {broken.feed.url}{tries}"
    yield f"             {broken.what}"
    yield f"             → {broken.advice}"


def _silent(silences: tuple[Silence, ...], kind: str) -> Iterator[str]:
    for silence in silences:
        name = packs.name(silence.name) if kind == "language" else silence.name
        yield (
            f"  silent   {name}: {many(silence.latest, 'document')} in the last 7 days, "
            f"usually {silence.usual:g} a week"
        )


def ran(ran: "Ran") -> Iterator[str]:
    """The summary of a run."""
    for healed in ran.begun.healed:
        yield f"healed: {healed}"
    if ran.begun.resumed:
        yield "This went on with a run that had been cut off."
    yield from collected(ran.collected)
    yield (
        f"{many(ran.read.documents, 'new document')}, {ran.read.edited} edited, "
        f"in {many(ran.grouped.stories, 'new story')}"
    )
    if ran.networks:
        yield (
            f"{many(ran.networks, 'network')} of accounts that act together beyond chance: "
            "`coranto networks`"
        )


def collected(collected: "Collected") -> Iterator[str]:
    """The summary of a round of visits."""
    yield (
        f"{many(collected.feeds, 'feed')} visited: {collected.unchanged} unchanged, "
        f"{collected.failed} failed; {many(collected.fresh, 'new entry')}"
    )
    yield f"{many(collected.pages, 'page')} fetched, {collected.pages_failed} not to be had"
    if collected.failed:
        yield "What failed and why: `coranto status`."


def many(count: int, thing: str) -> str:
    """A count and its thing: "1 story", "2,000 stories"."""
    if count == 1:
        return f"1 {thing}"
    plural = f"{thing[:-1]}ies" if thing.endswith("y") else f"{thing}s"
    return f"{count:,} {plural}"
