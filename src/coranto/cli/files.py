"""File mode: one analysis on plain files, JSON Lines out, with no desk.

A bad line is named on standard error, the rest goes on, and the exit status is 1.
"""

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import click
import msgspec

from coranto.cli.options import now
from coranto.errors import SourceError
from coranto.model import Document, Source

#: A line longer than this is refused: no document is, and memory stays bounded.
LONGEST_LINE = 20_000_000


class BadLineError(ValueError):
    """A line that is no document. Named with its number; the rest goes on."""


def write(value: dict[str, Any]) -> None:
    """One JSON line on standard output."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")


def rows(stream: BinaryIO) -> Iterator[tuple[int, dict[str, Any] | BadLineError]]:
    """Number and value of every line that is not blank."""
    number = 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            while line and not line.endswith(b"\n"):
                line = stream.readline(LONGEST_LINE)
            yield number, BadLineError(f"longer than {LONGEST_LINE:,} bytes")
        elif line.strip():
            yield number, _row(line)


def _row(line: bytes) -> dict[str, Any] | BadLineError:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        return BadLineError(f"not JSON: {error}")
    if not isinstance(value, dict):
        return BadLineError("not a JSON object")
    if not isinstance(value.get("id"), str | int):
        return BadLineError('no "id"')
    return value


def each(stream: BinaryIO, act: Callable[[dict[str, Any]], None]) -> int:
    """Act on every good line, name every bad one. Returns how many were bad."""
    bad = 0
    for number, row in rows(stream):
        try:
            if isinstance(row, BadLineError):
                raise row
            act(row)
        except BadLineError as error:
            bad += 1
            click.echo(f"line {number}: {error}", err=True)
    return bad


def text_of(row: dict[str, Any], name: str) -> str:
    """A field that must be text if it is there. Raises BadLineError."""
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
        write(msgspec.to_builtins(entry))
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
    nobody = Source(id="file", name="")
    document = documents.merge(
        entry=None, page=page, feed_language="und", source=nobody, url=url, seen=now(), capture=""
    )
    write(msgspec.to_builtins(document))


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.pass_context
def language(ctx: click.Context, file: BinaryIO) -> None:
    """Tell the language of each text: {"id", "text"} in, {"id", "language", "confidence"} out."""
    from coranto.reading import languages

    def tell(row: dict[str, Any]) -> None:
        tag, confidence = languages.detect(text_of(row, "text"))
        write(row | {"language": tag, "confidence": round(confidence, 4)})

    ctx.exit(1 if each(file, tell) else 0)


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--reasons", type=click.File("w", encoding="utf-8"), help="Write why, per document.")
@click.pass_context
def group(ctx: click.Context, file: BinaryIO, reasons: Any) -> None:
    """Group documents into stories: one {"id", "title", "text" …} per line, in time order."""
    from coranto.analysis import stories

    grouper = stories.Grouper(())
    seen: set[str] = set()

    def place(row: dict[str, Any]) -> None:
        if str(row["id"]) in seen:
            raise BadLineError(f'the id "{row["id"]}" was there before')
        seen.add(str(row["id"]))
        placement = grouper.place(document_of(row))
        write({"id": row["id"], "story": placement.story_id})
        if reasons:
            why = [msgspec.to_builtins(reason) for reason in placement.reasons]
            line = {"id": row["id"], "story": placement.story_id, "reasons": why}
            reasons.write(json.dumps(line, ensure_ascii=False) + "\n")

    ctx.exit(1 if each(file, place) else 0)


def document_of(row: dict[str, Any]) -> Document:
    """A document out of a line of file mode. Raises BadLineError."""
    from coranto.reading import dates, languages, text, urls

    title, body = text_of(row, "title"), text_of(row, "text")
    if not (title or body):
        raise BadLineError('neither "title" nor "text"')
    tag = languages.tag(text_of(row, "language"))
    if tag == "und":
        tag, _ = languages.detect(f"{title}\n{body}")
    seen = now()
    raw = text_of(row, "published")
    moment = dates.read_date(raw, seen=seen, language=tag)
    url = text_of(row, "url")
    return Document(
        id=str(row["id"]),
        version=1,
        source_id=text_of(row, "outlet") or text_of(row, "source"),
        kind="article",
        key=urls.document_key(url),
        url=url,
        title=text.clean_text(title),
        text=text.clean_text(body),
        language=tag,
        published=moment.at,
        published_raw=raw,
        seen=seen,
    )
