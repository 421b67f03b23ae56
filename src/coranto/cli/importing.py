"""The command that takes in past numbers: import."""

import re
from collections import Counter
from pathlib import Path

import click

from coranto.cli.options import desk_option, opened_desk, progress_meter, utc_now
from coranto.cli.output import pluralise

#: Lines of one kind that are shown; the rest is counted.
MAX_SHOWN_LINES = 20


class PatternParam(click.ParamType[re.Pattern[str]]):
    """A regular expression with one group."""

    name = "REGEX"

    def convert(
        self,
        value: str | re.Pattern[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> re.Pattern[str]:
        """The expression, or a usage error."""
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

    wanted = import_issues.NumberingRules(pattern=pattern, start=start)
    with opened_desk(folder) as desk:
        if source.startswith(("http://", "https://")):
            with collect.fetcher_for(desk, clock=utc_now) as fetcher:
                done = import_issues.import_address(
                    desk, fetcher, source, wanted, now=utc_now(), report=progress_meter()
                )
        else:
            done = import_issues.import_files(
                desk, Path(source), wanted, now=utc_now(), report=progress_meter()
            )
        following = desk.store.editions.next_number(desk.settings.cadence.first_number)
    if done.numbers:
        first, last = done.numbers[0], done.numbers[-1]
        span = f"no. {first}" if first == last else f"no. {first} to {last}"
        click.echo(f"Imported {pluralise(len(done.numbers), 'number')}: {span}")
        click.echo(f"Site: {desk.site / 'index.html'} ({pluralise(done.written, 'file')} written)")
    if done.unchanged:
        click.echo(f"Unchanged: {pluralise(done.unchanged, 'number')} imported before")
    if not done.numbers and not done.unchanged:
        click.echo("Nothing was imported.")
    kinds = Counter(f"no. {number}: {what}" for number, what in done.strange)
    _print_list("Kept as text, not understood", list(kinds))
    _print_list(
        "Left out",
        [": ".join(filter(None, (one.subject, one.reason, one.detail))) for one in done.problems],
    )
    click.echo(f"The next edition is no. {following}.")


def _print_list(title: str, lines: list[str]) -> None:
    if lines:
        click.echo(f"{title} ({len(lines)}):")
        for line in lines[:MAX_SHOWN_LINES]:
            click.echo(f"  {line}")
        if len(lines) > MAX_SHOWN_LINES:
            click.echo(f"  … and {len(lines) - MAX_SHOWN_LINES} more")
