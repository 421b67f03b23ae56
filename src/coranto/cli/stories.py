"""Commands for stories: show one, and judge what belongs together (merge, split, move, apart)."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

import click

from coranto.cli.documents import format_day
from coranto.cli.options import desk_option, opened_desk, utc_now
from coranto.cli.output import pluralise
from coranto.model import Copy, Document, Judgement, Placement, Story
from coranto.steps.desk import Desk

Command = TypeVar("Command", bound=Callable[..., object])


@click.group()
def story() -> None:
    """Show a story, or judge what belongs to it.

    A judgement is kept with who made it and why. It holds at once, for what comes later,
    and after a rebuild.
    """


@story.command()
@desk_option
@click.argument("story_id", metavar="STORY")
def show(folder: Path, story_id: str) -> None:
    """Show a story: its documents and why they belong, its copies, its storyline."""
    from coranto.steps.stories import judge

    with opened_desk(folder) as desk:
        shown_story = judge.find_story(desk, story_id)
        click.echo("\n".join(_story_lines(desk, shown_story)))


def _story_lines(desk: Desk, shown_story: Story) -> Iterator[str]:
    sureness = (
        "joined weakly: `coranto story confirm` or `deny` it"
        if shown_story.sureness == "weak"
        else "sure"
    )
    yield f"{shown_story.id}  {pluralise(len(shown_story.documents), 'document')}  {sureness}"
    ids = [document.id for document in shown_story.documents]
    copies = {copy.document_id: copy for copy in desk.store.copies.for_documents(ids)}
    placements = {placement.document_id: placement for placement in shown_story.placements}
    for document in shown_story.documents:
        facts = f"{document.id}  {format_day(document)}  {document.language:<5}"
        yield f"{facts} {document.source_id}: {document.title}"
        placement = placements.get(document.id)
        for reason in placement.reasons if placement else ():
            yield f"    {reason.value:+.2f}  {reason.signal}: {reason.detail}"
        if document.id in copies:
            yield f"    {_describe_copy(copies[document.id], shown_story.documents)}"
    yield from _storyline_lines(desk, shown_story)
    yield from _judgement_lines(desk, {shown_story.id, *ids})


def _describe_copy(copy: Copy, documents: tuple[Document, ...]) -> str:
    origin = next((document for document in documents if document.id == copy.origin_id), None)
    origin_label = f"{origin.source_id} ({origin.id})" if origin else copy.origin_id or copy.credit
    credit = f"; credits {copy.credit}" if copy.credit and copy.origin_id else ""
    share = f", {copy.overlap:.0%} of its words" if copy.origin_id else ""
    return f"copies {origin_label}{share}{credit}"


def _storyline_lines(desk: Desk, shown_story: Story) -> Iterator[str]:
    storylines = desk.store.storylines
    earlier_ids = storylines.earlier_stories([shown_story.id])[shown_story.id]
    numbers_by_story = desk.store.editions.numbers_by_story([shown_story.id, *earlier_ids])
    links = storylines.links([shown_story.id, *earlier_ids])
    # Pairs of neighbours: the story and the one before it, that one and the one before it, …
    for earlier, later in zip(earlier_ids, (shown_story.id, *earlier_ids), strict=False):
        numbers = ", ".join(f"no. {number}" for number in numbers_by_story.get(earlier, ()))
        yield f"goes on with {earlier}: {_story_title(desk, earlier)}" + (
            numbers and f" ({numbers})"
        )
        for reason in links[later].reasons:
            yield f"    {reason.value:+.2f}  {reason.signal}: {reason.detail}"
    for later in storylines.following([shown_story.id]):
        yield f"is gone on with by {later}: {_story_title(desk, later)}"


def _story_title(desk: Desk, story_id: str) -> str:
    titled_story = desk.store.stories.story(story_id)
    return titled_story.documents[0].title if titled_story else ""


def _judgement_lines(desk: Desk, ids: set[str]) -> Iterator[str]:
    for judgement in desk.store.judgements.all():
        if {judgement.subject, judgement.object} & ids:
            reason = f": {judgement.reason}" if judgement.reason else ""
            statement = f"{judgement.verb} {judgement.subject} {judgement.object}".rstrip()
            yield f"{judgement.at:%Y-%m-%d}  {judgement.who}: {statement}{reason}"


def _judgement_options(command: Command) -> Command:
    """Add --desk, --who and --reason to a command. --who is required."""
    # A judgement is kept with who made it, so nobody judges without a name.
    reason_option = click.option("--reason", default="", help="Why, for those who come after.")
    who_option = click.option(
        "--who", required=True, envvar="CORANTO_WHO", help="Whose judgement it is."
    )
    return desk_option(who_option(reason_option(command)))


@story.command()
@_judgement_options
@click.argument("first", metavar="STORY")
@click.argument("second", metavar="INTO")
def merge(folder: Path, who: str, reason: str, first: str, second: str) -> None:
    """Say that two stories are one event: STORY becomes part of INTO."""
    _record_judgement(folder, verb="merge", subject=first, target=second, who=who, reason=reason)


@story.command()
@_judgement_options
@click.argument("story_id", metavar="STORY")
@click.argument("document_id", metavar="DOCUMENT")
def split(folder: Path, who: str, reason: str, story_id: str, document_id: str) -> None:
    """Say that a document does not belong to a story: it goes on as one of its own."""
    _record_judgement(
        folder, verb="split", subject=document_id, target=story_id, who=who, reason=reason
    )


@story.command()
@_judgement_options
@click.argument("document_id", metavar="DOCUMENT")
@click.argument("story_id", metavar="STORY")
def move(folder: Path, who: str, reason: str, document_id: str, story_id: str) -> None:
    """Say that a document belongs to another story."""
    _record_judgement(
        folder, verb="move", subject=document_id, target=story_id, who=who, reason=reason
    )


@story.command()
@_judgement_options
@click.argument("first", metavar="STORY")
@click.argument("second", metavar="OTHER")
def apart(folder: Path, who: str, reason: str, first: str, second: str) -> None:
    """Say that two stories are never to be put together."""
    _record_judgement(folder, verb="apart", subject=first, target=second, who=who, reason=reason)


@story.command()
@_judgement_options
@click.argument("story_id", metavar="STORY")
def confirm(folder: Path, who: str, reason: str, story_id: str) -> None:
    """Say that a weakly joined story is one event: from then on it counts as sure.

    A document that joins it weakly later asks for a new confirmation.
    """
    _record_judgement(folder, verb="confirm", subject=story_id, target="", who=who, reason=reason)


@story.command()
@_judgement_options
@click.argument("story_id", metavar="STORY")
def deny(folder: Path, who: str, reason: str, story_id: str) -> None:
    """Say that a weakly joined story is several events: its parts become stories of their own."""
    from coranto.steps.inbox import judging

    with opened_desk(folder) as desk:
        moved = judging.deny_story(desk, story_id, at=utc_now(), who=who, reason=reason)
    _print_moved(moved)


def _print_moved(moved: Iterable[Placement]) -> None:
    for placement in moved:
        click.echo(f"{placement.document_id} is in {placement.story_id} now.")


def _record_judgement(
    folder: Path, *, verb: str, subject: str, target: str, who: str, reason: str
) -> None:
    from coranto.steps.inbox.judging import judge_story
    from coranto.steps.stories import judge

    judgement = Judgement(
        at=utc_now(), who=who, verb=verb, subject=subject, object=target, reason=reason
    )
    with opened_desk(folder) as desk:
        result = judge_story(desk, judgement)
    if verb == judge.CONFIRM_VERB:
        click.echo(f"{result.judgement.subject} is one event.")
        return
    _print_moved(result.moved)
    if not result.moved:
        click.echo(f"Kept: {verb} {result.judgement.subject} {result.judgement.object}.")
