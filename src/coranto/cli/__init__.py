"""The command line: parses arguments, calls one step, prints. It decides nothing.

A command's module is imported only when the command is used, so that commands such as
`coranto status` start quickly.
"""

import importlib
import sys
from collections.abc import Mapping
from typing import Any

import click

from coranto import __version__
from coranto.errors import EXPLANATIONS, CorantoError, SourceError

#: Command → "module:function". This table is the complete command line.
COMMANDS: Mapping[str, str] = {
    "demo": "coranto.cli.demo:demo",
    "init": "coranto.cli.desks:init",
    "status": "coranto.cli.desks:status",
    "sources": "coranto.cli.sources:sources",
    "run": "coranto.cli.runs:run",
    "collect": "coranto.cli.runs:collect",
    "rebuild": "coranto.cli.runs:rebuild",
    "doctor": "coranto.cli.doctor:doctor",
    "today": "coranto.cli.inbox:today",
    "inbox": "coranto.cli.inbox:inbox",
    "views": "coranto.cli.inbox:views",
    "compose": "coranto.cli.editions:compose",
    "cite": "coranto.cli.editions:cite",
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
    "remedy": "coranto.cli.documents:remedy",
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
        """All commands, in the order in which an editor uses them."""
        # click sorts by name unless this says otherwise.
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return the command of this name; None if there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; print an expected error as one line instead of a traceback."""
        # Any other exception is a fault of ours, and its traceback is shown.
        try:
            return super().invoke(ctx)
        except SourceError as error:
            click.echo(f"coranto: {error}\n  → {EXPLANATIONS[error.reason].advice}", err=True)
            ctx.exit(1)
        except CorantoError as error:
            click.echo(f"coranto: {error}", err=True)
            ctx.exit(1)
        except BrokenPipeError:
            # As with `| head`. Closing stderr keeps Python from complaining at exit.
            sys.stderr.close()
            ctx.exit(1)
        except OSError as error:  # such as a folder without write permission, or a full disk
            file_prefix = f"{error.filename}: " if error.filename else ""
            click.echo(f"coranto: {file_prefix}{error.strerror or error}", err=True)
            ctx.exit(1)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", prog_name="coranto")
def main() -> None:
    """Turn a week of news about one topic into a numbered, dated, sourced digest."""
