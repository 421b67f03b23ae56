"""What the desk holds, what is due and what is broken. Reads only, and asks no site."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from coranto.analysis import gaps
from coranto.analysis.gaps import CoverageGap
from coranto.errors import EXPLANATIONS, WRONG_PAGE_REASONS, Reason
from coranto.model import Feed, Problem
from coranto.steps import integrity
from coranto.steps.desk import Desk
from coranto.steps.editions.due import EditionDue, find_due_edition
from coranto.steps.publication import stale_citations
from coranto.steps.publication.stale_citations import StaleCitationDetails
from coranto.store.polls import Poll
from coranto.store.runs import Run
from coranto.store.status_counts import DeskCounts

#: A feed that answers but has had no entries for this long is reported as empty.
MIN_EMPTY_PERIOD = timedelta(weeks=3)
#: Weeks that are compared to find languages and countries that went silent.
SILENCE_WEEKS = 8
#: Alarms that are shown in full, so that the status stays one screen.
MAX_ALARMS = 5


#: Pages that were not their article, of which one screen shows the address.
MAX_SHOWN_WRONG_PAGES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedTrouble:
    """A feed that an editor should look at."""

    feed: Feed
    reason: Reason
    detail: str
    since: datetime | None

    @property
    def what(self) -> str:
        """What is wrong, in an editor's words."""
        words = EXPLANATIONS[self.reason].what
        return f"{words}: {self.detail}" if self.detail else words

    @property
    def advice(self) -> str:
        """What to do about it."""
        return EXPLANATIONS[self.reason].advice


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskStatus:
    """The desk in one screen."""

    counts: DeskCounts
    last_run: Run | None
    resumable: bool
    due: EditionDue
    drafts: tuple[int, ...]
    broken: tuple[FeedTrouble, ...]
    moved: tuple[Feed, ...]
    silent_languages: tuple[CoverageGap, ...]
    silent_countries: tuple[CoverageGap, ...]
    #: The gravest of what changed after an edition cited it.
    alarms: tuple[StaleCitationDetails, ...]
    damage: tuple[str, ...]  #: what the archive has lost, as far as a quick look shows
    doubts: int  #: how many alarms there are, those in `alarms` included
    wrong_pages: Mapping[str, int]  #: pages that were not their article, by what they were
    latest_wrong_pages: tuple[Problem, ...]
    beginnings: int  #: articles whose pages keep the rest behind a wall


def desk_status(desk: Desk, now: datetime) -> DeskStatus:
    """The state of the desk at `now`, from the store alone."""
    feeds = desk.store.feeds.all()
    editions = desk.store.editions.all()
    last_run = desk.store.runs.last()
    # Counted back from the last run, not from now: a desk that did not collect for a month
    # would otherwise report every language as silent.
    last_asked_at = (last_run.finished if last_run else None) or now
    citations = stale_citations.open_stale_citations(desk)
    integrity.refuse_damaged_database(desk)
    damage = integrity.find_archive_faults(
        desk, now=now, max_bytes=integrity.MAX_STATUS_CHECK_BYTES
    )
    return DeskStatus(
        damage=tuple(map(str, damage)),
        counts=desk.store.overview.counts(),
        last_run=last_run,
        resumable=desk.store.runs.unfinished() is not None,
        due=find_due_edition(desk, now),
        drafts=tuple(edition.number for edition in editions if edition.state == "draft"),
        broken=tuple(_broken_feeds(desk, feeds, now)),
        moved=tuple(feed for feed in feeds if feed.moved_to),
        silent_languages=_find_silences(desk, "language", last_asked_at),
        silent_countries=_find_silences(desk, "country", last_asked_at),
        alarms=tuple(
            stale_citations.describe_stale_citation(desk, citation)
            for citation in citations[:MAX_ALARMS]
        ),
        wrong_pages=desk.store.problems.count_by_reason(WRONG_PAGE_REASONS),
        beginnings=desk.store.documents.count_beginnings(),
        latest_wrong_pages=tuple(
            desk.store.problems.recent_of(WRONG_PAGE_REASONS, MAX_SHOWN_WRONG_PAGES)
        ),
        doubts=len(citations),
    )


def _find_silences(
    desk: Desk, kind: Literal["language", "country"], now: datetime
) -> tuple[CoverageGap, ...]:
    """Languages or countries that went silent, the unknown ones left out."""
    weekly = desk.store.overview.weekly(kind, SILENCE_WEEKS, now)
    # Sources without a country and texts without a language are no group that could go silent.
    return tuple(gap for gap in gaps.find_coverage_gaps(weekly) if gap.name not in ("", "und"))


def _broken_feeds(desk: Desk, feeds: list[Feed], now: datetime) -> list[FeedTrouble]:
    latest = desk.store.polls.latest()
    troubles = []
    for feed in feeds:
        poll = latest.get(feed.id)
        if poll is None:
            continue
        trouble = _find_feed_trouble(desk, feed, poll, now)
        if trouble:
            troubles.append(trouble)
    return troubles


def _find_feed_trouble(desk: Desk, feed: Feed, poll: Poll, now: datetime) -> FeedTrouble | None:
    if poll.outcome == "failed":
        reason: Reason = poll.reason  # type: ignore[assignment] # the store keeps what errors.py names
        return FeedTrouble(feed=feed, reason=reason, detail=poll.detail, since=poll.at)
    since = desk.store.polls.empty_since(feed.id)
    if since and now - since >= MIN_EMPTY_PERIOD:
        detail = f"since {since:%Y-%m-%d}"
        return FeedTrouble(feed=feed, reason="empty", detail=detail, since=since)
    return None
