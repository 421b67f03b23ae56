"""Write a network as a report and as graph files.

Loads rows from the engine for rendering/networks; judges nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import starmap
from pathlib import Path
from typing import Any

import numpy as np

from coranto.analysis.networks import layout
from coranto.analysis.networks.centrality import pagerank
from coranto.analysis.networks.clock_grids import describe_step
from coranto.analysis.networks.communities import MAX_EDGES, louvain_communities
from coranto.analysis.networks.question import Question
from coranto.analysis.significance.verdicts import Verdict
from coranto.edges.engine import Engine, render_query
from coranto.rendering.networks import graphs
from coranto.rendering.networks import report as page
from coranto.steps.networks.clocks import ClockReport
from coranto.steps.networks.find import NetworkCounts
from coranto.steps.networks.load import PostLoadResult

#: Components that the report shows.
MAX_SHOWN_COMPONENTS = 20
#: Accounts of each component that the report shows.
MAX_SHOWN_MEMBERS = 30
#: Pairs of posts of each component that the report shows.
MAX_SHOWN_PAIRS = 20
#: Objects of each component that the report shows.
MAX_SHOWN_OBJECTS = 10
#: Accounts that the report draws: more cannot be told apart.
MAX_DRAWN_ACCOUNTS = 5_000
#: Edges that the report draws.
MAX_DRAWN_EDGES = 20_000
#: Edges that decide where accounts are drawn.
MAX_LAYOUT_EDGES = 200_000
#: Said of pairs that may be the work of a clock.
UNSURE_PAIRS_NOTE = (
    "{} pairs of posts are left out: both stand at one moment to which clocks are cut, such as a "
    "whole hour, as too many posts of their file do."
)
#: Moments are microseconds since then.
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

MEMBER_ATTRIBUTES = (
    graphs.Attribute(name="component", kind="long"),
    graphs.Attribute(name="community", kind="long"),
    graphs.Attribute(name="posts", kind="long"),
    graphs.Attribute(name="coordinated_posts", kind="long"),
    graphs.Attribute(name="degree", kind="long"),
    graphs.Attribute(name="strength", kind="double"),
    graphs.Attribute(name="pagerank", kind="double"),
)
TIE_ATTRIBUTES = (
    graphs.Attribute(name="layer", kind="string"),
    graphs.Attribute(name="avg_time_delta", kind="double"),
    graphs.Attribute(name="n_objects", kind="long"),
    graphs.Attribute(name="expected_objects", kind="double"),
    graphs.Attribute(name="observed_to_expected", kind="double"),
    graphs.Attribute(name="adjusted_p_value", kind="double"),
    graphs.Attribute(name="finding", kind="string"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkRun:
    """A run of `coranto network`, as far as the report shows it."""

    question: Question
    taken: PostLoadResult
    found: NetworkCounts
    verdicts: Mapping[int, Verdict]  #: on components, by number; none when not tested
    resolution: float
    clocks: ClockReport = field(default_factory=lambda: ClockReport(files=()))


def make_communities(engine: Engine, *, resolution: float) -> None:
    """Make the tables `members`, `ties` and `communities` (with PageRank) of the subgraph."""
    engine.make("members", render_query("members"))
    engine.make("ties", render_query("ties"))
    ties = engine.columns("SELECT * FROM ties")
    size = engine.rows("SELECT count(*) FROM members")[0][0]
    edges = ties["source"], ties["target"]
    columns = {
        "number": np.arange(size, dtype=np.int64),
        "community": louvain_communities(
            size, *edges, weights=ties["weight"], resolution=resolution
        ),
        "pagerank": pagerank(size, *edges, ties["weight"]),
    }
    engine.keep("communities", columns)


def write_report(engine: Engine, run: NetworkRun, *, folder: Path) -> None:
    """Write network.graphml, network.gexf and report.html into a folder."""
    for name, render_graph in (
        ("network.graphml", graphs.render_graphml),
        ("network.gexf", graphs.render_gexf),
    ):
        # Line ends are the same on every system: the same input gives the same bytes.
        with (folder / name).open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(render_graph(_stream_graph(engine)))
    (folder / "report.html").write_bytes(page.render_report(_build_report(engine, run)))


def _stream_graph(engine: Engine) -> graphs.Graph:
    """The subgraph, whose rows are read from the engine while they are written."""
    # A chain of posts has as many edges as pairs: as a list they took gigabytes beside the
    # engine's own memory.
    members = engine.stream(render_query("graph_members"))
    ties = engine.stream(render_query("graph_ties"))
    return graphs.Graph(
        of_vertices=MEMBER_ATTRIBUTES,
        of_edges=TIE_ATTRIBUTES,
        vertices=((row[0], row[1:]) for row in members),
        edges=((row[0], row[1], row[2], row[3:]) for row in ties),
    )


def _build_report(engine: Engine, run: NetworkRun) -> page.NetworkReport:
    counts, picture = run.found, _draw_picture(engine)
    findings = [verdict.finding for verdict in run.verdicts.values()]
    return page.NetworkReport(
        title="Accounts that act together",
        asked=_question_rows(run),
        read=_input_rows(run),
        notes=_report_notes(run, picture),
        accounts=counts.subgraph_accounts,
        edges=counts.subgraph_edges,
        components=counts.subgraph_components,
        beyond=findings.count("beyond chance") if findings else None,
        picture=picture,
        shown=_shown_components(engine, run.verdicts),
    )


def _question_rows(run: NetworkRun) -> list[tuple[str, str]]:
    question = run.question
    share = question.quantile
    return [
        ("Actions", ", ".join(question.actions) or "all that the posts have"),
        ("Window", ", ".join(f"{window:g} s" for window in question.windows)),
        ("Least participation", f"{question.participation}"),
        (
            "Edge weight",
            f"above the {share:g} quantile" if share is not None
            else f"{question.least_weight:g} or more",
        ),
        *(
            (f"The quantile of “{layer}”", f"{threshold:g}")
            for layer, threshold in run.found.thresholds.items()
            if share is not None
        ),
        ("Communities", f"Louvain, resolution {run.resolution:g}"),
        *([("Counted as", question.preset)] if question.preset else []),
    ]  # fmt: skip


def _input_rows(run: NetworkRun) -> list[tuple[str, str]]:
    resolutions = {file.file: describe_step(file.resolution) for file in run.clocks.files}
    return [
        *(
            (
                Path(file.name).name,
                f"{file.rows:,} rows, {file.layout}; times to {resolutions.get(file.name, 'none')}"
                + (f"; {file.columns}" if file.columns else ""),
            )
            for file in run.taken.files
        ),
        ("Posts", f"{run.taken.size.rows:,}"),
        ("Rows skipped", f"{run.taken.skipped:,}"),
    ]


def _report_notes(run: NetworkRun, picture: page.NetworkDrawing) -> list[str]:
    counts = run.found
    notes = [
        f"{bad.rows:,} rows skipped in {Path(bad.file).name}: {bad.reason}" for bad in run.taken.bad
    ]
    notes += [f"{Path(name).name}: {note}" for name, note in run.taken.notes]
    notes += run.clocks.warnings(run.question.window)
    if run.clocks.unsure_pairs:
        notes.append(UNSURE_PAIRS_NOTE.format(f"{run.clocks.unsure_pairs:,}"))
    if run.taken.size.repeated:
        notes.append(f"{run.taken.size.repeated:,} rows have the id of another row’s post.")
    if counts.left_out:
        notes.append(
            f"{counts.left_out:,} objects are left out, which could make up to "
            f"{counts.left_out_pairs:,.0f} pairs: with them, there could be more than "
            f"{run.question.most_pairs:,}. objects.csv names them."
        )
    if not run.verdicts and counts.subgraph_edges:
        notes.append("Nothing was tested against chance.")
    if counts.subgraph_accounts > len(picture.names):
        notes.append(f"The picture has the first {len(picture.names):,} accounts.")
    if counts.subgraph_edges > MAX_EDGES:
        notes.append("The network is too large to be parted into communities.")
    return notes


def _draw_picture(engine: Engine) -> page.NetworkDrawing:
    members = engine.rows(render_query("drawn_members", accounts=MAX_DRAWN_ACCOUNTS))
    ties = engine.rows(render_query("drawn_ties", accounts=MAX_DRAWN_ACCOUNTS))
    drawn_ties, layout_ties = ties[:MAX_DRAWN_EDGES], ties[:MAX_LAYOUT_EDGES]
    # Edges that are not drawn still pull their accounts together.
    places = layout.vertex_positions(
        np.array([member[1] for member in members], dtype=np.int64),
        np.array([tie[0] for tie in layout_ties], dtype=np.int64),
        np.array([tie[1] for tie in layout_ties], dtype=np.int64),
    )
    return page.NetworkDrawing(
        names=[member[0] for member in members],
        places=[(float(x), float(y)) for x, y in places],
        components=[member[1] for member in members],
        communities=[member[2] for member in members],
        edges=[
            (source, target, float(weight), beyond) for source, target, weight, beyond in drawn_ties
        ],
        left_out=len(ties) - len(drawn_ties),
    )


def _shown_components(engine: Engine, verdicts: Mapping[int, Verdict]) -> list[page.Component]:
    engine.make("met_inside", render_query("met_inside"))
    bounds = {"components": MAX_SHOWN_COMPONENTS}
    members = _by_component(
        engine.rows(render_query("shown_members", members=MAX_SHOWN_MEMBERS, **bounds))
    )
    pair_counts = dict(engine.rows(render_query("shown_counts", **bounds)))
    objects = _by_component(
        engine.rows(render_query("shown_objects", objects=MAX_SHOWN_OBJECTS, **bounds))
    )
    shown_pairs = _by_component(
        engine.rows(render_query("shown_pairs", pairs=MAX_SHOWN_PAIRS, **bounds))
    )
    moments = _by_component(engine.rows(render_query("shown_moments", **bounds)))
    return [
        page.Component(
            number=number,
            size=size,
            edges=edges,
            pairs=pair_counts.get(number, 0),
            verdict=verdicts.get(number),
            members=list(starmap(_component_member, members[number])),
            objects=[
                page.ComponentObject(id=name, accounts=accounts, posts=posts, row=row)
                for name, accounts, posts, row in objects.get(number, ())
            ],
            exchanges=list(starmap(_post_pair, shown_pairs.get(number, ()))),
            moments=_member_moments([row[0] for row in members[number]], moments.get(number, ())),
        )
        for number, size, edges in engine.rows(render_query("shown_components", **bounds))
    ]


def _by_component(rows: Sequence[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    rows_by_component: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        rows_by_component.setdefault(row[0], []).append(row[1:])
    return rows_by_component


def _component_member(  # noqa: PLR0913, PLR0917 - a row of its query
    account: str, posts: int, coordinated: int, degree: int, strength: float, community: int,
    first: int, last: int, row: int,
) -> page.ComponentAccount:  # fmt: skip
    return page.ComponentAccount(
        name=account, posts=posts, coordinated=coordinated, partners=degree,
        weight=float(strength), community=community, first=_to_datetime(first),
        last=_to_datetime(last), row=row,
    )  # fmt: skip


def _post_pair(  # noqa: PLR0913, PLR0917 - a row of its query
    thing: str, post: str, account: str, moment: int, text: str | None,
    post_y: str, account_y: str, moment_y: int, text_y: str | None, delta: int, row: int,
) -> page.PostPair:  # fmt: skip
    return page.PostPair(
        object=thing,
        first=page.PairedPost(id=post, account=account, time=_to_datetime(moment), text=text or ""),
        second=page.PairedPost(
            id=post_y, account=account_y, time=_to_datetime(moment_y), text=text_y or ""
        ),
        seconds=delta / 1_000_000,
        row=row,
    )


def _member_moments(
    names: Sequence[str], moments: Sequence[tuple[Any, ...]]
) -> list[tuple[int, datetime]]:
    places = {name: place for place, name in enumerate(names)}
    return [(places[account], _to_datetime(at)) for account, at in moments if account in places]


def _to_datetime(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)
