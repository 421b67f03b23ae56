"""Commands about sources: add, list, remove, check, import, export, register."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

import click

from coranto.cli.options import desk_option, opened_desk, progress_meter, utc_now
from coranto.cli.output import pluralise
from coranto.errors import EXPLANATIONS, DeskError, SourceError
from coranto.model import Disclosure, Feed, Relation, Source, SourceKind
from coranto.steps.desk import Desk


@click.group()
def sources() -> None:
    """The outlets, institutions and accounts that the desk reads."""


@sources.command()
@desk_option
@click.argument("url")
@click.option("--name", default="", help="Its name.  [default: its feeds' title]")
@click.option("--kind", type=click.Choice(get_args(SourceKind)), help="What it is.")
@click.option("--country", default="", help="Two letters (ISO 3166-1), such as FI.")
@click.option("--language", "tags", multiple=True, help="A language it writes; may be repeated.")
@click.option(
    "--selector", default="", help="CSS selector of the links, for a page without a feed."
)
@click.option(
    "--pages",
    type=click.Choice(["auto", "never"]),
    default="auto",
    show_default=True,
    help="Whether the articles' own pages are fetched.",
)
@click.option(
    "--most", type=click.IntRange(1), default=10, show_default=True, help="Feeds to keep."
)
def add(
    folder: Path, url: str, selector: str, country: str, tags: tuple[str, ...], **told: Any
) -> None:
    """Find the feeds of the site at URL, show them and keep them."""
    from coranto.steps.collection import collect, discover
    from coranto.steps.collection import sources as keeping

    facts = keeping.SourceFacts(
        country=_parse_country(country), languages=_parse_languages(tags), **told
    )
    with (
        opened_desk(folder) as desk,
        desk.archive.locked(),
        collect.fetcher_for(desk, clock=utc_now) as fetcher,
    ):
        if selector:
            found = discover.select_page_links(desk, fetcher, url, selector)
        else:
            found = discover.discover_feeds(desk, fetcher, url, report=progress_meter())
        added = keeping.add_source(desk, found, facts, utc_now())
    for trial in found.refused:
        click.echo(f"  no feed  {trial.url}: {EXPLANATIONS[trial.reason or 'not a feed'].what}")
    click.echo(
        "\n".join(_added_lines(added, {trial.url: len(trial.addresses) for trial in found.found}))
    )


def _parse_country(written: str) -> str:
    from babel import Locale

    code = written.upper()
    if code and (len(code) != 2 or code not in Locale("en").territories):
        raise DeskError(f"{written!r} is no country: two letters are expected, such as FI or IR.")
    return code


def _parse_languages(written: Iterable[str]) -> tuple[str, ...]:
    from coranto.reading.language import packs

    tags = {word: packs.parse_tag(word) for word in written}
    for word, tag in tags.items():
        if tag == "und":
            raise DeskError(f"{word!r} is no language: a tag is expected, such as fa or pt-BR.")
    return tuple(tags.values())


def _added_lines(added: Any, entries: dict[str, int]) -> Iterator[str]:
    for feed in added.feeds:
        yield f"  added    {feed.url} ({feed.kind}, {pluralise(entries.get(feed.url, 0), 'entry')})"
    for feed in added.known:
        yield f"  known    {feed.url}"
    source = added.source
    about = [source.kind, source.country or "country unknown"]
    about.append(", ".join(source.languages) or "languages unknown")
    what = "New source" if added.is_new else "Source"
    yield f"{what} {source.id}: {source.name} ({'; '.join(about)})"


@sources.command("list")
@desk_option
@click.option("--removed", is_flag=True, help="Those taken out of use, too.")
@click.option("--json", "as_json", is_flag=True, help="Everything known, as JSON.")
def list_(folder: Path, *, removed: bool, as_json: bool) -> None:
    """List the sources with their feeds."""
    with opened_desk(folder) as desk:
        held = desk.store.sources.with_removed() if removed else desk.store.sources.all()
        feeds = desk.store.feeds.with_removed() if removed else desk.store.feeds.all()
    of_source = {each.id: [feed for feed in feeds if feed.source_id == each.id] for each in held}
    if as_json:
        described = [_source_as_json(source, of_source[source.id]) for source in held]
        click.echo(json.dumps(described, ensure_ascii=False, indent=2))
        return
    for source in held:
        click.echo("\n".join(_source_lines(source, of_source[source.id])))
    if not held:
        click.echo("No sources yet: `coranto sources add URL` finds them.")


def _source_lines(source: Source, feeds: list[Feed]) -> Iterator[str]:
    facts = [source.kind, source.country, ", ".join(source.languages)]
    gone = f", removed {source.removed:%Y-%m-%d}" if source.removed else ""
    yield f"{source.id}  {source.name} ({'; '.join(filter(None, facts))}){gone}"
    for fact in source.disclosures:
        reference = fact.reference or ", row ".join(filter(None, (fact.register, fact.row)))
        as_of = f", {fact.as_of}" if fact.as_of else ""
        yield f"    {fact.relation}: {fact.value} [{reference or 'no reference'}{as_of}]"
    if not source.disclosures:
        yield "    unreviewed: nobody has said who owns or funds it"
    for feed in feeds:
        state = f", removed {feed.removed:%Y-%m-%d}" if feed.removed else ""
        state += f", {pluralise(feed.failures, 'failure')} in a row" if feed.failures else ""
        yield f"    {feed.id}  {feed.kind:<7} {feed.url}{state}"


def _source_as_json(source: Source, feeds: list[Feed]) -> dict[str, Any]:
    """A source as JSON has it: every field, times as ISO 8601."""
    from dataclasses import asdict

    described = asdict(source) | {"feeds": [asdict(feed) for feed in feeds]}
    plain: dict[str, Any] = json.loads(json.dumps(described, default=lambda at: at.isoformat()))
    return plain


@sources.command("set")
@desk_option
@click.argument("source_id", metavar="ID")
@click.option("--name", default="", help="Its name.")
@click.option("--kind", type=click.Choice(get_args(SourceKind)), help="What it is.")
@click.option("--country", default="", help="Two letters (ISO 3166-1), such as FI.")
@click.option("--language", "tags", multiple=True, help="A language it writes; may be repeated.")
def set_(folder: Path, source_id: str, country: str, tags: tuple[str, ...], **told: Any) -> None:
    """Note what is known of a source; what is not named stays as it is."""
    from coranto.steps.collection import sources as keeping

    facts = keeping.SourceFacts(
        country=_parse_country(country), languages=_parse_languages(tags), **told
    )
    with opened_desk(folder) as desk:
        changed = keeping.change_source(desk, source_id, facts)
        click.echo("\n".join(_source_lines(changed, desk.store.feeds.of_source(changed.id))))


@sources.command()
@desk_option
@click.argument("source_id", metavar="ID")
@click.argument("relation", type=click.Choice(get_args(Relation)))
@click.argument("value")
@click.option("--reference", required=True, help="Where it is written: an address or a citation.")
@click.option("--as-of", default="", help="The date of the fact, as the reference gives it.")
def disclose(folder: Path, source_id: str, relation: Relation, value: str, **told: Any) -> None:
    """Note who owns, funds or directs a source, and where that is written."""
    from coranto.steps.collection import sources as keeping

    fact = Disclosure(relation=relation, value=value, **told)
    with opened_desk(folder) as desk:
        is_new = keeping.add_disclosure(desk, source_id, fact, utc_now())
    click.echo(f"{source_id}: {relation} {value}" + ("" if is_new else " (known already)"))


@sources.command()
@desk_option
@click.argument("name", metavar="ID")
def remove(folder: Path, name: str) -> None:
    """Take a source, or one feed, out of use. What came from it stays."""
    from coranto.steps.collection import sources as keeping

    with opened_desk(folder) as desk:
        gone = keeping.remove_source_or_feed(desk, name, utc_now())
    for feed in gone:
        click.echo(f"  removed  {feed.url}")
    click.echo(f"{pluralise(len(gone), 'feed')} no longer visited; what came from there stays.")


@sources.command()
@desk_option
@click.argument("names", metavar="[ID]…", nargs=-1)
@click.option("--accept-moves", is_flag=True, help="Visit moved feeds at their new addresses.")
@click.pass_context
def check(ctx: click.Context, folder: Path, names: tuple[str, ...], *, accept_moves: bool) -> None:
    """Try all feeds, or those of these sources; say what is wrong and what to do."""
    from coranto.steps.collection import collect
    from coranto.steps.collection import sources as keeping

    with (
        opened_desk(folder) as desk,
        desk.archive.locked(),
        collect.fetcher_for(desk, clock=utc_now) as fetcher,
    ):
        chosen = keeping.select_feeds(desk, names)
        checked = list(keeping.check_feeds(desk, fetcher, chosen, report=progress_meter()))
        moved = keeping.accept_moves(desk, checked, utc_now()) if accept_moves else []
    wrong = [each for each in checked if each.reason and each not in moved]
    for each in sorted(wrong, key=lambda each: each.feed.url):
        click.echo("\n".join(_trouble_lines(each)))
    for each in moved:
        click.echo(f"{each.feed.url}\n  is now visited at {each.moved_to}")
    click.echo(f"{pluralise(len(checked) - len(wrong), 'feed')} well, {len(wrong)} with trouble.")
    ctx.exit(1 if wrong else 0)


def _trouble_lines(checked: Any) -> Iterator[str]:
    explained = EXPLANATIONS[checked.reason]
    detail = f": {checked.detail}" if checked.detail else ""
    yield checked.feed.url
    yield f"  {explained.what}{detail}"
    yield f"  → {explained.advice}"


@sources.command("import")
@desk_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(folder: Path, file: Path) -> None:
    """Add the feeds of an OPML file, as feed readers export them."""
    body = read_opml_body(file)
    with opened_desk(folder) as desk:
        import_feeds(desk, body)


def read_opml_body(file: Path) -> bytes:
    """What an OPML file holds. Raises DeskError when it is none, before a desk is touched."""
    from coranto.reading.feeds import opml

    body = file.read_bytes()
    try:
        opml.read_opml(body)
    except SourceError as error:
        raise DeskError(f"{file} cannot be imported: {error.detail}.") from error
    return body


def import_feeds(desk: Desk, body: bytes) -> None:
    """Add the feeds of an OPML file's body to a desk, and say what came of it."""
    from coranto.steps.collection import lists

    came = lists.import_opml(desk, body, utc_now())
    for problem in came.problems:
        detail = f" ({problem.detail})" if problem.detail else ""
        click.echo(f"  left out {problem.subject}: {problem.reason}{detail}", err=True)
    click.echo(
        f"{pluralise(came.feeds, 'feed')} of {pluralise(came.sources, 'new source')} added, "
        f"{came.known} known already."
    )


