"""Decide when to visit feeds and pages again: back-off, final failures, the next look at a page.

Pure: time is an argument. Nothing here visits, waits or stores; steps/collection does what is
decided here, and store/queries/pages.sql compares the moments of `RevisitTimes` with its rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from coranto.errors import Reason
from coranto.model import Entry
from coranto.reading import dates

#: Failures that trying again within days will not heal: the page is left to its feed's text.
FINAL_REASONS: frozenset[Reason] = frozenset(
    {
        "gone",
        "missing",
        "login",
        "payment",
        "blocked",
        "robots",
        "inside address",
        "bad address",
        "not a page",
        "too big",
        "too deep",
        "certificate",
        "no such host",
    }
)
#: A page is given up after this many failures in a row.
MAX_PAGE_ATTEMPTS = 3
#: Wait after a first failure; it doubles with each further failure in a row.
FIRST_RETRY_WAIT = timedelta(minutes=30)
#: Longest wait before a feed is tried again, whatever its failures or its site ask for. A week,
#: as it was before, is all that an edition has; 20 hours, so that a daily run finds it due.
MAX_RETRY_WAIT = timedelta(hours=20)
#: No wait is longer, so a time beyond it was noted while the clock was wrong.
MAX_PLAUSIBLE_WAIT = timedelta(days=1)

#: Reasons that our own network gives when it is down.
UNREACHABLE_REASONS: frozenset[Reason] = frozenset({"no connection", "timed out"})
#: Fewer feeds than this may well be down together.
MIN_OUTAGE_FEEDS = 3

#: A robots.txt is used for no longer than this (RFC 9309, 2.4).
MAX_ROBOTS_AGE = timedelta(hours=24)

#: An article older than this when first seen keeps its feed's text; its page is not fetched,
#: since an edition tells of a week and old archives would flood a first run.
MAX_ENTRY_AGE = timedelta(days=30)
#: Outlets edit in the first days: a page is checked once a day until it is this old.
PAGE_WATCH_PERIOD = timedelta(days=3)
#: A cited page is checked for as long as the next few editions may correct the citation.
CITED_PAGE_WATCH_PERIOD = timedelta(days=28)
#: A little under a day, so that a run at the same hour every day checks the page again.
PAGE_CHECK_INTERVAL = timedelta(hours=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisitTimes:
    """When a page was looked at, and when it is looked at again."""

    at: datetime
    again: datetime
    since: datetime  #: a page first had before that is not looked at again
    cited: datetime | None = None  #: unless it was cited after this


def next_feed_attempt(failures: int, at: datetime, *, retry_after: float | None) -> datetime:
    """When a feed that failed at `at` is polled again.

    `failures` counts those in a row, this one included; `retry_after` is how many seconds the
    site asks to be left alone, None when it does not say.
    """
    # Twenty doublings are far beyond MAX_RETRY_WAIT. Without that bound the 36th failure in a
    # row, within weeks of daily tries, would overflow a timedelta.
    wait = min(FIRST_RETRY_WAIT * (1 << min(failures - 1, 20)), MAX_RETRY_WAIT)
    if retry_after is not None:
        wait = min(max(wait, timedelta(seconds=retry_after)), MAX_RETRY_WAIT)
    return at + wait


def next_page_attempt(reason: Reason, attempts: int, at: datetime) -> datetime | None:
    """When a page that failed at `at` is tried again; None when it never is.

    `attempts` counts the failures in a row before this one.
    """
    if reason in FINAL_REASONS or attempts + 1 >= MAX_PAGE_ATTEMPTS:
        return None
    return at + FIRST_RETRY_WAIT * (1 << attempts)


def next_page_check(at: datetime) -> RevisitTimes:
    """When a page that was had (or cited) at `at` is due again, and until when that holds."""
    return RevisitTimes(
        at=at,
        again=at + PAGE_CHECK_INTERVAL,
        since=at - PAGE_WATCH_PERIOD,
        cited=at - CITED_PAGE_WATCH_PERIOD,
    )


def is_page_wanted(entry: Entry, *, seen_at: datetime) -> bool:
    """Whether the page of an entry that a feed listed at `seen_at` is worth fetching."""
    return entry.kind == "article" and _is_recent(entry, seen_at)


def _is_recent(entry: Entry, seen_at: datetime) -> bool:
    raw_date = entry.updated_raw or entry.published_raw
    if not raw_date:
        return True
    moment = dates.read_date(raw_date, seen=seen_at, language=entry.language).at
    # A date that cannot be read says nothing about the age, so the page is fetched.
    return moment is None or seen_at - moment <= MAX_ENTRY_AGE


def is_own_outage(reasons: Sequence[Reason | None]) -> bool:
    """Whether a round of feeds failed because our own network was down.

    `reasons` says why each visited feed failed, None where it answered.
    """
    return len(reasons) >= MIN_OUTAGE_FEEDS and all(
        reason in UNREACHABLE_REASONS for reason in reasons
    )
