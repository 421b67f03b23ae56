"""Write a network that was found as a report and as graph files: asks the engine, and pure code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import starmap
from pathlib import Path
from typing import Any

import numpy as np

from coranto.analysis.networks import layout
from coranto.analysis.networks.centrality import pagerank
from coranto.analysis.networks.communities import MOST_EDGES, communities
from coranto.analysis.networks.question import Question
from coranto.analysis.significance.verdicts import Verdict
from coranto.edges.engine import Engine, query
from coranto.rendering.networks import graphs
from coranto.rendering.networks import report as page
from coranto.steps.networks.find import Found
from coranto.steps.networks.load import Taken

#: Components that the report shows, and of each of them accounts, pairs of posts and objects.
COMPONENTS, MEMBERS, PAIRS, OBJECTS = 20, 30, 20, 10
#: Accounts and edges that the report draws: more are no picture.
DRAWN_ACCOUNTS, DRAWN_EDGES = 5_000, 20_000
#: Edges that say where accounts are drawn.
LAID_EDGES = 200_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

OF_MEMBERS = (
    graphs.Attribute(name="component", kind="long"),
    graphs.Attribute(name="community", kind="long"),
    graphs.Attribute(name="posts", kind="long"),
    graphs.Attribute(name="coordinated_posts", kind="long"),
    graphs.Attribute(name="degree", kind="long"),
    graphs.Attribute(name="strength", kind="double"),
    graphs.Attribute(name="pagerank", kind="double"),
)
OF_TIES = (
    graphs.Attribute(name="layer", kind="string"),
    graphs.Attribute(name="avg_time_delta", kind="double"),
    graphs.Attribute(name="n_objects", kind="long"),
    graphs.Attribute(name="expected_objects", kind="double"),
    graphs.Attribute(name="observed_to_expected", kind="double"),
    graphs.Attribute(name="adjusted_p_value", kind="double"),
    graphs.Attribute(name="finding", kind="string"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run of `coranto network`, as far as the report tells it."""

    question: Question
    taken: Taken
    found: Found
    verdicts: Mapping[int, Verdict]  #: on components, by number; none when not tested
    resolution: float


def part(engine: Engine, *, resolution: float) -> None:
    """Make the tables `members`, `ties` and `communities` (with PageRank) of the subgraph."""
    engine.make("members", query("members"))
    engine.make("ties", query("ties"))
    ties = engine.columns("SELECT * FROM ties")
    size = engine.rows("SELECT count(*) FROM members")[0][0]
    edges = ties["source"], ties["target"]
    columns = {
        "number": np.arange(size, dtype=np.int64),
        "community": communities(size, *edges, weights=ties["weight"], resolution=resolution),
        "pagerank": pagerank(size, *edges, ties["weight"]),
    }
    engine.keep("communities", columns)


