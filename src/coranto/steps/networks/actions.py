"""Say which post acts on which object: the table `actions`, a layer for each kind."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from coranto.analysis.networks import objects as networks_objects
from coranto.analysis.networks import text_keys
from coranto.analysis.networks.question import Action, Question
from coranto.analysis.networks.text_keys import Normaliser
from coranto.edges.engine import Engine, query
from coranto.errors import NetworkError

#: Actions on one object that stands in a column of its own.
SINGLE: Mapping[Action, str] = {"share": "object", "repost": "repost", "reply": "reply"}
#: Actions on what is listed in a column or stands in the text: the columns.
LISTED: Mapping[Action, str] = {
    "link": "links",
    "domain": "links",
    "hashtags": "hashtags",
    "hashtag-set": "hashtags",
    "image": "images",
}
#: What is also found in a text.
IN_TEXT = frozenset({"link", "domain", "hashtags", "hashtag-set"})
SAYING: tuple[Action, ...] = ("text", "similar")
#: Similar texts are sought among words and pairs of texts, which are as many times the posts.
WORDS = 20
#: What any action looks at.
FIELDS = ("object", "repost", "reply", "text", "links", "hashtags", "images")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How what posts act on is read: what of texts counts, where links lead, what is left out."""

    texts: Normaliser = field(default_factory=Normaliser)
    redirects: Mapping[str, str] = field(default_factory=dict)  #: link → where it leads
    excluded: tuple[str, ...] = ()  #: objects, as in objects.csv


def act(engine: Engine, question: Question, reading: Reading) -> tuple[Action, ...]:
    """Make the table `actions`; returns the layers. Raises NetworkError when there are none.

    Also makes `examples`, a text for each object of the layers of texts.
    """
    asked = {field for layer in question.actions for field in _needed(layer)}
    there = _there(engine, asked or FIELDS)
    layers = question.actions or _usual(there)
    for layer in layers:
        if not there & _needed(layer) and _there(engine, FIELDS):
            raise _missing(layer)
    if "similar" in layers:
        engine.expect(WORDS * engine.rows("SELECT count(*) FROM posts")[0][0])
    _functions(engine, layers, question, reading)
    acting = " UNION ALL ".join(_layer(engine, question, layer, there) for layer in layers)
    engine.view("actions_told" if reading.excluded else "actions", acting)
    if reading.excluded:
        engine.keep("excluded", {"object": np.array(_spellings(reading), dtype=object)})
        engine.make("actions", query("kept_actions"))
    told = [query(f"{layer}_examples") for layer in layers if layer in SAYING]
    engine.view("examples", " UNION ALL ".join([query("no_examples"), *told]))
    return layers


def _there(engine: Engine, asked: Iterable[str]) -> frozenset[str]:
    """Those of the fields that at least one post has."""
    fields = sorted(asked)
    counts = engine.rows(f"SELECT {', '.join(f'count({name})' for name in fields)} FROM posts")[0]  # noqa: S608 - our own names
    return frozenset(name for name, count in zip(fields, counts, strict=True) if count)


def _usual(there: frozenset[str]) -> tuple[Action, ...]:
    """What is asked when nothing is: shares, or else reposts, links and texts."""
    if "object" in there or not there:
        return ("share",)
    usual: tuple[tuple[Action, bool], ...] = (
        ("repost", "repost" in there),
        ("link", "links" in there),
        ("text", "text" in there),
    )
    return tuple(layer for layer, has in usual if has) or ("text",)


def _needed(layer: Action) -> frozenset[str]:
    """Fields of which a layer looks at any."""
    column = SINGLE.get(layer) or LISTED.get(layer) or "text"
    return frozenset({column, "text"} if layer in IN_TEXT else {column})


def _missing(layer: Action) -> NetworkError:
    return NetworkError(
        f"no post has {' or '.join(sorted(_needed(layer)))}, which --action {layer} looks at; "
        "if there is a column of it, name it with --map"
    )


def _functions(
    engine: Engine, layers: tuple[Action, ...], question: Question, reading: Reading
) -> None:
    """Let SQL call what reads objects out of columns."""
    cnt = question.preset == "cnt"
    calls: dict[Action, Callable[[str], Any]] = {
        "text": text_keys.CNT.folded if cnt else reading.texts.key,
        "similar": text_keys.cnt_chunks if cnt else reading.texts.spoken,
        "link": networks_objects.link_objects(reading.redirects),
        "domain": networks_objects.domain_objects(reading.redirects),
        "hashtags": networks_objects.sequence,
        "hashtag-set": networks_objects.hashtag_set,
        "image": networks_objects.images,
    }
    for layer in layers:
        if layer in calls:
            result = "VARCHAR" if layer in SAYING else "VARCHAR[]"
            engine.function(_function(layer), calls[layer], result)
    if "similar" in layers and cnt:
        engine.function("cnt_pieces", text_keys.cnt_pieces, "VARCHAR")


def _function(layer: Action) -> str:
    return f"{layer.replace('-', '_')}_objects"


def _table(layer: Action) -> str:
    return f"{layer.replace('-', '_')}_actions"


def _layer(engine: Engine, question: Question, layer: Action, there: frozenset[str]) -> str:
    """The query of a layer's actions; what must be worked out for it is a table."""
    if layer in SINGLE:
        return query("acted", layer=layer, column=SINGLE[layer])
    if layer in SAYING:
        engine.make(f"{layer}_keys", query("keyed", call=_function(layer)))
        if layer == "text":
            return query("saying")
        _collect(engine, "cnt_pieces(chunk)" if question.preset == "cnt" else "chunk")
        return query("acting", layer=layer, table=_table(layer))
    column = LISTED[layer] if LISTED[layer] in there else "text"
    if layer in IN_TEXT and column != "text":
        column = f"coalesce({column}, text)"
    objects = f"{_function(layer)}({column})"
    engine.make(_table(layer), query("acted_often", column=column, objects=objects))
    return query("acting", layer=layer, table=_table(layer))


def _collect(engine: Engine, words: str) -> None:
    """Make the tables of the sets of words that posts say: `bags`, `words`, `similar_actions`.

    `words` tells in SQL what words a chunk between two spaces is taken for.
    """
    engine.make("sayings", query("sayings"))
    engine.make("contents", query("contents"))
    engine.make("chunks", query("chunks", words=words))
    for table in ("chunk_words", "words", "word_sets", "bags", "similar_actions"):
        engine.make(table, query(table))
    for table in ("sayings", "contents", "chunks", "chunk_words", "word_sets"):
        engine.drop(table)


def _spellings(reading: Reading) -> list[str]:
    """Excluded objects as they are written, and as links are."""
    links = networks_objects.link_objects(reading.redirects)
    return sorted({one for given in reading.excluded for one in (given, *_of(given, links))})


def _of(given: str, links: Callable[[str], list[str]]) -> Iterable[str]:
    return links(given) if "://" in given else ()
