"""Make the table `actions`: which post acts on which object, in a layer for each kind.

What counts as the same object is decided in analysis/networks; here it is asked of the engine.
"""

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

#: Actions on one object, which has a column of its own: action → column.
SINGLE_OBJECT_COLUMNS: Mapping[Action, str] = {
    "share": "object",
    "repost": "repost",
    "reply": "reply",
}
#: Actions on objects that a column lists: action → column.
OBJECT_LIST_COLUMNS: Mapping[Action, str] = {
    "link": "links",
    "domain": "links",
    "hashtags": "hashtags",
    "hashtag-set": "hashtags",
    "image": "images",
}
#: Actions whose objects are also found in a text, where the column has none.
ACTIONS_FOUND_IN_TEXT = frozenset({"link", "domain", "hashtags", "hashtag-set"})
#: Actions whose object is the text itself.
TEXT_ACTIONS: tuple[Action, ...] = ("text", "similar")
#: Rows per post when similar texts are sought: words, and pairs of texts with a word in common.
SIMILARITY_ROWS_PER_POST = 20
#: Every field of a post that some action looks at.
ACTION_FIELDS = ("object", "repost", "reply", "text", "links", "hashtags", "images")


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionOptions:
    """How objects are read: what of a text counts, where links lead, what is left out."""

    texts: Normaliser = field(default_factory=Normaliser)
    redirects: Mapping[str, str] = field(default_factory=dict)  #: link → where it leads
    excluded: tuple[str, ...] = ()  #: objects, as in objects.csv


def make_actions(engine: Engine, question: Question, options: ActionOptions) -> tuple[Action, ...]:
    """Make the table `actions` and return its layers.

    Also makes `examples`, a text for each object of the layers of texts. Raises NetworkError
    when no post has the field that a layer looks at.
    """
    wanted_fields = {
        post_field for layer in question.actions for post_field in _needed_fields(layer)
    }
    present_fields = _present_fields(engine, wanted_fields or ACTION_FIELDS)
    layers = question.actions or _default_actions(present_fields)
    for layer in layers:
        # Where posts have no field at all, an empty network is the answer, not an error.
        if not present_fields & _needed_fields(layer) and _present_fields(engine, ACTION_FIELDS):
            raise _missing_field_error(layer)
    if "similar" in layers:
        engine.expect(SIMILARITY_ROWS_PER_POST * engine.rows("SELECT count(*) FROM posts")[0][0])
    _register_functions(engine, layers, question, options)
    action_queries = " UNION ALL ".join(
        _layer_query(engine, question, layer, present_fields) for layer in layers
    )
    engine.view("actions_told" if options.excluded else "actions", action_queries)
    if options.excluded:
        engine.keep("excluded", {"object": np.array(_excluded_spellings(options), dtype=object)})
        engine.make("actions", render_query("kept_actions"))
    example_queries = [
        render_query(f"{layer}_examples") for layer in layers if layer in TEXT_ACTIONS
    ]
    engine.view("examples", " UNION ALL ".join([render_query("no_examples"), *example_queries]))
    return layers


def _present_fields(engine: Engine, wanted_fields: Iterable[str]) -> frozenset[str]:
    """Those of the fields that at least one post has."""
    fields = sorted(wanted_fields)
    counts = engine.rows(f"SELECT {', '.join(f'count({name})' for name in fields)} FROM posts")[0]  # noqa: S608 - our own names
    return frozenset(name for name, count in zip(fields, counts, strict=True) if count)


def _default_actions(present_fields: frozenset[str]) -> tuple[Action, ...]:
    """The layers when none is asked for: shares, or else reposts, links and texts."""
    if "object" in present_fields or not present_fields:
        return ("share",)
    defaults: tuple[tuple[Action, bool], ...] = (
        ("repost", "repost" in present_fields),
        ("link", "links" in present_fields),
        ("text", "text" in present_fields),
    )
    return tuple(layer for layer, is_present in defaults if is_present) or ("text",)


