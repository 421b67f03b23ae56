"""Commands that show what a desk holds: search, document, problems."""

import itertools
from pathlib import Path

import click

from coranto.cli.options import desk_option, opened_desk
from coranto.errors import DeskError
from coranto.model import Document


@click.command()
@desk_option
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
def search(folder: Path, words: tuple[str, ...], limit: int) -> None:
    """Find documents by words, in any spelling of their script."""
    with opened_desk(folder) as desk:
        hits = desk.store.documents.search(" ".join(words), limit=limit)
        for hit in hits:
            document = desk.store.documents.get(hit.document_id)
            if document:
                click.echo(
                    f"{document.id}  {format_day(document)}  {document.language:<5} "
                    f"{document.title}"
                )
        if not hits:
            click.echo("Nothing found.")


def format_day(document: Document) -> str:
    """The day of publication, or "no date", padded to the same width."""
    return f"{document.published:%Y-%m-%d}" if document.published else "no date   "


@click.command()
@desk_option
@click.argument("document_id", metavar="ID")
@click.option("--version", type=int, help="One version.  [default: the newest]")
@click.option("--changes", is_flag=True, help="What the outlet changed, version by version.")
def document(folder: Path, document_id: str, version: int | None, *, changes: bool) -> None:
    """Show a document: its facts, where each came from, and its text."""
    with opened_desk(folder) as desk:
        chosen_version = desk.store.documents.get(document_id, version)
        if chosen_version is None:
            # Tell a wrong version from a wrong id.
            newest = desk.store.documents.get(document_id)
            raise DeskError(
                f"{document_id} has no version {version}: the newest is {newest.version}."
                if newest
                else f"there is no document {document_id} here: find it with `coranto search`."
            )
        if changes:
            _print_changes(desk.store.documents.versions(document_id))
        else:
            _print_document(chosen_version)


def _print_document(document: Document) -> None:
    facts = {
        "document": f"{document.id}, version {document.version}",
        "address": document.url,
        "source": document.source_id,
        "authors": ", ".join(document.authors) or "unknown",
        "published": _format_publication(document),
        "language": f"{document.language} (from the {document.language_from})",
        "title": f"{document.title} (from the {document.title_from})",
        "text": _format_length(document),
        "seen": f"{document.seen:%Y-%m-%d %H:%M:%S} UTC",
        "capture": document.capture,
    }
    for name, fact in facts.items():
        click.echo(f"{name:>10}  {fact}")
    click.echo(f"\n{document.text}")


def _format_length(document: Document) -> str:
    length = f"{len(document.text):,} characters (from the {document.text_from})"
    return (
        f"{length}: the beginning, the rest is behind a wall" if document.is_beginning else length
    )


def _format_publication(document: Document) -> str:
    if document.published is None:
        raw = f", written as “{document.published_raw}”" if document.published_raw else ""
        return f"unknown{raw}"
    is_guess = document.published_from == "guess"
    origin = "guessed from the page" if is_guess else f"from the {document.published_from}"
    return (
        f"{document.published:%Y-%m-%d %H:%M} UTC, to the {document.precise} "
        f"({origin}, written as “{document.published_raw}”)"
    )


def _print_changes(versions: list[Document]) -> None:
    from coranto.reading import diff

    if len(versions) == 1:
        click.echo("The outlet has not changed this document since it was first seen.")
    for old, new in itertools.pairwise(versions):
        click.echo(f"Version {new.version}, seen {new.seen:%Y-%m-%d %H:%M} UTC:")
        click.echo(diff.format_changes(diff.list_changes(old, new)))


@click.command()
@desk_option
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
def problems(folder: Path, limit: int) -> None:
    """List what was left out of what the sources sent, and why."""
    with opened_desk(folder) as desk:
        for problem in desk.store.problems.recent(limit):
            detail = f" ({problem.detail})" if problem.detail else ""
            click.echo(f"{problem.subject}: {problem.reason}{detail}")
