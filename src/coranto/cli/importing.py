"""The command that imports past numbers of a newsletter: import."""

import re
from collections import Counter
from pathlib import Path

import click

from coranto.cli.options import desk_option, opened_desk, progress_meter, utc_now
from coranto.cli.output import pluralise

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
@click.argument("source")
@click.option("--match", "pattern", type=PatternParam(), help="Where titles name the number.")
@click.option(
    "--from", "start", type=click.IntRange(min=0), help="First number of those that name none."
)
def import_(folder: Path, source: str, pattern: re.Pattern[str] | None, start: int | None) -> None:
    """Take in past numbers of a newsletter: Markdown, HTML, a feed or a WordPress export.

    SOURCE is a file, a folder or an address. What was not understood stays as text and is
    listed; importing again changes nothing.
    """
    from coranto.steps.collection import collect
    from coranto.steps.publication import import_issues

    numbering = import_issues.NumberingRules(pattern=pattern, start=start)
    with opened_desk(folder) as desk:
        if source.startswith(("http://", "https://")):
            with collect.fetcher_for(desk, clock=utc_now) as fetcher:
                result = import_issues.import_address(
                    desk, fetcher, source, numbering, now=utc_now(), report=progress_meter()
                )
        else:
            result = import_issues.import_files(
                desk, Path(source), numbering, now=utc_now(), report=progress_meter()
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
    if not result.numbers and not result.unchanged:
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


def _print_list(title: str, lines: list[str]) -> None:
    if lines:
        click.echo(f"{title} ({len(lines)}):")
        for line in lines[:MAX_SHOWN_LINES]:
            click.echo(f"  {line}")
        if len(lines) > MAX_SHOWN_LINES:
            click.echo(f"  … and {len(lines) - MAX_SHOWN_LINES} more")
