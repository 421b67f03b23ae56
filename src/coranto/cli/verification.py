"""The command that verifies what was published: verify."""

from pathlib import Path

import click

from coranto.cli.options import desk_option, opened_desk
from coranto.cli.output import pluralise


class EditionOrSiteParam(click.ParamType[int | Path]):
    """The type of an argument that is the number of an edition or the folder of a site."""

    name = "NUMBER|SITE"

    def convert(
        self, value: str | int | Path, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | Path:
        """Return a number or an existing folder. Raises a usage error for anything else."""
        # click also converts defaults, which have their type already.
        if not isinstance(value, str):
            return value
        # isdecimal accepts the digits of every script.
        if value.isdecimal() and value.isascii() and len(value) <= 9:
            return int(value)
        if not Path(value).is_dir():
            self.fail(f"{value!r} is neither a number nor a folder", param, ctx)
        return Path(value)


@click.command()
@desk_option
@click.argument("what", type=EditionOrSiteParam())
@click.pass_context
def verify(ctx: click.Context, folder: Path, what: int | Path) -> None:
    """Prove a published edition against its manifest and the archive, or a whole site.

    Give an edition's NUMBER, or the folder of a SITE, wherever it was copied to: a site is
    proven by its own list of files, its editions' manifests and evidence packages.

    Exit status 1 when anything differs; each difference is named.
    """
    faults = _verify_edition(folder, what) if isinstance(what, int) else _verify_site(what)
    ctx.exit(1 if faults else 0)


def _verify_edition(folder: Path, number: int) -> tuple[str, ...]:
    from coranto.steps.publication import verify as verifying

    with opened_desk(folder) as desk:
        verification = verifying.verify_edition(desk, number)
    versions = f"{verification.versions} versions, " if verification.versions > 1 else ""
    files = f"{versions}{pluralise(verification.files, 'file')}"
    summary = (
        f"{files}, {pluralise(verification.captures, 'capture')} "
        f"and {pluralise(verification.citations, 'citation')} compared"
    )
    _print_faults(verification.faults, f"No. {number}", summary)
    return verification.faults


def _verify_site(root: Path) -> tuple[str, ...]:
    from coranto.steps.publication import prove_site

    verification = prove_site.verify_site(root)
    summary = (
        f"{pluralise(verification.files, 'file')}, {pluralise(verification.editions, 'edition')} "
        f"and {pluralise(verification.captures, 'capture')} compared"
    )
    _print_faults(verification.faults, f"The site in {root}", summary)
    click.echo(f"SHA-256 of its list of files: {verification.listed}")
    return verification.faults


def _print_faults(faults: tuple[str, ...], subject: str, summary: str) -> None:
    for fault in faults:
        click.echo(fault)
    click.echo(f"{subject} is {'not ' if faults else ''}as it was published: {summary}.")
