"""Commands for sources: add, list, set, disclose, remove, check, import, export, register."""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

import click

from coranto.cli.options import desk_option, opened_desk, progress_meter, utc_now
from coranto.cli.output import pluralise
from coranto.errors import EXPLANATIONS, DeskError, SourceError
from coranto.model import Disclosure, Feed, Folder, Relation, Source, SourceKind, Tier
from coranto.steps.desk import Desk


@click.group()
def sources() -> None:
    """The outlets, institutions and accounts that the desk reads."""


def tier_options(command: Any) -> Any:
    """The options that say how much a desk trusts and wants a source or folder."""
    tier = click.option(
        "--tier",
        type=click.IntRange(1, 3),
        help="How much the desk trusts and wants it: 1 is most, 3 least.  [unset: 2]",
    )
    weight = click.option(
        "--weight",
        type=click.FloatRange(0.1, 10),
        help="How much it counts beside others of its tier.  [unset: 1]",
    )
    return tier(weight(command))


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
@tier_options
@click.option(
    "--most", type=click.IntRange(1), default=10, show_default=True, help="Feeds to keep."
)
def add(
    folder: Path, url: str, selector: str, country: str, tags: tuple[str, ...], **options: Any
) -> None:
    """Find the feeds of the site at URL, show them and keep them."""
    from coranto.steps.collection import collect, discover
    from coranto.steps.collection import sources as keeping

    facts = keeping.SourceFacts(
        country=_parse_country(country), languages=_parse_languages(tags), **options
    )
    with (
        opened_desk(folder) as desk,
        desk.archive.locked(),
        collect.fetcher_for(desk, clock=utc_now) as fetcher,
    ):
        if selector:
            discovery = discover.select_page_links(desk, fetcher, url, selector)
        else:
            discovery = discover.discover_feeds(desk, fetcher, url, report=progress_meter())
        addition = keeping.add_source(desk, discovery, facts, utc_now())
    for trial in discovery.refused:
        click.echo(f"  no feed  {trial.url}: {EXPLANATIONS[trial.reason or 'not a feed'].what}")
    click.echo(
        "\n".join(
            _added_lines(addition, {trial.url: len(trial.addresses) for trial in discovery.found})
        )
    )


def _parse_country(country: str) -> str:
    from babel import Locale

    code = country.upper()
    if code and (len(code) != 2 or code not in Locale("en").territories):
        raise DeskError(f"{country!r} is no country: two letters are expected, such as FI or IR.")
    return code


def _parse_languages(words: Iterable[str]) -> tuple[str, ...]:
    from coranto.reading.language import packs

    # A dictionary keeps the order in which the languages were named, and drops repetitions.
    tags = {word: packs.parse_tag(word) for word in words}
    for word, tag in tags.items():
        if tag == "und":
            raise DeskError(f"{word!r} is no language: a tag is expected, such as fa or pt-BR.")
    return tuple(tags.values())


def _added_lines(addition: Any, entries: dict[str, int]) -> Iterator[str]:
    for feed in addition.feeds:
        yield f"  added    {feed.url} ({feed.kind}, {pluralise(entries.get(feed.url, 0), 'entry')})"
    for feed in addition.known:
        yield f"  known    {feed.url}"
    source = addition.source
    facts = [source.kind, source.country or "country unknown"]
    facts.append(", ".join(source.languages) or "languages unknown")
    label = "New source" if addition.is_new else "Source"
    yield f"{label} {source.id}: {source.name} ({'; '.join(facts)})"


