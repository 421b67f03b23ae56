"""Test a network against chance: the engine counts, analysis/significance decides.

The null model and its sources are described in docs/networks.md, "Beyond chance".
"""

import numpy as np

from coranto.analysis.networks.question import Question, connected_components, window_microseconds
from coranto.analysis.significance import verdicts as chance
from coranto.analysis.significance.pairs import AccountActivity, AccountPairs
from coranto.analysis.significance.poisson_binomial import lists_by_owner
from coranto.analysis.significance.popularity import MIN_COMPARABLE_OBJECTS
from coranto.edges.engine import Columns, Engine, quote_literal, render_query
from coranto.steps.networks.find import find_dense_words, verify_similar_texts


def judge_network(engine: Engine, question: Question) -> dict[int, chance.Verdict]:
    """Judge the edges and components of the subgraph, edges in the widest window.

    Adds columns to the table `network`, and makes `component_edges` and `component_verdicts`.
    Returns the verdicts on components by their number. `describe_network` must have run.
    """
    for table in ("tested", "tested_accounts"):
        engine.make(table, render_query(table))
    if "similar" in question.actions:
        _classify_similar_texts(engine, question)
    window = window_microseconds(question.window)
    engine.make("chance_objects", render_query("chance_objects", window=window))
    engine.make("bystanders", render_query("bystanders", window=window, few=MIN_COMPARABLE_OBJECTS))
    # Every pair of accounts that could have met was looked at, not only those with an edge:
    # the p-values are adjusted for all of them.
    tests = dict(engine.rows(render_query("chance_tests")))
    judged_layers = [
        _judge_layer(engine, layer, tests=int(tests.get(layer, 0)), window=window)
        for layer in question.actions
    ]
    verdicts = chance.concatenate_verdicts([verdicts for _, verdicts in judged_layers])
    edges = _join_edges([edges for edges, _ in judged_layers])
    engine.keep("chance_verdicts", {**edges, **_verdict_columns(verdicts)})
    engine.make("judged", render_query("judged_edges"))
    engine.make("network", "SELECT * FROM judged")
    # A component has no test of its own: it would forget that it was picked for its edges.
    component_verdicts = chance.judge_groups(verdicts, edges["component"])
    _keep_components(engine, component_verdicts)
    return component_verdicts


def _judge_layer(
    engine: Engine, layer: str, *, tests: int, window: int
) -> tuple[Columns, chance.VerdictColumns]:
    """The tested edges of a layer, as columns, and their verdicts. Layers are tested apart."""
    columns = engine.columns(render_query("tested_numbers", layer=quote_literal(layer)))
    edges = AccountPairs(
        sources=columns["source"], targets=columns["target"], observed=columns["observed"]
    )
    chances = chance.compute_pair_chances(_load_acts(engine, layer), edges, window=window)
    layers = np.full(len(edges), layer, dtype=object)
    return {"layer": layers, **columns}, chance.judge_pairs(chances, tests=tests)


def _load_acts(engine: Engine, layer: str) -> AccountActivity:
    def load_columns(name: str) -> Columns:
        return engine.columns(render_query(name, layer=quote_literal(layer)))

    moments, acted, objects = map(load_columns, ("chance_moments", "chance_acted", "chance_bursts"))
    size = int(moments["number"][-1]) + 1 if len(moments["number"]) else 0
    return AccountActivity(
        moments=lists_by_owner(moments["number"], moments["moment"].astype(np.int64), size=size),
        objects=lists_by_owner(acted["account"], acted["object"], size=size),
        times=acted["acts"],
        posts=objects["acts"],
        bursts=objects["burst"].astype(np.float64),
        bystanders=objects["bystanders"].astype(np.float64),
    )


def _join_edges(parts: list[Columns]) -> Columns:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _verdict_columns(verdicts: chance.VerdictColumns) -> Columns:
    return {
        "observed": verdicts.observed,
        "expected": verdicts.expected,
        "p_value": verdicts.p_values,
        "adjusted": verdicts.adjusted,
        "finding": verdicts.findings,
    }


def _classify_similar_texts(engine: Engine, question: Question) -> None:
    """Make similar texts of tested accounts one object, also those that never met.

    Otherwise two accounts that always use one template would seem to meet at many objects.
    """
    engine.make("moments", render_query("tested_moments"))
    dense = find_dense_words(engine, question)
    # Too many texts to compare: those with such a word in common are one object unseen.
    if dense:
        engine.make("dense_classes", render_query("dense_classes"))
        engine.make("prefixes", render_query("sparse_prefixes"))
        engine.make("rare", render_query("rare"))
    verify_similar_texts(engine, question)
    if dense:
        engine.add("verified", "SELECT bag, bag_y FROM dense_classes", first=False)
    size = engine.rows("SELECT count(*) FROM bags")[0][0]
    similar_bags = engine.columns("SELECT bag - 1 AS bag, bag_y - 1 AS bag_y FROM verified")
    numbers = connected_components(size, similar_bags["bag"], similar_bags["bag_y"])
    engine.keep("bag_classes", {"bag": np.arange(1, size + 1), "class": numbers})
    for table in ("classes", "classed", "tested_classes"):
        engine.make(table, render_query(table))
    engine.view("counted", "SELECT * FROM classed")
    engine.make("tested", "SELECT * FROM tested_classes")


def leave_unjudged(engine: Engine) -> dict[int, chance.Verdict]:
    """Make the tables of `judge_network` without verdicts."""
    engine.make("judged", render_query("unjudged_edges"))
    engine.make("network", "SELECT * FROM judged")
    _keep_components(engine, {})
    return {}


def _keep_components(engine: Engine, component_verdicts: dict[int, chance.Verdict]) -> None:
    engine.make("component_edges", render_query("component_edges"))
    numbers = np.array(list(component_verdicts), dtype=np.int64)
    verdicts = chance.verdict_columns(component_verdicts.values())
    engine.keep("component_verdicts", {"component": numbers, **_verdict_columns(verdicts)})
