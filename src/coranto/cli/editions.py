"""Commands for editions: compose, publish, serve."""

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
    from coranto.steps.editions.recompose import RecompositionResult

#: The number of an edition, 0 or more, as for `first_number` in `coranto.toml`.
EDITION_NUMBER = click.IntRange(min=0, max=999_999_999)


class DayParam(click.ParamType[date]):
    """The type of an option that is a day, such as 2026-11-09."""

    name = "YYYY-MM-DD"

    def convert(
        self, value: str | date, param: click.Parameter | None, ctx: click.Context | None
    ) -> date:
        """Parse the day. Raises a usage error if it is not one."""
        # click also converts defaults, which may be dates already.
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
@click.option("--again", is_flag=True, help="Draft anew, whole, to a file beside the draft.")
@click.option("--story", "story_id", metavar="STORY", help="Print this story alone, as an item.")
def compose(
    folder: Path,
    first: date | None,
    last: date | None,
    story_id: str | None,
    *,
    reasons: bool,
    again: bool,
) -> None:
    """Draft the next edition as a text file that an editor changes.

    Where a draft waits already, it stays as it is: what is new is written beside it.
    """
    from coranto.steps.editions import compose as composing
    from coranto.steps.editions import due, files, recompose
    from coranto.steps.editions import propose as proposing

    if again and story_id:
        raise click.UsageError("--again drafts a whole edition, --story prints one item: name one.")
    with opened_desk(folder) as desk:
        moment = utc_now()
        if story_id:
            story_item = recompose.compose_story(desk, story_id, now=moment)
            click.echo(story_item.text)
            return
        number = desk.store.editions.next_number(desk.settings.cadence.first_number)
        # An editor may have worked on the draft: it is never overwritten.
        if again:
            recomposition = recompose.compose_again(desk, first=first, last=last, now=moment)
            print_recomposition(recomposition)
            ranking = recomposition.ranked
        elif files.draft_path(desk, number).exists():
            proposal_result = proposing.propose_additions(desk, first=first, last=last, now=moment)
            print_proposals(proposal_result)
            ranking = proposal_result.ranked
        else:
            week = due.week_due(desk.settings, moment)
            days = {"first": first or week[0], "last": last or week[1]}
            composition = composing.compose_draft(desk, **days, now=moment)
            print_composition(composition)
            ranking = composition.ranked
        for ranked in ranking if reasons else ():
            note = "  (no report)" if ranked.is_no_report and not ranked.is_pinned else ""
            note = "  (not told)" if ranked.is_excluded else note
            click.echo(f"{ranked.score:8.2f}  {story_label(ranked)}{note}")
            for reason in ranked.reasons:
                click.echo(f"          {reason.value:+.2f}  {reason.signal}: {reason.detail}")


def story_label(ranked: "RankedStory") -> str:
    """A story's id and its first title; if no document has a title, its first words."""
    documents = ranked.story.documents
    # Posts have no title.
    titled_document = next((document for document in documents if document.title), documents[0])
    label = (titled_document.title or titled_document.text)[:100]
    return f"{ranked.story.id}  {' '.join(label.split())}"


def print_proposals(result: "ProposalResult") -> None:
    """Print what is new since a draft, and what to do with it."""
    proposals = result.proposals
    click.echo(f"The draft of no. {result.number} stays as it is: {result.draft}")
    if not proposals:
        click.echo("There is nothing new for it.")
        return
    if proposals.is_lead_new:
        click.echo(f"  {'lead':<14}  {proposals.draft.headline}")
    for proposal in proposals.items:
        click.echo(f"  {proposal.kind:<14}  {proposal.item.heading}")
    for item in proposals.gone:
        explanation = (
            f"line {item.line} of the draft: its story was joined to another, or is none now"
        )
        click.echo(f"  {'gone':<14}  {item.heading} ({explanation})")
    if proposals.items or proposals.is_lead_new:
        click.echo(f"Copy what you want, with the citations below it, from {result.path}")


