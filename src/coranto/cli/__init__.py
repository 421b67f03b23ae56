"""The command line: parses, calls one step, prints. Decides nothing.

Commands are loaded when they are named, so that `coranto status` starts in a moment.
"""

import importlib
import sys
from collections.abc import Mapping
from typing import Any

import click

from coranto import __version__
from coranto.errors import EXPLANATIONS, CorantoError, SourceError

#: Command → where it is defined. The table is the whole of the command line.
COMMANDS: Mapping[str, str] = {
    "demo": "coranto.cli.demo:demo",
    "init": "coranto.cli.desks:init",
    "status": "coranto.cli.desks:status",
    "sources": "coranto.cli.sources:sources",
    "run": "coranto.cli.runs:run",
    "collect": "coranto.cli.runs:collect",
    "rebuild": "coranto.cli.runs:rebuild",
    "compose": "coranto.cli.editions:compose",
    "check": "coranto.cli.checks:check",
    "sign": "coranto.cli.checks:sign",
    "translate": "coranto.cli.translating:translate",
    "publish": "coranto.cli.editions:publish",
    "import": "coranto.cli.importing:import_",
    "correct": "coranto.cli.corrections:correct",
    "verify": "coranto.cli.verification:verify",
    "serve": "coranto.cli.editions:serve",
    "search": "coranto.cli.documents:search",
    "document": "coranto.cli.documents:document",
    "story": "coranto.cli.stories:story",
    "networks": "coranto.cli.desk_networks:networks",
    "problems": "coranto.cli.documents:problems",
    "read-feed": "coranto.cli.files:read_feed",
    "read-page": "coranto.cli.files:read_page",
    "language": "coranto.cli.files:language",
    "group": "coranto.cli.streams:group",
    "copies": "coranto.cli.streams:copies",
    "network": "coranto.cli.networks:network",
}


class LazyGroup(click.Group):
    """A group that imports a command's module only when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Every command, in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of this name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an expected error is printed in its own words."""
        try:
            return super().invoke(ctx)
        except SourceError as error:
            click.echo(f"coranto: {error}\n  → {EXPLANATIONS[error.reason].advice}", err=True)
            ctx.exit(1)
        except CorantoError as error:
            click.echo(f"coranto: {error}", err=True)
            ctx.exit(1)
        except BrokenPipeError:
            sys.stderr.close()  # the reader of our output has left: nobody to complain to
            ctx.exit(1)
        except OSError as error:  # a folder that is not ours to write to, a full disk
            named = f"{error.filename}: " if error.filename else ""
            click.echo(f"coranto: {named}{error.strerror or error}", err=True)
            ctx.exit(1)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="coranto")
def main() -> None:
    """Turn a week of news about one topic into a numbered, dated, sourced digest."""
