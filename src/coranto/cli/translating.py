"""The command that lays out an edition's other languages: translate."""

from pathlib import Path

import click

from coranto.cli.editions import EDITION_NUMBER
from coranto.cli.options import desk_option, opened_desk
from coranto.cli.output import pluralise


@click.command()
@desk_option
@click.argument("number", type=EDITION_NUMBER)
@click.argument("language")
def translate(folder: Path, number: int, language: str) -> None:
    """Lay out a draft's file in another language, or bring it in step with the draft.

    Each text says which original it was made from; not a translated word is changed.
    """
    from coranto.steps.editions import translate as translating

    with opened_desk(folder) as desk:
        laid = translating.write_translation_file(desk, number, language)
    click.echo(
        f"{laid.path}: {pluralise(laid.current, 'text')} up to date, {laid.stale} older than the "
        f"original, {laid.missing} to translate"
    )