def write(engine: Engine, run: Run, *, folder: Path) -> None:
    """Write network.graphml, network.gexf and report.html into a folder."""
    graph = graphs.Graph(
        of_vertices=OF_MEMBERS,
        of_edges=OF_TIES,
        vertices=[(row[0], row[1:]) for row in engine.rows(query("graph_members"))],
        edges=[(row[0], row[1], row[2], row[3:]) for row in engine.rows(query("graph_ties"))],
    )
    for name, pieces in (
        ("network.graphml", graphs.graphml(graph)),
        ("network.gexf", graphs.gexf(graph)),
    ):
        with (folder / name).open("w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(pieces)
    (folder / "report.html").write_bytes(page.page(_report(engine, run)))


def _report(engine: Engine, run: Run) -> page.Report:
    found, picture = run.found, _picture(engine)
    findings = [verdict.finding for verdict in run.verdicts.values()]
    return page.Report(
        title="Accounts that act together",
        asked=_asked(run),
        read=_read(run.taken),
        notes=_notes(run, picture),
        accounts=found.subgraph_accounts,
        edges=found.subgraph_edges,
        components=found.subgraph_components,
        beyond=findings.count("beyond chance") if findings else None,
        picture=picture,
        shown=_components(engine, run.verdicts),
    )


def _asked(run: Run) -> list[tuple[str, str]]:
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


def _read(taken: Taken) -> list[tuple[str, str]]:
    return [
        *((Path(name).name, f"{rows:,} rows, {kind}") for name, kind, rows in taken.files),
        ("Posts", f"{taken.size.rows:,}"),
        ("Rows skipped", f"{taken.skipped:,}"),
    ]


def _notes(run: Run, picture: page.Picture) -> list[str]:
    found = run.found
    told = [
        f"{bad.rows:,} rows skipped in {Path(bad.file).name}: {bad.reason}" for bad in run.taken.bad
    ]
    if run.taken.size.repeated:
        told.append(f"{run.taken.size.repeated:,} rows have the id of another row’s post.")
    if found.left_out:
        told.append(
            f"{found.left_out:,} objects could make more than {run.question.most_pairs:,} pairs "
            "and are left out; objects.csv names them."
        )
    if not run.verdicts and found.subgraph_edges:
        told.append("Nothing was tested against chance.")
    if found.subgraph_accounts > len(picture.names):
        told.append(f"The picture has the first {len(picture.names):,} accounts.")
    if found.subgraph_edges > MOST_EDGES:
        told.append("The network is too large to be parted into communities.")
    return told


def _picture(engine: Engine) -> page.Picture:
    members = engine.rows(query("drawn_members", accounts=DRAWN_ACCOUNTS))
    ties = engine.rows(query("drawn_ties", accounts=DRAWN_ACCOUNTS))
    drawn, laid = ties[:DRAWN_EDGES], ties[:LAID_EDGES]
    # Edges that are not drawn hold their accounts together all the same.
    places = layout.positions(
        np.array([member[1] for member in members], dtype=np.int64),
        np.array([tie[0] for tie in laid], dtype=np.int64),
        np.array([tie[1] for tie in laid], dtype=np.int64),
    )
    return page.Picture(
        names=[member[0] for member in members],
        places=[(float(x), float(y)) for x, y in places],
        components=[member[1] for member in members],
        communities=[member[2] for member in members],
        edges=[(source, target, float(weight), beyond) for source, target, weight, beyond in drawn],
        left_out=len(ties) - len(drawn),
    )


def _components(engine: Engine, verdicts: Mapping[int, Verdict]) -> list[page.Component]:
    engine.make("met_inside", query("met_inside"))
    bounds = {"components": COMPONENTS}
    members = _by_component(engine.rows(query("shown_members", members=MEMBERS, **bounds)))
    pairs = dict(engine.rows(query("shown_counts", **bounds)))
    objects = _by_component(engine.rows(query("shown_objects", objects=OBJECTS, **bounds)))
    met = _by_component(engine.rows(query("shown_pairs", pairs=PAIRS, **bounds)))
    moments = _by_component(engine.rows(query("shown_moments", **bounds)))
    return [
        page.Component(
            number=number,
            size=size,
            edges=edges,
            pairs=pairs.get(number, 0),
            verdict=verdicts.get(number),
            members=list(starmap(_member, members[number])),
            objects=[
                page.Pushed(id=name, accounts=accounts, posts=posts, row=row)
                for name, accounts, posts, row in objects.get(number, ())
            ],
            exchanges=list(starmap(_exchange, met.get(number, ()))),
            moments=_moments([row[0] for row in members[number]], moments.get(number, ())),
        )
        for number, size, edges in engine.rows(query("shown_components", **bounds))
    ]


def _by_component(rows: Sequence[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row[1:])
    return found


def _member(  # noqa: PLR0913, PLR0917 - a row of its query
    account: str, posts: int, coordinated: int, degree: int, strength: float, community: int,
    first: int, last: int, row: int,
) -> page.Member:  # fmt: skip
    return page.Member(
        name=account, posts=posts, coordinated=coordinated, partners=degree,
        weight=float(strength), community=community, first=_time(first), last=_time(last), row=row,
    )  # fmt: skip


def _exchange(  # noqa: PLR0913, PLR0917 - a row of its query
    thing: str, post: str, account: str, moment: int, text: str | None,
    post_y: str, account_y: str, moment_y: int, text_y: str | None, delta: int, row: int,
) -> page.Exchange:  # fmt: skip
    return page.Exchange(
        object=thing,
        first=page.Post(id=post, account=account, time=_time(moment), text=text or ""),
        second=page.Post(id=post_y, account=account_y, time=_time(moment_y), text=text_y or ""),
        seconds=delta / 1_000_000,
        row=row,
    )


def _moments(
    names: Sequence[str], moments: Sequence[tuple[Any, ...]]
) -> list[tuple[int, datetime]]:
    places = {name: place for place, name in enumerate(names)}
    return [(places[account], _time(at)) for account, at in moments if account in places]


def _time(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)
