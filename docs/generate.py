"""Write docs/reference.md and edition.schema.json from the program, so that they cannot drift."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from coranto.cli import COMMANDS, main
from coranto.cli.desks import fill_settings_template
from coranto.editing import freezing
from coranto.editing.checks import CHECKS
from coranto.errors import EXPLANATIONS

TARGET = Path(__file__).with_name("reference.md")
SCHEMA = Path(__file__).with_name("edition.schema.json")

HEAD = """\
# Reference

Made by `make docs` from the program itself; do not edit.

Every command that works on a desk takes `--desk DIR`; without it the folder named by the
environment variable `CORANTO_DESK` is used, else the current one. `CORANTO_PROXY` names a
proxy where `coranto.toml` does not.
"""


def pages() -> Iterator[str]:
    """The reference, part by part."""
    yield HEAD
    yield "## Commands\n"
    for name in COMMANDS:
        command = main.get_command(click.Context(main), name)
        assert command is not None
        yield from help_of(command, f"coranto {name}")
    yield "## coranto.toml\n"
    yield f"```toml\n{fill_settings_template('The Lake Digest')}```\n"
    yield "## Checks of a draft\n"
    yield from checks()
    yield "## Why a source may fail\n"
    yield "| reason | what it means | what to do |\n| --- | --- | --- |"
    for reason, words in EXPLANATIONS.items():
        yield f"| {reason} | {words.what} | {words.advice} |"


def checks() -> Iterator[str]:
    """What `coranto check` looks for, worst first."""
    yield (
        "An error stops publication. The last column is how a desk does without a check, under\n"
        "`[checks.off]` in coranto.toml, with the reason in place of “why”. What keeps a\n"
        "promise to readers has no switch, nor has an edition's number.\n"
    )
    yield "| check | severity | what always holds | what to do | off |"
    yield "| --- | --- | --- | --- | --- |"
    for one in sorted(CHECKS, key=lambda one: ("error", "warning", "note").index(one.severity)):
        off = "" if one.is_essential else f'`"{one.name}" = "why"`'
        mend = one.mend.replace("|", "\\|")
        yield f"| {one.name} | {one.severity} | {one.rule} | {mend} | {off} |"
    yield ""


def help_of(command: click.Command, path: str) -> Iterator[str]:
    """A command's own help, and that of its commands."""
    context = click.Context(
        command,
        info_name=path,
        terminal_width=88,
        max_content_width=88,
        help_option_names=["-h", "--help"],
    )
    yield f"### {path}\n"
    yield f"```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner:
                yield from help_of(inner, f"{path} {name}")


def reference() -> str:
    """The whole of it."""
    return "\n".join(pages()) + "\n"


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")
    SCHEMA.write_bytes(freezing.edition_schema())
    sys.stdout.write(f"wrote {TARGET} and {SCHEMA}\n")
