"""Test a network that was found against chance: asks the engine, and pure code what it means."""

from collections.abc import Callable, Collection
from functools import partial
from itertools import groupby
from math import prod
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coranto.analysis import chance
from coranto.analysis.networks import Question, components
from coranto.edges.engine import Engine, query, quoted

MICROSECONDS = 1_000_000


def judge(engine: Engine, question: Question) -> dict[int, chance.Verdict]:
    """Judge the subgraph's edges and components; an edge is tested in the widest window.

    Adds columns to the table `network`, and makes `component_edges` and `component_verdicts`.
    Returns the verdicts on components by their number.
    """
    for table in ("tested", "tested_accounts"):
        engine.make(table, query(table))
    if "similar" in question.actions:
        _class(engine, question)
    window = round(question.window * MICROSECONDS)
    engine.make("chance_objects", query("chance_objects", window=window))
    engine.make("chance_acted", query("chance_acted"))
    edges = engine.rows(query("tested_numbers"))
    verdicts = _verdicts(engine, edges, window=window)
    engine.keep(
        "chance_verdicts",
        {
            "source_number": np.array([edge[1] for edge in edges], dtype=np.int64),
            "target_number": np.array([edge[2] for edge in edges], dtype=np.int64),
            "observed": np.array([edge[3] for edge in edges], dtype=np.int64),
            **_columns(verdicts),
        },
    )
    engine.make("judged", query("judged_edges"))
    engine.make("network", "SELECT * FROM judged")
    judged = _components(edges, verdicts)
    _keep_components(engine, judged)
    return judged


def _class(engine: Engine, question: Question) -> None:
    """Take similar texts of tested accounts for one object, also those that never met."""
    engine.make("moments", query("tested_moments"))
    engine.make("alike", query("alike", similarity=question.similarity))
    engine.make("verified", query("verified", similarity=question.similarity))
    size = engine.rows("SELECT count(*) FROM bags")[0][0]
    alike = engine.columns("SELECT bag - 1 AS bag, bag_y - 1 AS bag_y FROM verified")
    numbers = components(size, alike["bag"], alike["bag_y"])
    engine.keep("bag_classes", {"bag": np.arange(1, size + 1), "class": numbers})
    for table in ("classes", "classed", "tested_classes"):
        engine.make(table, query(table))
    engine.make("counted", "SELECT * FROM classed")
    engine.make("tested", "SELECT * FROM tested_classes")


def leave(engine: Engine) -> dict[int, chance.Verdict]:
    """Leave the network unjudged; its tables are as `judge` makes them, with nothing said."""
    engine.make("judged", query("unjudged_edges"))
    engine.make("network", "SELECT * FROM judged")
    _keep_components(engine, {})
    return {}


def _keep_components(engine: Engine, found: dict[int, chance.Verdict]) -> None:
    engine.make("component_edges", query("component_edges"))
    engine.keep(
        "component_verdicts",
        {
            "component": np.array(list(found), dtype=np.int64),
            "observed": np.array([verdict.observed for verdict in found.values()], dtype=np.int64),
            **_columns(found.values()),
        },
    )


def _columns(verdicts: Collection[chance.Verdict]) -> dict[str, NDArray[Any]]:
    return {
        "expected": np.array([verdict.expected for verdict in verdicts], dtype=np.float64),
        "p_value": np.array([verdict.p_value for verdict in verdicts], dtype=np.float64),
        "adjusted": np.array([verdict.adjusted for verdict in verdicts], dtype=np.float64),
        "finding": np.array([verdict.finding for verdict in verdicts], dtype=object),
    }


def _verdicts(engine: Engine, edges: list[Any], *, window: int) -> list[chance.Verdict]:
    """One for each edge, in order; each layer is tested for itself."""
    moments = _moments(engine)
    common = groupby(engine.rows(query("chance_met")), itemgetter(0, 1))
    tests = dict(engine.rows(query("chance_tests")))
    found: list[chance.Verdict] = []
    for layer, inside in groupby(edges, itemgetter(0)):
        usual = _usual(engine, layer)
        trials = []
        for _, source, target, observed, _ in inside:
            meeting = partial(chance.meeting, moments[source], moments[target], window=window)
            objects = [row[2:] for row in next(common)[1]]
            trials.append(_trial(meeting, usual, objects, observed=observed))
        found += chance.pairs(trials, tests=int(tests[layer]))
    return found


def _trial(
    meeting: Callable[..., float], usual: chance.Usual, objects: list[Any], *, observed: int
) -> chance.Trial:
    return chance.Trial(
        chances=_chances(meeting(objects=observed), usual, objects),
        observed=observed,
        at_all=prod(_chances(meeting(objects=len(objects)), usual, objects)),
    )


def _chances(alone: float, usual: chance.Usual, objects: list[Any]) -> list[float]:
    """Of meeting at each of the objects that two accounts acted on."""
    common = [(acts, burst) for acts, burst, _ in objects]
    # What is usual is the same for all objects of like popularity.
    alike = {acts.bit_length(): acts for acts, _ in common}
    bursts = {power: usual.among(acts, common) for power, acts in alike.items()}
    return [
        chance.at_object(alone, bursts[acts.bit_length()], meetings)
        for acts, _, meetings in objects
    ]


def _usual(engine: Engine, layer: str) -> chance.Usual:
    columns = engine.columns(query("chance_bursts", layer=quoted(layer)))
    return chance.Usual(columns["acts"], columns["burst"])


def _components(edges: list[Any], verdicts: list[chance.Verdict]) -> dict[int, chance.Verdict]:
    inside: dict[int, list[chance.Verdict]] = {}
    for (*_, component), verdict in zip(edges, verdicts, strict=True):
        inside.setdefault(component, []).append(verdict)
    return {number: chance.group(inside[number]) for number in sorted(inside)}


def _moments(engine: Engine) -> list[NDArray[np.int64]]:
    """Each account's sorted times, in microseconds, by its number."""
    columns = engine.columns(query("chance_moments"))
    starts = np.flatnonzero(np.diff(columns["number"]))
    return np.split(columns["moment"].astype(np.int64), starts + 1)
