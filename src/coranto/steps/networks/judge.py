"""Test a network that was found against chance: asks the engine, and pure code what it means."""

import numpy as np

from coranto.analysis.networks.question import Question, components, microseconds
from coranto.analysis.significance import verdicts as chance
from coranto.analysis.significance.pairs import Acts, Edges
from coranto.analysis.significance.poisson_binomial import by_owner
from coranto.analysis.significance.popularity import FEW
from coranto.edges.engine import Columns, Engine, query, quoted
from coranto.steps.networks.find import compare, find_dense


def judge(engine: Engine, question: Question) -> dict[int, chance.Verdict]:
    """Judge the subgraph's edges and components; an edge is tested in the widest window.

    Adds columns to the table `network`, and makes `component_edges` and `component_verdicts`.
    Returns the verdicts on components by their number.
    """
    for table in ("tested", "tested_accounts"):
        engine.make(table, query(table))
    if "similar" in question.actions:
        _class(engine, question)
    window = microseconds(question.window)
    engine.make("chance_objects", query("chance_objects", window=window))
    engine.make("bystanders", query("bystanders", window=window, few=FEW))
    tests = dict(engine.rows(query("chance_tests")))
    judged = [
        _layer(engine, layer, tests=int(tests.get(layer, 0)), window=window)
        for layer in question.actions
    ]
    verdicts = chance.verdicts_joined([verdicts for _, verdicts in judged])
    edges = _edges_joined([edges for edges, _ in judged])
    engine.keep("chance_verdicts", {**edges, **_columns(verdicts)})
    engine.make("judged", query("judged_edges"))
    engine.make("network", "SELECT * FROM judged")
    found = chance.groups(verdicts, edges["component"])
    _keep_components(engine, found)
    return found


def _layer(
    engine: Engine, layer: str, *, tests: int, window: int
) -> tuple[Columns, chance.Verdicts]:
    """A layer's tested edges, as columns, and what is said of them; it is tested for itself."""
    told = engine.columns(query("tested_numbers", layer=quoted(layer)))
    edges = Edges(sources=told["source"], targets=told["target"], observed=told["observed"])
    tried = chance.trials(_acts(engine, layer), edges, window=window)
    layers = np.full(len(edges), layer, dtype=object)
    return {"layer": layers, **told}, chance.pairs(tried, tests=tests)


def _acts(engine: Engine, layer: str) -> Acts:
    def told(name: str) -> Columns:
        return engine.columns(query(name, layer=quoted(layer)))

    moments, acted, objects = map(told, ("chance_moments", "chance_acted", "chance_bursts"))
    size = int(moments["number"][-1]) + 1 if len(moments["number"]) else 0
    return Acts(
        moments=by_owner(moments["number"], moments["moment"].astype(np.int64), size=size),
        objects=by_owner(acted["account"], acted["object"], size=size),
        times=acted["acts"],
        posts=objects["acts"],
        bursts=objects["burst"].astype(np.float64),
        bystanders=objects["bystanders"].astype(np.float64),
    )


def _edges_joined(parts: list[Columns]) -> Columns:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _columns(verdicts: chance.Verdicts) -> Columns:
    return {
        "observed": verdicts.observed,
        "expected": verdicts.expected,
        "p_value": verdicts.p_values,
        "adjusted": verdicts.adjusted,
        "finding": verdicts.findings,
    }


def _class(engine: Engine, question: Question) -> None:
    """Take similar texts of tested accounts for one object, also those that never met."""
    engine.make("moments", query("tested_moments"))
    dense = find_dense(engine, question)
    if dense:
        engine.make("dense_classes", query("dense_classes"))
        engine.make("prefixes", query("sparse_prefixes"))
        engine.make("rare", query("rare"))
    compare(engine, question)
    if dense:
        engine.add("verified", "SELECT bag, bag_y FROM dense_classes", first=False)
    size = engine.rows("SELECT count(*) FROM bags")[0][0]
    alike = engine.columns("SELECT bag - 1 AS bag, bag_y - 1 AS bag_y FROM verified")
    numbers = components(size, alike["bag"], alike["bag_y"])
    engine.keep("bag_classes", {"bag": np.arange(1, size + 1), "class": numbers})
    for table in ("classes", "classed", "tested_classes"):
        engine.make(table, query(table))
    engine.view("counted", "SELECT * FROM classed")
    engine.make("tested", "SELECT * FROM tested_classes")


def leave(engine: Engine) -> dict[int, chance.Verdict]:
    """Leave the network unjudged; its tables are as `judge` makes them, with nothing said."""
    engine.make("judged", query("unjudged_edges"))
    engine.make("network", "SELECT * FROM judged")
    _keep_components(engine, {})
    return {}


def _keep_components(engine: Engine, found: dict[int, chance.Verdict]) -> None:
    engine.make("component_edges", query("component_edges"))
    numbers = np.array(list(found), dtype=np.int64)
    verdicts = chance.in_columns(found.values())
    engine.keep("component_verdicts", {"component": numbers, **_columns(verdicts)})