@sources.command("list")
@desk_option
@click.option("--removed", is_flag=True, help="Those taken out of use, too.")
@click.option("--json", "as_json", is_flag=True, help="Everything known, as JSON.")
def list_(folder: Path, *, removed: bool, as_json: bool) -> None:
    """List the sources with their feeds."""
    with opened_desk(folder) as desk:
        listed_sources = desk.store.sources.with_removed() if removed else desk.store.sources.all()
        feeds = desk.store.feeds.with_removed() if removed else desk.store.feeds.all()
    feeds_by_source = {
        source.id: [feed for feed in feeds if feed.source_id == source.id]
        for source in listed_sources
    }
    if as_json:
        json_sources = [
            _source_as_json(source, feeds_by_source[source.id]) for source in listed_sources
        ]
        click.echo(json.dumps(json_sources, ensure_ascii=False, indent=2))
        return
    for source in listed_sources:
        click.echo("\n".join(_source_lines(source, feeds_by_source[source.id])))
    if not listed_sources:
        click.echo("No sources yet: `coranto sources add URL` finds them.")


def _source_lines(source: Source, feeds: list[Feed]) -> Iterator[str]:
    facts = [source.kind, source.country, ", ".join(source.languages), _tier_note(source)]
    removed_note = f", removed {source.removed:%Y-%m-%d}" if source.removed else ""
    yield f"{source.id}  {source.name} ({'; '.join(filter(None, facts))}){removed_note}"
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


def _tier_note(holder: Source | Folder) -> str:
    tier = f"tier {holder.tier}" if holder.tier else ""
    weight = f"weight {holder.weight:g}" if holder.weight else ""
    return ", ".join(filter(None, (tier, weight)))


def _source_as_json(source: Source, feeds: list[Feed]) -> dict[str, Any]:
    """A source as a JSON object: every field, times as ISO 8601."""
    # Encoded and decoded once: that turns the times, which JSON does not know, into text.
    from dataclasses import asdict

    fields = asdict(source) | {"feeds": [asdict(feed) for feed in feeds]}
    plain: dict[str, Any] = json.loads(json.dumps(fields, default=lambda at: at.isoformat()))
    return plain


@sources.command("set")
@desk_option
@click.argument("source_id", metavar="ID")
@click.option("--name", default="", help="Its name.")
@click.option("--kind", type=click.Choice(get_args(SourceKind)), help="What it is.")
@click.option("--country", default="", help="Two letters (ISO 3166-1), such as FI.")
@click.option("--language", "tags", multiple=True, help="A language it writes; may be repeated.")
@tier_options
def set_(folder: Path, source_id: str, country: str, tags: tuple[str, ...], **options: Any) -> None:
    """Note what is known of a source; what is not named stays as it is."""
    from coranto.steps.collection import sources as keeping

    facts = keeping.SourceFacts(
        country=_parse_country(country), languages=_parse_languages(tags), **options
    )
    with opened_desk(folder) as desk:
        changed_source = keeping.change_source(desk, source_id, facts)
        click.echo(
            "\n".join(_source_lines(changed_source, desk.store.feeds.of_source(changed_source.id)))
        )


@sources.command("set-folder")
@desk_option
@click.argument("name", metavar="FOLDER")
@tier_options
def set_folder(folder: Path, name: str, tier: Tier | None, weight: float | None) -> None:
    """Note how much the sources in a folder of feeds are trusted and wanted.

    FOLDER is its title, or its titles from the outermost: World/Lakes. A source's own tier and
    weight come before its folder's.
    """
    from coranto.steps.collection import tiers

    with opened_desk(folder) as desk:
        changed = tiers.set_folder(desk, name, tier=tier, weight=weight)
    click.echo(f"{'/'.join(changed.path)}  {_tier_note(changed) or 'no tier set'}")


