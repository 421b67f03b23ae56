"""Link few posts without waiting for a database: it tells numbers and keeps what comes of them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from coranto.analysis import networks_few
from coranto.analysis.networks import Action, Question
from coranto.analysis.networks_few import Acts, Numbers
from coranto.edges.engine import Engine, query
from coranto.steps.posts import Size

#: Layers in which a post acts but once.
PLAIN: tuple[Action, ...] = ("share", "repost", "reply", "text")
#: The names of texts are long: what stands for them is worked out where it is needed.
_OBJECT = {"text": "md5(name)"}
_OWN = {"text": "CASE WHEN length(post) = 32 THEN md5(name) = post ELSE false END"}


def link(
    engine: Engine, question: Question, size: Size, *, table: str
) -> dict[str, float] | None:
    """Make the tables `met_few` and `network` of a table of actions; layer → threshold.

    None where it is left to the database: for other questions, too many pairs or none at all.
    """
    if len(question.actions) != 1 or question.windows[1:] or question.actions[0] not in PLAIN:
        return None
    (layer,) = question.actions
    acts = _acts(engine, question, size, table)
    found = acts and networks_few.pairs(acts, question)
    if not acts or not found or not len(found[0]):
        return None
    older, younger = found
    engine.keep("met_few", {
        "line": acts.line[older], "line_y": acts.line[younger],
        "seq": acts.seq[older], "seq_y": acts.seq[younger],
    })  # fmt: skip
    names = engine.columns(query("acts_met", acts=table, object=_OBJECT.get(layer, "name")))
    order = np.argsort(acts.line)
    place = order[np.searchsorted(acts.line, names["line"], sorter=order)]
    objects = _named(acts.object[place], names["object"])
    if not np.array_equal(objects[acts.object[place]], names["object"]):
        return None  # two objects have the same number
    accounts = _named(acts.account[place], names["account"])
    met = networks_few.met(acts, older, younger, question)
    network, threshold = networks_few.edges(met, accounts, objects, question)
    layers = np.full(len(network["source"]), layer, dtype=object)
    engine.keep("network", {"layer": layers, **network})
    return {layer: threshold}


def _acts(engine: Engine, question: Question, size: Size, table: str) -> Acts | None:
    """The actions of a table. None where two accounts or two posts have the same number."""
    own = _OWN.get(question.actions[0], "name = post")
    post, posts = ("hash(post)", "count(DISTINCT post)") if size.repeated else ("line", "count(*)")
    told = engine.columns(query("act_numbers", acts=table, own=own, post=post))
    line, account = told["line"], networks_few.numbered(told["account"])
    post = networks_few.numbered(told["post"]) if size.repeated else np.arange(len(line))
    numbers = int(account.max(initial=-1)) + 1, int(post.max(initial=-1)) + 1
    if numbers != (size.accounts, size.posts) and numbers != engine.rows(
        query("act_names", acts=table, posts=posts)
    )[0]:
        return None
    as_rows = question.preset == "coortweet"
    return Acts(
        object=networks_few.numbered(told["object"]),
        account=account,
        post=post,
        own=told["own"],
        moment=told["moment"],
        line=line,
        seq=networks_few.by_first_line(account, line) if as_rows else line,
    )


def _named(numbers: Numbers, names: NDArray[Any]) -> NDArray[Any]:
    """Names by their numbers; of a number that has several, one."""
    found = np.empty(int(numbers.max(initial=-1)) + 1, dtype=object)
    found[numbers] = names
    return found
