"""Say which post acts on which object: the table `actions`, a layer for each kind."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from coranto.analysis.networks import objects as networks_objects
from coranto.analysis.networks import text_keys
from coranto.analysis.networks.question import Action, Question
from coranto.analysis.networks.text_keys import Normaliser
from coranto.edges.engine import Engine, render_query
from coranto.errors import NetworkError

#: Actions on one object that stands in a column of its own.
SINGLE_OBJECT_COLUMNS: Mapping[Action, str] = {
    "share": "object",
    "repost": "repost",
    "reply": "reply",
}
#: Actions on what is listed in a column or stands in the text: the columns.
OBJECT_LIST_COLUMNS: Mapping[Action, str] = {
    "link": "links",
    "domain": "links",
    "hashtags": "hashtags",
    "hashtag-set": "hashtags",
    "image": "images",
}
#: What is also found in a text.
ACTIONS_FOUND_IN_TEXT = frozenset({"link", "domain", "hashtags", "hashtag-set"})
TEXT_ACTIONS: tuple[Action, ...] = ("text", "similar")
#: Similar texts are sought among words and pairs of texts, which are as many times the posts.
SIMILARITY_ROWS_PER_POST = 20
#: What any action looks at.
ACTION_FIELDS = ("object", "repost", "reply", "text", "links", "hashtags", "images")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionOptions:
    """How what posts act on is read: what of texts counts, where links lead, what is left out."""

    texts: Normaliser = field(default_factory=Normaliser)
    redirects: Mapping[str, str] = field(default_factory=dict)  #: link → where it leads
    excluded: tuple[str, ...] = ()  #: objects, as in objects.csv


def make_actions(engine: Engine, question: Question, reading: ActionOptions) -> tuple[Action, ...]:
    """Make the table `actions`; returns the layers. Raises NetworkError when there are none.

    Also makes `examples`, a text for each object of the layers of texts.
    """
    asked = {field for layer in question.actions for field in _needed_fields(layer)}
    there = _present_fields(engine, asked or ACTION_FIELDS)
    layers = question.actions or _default_actions(there)
    for layer in layers:
        if not there & _needed_fields(layer) and _present_fields(engine, ACTION_FIELDS):
            raise _missing_field_error(layer)
    if "similar" in layers:
        engine.expect(SIMILARITY_ROWS_PER_POST * engine.rows("SELECT count(*) FROM posts")[0][0])
    _register_functions(engine, layers, question, reading)
    acting = " UNION ALL ".join(_layer_query(engine, question, layer, there) for layer in layers)
    engine.view("actions_told" if reading.excluded else "actions", acting)
    if reading.excluded:
        engine.keep("excluded", {"object": np.array(_excluded_spellings(reading), dtype=object)})
        engine.make("actions", render_query("kept_actions"))
    told = [render_query(f"{layer}_examples") for layer in layers if layer in TEXT_ACTIONS]
    engine.view("examples", " UNION ALL ".join([render_query("no_examples"), *told]))
    return layers


def _present_fields(engine: Engine, asked: Iterable[str]) -> frozenset[str]:
    """Those of the fields that at least one post has."""
    fields = sorted(asked)
    counts = engine.rows(f"SELECT {', '.join(f'count({name})' for name in fields)} FROM posts")[0]  # noqa: S608 - our own names
    return frozenset(name for name, count in zip(fields, counts, strict=True) if count)


def _default_actions(there: frozenset[str]) -> tuple[Action, ...]:
    """What is asked when nothing is: shares, or else reposts, links and texts."""
    if "object" in there or not there:
        return ("share",)
    usual: tuple[tuple[Action, bool], ...] = (
        ("repost", "repost" in there),
        ("link", "links" in there),
        ("text", "text" in there),
    )
    return tuple(layer for layer, has in usual if has) or ("text",)


def _needed_fields(layer: Action) -> frozenset[str]:
    """Fields of which a layer looks at any."""
    column = SINGLE_OBJECT_COLUMNS.get(layer) or OBJECT_LIST_COLUMNS.get(layer) or "text"
    return frozenset({column, "text"} if layer in ACTIONS_FOUND_IN_TEXT else {column})


def _missing_field_error(layer: Action) -> NetworkError:
    fields = " or ".join(sorted(_needed_fields(layer)))
    return NetworkError(
        f"no post has {fields}, which --action {layer} looks at; "
        "if there is a column of it, name it with --map"
    )


def _register_functions(
    engine: Engine, layers: tuple[Action, ...], question: Question, reading: ActionOptions
) -> None:
    """Let SQL call what reads objects out of columns."""
    cnt = question.preset == "cnt"
    calls: dict[Action, Callable[[str], Any]] = {
        "text": text_keys.CNT_NORMALISER.folded if cnt else reading.texts.key,
        "similar": text_keys.cnt_chunks if cnt else reading.texts.spoken,
        "link": networks_objects.link_objects(reading.redirects),
        "domain": networks_objects.domain_objects(reading.redirects),
        "hashtags": networks_objects.hashtag_sequence,
        "hashtag-set": networks_objects.hashtag_set,
        "image": networks_objects.extract_images,
    }
    for layer in layers:
        if layer in calls:
            result = "VARCHAR" if layer in TEXT_ACTIONS else "VARCHAR[]"
            engine.function(_function_name(layer), calls[layer], result)
    if "similar" in layers and cnt:
        engine.function("cnt_pieces", text_keys.cnt_pieces, "VARCHAR")


def _function_name(layer: Action) -> str:
    return f"{layer.replace('-', '_')}_objects"


def _table_name(layer: Action) -> str:
    return f"{layer.replace('-', '_')}_actions"


def _layer_query(engine: Engine, question: Question, layer: Action, there: frozenset[str]) -> str:
    """The query of a layer's actions; what must be worked out for it is a table."""
    if layer in SINGLE_OBJECT_COLUMNS:
        return render_query("acted", layer=layer, column=SINGLE_OBJECT_COLUMNS[layer])
    if layer in TEXT_ACTIONS:
        engine.make(f"{layer}_keys", render_query("keyed", call=_function_name(layer)))
        if layer == "text":
            return render_query("saying")
        _make_word_sets(engine, "cnt_pieces(chunk)" if question.preset == "cnt" else "chunk")
        return render_query("acting", layer=layer, table=_table_name(layer))
    column = OBJECT_LIST_COLUMNS[layer] if OBJECT_LIST_COLUMNS[layer] in there else "text"
    if layer in ACTIONS_FOUND_IN_TEXT and column != "text":
        column = f"coalesce({column}, text)"
    objects = f"{_function_name(layer)}({column})"
    engine.make(_table_name(layer), render_query("acted_often", column=column, objects=objects))
    return render_query("acting", layer=layer, table=_table_name(layer))


def _make_word_sets(engine: Engine, words: str) -> None:
    """Make the tables of the sets of words that posts say: `bags`, `words`, `similar_actions`.

    `words` tells in SQL what words a chunk between two spaces is taken for.
    """
    engine.make("sayings", render_query("sayings"))
    engine.make("contents", render_query("contents"))
    engine.make("chunks", render_query("chunks", words=words))
    for table in ("chunk_words", "words", "word_sets", "bags", "similar_actions"):
        engine.make(table, render_query(table))
    for table in ("sayings", "contents", "chunks", "chunk_words", "word_sets"):
        engine.drop(table)


def _excluded_spellings(reading: ActionOptions) -> list[str]:
    """Excluded objects as they are written, and as links are."""
    links = networks_objects.link_objects(reading.redirects)
    return sorted(
        {one for given in reading.excluded for one in (given, *_link_spellings(given, links))}
    )


def _link_spellings(given: str, links: Callable[[str], list[str]]) -> Iterable[str]:
    return links(given) if "://" in given else ()
