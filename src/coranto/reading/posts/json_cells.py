"""Turn decoded JSON values into the cells of a table of posts. Pure.

Exports of strangers hold any value anywhere: nothing here raises for a value of the wrong type.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from coranto.reading.posts.columns import PostField

PostCells = dict[PostField, str]
JsonObject = Mapping[str, Any]
#: The cells of an object that a network writes beside its posts: a member joined, a post was
#: deleted. It is passed over and is no error.
NO_POST: PostCells = {}


def cell_text(value: Any) -> str:
    """A value as the text of a table's cell; lists and objects as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool | list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def json_list(values: Any) -> str:
    """A list of words as JSON; "" when there are none."""
    words = [value for value in values if isinstance(value, str) and value]
    return json.dumps(words, ensure_ascii=False) if words else ""


def as_dict(value: Any) -> dict[str, Any]:
    """The value, or an empty object when it is none."""
    return value if isinstance(value, dict) else {}


def dicts_in(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; none when it is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text_list(values: Any) -> list[str]:
    """The texts of a list; none when it is no list."""
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


def unique_texts(values: Iterable[Any]) -> list[str]:
    """The texts among values, each once, in their order."""
    return list(dict.fromkeys(value for value in values if isinstance(value, str)))


def has_keys(value: JsonObject, *names: str) -> bool:
    """Whether an object has all of these keys."""
    return value.keys() >= set(names)
