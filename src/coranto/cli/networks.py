"""`coranto network`: accounts that post the same at the same time, out of files of posts."""

import csv
import sys
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timezone
from functools import partial
from pathlib import Path
from typing import get_args

import click

from coranto.analysis.networks.clock_grids import describe_step
from coranto.analysis.networks.question import (
    PRESETS,
    Action,
    Question,
    SimilarityMeasure,
    preset_question,
)
from coranto.analysis.networks.text_keys import KEEPABLE_ASPECTS, KeptAspect, Normaliser
from coranto.analysis.significance.verdicts import FINDING_KINDS, Verdict
from coranto.cli.options import utc_now
from coranto.edges.engine import Engine
from coranto.errors import NetworkError
from coranto.reading.posts.columns import POST_FIELDS, PostField
from coranto.reading.posts.times import NAMED_FORMS, UNREADABLE, time_form_problem
from coranto.reading.posts.zones import parse_offset
from coranto.steps.networks.clocks import ClockReport
from coranto.steps.networks.find import NetworkCounts
from coranto.steps.networks.load import PostForm, PostLoadResult
from coranto.steps.networks.report import UNSURE_PAIRS_NOTE

#: Skipped rows that are shown, each with its reason.
MAX_SHOWN_ROWS = 10


@click.command()
@click.argument("posts", nargs=-1, required=True)
@click.option(
    "--out", "folder", type=click.Path(file_okay=False, path_type=Path), required=True,
    help="Folder for the tables (CSV), summary.json, report.html and the graph files.",
)  # fmt: skip
@click.option(
    "--preset", "named", type=click.Choice(sorted(PRESETS)),
    help="Answer exactly as CooRTweet, or as coordination-network-toolkit (CNT).",
)  # fmt: skip
@click.option(
    "--action", "actions", multiple=True, type=click.Choice(get_args(Action)),
    help="What two posts have in common; several make layers.  [default: share, or else "
    "repost, link and text, as the posts have them; cnt: text]",
)  # fmt: skip
@click.option(
    "--window",
    help="Seconds between two posts, at most; several (60,10) also give the fast part of the "
    "network.  [default: 10; cnt: 60]",
)
@click.option(
    "--min-participation", "participation", type=int,
    help="Coordinated posts that one of the two accounts must have.  [default: 2; cnt: 1]",
)  # fmt: skip
@click.option(
    "--edge-weight", "quantile", type=float,
    help="The subgraph lies above this quantile of weights (R's type 7).  [default: 0.5]",
)  # fmt: skip
@click.option(
    "--min-edge-weight", "least_weight", type=float,
    help="The subgraph has this weight or more; instead of a quantile.  [cnt: 1]",
)  # fmt: skip
@click.option(
    "--similarity", type=float,
    help="Of similar texts: the least share of common words.  [default: 0.8; cnt: 0.9]",
)  # fmt: skip
@click.option(
    "--measure", type=click.Choice(get_args(SimilarityMeasure)),
    help="Of similar texts: the share among the words of both (jaccard), or of the shorter text "
    "(containment).  [default: jaccard]",
)  # fmt: skip
@click.option(
    "--keep", multiple=True, type=click.Choice(KEEPABLE_ASPECTS),
    help="What of a text counts, though by default it does not.",
)  # fmt: skip
@click.option(
    "--exclude", "excluded", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of objects that do not count, one a line.",
)  # fmt: skip
@click.option(
    "--redirects", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV file of links and where they lead: two columns, no header.",
)  # fmt: skip
@click.option("--loops", is_flag=True, help="Keep an account's pairs with itself.")
@click.option(
    "--map", "mapped", multiple=True, metavar="FIELD=COLUMN",
    help=f"Name the column of a field: {', '.join(POST_FIELDS)}. In JSON it may be a path, as in "
    "account=user.name; date+time are two columns that are one value.",
)  # fmt: skip
@click.option(
    "--time-format", "time_form", metavar="FORM", default="",
    help=f"The form of the times: such as \"%d/%m/%Y %H:%M:%S\", or {', '.join(NAMED_FORMS)}.",
)  # fmt: skip
@click.option(
    "--utc-offset", "offset", metavar="OFFSET", default="",
    help="The zone of times without one, or with a name that means several (CST, IST): such as "
    "+05:30.  [default: UTC; such names are refused]",
)  # fmt: skip
@click.option(
    "--account", default="",
    help="Whose posts those are that name no account, as in Instagram's own archive.",
)  # fmt: skip
@click.option(
    "--max-pairs", "most_pairs", type=int,
    help="The most pairs in all: the objects that could make most are left out, and named.  "
    "[default: 20000000]",
)  # fmt: skip
@click.option(
    "--chance/--no-chance",
    "tested",
    default=True,
    show_default=True,
    help="Test the subgraph's edges and components against chance.",
)
@click.option(
    "--resolution", type=click.FloatRange(min=0, min_open=True), default=1.0, show_default=True,
    help="Of the communities (Louvain): higher ones give smaller communities.",
)  # fmt: skip
@click.option(
    "--pseudonyms", "key", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with a secret key: accounts and posts get pseudonyms, no text is written.",
)  # fmt: skip
@click.option(
    "--engine", "kind", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True,
    help="What finds the pairs: DuckDB on this machine, or Spark on many.",
)  # fmt: skip
@click.option("--master", default="local[*]", show_default=True, help="Of Spark: where it runs.")
@click.option(
    "--memory", default="4GB", show_default=True, help="The most that the engine may use here."
)
@click.option("--threads", type=click.IntRange(min=1), help="[default: one for each processor]")
def network(
    posts: tuple[str, ...], folder: Path, *, named: str | None, mapped: tuple[str, ...],
    time_form: str, offset: str, account: str, keep: tuple[KeptAspect, ...],
    excluded: Path | None, redirects: Path | None, kind: str, master: str, tested: bool,
    resolution: float, key: Path | None, memory: str, threads: int | None,
    **options: object,
) -> None:  # fmt: skip
    """Find accounts that post the same at the same time, with the posts behind every edge.

    POSTS are files, patterns or folders. Rows that are no posts are counted, shown and
    skipped; the exit status is then 1.
    """
    from coranto.edges.engine_files import find_files
    from coranto.steps.networks import pseudonyms
    from coranto.steps.networks.actions import ActionOptions
    from coranto.steps.networks.run import AnalysisRequest, analyse_files

    if time_form and (problem := time_form_problem(time_form)):
        raise click.UsageError(f"--time-format {time_form}: {problem}.")
    request = AnalysisRequest(
        question=_build_question(named or "", options),
        options=ActionOptions(
            texts=Normaliser(keep=frozenset(keep)),
            excluded=tuple(_read_lines(excluded)),
            redirects=dict(_read_redirects(redirects)),
        ),
        is_judged=tested,
        pseudonym_key=pseudonyms.read_key(key) if key else b"",
    )
    form = PostForm(
        columns=_parse_field_map(mapped),
        time_form=time_form,
        zone=_parse_zone(offset),
        account=account,
    )
    paths = find_files(posts)
    folder.mkdir(parents=True, exist_ok=True)
    if kind == "spark":
        opened = _open_spark(folder, master=master, memory=memory)
    else:
        opened = _open_duckdb(folder, memory=memory, threads=threads)
    with opened as engine:
        run = analyse_files(
            engine, paths, request, form=form, clock=utc_now(), folder=folder,
            resolution=resolution,
            on_load=partial(_print_loaded, window=request.question.window),
        )  # fmt: skip
    _print_networks(run.found, run.question)
    if run.clocks.unsure_pairs:
        click.echo(UNSURE_PAIRS_NOTE.format(f"{run.clocks.unsure_pairs:,}"), err=True)
    _print_verdicts(run.verdicts.values())
    sys.exit(0 if run.taken.is_whole and not run.clocks.warnings(run.question.window) else 1)


