"""Commands for what a desk holds: search, document, remedy, problems."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from coranto.cli.options import desk_option, opened_desk, utc_now
from coranto.model import Document
from coranto.model.members import Actor

if TYPE_CHECKING:  # it loads numpy, which takes time
    from coranto.steps.documents.show import DocumentFact, ShownDocument

ORIGINS = click.Choice(["feed", "page"])


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
    from coranto.steps.documents.show import show_document

    with opened_desk(folder) as desk:
        shown = show_document(desk, document_id, version)
        if changes:
            _print_changes(shown)
        else:
            _print_document(shown)


def _print_document(shown: "ShownDocument") -> None:
    document = shown.document
    origins = {fact.name: _describe_origin(fact) for fact in shown.facts}
    facts = {
        "document": f"{document.id}, version {document.version}",
        "address": document.url,
        "source": document.source_id,
        "authors": ", ".join(document.authors) or "unknown",
        "published": _format_publication(document, origins["published"]),
        "language": f"{document.language} ({origins['language']})",
        "title": f"{document.title} ({origins['title']})",
        "text": _format_length(document, origins["text"]),
        "seen": f"{document.seen:%Y-%m-%d %H:%M:%S} UTC",
        "capture": document.capture,
    }
    for name, fact in facts.items():
        click.echo(f"{name:>10}  {fact}")
    for remedy in shown.remedies:
        reason = f": {remedy.reason}" if remedy.reason else ""
        click.echo(
            f"{'remedy':>10}  {remedy.id}: {remedy.field} → {remedy.choice}, by {remedy.who} on "
            f"{remedy.at:%Y-%m-%d}{reason}"
        )
    click.echo(f"\n{document.text}")


def _describe_origin(fact: "DocumentFact") -> str:
    read_from = (
        "guessed from the page" if fact.read_from == "guess" else f"from the {fact.read_from}"
    )
    if not fact.judgement_id:
        return read_from
    return f"judged by {fact.judged_by}" + ("" if fact.read_from == "none" else f", {read_from}")


def _format_length(document: Document, origin: str) -> str:
    length = f"{len(document.text):,} characters ({origin})"
    return (
        f"{length}: the beginning, the rest is behind a wall" if document.is_beginning else length
    )


def _format_publication(document: Document, origin: str) -> str:
    if document.published is None:
        raw = f", written as “{document.published_raw}”" if document.published_raw else ""
        return f"unknown{raw}"
    return (
        f"{document.published:%Y-%m-%d %H:%M} UTC, to the {document.precise} "
        f"({origin}, written as “{document.published_raw}”)"
    )


def _print_changes(shown: "ShownDocument") -> None:
    from coranto.reading import diff

    if len(shown.versions) == 1:
        click.echo("The outlet has not changed this document since it was first seen.")
    for version in shown.versions[1:]:
        document = version.document
        cause = "judged by " + ", ".join(version.judged_by) if version.judged_by else version.cause
        click.echo(f"Version {document.version}, seen {document.seen:%Y-%m-%d %H:%M} UTC, {cause}:")
        click.echo(diff.format_changes(version.changes))


@click.command()
@desk_option
@click.option("--who", required=True, envvar="CORANTO_WHO", help="Whose judgement it is.")
@click.option("--reason", default="", help="Why, for those who come after.")
@click.option("--title", type=ORIGINS, help="Where the title is read from.")
@click.option("--text", type=ORIGINS, help="Where the text is read from.")
@click.option("--published", type=ORIGINS, help="Where the date is read from.")
@click.option("--language", metavar="TAG", help="The language of the text.")
@click.option("--not-the-article", is_flag=True, help="The page is something else: leave it out.")
@click.option("--undo", type=int, metavar="NUMBER", help="Take back a remedy of the document.")
@click.argument("document_id", metavar="ID")
def remedy(folder: Path, document_id: str, who: str, reason: str, **choices: Any) -> None:
    """Choose how a document is read, where its reading is wrong.

    The document is read so at once, from what was collected of it, and after a rebuild. Its new
    version is no edit of the outlet. `coranto document` lists the remedies with their numbers.
    """
    from coranto.model.remedies import NOT_THE_ARTICLE
    from coranto.steps.documents import remedies

    page = NOT_THE_ARTICLE if choices.pop("not_the_article") else None
    undone_id = choices.pop("undo")
    chosen = {name: choice for name, choice in {**choices, "page": page}.items() if choice}
    if bool(chosen) == bool(undone_id):
        raise click.UsageError("name what is to be chosen, or --undo a remedy.")
    at, actor = utc_now(), Actor(name=who)
    with opened_desk(folder) as desk:
        if undone_id:
            result = remedies.undo_remedy(
                desk, undone_id, actor=actor, now=at, reason=reason, document_id=document_id
            )
            click.echo(f"Taken back: {result.remedy.field} → {result.remedy.choice}.")
        for field, choice in chosen.items():
            result = remedies.remedy_document(
                desk, document_id, field=field, choice=choice, actor=actor, now=at, reason=reason
            )
            click.echo(f"{result.judgement_id}: {field} → {result.remedy.choice}.")
    click.echo(f"{result.document.id} is in version {result.document.version} now.")


@click.command()
@desk_option
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)
def problems(folder: Path, limit: int) -> None:
    """List what was left out of what the sources sent, and why."""
    with opened_desk(folder) as desk:
        for problem in desk.store.problems.recent(limit):
            detail = f" ({problem.detail})" if problem.detail else ""
            click.echo(f"{problem.subject}: {problem.reason}{detail}")
