"""The documents that are compared, as far as comparing them needs, and what comes out. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from coranto.analysis.stories.embeddings import Vector
from coranto.analysis.stories.nearest import FeatureQuery


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedDocument:
    """A document that has a story, as far as later ones are compared with it."""

    id: str
    number: int
    title: str  #: shortened, for people
    second: int  #: of publication, or else when it was first seen
    dated: bool  #: whether it has a date of publication
    is_bare: bool  #: it has no text but its headline
    language: str
    key: str
    links: tuple[str, ...]  #: of a post; empty for others
    claims: Mapping[str, frozenset[str]]
    text: int  #: hash of the text; 0 when it has few words
    source_id: str  #: "" when the outlet is not known
    names: frozenset[str]
    has_case: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryDocument:
    """A document while it is compared."""

    second: int
    dated: bool
    is_bare: bool
    language: str
    features: FeatureQuery
    claims: Mapping[str, frozenset[str]]
    vector: Vector | None
    text: int  #: hash of the text; 0 when it has few words
    source_id: str  #: "" when the outlet is not known
    names: frozenset[str]  #: shared features of words that are written as names
    has_case: bool  #: its script tells names by capitals


class DocumentMatch(NamedTuple):
    """How a document compares with one in memory."""

    document: PlacedDocument
    odds: float  #: log odds of one event, were both published at one moment
    model_odds: float  #: the part of them that a model added
    lapse: float  #: weight of the time between, in first days
    chance: float  #: of one event, 0 to 1
    is_timed: bool  #: whether the time between is known to the hour
