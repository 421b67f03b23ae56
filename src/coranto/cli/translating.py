"""The command that prepares an edition's file in another language: translate."""

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
        translation = translating.write_translation_file(desk, number, language)
    current = pluralise(translation.current, "text")
    click.echo(
        f"{translation.path}: {current} up to date, {translation.stale} older than the original, "
        f"{translation.missing} to translate"
    )
