"""Link few posts without waiting for a database: it tells numbers and keeps what comes of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from coranto.analysis import networks_few
from coranto.analysis.networks.question import Action, Question
from coranto.analysis.networks_few import Acts, Columns, Numbers, Places
from coranto.edges.engine import Engine, render_query
from coranto.steps.networks.load import PostCounts

#: Layers in which a post acts but once.
PLAIN: tuple[Action, ...] = ("share", "repost", "reply", "text")
#: The names of texts are long: what stands for them is worked out where it is needed.
_OBJECT = {"text": "md5(name)"}
_OWN = {"text": "CASE WHEN length(post) = 32 THEN md5(name) = post ELSE false END"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Few:
    """What edges there are among few posts."""

    thresholds: Mapping[str, float]  #: layer → the weight that the subgraph lies above
    met: Columns  #: the lines of both posts of each pair, and what orders them


def link(engine: Engine, question: Question, size: PostCounts, *, table: str) -> Few | None:
    """Make the table `network` of a table of actions.

    None where it is left to the database: for other questions, too many pairs or none at all.
    """
    if question.windows[1:] or len(question.actions) != 1 or question.actions[0] not in PLAIN:
        return None
    own = _OWN.get(question.actions[0], "name = post")
    told = engine.columns(render_query("act_numbers", acts=table, own=own, post=_post(size)))
    told["object"] = networks_few.numbered(told["object"])
    acts = _acts(engine, question, size, told, table=table)
    found = acts and networks_few.pairs(acts, question)
    return _keep(engine, question, acts, found, table=table) if acts and found else None


def link_similar(engine: Engine, question: Question, size: PostCounts, *, table: str) -> Few | None:
    """The same for similar texts, once the tables `crowds` and `verified` are there."""
    if question.windows[1:] or question.actions != ("similar",) or question.preset == "coortweet":
        return None
    if engine.rows("SELECT count(*) FROM verified")[0][0] > networks_few.MOST_PAIRS:
        return None
    told = engine.columns(render_query("similar_numbers", post=_post(size)))
    acts = _acts(engine, question, size, told, table="crowds")
    near = engine.columns(render_query("near_numbers"))
    found = acts and networks_few.similar_pairs(acts, near["bag"], near["bag_y"], question)
    return _keep(engine, question, acts, found, table=table) if acts and found else None


def _post(size: PostCounts) -> str:
    """SQL for the number of a post."""
    return "hash(post)" if size.repeated else "line"


def _acts(
    engine: Engine, question: Question, size: PostCounts, told: Columns, *, table: str
) -> Acts | None:
    """The actions of a table. None where two accounts or two posts have the same number."""
    line, account = told["line"], networks_few.numbered(told["account"])
    numbers = int(account.max(initial=-1)) + 1, networks_few.different(told["post"])
    posts = "count(DISTINCT post)" if size.repeated else "count(*)"
    if (
        numbers != (size.accounts, size.posts)
        and numbers != engine.rows(render_query("act_names", acts=table, posts=posts))[0]
    ):
        return None
    as_rows = question.preset == "coortweet"
    return Acts(
        object=told["object"],
        account=account,
        post=told["post"],
        own=told["own"],
        moment=told["moment"],
        line=line,
        seq=networks_few.by_first_line(account, line) if as_rows else line,
    )


def _keep(
    engine: Engine, question: Question, acts: Acts, found: Places, *, table: str
) -> Few | None:
    """Keep pairs and edges. None where there are none, or two objects have the same number."""
    older, younger = found
    if not len(older):
        return None
    (layer,) = question.actions
    rows = np.flatnonzero(np.bincount(np.concatenate(found)))
    engine.keep("rows_met", {"line": acts.line[rows], "place": rows})
    names = engine.columns(render_query("acts_met", acts=table, object=_OBJECT.get(layer, "name")))
    place = names["place"]
    objects = _named(acts.object[place], names["object"])
    if not np.array_equal(objects[acts.object[place]], names["object"]):
        return None
    accounts = _named(acts.account[place], names["account"])
    met = networks_few.meetings(acts, older, younger, question)
    network, threshold = networks_few.edges(met, accounts, objects, question)
    layers = np.full(len(network["source"]), layer, dtype=object)
    engine.keep("network", {"layer": layers, **network})
    return Few(
        thresholds={layer: threshold},
        met={
            "line": acts.line[older], "line_y": acts.line[younger],
            "seq": acts.seq[older], "seq_y": acts.seq[younger],
        },
    )  # fmt: skip


def _named(numbers: Numbers, names: NDArray[Any]) -> NDArray[Any]:
    """Names by their numbers; of a number that has several, one."""
    found = np.empty(int(numbers.max(initial=-1)) + 1, dtype=object)
    found[numbers] = names
    return found
