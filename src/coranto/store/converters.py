"""Convert between values of the model and columns of the database. Pure: no SQL.

Times are ISO 8601 in UTC with microseconds and "Z", always of one length, so that
comparing the texts compares the times. Lists and maps are JSON.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from coranto.model import Why, to_utc

Row: TypeAlias = sqlite3.Row
Values: TypeAlias = dict[str, Any]  #: the named parameters of a statement


def from_time(moment: datetime) -> str:
    """Text like 2026-11-22T09:00:00.000000Z. Raises ValueError for a naive moment."""
    # Always with microseconds: isoformat leaves out zeros, and texts of two lengths would
    # not sort as their times do.
    return to_utc(moment).isoformat(timespec="microseconds")[:-6] + "Z"


def from_time_or_none(moment: datetime | None) -> str | None:
    """The same; None for None, an unknown moment."""
    return None if moment is None else from_time(moment)


def to_time(text: str) -> datetime:
    """The moment of a column, in UTC."""
    return datetime.fromisoformat(text)


def to_time_or_none(text: str | None) -> datetime | None:
    """The same; None for NULL."""
    return None if text is None else datetime.fromisoformat(text)


def from_list(items: Iterable[str]) -> str:
    """A JSON list of strings."""
    # Rows come by the thousand: here and below, an empty list takes no call of the JSON library.
    texts = list(items)
    return json.dumps(texts, ensure_ascii=False) if texts else "[]"


def to_tuple(text: str) -> tuple[str, ...]:
    """The strings of a JSON list."""
    return () if text == "[]" else tuple(json.loads(text))


def from_map(mapping: Mapping[str, Any]) -> str:
    """A JSON object with sorted keys, so that equal maps are equal texts."""
    return json.dumps(mapping, ensure_ascii=False, sort_keys=True) if mapping else "{}"


def to_map(text: str) -> dict[str, Any]:
    """The map of a JSON object."""
    mapping: dict[str, Any] = json.loads(text)
    return mapping


def from_reasons(reasons: Sequence[Why]) -> str:
    """A JSON list of [signal, value, detail]."""
    triples = [[reason.signal, reason.value, reason.detail] for reason in reasons]
    return json.dumps(triples, ensure_ascii=False) if triples else "[]"


def to_reasons(text: str) -> tuple[Why, ...]:
    """The reasons of such a list."""
    if text == "[]":
        return ()
    return tuple(
        Why(signal=signal, value=value, detail=detail) for signal, value, detail in json.loads(text)
    )
