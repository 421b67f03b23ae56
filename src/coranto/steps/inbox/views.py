"""Saved views: filters of the inbox under a name, one person's own or shared by all."""

from dataclasses import replace
from datetime import datetime

from coranto.errors import DeskError
from coranto.model import SavedView
from coranto.model.members import Actor
from coranto.steps.desk import Desk
from coranto.steps.inbox.filters import format_filter, parse_filter
from coranto.steps.inbox.visits import visitor_key

MAX_NAME_CHARACTERS = 100


def save_own_view(desk: Desk, *, name: str, query: str, actor: Actor, now: datetime) -> SavedView:
    """Save a filter for the person alone, in place of the one that had the name.

    Raises DeskError when the query has something that is no filter.
    """
    return _save_view(desk, name=name, query=query, owner=visitor_key(actor), actor=actor, now=now)


def save_shared_view(
    desk: Desk, *, name: str, query: str, actor: Actor, now: datetime
) -> SavedView:
    """Save a filter for everybody, in place of the shared one that had the name.

    Raises DeskError when the query has something that is no filter.
    """
    return _save_view(desk, name=name, query=query, owner="", actor=actor, now=now)


def list_views(desk: Desk, actor: Actor) -> list[SavedView]:
    """The shared views, then the person's own; each by name."""
    return desk.store.views.visible_to(visitor_key(actor))


def find_view(desk: Desk, name: str, actor: Actor) -> SavedView:
    """The view of this name, the person's own before a shared one. Raises DeskError for none."""
    views = list_views(desk, actor)
    matching = [view for view in views if view.name == name]
    if not matching:
        names = ", ".join(view.name for view in views) or "none"
        raise DeskError(f"there is no view {name[:MAX_NAME_CHARACTERS]!r}. There are: {names}.")
    return matching[-1]


def delete_view(desk: Desk, view_id: int, *, actor: Actor) -> SavedView:
    """Delete a view. Raises DeskError for one that there is not, or that is somebody else's."""
    view = desk.store.views.get(view_id)
    if view is None or view.owner not in {"", visitor_key(actor)}:
        raise DeskError(f"there is no view {view_id} of yours or of all.")
    desk.store.views.delete(view_id)
    return view


def _save_view(  # noqa: PLR0913 - each is named
    desk: Desk, *, name: str, query: str, owner: str, actor: Actor, now: datetime
) -> SavedView:
    name = " ".join(name.split())
    if not name or len(name) > MAX_NAME_CHARACTERS or not name.isprintable():
        raise DeskError(f"a view needs a name of at most {MAX_NAME_CHARACTERS} characters.")
    parsed = parse_filter(query)
    if parsed.problems:
        raise DeskError(f"the view cannot be saved: {' '.join(parsed.problems)}")
    view = SavedView(
        id=0,
        name=name,
        query=format_filter(parsed.filter),
        owner=owner,
        made_by=actor.name,
        made_at=now,
    )
    return replace(view, id=desk.store.views.save(view))
