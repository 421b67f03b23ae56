"""Commands about editions: compose, publish, serve."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coranto.cli.options import desk_option, opened_desk, utc_now
from coranto.cli.output import pluralise
from coranto.errors import DeskError
from coranto.steps.desk import Desk

if TYPE_CHECKING:
    from coranto.editing.ranking import RankedStory
    from coranto.steps.editions.compose import CompositionResult
    from coranto.steps.editions.propose import ProposalResult

#: As in `coranto.toml`, an edition's number is not below 0.
EDITION_NUMBER = click.IntRange(min=0, max=999_999_999)


class DayParam(click.ParamType[date]):
    """A day such as 2026-11-09."""

    name = "YYYY-MM-DD"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """The day, or a usage error."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a day such as 2026-11-09", param, ctx)


@click.command()
@desk_option
@click.option(
    "--from", "first", type=DayParam(), help="First day.  [default: the week that is due]"
)
@click.option("--to", "last", type=DayParam(), help="Last day.")
@click.option("--reasons", is_flag=True, help="Show why each story ranks where it does.")
def compose(folder: Path, first: date | None, last: date | None, *, reasons: bool) -> None:
    """Draft the next edition as a text file that an editor changes.

    Where a draft waits already, it stays as it is: what is new is written beside it.
    """
    from coranto.steps.editions import compose as composing
    from coranto.steps.editions import files
    from coranto.steps.editions import propose as proposing

    with opened_desk(folder) as desk:
        moment = utc_now()
        number = desk.store.editions.next_number(desk.settings.cadence.first_number)
        if files.draft_path(desk, number).exists():
            proposed = proposing.propose_additions(desk, first=first, last=last, now=moment)
            print_proposals(proposed)
            ranking = proposed.ranked
        else:
            week = composing.week_due(desk.settings, moment)
            days = {"first": first or week[0], "last": last or week[1]}
            composed = composing.compose_draft(desk, **days, now=moment)
            print_composition(composed)
            ranking = composed.ranked
        for ranked in ranking if reasons else ():
            told = "  (not told)" if ranked.is_muted else ""
            click.echo(f"{ranked.score:8.2f}  {story_label(ranked)}{told}")
            for why in ranked.reasons:
                click.echo(f"          {why.value:+.2f}  {why.signal}: {why.detail}")


def story_label(ranked: "RankedStory") -> str:
    """A story by its id and its first title, or its first words."""
    documents = ranked.story.documents
    first = next((one for one in documents if one.title), documents[0])
    return f"{ranked.story.id}  {' '.join((first.title or first.text)[:100].split())}"


def print_proposals(proposed: "ProposalResult") -> None:
    """What is new beside a draft, and what to do with it."""
    found = proposed.proposals
    click.echo(f"The draft of no. {proposed.number} stays as it is: {proposed.draft}")
    if not found:
        click.echo("There is nothing new for it.")
        return
    if found.is_lead_new:
        click.echo(f"  {'lead':<14}  {found.draft.headline}")
    for one in found.items:
        click.echo(f"  {one.kind:<14}  {one.item.heading}")
    for item in found.gone:
        why = f"line {item.line} of the draft: its story was joined to another, or is none now"
        click.echo(f"  {'gone':<14}  {item.heading} ({why})")
    if found.items or found.is_lead_new:
        click.echo(f"Copy what you want, with the citations below it, from {proposed.path}")


def print_composition(composed: "CompositionResult") -> None:
    """Where the draft is and what to do next."""
    told = f"{pluralise(composed.documents, 'document')} in {pluralise(composed.stories, 'story')}"
    days = f"{composed.first} to {composed.last}"
    click.echo(f"Drafted no. {composed.number} ({days}) from {told}: {composed.path}")
    click.echo(
        f"Edit it, then `coranto check {composed.number}` and `coranto publish {composed.number}`."
    )


def draft_due_edition(desk: Desk, moment: datetime) -> None:
    """After a run: draft the edition that is due, unless its draft is there or nothing came."""
    from coranto.steps.editions import compose as composing
    from coranto.steps.editions import files

    number = desk.store.editions.next_number(desk.settings.cadence.first_number)
    first, last = composing.week_due(desk.settings, moment)
    covered = [edition for edition in desk.store.editions.all() if edition.last >= last]
    if covered:
        click.echo(f"The week to {last} is told in no. {covered[-1].number}.")
    elif files.draft_path(desk, number).exists():
        click.echo(f"The draft of no. {number} waits: {files.draft_path(desk, number)}")
        click.echo("What came since is proposed beside it by `coranto compose`.")
    else:
        try:
            print_composition(composing.compose_draft(desk, first=first, last=last, now=moment))
        except DeskError as error:
            click.echo(f"No draft: {error}")


@click.command()
@desk_option
@click.argument("number", type=EDITION_NUMBER)
def publish(folder: Path, number: int) -> None:
    """Freeze an edition and write the site, the feeds and the mail."""
    from coranto.edges import pdf
    from coranto.steps.publication import publish as publishing

    with opened_desk(folder) as desk:
        published = publishing.publish_edition(desk, number, now=utc_now())
    if published.was_frozen:
        click.echo(f"No. {number} stays as it was frozen in {published.frozen}")
    else:
        click.echo(f"Published no. {number}: frozen in {published.frozen}")
    click.echo(
        f"Site: {published.site / 'index.html'} ({pluralise(published.written, 'file')} written)"
    )
    click.echo(f"Mail: {published.frozen / 'edition.eml'}")
    if (made := published.frozen / "edition.pdf").exists():
        click.echo(f"PDF: {made}")
    elif reason := pdf.missing_requirement():
        click.echo(f"No PDF: {reason}")


@click.command()
@desk_option
@click.option("--port", type=click.IntRange(0, 65535), default=8700, show_default=True)
def serve(folder: Path, port: int) -> None:
    """Show the site at an address of this machine, until Ctrl-C."""
    from coranto.edges import site_server

    with opened_desk(folder) as desk:
        root = desk.site
    if not (root / "index.html").exists():
        raise DeskError(f"{root} holds no site yet: publish an edition first.")
    with site_server.serve_folder(root, port) as server:
        click.echo(f"The site is at {server.address} (Ctrl-C ends this).")
        server.wait()
