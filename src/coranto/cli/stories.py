"""Commands about stories: show one, and say what belongs together and what does not."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import click

from coranto.cli.documents import format_day
from coranto.cli.options import desk_option, opened_desk, utc_now
from coranto.cli.output import pluralise
from coranto.model import Copy, Document, Judgement, Story
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
        found = judge.find_story(desk, story_id)
        click.echo("\n".join(_story_lines(desk, found)))


def _story_lines(desk: Desk, found: Story) -> Iterator[str]:
    yield f"{found.id}  {pluralise(len(found.documents), 'document')}"
    ids = [document.id for document in found.documents]
    copies = {copy.document_id: copy for copy in desk.store.copies.of(ids)}
    placements = {placement.document_id: placement for placement in found.placements}
    for one in found.documents:
        yield f"{one.id}  {format_day(one)}  {one.language:<5} {one.source_id}: {one.title}"
        placed = placements.get(one.id)
        for why in placed.reasons if placed else ():
            yield f"    {why.value:+.2f}  {why.signal}: {why.detail}"
        if one.id in copies:
            yield f"    {_describe_copy(copies[one.id], found.documents)}"
    yield from _storyline_lines(desk, found)
    yield from _judgement_lines(desk, {found.id, *ids})


def _describe_copy(copy: Copy, documents: tuple[Document, ...]) -> str:
    origin = next((one for one in documents if one.id == copy.origin_id), None)
    whom = f"{origin.source_id} ({origin.id})" if origin else copy.origin_id or copy.credit
    credit = f"; credits {copy.credit}" if copy.credit and copy.origin_id else ""
    share = f", {copy.overlap:.0%} of its words" if copy.origin_id else ""
    return f"copies {whom}{share}{credit}"


def _storyline_lines(desk: Desk, found: Story) -> Iterator[str]:
    kept = desk.store.storylines
    before = kept.before([found.id])[found.id]
    told = desk.store.editions.told([found.id, *before])
    links = kept.links([found.id, *before])
    for earlier, later in zip(before, (found.id, *before), strict=False):
        numbers = ", ".join(f"no. {number}" for number in told.get(earlier, ()))
        yield f"goes on with {earlier}: {_story_title(desk, earlier)}" + (
            numbers and f" ({numbers})"
        )
        for why in links[later].reasons:
            yield f"    {why.value:+.2f}  {why.signal}: {why.detail}"
    for later in kept.following([found.id]):
        yield f"is gone on with by {later}: {_story_title(desk, later)}"


def _story_title(desk: Desk, story_id: str) -> str:
    found = desk.store.stories.story(story_id)
    return found.documents[0].title if found else ""


def _judgement_lines(desk: Desk, ids: set[str]) -> Iterator[str]:
    for one in desk.store.judgements.all():
        if {one.subject, one.object} & ids:
            reason = f": {one.reason}" if one.reason else ""
            yield f"{one.at:%Y-%m-%d}  {one.who}: {one.verb} {one.subject} {one.object}{reason}"


def _judgement_options(command: Command) -> Command:
    """Add --who and --reason: no judgement without a name."""
    reason = click.option("--reason", default="", help="Why, for those who come after.")
    who = click.option("--who", required=True, envvar="CORANTO_WHO", help="Whose judgement it is.")
    return desk_option(who(reason(command)))


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


def _record_judgement(
    folder: Path, *, verb: str, subject: str, target: str, who: str, reason: str
) -> None:
    from coranto.steps.stories import judge

    judgement = Judgement(
        at=utc_now(), who=who, verb=verb, subject=subject, object=target, reason=reason
    )
    with opened_desk(folder) as desk:
        judged = judge.record_judgement(desk, judgement)
    for placed in judged.moved:
        click.echo(f"{placed.document_id} is in {placed.story_id} now.")
    if not judged.moved:
        click.echo(f"Kept: {verb} {judged.judgement.subject} {judged.judgement.object}.")
