"""The command that examines a desk's files and leads out of damage: doctor."""

from pathlib import Path

import click

from coranto.cli import output
from coranto.cli.options import desk_option

#: Lines printed of one list; the rest is only counted.
MAX_SHOWN_LINES = 20


@click.command()
@desk_option
@click.option("--accept-loss", is_flag=True, help="Forget captures that the archive has lost.")
@click.option("--new-database", is_flag=True, help="Make a database from the archive.")
@click.option("--let-go", is_flag=True, help="Delete databases that rebuilds replaced.")
@click.pass_context
def doctor(
    ctx: click.Context, folder: Path, *, accept_loss: bool, new_database: bool, let_go: bool
) -> None:
    """Examine database and archive whole, and say the way out of what is wrong.

    Without options, nothing is changed. Exit status 1 when anything is wrong.
    """
    from coranto.steps import doctor as examining

    if new_database:
        lines = examining.make_new_database(folder)
        click.echo("Made a database from the archive; `coranto run` reads what it holds.")
        _print_lines(lines)
    if accept_loss:
        for file, lost in sorted(examining.accept_loss(folder).items()):
            click.echo(f"Forgot {output.pluralise(lost, 'capture')} of {file}.")
    if let_go:
        for path in examining.let_go_of_kept_databases(folder):
            click.echo(f"Deleted {path}.")
    examination = examining.examine_desk(folder)
    for diagnosis in examination.diagnoses:
        click.echo(f"{diagnosis.part}:")
        _print_lines(diagnosis.faults)
        click.echo(f"  → {diagnosis.advice}.")
    if not examination.diagnoses:
        click.echo(f"Database and archive are sound: {examination.captures:,} captures.")
    for path in examination.kept:
        size = path.stat().st_size
        click.echo(f"kept: {path} ({size:,} bytes); `coranto doctor --let-go` deletes it")
    ctx.exit(1 if examination.diagnoses else 0)


def _print_lines(lines: "list[str] | tuple[str, ...]") -> None:
    for line in lines[:MAX_SHOWN_LINES]:
        click.echo(f"  {line}")
    if len(lines) > MAX_SHOWN_LINES:
        click.echo(f"  … and {len(lines) - MAX_SHOWN_LINES:,} more")
