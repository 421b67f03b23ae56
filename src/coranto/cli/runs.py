"""Commands that update a desk: run, collect, rebuild."""

from pathlib import Path

import click

from coranto.cli import output
from coranto.cli.options import desk_option, opened_desk, progress_meter, utc_now

#: Status of a run → exit status. Partial (some feeds failed) is 3; click exits with 2 on usage
#: errors.
EXIT_STATUSES = {"success": 0, "partial": 3, "failure": 1}


@click.command()
@desk_option
@click.option("--compose/--no-compose", default=True, help="Draft the edition that is due.")
@click.pass_context
def run(ctx: click.Context, folder: Path, *, compose: bool) -> None:
    """Collect, read, group and draft: the whole job up to the editor's file.

    A run that was cut off is gone on with. Exit status: 0 when all went well,
    3 when some feeds failed or the archive is damaged, 1 when none answered.
    """
    from coranto import jobs
    from coranto.cli import editions
    from coranto.steps.collection import collect as collecting

    with opened_desk(folder) as desk, collecting.fetcher_for(desk, clock=utc_now) as fetcher:
        result = jobs.run_steps(desk, fetcher, clock=utc_now, report=progress_meter())
        click.echo("\n".join(output.run_lines(result)))
        if not desk.store.feeds.all():
            click.echo("This desk has no sources yet: `coranto sources add URL`.")
        if compose:
            editions.draft_due_edition(desk, utc_now())
    ctx.exit(EXIT_STATUSES[result.status])


@click.command()
@desk_option
@click.pass_context
def collect(ctx: click.Context, folder: Path) -> None:
    """Visit the feeds that are due and the pages they lead to; read nothing yet."""
    from coranto import jobs
    from coranto.steps.collection import collect as collecting

    with opened_desk(folder) as desk, collecting.fetcher_for(desk, clock=utc_now) as fetcher:
        result = jobs.run_collection(desk, fetcher, clock=utc_now, report=progress_meter())
    lines = [*output.start_lines(result.begun), *output.collection_lines(result.collected)]
    click.echo("\n".join(lines))
    ctx.exit(EXIT_STATUSES[result.status])


@click.command()
@desk_option
def rebuild(folder: Path) -> None:
    """Derive everything again from the archive and the judgements.

    Nothing is changed when the archive holds less than the database knows. The database as it
    was stays beside the new one; `coranto doctor --let-go` deletes it.
    """
    from coranto.steps import rebuild as rebuilding

    result = rebuilding.rebuild_desk(folder, report=progress_meter())
    click.echo(f"Rebuilt from {result.replayed:,} captures.")
    click.echo(f"The database as it was: {result.kept}. When all is well:")
    click.echo("`coranto doctor --let-go` deletes it.")
