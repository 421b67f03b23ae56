"""Find accounts that act together: pairs of posts, edges, components.

Every table is made by a query of edges/networks.sql; what its numbers mean is decided in
analysis/networks. Whether an edge is chance is not judged here (see judge.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from coranto.analysis.networks.clock_grids import ClockGrid
from coranto.analysis.networks.question import (
    MIN_CONTAINED_WORDS,
    Question,
    component_sizes,
    connected_components,
    weighted_quantile,
    window_microseconds,
)
from coranto.edges.engine import Engine, Value, render_query
from coranto.errors import NetworkError
from coranto.steps.networks.clocks import sure_sql
from coranto.steps.networks.load import PostCounts

#: The weight of an edge in SQL: its pairs; or, as CNT counts, the posts that are in a pair, of
#: the account that has more of them.
WEIGHT_SQL = {"pairs": "pairs", "posts": "greatest(posts, posts_y)"}
#: Up to so many words, two texts are compared by looking words up one by one, not by
#: intersecting lists. Measured with DuckDB 2.0 on one core: looking up takes a thirteenth of
#: the time with 10 words, a third with 100, the same with 400, half as much again with 800.
MAX_LOOKED_UP_WORDS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkCounts:
    """Counts of a network: of the whole of it, and of its subgraph."""

    pairs: int
    objects: int
    accounts: int
    edges: int
    weight: float
    heaviest: float
    thresholds: Mapping[str, float]  #: layer → the weight that the subgraph lies above
    components: int
    subgraph_accounts: int
    subgraph_edges: int
    subgraph_components: int
    largest_subgraph_component: int
    left_out: int  #: objects with which there would have been too many pairs
    left_out_pairs: float  #: that they could have made, at most


def find_edges(
    engine: Engine, question: Question, size: PostCounts, grids: Iterable[ClockGrid] = ()
) -> dict[str, float]:
    """Make the tables `pairs` and `network`.

    Posts on the same place of one of the `grids` are no pair. Returns, by layer, the weight that
    the edges of the subgraph lie above. The table `actions` must be there.
    """
    grids = tuple(grids)
    actions_table = "actions"
    # CooRTweet counts each row as a post, so that a repeated row counts again.
    if size.repeated and question.preset != "coortweet":
        actions_table = "counted_once"
        engine.make(actions_table, render_query(actions_table))
    if "similar" not in question.actions:
        engine.expect(size.rows)
    _make_crowds(engine, question, source_table=actions_table)
    if "similar" in question.actions:
        _find_similar_texts(engine, question)
    _make_pairs(engine, question, grids)
    return _weigh_edges(engine, question, grids)


def describe_network(
    engine: Engine, question: Question, size: PostCounts, thresholds: Mapping[str, float]
) -> NetworkCounts:
    """Make the tables `accounts` and `objects` of a network, and count what is in it.

    `thresholds` are those that `find_edges` returned.
    """
    numbers = _number_components(engine)
    # CooRTweet keeps one of an account's equal rows before it averages (see docs/networks.md).
    engine.make("ends", render_query("unlike_ends" if question.preset == "coortweet" else "ends"))
    engine.make("taken_part", render_query("taken_part"))
    posts = "count(DISTINCT post)" if size.repeated else "count(*)"
    engine.make("accounts", render_query("accounts", posts=posts))
    engine.make("objects", render_query("objects"))
    if question.preset == "coortweet":
        engine.make("fronts", render_query("fronts"))
    return _count_network(engine, thresholds, numbers)


def count_unsure_pairs(engine: Engine, question: Question, grids: Iterable[ClockGrid]) -> int:
    """How many pairs `find_edges` left out because both posts lie on the same place of a grid.

    The tables that `find_edges` made must be there.
    """
    queries = _pair_queries(question, tuple(grids), is_sure=False)
    return sum(engine.rows(render_query("unsure_pairs", pairs=query))[0][0] for query in queries)


def _pair_queries(
    question: Question, grids: tuple[ClockGrid, ...], *, is_sure: bool = True
) -> list[str]:
    """The queries of pairs; or of those that are left out, which are none without a grid."""
    window = window_microseconds(question.window)

    def condition(older: str, younger: str) -> str:
        sure = sure_sql(
            grids, window=question.window, older=f"{older}.moment", younger=f"{younger}.moment"
        )
        return sure if is_sure else f"NOT ({sure})"

    if not is_sure and sure_sql(grids, window=question.window) == "TRUE":
        return []
    bounds: dict[str, Value] = {"window": window, "loops": question.loops}
    queries = [render_query("found", sure=condition("l", "r"), **bounds)]
    if "similar" in question.actions:
        # Twice: the rarer of two similar texts may be the older post's or the younger one's.
        for older, younger, step in (("rare", "other", 1), ("other", "rare", -1)):
            sides: dict[str, Value] = {"older": older, "younger": younger, "step": step}
            sure = condition(older, younger)
            queries.append(render_query("found_near", sure=sure, **bounds, **sides))
    return queries


def _make_pairs(engine: Engine, question: Question, grids: tuple[ClockGrid, ...]) -> None:
    """Make the table `pairs`: posts with the same object within the window."""
    if "similar" in question.actions:
        engine.make("near", render_query("near"))
        _refuse_too_many_pairs(engine, question)
    for number, query in enumerate(_pair_queries(question, grids)):
        engine.add("found", query, first=number == 0)
    # Whoever is in a pair takes part once; nobody needs to be counted.
    if question.participation == 1:
        engine.view("pairs", render_query("all_pairs"))
        return
    kind = "_by_row" if question.preset == "coortweet" else ""
    engine.make("coordinated", render_query("coordinated"))
    engine.make(
        f"participants{kind}",
        render_query(f"participants{kind}", participation=question.participation),
    )
    engine.make("pairs", render_query(f"pairs{kind}"))


def _refuse_too_many_pairs(engine: Engine, question: Question) -> None:
    """Raise NetworkError where similar texts that were posted often could make too many pairs."""
    engine.make("crowd_sizes", render_query("crowd_sizes"))
    pair_count = engine.rows(render_query("near_most"))[0][0] or 0
    if pair_count > question.most_pairs:
        raise NetworkError(
            f"posts of similar texts could make {pair_count:,.0f} pairs, and --max-pairs allows "
            f"{question.most_pairs:,}: raise it, or ask for a narrower --window or a higher "
            "--similarity"
        )


def _make_crowds(engine: Engine, question: Question, *, source_table: str) -> None:
    """Make the table `crowds`: the actions that could meet another within the window."""
    as_rows = question.preset == "coortweet"
    # The keys of texts are costly to compute: a view would do it in every query below.
    if source_table == "actions" and "text" in question.actions:
        engine.make("acts_worked_out", render_query("counted", acts=source_table))
        source_table = "acts_worked_out"
    engine.view("counted", render_query("counted", acts=source_table))
    # Two moments within the window are in one bucket of its length or in neighbouring ones.
    bucket = max(window_microseconds(question.window), 1)
    if as_rows or question.participation > 1:
        engine.make("able", render_query("able", participation=question.participation))
        # Which of two posts of one second is the older decides what an edge is called:
        # CooRTweet puts first the account whose first row comes first.
        seq = "a.first * 4294967296 + c.line" if as_rows else "c.line"
        engine.view("taking", render_query("taking", bucket=bucket, seq=seq))
    else:
        engine.view("taking", render_query("all_taking", bucket=bucket))
    engine.make("popular", render_query("popular"))
    # Where all pairs at any time are few enough, they need not be counted bucket by bucket.
    pair_count = engine.rows("SELECT sum(most) FROM popular")[0][0] or 0
    crowded = render_query("left_out", most_pairs=question.most_pairs)
    engine.make(
        "left_out",
        crowded if pair_count > question.most_pairs else render_query("none_left_out"),
    )
    engine.make("crowds", render_query("crowds"))


def _find_similar_texts(engine: Engine, question: Question) -> None:
    """Make the table `verified` of sets of words that are similar and used at about one time."""
    engine.make("prefixes", render_query("prefixes", similarity=question.similarity))
    engine.make("moments", render_query("moments"))
    if find_dense_words(engine, question):
        engine.add("left_out", render_query("dense_left_out"), first=False)
        for table, query_name in (("crowds", "crowds_kept"), ("moments", "moments")):
            engine.make(table, render_query(query_name))
        engine.make("rare", render_query("rare"))
    verify_similar_texts(engine, question)


def find_dense_words(engine: Engine, question: Question) -> bool:
    """Whether some rare words are in too many texts at a time to compare these two by two.

    Makes the table `dense` of these words, and `rare` of when rare words are used.
    """
    engine.make("rare", render_query("rare"))
    contained = question.measure == "containment"
    # A word that too few texts ever use cannot be dense; that is cheap to find out. For
    # containment it says nothing, since a rare word is compared with all words there.
    densest_text_count = engine.rows(render_query("densest"))[0][0] or 0
    if not contained and densest_text_count * (densest_text_count - 1) / 2 <= question.most_pairs:
        engine.make("dense", render_query("none_dense"))
        return False
    kind = "dense_contained" if contained else "dense"
    engine.make("dense", render_query(kind, most_pairs=question.most_pairs))
    return bool(engine.rows("SELECT count(*) FROM dense")[0][0])


def verify_similar_texts(engine: Engine, question: Question) -> None:
    """Make the table `verified`: similar texts among those with a rare word in common.

    The table `rare` must be there. No pair is missed: candidates come from prefix and
    positional filters (Chaudhuri et al. 2006, Xiao et al. 2008).
    """
    contained = question.measure == "containment"
    engine.make(
        "alike",
        render_query("alike_contained", similarity=question.similarity, words=MIN_CONTAINED_WORDS)
        if contained
        else render_query("alike", similarity=question.similarity),
    )
    whole = "least(size, size_y)" if contained else "size + size_y - common"
    engine.make(
        "verified",
        render_query(
            "verified", similarity=question.similarity, whole=whole, few=MAX_LOOKED_UP_WORDS
        ),
    )


def _weigh_edges(
    engine: Engine, question: Question, grids: tuple[ClockGrid, ...]
) -> dict[str, float]:
    """Make the table `network`: edges with their weights. Returns layer → threshold.

    Edges of the narrower windows go to the table `narrow`.
    """
    weight = WEIGHT_SQL[question.weight]
    absolute = question.quantile is None
    for number, window in enumerate(question.windows[1:]):
        _make_edges(engine, question, window=window, grids=grids)
        _make_thresholds(engine, question)
        narrowed = render_query("narrowed", weight=weight, absolute=absolute, second=float(window))
        engine.add("narrow", narrowed, first=number == 0)
    # The widest window last: `edges` and `thresholds` must be its own afterwards.
    by_age = _make_edges(engine, question, window=question.window, grids=grids)
    thresholds = _make_thresholds(engine, question)
    weighed = render_query("weighed", weight=weight, absolute=absolute)
    engine.make("weighed" if by_age else "network", weighed)
    if by_age:
        for table in ("as_met", "ends_as_met"):
            engine.make(table, render_query(table))
        engine.make("network", render_query("turned"))
    return thresholds


def _make_edges(
    engine: Engine, question: Question, *, window: float, grids: tuple[ClockGrid, ...]
) -> bool:
    """Make the table `edges` of the pairs within a window.

    Returns whether its counts are by age, the older post's account first, as CooRTweet has
    them; otherwise they are by the accounts' names.
    """
    by_age = question.preset == "coortweet"
    width, sure = window_microseconds(window), sure_sql(grids, window=window)
    engine.make("met", render_query("met", window=width, sure=sure))
    engine.make(
        "edges",
        render_query(
            "edges",
            window=width,
            sure=sure,
            first_posts="post" if by_age else _choose_post_sql("account <= account_y"),
            second_posts="post_y" if by_age else _choose_post_sql("account > account_y"),
        ),
    )
    return by_age


def _make_thresholds(engine: Engine, question: Question) -> dict[str, float]:
    """Layer → the weight above which its edges are in the subgraph; also as a table.

    Each layer has its own: weights of shares and of hashtags are not comparable.
    """
    weights: dict[str, dict[float, int]] = {}
    for layer, heavy, edges in engine.rows(
        render_query("weights", weight=WEIGHT_SQL[question.weight])
    ):
        weights.setdefault(layer, {})[heavy] = edges
    share = question.quantile
    thresholds = {
        layer: (question.least_weight or 0.0) if share is None else weighted_quantile(counts, share)
        for layer, counts in sorted(weights.items())
    }
    engine.keep(
        "thresholds",
        {
            "layer": np.array(list(thresholds), dtype=object),
            "threshold": np.array(list(thresholds.values()), dtype=np.float64),
        },
    )
    return thresholds


def _choose_post_sql(condition: str) -> str:
    return f"CASE WHEN {condition} THEN post ELSE post_y END"


def _number_components(engine: Engine) -> dict[str, Any]:
    """Number the components of the network and of its subgraph; also as the table `labels`."""
    engine.make("vertices", render_query("vertices"))
    links = engine.columns(render_query("links"))
    size = engine.rows("SELECT count(*) FROM vertices")[0][0]
    inside = links["in_subgraph"] == 1
    numbers = {
        "vertex": np.arange(size, dtype=np.int64),
        "component": connected_components(size, links["source"], links["target"]),
        "subgraph_component": connected_components(
            size, links["source"][inside], links["target"][inside]
        ),
    }
    engine.keep("labels", numbers)
    return numbers


def _count_network(
    engine: Engine, thresholds: Mapping[str, float], numbers: dict[str, Any]
) -> NetworkCounts:
    edges, weight, heaviest, inside = engine.rows(
        "SELECT count(*), sum(weight), max(weight), sum(in_subgraph) FROM network"
    )[0]
    parts = component_sizes(numbers["subgraph_component"])
    left_out, left_out_pairs = engine.rows("SELECT count(*), coalesce(sum(most), 0) FROM left_out")[
        0
    ]
    return NetworkCounts(
        pairs=engine.rows("SELECT count(*) FROM pairs")[0][0],
        objects=engine.rows("SELECT count(*) FROM objects")[0][0],
        accounts=len(numbers["vertex"]),
        edges=edges,
        weight=float(weight or 0),
        heaviest=float(heaviest or 0),
        thresholds=thresholds,
        components=len(component_sizes(numbers["component"])),
        subgraph_accounts=sum(parts),
        subgraph_edges=int(inside or 0),
        subgraph_components=len(parts),
        largest_subgraph_component=max(parts, default=0),
        left_out=left_out,
        left_out_pairs=left_out_pairs,
    )


def write_network_files(
    engine: Engine, counts: NetworkCounts, *, question: Question, folder: Path
) -> None:
    """Write edges, accounts, objects, pairs and components (CSV) and summary.json."""
    folder.mkdir(parents=True, exist_ok=True)
    fronts = question.preset == "coortweet"
    engine.write(render_query("written_edges"), folder / "edges.csv")
    if question.windows[1:]:
        engine.write(render_query("written_windows"), folder / "windows.csv")
    engine.write(render_query("written_accounts"), folder / "accounts.csv")
    engine.write(
        render_query("written_objects_with_fronts" if fronts else "written_objects"),
        folder / "objects.csv",
    )
    engine.write(render_query("written_pairs"), folder / "pairs.csv")
    engine.write(render_query("written_components"), folder / "components.csv")
    summary = {"asked": msgspec.to_builtins(question), "found": msgspec.to_builtins(counts)}
    (folder / "summary.json").write_bytes(
        msgspec.json.format(msgspec.json.encode(summary), indent=2) + b"\n"
    )
