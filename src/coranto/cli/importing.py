"""The command that imports past numbers of a newsletter: import."""

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from coranto.cli.options import desk_option, opened_desk, progress_meter, utc_now
from coranto.cli.output import pluralise

if TYPE_CHECKING:
    from coranto.steps.publication.import_batches import ImportPlan

#: Lines printed of one list; the rest is only counted.
MAX_SHOWN_LINES = 20


class PatternParam(click.ParamType[re.Pattern[str]]):
    """The type of an option that is a regular expression with a group."""

    name = "REGEX"

    def convert(
        self,
        value: str | re.Pattern[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> re.Pattern[str]:
        """Compile the expression. Raises a usage error if it is invalid or has no group."""
        # click also converts defaults, which may be compiled already.
        if isinstance(value, re.Pattern):
            return value
        try:
            pattern = re.compile(value, re.IGNORECASE)
        except re.error as error:
            self.fail(f"{value!r} is no regular expression: {error}", param, ctx)
        if not pattern.groups:
            self.fail(
                f"{value!r} needs a group for the number, such as 'Digest (\\d+)'", param, ctx
            )
        return pattern


@click.command("import")
@desk_option
@click.argument("source", required=False)
@click.option("--match", "pattern", type=PatternParam(), help="Where titles name the number.")
@click.option(
    "--from", "start", type=click.IntRange(min=0), help="First number of those that name none."
)
@click.option("--yes", is_flag=True, help="Do not ask before adding to a series that goes on here.")
@click.option("--undo", is_flag=True, help="Take the numbers of the last import out again.")
def import_(
    folder: Path,
    source: str | None,
    pattern: re.Pattern[str] | None,
    start: int | None,
    *,
    yes: bool,
    undo: bool,
) -> None:
    """Take in past numbers of a newsletter: Markdown, HTML, a feed or a WordPress export.

    SOURCE is a file, a folder or an address. What was not understood stays as text and is
    listed; importing again changes nothing. A desk that has published numbers of its own is
    asked about first; --undo takes back the last import.
    """
    if undo:
        _undo_import(folder)
        return
    if source is None:
        raise click.UsageError("name what to import, or take the last import back with --undo")
    from coranto.steps.collection import collect
    from coranto.steps.publication import import_batches, import_issues

    confirm = import_batches.accept_import if yes else _ask_about_import
    numbering = import_issues.NumberingRules(pattern=pattern, start=start)
    with opened_desk(folder) as desk:
        if source.startswith(("http://", "https://")):
            with collect.fetcher_for(desk, clock=utc_now) as fetcher:
                result = import_issues.import_address(
                    desk,
                    fetcher,
                    source,
                    numbering,
                    now=utc_now(),
                    report=progress_meter(),
                    confirm=confirm,
                )
        else:
            result = import_issues.import_files(
                desk,
                Path(source),
                numbering,
                now=utc_now(),
                report=progress_meter(),
                confirm=confirm,
            )
        next_number = desk.store.editions.next_number(desk.settings.cadence.first_number)
    if result.numbers:
        first_number, last_number = result.numbers[0], result.numbers[-1]
        span = (
            f"no. {first_number}"
            if first_number == last_number
            else f"no. {first_number} to {last_number}"
        )
        click.echo(f"Imported {pluralise(len(result.numbers), 'number')}: {span}")
        click.echo(
            f"Site: {desk.site / 'index.html'} ({pluralise(result.written, 'file')} written)"
        )
    if result.unchanged:
        click.echo(f"Unchanged: {pluralise(result.unchanged, 'number')} imported before")
    if result.was_declined or not (result.numbers or result.unchanged):
        click.echo("Nothing was imported.")
    # A counter drops repetitions and keeps the order.
    kinds = Counter(f"no. {number}: {line}" for number, line in result.strange)
    _print_list("Kept as text, not understood", list(kinds))
    _print_list(
        "Left out",
        [
            ": ".join(filter(None, (problem.subject, problem.reason, problem.detail)))
            for problem in result.problems
        ],
    )
    click.echo(f"The next edition is no. {next_number}.")


def _ask_about_import(plan: "ImportPlan") -> bool:
    """Ask whether numbers are added to a series that the desk has gone on with."""
    first_number, last_number = plan.numbers[0], plan.numbers[-1]
    click.echo(f"This desk has published up to no. {plan.last_own} itself. The import adds")
    click.echo(
        f"{pluralise(len(plan.numbers), 'number')}, from no. {first_number} to no. {last_number}."
    )
    if plan.next_after != plan.next_before:
        click.echo(
            f"The next edition would be no. {plan.next_after} instead of no. {plan.next_before}."
        )
    return click.confirm("Import them?")


def _undo_import(folder: Path) -> None:
    from coranto.steps.publication import import_batches

    with opened_desk(folder) as desk:
        undone = import_batches.undo_last_import(desk)
        next_number = desk.store.editions.next_number(desk.settings.cadence.first_number)
    numbers = ", ".join(map(str, undone.numbers)) or "none"
    click.echo(f"Taken out again: no. {numbers}; kept in {import_batches.UNDONE_FOLDER}/.")
    if undone.kept:
        click.echo(f"Left, since corrected here: no. {', '.join(map(str, undone.kept))}.")
    click.echo(f"The next edition is no. {next_number}.")


def _print_list(title: str, lines: list[str]) -> None:
    if lines:
        click.echo(f"{title} ({len(lines)}):")
        for line in lines[:MAX_SHOWN_LINES]:
            click.echo(f"  {line}")
        if len(lines) > MAX_SHOWN_LINES:
            click.echo(f"  … and {len(lines) - MAX_SHOWN_LINES} more")
