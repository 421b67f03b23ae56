"""What a person should know first: what is due, new, waiting or wrong, and the run. Reads only."""

from dataclasses import dataclass
from datetime import date, datetime

from coranto.model.members import Actor
from coranto.steps.desk import Desk
from coranto.steps.inbox import listing, visits
from coranto.steps.inbox.filters import InboxFilter
from coranto.steps.inbox.waiting import WaitingStory, waiting_for
from coranto.steps.inbox.week import week_in_work
from coranto.steps.status import DeskStatus, desk_status
from coranto.store.runs import RunProgress


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The desk as one person finds it."""

    first: date  #: of the week in work
    last: date
    last_visit: datetime | None  #: of the person; None for never
    stories: int  #: of the week in work
    new_stories: int  #: of which something came since the last visit
    open_stories: int  #: about which nothing is decided
    waiting: tuple[WaitingStory, ...]
    status: DeskStatus  #: what is due; alarms; languages that went silent; feeds that are broken
    run: RunProgress | None  #: how far the run that goes on has come; None when none does


def load_today(desk: Desk, actor: Actor, now: datetime) -> Today:
    """What there is for a person to know at `now`."""
    first, last = week_in_work(desk, now)
    counts = {
        name: listing.list_stories(
            desk, inbox_filter, first=first, last=last, limit=1, now=now, actor=actor
        ).total
        for name, inbox_filter in {
            "all": InboxFilter(),
            "new": InboxFilter(is_since_visit=True),
            "open": InboxFilter(states=("open",)),
        }.items()
    }
    return Today(
        first=first,
        last=last,
        last_visit=visits.last_visit(desk, actor),
        stories=counts["all"],
        new_stories=counts["new"],
        open_stories=counts["open"],
        waiting=waiting_for(desk, actor, now),
        status=desk_status(desk, now),
        run=desk.store.runs.progress(),
    )