def _open_duckdb(
    folder: Path, *, memory: str, threads: int | None
) -> AbstractContextManager[Engine]:
    import os

    from coranto.edges.engine import open_duckdb

    return open_duckdb(folder, memory=memory, threads=threads or os.cpu_count() or 1)


def _open_spark(folder: Path, *, master: str, memory: str) -> AbstractContextManager[Engine]:
    from coranto.edges.engine_spark import open_spark

    return open_spark(folder, master=master, memory=memory)


def _build_question(preset: str, options: dict[str, object]) -> Question:
    """The question of the preset, changed by the options that were given."""
    question = preset_question(preset)
    # Click gives None, or () for options that may be repeated, where an option was not given.
    overrides = {name: value for name, value in options.items() if value not in (None, ())}
    if (windows := overrides.pop("window", None)) is not None:
        overrides["windows"] = _parse_windows(str(windows))
    if "quantile" in overrides and "least_weight" in overrides:
        raise click.UsageError("--edge-weight and --min-edge-weight exclude each other.")
    # The preset may set one of the two; the other one, asked for, replaces it.
    if "quantile" in overrides:
        overrides["least_weight"] = None
    if "least_weight" in overrides and overrides["least_weight"] is not None:
        overrides["quantile"] = None
    return replace(question, **overrides)  # type: ignore[arg-type]


def _parse_windows(text: str) -> tuple[float, ...]:
    try:
        return tuple(sorted({float(part) for part in text.split(",")}, reverse=True))
    except ValueError as error:
        raise NetworkError(f'"{text}" is no number of seconds, such as 60 or 60,10') from error