def print_recomposition(result: "RecompositionResult") -> None:
    """Print where the draft composed anew is, and how it differs from the editor's."""
    click.echo(f"The draft of no. {result.number} stays as it is: {result.draft}")
    for label, items in (("not in yours", result.added), ("only in yours", result.missing)):
        for item in items:
            click.echo(f"  {label:<14}  {item.heading}")
    click.echo(f"Drafted anew, {pluralise(result.items, 'item')}: {result.path}")


def print_composition(composition: "CompositionResult") -> None:
    """Print where the draft is and what to do next."""
    number = composition.number
    documents = pluralise(composition.documents, "document")
    contents = f"{documents} in {pluralise(composition.stories, 'story')}"
    days = f"{composition.first} to {composition.last}"
    click.echo(f"Drafted no. {number} ({days}) from {contents}: {composition.path}")
    click.echo(f"Edit it, then `coranto check {number}` and `coranto publish {number}`.")


def draft_due_edition(desk: Desk, moment: datetime) -> None:
    """Draft the edition that is due after a run, unless a draft exists or nothing was reported."""
    from coranto.steps.editions import compose as composing
    from coranto.steps.editions import due, files

    edition_due = due.find_due_edition(desk, moment)
    if edition_due.state == "told":
        click.echo(f"The week to {edition_due.last} is told in no. {edition_due.number}.")
    elif edition_due.state == "drafted":
        path = files.draft_path(desk, edition_due.number)
        click.echo(f"The draft of no. {edition_due.number} waits: {path}")
        click.echo("What came since is proposed beside it by `coranto compose`.")
    else:
        try:
            print_composition(
                composing.compose_draft(
                    desk, first=edition_due.first, last=edition_due.last, now=moment
                )
            )
        except DeskError as error:
            click.echo(f"No draft: {error}")


@click.command()
@desk_option
@click.argument("document", metavar="DOCUMENT")
@click.argument("words")
@click.option("--into", "item", metavar="ITEM", help="Put it at the end of this item of the draft.")
@click.option("--occurrence", type=click.IntRange(1), help="Which, where the words stand often.")
def cite(folder: Path, document: str, words: str, item: str | None, occurrence: int | None) -> None:
    """Quote WORDS of a document with a citation, as they stand in its text.

    DOCUMENT is its id, the beginning of it, or its address. What is printed is ready to paste
    into a draft: the quotation, and below it the line for the draft's end.
    """
    from coranto.steps.editions import cite as citing

    with opened_desk(folder) as desk:
        if item is None:
            cited = citing.cite_words(desk, document, words, occurrence=occurrence)
            click.echo(f"{cited.passage.quotation}\n\n{cited.passage.definition}")
            return
        place = citing.cite_into_item(desk, document, words, item_name=item, occurrence=occurrence)
    click.echo(f"{place.cited.passage.quotation}\n")
    click.echo(f"Put at the end of “{place.heading}” in {place.path}")


@click.command()
@desk_option
@click.argument("number", type=EDITION_NUMBER)
def publish(folder: Path, number: int) -> None:
    """Freeze an edition and write the site, the feeds and the mail."""
    from coranto.edges import pdf
    from coranto.steps.publication import publish as publishing

    with opened_desk(folder) as desk:
        publication = publishing.publish_edition(desk, number, now=utc_now())
    if publication.was_frozen:
        click.echo(f"No. {number} stays as it was frozen in {publication.frozen}")
    else:
        click.echo(f"Published no. {number}: frozen in {publication.frozen}")
    files = pluralise(publication.written, "file")
    click.echo(f"Site: {publication.site / 'index.html'} ({files} written)")
    click.echo(f"Mail: {publication.frozen / 'edition.eml'}")
    if (pdf_path := publication.frozen / "edition.pdf").exists():
        click.echo(f"PDF: {pdf_path}")
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