@sources.command()
@desk_option
@click.argument("source_id", metavar="ID")
@click.argument("relation", type=click.Choice(get_args(Relation)))
@click.argument("value")
@click.option("--reference", required=True, help="Where it is written: an address or a citation.")
@click.option("--as-of", default="", help="The date of the fact, as the reference gives it.")
def disclose(folder: Path, source_id: str, relation: Relation, value: str, **options: Any) -> None:
    """Note who owns, funds or directs a source, and where that is written."""
    from coranto.steps.collection import sources as keeping

    fact = Disclosure(relation=relation, value=value, **options)
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
        removed_feeds = keeping.remove_source_or_feed(desk, name, utc_now())
    for feed in removed_feeds:
        click.echo(f"  removed  {feed.url}")
    click.echo(
        f"{pluralise(len(removed_feeds), 'feed')} no longer visited; what came from there stays."
    )


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
        feeds = keeping.select_feeds(desk, names)
        feed_checks = list(keeping.check_feeds(desk, fetcher, feeds, report=progress_meter()))
        moved_checks = keeping.accept_moves(desk, feed_checks, utc_now()) if accept_moves else []
    failed_checks = [
        feed_check
        for feed_check in feed_checks
        if feed_check.reason and feed_check not in moved_checks
    ]
    for feed_check in sorted(failed_checks, key=lambda feed_check: feed_check.feed.url):
        click.echo("\n".join(_trouble_lines(feed_check)))
    for feed_check in moved_checks:
        click.echo(f"{feed_check.feed.url}\n  is now visited at {feed_check.moved_to}")
    sound = pluralise(len(feed_checks) - len(failed_checks), "feed")
    click.echo(f"{sound} well, {len(failed_checks)} with trouble.")
    ctx.exit(1 if failed_checks else 0)


def _trouble_lines(feed_check: Any) -> Iterator[str]:
    explanation = EXPLANATIONS[feed_check.reason]
    detail = f": {feed_check.detail}" if feed_check.detail else ""
    yield feed_check.feed.url
    yield f"  {explanation.what}{detail}"
    yield f"  → {explanation.advice}"


@sources.command("import")
@desk_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(folder: Path, file: Path) -> None:
    """Add the feeds of an OPML file, as feed readers export them."""
    body = read_opml_body(file)
    with opened_desk(folder) as desk:
        import_feeds(desk, body)


def read_opml_body(file: Path) -> bytes:
    """Read an OPML file. Raises DeskError if it is not one, before the desk is changed."""
    from coranto.reading.feeds import opml

    body = file.read_bytes()
    try:
        opml.read_opml(body)
    except SourceError as error:
        raise DeskError(f"{file} cannot be imported: {error.detail}.") from error
    return body


def import_feeds(desk: Desk, body: bytes) -> None:
    """Add the feeds of an OPML document to a desk, and print how many were added."""
    from coranto.steps.collection import lists

    result = lists.import_opml(desk, body, utc_now())
    for problem in result.problems:
        detail = f" ({problem.detail})" if problem.detail else ""
        click.echo(f"  left out {problem.subject}: {problem.reason}{detail}", err=True)
    click.echo(
        f"{pluralise(result.feeds, 'feed')} of {pluralise(result.sources, 'new source')} added, "
        f"{result.known} known already."
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
    # As bytes: the console's own encoding may not be UTF-8, which the XML declaration names.
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
        reading = lists.read_register(file.read_bytes(), name=file.name, mapping=mapping)
        matches = lists.find_register_matches(desk, reading)
        unmatched_count = len(desk.store.sources.all()) - len(matches)
        fact_count = 0 if dry_run else lists.add_disclosures(desk, matches, utc_now())
    click.echo(
        "Columns: " + ", ".join(f"{field}={column}" for field, column in reading.mapping.items())
    )
    for match in matches:
        click.echo(f"{match.source.id}  {match.source.name}: {pluralise(match.fresh, 'new fact')}")
        for fact in match.disclosures:
            click.echo(f"    {fact.relation}: {fact.value} [{fact.register}, row {fact.row}]")
    for problem in reading.problems:
        click.echo(f"  left out {problem.subject}: {problem.reason}", err=True)
    facts_note = (
        f"{sum(match.fresh for match in matches)} would be" if dry_run else f"{fact_count} were"
    )
    click.echo(
        f"{pluralise(len(reading.rows), 'row')} read; {pluralise(len(matches), 'source')} found in "
        f"them, {unmatched_count} not. Facts: {facts_note} added."
    )


def _parse_column_pair(pair: str) -> tuple[str, str]:
    field, sign, column = pair.partition("=")
    if not (field and sign and column):
        raise DeskError(f"--map {pair!r}: FIELD=COLUMN is expected, such as owner=Company.")
    return field, column