def _read_lines(path: Path | None) -> Iterator[str]:
    """The lines of a file that are not blank; none without a file."""
    if path:
        # Spreadsheets save a byte order mark, which would be part of the first object.
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        yield from (line.strip() for line in text.splitlines() if line.strip())


def _read_redirects(path: Path | None) -> Iterator[tuple[str, str]]:
    """Link and where it leads, for each row of a file of redirects."""
    for number, row in enumerate(csv.reader(_read_lines(path)), 1):
        if len(row) != 2:
            raise NetworkError(f"{path}: line {number}: not two columns, a link and where it leads")
        yield row[0].strip(), row[1].strip()


def _parse_field_map(assignments: tuple[str, ...]) -> dict[PostField, str]:
    """Field → column, from options of the form FIELD=COLUMN."""
    fields: dict[PostField, str] = {}
    for assignment in assignments:
        name, _, column = assignment.partition("=")
        if name not in POST_FIELDS or not column:
            raise click.UsageError(f"--map {assignment}: FIELD is one of {', '.join(POST_FIELDS)}.")
        fields[name] = column
    return fields


def _parse_zone(offset: str) -> timezone | None:
    zone = parse_offset(offset)
    if offset and zone is None:
        raise click.UsageError(f"--utc-offset {offset}: an offset from UTC is written as +05:30.")
    return zone


def _print_loaded(loaded: PostLoadResult, clocks: ClockReport, *, window: float) -> None:
    """Print what was read to standard output, what was skipped to standard error."""
    resolutions = {file.file: describe_step(file.resolution) for file in clocks.files}
    for file in loaded.files:
        times = f"; times to {resolutions[file.name]}" if file.name in resolutions else ""
        click.echo(f"{file.name}: {_format_count(file.rows, 'row')}, {file.layout}{times}")
        if file.columns:
            click.echo(f"  taken as: {file.columns}")
    size = loaded.size
    click.echo(f"{_format_count(size.rows, 'post')} of {_format_count(size.accounts, 'account')}")
    if size.repeated:
        have = "has" if size.repeated == 1 else "have"
        click.echo(f"{_format_count(size.repeated, 'row')} {have} the id of another row's post")
    for bad in loaded.bad[:MAX_SHOWN_ROWS]:
        where = bad.place or "left out"
        count = f", {bad.rows:,} rows" if bad.rows > 1 else ""
        example = f": {bad.example[:80]!r}" if bad.example else ""
        click.echo(f"{bad.file}: {where}{count}: {bad.reason}{example}", err=True)
    if any(bad.reason == UNREADABLE for bad in loaded.bad):
        click.echo('name the form of times, as in --time-format "%d/%m/%Y %H:%M:%S"', err=True)
    if any(bad.reason == "no account" for bad in loaded.bad):
        click.echo("say whose posts these are, as in --account NAME", err=True)
    for name, note in loaded.notes:
        click.echo(f"{name}: {note}", err=True)
    for warning in clocks.warnings(window):
        click.echo(warning, err=True)
    if loaded.skipped:
        click.echo(f"{_format_count_was(loaded.skipped, 'row')} skipped", err=True)


def _format_count(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _format_count_was(count: int, noun: str) -> str:
    return f"{_format_count(count, noun)} {'was' if count == 1 else 'were'}"


def _print_networks(counts: NetworkCounts, question: Question) -> None:
    threshold_format = "{:g} or more" if question.quantile is None else "more than {:g}"
    for layer, threshold in counts.thresholds.items():
        click.echo(f"{layer}: the subgraph's edges weigh {threshold_format.format(threshold)}")
    click.echo(
        f"{_format_count(counts.pairs, 'pair')} of posts, {_format_count(counts.edges, 'edge')} "
        f"between {_format_count(counts.accounts, 'account')} "
        f"in {_format_count(counts.components, 'component')}\n"
        f"subgraph: {_format_count(counts.subgraph_edges, 'edge')}, "
        f"{_format_count(counts.subgraph_accounts, 'account')}, "
        f"{_format_count(counts.subgraph_components, 'component')}"
    )
    if question.quantile is not None and counts.edges and not counts.subgraph_edges:
        click.echo(
            "no edge weighs more than that; --min-edge-weight takes those that weigh as much",
            err=True,
        )
    if counts.left_out:
        click.echo(
            f"{_format_count_was(counts.left_out, 'object')} left out, which could make up to "
            f"{counts.left_out_pairs:,.0f} pairs: with them, there could be more than "
            f"{question.most_pairs:,} (--max-pairs). objects.csv names them",
            err=True,
        )


def _print_verdicts(components: Collection[Verdict]) -> None:
    """Print how many components have each finding."""
    findings = Counter(verdict.finding for verdict in components)
    if findings:
        finding_counts = ", ".join(f"{findings[finding]:,} {finding}" for finding in FINDING_KINDS)
        click.echo(f"components of the subgraph: {finding_counts}")
