"""Decide which documents reprint others, and which came first. Pure: no store, no clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from coranto.model import Copy, Document, Source, Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """Documents of one origin. The root comes first, then copies in the order of their chain."""

    root: str  #: the document all others come from
    agency: str  #: whom the root itself credits; "" when it credits nobody
    documents: tuple[str, ...]  #: ids; the root first, each behind the one it copies
    parents: Mapping[str, str]  #: copy → the document it copies


@dataclass(frozen=True, slots=True, kw_only=True)
class Independence:
    """How many sources report on their own: copies of one origin count once."""

    count: int
    outlets: int  #: sources in all
    origins: tuple[tuple[str, ...], ...]  #: source ids that count as one, the origin's first
    reasons: tuple[Why, ...]


class CopyFinder:
    """Documents seen so far, as far as later ones are compared with them."""

    def __init__(self, known: Iterable[Document] = (), *, boilerplate: Iterable[int] = ()) -> None:
        raise NotImplementedError

    def add(self, document: Document) -> list[Copy]:
        """What is now known of this document, and of earlier ones that it changes."""
        raise NotImplementedError

    def forget(self, before: datetime) -> None:
        """Drop documents published before a moment."""
        raise NotImplementedError


def lineages(documents: Sequence[Document], copies: Iterable[Copy]) -> tuple[Lineage, ...]:
    """Documents grouped by origin."""
    raise NotImplementedError


def independent(
    documents: Sequence[Document], copies: Iterable[Copy], sources: Mapping[str, Source]
) -> Independence:
    """How many independent sources report a story."""
    raise NotImplementedError
