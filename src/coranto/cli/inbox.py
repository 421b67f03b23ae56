"""Commands for the inbox: list a week's stories, and keep views of it."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import click

from coranto.cli.editions import DayParam
from coranto.cli.options import desk_option, opened_desk, utc_now
from coranto.cli.output import pluralise
from coranto.errors import DeskError
from coranto.model.members import Actor
from coranto.steps.desk import Desk

if TYPE_CHECKING:  # these import the ranking, which takes time to load
    from coranto.steps.inbox.filters import InboxFilter
    from coranto.steps.inbox.listing import InboxPage, InboxStory

#: Options that take part in the filter: their names → keys of a query.
FILTER_OPTIONS = {
    "language": "language",
    "country": "country",
    "outlet": "outlet",
    "tier": "tier",
    "section": "section",
    "folder_title": "folder",
    "kind": "kind",
    "watch": "watch",
    "independent": "independent",
    "assigned": "assigned",
    "sure": "sure",
    "state": "state",
    "words": "q",
}
#: Documents' outlets named of one story.
MAX_SHOWN_OUTLETS = 6

_WHO_OPTION = click.option("--who", default="", envvar="CORANTO_WHO", help="Who looks.")


@click.command()
@desk_option
@click.option("--from", "first", type=DayParam(), help="First day.  [default: the week in work]")
@click.option("--to", "last", type=DayParam(), help="Last day.")
@click.option("--language", multiple=True, metavar="CODE", help="A language, such as de.")
@click.option("--country", multiple=True, metavar="CODE", help="A country of outlets: AT.")
@click.option("--outlet", multiple=True, metavar="ID", help="A source.")
@click.option("--tier", multiple=True, metavar="1|2|3", help="A tier of outlets.")
@click.option("--section", multiple=True, metavar="ID", help="A section of the edition.")
@click.option("--folder", "folder_title", multiple=True, help="A folder of feeds: World/Europe.")
@click.option("--kind", multiple=True, help="A kind of documents or sources: post, agency.")
@click.option("--watch", multiple=True, metavar="WORD", help="A word of `[[watch]]`.")
@click.option("--independent", multiple=True, metavar="N", help="N independent sources or more.")
@click.option("--assigned", multiple=True, metavar="NAME", help="Assigned to a name, or to me.")
@click.option("--sure", multiple=True, metavar="sure|weak", help="How sure the merge is.")
@click.option("--state", multiple=True, help="What was decided: open, picked, dropped, later.")
@click.option("--words", multiple=True, metavar="WORDS", help="Words that a document holds.")
@click.option("--since-visit", is_flag=True, help="Only what came since your last visit.")
@click.option("--view", "view_name", default="", metavar="NAME", help="A saved view.")
@click.option("--query", default="", help="The part of the inbox's address behind the `?`.")
@click.option("--after", default="", metavar="CURSOR", help="Go on where a page ended.")
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True)
@click.option("--seen", is_flag=True, help="Record a visit: you have seen what there is now.")
@click.option("--reasons", is_flag=True, help="Show why each story ranks where it does.")
@click.option("--json", "as_json", is_flag=True, help="Print the page as JSON, with facets.")
@_WHO_OPTION
def inbox(  # noqa: PLR0917 - one for each option
    folder: Path,
    first: date | None,
    last: date | None,
    view_name: str,
    query: str,
    after: str,
    limit: int,
    who: str,
    *,
    since_visit: bool,
    seen: bool,
    reasons: bool,
    as_json: bool,
    **filter_options: tuple[str, ...],
) -> None:
    """List the stories of a week, best first, with what was decided about each.

    Values of one option are alternatives; different options must all hold.
    """
    from coranto.steps.inbox import listing, visits
    from coranto.steps.inbox.week import week_in_work

    actor = Actor(name=who) if who else None
    with opened_desk(folder) as desk:
        now = utc_now()
        days = week_in_work(desk, now)
        pairs = [
            (key, value) for name, key in FILTER_OPTIONS.items() for value in filter_options[name]
        ]
        pairs += [("since", "visit")] if since_visit else []
        page = listing.list_stories(
            desk,
            _read_filter(desk, view_name, query, pairs, actor),
            first=first or days[0],
            last=last or days[1],
            after=after or None,
            limit=limit,
            now=now,
            actor=actor,
        )
        if seen:
            visits.record_visit(desk, _require_actor(actor), now)
    click.echo(_page_json(page) if as_json else "\n".join(_page_lines(page, reasons=reasons)))


def _require_actor(actor: Actor | None) -> Actor:
    if actor is None:
        raise DeskError("a visit is somebody's: name yourself with --who or CORANTO_WHO.")
    return actor


def _read_filter(
    desk: Desk,
    view_name: str,
    query: str,
    pairs: Iterable[tuple[str, str]],
    actor: Actor | None,
) -> "InboxFilter":
    """The filter of a view, a query and options together. Raises DeskError for unknown values."""
    from coranto.steps.inbox.filters import parse_filter
    from coranto.steps.inbox.views import find_view

    view = find_view(desk, view_name, actor or Actor(name="")) if view_name else None
    parts = [view.query if view else "", query.removeprefix("?"), urlencode(list(pairs))]
    parsed = parse_filter("&".join(filter(None, parts)))
    if parsed.problems:
        raise DeskError(" ".join(parsed.problems))
    return parsed.filter


def _page_json(page: "InboxPage") -> str:
    import msgspec

    return msgspec.json.format(msgspec.json.encode(page), indent=2).decode()


def _page_lines(page: "InboxPage", *, reasons: bool) -> Iterator[str]:
    yield f"{page.first} to {page.last}: {pluralise(page.total, 'story')}"
    for story in page.stories:
        yield from _story_lines(story, reasons=reasons)
    if page.newer:
        yield f"{page.newer:,} new since the first page: list it again without --after."
    if page.next_cursor:
        yield f"More: --after {page.next_cursor}"


def _story_lines(story: "InboxStory", *, reasons: bool) -> Iterator[str]:
    summary = story.summary
    marks = [story.state if story.state != "open" else "", "new" if story.is_new else ""]
    mark = ", ".join(filter(None, marks))
    yield f"{summary.score:8.2f}  {summary.story_id}  {summary.title}{mark and f'  [{mark}]'}"
    outlets = ", ".join(outlet.name for outlet in summary.outlets[:MAX_SHOWN_OUTLETS])
    more = len(summary.outlets) - MAX_SHOWN_OUTLETS
    facts = [
        ", ".join(summary.languages),
        f"{outlets} and {more} more" if more > 0 else outlets,
        f"{summary.independent} independent" if summary.independent else "posts only",
        pluralise(summary.copies, "copy") if summary.copies else "",
        pluralise(len(summary.networks), "network") if summary.networks else "",
        f"covered in no. {', '.join(map(str, summary.told))}" if summary.told else "",
        f"assigned to {story.assigned_to}" if story.assigned_to else "",
    ]
    yield f"          {' · '.join(filter(None, facts))}"
    for why in summary.weak_links:
        yield f"          {why.signal}: {why.detail}"
    for decision in story.decisions:
        told = " ".join(filter(None, [decision.verb, decision.target, decision.reason]))
        yield f"          {decision.id}  {decision.at:%Y-%m-%d %H:%M}  {decision.who}: {told}"
    for why in summary.ranking if reasons else ():
        yield f"          {why.value:+.2f}  {why.signal}: {why.detail}"


@click.command()
@desk_option
@click.option("--who", required=True, envvar="CORANTO_WHO", help="Who looks.")
def today(folder: Path, who: str) -> None:
    """Tell what is due, what came, what waits for you and what is wrong."""
    from coranto.cli import output
    from coranto.steps.today import load_today

    with opened_desk(folder) as desk:
        now = utc_now()
        click.echo("\n".join(output.today_lines(load_today(desk, Actor(name=who), now), now)))


@click.group()
def views() -> None:
    """Keep filters of the inbox under names."""


@views.command(name="list")
@desk_option
@_WHO_OPTION
def list_(folder: Path, who: str) -> None:
    """List the views that all share, and your own."""
    from coranto.steps.inbox.views import list_views

    with opened_desk(folder) as desk:
        saved_views = list_views(desk, Actor(name=who))
    for view in saved_views:
        owner = "own" if view.owner else "all"
        click.echo(f"{view.id:4}  {owner}  {view.name}  ?{view.query}  ({view.made_by})")
    if not saved_views:
        click.echo("There is no view yet: `coranto views save NAME QUERY`.")


@views.command()
@desk_option
@click.option("--shared", is_flag=True, help="For everybody, not for you alone.")
@click.option("--who", required=True, envvar="CORANTO_WHO", help="Who saves it.")
@click.argument("name")
@click.argument("query")
def save(folder: Path, name: str, query: str, who: str, *, shared: bool) -> None:
    """Save a filter: QUERY is the part of the inbox's address behind the `?`."""
    from coranto.steps.inbox import views as saving

    values: dict[str, Any] = {
        "name": name, "query": query, "actor": Actor(name=who), "now": utc_now(),
    }  # fmt: skip
    with opened_desk(folder) as desk:
        if shared:
            view = saving.save_shared_view(desk, **values)
        else:
            view = saving.save_own_view(desk, **values)
    click.echo(f"Saved as {view.id}: coranto inbox --view {view.name!r}")


@views.command()
@desk_option
@click.option("--who", required=True, envvar="CORANTO_WHO", help="Who deletes it.")
@click.argument("view_id", metavar="ID", type=int)
def delete(folder: Path, view_id: int, who: str) -> None:
    """Delete a view that is yours or everybody's."""
    from coranto.steps.inbox.views import delete_view

    with opened_desk(folder) as desk:
        view = delete_view(desk, view_id, actor=Actor(name=who))
    click.echo(f"Deleted: {view.name}")
