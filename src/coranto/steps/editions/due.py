"""Which edition is due: `coranto run` drafts it, `coranto status` tells of it. Reads only."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from coranto.settings import WEEKDAYS, Settings, due_after
from coranto.steps.desk import Desk
from coranto.steps.editions.files import draft_path


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionDue:
    """The latest week that an edition should tell of, and what there is of it."""

    number: int  #: of the edition that tells of the week, or that will
    first: date
    last: date
    at: datetime  #: when the edition was due, in the cadence's zone
    #: told: an edition covers the week; drafted: the number's draft is of an earlier week
    state: Literal["due", "drafted", "told"]
    next_number: int  #: of the edition that is due next
    next_at: datetime  #: when that is due: `at` unless the week is told


def week_due(settings: Settings, now: datetime) -> tuple[date, date]:
    """First and last day of the week that the latest due edition tells of.

    The last day is the one before the day of publication.
    """
    zone = ZoneInfo(settings.cadence.zone)
    local = now.astimezone(zone)
    days_back = (local.weekday() - WEEKDAYS.index(settings.cadence.day)) % 7
    due = local.date() - timedelta(days=days_back)
    # On the day of publication the edition is due from its hour on, not from midnight.
    if days_back == 0 and local.timetz() < settings.cadence.clock():
        due -= timedelta(days=7)
    return due - timedelta(days=7), due - timedelta(days=1)


def find_due_edition(desk: Desk, now: datetime) -> EditionDue:
    """The edition that is due at a time, whether it is there already or not."""
    cadence = desk.settings.cadence
    first, last = week_due(desk.settings, now)
    number = desk.store.editions.next_number(cadence.first_number)
    due_at = datetime.combine(last + timedelta(days=1), cadence.clock())
    covering_numbers = [
        edition.number for edition in desk.store.editions.all() if edition.last >= last
    ]
    if covering_numbers:
        told_number = covering_numbers[-1]
        return EditionDue(
            number=told_number,
            first=first,
            last=last,
            at=due_at,
            state="told",
            next_number=max(told_number + 1, number),
            next_at=due_after(now, cadence),
        )
    is_drafted = draft_path(desk, number).exists()
    return EditionDue(
        number=number,
        first=first,
        last=last,
        at=due_at,
        state="drafted" if is_drafted else "due",
        next_number=number,
        next_at=due_at,
    )
