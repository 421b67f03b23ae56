"""When a person last looked at the inbox: one time for each, no marks on stories."""

from datetime import UTC, datetime

from coranto.model.members import Actor
from coranto.steps.desk import Desk
from coranto.store.inbox.views import Visit

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


def visitor_key(actor: Actor) -> str:
    """Under which key a person's visit and views are kept: member's id, else the name given."""
    return actor.member_id or actor.name


def last_visit(desk: Desk, actor: Actor) -> datetime | None:
    """When a person last said that they had seen the inbox; None for never."""
    visit = desk.store.visits.get(visitor_key(actor))
    return visit.at if visit else None


def record_visit(desk: Desk, actor: Actor, now: datetime) -> None:
    """Record that a person has seen what the inbox lists now: what comes later is new to them."""
    with desk.store.transaction():
        # Not the time of now: a document that a run has fetched but not yet put into a story is
        # not listed, and would be taken for seen.
        through = desk.store.visits.newest_arrival() or _BEFORE_ALL
        desk.store.visits.record(visitor_key(actor), Visit(at=now, through=through))