@sources.command()
@desk_option
@click.argument(
    "file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path), default="-"
)
def export(folder: Path, file: Path) -> None:
    """Write the feeds as OPML 2.0 to FILE, or to standard output."""
    from coranto.steps.collection import lists

    with opened_desk(folder) as desk:
        text = lists.export_opml(desk, utc_now())
        left_out = sum(feed.kind == "page" for feed in desk.store.feeds.all())
    if str(file) == "-":
        sys.stdout.buffer.write(text.encode())
    else:
        file.write_text(text, encoding="utf-8", newline="\n")
    if left_out:
        click.echo(
            f"{pluralise(left_out, 'page')} without a feed left out: "
            "other readers cannot read them.",
            err=True,
        )


@sources.command()
@desk_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--map", "pairs", multiple=True, metavar="FIELD=COLUMN", help="Which column is what.")
@click.option("--dry-run", is_flag=True, help="Show what would be added.")
def register(folder: Path, file: Path, pairs: tuple[str, ...], *, dry_run: bool) -> None:
    """Fill disclosures from a register of the media, CSV or JSON.

    FIELD is name, url, domains, country, owner, funder, affiliation, typology, reference or
    as_of; without --map the columns are guessed from their names.
    """
    from coranto.steps.collection import lists

    mapping = dict(_parse_column_pair(pair) for pair in pairs)
    with opened_desk(folder) as desk:
        read = lists.read_register(file.read_bytes(), name=file.name, mapping=mapping)
        found = lists.find_register_matches(desk, read)
        unmatched = len(desk.store.sources.all()) - len(found)
        added = 0 if dry_run else lists.add_disclosures(desk, found, utc_now())
    click.echo("Columns: " + ", ".join(f"{field}={col}" for field, col in read.mapping.items()))
    for match in found:
        click.echo(f"{match.source.id}  {match.source.name}: {pluralise(match.fresh, 'new fact')}")
        for fact in match.disclosures:
            click.echo(f"    {fact.relation}: {fact.value} [{fact.register}, row {fact.row}]")
    for problem in read.problems:
        click.echo(f"  left out {problem.subject}: {problem.reason}", err=True)
    would = f"{sum(match.fresh for match in found)} would be" if dry_run else f"{added} were"
    click.echo(
        f"{pluralise(len(read.rows), 'row')} read; {pluralise(len(found), 'source')} found in "
        f"them, {unmatched} not. Facts: {would} added."
    )


def _parse_column_pair(pair: str) -> tuple[str, str]:
    field, sign, column = pair.partition("=")
    if not (field and sign and column):
        raise DeskError(f"--map {pair!r}: FIELD=COLUMN is expected, such as owner=Company.")
    return field, column
