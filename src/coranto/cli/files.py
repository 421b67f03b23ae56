"""File mode: commands that run one analysis on plain files without a desk and write JSON Lines.

A bad line is reported on standard error, the other lines are processed, and the exit status
is 1.
"""

import gc
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import click
import msgspec

from coranto.cli.options import utc_now
from coranto.errors import SourceError
from coranto.model import Source

#: A longer line is refused, which bounds the memory; no real document is so long.
MAX_LINE_BYTES = 20_000_000


class BadLineError(ValueError):
    """A line is not a document. Handled by `process_rows`, which reports it and continues."""


def write_json_line(value: dict[str, Any]) -> None:
    """Write one JSON line to standard output and flush it, so that a pipe's reader gets it."""
    sys.stdout.buffer.write(encode_json_line(value))
    sys.stdout.buffer.flush()


def encode_json_line(value: dict[str, Any]) -> bytes:
    """Encode a value as one line of JSON in UTF-8. Raises BadLineError if nested too deeply."""
    try:
        return json.dumps(value, ensure_ascii=False, default=str).encode() + b"\n"
    except UnicodeEncodeError:
        # JSON may escape a lone surrogate, which UTF-8 cannot encode: escape it again.
        return json.dumps(value, default=str).encode() + b"\n"
    except RecursionError as error:
        raise BadLineError("nested too deeply") from error


def read_rows(stream: BinaryIO) -> Iterator[tuple[int, dict[str, Any] | BadLineError]]:
    """Yield the number and the value, or the error, of every line that is not blank."""
    number = 0
    while line := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        # Skip the rest of a line that is too long, piece by piece.
        if len(line) > MAX_LINE_BYTES:
            while line and not line.endswith(b"\n"):
                line = stream.readline(MAX_LINE_BYTES)
            yield number, BadLineError(f"longer than {MAX_LINE_BYTES:,} bytes")
        elif line.strip():
            yield number, _parse_row(line)


def _parse_row(line: bytes) -> dict[str, Any] | BadLineError:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        return BadLineError(f"not JSON: {error.msg} at character {error.pos + 1}")
    except RecursionError:
        return BadLineError("not JSON: nested too deeply")
    except ValueError as error:
        return BadLineError(f"not JSON: {error}")
    if not isinstance(value, dict):
        return BadLineError("not a JSON object")
    # In Python, True and False are integers.
    if not isinstance(value.get("id"), str | int) or isinstance(value["id"], bool):
        return BadLineError('no "id"')
    return value


def process_rows(stream: BinaryIO, act: Callable[[dict[str, Any]], None]) -> int:
    """Call `act` with every good row and report every bad line. Returns how many were bad."""
    bad = 0
    with _gc_disabled():
        for number, row in read_rows(stream):
            try:
                if isinstance(row, BadLineError):
                    raise row
                act(row)
            except BadLineError as error:
                bad += 1
                click.echo(f"line {number}: {error}", err=True)
    return bad


@contextmanager
def _gc_disabled() -> Iterator[None]:
    """Disable Python's search for reference cycles."""
    # Lines leave no cycles, as a test holds, and the search would visit the millions of objects
    # that a long stream keeps in memory, again and again.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def text_field(row: dict[str, Any], name: str) -> str:
    """The value of a text field; "" if it is missing. Raises BadLineError if it is not text."""
    value = row.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadLineError(f'"{name}" is not text')
    return value


@click.command("read-feed")
@click.argument("file", type=click.File("rb"))
@click.option("--url", default="", help="Where the feed came from; relative links need it.")
@click.pass_context
def read_feed(ctx: click.Context, file: BinaryIO, url: str) -> None:
    """Read a feed: one entry per line, as JSON."""
    from coranto.reading import feeds

    try:
        reading = feeds.read_feed(file.read(), url=url)
    except SourceError as error:
        click.echo(f"{file.name}: {error}", err=True)
        ctx.exit(1)
    for entry in reading.entries:
        write_json_line(msgspec.to_builtins(entry))
    for problem in reading.problems:
        click.echo(f"{problem.subject}: {problem.reason} {problem.detail}".rstrip(), err=True)
    ctx.exit(1 if reading.problems else 0)


@click.command("read-page")
@click.argument("file", type=click.File("rb"))
@click.option("--url", default="", help="Where the page came from.")
@click.pass_context
def read_page(ctx: click.Context, file: BinaryIO, url: str) -> None:
    """Read an article's page: one document, as JSON."""
    from coranto.reading import documents, pages

    try:
        page = pages.read_page(file.read(), url=url)
    except SourceError as error:
        click.echo(f"{file.name}: {error}", err=True)
        ctx.exit(1)
    # A page on its own has no source; the document needs one all the same.
    nobody = Source(id="file", name="")
    document = documents.build_document(
        entry=None,
        page=page,
        feed_language="und",
        source=nobody,
        url=url,
        seen=utc_now(),
        capture="",
    )
    write_json_line(msgspec.to_builtins(document))


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.pass_context
def language(ctx: click.Context, file: BinaryIO) -> None:
    """Tell the language of each text: {"id", "text"} in, {"id", "language", "confidence"} out."""
    from coranto.reading.language import packs

    def write_language(row: dict[str, Any]) -> None:
        tag, confidence = packs.detect_language(text_field(row, "text"))
        write_json_line(row | {"language": tag, "confidence": round(confidence, 4)})

    ctx.exit(1 if process_rows(file, write_language) else 0)
