"""The command that corrects a published edition: correct."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from coranto.cli.editions import EDITION_NUMBER
from coranto.cli.options import desk_option, opened_desk, utc_now
from coranto.cli.output import pluralise
from coranto.model import Judgement

if TYPE_CHECKING:
    from coranto.model import Change


@click.command()
@desk_option
@click.argument("number", type=EDITION_NUMBER)
@click.option("--who", default="", envvar="CORANTO_WHO", help="Who makes the correction.")
@click.option("--reason", default="", help="Why, in words that readers are shown.")
@click.option(
    "--leave",
    metavar="DOCUMENT",
    default="",
    help="Settle the alarm about a cited document that its outlet changed: the edition stands.",
)
def correct(folder: Path, number: int, who: str, reason: str, leave: str) -> None:
    """Correct a published edition: change its file, then say who changes it and why.

    Without --reason it only lays the edition's file before you and shows what it changes
    so far. What was published before stays as it was, readable and verifiable.
    """
    if leave:
        _settle_alarm(folder, number, who, reason, leave)
        return
    from coranto.steps.publication import correct as correcting

    with opened_desk(folder) as desk:
        if not reason:
            open_edition = correcting.reopen_edition(desk, number)
            rewritten_note = (
                " (written again from what is frozen)" if open_edition.was_missing else ""
            )
            click.echo(f"No. {number} is open to be corrected: {open_edition.path}{rewritten_note}")
            if open_edition.was_imported:
                click.echo(
                    "It was imported, so its quotations cite nothing. A correction is checked like "
                    "an edition: cite them, or take their quotation marks away."
                )
            # Without a reason nothing is published: show what the editor has changed so far.
            _print_changes(open_edition.changes)
            click.echo(
                f"Change it, see `coranto check {number}`, then "
                f'`coranto correct {number} --who NAME --reason "…"`.'
            )
            return
        correction = correcting.correct_edition(desk, number, who=who, reason=reason, now=utc_now())
        root = desk.site
    if correction.was_frozen:
        # An earlier run froze this version but was cut off before it had written the site.
        click.echo(
            f"Nothing new is corrected in no. {number}: version {correction.version} stands with "
            "the reason it was given. Its site was finished."
        )
    else:
        _print_changes(correction.changes)
        click.echo(
            f"Corrected no. {number}: version {correction.version} is frozen in {correction.frozen}"
        )
    files = pluralise(correction.written, "file")
    click.echo(f"Site: {root / 'corrections' / 'index.html'} ({files} written)")


def _settle_alarm(folder: Path, number: int, who: str, reason: str, document_id: str) -> None:
    from coranto.steps.publication import stale_citations

    # Not required options of click: they are needed only with --leave.
    if not who:
        raise click.UsageError("--who is missing: a judgement has a name")
    if not reason.strip():
        raise click.UsageError("--reason is missing: say why the edition may stand")
    judgement = Judgement(
        at=utc_now(), who=who, verb=stale_citations.LEAVE_VERB, subject=document_id, reason=reason
    )
    with opened_desk(folder) as desk:
        alarm_count = stale_citations.settle_stale_citations(desk, number, judgement)
    click.echo(
        f"No. {number} stands: {pluralise(alarm_count, 'alarm')} about {document_id} settled."
    )


def _print_changes(changes: "tuple[Change, ...]") -> None:
    from coranto.rendering import corrections

    if not changes:
        click.echo("  nothing is changed yet")
    for change in changes:
        click.echo(f"  {change.part}{': ' if change.heading else ''}{change.heading}")
        for line in corrections.format_change(change).splitlines():
            click.echo(f"    {line}")