def _needed_fields(layer: Action) -> frozenset[str]:
    """Fields that a layer looks at; one of them is enough."""
    column = SINGLE_OBJECT_COLUMNS.get(layer) or OBJECT_LIST_COLUMNS.get(layer) or "text"
    return frozenset({column, "text"} if layer in ACTIONS_FOUND_IN_TEXT else {column})


def _missing_field_error(layer: Action) -> NetworkError:
    fields = " or ".join(sorted(_needed_fields(layer)))
    return NetworkError(
        f"no post has {fields}, which --action {layer} looks at; "
        "if there is a column of it, name it with --map"
    )


def _register_functions(
    engine: Engine, layers: tuple[Action, ...], question: Question, options: ActionOptions
) -> None:
    """Let SQL call the functions that read objects out of columns."""
    # CNT compares texts by rules of its own, whatever --keep says.
    cnt = question.preset == "cnt"
    calls: dict[Action, Callable[[str], Any]] = {
        "text": text_keys.CNT_NORMALISER.folded if cnt else options.texts.key,
        "similar": text_keys.cnt_chunks if cnt else options.texts.spoken,
        "link": networks_objects.link_objects(options.redirects),
        "domain": networks_objects.domain_objects(options.redirects),
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


def _layer_query(
    engine: Engine, question: Question, layer: Action, present_fields: frozenset[str]
) -> str:
    """The query of a layer's actions; what a Python function computes for it becomes a table.

    A view would call the function again whenever it is read.
    """
    if layer in SINGLE_OBJECT_COLUMNS:
        return render_query("acted", layer=layer, column=SINGLE_OBJECT_COLUMNS[layer])
    if layer in TEXT_ACTIONS:
        engine.make(f"{layer}_keys", render_query("keyed", call=_function_name(layer)))
        if layer == "text":
            return render_query("saying")
        _make_word_sets(engine, "cnt_pieces(chunk)" if question.preset == "cnt" else "chunk")
        return render_query("acting", layer=layer, table=_table_name(layer))
    column = OBJECT_LIST_COLUMNS[layer] if OBJECT_LIST_COLUMNS[layer] in present_fields else "text"
    if layer in ACTIONS_FOUND_IN_TEXT and column != "text":
        column = f"coalesce({column}, text)"
    objects = f"{_function_name(layer)}({column})"
    engine.make(_table_name(layer), render_query("acted_often", column=column, objects=objects))
    return render_query("acting", layer=layer, table=_table_name(layer))


def _make_word_sets(engine: Engine, words: str) -> None:
    """Make the tables of the sets of words in posts: `bags`, `words`, `similar_actions`.

    `words` is an SQL expression: the words in a chunk of text between two spaces.
    """
    engine.make("sayings", render_query("sayings"))
    engine.make("contents", render_query("contents"))
    engine.make("chunks", render_query("chunks", words=words))
    for table in ("chunk_words", "words", "word_sets", "bags", "similar_actions"):
        engine.make(table, render_query(table))
    # They are many times the posts, and nothing reads them any more.
    for table in ("sayings", "contents", "chunks", "chunk_words", "word_sets"):
        engine.drop(table)


def _excluded_spellings(options: ActionOptions) -> list[str]:
    """Excluded objects as written and, where they are links, in canonical form."""
    links = networks_objects.link_objects(options.redirects)
    return sorted(
        {
            spelling
            for excluded_object in options.excluded
            for spelling in (
                excluded_object,
                # objects.csv writes an apostrophe before what a spreadsheet would calculate.
                excluded_object.removeprefix("'"),
                *_link_spellings(excluded_object, links),
            )
        }
    )


def _link_spellings(excluded_object: str, links: Callable[[str], list[str]]) -> Iterable[str]:
    return links(excluded_object) if "://" in excluded_object else ()
