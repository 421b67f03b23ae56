"""Commands for stories: show one, judge what belongs together, decide what editions tell."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from coranto.cli.documents import format_day
from coranto.cli.options import desk_option, opened_desk, utc_now
from coranto.cli.output import pluralise
from coranto.model import Copy, Document, Judgement, Placement, StoryVerb, Why
from coranto.model.members import Actor

if TYPE_CHECKING:  # it loads numpy, which takes time
    from coranto.steps.stories.show import JoinQuestion, ShownStory

Command = TypeVar("Command", bound=Callable[..., object])


@click.group()
def story() -> None:
    """Show a story, judge what belongs to it, or decide about it.

    A judgement is kept with who made it and why. It holds at once, for what comes later,
    and after a rebuild.
    """


@story.command()
@desk_option
@click.argument("story_id", metavar="STORY")
def show(folder: Path, story_id: str) -> None:
    """Show a story: its documents and why they belong, its copies, its storyline."""
    from coranto.steps.stories.show import show_story

    with opened_desk(folder) as desk:
        click.echo("\n".join(_story_lines(show_story(desk, story_id))))


def _story_lines(shown: "ShownStory") -> Iterator[str]:
    story = shown.story
    sureness = (
        "joined weakly: `coranto story confirm` or `deny` it"
        if story.sureness == "weak"
        else "sure"
    )
    yield f"{story.id}  {pluralise(len(story.documents), 'document')}  {sureness}"
    for member in shown.documents:
        document = member.document
        facts = f"{document.id}  {format_day(document)}  {document.language:<5}"
        yield f"{facts} {document.source_id}: {document.title}"
        yield from _reason_lines(member.placement.reasons if member.placement else ())
        if member.copy:
            yield f"    {_describe_copy(member.copy, member.origin)}"
    for question in shown.questions:
        yield from _question_lines(question)
    for step in shown.earlier:
        numbers = ", ".join(f"no. {number}" for number in step.numbers)
        yield f"goes on with {step.story_id}: {step.title}" + (numbers and f" ({numbers})")
        yield from _reason_lines(step.reasons)
    for step in shown.later:
        yield f"is gone on with by {step.story_id}: {step.title}"
    for _, judgement in shown.judgements:
        reason = f": {judgement.reason}" if judgement.reason else ""
        statement = f"{judgement.verb} {judgement.subject} {judgement.object}".rstrip()
        yield f"{judgement.at:%Y-%m-%d}  {judgement.who}: {statement}{reason}"


def _reason_lines(reasons: Iterable[Why]) -> Iterator[str]:
    for reason in reasons:
        yield f"    {reason.value:+.2f}  {reason.signal}: {reason.detail}"


def _question_lines(question: "JoinQuestion") -> Iterator[str]:
    evidence = "; ".join(why.detail for why in question.evidence) or "nothing sure joins them"
    yield f"one event? {', '.join(question.part)} with the rest: {evidence}"


def _describe_copy(copy: Copy, origin: Document | None) -> str:
    origin_label = f"{origin.source_id} ({origin.id})" if origin else copy.origin_id or copy.credit
    credit = f"; credits {copy.credit}" if copy.credit and copy.origin_id else ""
    share = f", {copy.overlap:.0%} of its words" if copy.origin_id else ""
    return f"copies {origin_label}{share}{credit}"


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
        moved = judging.deny_story(
            desk, story_id, actor=Actor(name=who), at=utc_now(), reason=reason
        )
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
    else:
        _print_moved(result.moved)
        if not result.moved:
            click.echo(f"Kept: {verb} {result.judgement.subject} {result.judgement.object}.")
    click.echo(f"To take it back: coranto story undo {result.id}")


# --- decisions of the inbox -----------------------------------------------------------


def _decision_options(command: Command) -> Command:
    """Add --desk, --who, --reason and the stories to a command."""
    return _judgement_options(
        click.argument("story_ids", metavar="STORY...", nargs=-1, required=True)(command)
    )


@story.command()
@_decision_options
def pick(folder: Path, who: str, reason: str, story_ids: tuple[str, ...]) -> None:
    """Want stories in the next edition, whatever its limits and rules."""
    _decide(folder, verb="pick", story_ids=story_ids, who=who, reason=reason)


@story.command()
@_decision_options
def drop(folder: Path, who: str, reason: str, story_ids: tuple[str, ...]) -> None:
    """Leave stories out of every edition."""
    _decide(folder, verb="drop", story_ids=story_ids, who=who, reason=reason)


@story.command()
@_decision_options
def later(folder: Path, who: str, reason: str, story_ids: tuple[str, ...]) -> None:
    """Leave stories out of this week's edition; next week offers them again."""
    _decide(folder, verb="later", story_ids=story_ids, who=who, reason=reason)


@story.command()
@_judgement_options
@click.argument("name")
@click.argument("story_ids", metavar="STORY...", nargs=-1, required=True)
def assign(folder: Path, who: str, reason: str, name: str, story_ids: tuple[str, ...]) -> None:
    """Give stories to somebody to work on."""
    _decide(folder, verb="assign", story_ids=story_ids, who=who, reason=reason, target=name)


@story.command()
@desk_option
@click.option("--who", required=True, envvar="CORANTO_WHO", help="Whose note it is.")
@click.argument("text")
@click.argument("story_ids", metavar="STORY...", nargs=-1, required=True)
def note(folder: Path, who: str, text: str, story_ids: tuple[str, ...]) -> None:
    """Write a note on stories; @name in it shows it to that person."""
    _decide(folder, verb="note", story_ids=story_ids, who=who, reason=text)


@story.command()
@_judgement_options
@click.argument("judgement_id", metavar="NUMBER", type=int)
def undo(folder: Path, who: str, reason: str, judgement_id: int) -> None:
    """Take back a decision, merge, split, move, apart or confirm, by its number.

    The documents that it moved go back to where they were; what moved on since stays.
    """
    from coranto.steps.inbox import deciding, judging
    from coranto.steps.stories import judge

    actor = Actor(name=who)
    with opened_desk(folder) as desk:
        judgement = desk.store.judgements.get(judgement_id)
        if judgement and judgement.verb in judge.STORY_VERBS:
            result = judging.undo_story_judgement(
                desk, judgement_id, actor=actor, at=utc_now(), reason=reason
            )
            _print_moved(result.moved)
            undo_id = result.id
        else:
            undo_id = deciding.undo_decision(
                desk, judgement_id, actor=actor, now=utc_now(), reason=reason
            ).id
    click.echo(f"Taken back: {judgement_id}. This is judgement {undo_id}.")


def _decide(
    folder: Path,
    *,
    verb: StoryVerb,
    story_ids: Sequence[str],
    who: str,
    reason: str,
    target: str = "",
) -> None:
    from coranto.steps.inbox.deciding import decide

    with opened_desk(folder) as desk:
        decisions = decide(
            desk,
            verb=verb,
            story_ids=story_ids,
            actor=Actor(name=who),
            now=utc_now(),
            reason=reason,
            target=target,
        )
    for decision in decisions:
        undo_hint = f"coranto story undo {decision.id}"
        target_note = f" {decision.target}" if decision.target else ""
        click.echo(f"{decision.story_id}: {decision.verb}{target_note}  ({undo_hint})")
